"""What of coaching waits for a person at the kiosk: to acknowledge it, or to say what they see differently."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.features.coaching.rules import CoachState
from csmanager.features.coaching.tables import Coaching, CoachingEvidence
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.team.person.queries import ids_of


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """One task a session that was held and not answered."""
    return [
        KioskTask(
            "coaching",
            str(row.id),
            f"Coaching: {row.behaviour}",
            f"Talk of {saying.day(row.delivered_on or row.made_on)};"
            " say that you heard it, or what you see differently",
            row.follow_up_on,
            "Read and answer",
        )
        for row in _open(session, person_id)
    ]


def _open(session: Session, person_id: int) -> list[Coaching]:
    return list(
        session.scalars(
            sa.select(Coaching).where(
                Coaching.person_id.in_(ids_of(session, person_id)),
                Coaching.state == CoachState.DELIVERED,
                Coaching.answer.is_(None),
                Coaching.trashed_on.is_(None),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What the person sees of a session: never the notes of the manager."""

    behaviour: str
    agreed: str
    delivered_on: dt.date
    follow_up_on: dt.date
    evidence: tuple[str, ...]


def told(session: Session, coaching_id: int, person_id: int) -> Told | None:
    """A session as the person may see it; None when it is not theirs, gone, or was answered."""
    row = next((one for one in _open(session, person_id) if one.id == coaching_id), None)
    if row is None or row.delivered_on is None or row.follow_up_on is None:
        return None
    proofs = session.scalars(
        sa.select(CoachingEvidence.text).where(CoachingEvidence.coaching_id == coaching_id)
    )
    return Told(row.behaviour, row.agreed, row.delivered_on, row.follow_up_on, tuple(proofs))
