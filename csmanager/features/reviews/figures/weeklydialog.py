"""The grid of weekly measures: people down, measures across; type, Tab, Enter, or paste a block. One step for Undo."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.reviews import ownactions
from csmanager.features.reviews.figures.weekly import Week, block, changes, monday_of, read_value, week
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.rules import Better, Unit
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog

_IN = {Unit.SHARE: "%", Unit.SECONDS: "time", Unit.SCORE: "score"}
_NAMES = 230  # pixels that names take at most


class WeekGrid(QTableWidget):
    """Cells as they were typed. Tab goes right, Enter down, Ctrl+V takes a block from a spreadsheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Weekly measures")
        self.setTabKeyNavigation(True)
        self.verticalHeader().setMaximumWidth(_NAMES)
        self.horizontalHeader().setMinimumSectionSize(90)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Delete:
            for item in self.selectedItems():
                item.setText("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.setCurrentCell(min(self.currentRow() + 1, self.rowCount() - 1), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def paste(self, text: str) -> int:
        """Put a block in from the current cell on; returns how many cells it filled."""
        top, left, count = max(self.currentRow(), 0), max(self.currentColumn(), 0), 0
        for down, cells in enumerate(block(text)):
            for across, cell in enumerate(cells):
                row, column = top + down, left + across
                if row < self.rowCount() and column < self.columnCount():
                    item = self.item(row, column)
                    if item is not None:
                        item.setText(cell.strip())
                        count += 1
        return count


class WeeklyDialog(QDialog):
    """One week. Save writes everything that changed as one step."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.form: FormDialog | None = None
        self.setWindowTitle("Weekly measures")
        self.shown: Week | None = None
        self.grid = WeekGrid()
        self.back = QPushButton("‹ Week before")
        self.on = QPushButton("Week after ›")
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.hint = QLabel("Type and go on with Tab or Enter; a block copied in Excel is pasted with Ctrl+V.")
        self.hint.setProperty("role", "muted")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.add = QPushButton("New measure…")
        self.save = QPushButton("Save")
        self.save.setProperty("primary", True)
        close = QPushButton("Close")
        for button in (self.back, self.on, self.add, self.save, close):
            button.setAutoDefault(False)
        self.empty = EmptyState(
            "No measures by hand yet",
            "For what no system counts: customers at the counter, compliments, parcels found again. Name it once, and"
            " write it down every week in half a minute.",
            "New measure…",
            self._add,
        )
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.title, 1, Qt.AlignmentFlag.AlignHCenter)
        head.addWidget(self.on)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.addLayout(head)
        layout.addWidget(self.hint)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        self.back.clicked.connect(lambda _on=False: self._step(-7))
        self.on.clicked.connect(lambda _on=False: self._step(7))
        self.add.clicked.connect(lambda _on=False: self._add())
        self.save.clicked.connect(lambda _on=False: self.write())
        close.clicked.connect(self.reject)
        self.resize(820, 560)
        self.show_week(monday_of(desk.today()) - dt.timedelta(days=7))

    def show_week(self, monday: dt.date) -> None:
        """Show another week as it is stored."""
        shown = self.shown = self._desk.read(week, monday)
        sunday = shown.monday + dt.timedelta(days=6)
        self.title.setText(f"{day_text(shown.monday)} to {day_text(sunday)}")
        self.on.setEnabled(shown.monday < monday_of(self._desk.today()))
        has = bool(shown.metrics)
        self.grid.setVisible(has)
        self.hint.setVisible(has)
        self.save.setEnabled(has)
        self.empty.setVisible(not has)
        self.grid.clear()
        self.grid.setRowCount(len(shown.people))
        self.grid.setColumnCount(len(shown.metrics))
        metrics = self.grid.fontMetrics()
        names = [
            metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAMES - 40) for _, name in shown.people
        ]
        self.grid.setVerticalHeaderLabels(names)
        self.grid.setHorizontalHeaderLabels(
            [f"{one.name} ({_IN[one.unit]})" if one.unit in _IN else one.name for one in shown.metrics]
        )
        for row, (person, _name) in enumerate(shown.people):
            for column, metric in enumerate(shown.metrics):
                value = shown.values.get((person, metric.id))
                item = QTableWidgetItem("" if value is None else _typed(value, metric.unit))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.grid.setItem(row, column, item)
        self.grid.resizeColumnsToContents()
        if has:
            self.grid.setCurrentCell(min(1, len(shown.people) - 1), 0)
            self.grid.setFocus()

    def write(self) -> bool:
        """Write what changed as one step; False when a cell cannot be read, and says which."""
        shown = self.shown
        if shown is None:
            return False
        typed: list[tuple[int, int, float | None]] = []
        for row, (_person, name) in enumerate(shown.people):
            for column, metric in enumerate(shown.metrics):
                item = self.grid.item(row, column)
                text = item.text() if item is not None else ""
                try:
                    typed.append((row, column, read_value(text, metric.unit)))
                except ValueError as error:
                    self.grid.setCurrentCell(row, column)
                    self._say(f"{name}, {metric.name}: {error}")
                    return False
        values = changes(shown, typed)
        self._say("")
        if values:
            try:
                label = f"Write down the week of {day_text(shown.monday)}"
                self._desk.try_do(label, ownactions.set_values, values)
            except AppError as error:
                self._say(str(error))
                return False
        self.show_week(shown.monday)
        return True

    def _step(self, days: int) -> None:
        if self.shown is not None and self.write():
            self.show_week(self.shown.monday + dt.timedelta(days=days))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _add(self) -> None:
        """Ask for a measure of the store's own that is written down by hand."""
        units = [(str(Unit.COUNT), "How many"), (str(Unit.SHARE), "Per cent"), (str(Unit.SECONDS), "Time"),
                 (str(Unit.SCORE), "Score"), (str(Unit.NUMBER), "Another number")]  # fmt: skip
        ways = [(str(Better.HIGHER), "More is better"), (str(Better.LOWER), "Less is better"),
                (str(Better.NEITHER), "Neither")]  # fmt: skip
        fields = [
            Field("name", "Name", "text", "", True, placeholder="Compliments"),
            Field(
                "definition",
                "What is counted",
                "text",
                "",
                True,
                placeholder="Thanks by letter or at the counter",
            ),
            Field("unit", "In", "choice", units[0][0], True, options=units),
            Field("better", "Which way", "choice", ways[0][0], True, options=ways),
        ]

        def submit(values: dict[str, str]) -> object:
            return self._desk.try_do(
                f"Add measure {values['name'].strip()}",
                ownactions.add_metric,
                name=values["name"],
                definition=values["definition"],
                unit=Unit(values["unit"]),
                better=Better(values["better"]),
                expression="",
                minimum_n=1,
                today=self._desk.today(),
            )

        self.form = FormDialog("New measure", fields, submit, verb="Add", today=self._desk.today, parent=self)
        self.form.accepted.connect(lambda: self.show_week(self.shown.monday) if self.shown else None)
        self.form.open()


def _typed(value: float, unit: Unit) -> str:
    if unit is Unit.SHARE:
        return f"{value * 100:g}"
    return f"{value:g} s" if unit is Unit.SECONDS else f"{value:g}"
