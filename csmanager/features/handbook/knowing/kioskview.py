"""What the handbook shows at the kiosk: a quiz where one is asked first, then the text to sign; or what comes back."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from csmanager.features.handbook.knowing import atkiosk, quizactions, quizqueries
from csmanager.features.handbook.knowing.quizqueries import AttemptRow
from csmanager.features.handbook.knowing.quizview import QuizView
from csmanager.features.handbook.knowing.signview import SignView
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState


class KnowingTaskView(QWidget):
    """Does one task. ``finished``: True when it was done, False when it was left."""

    finished = Signal(bool)

    def __init__(self, desk: Desk, task: KioskTask, person_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._person_id = desk, person_id
        self.stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        kind, _, key = task.key.partition(":")
        if kind == "sign":
            self._read(int(key))
        elif kind == "quiz":
            self._quiz(int(key), None)
        else:
            self._refresh()

    def _read(self, policy_id: int) -> None:
        """Read and sign; where a quiz stands before it, read first, then the quiz, then the signature."""
        task = self._desk.read(atkiosk.sign_task, self._person_id, policy_id)
        if task is None:
            self._nothing("There is nothing to sign here any more.")
            return
        view = SignView(self._desk, task, self._person_id)
        view.signed.connect(lambda: self.finished.emit(True))
        view.left.connect(lambda: self.finished.emit(False))
        view.outdated.connect(lambda: self._read_again(policy_id))
        if task.quiz_id is not None:
            quiz_id = task.quiz_id
            view.offer_quiz(lambda: self._quiz(quiz_id, policy_id))
        self._show(view)

    def _read_again(self, policy_id: int) -> None:
        """The text changed while it was read."""
        self._read(policy_id)
        view = self.stack.currentWidget()
        if isinstance(view, SignView):
            view.say("The text was changed while you were reading. This is the new one; read it, then sign.")

    def _quiz(self, quiz_id: int, policy_id: int | None) -> None:
        task = self._desk.read(atkiosk.quiz_task, quiz_id)
        if task is None:
            self._nothing("This quiz is not asked any more.")
            return
        seed = self._desk.read(quizqueries.seed_for, self._person_id, quiz_id)
        questions = self._desk.read(quizqueries.asked, quiz_id, seed)

        def keep(answers: Mapping[int, int | None]) -> AttemptRow:
            made = self._desk.try_do(
                f"Answer the quiz {task.title}",
                quizactions.take_quiz,
                quiz_id,
                self._person_id,
                answers,
                seed=seed,
                now=self._desk.store.clock(),
            )
            return self._desk.read(quizqueries.attempt, made)

        note = f"{len(questions)} questions; {task.pass_percent} % right are needed."
        view = QuizView(task.title, note, questions, keep)
        view.left.connect(lambda: self.finished.emit(False))

        def ended(passed: bool) -> None:
            if passed and policy_id is not None:
                self._read(policy_id)
            else:
                self.finished.emit(passed)

        view.ended.connect(ended)
        self._show(view)

    def _refresh(self) -> None:
        seed = self._desk.read(quizqueries.seed_for, self._person_id, None)
        questions = self._desk.read(quizqueries.refreshers, self._person_id, self._desk.today(), seed)
        if not questions:
            self._nothing("Nothing comes back today.")
            return

        def keep(answers: Mapping[int, int | None]) -> AttemptRow:
            made = self._desk.try_do(
                "Answer questions that came back",
                quizactions.answer_refreshers,
                self._person_id,
                answers,
                seed=seed,
                now=self._desk.store.clock(),
            )
            return self._desk.read(quizqueries.attempt, made)

        view = QuizView("To look at again", "Questions you missed before.", questions, keep)
        view.left.connect(lambda: self.finished.emit(False))
        view.ended.connect(lambda _passed: self.finished.emit(True))
        self._show(view)

    def _nothing(self, text: str) -> None:
        self._show(EmptyState(text, "", "Go on", lambda: self.finished.emit(False)))

    def _show(self, view: QWidget) -> None:
        former = self.stack.currentWidget()
        self.stack.addWidget(view)
        self.stack.setCurrentWidget(view)
        if former is not None:
            self.stack.removeWidget(former)
            former.deleteLater()
        self.setFocusProxy(view)
        view.setFocus()
