"""Policies a person signed, quizzes they took, and waivers."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.core.settings import read_settings
from csmanager.features.handbook.knowing.rules import HOW_NAMES
from csmanager.features.handbook.knowing.tables import Acknowledgement, Quiz, QuizAttempt, Waiver
from csmanager.features.handbook.tables import Policy, PolicyVersion
from csmanager.features.team.person.queries import ids_of

KIND = "Policies"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each signature with the version it stands under, each quiz with its result, each waiver with its reason."""
    whom, zone = ids_of(session, person_id), read_settings(session).zone()
    record = f"knowing:person:{person_id}"
    found = []
    signed = (
        sa.select(
            Acknowledgement.signed_at, Acknowledgement.how, Policy.code, Policy.title, PolicyVersion.number
        )
        .join(Policy, Policy.id == Acknowledgement.policy_id)
        .join(PolicyVersion, PolicyVersion.id == Acknowledgement.version_id)
        .where(Acknowledgement.person_id.in_(whom))
    )
    for at, how, code, title, number in session.execute(signed):
        text, detail = f"Signed {title}", f"{code}, version {number}, {HOW_NAMES[how]}"
        found.append(Moment(at.astimezone(zone).date(), KIND, text, detail, "handbook", record))
    taken = (
        sa.select(QuizAttempt, Quiz.title)
        .outerjoin(Quiz, Quiz.id == QuizAttempt.quiz_id)
        .where(QuizAttempt.person_id.in_(whom))
    )
    for attempt, title in session.execute(taken):
        outcome = "passed" if attempt.passed else "not passed"
        text = f"Quiz {title}: {outcome}" if title else "Answered questions that came back"
        detail = f"{attempt.right} of {attempt.asked} right"
        found.append(Moment(attempt.at.astimezone(zone).date(), KIND, text, detail, "handbook", record))
    waived = (
        sa.select(Waiver, Policy.title)
        .join(Policy, Policy.id == Waiver.policy_id)
        .where(Waiver.person_id.in_(whom))
    )
    for waiver, title in session.execute(waived):
        text, detail = f"Need not sign {title}", f"{waiver.reason} ({waiver.approver})"
        found.append(Moment(waiver.granted_on, KIND, text, detail, "handbook", record))
    return [moment for moment in found if since <= moment.on <= until]
