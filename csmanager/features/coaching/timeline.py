"""Coaching in the story of a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.coaching.rules import EFFECT_WORDS, STATE_WORDS
from csmanager.features.coaching.tables import Coaching
from csmanager.features.team.person.queries import ids_of

KIND = "Coaching"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each session when it was held (or drafted), and what its follow-up said."""
    rows = session.scalars(
        sa.select(Coaching).where(
            Coaching.person_id.in_(ids_of(session, person_id)), Coaching.trashed_on.is_(None)
        )
    )
    found = []
    for row in rows:
        record = f"coaching:session/{row.id}"
        text = f"Coaching: {row.behaviour}"
        detail = row.agreed or STATE_WORDS[row.state]
        found.append(Moment(row.delivered_on or row.made_on, KIND, text, detail, "talks", record))
        if row.followed_up_on is not None and row.effect is not None:
            said = f"Followed up: {EFFECT_WORDS[row.effect].lower()}"
            found.append(Moment(row.followed_up_on, KIND, said, row.effect_note, "talks", record))
    return [moment for moment in found if since <= moment.on <= until]
