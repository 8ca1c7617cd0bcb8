"""All of one file before it is taken in: facts, questions, columns, first figures, rows set aside."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.importing.foresight import Forecast, VerdictRow
from csmanager.features.importing.questionswidget import QuestionsWidget
from csmanager.features.importing.rules import LABELS, ColumnGuess, Field
from csmanager.ui.moments import day_text, moment_text
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column, RecordTable

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_HEADINGS = ("Column in the file", "Values", "Means", "Why")


class ForecastWidget(QWidget):
    """``mapping_changed`` comes with (column index, field or ""); ``save_problems`` when the person wants the rows."""

    mapping_changed = Signal(int, str)
    save_problems = Signal()

    def __init__(self, zone: zoneinfo.ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.facts = QLabel()
        self.facts.setProperty("role", "muted")
        self.facts.setWordWrap(True)
        self.reason = QLabel()
        self.reason.setObjectName("reason")
        self.reason.setWordWrap(True)
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.questions = QuestionsWidget()
        self.switch = SegmentedSwitch(
            [
                ("columns", "Columns"),
                ("figures", "First figures"),
                ("rows", "Rows"),
                ("problems", "Set aside"),
            ],
            name="Show",
        )
        self.columns = self._columns_table()
        self.figures = RecordTable(
            "import-figures",
            [
                Column("name", "Figure", width=240, value=lambda row: row.name),
                Column("value", "Value", width=140, value=lambda row: row.value),
                Column("n", "From rows", width=110, kind="number", value=lambda row: row.n, decimals=0),
            ],
            key=lambda row: row.key,
        )
        self.figures.set_noun("figure", "figures")
        self.rows = RecordTable(
            "import-rows",
            [
                Column("number", "Row", width=60, kind="number", value=lambda row: row.number, decimals=0),
                Column("verdict", "What it does", width=124, kind="status", value=_verdict),
                Column("external_id", "Number", width=110, value=lambda row: row.external_id),
                Column(
                    "came",
                    "Came",
                    width=130,
                    kind="instant",
                    value=lambda row: row.came,
                    text=lambda row: moment_text(row.came, self._zone),
                ),
                Column("person", "Agent", width=130, value=lambda row: row.person or ""),
                Column("topic", "Topic", width=100, value=lambda row: row.topic or ""),
            ],
            key=lambda row: row.number,
        )
        self.rows.set_noun("row shown", "rows shown")
        self.problems = RecordTable(
            "import-problems",
            [
                Column("row", "Row", width=80, kind="number", value=lambda row: row.row_number, decimals=0),
                Column("column", "Column", width=150, value=lambda row: row.column or ""),
                Column("reason", "Reason", width=340, value=lambda row: row.reason),
                Column("cells", "Cells", width=360, value=lambda row: ", ".join(c for c in row.cells if c)),
            ],
            key=lambda row: row.id,
        )
        self.problems.set_noun("row", "rows")
        self.save_button = QPushButton("&Save as spreadsheet…")
        self.save_button.clicked.connect(self.save_problems)
        self._stack = QStackedWidget()
        self._pages: dict[str, QWidget] = {
            "columns": self.columns,
            "figures": self.figures,
            "rows": self.rows,
            "problems": self._with_button(self.problems, self.save_button),
        }
        for page in self._pages.values():
            self._stack.addWidget(page)
        self.switch.changed.connect(lambda key: self._stack.setCurrentWidget(self._pages[key]))
        self._combos: dict[int, QComboBox] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.title, self.facts, self.reason, self.questions):
            layout.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.switch)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)

    def wait(self, name: str) -> None:
        """Say that the file is being read."""
        self.title.setText(name)
        self.facts.setText("Reading…")
        self._say("")
        self._show_parts(False)
        self.questions.clear()

    def show_forecast(self, forecast: Forecast, team: Sequence[str]) -> None:
        """Show what was found."""
        self.title.setText(forecast.path.name)
        self.facts.setText(facts_text(forecast))
        self._say(forecast.refused)
        understood = forecast.understanding
        self._show_parts(understood is not None and bool(understood.columns))
        if understood is not None:
            self._fill_columns(understood.columns)
        self.figures.set_rows(forecast.figures)
        self.rows.set_rows(forecast.rows)
        self.problems.set_rows(forecast.problems)
        self.save_button.setEnabled(bool(forecast.problems))
        if forecast.questions:
            self.questions.show_questions(forecast.questions)
        elif forecast.unknown:
            self.questions.show_people(forecast.unknown, team)
        else:
            self.questions.clear()

    def _say(self, text: str) -> None:
        self.reason.setText(text)
        self.reason.setVisible(bool(text))

    def _show_parts(self, on: bool) -> None:
        self.switch.setVisible(on)
        self._stack.setVisible(on)

    def _columns_table(self) -> QTableWidget:
        table = QTableWidget(0, len(_HEADINGS))
        table.setObjectName("importColumns")
        table.setAccessibleName("Columns of the file and what they mean")
        table.setHorizontalHeaderLabels(_HEADINGS)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(36)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((150, 150, 212)):
            table.setColumnWidth(column, width)
        return table

    def _fill_columns(self, guesses: Sequence[ColumnGuess]) -> None:
        ordered = sorted(guesses, key=lambda guess: (guess.field is None, not guess.samples, guess.index))
        self._combos.clear()
        self.columns.setRowCount(len(ordered))
        for line, guess in enumerate(ordered):
            samples = " · ".join(guess.samples[:3])
            for column, text in ((0, guess.header), (1, samples), (3, reason_text(guess))):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.columns.setItem(line, column, item)
            combo = self._meaning(guess)
            self.columns.setCellWidget(line, 2, combo)

    def _meaning(self, guess: ColumnGuess) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(f"Meaning of {guess.header}")
        combo.addItem("Left out", "")
        for field in Field:
            combo.addItem(LABELS[field], field.value)
        combo.setCurrentIndex(max(0, combo.findData(guess.field or "")))
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        combo.activated.connect(self._chooser(guess, combo))
        self._combos[guess.index] = combo
        return combo

    def _chooser(self, guess: ColumnGuess, combo: QComboBox) -> Callable[[int], None]:
        def choose(_index: int) -> None:
            chosen = str(combo.currentData())
            if chosen != (guess.field or ""):
                self.mapping_changed.emit(guess.index, chosen)

        return choose

    def meaning_combo(self, index: int) -> QComboBox:
        """The choice for the column with this index in the file."""
        return self._combos[index]

    def _with_button(self, table: QWidget, button: QPushButton) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(table, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return page


def _verdict(row: VerdictRow) -> Status:
    kind, word = {"new": ("good", "New"), "changes": ("watch", "Changes")}.get(
        row.verdict, ("none", "There already")
    )
    return Status(kind, word)


def reason_text(guess: ColumnGuess) -> str:
    """Why a column was taken for what it was, with the order of its dates."""
    order = {"dmy": "day first", "mdy": "month first"}.get(guess.order, "")
    text = f"{guess.reason}; {order}" if order else guess.reason
    return text[:1].upper() + text[1:]


def facts_text(forecast: Forecast) -> str:
    """What the file is, what would happen, and what to know about it, in a few short sentences."""
    understood = forecast.understanding
    if understood is None:
        return ""
    form = "workbook" if understood.sheet else f"text, {_DELIMITERS.get(understood.delimiter, 'one column')}"
    if understood.encoding:
        form += f", {understood.encoding.removesuffix('-sig').upper()}"
    where = f"sheet {understood.sheet}, " if understood.sheet else ""
    parts = [f"{form[:1].upper()}{form[1:]}; {where}headings in row {understood.header_row}."]
    verdicts = forecast.verdicts
    if verdicts is not None and forecast.first and forecast.last:
        span = f"{day_text(forecast.first)} to {day_text(forecast.last)}"
        people = "1 person" if forecast.people_count == 1 else f"{forecast.people_count:,} people"
        told = [f"{verdicts.new:,} new"]
        told += [f"{verdicts.updated:,} changed"] if verdicts.updated else []
        told += [f"{verdicts.same:,} there already"] if verdicts.same else []
        told += [f"{understood.rows_set_aside:,} set aside"] if understood.rows_set_aside else []
        if forecast.people is not None and forecast.people.create:
            count = len(forecast.people.create)
            parts.insert(
                0,
                "1 person is added to the team." if count == 1 else f"{count} people are added to the team.",
            )
        parts.insert(0, f"{understood.kind.capitalize()} from {span}, {people}: {', '.join(told)}.")
    warnings = verdicts.notes(understood.kind) if verdicts is not None else []
    return " ".join([*parts, *warnings, *understood.notes])
