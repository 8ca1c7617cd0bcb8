"""The quizzes, and how good the questions of the chosen one are."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from csmanager.features.handbook.knowing import quizqueries
from csmanager.features.handbook.knowing.pictured import Pictured
from csmanager.features.handbook.knowing.quizqueries import ItemRow, QuizRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable


class QuizPane(QWidget):
    """Quizzes above, questions below. ``activated``: a quiz was opened."""

    activated = Signal()
    selection_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Pictured | None = None
        self.quizzes = RecordTable(
            "Quizzes",
            [
                Column("code", "Code", 64, value=lambda row: row.code),
                Column("title", "Quiz", 260, value=lambda row: row.title),
                Column(
                    "when",
                    "Asked",
                    130,
                    value=lambda row: "before signing" if row.before_signing else "beside",
                ),
                Column("questions", "Questions", 84, kind="number", value=lambda row: row.questions),
                Column("pass", "Pass mark", 84, kind="share", value=lambda row: row.pass_percent / 100),
                Column("takers", "Takers", 70, kind="number", value=lambda row: row.takers),
                Column(
                    "passed",
                    "Passed at once",
                    110,
                    value=lambda row: f"{row.passed_first} of {row.takers}" if row.takers else "",
                ),
                Column(
                    "missed",
                    "Missed by half",
                    120,
                    kind="status",
                    value=lambda row: (
                        ("signal", f"{row.missed_by_half} question{'s' * (row.missed_by_half > 1)}")
                        if row.missed_by_half
                        else None
                    ),
                ),
            ],
        )
        self.quizzes.set_noun("quiz", "quizzes")
        self.items = RecordTable(
            "Questions",
            [
                Column("place", "No.", 44, kind="number", value=lambda row: row.place),
                Column("text", "Question", 330, value=lambda row: row.text, tooltip=lambda row: row.text),
                Column("clause", "Clause", 150, value=lambda row: row.clause),
                Column("n", "n", 44, kind="number", value=lambda row: row.n),
                Column(
                    "missed", "Missed", 66, kind="number", value=lambda row: row.missed if row.n else None
                ),
                Column("difficulty", "Right", 66, kind="share", value=lambda row: row.difficulty),
                Column(
                    "rest",
                    "Tells",
                    66,
                    kind="number",
                    decimals=2,
                    value=lambda row: row.rest,
                    tooltip=_rest_words,
                ),
                Column("verdict", "Verdict", 130, kind="status", value=lambda row: row.verdict),
                Column("note", "Team told", 104, kind="date", value=lambda row: row.note_on),
            ],
        )
        self.items.set_noun("question", "questions")
        self.items.set_empty(
            EmptyState("Choose a quiz", "Its questions stand here, with how good each one is.")
        )
        self.facts = QLabel()
        self.facts.setProperty("role", "caption")
        self.facts.setWordWrap(True)
        below = QWidget()
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.items, 1)
        inside.addWidget(self.facts)
        self.halves = QSplitter(Qt.Orientation.Vertical)
        self.halves.setObjectName("quizzes")
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(self.quizzes)
        self.halves.addWidget(below)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.halves)
        self.setFocusProxy(self.quizzes)
        self.quizzes.selection_changed.connect(self._on_quiz)
        self.quizzes.activated.connect(lambda _row: self.activated.emit())
        self.items.selection_changed.connect(self.selection_changed)

    def set_empty(self, empty: QWidget) -> None:
        """What stands there while there is no quiz."""
        self.quizzes.set_empty(empty)

    def show_quizzes(self, found: Pictured) -> None:
        """Show them; what was chosen stays so."""
        self._shown = found
        self.quizzes.set_rows(found.quizzes)
        if found.quizzes and self.quizzes.current_row() is None:
            self.quizzes.select_first()
        self._on_quiz()

    def select(self, quiz_id: int, question_id: int) -> None:
        """Show one question."""
        self.quizzes.select(quiz_id)
        self._on_quiz()
        self.items.select(question_id)

    def quiz(self) -> QuizRow | None:
        """The quiz that is chosen."""
        found: QuizRow | None = self.quizzes.current_row()
        return found

    def item(self) -> ItemRow | None:
        """The question that is chosen."""
        found: ItemRow | None = self.items.current_row()
        return found

    def _on_quiz(self) -> None:
        quiz = self.quiz()
        found = self._shown
        self.items.set_rows(found.items.get(quiz.id, []) if quiz is not None and found is not None else [])
        self.facts.setText("")
        if quiz is not None and found is not None:
            alpha, n = found.alphas[quiz.id]
            reliable = (
                f"Reliability (alpha) {alpha:.2f}, n = {n}."
                if alpha is not None
                else f"Reliability is not judged below {quizqueries.ENOUGH_FOR_ALPHA} takers (n = {n})."
            )
            self.facts.setText(
                "Right: share at everybody's first try. Tells: correlation with the other questions, from"
                f" {quizqueries.ENOUGH} takers on. {reliable}"
            )
        self.selection_changed.emit()


def _rest_words(row: ItemRow) -> str:
    if not row.is_judged:
        return f"Not judged: {row.n} of {quizqueries.ENOUGH} takers."
    if row.rest is None:
        return "Everybody answered it alike, so it tells nobody apart."
    if not row.tells_enough:
        return f"Says little: {row.missed} of {row.n} missed it."
    return f"Correlation with the rest of the quiz: {row.rest:.2f}, n = {row.n}."
