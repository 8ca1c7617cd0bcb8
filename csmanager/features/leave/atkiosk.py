"""Asking for leave at the kiosk, where the manager lets people plan there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.leave import ledger, queries
from csmanager.features.leave.rules import LeaveState
from csmanager.features.wellbeing import availability


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One leave of one's own: its days, and how it stands."""

    days: str
    state: str


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """One task, where weeks and leave are asked at the kiosk."""
    if not availability.is_asked(session) or not queries.types(session):
        return []
    waiting = sum(row.state is LeaveState.REQUESTED for row in queries.leaves(session, person_id=person_id))
    detail = "See what you asked for, and ask"
    if waiting:
        detail = f"{waiting} not decided yet"
    return [KioskTask("leave", "ask", "Leave", detail, None, "Look")]


def own(session: Session, person_id: int, today: dt.date) -> list[OwnRow]:
    """The leave of one person from a month ago on, the next first, without reasons."""
    since = today - dt.timedelta(days=30)
    rows = [row for row in queries.leaves(session, person_id=person_id) if row.last_on >= since]
    return [
        OwnRow(
            f"{row.type}, {saying.day(row.first_on)}"
            + (f" to {saying.day(row.last_on)}" if row.last_on != row.first_on else ""),
            queries.state_words(row, today)[1] + (f": {row.answer}" if row.answer else ""),
        )
        for row in sorted(rows, key=lambda row: row.first_on)
        if row.state is not LeaveState.DRAFT
    ]


def left(session: Session, person_id: int, today: dt.date) -> list[tuple[str, str]]:
    """(type, what is left of it after all that is approved and asked for), where something was granted."""
    return [
        (row.type, row.text(row.left))
        for row in ledger.balances(session, today, person_id)
        if row.left is not None
    ]
