"""To-dos and promises about a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.team.person.queries import ids_of
from csmanager.features.today.rules import KIND_WORDS
from csmanager.features.today.tables import Task


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """What was done, on its day; what is open, on the day it is due."""
    rows = session.scalars(
        sa.select(Task).where(Task.person_id.in_(ids_of(session, person_id)), Task.trashed_on.is_(None))
    )
    found = []
    for row in rows:
        on = row.done_on or row.due_on
        if on is not None and since <= on <= until:
            detail = "Done" if row.done_on is not None else "Due on this day"
            found.append(
                Moment(on, "To-dos", f"{KIND_WORDS[row.kind]}: {row.text}", detail, "today", str(row.id))
            )
    return found
