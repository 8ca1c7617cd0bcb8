"""An open note at the kiosk: the person reads it, and that they did is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.team.notes import actions, queries
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.texts import day_text


class NoteTaskView(QWidget):
    """``finished``: True when it was read, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._id, self._person_id = desk, int(task.key), person_id
        found = desk.read(queries.told, self._id, person_id)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(8)
        title = QLabel(f"A note of {day_text(found.on_day)}" if found else "This note is not here any more")
        title.setProperty("role", "page-title")
        self.text = QLabel(found.text if found else "")
        self.text.setWordWrap(True)
        hint = QLabel("That you read it is kept. Whatever you see differently, say in the next talk.")
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.hide()
        self.leave_button = QPushButton("Not now")
        self.leave_button.clicked.connect(lambda: self.finished.emit(False))
        self.yes_button = QPushButton("I have read it")
        self.yes_button.setProperty("primary", True)
        self.yes_button.setEnabled(found is not None)
        self.yes_button.clicked.connect(self.read)
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.yes_button)
        for widget in (title, self.text, hint, self.problem):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def read(self) -> None:
        """Keep that it was read."""
        try:
            self._desk.try_do(
                "Read a note at the kiosk", actions.see, self._id, self._person_id, today=self._desk.today()
            )
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.finished.emit(True)
