"""The two cards under the list: last month against target, and how one measure went month by month."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from csmanager.features.reviews.words import value_text
from csmanager.features.today.figures import FigureRow, MonthRow
from csmanager.ui.widgets.bullet import BulletBar
from csmanager.ui.widgets.card import Card
from csmanager.ui.widgets.chips import StatusChip
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.trendchart import TrendChart, TrendPoint


class FiguresRow(QWidget):
    """``opened`` comes with the month's key when the reviews are to be shown."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.month = Card("Last month against target")
        self.trend = Card("Month by month")
        self.chart: TrendChart | None = None
        self._key = ""
        self.open_button = QPushButton("Open reviews")
        self.open_button.setProperty("link", True)
        self.open_button.clicked.connect(lambda _on=False: self.opened.emit(self._key))
        self.month.add_action(self.open_button)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(self.month, 6)
        layout.addWidget(self.trend, 5)
        self.setMinimumHeight(230)
        self.setMaximumHeight(330)
        self.show_waiting()

    def show_waiting(self) -> None:
        """Figures are on their way."""
        self.open_button.hide()
        self.trend.hide()
        self.month.clear()
        waiting = QLabel("Reading the figures …")
        waiting.setProperty("role", "muted")
        self.month.add(waiting)
        self.month.body.addStretch(1)

    def show_nothing(self, text: str, verb: str = "", act: Callable[[], object] | None = None) -> None:
        """There are no figures; ``verb`` and ``act`` say what would bring them."""
        self.open_button.hide()
        self.trend.hide()
        self.month.set_title("Last month against target")
        self.month.clear()
        self.month.add(EmptyState("No figures yet", text, second_text=verb, second=act), 1)

    def show_month(self, month: MonthRow) -> None:
        """Show the figures of a month."""
        self._key = month.key
        self.open_button.show()
        self.month.set_title(f"{month.title} against target", _verdict(month))
        self.month.clear()
        if month.figures:
            self.month.add(_bullets(month.figures))
            self.month.body.addStretch(1)
        else:
            self.month.add(
                EmptyState("No targets set", "Set them in Reviews to see how the month stands."), 1
            )
        self.trend.setVisible(month.chart is not None)
        if month.chart is not None:
            self._draw(month.chart)

    def _draw(self, figure: FigureRow) -> None:
        n = sum(point.n for point in figure.trend)
        self.trend.set_title(_finding(figure), f"{figure.name} by month, n = {n:,}")
        if self.chart is None:
            self.chart = TrendChart(show_head=False)
            self.trend.add(self.chart, 1)
        points = [TrendPoint(point.label, point.value, point.n) for point in figure.trend]
        self.chart.set_data(
            points,
            target=figure.target,
            format=lambda value: value_text(value, figure.unit),
            better=figure.better,
            title=_finding(figure),
            subtitle=f"{figure.name} by month",
        )


def _bullets(figures: tuple[FigureRow, ...]) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    for line, figure in enumerate(figures):
        name = QLabel(figure.name)
        name.setWordWrap(True)
        name.setToolTip(
            f"{figure.name}: {figure.text}, target {figure.target_text}, n = {figure.n:,}. {figure.reason}"
        )
        bar = BulletBar(
            figure.value,
            figure.target,
            None,
            figure.better,
            text=figure.text,
            low=figure.low,
            high=figure.high,
        )
        value = QLabel(figure.text)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        chip = StatusChip(figure.mark, figure.word)
        chip.setToolTip(figure.reason)
        chip.setMinimumWidth(chip.sizeHint().width())
        for column, widget in enumerate((name, bar, value, chip)):
            grid.addWidget(widget, line, column)
    return box


def _verdict(month: MonthRow) -> str:
    missing = sum(figure.mark == "bad" for figure in month.figures)
    reached = sum(figure.mark == "good" for figure in month.figures)
    unsure = len(month.figures) - missing - reached
    parts = [f"{reached} on target", f"{missing} missing"]
    if unsure:
        parts.append(f"{unsure} not judged")
    return ", ".join(parts) if month.figures else ""


def _finding(figure: FigureRow) -> str:
    """What the chart shows, in a sentence."""
    known = [point for point in figure.trend if point.value is not None]
    last, before = known[-1], known[-2]
    assert last.value is not None
    assert before.value is not None
    if value_text(last.value, figure.unit) == value_text(before.value, figure.unit):
        return f"{figure.name} stayed at {value_text(last.value, figure.unit)}"
    verb = "rose" if last.value > before.value else "fell"
    return f"{figure.name} {verb} to {value_text(last.value, figure.unit)} from {value_text(before.value, figure.unit)}"
