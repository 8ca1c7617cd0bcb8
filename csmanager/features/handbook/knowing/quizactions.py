"""Writing quizzes, taking them, answering refreshers, telling the team what half of them missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.core.settings import read_settings
from csmanager.core.tables import HistoryStep
from csmanager.features.handbook.knowing import quiztext, rules, spaced
from csmanager.features.handbook.knowing.quiztext import QuestionText, QuizText
from csmanager.features.handbook.knowing.tables import (
    HuddleNote,
    Quiz,
    QuizAnswer,
    QuizAttempt,
    QuizOption,
    QuizQuestion,
    Refresher,
)
from csmanager.features.handbook.rules import VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.team.tables import Person


def save_quiz(
    session: Session, quiz: QuizText, policy_id: int, *, today: dt.date, quiz_id: int | None = None
) -> int:
    """Make a quiz (``quiz_id`` None) or change one; returns its id.

    A question whose words or options changed is another question: what was answered to the old one stays with the
    old one, which ends today. One quiz of a policy at a time is asked before signing.
    """
    quiztext.check(quiz)
    policy = session.get(Policy, policy_id)
    if policy is None:
        raise RuleBroken("The policy of this quiz is not in the store.")
    known = session.get(Quiz, quiz_id) if quiz_id is not None else None
    if quiz_id is not None and known is None:
        raise RuleBroken("This quiz is no longer there.")
    if quiz.before_signing:
        other = session.scalar(
            sa.select(Quiz).where(
                Quiz.policy_id == policy_id,
                Quiz.before_signing.is_(True),
                Quiz.ended_on.is_(None),
                Quiz.id != (quiz_id or 0),
            )
        )
        if other is not None:
            raise RuleBroken(
                f"“{other.title}” is asked before signing {policy.title} already; one quiz is enough."
            )
    if known is None:
        known = Quiz(
            policy_id=policy_id,
            title=quiz.title,
            pass_percent=quiz.pass_percent,
            before_signing=quiz.before_signing,
        )
        session.add(known)
        session.flush()
    known.policy_id, known.title = policy_id, quiz.title
    known.pass_percent, known.before_signing = quiz.pass_percent, quiz.before_signing
    _save_questions(session, known.id, quiz, today)
    return known.id


def _save_questions(session: Session, quiz_id: int, quiz: QuizText, today: dt.date) -> None:
    present = {
        (question.text, options): question
        for question in session.scalars(
            sa.select(QuizQuestion).where(QuizQuestion.quiz_id == quiz_id, QuizQuestion.ended_on.is_(None))
        )
        for options in [_options(session, question.id)]
    }
    for place, said in enumerate(quiz.questions, 1):
        options = tuple((option.text, option.is_right) for option in said.options)
        question = present.pop((said.text, options), None)
        if question is None:
            _add_question(session, quiz_id, place, said)
        else:
            question.place, question.clause, question.explanation = place, said.clause, said.explanation
    for question in present.values():
        question.ended_on = today


def _options(session: Session, question_id: int) -> tuple[tuple[str, bool], ...]:
    rows = session.execute(
        sa.select(QuizOption.text, QuizOption.is_right)
        .where(QuizOption.question_id == question_id)
        .order_by(QuizOption.place)
    )
    return tuple((row.text, row.is_right) for row in rows)


def _add_question(session: Session, quiz_id: int, place: int, said: QuestionText) -> None:
    made = QuizQuestion(
        quiz_id=quiz_id, place=place, clause=said.clause, text=said.text, explanation=said.explanation
    )
    session.add(made)
    session.flush()
    for number, option in enumerate(said.options, 1):
        session.add(QuizOption(question_id=made.id, place=number, text=option.text, is_right=option.is_right))


def end_quiz(session: Session, quiz_id: int, *, today: dt.date) -> None:
    """Ask this quiz no longer; what was answered stays."""
    quiz = session.get(Quiz, quiz_id)
    if quiz is None or quiz.ended_on is not None:
        raise RuleBroken("This quiz has ended already.")
    quiz.ended_on = today


def take_quiz(
    session: Session,
    quiz_id: int,
    person_id: int,
    answers: Mapping[int, int | None],
    *,
    seed: int,
    now: dt.datetime,
) -> int:
    """Mark a person's answers (question -> option) and keep them; returns the attempt's id.

    Missed questions come back as refreshers; those that were coming back move on.
    """
    quiz = session.get(Quiz, quiz_id)
    if quiz is None or quiz.ended_on is not None:
        raise RuleBroken("This quiz is not asked any more.")
    version_id = session.scalar(
        sa.select(PolicyVersion.id).where(
            PolicyVersion.policy_id == quiz.policy_id, PolicyVersion.state == VersionState.IN_FORCE
        )
    )
    if version_id is None:
        raise RuleBroken("The policy of this quiz is not in force, so nothing is asked about it.")
    asked = list(
        session.scalars(
            sa.select(QuizQuestion.id).where(QuizQuestion.quiz_id == quiz_id, QuizQuestion.ended_on.is_(None))
        )
    )
    if set(answers) != set(asked):
        raise RuleBroken("The quiz was changed while you were answering. Begin again, please.")
    return _keep(session, person_id, answers, seed, now, quiz, version_id)


def answer_refreshers(
    session: Session, person_id: int, answers: Mapping[int, int | None], *, seed: int, now: dt.datetime
) -> int:
    """Mark answers to questions that came back; returns the attempt's id."""
    if not answers:
        raise RuleBroken("Nothing was asked.")
    known = set(session.scalars(sa.select(Refresher.question_id).where(Refresher.person_id == person_id)))
    if not set(answers) <= known:
        raise RuleBroken("One of these questions does not come back to this person.")
    return _keep(session, person_id, answers, seed, now, None, None)


