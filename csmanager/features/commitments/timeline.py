"""What was agreed with a person, and how it ended."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import Moment
from csmanager.features.commitments.queries import SOURCES
from csmanager.features.commitments.rules import OUTCOME_WORDS, Owner
from csmanager.features.commitments.tables import Commitment
from csmanager.features.team.person.queries import ids_of

KIND = "Agreed actions"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each action when it was agreed, and again when it ended."""
    rows = session.scalars(
        sa.select(Commitment).where(
            Commitment.person_id.in_(ids_of(session, person_id)), Commitment.trashed_on.is_(None)
        )
    )
    found = []
    for row in rows:
        record = f"advice:action/{row.id}"
        who = "You owe" if row.owner is Owner.MANAGER else "Agreed"
        whence = SOURCES.get(row.source, row.source.replace("_", " "))
        due = f", due {saying.day(row.due_on)}" if row.due_on is not None else ""
        found.append(
            Moment(row.made_on, KIND, f"{who}: {row.text}", f"From {whence}{due}", "reviews", record)
        )
        if row.outcome is not None and row.ended_on is not None:
            text = f"{OUTCOME_WORDS[row.outcome]}: {row.text}"
            found.append(Moment(row.ended_on, KIND, text, row.outcome_note, "reviews", record))
    return [moment for moment in found if since <= moment.on <= until]
