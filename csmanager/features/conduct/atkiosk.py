"""What waits for a person at the kiosk: their own side of something, in their own words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.conduct.rules import State
from csmanager.features.conduct.tables import Conflict, ConflictParty
from csmanager.features.kiosk.tasks import KioskTask

SIGN = "sign:"  # how the key of a task begins that is a signature
_DAYS = 3  # in which it should be written


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """A task a statement that was asked for, and an agreement to sign; they name nobody and nothing."""
    agreements = [
        KioskTask(
            "conduct",
            f"{SIGN}{party_id}",
            "Sign what you agreed",
            "Together with your manager",
            None,
            "Read and sign",
        )
        for party_id in session.scalars(_unsigned(person_id))
    ]
    return agreements + [
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


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody is to sign; both texts are sealed."""

    party_id: int
    conflict_id: int
    common_ground: str
    commits: str


def to_sign(session: Session, party_id: int, person_id: int) -> Agreed | None:
    """The agreement that still waits for this person's signature."""
    if party_id not in set(session.scalars(_unsigned(person_id))):
        return None
    side = session.get_one(ConflictParty, party_id)
    row = session.get_one(Conflict, side.conflict_id)
    return Agreed(side.id, row.id, row.common_ground, side.commits)


def _unsigned(person_id: int) -> sa.Select[int]:
    return (
        sa.select(ConflictParty.id)
        .join(Conflict, Conflict.id == ConflictParty.conflict_id)
        .where(
            ConflictParty.person_id == person_id,
            ConflictParty.signed_on.is_(None),
            ConflictParty.commits != "",
            Conflict.state == State.AGREEMENT,
        )
        .order_by(ConflictParty.id)
    )


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
