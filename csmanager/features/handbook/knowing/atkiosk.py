"""What of the handbook waits for a person at the kiosk, and what the task shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook.changes import changed_for
from csmanager.features.handbook.knowing import queries, quizqueries, rules
from csmanager.features.handbook.knowing.rules import State
from csmanager.features.handbook.knowing.tables import Acknowledgement, Quiz, QuizAttempt
from csmanager.features.handbook.rules import VersionState
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.team.tables import Person

FEATURE = "knowing"


@dataclass(frozen=True, slots=True)
class SignTask:
    """A text to read and sign. ``former``: the text the person signed before, "" at the first time.

    ``changed``: what is different since then, over all versions in between, in words.
    """

    person: str
    policy_id: int
    version_id: int
    code: str
    title: str
    number: int
    body: str
    text_sha256: str
    published_on: dt.date | None
    changed: str
    former: str
    former_number: int | None
    quiz_id: int | None


@dataclass(frozen=True, slots=True)
class QuizTask:
    """A quiz to take."""

    quiz_id: int
    title: str
    policy: str
    pass_percent: int


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """Texts to sign, quizzes to take, questions that come back."""
    found = []
    for row in queries.gaps(session, person_id, today):
        late = row.late(today)
        detail = f"{row.code}, version {row.present or row.number}"
        if late:
            detail += f", {late} day{'s' if late > 1 else ''} late"
        elif row.state is State.QUIZ_FAILED:
            detail += ", quiz not passed yet"
        found.append(
            KioskTask(FEATURE, f"sign:{row.policy_id}", row.title, detail, row.due_on, "Read and sign")
        )
    found += [
        KioskTask(
            FEATURE, f"quiz:{quiz.quiz_id}", quiz.title, f"Quiz on {quiz.policy}", None, "Take the quiz"
        )
        for quiz in _open_quizzes(session, person_id, today)
    ]
    seed = quizqueries.seed_for(session, person_id, None)
    back = quizqueries.refreshers(session, person_id, today, seed)
    if back:
        count = f"{len(back)} question{'s' if len(back) > 1 else ''}"
        found.append(
            KioskTask(
                FEATURE, "refresh", f"{count} to look at again", "Missed before; a minute", today, "Answer"
            )
        )
    return found


def _open_quizzes(session: Session, person_id: int, today: dt.date) -> list[QuizTask]:
    """Quizzes that stand beside signing: asked of whoever has to know the policy, until passed once."""
    passed = set(
        session.scalars(
            sa.select(QuizAttempt.quiz_id).where(
                QuizAttempt.person_id == person_id, QuizAttempt.passed.is_(True)
            )
        )
    )
    asked = {
        row.policy_id
        for row in queries.standings(session, today, person_id=person_id)
        if row.state is not State.NOT_ASKED and row.state is not State.WAIVED
    }
    query = (
        sa.select(Quiz, Policy.title)
        .join(Policy, Policy.id == Quiz.policy_id)
        .where(Quiz.ended_on.is_(None), Quiz.before_signing.is_(False))
    )
    return [
        QuizTask(quiz.id, quiz.title, title, quiz.pass_percent)
        for quiz, title in session.execute(query.order_by(Policy.code, Quiz.id))
        if quiz.id not in passed and quiz.policy_id in asked
    ]


def sign_task(session: Session, person_id: int, policy_id: int) -> SignTask | None:
    """The text in force of a policy, as this person has to read it; None when none is in force."""
    found = session.execute(
        sa.select(PolicyVersion, Policy)
        .join(Policy, Policy.id == PolicyVersion.policy_id)
        .where(PolicyVersion.policy_id == policy_id, PolicyVersion.state == VersionState.IN_FORCE)
    ).first()
    person = session.get(Person, person_id)
    if found is None or person is None:
        return None
    version, policy = found
    former = session.scalar(
        sa.select(PolicyVersion)
        .join(Acknowledgement, Acknowledgement.version_id == PolicyVersion.id)
        .where(
            Acknowledgement.person_id == person_id,
            Acknowledgement.policy_id == policy_id,
            PolicyVersion.number < version.number,
        )
        .order_by(PolicyVersion.number.desc())
        .limit(1)
    )
    changed = changed_for(session, policy_id, person_id)
    return SignTask(
        person.name,
        policy.id,
        version.id,
        policy.code,
        policy.title,
        version.number,
        version.body,
        rules.text_hash(version.body),
        version.published_on,
        changed.sentence() if changed is not None else "",
        former.body if former is not None else "",
        former.number if former is not None else None,
        queries.quiz_still_needed(session, person_id, policy.id, version.number),
    )


def quiz_task(session: Session, quiz_id: int) -> QuizTask | None:
    """A quiz that is asked; None when it has ended."""
    row = session.execute(
        sa.select(Quiz, Policy.title).join(Policy, Policy.id == Quiz.policy_id).where(Quiz.id == quiz_id)
    ).first()
    if row is None or row[0].ended_on is not None:
        return None
    return QuizTask(row[0].id, row[0].title, row[1], row[0].pass_percent)
