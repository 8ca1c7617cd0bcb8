"""What a store begins with: the day from which signatures count. Quizzes are added when somebody asks for them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.paths import data_dir
from csmanager.core.settings import read_value, write_value
from csmanager.features.handbook.knowing import quizactions, quiztext
from csmanager.features.handbook.knowing.derive import SINCE
from csmanager.features.handbook.knowing.quiztext import QuizText
from csmanager.features.handbook.knowing.tables import Quiz
from csmanager.features.handbook.tables import Policy


def seed(session: Session, today: dt.date) -> None:
    """Ask for signatures from today on, so that nobody is late on texts from before the program knew of signing."""
    if read_value(session, SINCE) is None:
        write_value(session, SINCE, today.isoformat())


def starter_quizzes() -> list[QuizText]:
    """The shipped quizzes, by the code of their policy."""
    folder = data_dir("resources") / "text" / "quizzes"
    found = [quiztext.read(path.read_text(encoding="utf-8")) for path in folder.glob("*.md")]
    return sorted(found, key=lambda quiz: quiz.policy)


def add_starter_quizzes(session: Session, today: dt.date) -> list[int]:
    """Add the shipped quizzes whose policies are here and have no quiz; returns their ids."""
    policies = {
        row.code.casefold(): row.id
        for row in session.execute(sa.select(Policy.code, Policy.id).where(Policy.trashed_on.is_(None)))
    }
    taken = set(session.scalars(sa.select(Quiz.policy_id)))
    return [
        quizactions.save_quiz(session, quiz, policies[quiz.policy.casefold()], today=today)
        for quiz in starter_quizzes()
        if quiz.policy.casefold() in policies and policies[quiz.policy.casefold()] not in taken
    ]
