"""The screen used during a talk: the agenda at the left, notes at the right, all by keys, kept as it is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.core.visibility import Visibility
from csmanager.features.commitments import actions as commitments
from csmanager.features.commitments.rules import OWNER_WORDS
from csmanager.features.reviews.cycles import formdialogs
from csmanager.features.talks.oneonones import actions, queries, rules
from csmanager.features.talks.oneonones.queries import ItemRow
from csmanager.features.talks.oneonones.rules import ItemState, Raised
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.classmark import ClassChoice, ClassMark
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.sealedfield import SealedField
from csmanager.ui.widgets.texts import day_text

_NOTES = ""  # stands for the notes beside the questions
_KEEP_MS = 1_500  # after the last key, what was typed is kept


class TalkView(QDialog):
    """One talk. What is typed is kept by itself; ``hold`` ends it."""

    def __init__(self, desk: Desk, talk_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._talk_id = desk, talk_id
        found = desk.read(queries.detail, talk_id)
        assert found is not None
        self._found = found
        self.dialog: FormDialog | None = None
        self.setWindowTitle(f"{found.row.kind} with {found.row.person}")
        self.resize(1000, 680)
        self._kept: tuple[Any, ...] = ()
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(_KEEP_MS)
        self.timer.timeout.connect(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(self._head())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self._left())
        split.addWidget(self._right())
        split.setSizes([430, 520])
        layout.addWidget(split, 1)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        layout.addWidget(self.problem)
        layout.addLayout(self._foot())
        for keys, call in (
            ("Ctrl+Return", self.hold),
            ("Ctrl+S", self.keep),
            ("Ctrl+Shift+A", self.agree),
            ("Ctrl+N", self.new_item.setFocus),
            ("Ctrl+L", self.points.setFocus),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(call)
        self._kept = self._typed()
        self.show_points()
        self.points.setFocus()

    # the parts

    def _head(self) -> QWidget:
        row, former = self._found.row, self._found.former
        title = QLabel(f"{row.kind} with {row.person}")
        title.setProperty("role", "page-title")
        parts = [f"Planned for {day_text(row.planned_on)}"]
        if former is not None:
            mood = f", mood {former.mood} of 5" if former.mood else ""
            parts.append(f"last talk {day_text(former.held_on)}{mood}")
        note = QLabel(" · ".join(parts))
        note.setProperty("role", "muted")
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(note)
        return made

    def _left(self) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        column.addWidget(_section("Agenda"))
        column.addWidget(ClassMark(Visibility.OPEN))
        self.points = QListWidget()
        self.points.setAccessibleName("Agenda: Space ticks, Delete drops, F2 notes")
        self.points.setWordWrap(True)
        self.points.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.points.itemChanged.connect(self._on_ticked)
        self.points.installEventFilter(self)
        column.addWidget(self.points, 3)
        self.new_item = QLineEdit()
        self.new_item.setAccessibleName("New point")
        self.new_item.setPlaceholderText("Add a point and press Enter (Ctrl+N)")
        self.new_item.returnPressed.connect(self.add)
        column.addWidget(self.new_item)
        hint = QLabel("Space: talked about · Del: drop · F2: note. What stays open rolls on.")
        hint.setProperty("role", "caption")
        hint.setWordWrap(True)
        column.addWidget(hint)
        if self._found.agenda:
            column.addWidget(_section("How it may go"))
            guide = QLabel("\n".join(f"{at}. {line}" for at, line in enumerate(self._found.agenda, 1)))
            guide.setProperty("role", "muted")
            guide.setWordWrap(True)
            column.addWidget(guide)
        column.addWidget(_section("Agreed"))
        self.agreed = QLabel()
        self.agreed.setWordWrap(True)
        column.addWidget(self.agreed)
        self.agree_button = QPushButton("Agree an action… (Ctrl+Shift+A)")
        self.agree_button.setAutoDefault(False)
        self.agree_button.clicked.connect(self.agree)
        column.addWidget(self.agree_button, 0, Qt.AlignmentFlag.AlignLeft)
        return made

    def _written(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 0, 4, 0)
        column.setSpacing(6)
        row = self._found.row
        self.classes = ClassChoice("Who may read notes and answers", row.visibility)
        self.classes.chosen.connect(lambda: QTimer.singleShot(0, self, self.choose_class))
        column.addWidget(self.classes)
        self.notes = self._text("Notes", row.notes, row.sealed_notes, queries.notes_about(self._talk_id), 6)
        column.addWidget(_section("Notes"))
        column.addWidget(self.notes)
        self.answers: dict[str, SealedField | QPlainTextEdit] = {}
        tokens = {question: (token, about) for question, token, about in self._found.sealed_answers}
        for question, answer in self._found.answers:
            label = QLabel(question)
            label.setWordWrap(True)
            box = self._text(question, answer, *tokens.get(question, ("", "")), 2)
            label.setBuddy(box)
            column.addWidget(label)
            column.addWidget(box)
            self.answers[question] = box
        column.addWidget(_section("Private note"))
        self.private = self._private()
        column.addWidget(self.private)
        if not isinstance(self.private, SealedField):
            column.addWidget(ClassMark(Visibility.MANAGER))
        column.addWidget(_section("Sealed note"))
        self.sealed = SealedField(
            self._desk.sealing,
            self._found.row.sealed_note,
            queries.sealed_about(self._talk_id),
            placeholder="Health, pay, a grievance: read only with your passphrase.",
        )
        self.sealed.changed.connect(self.timer.start)
        column.addWidget(self.sealed)
        column.addStretch(1)
        return inside

    def _right(self) -> QScrollArea:
        area = self._area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self._written())
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def _foot(self) -> QHBoxLayout:
        row = self._found.row
        self.mood = QComboBox()
        self.mood.setAccessibleName("Mood, if they want to say")
        self.mood.addItem("not asked", None)
        for value, word in rules.MOODS.items():
            self.mood.addItem(word, value)
        self.mood.setCurrentIndex(max(0, self.mood.findData(row.mood)))
        self.minutes = QLineEdit(str(row.minutes or 30))
        self.minutes.setAccessibleName("Minutes")
        self.minutes.setMaximumWidth(64)
        self.minutes.setAlignment(Qt.AlignmentFlag.AlignRight)
        mood, minutes = QFormLayout(), QFormLayout()
        mood.addRow("Mood", self.mood)
        minutes.addRow("Minutes", self.minutes)
        self.hold_button = QPushButton("Held (Ctrl+Enter)")
        self.hold_button.setProperty("primary", True)
        self.hold_button.setAutoDefault(False)
        self.hold_button.clicked.connect(self.hold)
        self.later_button = QPushButton("Close, go on later")
        self.later_button.setAutoDefault(False)
        self.later_button.clicked.connect(self.reject)
        made = QHBoxLayout()
        made.addLayout(mood)
        made.addSpacing(16)
        made.addLayout(minutes)
        made.addStretch(1)
        made.addWidget(self.hold_button)
        made.addWidget(self.later_button)
        return made

    def _private(self) -> SealedField | QPlainTextEdit:
        words, text = "For you alone: never printed, never at the kiosk.", self._found.row.private_note
        if self._desk.sealing.is_set_up:
            about = queries.private_about(self._talk_id)
            made = SealedField(self._desk.sealing, text, about, placeholder=words, lines=3)
            made.changed.connect(self.timer.start)
            return made
        box = self._box("Private note", text, 3)
        box.setPlaceholderText(words)
        return box

    def _text(self, name: str, text: str, token: str, about: str, lines: int) -> SealedField | QPlainTextEdit:
        if self._found.row.visibility is not Visibility.SEALED:
            return self._box(name, text, lines)
        made = SealedField(self._desk.sealing, token, about, lines=lines)
        made.edit.setAccessibleName(name)
        made.changed.connect(self.timer.start)
        return made

    def choose_class(self) -> None:
        """Let notes and answers be of the class that was chosen; what was typed is kept first."""
        wanted, before = self.classes.value, self._found.row.visibility
        if wanted is before:
            return
        done = self.keep()
        if done:
            self._found = self._desk.read(queries.detail, self._talk_id) or self._found
            done = self._show_to(wanted)
        if not done:
            self.classes.show_class(before)
            return
        self._found = self._desk.read(queries.detail, self._talk_id) or self._found
        self._area.setWidget(self._written())
        self._kept = self._typed()
        self.classes.setFocus()

    def _show_to(self, wanted: Visibility) -> bool:
        found = self._found
        bound = {question: (token, about) for question, token, about in found.sealed_answers}
        bound |= {_NOTES: (found.row.sealed_notes, queries.notes_about(self._talk_id))}
        now = {**dict(found.answers), _NOTES: found.row.notes}
        for key, (token, about) in bound.items():
            if token:
                text = self._desk.sealing.read(token, about)
                if text is None:
                    self._say("Unlock the notes first; then choose who may read them.")
                    return False
                now[key] = text
        notes = now.pop(_NOTES)
        label = f"Who may read the talk with {found.row.person}"
        return self._try(
            label, actions.show_to, self._talk_id, wanted, notes=notes, answers=now, reload=False
        )

    def _box(self, name: str, text: str, lines: int) -> QPlainTextEdit:
        box = QPlainTextEdit(text)
        box.setAccessibleName(name)
        box.setTabChangesFocus(True)
        box.setMinimumHeight(box.fontMetrics().lineSpacing() * lines + 14)
        box.setMaximumHeight(box.fontMetrics().lineSpacing() * (lines + 2) + 14)
        box.textChanged.connect(self.timer.start)
        return box

    # the agenda

    def show_points(self) -> None:
        """Show the points as they are now, keeping the place."""
        found = self._desk.read(queries.detail, self._talk_id)
        if found is None:
            return
        self._found = found
        at = max(0, self.points.currentRow())
        self.points.blockSignals(True)
        self.points.clear()
        for item in found.items:
            line = QListWidgetItem(_words(item))
            line.setData(Qt.ItemDataRole.UserRole, item)
            line.setFlags(line.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            done = item.state is not ItemState.OPEN
            line.setCheckState(Qt.CheckState.Checked if done else Qt.CheckState.Unchecked)
            self.points.addItem(line)
        if self.points.count():
            self.points.setCurrentRow(min(at, self.points.count() - 1))
        self.points.blockSignals(False)
        lines = [
            f"• {one.text} ({OWNER_WORDS[one.owner].lower()}{f', by {day_text(one.due_on)}' if one.due_on else ''})"
            for one in found.agreed
        ]
        self.agreed.setText("\n".join(lines) or "Nothing yet.")

    def add(self) -> None:
        """Add the point that was typed."""
        text = self.new_item.text()
        if not text.strip():
            return
        if self._try(
            f"Add to the agenda: {text}",
            actions.add_item,
            self._found.row.person_id,
            text,
            today=self._desk.today(),
            by=Raised.PERSON,
        ):
            self.new_item.clear()

    def _on_ticked(self, line: QListWidgetItem) -> None:
        item: ItemRow = line.data(Qt.ItemDataRole.UserRole)
        if line.checkState() == Qt.CheckState.Checked:
            self._try(
                f"Talked about: {item.text}",
                actions.end_item,
                [item.id],
                today=self._desk.today(),
                talk_id=self._talk_id,
            )
        else:
            self._try(f"Still open: {item.text}", actions.reopen_item, [item.id])

    def _current(self) -> ItemRow | None:
        line = self.points.currentItem()
        item: ItemRow | None = line.data(Qt.ItemDataRole.UserRole) if line is not None else None
        return item

    def drop(self) -> None:
        """The point is not needed any more."""
        item = self._current()
        if item is not None and item.is_open:
            self._try(
                f"Drop: {item.text}",
                actions.end_item,
                [item.id],
                today=self._desk.today(),
                talk_id=self._talk_id,
                state=ItemState.DROPPED,
            )

    def note(self) -> None:
        """Write a note to the point."""
        item = self._current()
        if item is None:
            return
        said = self._desk.ask.text("Note", item.text, item.note)
        if said is not None:
            self._try(
                f"Note to: {item.text}", actions.edit_item, item.id, text=item.text, by=item.by, note=said
            )

    def agree(self) -> None:
        """Write down what one of both does by when."""

        def submit(values: dict[str, Any]) -> None:
            self._desk.try_do(
                f"Agree: {values['text']}",
                commitments.agree,
                person_id=self._found.row.person_id,
                today=self._desk.today(),
                source="one_on_one",
                source_id=self._talk_id,
                **values,
            )
            self.show_points()

        self.dialog = formdialogs.agree("Agree an action", submit, self._desk.today, self)
        self.dialog.open()

    # keeping

    def _typed(self) -> tuple[Any, ...]:
        answers = tuple((question, _typed_in(box)) for question, box in self.answers.items())
        return (_typed_in(self.notes), _typed_in(self.private), answers, self.sealed.value())

    def keep(self) -> bool:
        """Keep what was typed; says so when it cannot be kept."""
        self.timer.stop()
        try:
            typed = self._typed()
        except AppError as error:
            self._say(str(error))
            return False
        if typed == self._kept:
            return True
        notes, private, answers, sealed = typed
        if not self._try(
            f"Notes of the talk with {self._found.row.person}",
            actions.keep_notes,
            self._talk_id,
            notes=notes,
            private_note=private,
            answers=dict(answers),
            sealed=sealed,
            reload=False,
        ):
            return False
        self._kept = typed
        return True

    def hold(self) -> None:
        """The talk was held; what stayed open rolls on."""
        if not self.keep():
            return
        text = self.minutes.text().strip()
        if text and not text.isdigit():
            self._say("Minutes are a whole number, or left empty.")
            self.minutes.setFocus()
            return
        if self._try(
            f"Hold: {self._found.row.kind} with {self._found.row.person}",
            actions.hold,
            self._talk_id,
            today=self._desk.today(),
            minutes=int(text) if text else None,
            mood=self.mood.currentData(),
            reload=False,
        ):
            self.accept()

    def reject(self) -> None:
        if self.keep():
            super().reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.points and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Delete:
                self.drop()
                return True
            if event.key() == Qt.Key.Key_F2:
                self.note()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return  # Enter adds a point; only Ctrl+Enter ends the talk
        super().keyPressEvent(event)

    def _try(self, label: str, action: Any, *args: Any, reload: bool = True, **kwargs: Any) -> bool:
        self._say("")
        try:
            self._desk.try_do(label, action, *args, **kwargs)
        except AppError as error:
            self._say(str(error))
            return False
        finally:
            if reload:
                QTimer.singleShot(0, self, self.show_points)
        return True

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def _typed_in(box: SealedField | QPlainTextEdit) -> str | None:
    return box.value() if isinstance(box, SealedField) else box.toPlainText().strip()


def _section(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label


def _words(item: ItemRow) -> str:
    parts = [
        "dropped" if item.state is ItemState.DROPPED else "",
        f"from {item.whence}" if item.whence else "",
        "theirs" if item.by is Raised.PERSON else "",
        f"rolled on {item.carried} time{'s' * (item.carried != 1)}" if item.carried else "",
        item.note,
    ]
    more = " · ".join(part for part in parts if part)
    return f"{item.text}\n{more}" if more else item.text
