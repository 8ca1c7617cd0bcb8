"""One line to note a to-do or a promise in: what, by when, about whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.features.today.rules import TaskKind
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.naturaldates import parse_day
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.texts import long_day_text

_MOST_WORDS = 3  # of a date at the end: "in 2 weeks"
_ASKS = {TaskKind.TODO: "What is to be done?", TaskKind.PROMISE: "What did you promise?"}


class QuickAdd(QWidget):
    """``submitted`` (kind, text, date or None, person id or None) when Add or Enter is pressed.

    A date at the end of the text after "by" is taken as the day: "call Ms Ortiz by fri".
    """

    submitted = Signal(object, str, object, object)

    def __init__(self, today: Callable[[], dt.date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.kind = SegmentedSwitch([(TaskKind.TODO, "To-do"), (TaskKind.PROMISE, "Promise")], name="Kind")
        self.text = QLineEdit()
        self.text.setMinimumWidth(140)
        self.by = DateField(None, today=today, name="By")
        self.by.edit.setPlaceholderText("by when")
        self.by.setMinimumWidth(128)
        self.by.setMaximumWidth(170)
        self.by.echo.hide()
        self.person = QComboBox()
        self.person.setAccessibleName("About whom")
        self.person.setMinimumWidth(146)
        self.person.setMaximumWidth(190)
        self.add_button = QPushButton("Add")
        self.add_button.setAutoDefault(False)
        self.add_button.setEnabled(False)
        self.hint = QLabel()
        self.hint.setProperty("role", "caption")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.kind)
        line.addWidget(self.text, 1)
        line.addWidget(self.by)
        line.addWidget(self.person)
        line.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.hint)
        self.kind.changed.connect(lambda _key: self._show())
        self.text.textChanged.connect(lambda _text: self._show())
        self.by.changed.connect(lambda _day: self._show())
        self.by.edit.textChanged.connect(lambda _text: self._show())
        self.text.returnPressed.connect(self.submit)
        self.by.edit.returnPressed.connect(self.submit)
        self.add_button.clicked.connect(lambda _on=False: self.submit())
        self.set_people([])
        self._show()

    def set_people(self, people: Sequence[tuple[int, str]]) -> None:
        """Offer ``people``; the one chosen stays."""
        chosen = self.person.currentData()
        self.person.clear()
        self.person.addItem("about nobody", None)
        for person_id, name in people:
            self.person.addItem(name, person_id)
        self.person.setCurrentIndex(max(0, self.person.findData(chosen)))

    def understood(self) -> tuple[str, dt.date | None]:
        """The words, and the day: from its field, otherwise from the end of the words."""
        text = " ".join(self.text.text().split())
        day = self.by.value()
        if day is None and not self.by.edit.text().strip():
            words = text.split()
            for count in range(_MOST_WORDS, 0, -1):
                if len(words) > count + 1 and words[-count - 1].casefold() == "by":
                    found = parse_day(" ".join(words[-count:]), self._today())
                    if found is not None:
                        return " ".join(words[: -count - 1]), found
        return text, day

    def submit(self) -> None:
        """Ask the page to note it; ``clear`` empties the line once that is done."""
        text, day = self.understood()
        if text and not self.by.problem():
            self.submitted.emit(TaskKind(self.kind.value()), text, day, self.person.currentData())

    def clear(self) -> None:
        """Ready for the next one."""
        self.text.clear()
        self.by.set_value(None)
        self.person.setCurrentIndex(0)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, problem: str) -> None:
        """Why it could not be noted; what was typed stays."""
        self._hint(problem, "problem")

    def _show(self) -> None:
        kind = TaskKind(self.kind.value())
        self.text.setPlaceholderText(_ASKS[kind])
        self.text.setAccessibleName(_ASKS[kind])
        text, day = self.understood()
        self.add_button.setEnabled(bool(text))
        problem = self.by.problem()
        if problem:
            self._hint(problem, "problem")
        elif day is not None:
            word = "Promised for" if kind is TaskKind.PROMISE else "Due on"
            self._hint(f"{word} {long_day_text(day)}", "caption")
        elif kind is TaskKind.PROMISE and text:
            self._hint("A promise needs a day: by when?", "caption")
        else:
            self._hint("", "caption")

    def _hint(self, text: str, role: str) -> None:
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        if self.hint.property("role") != role:
            self.hint.setProperty("role", role)
            self.hint.style().polish(self.hint)