def _keep(
    session: Session,
    person_id: int,
    answers: Mapping[int, int | None],
    seed: int,
    now: dt.datetime,
    quiz: Quiz | None,
    version_id: int | None,
) -> int:
    person = session.get(Person, person_id)
    if person is None or person.merged_into_id is not None:
        raise RuleBroken("This person is no longer there.")
    today = read_settings(session).today(now)
    if person.left_on is not None and person.left_on < today:
        raise RuleBroken(f"{person.name} left on {saying.day(person.left_on)} and answers nothing any more.")
    rules.check_clock(now, session.scalar(sa.select(sa.func.max(HistoryStep.at))))
    options = {
        row.id: row
        for row in session.scalars(sa.select(QuizOption).where(QuizOption.question_id.in_(list(answers))))
    }
    marks: dict[int, bool] = {}
    for question_id, option_id in answers.items():
        option = options.get(option_id) if option_id is not None else None
        if option_id is not None and (option is None or option.question_id != question_id):
            raise RuleBroken("One answer does not belong to its question; nothing was kept.")
        marks[question_id] = option is not None and option.is_right
    right = sum(marks.values())
    percent = quiz.pass_percent if quiz is not None else 100
    attempt = QuizAttempt(
        quiz_id=quiz.id if quiz is not None else None,
        person_id=person_id,
        version_id=version_id,
        at=now.replace(microsecond=0),
        seed=seed,
        right=right,
        asked=len(marks),
        passed=right * 100 >= percent * len(marks),
    )
    session.add(attempt)
    session.flush()
    for question_id, is_right in marks.items():
        session.add(
            QuizAnswer(
                attempt_id=attempt.id,
                question_id=question_id,
                option_id=answers[question_id],
                is_right=is_right,
            )
        )
        _remember(session, person_id, question_id, is_right, attempt.at, today)
    session.flush()
    return attempt.id


def _remember(
    session: Session, person_id: int, question_id: int, is_right: bool, at: dt.datetime, today: dt.date
) -> None:
    known = session.scalar(
        sa.select(Refresher).where(Refresher.person_id == person_id, Refresher.question_id == question_id)
    )
    if known is None and is_right:
        return
    before = None
    if known is not None:
        gap = max(1, (known.due_on - read_settings(session).today(known.reviewed_at)).days)
        before = spaced.Memory(known.state, known.stability, known.difficulty, known.reviewed_at, gap)
    after = spaced.review(before, is_right, at)
    if known is None:
        known = Refresher(
            person_id=person_id,
            question_id=question_id,
            state=0,
            stability=0.0,
            difficulty=0.0,
            reviewed_at=at,
            due_on=today,
            reviews=0,
            lapses=0,
        )
        session.add(known)
    known.state, known.stability, known.difficulty = after.state, after.stability, after.difficulty
    known.reviewed_at, known.due_on = at, today + dt.timedelta(days=after.gap)
    known.reviews += 1
    known.lapses += not is_right


def make_huddle_note(
    session: Session, question_id: int, text: str, *, missed: int, asked: int, today: dt.date
) -> int:
    """Note what the team is told about a question many missed; returns the note's id."""
    clean = text.strip()
    if not clean:
        raise RuleBroken("Write what the team is to be told.")
    if session.get(QuizQuestion, question_id) is None:
        raise RuleBroken("This question is no longer there.")
    made = HuddleNote(question_id=question_id, made_on=today, text=clean, missed=missed, asked=asked)
    session.add(made)
    session.flush()
    return made.id
