"""Quizzes as they are asked, what was answered, how good the questions are, and what comes back."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook.knowing.quiztext import OptionText, QuestionText, QuizText
from csmanager.features.handbook.knowing.tables import (
    HuddleNote,
    Quiz,
    QuizAnswer,
    QuizAttempt,
    QuizOption,
    QuizQuestion,
    Refresher,
)
from csmanager.features.handbook.tables import Policy
from csmanager.features.team.queries import PersonRow, people

ENOUGH = 10  # takers below which only the share of right answers is shown
ENOUGH_FOR_ALPHA = 30  # takers below which the reliability of a quiz is noise
ENOUGH_TO_TELL = 4  # takers below which "half missed it" says nothing
TOO_EASY, TOO_HARD = 0.95, 0.20  # shares of right answers
LEAST_REST = 0.15  # correlation with the rest below which a question does not tell who knows
LEAST_SIDE = 3  # people who missed it, and who knew it, below which its correlation says nothing
AT_ONCE = 5  # refreshers a visit


@dataclass(frozen=True, slots=True)
class QuizRow:
    """One quiz. ``takers``: people with a first attempt; ``passed_first`` of them passed it."""

    id: int
    policy_id: int
    code: str
    policy: str
    title: str
    pass_percent: int
    before_signing: bool
    questions: int
    takers: int
    passed_first: int
    missed_by_half: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One question as first attempts judge it.

    ``difficulty``: share right; ``rest``: correlation with the other questions, None when not judged (fewer than
    ``ENOUGH`` takers) or without variance; ``note_on``: the day of the last huddle note.
    """

    id: int
    quiz_id: int
    place: int
    text: str
    clause: str
    right_option: str
    explanation: str
    n: int
    missed: int
    difficulty: float | None
    rest: float | None
    is_judged: bool
    note_on: dt.date | None

    @property
    def half_missed(self) -> bool:
        """Whether at least half of enough takers missed it."""
        return self.n >= ENOUGH_TO_TELL and self.missed * 2 >= self.n

    @property
    def verdict(self) -> tuple[str, str]:
        """Mark and word."""
        if not self.n:
            return "none", "Not asked yet"
        if self.half_missed:
            return "signal", "Missed by half"
        if not self.is_judged or self.difficulty is None:
            return "none", "Not judged"
        high = _highest(self.rest, self.n) if self.tells_enough else None
        if high is not None and high < 0:
            return "bad", "Wrong key?"
        if self.difficulty > TOO_EASY:
            return "watch", "Too easy"
        if self.difficulty < TOO_HARD:
            return "watch", "Too hard"
        if high is not None and high < LEAST_REST:
            return "watch", "Does not tell"
        if self.rest is None or not self.tells_enough or self.rest < LEAST_REST:
            return "none", "Unclear yet"
        return "good", "Good"

    @property
    def tells_enough(self) -> bool:
        """Whether enough people missed it and enough knew it for its correlation to say anything."""
        return self.rest is not None and min(self.missed, self.n - self.missed) >= LEAST_SIDE


@dataclass(frozen=True, slots=True)
class AskedOption:
    """One answer as it is shown."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as it is shown; ``right_id`` and ``explanation`` come after the answer."""

    id: int
    text: str
    clause: str
    options: tuple[AskedOption, ...]
    right_id: int
    explanation: str


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """How an attempt went."""

    id: int
    right: int
    asked: int
    passed: bool
    pass_percent: int
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DueRefreshers:
    """What comes back to one person today or earlier."""

    person_id: int
    person: str
    count: int
    since: dt.date


def _highest(rest: float | None, n: int) -> float | None:
    """The upper end of a 95 % interval around a correlation (Fisher's z)."""
    if rest is None or n < ENOUGH:
        return None
    return math.tanh(math.atanh(min(max(rest, -0.999999), 0.999999)) + 1.96 / math.sqrt(n - 3))


def quizzes(session: Session) -> list[QuizRow]:
    """The quizzes that are asked, by the code of their policy."""
    found = []
    for quiz, code, title in session.execute(
        sa.select(Quiz, Policy.code, Policy.title)
        .join(Policy, Policy.id == Quiz.policy_id)
        .where(Quiz.ended_on.is_(None), Policy.trashed_on.is_(None))
        .order_by(Policy.code, Quiz.id)
    ):
        firsts = _first_attempts(session, quiz.id)
        found.append(
            QuizRow(
                quiz.id,
                quiz.policy_id,
                code,
                title,
                quiz.title,
                quiz.pass_percent,
                quiz.before_signing,
                len(_questions(session, quiz.id)),
                len(firsts),
                sum(passed for passed in firsts.values()),
                sum(item.half_missed for item in items(session, quiz.id)),
            )
        )
    return found


