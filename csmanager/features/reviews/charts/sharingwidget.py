"""What a chart gives away: its numbers as a table, copies, pictures and native Excel charts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout

from csmanager.core.files import replace_file
from csmanager.features.reviews.charts.model import Chart, Mark, Panel
from csmanager.features.reviews.words import value_text
from csmanager.ui import theme
from csmanager.ui.widgets import copying
from csmanager.ui.widgets.table import Column, RecordTable

if TYPE_CHECKING:
    from csmanager.features.reviews.charts.chartwidget import ChartView

Row = tuple[int, Panel, Mark]
FILTER = "Picture (*.png);;Vector picture (*.svg);;Excel chart (*.xlsx)"


def rows(chart: Chart) -> list[Row]:
    """One row a mark."""
    return [(at, chart.panels[number], mark) for at, (number, mark) in enumerate(chart.marks())]


def columns(chart: Chart) -> list[Column]:
    """The measure where there are several, the step or person, value, n, interval and what is to be said."""
    made = []
    if len(chart.panels) > 1:
        made.append(Column("measure", "Measure", 150, value=lambda row: row[1].title))

    def number(key: str, title: str, part: str) -> Column:
        def text(row: Row) -> str:
            found = getattr(row[2], part)
            return "" if found is None else value_text(found, row[1].unit)

        return Column(key, title, 90, "number", value=lambda row: getattr(row[2], part), text=text)

    made += [Column("label", "What", 130, value=lambda row: row[2].label), number("value", "Value", "y")]
    marks = [mark for _, mark in chart.marks()]
    if any(mark.raw is not None for mark in marks):
        made.append(number("raw", "As measured", "raw"))
    if any(mark.low is not None for mark in marks):
        made += [number("low", "From", "low"), number("high", "To", "high")]
    made.append(Column("n", "n", 70, "number", value=lambda row: row[2].n))
    made.append(Column("note", "Note", 240, value=lambda row: row[2].note))
    return made


def make_table(view: ChartView) -> QDialog:
    """The numbers behind the chart in a window of their own; a row opens its contacts."""
    assert view.chart is not None
    dialog = QDialog(view)
    dialog.setWindowTitle(view.chart.title)
    table = RecordTable("review-chart", columns(view.chart), key=lambda row: row[0])
    table.set_rows(rows(view.chart))
    table.setAccessibleName(f"{view.chart.title}, as table")

    def open_row(row: Any) -> None:
        dialog.accept()
        view.open_mark(row[0])

    table.activated.connect(open_row)
    layout = QVBoxLayout(dialog)
    layout.addWidget(table)
    dialog.resize(640, 440)
    return dialog


def show_table(view: ChartView) -> None:
    """Open that window."""
    dialog = make_table(view)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def copy_picture(view: ChartView) -> None:
    """Put the chart on the clipboard as a picture."""
    QApplication.clipboard().setPixmap(view.picture())


def copy_data(view: ChartView) -> None:
    """Put the numbers on the clipboard as a table."""
    if view.chart is not None:
        data = copying.mime(columns(view.chart), rows(view.chart), headers=True)
        QApplication.clipboard().setMimeData(data)


def save(view: ChartView) -> None:
    """Ask where, and write a picture or an Excel chart."""
    if view.chart is None:
        return
    folder = Path(str(view.desk.preferences.get("export/folder", "")) or Path.home())
    name = "".join(
        letter if letter.isalnum() or letter in " -" else " " for letter in view.chart.title
    ).strip()
    path = view.desk.ask.save_path("Save chart", str(folder / f"{name[:80]}.png"), FILTER)
    if path is None:
        return
    if path.suffix.lower() not in (".png", ".svg", ".xlsx"):
        path = path.with_name(f"{path.name}.png")
    placed = write(view, path)
    view.desk.preferences.set("export/folder", str(placed.parent))
    view.desk.sent_out(placed, "Chart", f"Saved {placed.name}.")


def write(view: ChartView, path: Path) -> Path:
    """Write the chart to ``path`` by its ending; returns where it lies."""
    chart = view.chart
    assert chart is not None
    kind = path.suffix.lower()
    if kind == ".svg":
        from csmanager.features.reviews.charts.drawing import save_svg

        points = theme.scaled(theme.CAPTION).pointSizeF()
        width, height = max(view.width(), 480), max(view.height(), 300)
        return replace_file(
            path, lambda temporary: save_svg(chart, temporary, width, height, theme.tokens("light"), points)
        )
    if kind == ".xlsx":
        from csmanager.features.reviews.charts.excel import write_chart

        return replace_file(path, lambda temporary: write_chart(chart, temporary))
    image = view.picture()
    return replace_file(path, lambda temporary: _save_png(image, temporary))


def _save_png(image: Any, path: Path) -> None:
    if not image.save(str(path), "PNG"):
        raise OSError(f"The picture could not be written to {path.name}.")
