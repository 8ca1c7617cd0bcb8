"""At the kiosk: a statement in one large field, which cannot be read again here, and an agreement to sign.

The agreement is sealed: the manager unlocks it there, the person reads it and signs, and it is locked again.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.core.sealing import place
from csmanager.features.conduct import atkiosk, conflicts
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.sealedfield import SealedLabel

SIGNED = "Sealed matter: sign an agreement"
LABEL = "Sealed matter: hand in a statement"


class StatementView(QWidget):
    """``finished``: True when the statement was handed in, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._party, self._person = desk, int(task.key), person_id
        waits = desk.read(atkiosk.is_waiting, self._party, person_id)
        title = QLabel("Your side, in your own words" if waits else "This was handed in, or is not yours")
        title.setProperty("role", "page-title")
        note = QLabel(
            "Write what happened as you saw it: when, where, who was there, what was said. And what would help. It is"
            " sealed as soon as you hand it in: only your manager can read it, and nobody can read it here again."
        )
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        self.field = QPlainTextEdit()
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName("Your statement")
        self.field.setEnabled(waits)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.keep_button = QPushButton("Hand in")
        self.keep_button.setProperty("primary", True)
        self.keep_button.setEnabled(waits)
        self.keep_button.clicked.connect(self.keep)
        self.leave_button = QPushButton("Not now")
        self.leave_button.clicked.connect(lambda: self.finished.emit(False))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.keep_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(note)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        self.field.setFocus()

    def keep(self) -> None:
        """Hand it in, or say why not."""
        try:
            self._desk.try_do(
                LABEL,
                conflicts.give_statement,
                self._party,
                self.field.toPlainText(),
                today=self._desk.today(),
                person_id=self._person,
            )
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.finished.emit(True)


class AgreementView(QWidget):
    """``finished``: True when it was signed, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._person = desk, person_id
        self._party = int(task.key.removeprefix(atkiosk.SIGN))
        found = desk.read(atkiosk.to_sign, self._party, person_id)
        title = QLabel("What you agreed" if found else "This is signed, or is not yours")
        title.setProperty("role", "page-title")
        note = QLabel(
            "Your manager unlocks it for you. Read it, ask about what is not as you remember it, and sign only then."
        )
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.sign_button = QPushButton("I have read it and agree")
        self.sign_button.setProperty("primary", True)
        self.sign_button.clicked.connect(self.sign)
        self.leave_button = QPushButton("Not now")
        self.leave_button.clicked.connect(lambda: self._finish(False))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(12)
        layout.addWidget(title)
        layout.addWidget(note)
        if found is not None:
            texts = (
                (
                    "What you both see alike",
                    found.common_ground,
                    place("conflict", "common_ground", found.conflict_id),
                ),
                ("What you do", found.commits, place("conflict_party", "commits", found.party_id)),
            )
            for name, token, about in texts:
                heading = QLabel(name)
                heading.setProperty("role", "section")
                layout.addWidget(heading)
                layout.addWidget(SealedLabel(desk.sealing, token, about))
        layout.addStretch(1)
        layout.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.sign_button)
        layout.addLayout(buttons)
        self._is_there = found is not None
        desk.sealing.changed.connect(self._renew)
        self._renew()

    def sign(self) -> None:
        """Sign it, or say why not."""
        try:
            self._desk.try_do(
                SIGNED, conflicts.sign, self._party, today=self._desk.today(), person_id=self._person
            )
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self._finish(True)

    def _renew(self) -> None:
        self.sign_button.setEnabled(self._is_there and self._desk.sealing.is_open)

    def _finish(self, is_done: bool) -> None:
        self._desk.sealing.changed.disconnect(self._renew)
        self._desk.sealing.lock()
        self.finished.emit(is_done)


def view(desk: Desk, task: KioskTask, person_id: int) -> QWidget:
    """What does ``task``."""
    made = AgreementView if task.key.startswith(atkiosk.SIGN) else StatementView
    return made(desk, task, person_id)
