"""A score at the kiosk: what was graded and how, and two ways to answer; or what the manager answered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
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
from csmanager.features.quality.disputes import actions, queries
from csmanager.features.quality.disputes.queries import Score
from csmanager.features.quality.disputes.rules import Said, Subject
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.texts import day_text


class ScoreTaskView(QWidget):
    """``finished``: True when it was answered or read, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind, _, key = task.key.partition("/")
        self._desk, self._subject, self._ref, self._person_id = desk, Subject(kind), int(key), person_id
        self.found = desk.read(queries.score, self._subject, self._ref, person_id)
        self._answer = self.found.answer if self.found is not None else None
        is_open = self.found is not None and self._answer is None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(40, 32, 40, 32)
        layout.setSpacing(8)
        title = QLabel(self.found.title if self.found else "This is not here any more, or is not yours")
        title.setProperty("role", "page-title")
        title.setWordWrap(True)
        layout.addWidget(title)
        layout.addWidget(self._told(self.found), 1)
        self.item = QComboBox()
        self.item.setAccessibleName("What you see differently")
        self.item.addItem("The whole of it", None)
        for key_, text, mark in self.found.items if self.found else ():
            self.item.addItem(f"{text} ({mark})", key_)
        self.item.setVisible(is_open and self.item.count() > 1)
        self.item.setMinimumContentsLength(30)
        self.item.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("What you want to say to it")
        self.text.setPlaceholderText("What you want to say to it; needed where you see it differently")
        self.text.setMaximumHeight(self.text.fontMetrics().lineSpacing() * 4 + 14)
        self.text.setVisible(is_open)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.yes_button = QPushButton("I saw it" if is_open else "I have read it")
        self.yes_button.setProperty("primary", True)
        self.yes_button.setEnabled(self.found is not None)
        self.no_button = QPushButton("I see it differently")
        self.no_button.setVisible(is_open)
        self.leave_button = QPushButton("Not now")
        self.yes_button.clicked.connect(lambda: self.say(Said.ACKNOWLEDGED) if is_open else self.read())
        self.no_button.clicked.connect(lambda: self.say(Said.DISPUTED))
        self.leave_button.clicked.connect(lambda: self.finished.emit(False))
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.no_button)
        buttons.addWidget(self.yes_button)
        for widget in (self.item, self.text, self.problem):
            layout.addWidget(widget)
        layout.addLayout(buttons)

    def _told(self, found: Score | None) -> QScrollArea:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        lines: list[tuple[str, str]] = []
        if found is not None:
            lines = [("Day", day_text(found.day)), ("Score", found.score), ("Said to it", found.comment)]
            lines += [(mark, text) for _key, text, mark in found.items]
            lines += found.answer.lines if found.answer is not None else []
        for at, (name, words) in enumerate((name, words) for name, words in lines if words):
            head, text = QLabel(name), QLabel(words)
            head.setProperty("role", "muted")
            text.setWordWrap(True)
            grid.addWidget(head, at, 0)
            grid.addWidget(text, at, 1)
        grid.setRowStretch(len(lines), 1)
        area = QScrollArea()
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area

    def say(self, said: Said) -> None:
        """Keep the answer, or say why not."""
        self._keep(
            "Answer a score at the kiosk",
            actions.answer,
            self._subject,
            self._ref,
            person_id=self._person_id,
            said=said,
            text=self.text.toPlainText(),
            item_id=self.item.currentData(),
            how="kiosk",
            now=self._desk.store.clock(),
        )

    def read(self) -> None:
        """Keep that the manager's answer was read."""
        if self._answer is not None:
            self._keep(
                "Read the answer to a dispute",
                actions.see,
                self._answer.id,
                self._person_id,
                today=self._desk.today(),
            )

    def _keep(self, label: str, action: object, *args: object, **kwargs: object) -> None:
        try:
            self._desk.try_do(label, action, *args, **kwargs)  # type: ignore[arg-type]
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.finished.emit(True)
