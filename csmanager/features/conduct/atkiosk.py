"""What waits for a person at the kiosk: their own side of something, in their own words."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.conduct.rules import State
from csmanager.features.conduct.tables import Conflict, ConflictParty
from csmanager.features.kiosk.tasks import KioskTask

_DAYS = 3  # in which it should be written


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """One task a statement that was asked for and not handed in; it names nobody and nothing."""
    return [
        KioskTask(
            "conduct",
            str(party_id),
            "Your side, in your own words",
            "Only your manager can read what you write",
            asked + dt.timedelta(days=_DAYS),
            "Write",
        )
        for party_id, asked in session.execute(_waiting(person_id))
        if asked is not None
    ]


def is_waiting(session: Session, party_id: int, person_id: int) -> bool:
    """Whether this statement is still asked of this person."""
    return any(found == party_id for found, _ in session.execute(_waiting(person_id)))


def _waiting(person_id: int) -> sa.Select[int, dt.date | None]:
    return (
        sa.select(ConflictParty.id, ConflictParty.asked_on)
        .join(Conflict, Conflict.id == ConflictParty.conflict_id)
        .where(
            ConflictParty.person_id == person_id,
            ConflictParty.asked_on.is_not(None),
            ConflictParty.stated_on.is_(None),
            Conflict.state.in_((State.TRIAGED, State.INTERVIEWING)),
        )
        .order_by(ConflictParty.id)
    )
