"""The view "Org": who reports to whom as of a day, as a chart and as a list of lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from csmanager.core.files import replace_file
from csmanager.features.team.org import actions, formdialogs, queries
from csmanager.features.team.org.chartview import OrgChart
from csmanager.features.team.org.queries import ChartView, LineRow
from csmanager.features.team.org.rules import LINE_WORDS
from csmanager.features.team.queries import labels, people
from csmanager.ui import printing
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import GAP, PAGE_MARGIN
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.table import Column, RecordTable
from csmanager.ui.widgets.texts import day_text

CHART, LINES = "chart", "lines"
_PAPER = (700, 420)  # CSS pixels that the chart may fill across a sheet


class OrgPage(Page):
    """Records: "ID" or "person:ID" shows somebody in the chart."""

    watches: ClassVar[frozenset[str]] = frozenset({"person", "employment", "reporting_line", "team", "role"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.dialog: QDialog | None = None
        self._shown = ChartView(desk.today(), (), (), 0)
        self._names: list[tuple[int, str]] = []
        self._wanted: int | None = None
        self.add = self._action("Add a line…", self._add, "Ctrl+Shift+L")
        self.open = self._action("Show this person", self._open_person)
        self.end = self._action("End this line…", self._end)
        self.remove = self._action("Take this line out", self._remove)
        self.save = self._action("Save the chart…", self.save_chart)
        self.larger = self._action("Larger", lambda: self.chart.zoom(1.15))
        self.smaller = self._action("Smaller", lambda: self.chart.zoom(1 / 1.15))
        self.fit = self._action("Fit into view", lambda: self.chart.zoom(0))
        self.chart = OrgChart()
        self.table = RecordTable("team-lines", _columns(), preferences=desk.preferences, today=desk.today)
        self.table.setAccessibleName("Reporting lines")
        self.table.set_noun("line", "lines")
        self.table.add_actions([self.end, self.remove, self.open], self._enable)
        self.table.selection_changed.connect(self._enable)
        self.table.activated.connect(lambda _row: self.end.trigger())
        self.chart.opened.connect(lambda person_id: desk.go("team", str(person_id)))
        self.header = PageHeader("Reporting lines")
        self.search = self.header.add_search("Search people", back_to=self.chart)
        self.search.searched.connect(self._search)
        self.table.cleared.connect(self.search.clear)
        self.switch = self.header.add_switch([(CHART, "Chart"), (LINES, "Lines")], "Shown as")
        self.header.set_primary(self.add)
        self.header.set_more(
            [self.open, self.end, self.remove, _line(self), self.larger, self.smaller, self.fit, self.save]
        )
        self.switch.changed.connect(lambda _key: self._show())
        self.on = DateField(None, today=desk.today, name="As of")
        self.on.edit.setPlaceholderText("today")
        self.on.edit.setMaximumWidth(110)
        self.on.echo.hide()
        self.on.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.on.changed.connect(lambda _day: None if self.on.problem() else self.refresh())
        self._build()

    def _build(self) -> None:
        self.hint = QLabel("Arrows move, Enter opens the person, + and − zoom, 0 fits.")
        self.hint.setProperty("role", "caption")
        as_of = QLabel("As of")
        as_of.setProperty("role", "muted")
        as_of.setBuddy(self.on.edit)
        self.bar = QWidget()
        line = QHBoxLayout(self.bar)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.hint)
        line.addStretch()
        line.addWidget(as_of)
        line.addWidget(self.on)
        self.empty = EmptyState(
            "No reporting lines yet",
            "Note who reports to whom, who stands in for whom and who mentors whom, each from a day on. The chart"
            " can be shown as of any day, printed and saved as a picture.",
            "Add a line…",
            self.add.trigger,
        )
        self.stack = QStackedWidget()
        for widget in (self.chart, self.table, self.empty):
            self.stack.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        layout.setSpacing(GAP)
        layout.addWidget(self.header)
        layout.addWidget(self.bar)
        layout.addWidget(self.stack, 1)

    # reading

    def as_of(self) -> dt.date:
        """The day that is shown."""
        return self.on.value() or self.desk.today()

    def load(self) -> None:
        day = self.as_of()
        self._shown = self.desk.read(queries.chart, day)
        rows = self.desk.read(queries.lines, day)
        names = self.desk.read(labels)
        here = self.desk.read(people, day, include_future=True)
        self._names = [(row.id, names[row.id]) for row in here]
        self.table.set_rows(rows)
        self.chart.show_chart(self._shown)
        when = "" if day == self.desk.today() else f" on {day_text(day)}"
        lines = sum(row.is_now for row in rows)
        note = f"{lines} {'line' if lines == 1 else 'lines'} among {self._shown.count} people{when}"
        self.header.set_title("Reporting lines", note if rows else "")
        self._has_rows = bool(rows)
        if self.header.primary is not None:
            self.header.primary.setVisible(self._has_rows)
        self._show()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.chart.select(wanted)
        self._enable()

    def _show(self) -> None:
        is_chart = self.switch.value() == CHART
        self.hint.setVisible(is_chart)
        self.bar.setVisible(self._has_rows)
        self.search.setVisible(self._has_rows)
        self.switch.setVisible(self._has_rows)
        self.stack.setCurrentWidget(
            self.empty if not self._has_rows else self.chart if is_chart else self.table
        )
        self._enable()

    def _search(self, text: str) -> None:
        self.chart.set_filter(text)
        self.table.set_filter(text)

    def _enable(self) -> None:
        row = self._row()
        is_chart = self.switch.value() == CHART
        self.end.setEnabled(row is not None)
        self.remove.setEnabled(row is not None)
        self.open.setEnabled(self._person() is not None)
        for action in (self.larger, self.smaller, self.fit):
            action.setEnabled(is_chart and self._has_rows)
        self.save.setEnabled(self._has_rows)

    def _row(self) -> LineRow | None:
        return self.table.current_row() if self.switch.value() == LINES else None

    def _person(self) -> int | None:
        row = self._row()
        return self.chart.current if self.switch.value() == CHART else row.person_id if row else None

    # commands

    def _add(self) -> None:
        self._open(formdialogs.add_line(self.desk, self, self._names, self._person()))

    def _end(self) -> None:
        row = self._row()
        if row is not None:
            self._open(formdialogs.end_line(self.desk, self, row))

    def _remove(self) -> None:
        row = self._row()
        if row is not None:
            label = f"Take out: {row.person} {LINE_WORDS[row.kind].lower()} {row.to}"
            self.desk.do(label, actions.remove_line, row.id)

    def _open_person(self) -> None:
        person = self._person()
        if person is not None:
            self.desk.go("team", str(person))

    def save_chart(self) -> None:
        """Ask where, and write the chart as PDF or picture."""
        folder = Path(str(self.desk.preferences.get("export/folder", "")) or Path.home())
        name = f"Reporting lines {self._shown.on:%Y-%m-%d}.pdf"
        path = self.desk.ask.save_path("Save the chart", str(folder / name), "PDF (*.pdf);;Picture (*.png)")
        if path is None:
            return
        self.desk.preferences.set("export/folder", str(path.parent))
        if path.suffix.lower() == ".png":
            picture = self.chart.picture()
            placed = replace_file(path, lambda temporary: _save_png(picture, temporary))
        else:
            document = self.print_document()
            assert document is not None
            placed = printing.save_pdf(document, path, self.desk.today())
        self.desk.sent_out(placed, "Reporting lines", f"Saved as {placed.name}.")

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        self.dialog = None
        (self.chart if self.switch.value() == CHART else self.table).setFocus()

    def _action(self, text: str, act: Callable[[], object], keys: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(keys)
        action.triggered.connect(lambda _on=False: act())
        return action

    # what the window asks

    def show_record(self, record: str) -> None:
        found = record.rpartition(":")[2]
        if not found.isdigit():
            return
        if self._is_stale:
            self._wanted = int(found)
            return
        self.switch.set_value(CHART)
        if self.chart.select(int(found)):
            self.chart.setFocus()

    def find_on_page(self) -> None:
        self.search.focus()

    def actions_offered(self) -> list[QAction]:
        return [
            self.add, self.open, self.end, self.remove, self.larger, self.smaller, self.fit, self.save
        ]  # fmt: skip

    def print_document(self) -> QTextDocument | None:
        if not self._has_rows:
            return None
        title = f"Reporting lines on {day_text(self._shown.on)}"
        if self.switch.value() == LINES:
            return printing.table_document(title, self.table)
        picture = self.chart.picture()
        scale = min(_PAPER[0] / picture.width(), _PAPER[1] / picture.height(), 0.5)
        document = QTextDocument()
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl("chart"), picture)
        size = f"width='{picture.width() * scale:.0f}' height='{picture.height() * scale:.0f}'"
        document.setHtml(f"<h2>{title}</h2><p>{self._shown.count} people</p><p><img src='chart' {size}></p>")
        document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
        document.setProperty("wide", True)
        return document

    _has_rows = False


def _columns() -> list[Column]:
    return [
        Column("person", "Person", 190, value=lambda row: row.person),
        Column("kind", "What", 140, value=lambda row: LINE_WORDS[row.kind]),
        Column("to", "Whom", 190, value=lambda row: row.to),
        Column("state", "State", 110, kind="status", value=_state),
        Column("from", "From", kind="date", value=lambda row: row.starts_on),
        Column("until", "Until", kind="date", value=lambda row: row.ends_on),
        Column("note", "Note", 200, value=lambda row: row.note),
    ]


def _state(row: LineRow) -> tuple[str, str]:
    return ("good", "Holds") if row.is_now else ("none", "Not then")


def _line(owner: QWidget) -> QAction:
    line = QAction(owner)
    line.setSeparator(True)
    return line


def _save_png(picture: object, path: Path) -> None:
    picture.save(str(path), "PNG")  # type: ignore[attr-defined]