def quiz_text(session: Session, quiz_id: int) -> QuizText:
    """A quiz as it can be written anew."""
    quiz, code = session.execute(
        sa.select(Quiz, Policy.code).join(Policy, Policy.id == Quiz.policy_id).where(Quiz.id == quiz_id)
    ).one()
    questions = tuple(
        QuestionText(
            question.text,
            tuple(
                OptionText(row.text, row.is_right) for row in _options(session, [question.id])[question.id]
            ),
            question.clause,
            question.explanation,
        )
        for question in _questions(session, quiz_id)
    )
    return QuizText(quiz.title, questions, code, quiz.pass_percent, quiz.before_signing)


def seed_for(session: Session, person_id: int, quiz_id: int | None) -> int:
    """The order of the next attempt: another one each time, and the same whenever it is asked for."""
    tries = session.scalar(
        sa.select(sa.func.count()).where(QuizAttempt.person_id == person_id, QuizAttempt.quiz_id.is_(quiz_id))
    )
    return (person_id * 1_009 + (quiz_id or 0) * 31 + (tries or 0)) % 2_147_483_647


def asked(session: Session, quiz_id: int, seed: int) -> list[AskedQuestion]:
    """The questions of a quiz and their options in the order that ``seed`` gives."""
    return _shuffled(session, _questions(session, quiz_id), seed)


def refreshers(session: Session, person_id: int, today: dt.date, seed: int) -> list[AskedQuestion]:
    """What comes back to a person by today, what waits longest first, up to ``AT_ONCE``."""
    rows = session.scalars(
        sa.select(QuizQuestion)
        .join(Refresher, Refresher.question_id == QuizQuestion.id)
        .join(Quiz, Quiz.id == QuizQuestion.quiz_id)
        .where(
            Refresher.person_id == person_id,
            Refresher.due_on <= today,
            QuizQuestion.ended_on.is_(None),
            Quiz.ended_on.is_(None),
        )
        .order_by(Refresher.due_on, Refresher.id)
        .limit(AT_ONCE)
    )
    return _shuffled(session, list(rows), seed)


def _shuffled(session: Session, questions: Sequence[QuizQuestion], seed: int) -> list[AskedQuestion]:
    chance = random.Random(seed)
    order = list(questions)
    chance.shuffle(order)
    options = _options(session, [question.id for question in order])
    found = []
    for question in order:
        shown = list(options[question.id])
        chance.shuffle(shown)
        found.append(
            AskedQuestion(
                question.id,
                question.text,
                question.clause,
                tuple(AskedOption(row.id, row.text) for row in shown),
                next(row.id for row in shown if row.is_right),
                question.explanation,
            )
        )
    return found


def attempt(session: Session, attempt_id: int) -> AttemptRow:
    """How an attempt went."""
    row = session.get_one(QuizAttempt, attempt_id)
    percent = session.scalar(sa.select(Quiz.pass_percent).where(Quiz.id == row.quiz_id)) or 100
    missed = session.scalars(
        sa.select(QuizAnswer.question_id).where(
            QuizAnswer.attempt_id == attempt_id, QuizAnswer.is_right.is_(False)
        )
    )
    return AttemptRow(row.id, row.right, row.asked, row.passed, percent, tuple(missed))


def items(session: Session, quiz_id: int) -> list[ItemRow]:
    """The questions asked now, judged by everybody's first attempt at the quiz."""
    from csmanager.science import items as science

    questions = _questions(session, quiz_id)
    firsts = list(_first_attempts(session, quiz_id))
    marks: dict[int, dict[int, bool]] = {}
    for row in session.execute(
        sa.select(QuizAnswer.attempt_id, QuizAnswer.question_id, QuizAnswer.is_right).where(
            QuizAnswer.attempt_id.in_(firsts)
        )
    ):
        marks.setdefault(row.attempt_id, {})[row.question_id] = row.is_right
    keys = [question.id for question in questions]
    whole = [[float(own[key]) for key in keys] for own in marks.values() if all(key in own for key in keys)]
    rests = science.item_rest(whole) if len(whole) >= ENOUGH and len(keys) > 1 else [None] * len(keys)
    notes = dict(
        session.execute(
            sa.select(HuddleNote.question_id, sa.func.max(HuddleNote.made_on)).group_by(
                HuddleNote.question_id
            )
        ).all()
    )
    options = _options(session, keys)
    found = []
    for at, question in enumerate(questions):
        answers = [own[question.id] for own in marks.values() if question.id in own]
        found.append(
            ItemRow(
                question.id,
                quiz_id,
                question.place,
                question.text,
                question.clause,
                next(row.text for row in options[question.id] if row.is_right),
                question.explanation,
                len(answers),
                len(answers) - sum(answers),
                sum(answers) / len(answers) if answers else None,
                rests[at],
                len(answers) >= ENOUGH,
                notes.get(question.id),
            )
        )
    return found


