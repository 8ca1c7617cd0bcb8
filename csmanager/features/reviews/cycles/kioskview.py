"""The self-review at the kiosk: the questions, large, and nothing else of the review."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.reviews.cycles import actions, atkiosk
from csmanager.ui.desk import Desk


class SelfReviewView(QWidget):
    """``finished``: True when the answers were kept, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._review = desk, int(task.key)
        period, questions = desk.read(atkiosk.questions_of, self._review, person_id)
        title = QLabel(f"Self-review: {period}" if questions else "This review was held, or is not yours")
        title.setProperty("role", "page-title")
        note = QLabel("Answer what you like, in your own words. Your manager reads it before you talk.")
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        self.fields: dict[str, QPlainTextEdit] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(6)
        for question in questions:
            label = QLabel(question)
            label.setWordWrap(True)
            label.setProperty("role", "card-title")
            field = QPlainTextEdit()
            field.setTabChangesFocus(True)
            field.setAccessibleName(question)
            field.setMinimumHeight(field.fontMetrics().lineSpacing() * 3 + 14)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
            self.fields[question] = field
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.keep_button = QPushButton("Hand in")
        self.keep_button.setProperty("primary", True)
        self.keep_button.setEnabled(bool(questions))
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
        layout.addWidget(area, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        if self.fields:
            next(iter(self.fields.values())).setFocus()

    def keep(self) -> None:
        """Hand the answers in, or say why not."""
        said = {question: field.toPlainText() for question, field in self.fields.items()}
        try:
            self._desk.try_do(
                "Hand in a self-review", actions.self_review, self._review, said, today=self._desk.today()
            )
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.finished.emit(True)
