"""Breathers: logged in one tap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person
from csmanager.features.wellbeing import rules
from csmanager.features.wellbeing.tables import Breather


def log(
    session: Session,
    person_id: int,
    *,
    at: dt.datetime,
    minutes: int = rules.BREATHER_MINUTES,
    reason: str = "",
    contact: str = "",
) -> int:
    """Note a breather that begins at ``at``; returns its id."""
    rules.check_breather(minutes)
    whom = canonical_ids(session).get(person_id, person_id)
    if session.get(Person, whom) is None:
        raise RuleBroken("This person is no longer there.")
    made = Breather(
        person_id=whom,
        at=at,
        minutes=minutes,
        reason=reason.strip(),
        contact=contact.strip(),
        trashed_on=None,
    )
    session.add(made)
    session.flush()
    return made.id


def edit(session: Session, breather_id: int, *, minutes: int, reason: str, contact: str) -> None:
    """Say more of a breather."""
    rules.check_breather(minutes)
    row = _row(session, breather_id)
    row.minutes, row.reason, row.contact = minutes, reason.strip(), contact.strip()


def trash(session: Session, breather_ids: Iterable[int], *, today: dt.date) -> int:
    """Put breathers into the Trash; returns how many."""
    ids = list(breather_ids)
    for breather_id in ids:
        _row(session, breather_id).trashed_on = today
    return len(ids)


@dataclass(frozen=True, slots=True)
class BreatherRow:
    """One breather."""

    id: int
    person_id: int
    person: str
    at: dt.datetime
    minutes: int
    reason: str
    contact: str


def breathers(session: Session) -> list[BreatherRow]:
    """All breathers, newest first."""
    canonical = canonical_ids(session)
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    return [
        BreatherRow(
            row.id,
            canonical.get(row.person_id, row.person_id),
            names.get(canonical.get(row.person_id, row.person_id), ""),
            row.at,
            row.minutes,
            row.reason,
            row.contact,
        )
        for row in session.scalars(
            sa.select(Breather).where(Breather.trashed_on.is_(None)).order_by(Breather.at.desc())
        )
    ]


def _row(session: Session, breather_id: int) -> Breather:
    row = session.get(Breather, breather_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This breather is no longer there.")
    return row
