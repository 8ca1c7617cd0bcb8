"""Coaching at the kiosk: what was talked about, and two ways to answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.coaching import actions, atkiosk
from csmanager.features.coaching.rules import Answer
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.texts import day_text


class CoachingTaskView(QWidget):
    """``finished``: True when it was answered, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._id, self._person_id = desk, int(task.key), person_id
        told = desk.read(atkiosk.told, self._id, person_id)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(8)
        title = QLabel(told.behaviour if told else "This was answered, or is not yours")
        title.setProperty("role", "page-title")
        title.setWordWrap(True)
        layout.addWidget(title)
        if told is not None:
            evidence = "\n".join(f"• {line}" for line in told.evidence)
            for head, text in (
                ("We talked on", day_text(told.delivered_on)),
                ("It rests on", evidence),
                ("You said you would try", told.agreed),
                ("We look at it again on", day_text(told.follow_up_on)),
            ):
                label = QLabel(head)
                label.setProperty("role", "muted")
                shown = QLabel(text)
                shown.setWordWrap(True)
                layout.addWidget(label)
                layout.addWidget(shown)
        note = QLabel("Acknowledging says that you heard it, not that you agree.")
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("What you want to say to it")
        self.text.setPlaceholderText("What you want to say to it; needed where you see it differently")
        self.text.setMaximumHeight(self.text.fontMetrics().lineSpacing() * 5 + 14)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.yes_button = QPushButton("I heard it")
        self.yes_button.setProperty("primary", True)
        self.no_button = QPushButton("I see it differently")
        self.leave_button = QPushButton("Not now")
        self.yes_button.clicked.connect(lambda: self.say(Answer.ACKNOWLEDGED))
        self.no_button.clicked.connect(lambda: self.say(Answer.DISPUTED))
        self.leave_button.clicked.connect(lambda: self.finished.emit(False))
        for button in (self.yes_button, self.no_button):
            button.setEnabled(told is not None)
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.no_button)
        buttons.addWidget(self.yes_button)
        layout.addSpacing(8)
        layout.addWidget(note)
        layout.addWidget(self.text)
        layout.addWidget(self.problem)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def say(self, given: Answer) -> None:
        """Keep the answer, or say why not."""
        try:
            self._desk.try_do(
                "Answer coaching at the kiosk",
                actions.answer,
                self._id,
                given=given,
                text=self.text.toPlainText(),
                how="kiosk",
                now=self._desk.store.clock(),
                today=self._desk.today(),
                person_id=self._person_id,
            )
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.finished.emit(True)
