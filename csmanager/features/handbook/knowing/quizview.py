"""One question after the other, and at the end what was right and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.handbook.knowing.quizqueries import AskedQuestion, AttemptRow
from csmanager.ui.widgets.chips import StatusChip

Keep = Callable[[Mapping[int, int | None]], AttemptRow]


class QuizView(QWidget):
    """Asks ``questions``; ``keep`` enters the answers. ``ended`` (passed) comes with the last button, ``left`` before.

    Keys: 1 to 9 choose an option, Enter goes on.
    """

    ended = Signal(bool)
    left = Signal()

    def __init__(
        self,
        title: str,
        note: str,
        questions: Sequence[AskedQuestion],
        keep: Keep,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._questions, self._keep = list(questions), keep
        self._answers: dict[int, int | None] = {}
        self._at = 0
        self.title = QLabel(title)
        self.title.setProperty("role", "page-title")
        self.title.setWordWrap(True)
        self.note = QLabel(note)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self._body = QVBoxLayout()
        self._body.setSpacing(10)
        inside = QWidget()
        inside.setLayout(self._body)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setAutoFillBackground(False)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.next = QPushButton("Next")
        self.next.setProperty("primary", True)
        self.next.setAutoDefault(True)
        self.next.clicked.connect(self.go_on)
        self.later = QPushButton("Not now")
        self.later.setAutoDefault(False)
        self.later.clicked.connect(self.left)
        row = QHBoxLayout()
        row.addWidget(self.problem, 1)
        row.addWidget(self.next)
        row.addWidget(self.later)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 32, 48, 24)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(self.note)
        layout.addWidget(self._area, 1)
        layout.addLayout(row)
        self.buttons: list[QRadioButton] = []
        self._group: QButtonGroup | None = None
        self._is_over = False
        self._passed = False
        self._ask()

    @property
    def question(self) -> AskedQuestion:
        """The question that is shown."""
        return self._questions[self._at]

    def choose(self, option_id: int) -> None:
        """Choose an option of the question that is shown."""
        at = next(n for n, option in enumerate(self.question.options) if option.id == option_id)
        self.buttons[at].setChecked(True)

    def _ask(self) -> None:
        self._empty()
        question = self.question
        self._body.addWidget(_label(f"Question {self._at + 1} of {len(self._questions)}", "caption"))
        self._body.addWidget(_label(question.text, "card-title"))
        self._group = QButtonGroup(self)
        self.buttons = []
        for number, option in enumerate(question.options, 1):
            button = QRadioButton(f"{number}   {option.text}")
            button.setAccessibleName(option.text)
            button.setShortcut(str(number))
            self._group.addButton(button, option.id)
            self._body.addWidget(button)
            self.buttons.append(button)
        self._body.addStretch(1)
        is_last = self._at == len(self._questions) - 1
        self.next.setText("Hand in" if is_last else "Next")
        self.buttons[0].setFocus()

    def go_on(self) -> None:
        """The next question; after the last one the answers are entered."""
        if self._is_over:
            self.ended.emit(self._passed)
            return
        assert self._group is not None
        chosen = self._group.checkedId()
        if chosen < 0:
            self.problem.setText("Choose an answer first.")
            return
        self.problem.setText("")
        self._answers[self.question.id] = chosen
        if self._at < len(self._questions) - 1:
            self._at += 1
            self._ask()
            return
        try:
            result = self._keep(self._answers)
        except AppError as error:
            self.problem.setText(str(error))
            return
        self._show_result(result)

    def _show_result(self, result: AttemptRow) -> None:
        self._empty()
        self._is_over, self._passed = True, result.passed
        word = "passed" if result.passed else f"not passed yet ({result.pass_percent} % are needed)"
        if not result.missed:
            word = "all right"
        self._body.addWidget(
            StatusChip("good" if result.passed else "watch", f"{result.right} of {result.asked}: {word}")
        )
        for question in self._questions:
            if question.id not in result.missed:
                continue
            card = QFrame()
            card.setProperty("role", "card")
            inside = QVBoxLayout(card)
            inside.setContentsMargins(16, 10, 16, 10)
            inside.addWidget(_label(question.text, ""))
            right = next(option.text for option in question.options if option.id == question.right_id)
            inside.addWidget(_label(f"Right is: {right}", "card-title"))
            more = " ".join(
                part
                for part in (question.explanation, f"See “{question.clause}”." if question.clause else "")
                if part
            )
            if more:
                inside.addWidget(_label(more, "muted"))
            self._body.addWidget(card)
        if result.missed:
            self._body.addWidget(_label("What you missed comes back in the next days.", "muted"))
        self._body.addStretch(1)
        self.next.setText("Go on")
        self.later.hide()
        self.next.setFocus()

    def _empty(self) -> None:
        while (item := self._body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


def _label(text: str, role: str) -> QLabel:
    made = QLabel(text)
    made.setProperty("role", role)
    made.setWordWrap(True)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made
