"""Absences as files brought them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.schedule.rules import ABSENCE_WORDS
from csmanager.features.schedule.tables import Absence
from csmanager.features.team.person.queries import day_number, day_of, ids_of


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each absence on its first day, with how long it lasted."""
    rows = session.scalars(
        sa.select(Absence).where(
            Absence.person_id.in_(ids_of(session, person_id)),
            Absence.first_day.between(day_number(since), day_number(until)),
        )
    )
    found = []
    for row in rows:
        days = row.last_day - row.first_day + 1
        long = f"{row.minutes / 60:.4g} h" if row.minutes else f"{days} day{'s' * (days != 1)}"
        text = f"{ABSENCE_WORDS[row.kind]}, {long}"
        found.append(Moment(day_of(row.first_day), "Leave", text, row.note, "contacts", f"absences:{row.id}"))
    return found
