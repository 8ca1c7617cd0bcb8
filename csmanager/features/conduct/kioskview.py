"""A statement at the kiosk: one large field. What was handed in cannot be read again here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.conduct import atkiosk, conflicts
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.ui.desk import Desk

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
