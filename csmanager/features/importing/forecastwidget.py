"""All of one file before it is taken in: facts, questions, columns, first figures, rows set aside."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.importing.columnswidget import ColumnsTable
from csmanager.features.importing.foresight import Forecast, VerdictRow
from csmanager.features.importing.foundwidget import FoundTable
from csmanager.features.importing.questionswidget import QuestionsWidget
from csmanager.features.importing.rules import FileKind
from csmanager.features.importing.taking.model import RecordRow
from csmanager.ui.moments import day_text, moment_text
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column, RecordTable

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SHOWN_FIGURES = 6  # of the first figures in one line
KIND_WORDS = {
    FileKind.CALLS: "Calls",
    FileKind.TICKETS: "Tickets",
    FileKind.INTERVALS: "Sums per interval",
    FileKind.SURVEY: "Survey answers",
    FileKind.COMMENTS: "Comments",
    FileKind.COMPLAINTS: "Complaints",
    FileKind.QUALITY: "Grades",
    FileKind.PEOPLE: "People",
    FileKind.APPLICANTS: "Applicants",
    FileKind.WORKED: "Worked shifts",
    FileKind.ROTA: "Planned shifts",
    FileKind.ABSENCE: "Absences",
    FileKind.POLICY: "Policies",
}


class ForecastWidget(QWidget):
    """``mapping_changed`` comes with (column index, field or ""), ``reading_changed`` with {question: answer},
    ``kind_changed`` with a kind; ``save_problems`` when the person wants the rows."""

    mapping_changed = Signal(int, str)
    reading_changed = Signal(dict)
    kind_changed = Signal(str)
    save_problems = Signal()

    def __init__(self, zone: zoneinfo.ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._asked: Path | None = None  # the file whose people are asked for
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
                ("found", "Table as found"),
                ("figures", "First figures"),
                ("rows", "Rows"),
                ("problems", "Set aside"),
            ],
            name="Show",
        )
        self.figures_line = QLabel()
        self.figures_line.setObjectName("firstFigures")
        self.figures_line.setWordWrap(True)
        self.figures_line.setTextFormat(Qt.TextFormat.PlainText)
        self.kind = QComboBox()
        self.kind.setObjectName("importKind")
        self.kind.setAccessibleName("What the rows are")
        for kind in FileKind:
            if kind.is_taken or kind.is_record:
                self.kind.addItem(KIND_WORDS[kind], kind.value)
        self.kind.activated.connect(lambda _index: self.kind_changed.emit(str(self.kind.currentData())))
        self.columns = ColumnsTable()
        self.columns.meaning_chosen.connect(self.mapping_changed)
        self.columns.reading_chosen.connect(self.reading_changed)
        self.found = FoundTable()
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
        self.records = RecordTable(
            "import-records",
            [
                Column("number", "Row", width=60, kind="number", value=lambda row: row.number, decimals=0),
                Column("verdict", "What it does", width=124, kind="status", value=_verdict),
                Column("day", "Day", width=104, kind="date", value=lambda row: row.day),
                Column("person", "Person", width=150, value=lambda row: row.person),
                Column("says", "What it says", width=360, value=lambda row: row.says),
            ],
            key=lambda row: id(row),
        )
        self.records.set_noun("row shown", "rows shown")
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
            "found": self.found,
            "figures": self.figures,
            "rows": self.rows,
            "problems": self._with_button(self.problems, self.save_button),
        }
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._stack.addWidget(self.records)
        self.switch.changed.connect(lambda key: self._stack.setCurrentWidget(self._pages[key]))
        self._kind_label = QLabel("&The rows are")
        self._kind_label.setBuddy(self.kind)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.title, self.facts, self.figures_line, self.reason, self.questions):
            layout.addWidget(widget)
        row = QHBoxLayout()
        row.addWidget(self.switch)
        row.addStretch(1)
        row.addWidget(self._kind_label)
        row.addWidget(self.kind)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)
        self._rest = QWidget()  # takes the place of the tables where there are none
        layout.addWidget(self._rest, 1)

    def wait(self, name: str) -> None:
        """Say that the file is being read."""
        self.title.setText(name)
        self.facts.setText("Reading…")
        self._say("")
        self.figures_line.hide()
        self._show_parts(False)
        self.questions.clear()

    def show_forecast(self, forecast: Forecast, team: Sequence[str]) -> None:
        """Show what was found."""
        self.title.setText(forecast.path.name)
        self.facts.setText(facts_text(forecast))
        self._say(forecast.refused)
        understood = forecast.understanding
        self._show_parts(understood is not None and bool(understood.columns))
        is_text = understood is not None and not understood.columns and bool(forecast.records)
        if understood is not None:
            self.columns.show_columns(understood.columns, understood.kind)
            self.kind.setCurrentIndex(self.kind.findData(understood.kind))
        self.found.show_forecast(forecast)
        self.figures_line.setText(figures_text(forecast))
        self.figures_line.setVisible(bool(forecast.figures))
        self.figures.set_rows(forecast.figures)
        self.rows.set_rows(forecast.rows)
        self.records.set_rows(forecast.records)
        self._pages["rows"] = self.records if forecast.taking is not None else self.rows
        self._stack.setCurrentWidget(self._pages[self.switch.value()])
        if is_text:  # a policy has no columns: what is taken in is all there is to see
            self._stack.setCurrentWidget(self.records)
            self._stack.show()
            self._rest.hide()
        self.problems.set_rows(forecast.problems)
        self.save_button.setEnabled(bool(forecast.problems))
        was_asked = self._asked == forecast.path
        self._asked = forecast.path if forecast.unknown or (was_asked and not forecast.questions) else None
        if forecast.questions:
            self.questions.show_questions(forecast.questions)
        elif forecast.unknown:
            self.questions.show_people(forecast.unknown, team)
        elif self._asked is None or forecast.refused:  # what was answered stays, to be answered otherwise
            self.questions.clear()

    def _say(self, text: str) -> None:
        self.reason.setText(text)
        self.reason.setVisible(bool(text))

    def _show_parts(self, on: bool) -> None:
        for widget in (self.switch, self._stack, self.kind, self._kind_label):
            widget.setVisible(on)
        self._rest.setHidden(on)

    def meaning_combo(self, index: int) -> QComboBox:
        """The choice for the column with this index in the file."""
        return self.columns.combos[index]

    def _with_button(self, table: QWidget, button: QPushButton) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(table, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return page


def _verdict(row: VerdictRow | RecordRow) -> Status:
    kind, word = {"new": ("good", "New"), "changes": ("watch", "Changes")}.get(
        row.verdict, ("none", "There already")
    )
    return Status(kind, word)


def facts_text(forecast: Forecast) -> str:
    """What the file is, what would happen, and what to know about it, in a few short sentences."""
    understood = forecast.understanding
    if understood is None:
        return ""
    form = "workbook" if understood.sheet else f"text, {_DELIMITERS.get(understood.delimiter, 'one column')}"
    if understood.encoding:
        form += f", {understood.encoding.removesuffix('-sig').upper()}"
    where = f"sheet {understood.sheet}, " if understood.sheet else ""
    where = f"{where}headings in row {understood.header_row}" if understood.columns else where.rstrip(", ")
    shape = f"{form}; {where}" if where else form.removesuffix(", one column")
    parts = [f"{shape[:1].upper()}{shape[1:]}."]
    if forecast.verdicts is not None or forecast.taking is not None:
        new, updated, same = forecast.counts
        about = []
        if forecast.first and forecast.last:
            about.append(f"from {day_text(forecast.first)} to {day_text(forecast.last)}")
        if forecast.people_count and understood.kind != FileKind.PEOPLE:
            about.append("1 person" if forecast.people_count == 1 else f"{forecast.people_count:,} people")
        told = [f"{new:,} new"]
        told += [f"{updated:,} changed"] if updated else []
        told += [f"{same:,} there already"] if same else []
        told += [f"{forecast.set_aside:,} set aside"] if forecast.set_aside else []
        if forecast.people is not None and forecast.people.create:
            count = len(forecast.people.create)
            parts.insert(
                0,
                "1 person is added to the team." if count == 1 else f"{count} people are added to the team.",
            )
        kind = KIND_WORDS.get(FileKind(understood.kind), understood.kind.capitalize())
        parts.insert(0, f"{' '.join([kind, ', '.join(about)]).strip()}: {', '.join(told)}.")
    return " ".join([*parts, *forecast.warnings, *understood.notes])


def figures_text(forecast: Forecast) -> str:
    """The first figures in one line, each with how many rows it comes from."""
    shown = [
        f"{row.name} {row.value}" + (f" (n {row.n:,})" if row.unit != "count" else "")
        for row in forecast.figures[:_SHOWN_FIGURES]
    ]
    return "   \N{MIDDLE DOT}   ".join(shown)
