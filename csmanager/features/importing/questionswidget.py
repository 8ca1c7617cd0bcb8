"""What a file does not settle, each with a choice: orders of dates, units, people nobody knows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from csmanager.features.importing.matching import CREATE, IGNORE, likeliest_first
from csmanager.features.importing.nearness import suggestions
from csmanager.features.importing.rules import Question
from csmanager.features.importing.staging import StagedPerson

_WORDS = {
    "dmy": "Day first (31/12/2025)",
    "mdy": "Month first (12/31/2025)",
    "seconds": "Seconds",
    "minutes": "Minutes",
    "hours": "Hours",
    "days": "Days",
}
_MOST_HEIGHT = 190  # pixels at 100 %; more people scroll


class QuestionsWidget(QScrollArea):
    """``answered`` comes with {key: answer} when the person chose; ``people_decided`` with {person.NAME: answer}."""

    answered = Signal(dict)
    people_decided = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importQuestions")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.combos: dict[str, QComboBox] = {}
        self.fields: dict[str, QLineEdit] = {}
        self.hide()

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Ask what the reader needs to know before it can read on."""
        grid = self._fresh(len(questions))
        for line, question in enumerate(questions):
            if not question.options:
                self._line(grid, line, question.text, self._field(question))
                continue
            options = [
                ("", "Choose…"),
                *((option, _WORDS.get(option, option)) for option in question.options),
            ]
            combo = self._combo(question.key, question.text, options)
            combo.currentIndexChanged.connect(lambda _index, key=question.key: self._answer(key))
            self._line(grid, line, question.text, combo)
        self._fit()

    def show_people(self, unknown: Sequence[StagedPerson], team: Sequence[str]) -> None:
        """Ask who the unknown people are; the first line decides for all."""
        grid = self._fresh(len(unknown))
        for_all = [("", "Choose…"), (CREATE, "Add all to the team"), (IGNORE, "Leave all out")]
        who = "1 person of the file is" if len(unknown) == 1 else f"{len(unknown)} people of the file are"
        everyone = self._combo("people", f"{who} not on the team", for_all)
        everyone.currentIndexChanged.connect(lambda _index: self._decide_all())
        self._line(grid, 0, f"{who} not on the team.", everyone)
        for line, person in enumerate(unknown, 1):
            options = [("", "Choose…"), (CREATE, "Add to the team"), (IGNORE, "Leave out: not a person")]
            options += [(name, f"Is {name}") for name in likeliest_first(person.name, team)]
            near = suggestions(person.name, team, most=1)
            rows = "1 row" if person.rows == 1 else f"{person.rows:,} rows"
            rows += f"; perhaps {near[0]}" if near else ""
            combo = self._combo(f"person.{person.name}", person.name, options)
            combo.currentIndexChanged.connect(lambda _index: self._decide())
            self._line(grid, line, f"{person.name} ({rows})", combo)
        self._fit()

    def clear(self) -> None:
        """Nothing to ask."""
        self.combos.clear()
        self.fields.clear()
        self.takeWidget()
        self.hide()

    def _fresh(self, count: int) -> QGridLayout:
        self.combos.clear()
        self.fields.clear()
        body = QWidget()
        outer = QVBoxLayout(body)
        outer.setContentsMargins(0, 0, 0, 0)
        title = QLabel("One question first" if count == 1 else f"{count} questions first")
        title.setProperty("role", "card-title")
        outer.addWidget(title)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setHorizontalSpacing(16)
        outer.addLayout(grid)
        outer.addStretch(1)
        self.setWidget(body)
        return grid

    def _combo(self, key: str, name: str, options: Sequence[tuple[str, str]]) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(key)
        combo.setAccessibleName(name)
        for value, text in options:
            combo.addItem(text, value)
        combo.setMinimumWidth(230)
        self.combos[key] = combo
        return combo

    def _field(self, question: Question) -> QLineEdit:
        """A line to write an answer into, given with Enter."""
        field = QLineEdit()
        field.setObjectName(question.key)
        field.setAccessibleName(question.text)
        field.setPlaceholderText("Write, then Enter")
        field.setMinimumWidth(230)
        field.editingFinished.connect(lambda: self._write(question.key))
        self.fields[question.key] = field
        return field

    def _write(self, key: str) -> None:
        field = self.fields.get(key)
        text = field.text().strip() if field is not None else ""
        if text:
            self.answered.emit({key: text})

    def _line(self, grid: QGridLayout, line: int, text: str, combo: QWidget) -> None:
        label = QLabel(text)
        label.setWordWrap(True)
        label.setBuddy(combo)
        grid.addWidget(label, line, 0)
        grid.addWidget(combo, line, 1, Qt.AlignmentFlag.AlignTop)

    def _fit(self) -> None:
        body = self.widget()
        height = min(_MOST_HEIGHT, body.sizeHint().height() + 4) if body is not None else 0
        self.setFixedHeight(max(height, 64))
        self.show()

    def _answer(self, key: str) -> None:
        value = self.combos[key].currentData()
        if value:
            self.answered.emit({key: value})

    def _decide_all(self) -> None:
        value = self.combos["people"].currentData()
        if not value:
            return
        for key, combo in self.combos.items():
            if key != "people":
                combo.blockSignals(True)
                combo.setCurrentIndex(combo.findData(value))
                combo.blockSignals(False)
        self._decide()

    def _decide(self) -> None:
        decided = {key: combo.currentData() for key, combo in self.combos.items() if key != "people"}
        if decided and all(decided.values()):
            self.people_decided.emit(decided)