def reliability(session: Session, quiz_id: int) -> tuple[float | None, int]:
    """Cronbach's alpha over first attempts at all present questions, and how many; None when not judged."""
    from csmanager.science import items as science

    keys = [question.id for question in _questions(session, quiz_id)]
    marks: dict[int, dict[int, bool]] = {}
    for row in session.execute(
        sa.select(QuizAnswer.attempt_id, QuizAnswer.question_id, QuizAnswer.is_right).where(
            QuizAnswer.attempt_id.in_(list(_first_attempts(session, quiz_id)))
        )
    ):
        marks.setdefault(row.attempt_id, {})[row.question_id] = row.is_right
    whole = [[float(own[key]) for key in keys] for own in marks.values() if all(key in own for key in keys)]
    return (science.alpha(whole) if len(whole) >= ENOUGH_FOR_ALPHA else None), len(whole)


def huddle_text(item: ItemRow, quiz: str) -> str:
    """What to tell the team about a question that many missed."""
    lines = [
        f"{item.missed} of {item.n} of us missed this in “{quiz}”:",
        "",
        item.text,
        f"Right is: {item.right_option}",
    ]
    if item.explanation:
        lines.append(item.explanation)
    if item.clause:
        lines.append(f"It stands in the handbook under “{item.clause}”.")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class HalfMissedRow:
    """A question that at least half missed, and of which the team was not told yet."""

    quiz_id: int
    quiz: str
    question_id: int
    place: int
    n: int
    missed: int


def half_missed(session: Session) -> list[HalfMissedRow]:
    """What ``items`` calls missed by half, of all quizzes at once, where no note to the team was made."""
    turn = sa.func.row_number().over(
        partition_by=(QuizAttempt.quiz_id, QuizAttempt.person_id), order_by=(QuizAttempt.at, QuizAttempt.id)
    )
    first = sa.select(QuizAttempt.id, QuizAttempt.quiz_id, turn.label("turn")).subquery()
    n, missed = sa.func.count(), sa.func.sum(sa.case((QuizAnswer.is_right.is_(False), 1), else_=0))
    rows = session.execute(
        sa.select(Quiz.id, Quiz.title, QuizQuestion.id, QuizQuestion.place, n, missed)
        .select_from(QuizQuestion)
        .join(Quiz, Quiz.id == QuizQuestion.quiz_id)
        .join(Policy, Policy.id == Quiz.policy_id)
        .join(QuizAnswer, QuizAnswer.question_id == QuizQuestion.id)
        .join(
            first,
            sa.and_(first.c.id == QuizAnswer.attempt_id, first.c.turn == 1, first.c.quiz_id == Quiz.id),
        )
        .where(
            Quiz.ended_on.is_(None),
            Policy.trashed_on.is_(None),
            QuizQuestion.ended_on.is_(None),
            ~sa.exists().where(HuddleNote.question_id == QuizQuestion.id),
        )
        .group_by(QuizQuestion.id)
        .having(n >= ENOUGH_TO_TELL, missed * 2 >= n)
        .order_by(Policy.code, Quiz.id, QuizQuestion.place, QuizQuestion.id)
    )
    return [HalfMissedRow(*row) for row in rows]


def due_refreshers(
    session: Session, today: dt.date, here: dict[int, PersonRow] | None = None
) -> list[DueRefreshers]:
    """Everybody here to whom questions come back by today. ``here``: by id, where they were read already."""
    if here is None:
        here = {row.id: row for row in people(session, today)}
    rows = session.execute(
        sa.select(Refresher.person_id, sa.func.count(), sa.func.min(Refresher.due_on))
        .join(QuizQuestion, QuizQuestion.id == Refresher.question_id)
        .join(Quiz, Quiz.id == QuizQuestion.quiz_id)
        .where(Refresher.due_on <= today, QuizQuestion.ended_on.is_(None), Quiz.ended_on.is_(None))
        .group_by(Refresher.person_id)
    )
    found = [
        DueRefreshers(person, here[person].name, count, since)
        for person, count, since in rows
        if person in here
    ]
    return sorted(found, key=lambda row: (row.since, row.person.casefold()))


def _questions(session: Session, quiz_id: int) -> list[QuizQuestion]:
    return list(
        session.scalars(
            sa.select(QuizQuestion)
            .where(QuizQuestion.quiz_id == quiz_id, QuizQuestion.ended_on.is_(None))
            .order_by(QuizQuestion.place, QuizQuestion.id)
        )
    )


def _options(session: Session, question_ids: Sequence[int]) -> dict[int, list[QuizOption]]:
    found: dict[int, list[QuizOption]] = {key: [] for key in question_ids}
    query = sa.select(QuizOption).where(QuizOption.question_id.in_(list(question_ids)))
    for row in session.scalars(query.order_by(QuizOption.place)):
        found[row.question_id].append(row)
    return found


def _first_attempts(session: Session, quiz_id: int) -> dict[int, bool]:
    """Everybody's first attempt, and whether it passed."""
    found: dict[int, tuple[int, bool]] = {}
    query = (
        sa.select(QuizAttempt).where(QuizAttempt.quiz_id == quiz_id).order_by(QuizAttempt.at, QuizAttempt.id)
    )
    for row in session.scalars(query):
        found.setdefault(row.person_id, (row.id, row.passed))
    return dict(found.values())
