"""Talks in the story of a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.talks.oneonones.rules import STATE_WORDS, TalkState
from csmanager.features.talks.oneonones.tables import OneOnOne, TalkSet
from csmanager.features.team.person.queries import ids_of

KIND = "Talks"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each talk on the day it was held, or was to be held; notes stay where they are kept."""
    kinds = dict(session.execute(sa.select(TalkSet.id, TalkSet.name)).all())
    rows = session.scalars(
        sa.select(OneOnOne).where(
            OneOnOne.person_id.in_(ids_of(session, person_id)),
            OneOnOne.trashed_on.is_(None),
            OneOnOne.state != TalkState.MOVED,
        )
    )
    found = []
    for row in rows:
        kind = kinds.get(row.set_id, "Talk") if row.set_id is not None else "Talk"
        length = f"{row.minutes} minutes" if row.minutes else ""
        detail = length if row.state is TalkState.HELD else row.reason
        text = f"{kind}: {STATE_WORDS[row.state].lower()}"
        found.append(
            Moment(row.held_on or row.planned_on, KIND, text, detail, "talks", f"oneonones:talk/{row.id}")
        )
    return [moment for moment in found if since <= moment.on <= until]
