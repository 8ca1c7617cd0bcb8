"""Groups of people: saved, changed and forgotten, with who belongs to each today."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.team.queries import labels
from csmanager.features.team.segments import actions, queries
from csmanager.features.team.segments.queries import Choices, SegmentRow
from csmanager.features.team.segments.rules import TESTS, Condition, require
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable

_NUMBERS = ("tenure", "hours")
_BLANK = ("is_set", "is_empty")
_MOST_NAMED = 6


class SegmentsDialog(QDialog):
    """The list of groups."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Groups of people")
        self.resize(680, 440)
        self._desk = desk
        self.editor: EditSegmentDialog | None = None
        self.table = RecordTable(
            "team-segments",
            [
                Column("name", "Group", 180, value=lambda row: row.name),
                Column("words", "Who belongs to it", 320, value=lambda row: row.words),
                Column("people", "Today", 76, kind="number", value=lambda row: row.people),
            ],
            preferences=desk.preferences,
        )
        self.table.setAccessibleName("Groups of people")
        self.table.set_noun("group", "groups")
        self.table.set_empty(
            EmptyState(
                "No groups yet",
                "A group is told by rules: part-timers, new within 90 days, key holders. Who belongs is found anew each"
                " day, and other tabs filter by it.",
                "Save a group…",
                self.add,
            )
        )
        self.table.selection_changed.connect(self._enable)
        self.table.activated.connect(lambda _row: self.change())
        self.change_button = _button("C&hange…", self.change)
        self.remove_button = _button("&Forget", self.remove)
        foot = QHBoxLayout()
        for button in (_button("&Save a group…", self.add), self.change_button, self.remove_button):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(_button("Close", self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        desk.changed.connect(self._hear)
        self.load()

    def load(self) -> None:
        """Read the groups again."""
        self.table.set_rows(self._desk.read(queries.segments, self._desk.today()))
        self._enable()

    def add(self) -> None:
        """A new group."""
        self._open(EditSegmentDialog(self._desk, None, self))

    def change(self) -> None:
        """Another name or other rules for the group chosen."""
        row = self.table.current_row()
        if row is not None:
            self._open(EditSegmentDialog(self._desk, row, self))

    def remove(self) -> None:
        """Forget the group chosen; Undo brings it back."""
        row = self.table.current_row()
        if row is not None:
            self._desk.do(f"Forget the group {row.name}", actions.remove, row.id)

    def _open(self, editor: EditSegmentDialog) -> None:
        self.editor = editor
        editor.open()

    def _enable(self) -> None:
        for button in (self.change_button, self.remove_button):
            button.setEnabled(self.table.current_row() is not None)

    def _hear(self, change: Any) -> None:
        if {"segment", "person", "employment", "contract", "person_field_value"} & change.tables:
            self.load()


class EditSegmentDialog(QDialog):
    """Name and conditions of one group; below, who belongs to it today."""

    def __init__(self, desk: Desk, row: SegmentRow | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save a group" if row is None else f"Group {row.name}")
        self.resize(780, 360)
        self._desk, self._row = desk, row
        self._choices = desk.read(queries.choices)
        self._names = desk.read(labels)
        self.name = QLineEdit(row.name if row is not None else "")
        self.name.setPlaceholderText("Part-timers, new within 90 days, …")
        self.name.setAccessibleName("Name of the group")
        title = QLabel("&Group")
        title.setBuddy(self.name)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self.name, 1)
        self.conditions: list[ConditionWidget] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        told = QLabel("Somebody belongs to it when all of this holds:")
        told.setProperty("role", "muted")
        self.more = _button("&Add a condition", self.add_condition)
        self.more.setProperty("link", True)
        self.preview = QLabel()
        self.preview.setWordWrap(True)
        self.preview.setProperty("role", "caption")
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "problem")
        self.problem.hide()
        self.save_button = _button("&Save group", self.save)
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.save_button)
        foot.addWidget(_button("Cancel", self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(told)
        layout.addLayout(self._lines)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()
        layout.addWidget(self.preview)
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        for condition in row.conditions if row is not None else ():
            self.add_condition(condition)
        if not self.conditions:
            self.add_condition()
        self.name.setFocus()

    def add_condition(self, condition: Condition | None = None) -> None:
        """One more line."""
        line = ConditionWidget(self._choices, condition or Condition("team", "one_of"))
        self.conditions.append(line)
        self._lines.addWidget(line)
        line.changed = self._tell
        line.removed = lambda: self._drop(line)
        line.fact.setFocus()
        self._tell()

    def said(self) -> list[Condition]:
        """The conditions as they stand."""
        return [line.value() for line in self.conditions]

    def save(self) -> None:
        """Keep the group, or say why not."""
        try:
            self._desk.try_do(
                f"Save the group {self.name.text().strip()}",
                actions.save,
                name=self.name.text(),
                conditions=self.said(),
                note=self._row.note if self._row is not None else "",
                segment_id=self._row.id if self._row is not None else None,
            )
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()

    def _drop(self, line: ConditionWidget) -> None:
        self.conditions.remove(line)
        line.hide()
        line.deleteLater()
        self.more.setFocus()
        self._tell()

    def _tell(self) -> None:
        self.problem.hide()
        try:
            require(self.said())
        except AppError:
            self.preview.setText("")
            return
        found = self._desk.read(queries.belonging, self.said(), self._desk.today())
        named = sorted((self._names[each] for each in found), key=str.casefold)
        rest = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        who = f": {', '.join(named[:_MOST_NAMED])}{rest}" if named else ""
        self.preview.setText(f"{len(named)} {'person' if len(named) == 1 else 'people'} today{who}")


class ConditionWidget(QWidget):
    """What, how, and with which words or number."""

    def __init__(self, choices: Choices, condition: Condition) -> None:
        super().__init__()
        self._choices = choices
        self.changed: Any = lambda: None
        self.removed: Any = lambda: None
        self.fact, self.test = QComboBox(), QComboBox()
        for key, name in choices.facts:
            self.fact.addItem(name, key)
        self.fact.setAccessibleName("What")
        self.test.setAccessibleName("How it is compared")
        self.values = QLineEdit(", ".join(condition.values))
        self.values.setAccessibleName("Words or number")
        self.words = QPushButton("Choose")
        self.words.setProperty("menu", True)
        self.words.setAutoDefault(False)
        self._menu = QMenu(self.words)
        self.words.setMenu(self._menu)
        drop = _button("Remove", lambda: self.removed())
        drop.setProperty("link", True)
        drop.setAccessibleName("Remove this condition")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.fact)
        line.addWidget(self.test)
        line.addWidget(self.values, 1)
        line.addWidget(self.words)
        line.addWidget(drop)
        self.fact.setCurrentIndex(max(0, self.fact.findData(condition.fact)))
        self._offer(condition.test)
        self.fact.currentIndexChanged.connect(lambda _at: self._on_fact())
        self.test.currentIndexChanged.connect(lambda _at: self._on_test())
        self.values.textChanged.connect(lambda _text: self.changed())

    def value(self) -> Condition:
        """The condition as it stands."""
        test = str(self.test.currentData())
        parts = tuple(part.strip() for part in self.values.text().split(",") if part.strip())
        return Condition(str(self.fact.currentData()), test, () if test in _BLANK else parts)

    def _on_fact(self) -> None:
        self.values.clear()
        self._offer("")
        self.changed()

    def _on_test(self) -> None:
        self._show()
        self.changed()

    def _offer(self, test: str) -> None:
        """The ways this fact can be compared, and the words it can be."""
        fact = str(self.fact.currentData())
        words = self._choices.words.get(fact)
        if fact in _NUMBERS:
            tests = ["below", "at_least", *_BLANK]
        elif words is not None:
            tests = ["one_of", "none_of", *_BLANK]
        else:
            tests = list(TESTS)
        self.test.blockSignals(True)
        self.test.clear()
        for key in tests:
            self.test.addItem(TESTS[key], key)
        self.test.setCurrentIndex(max(0, self.test.findData(test)))
        self.test.blockSignals(False)
        self._menu.clear()
        for word in words or ():
            action = self._menu.addAction(word)
            action.triggered.connect(lambda _on=False, word=word: self._toggle(word))
        self._show()

    def _show(self) -> None:
        fact, test = str(self.fact.currentData()), str(self.test.currentData())
        is_blank = test in _BLANK
        self.values.setVisible(not is_blank)
        self.words.setVisible(bool(self._choices.words.get(fact)) and not is_blank)
        hint = {"tenure": "90", "hours": "30", "skill": "Returns, or Returns 3 for level 3 and more"}
        self.values.setPlaceholderText(hint.get(fact, "Words, parted by commas"))

    def _toggle(self, word: str) -> None:
        now = list(self.value().values)
        now = [each for each in now if each != word] if word in now else [*now, word]
        self.values.setText(", ".join(now))


def _button(text: str, act: Any) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _on=False: act())
    return button
