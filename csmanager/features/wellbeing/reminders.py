"""What of wellbeing stands on Today and in the story of a person. Nothing of the pulse is in a story."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import Found, Moment, TodoItem
from csmanager.features.team.person.queries import ids_of
from csmanager.features.wellbeing import breathers, pulse
from csmanager.features.wellbeing.tables import Breather, PulseWave


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Rounds whose last day has come: closing them shows what was said."""
    rows = session.scalars(
        sa.select(PulseWave).where(
            PulseWave.closed_on.is_(None), PulseWave.closes_on <= today, PulseWave.trashed_on.is_(None)
        )
    )
    return [
        TodoItem(
            "talks",
            f"Close the pulse: {row.name}",
            "Its last day has come; nothing is shown before it is closed",
            25,
            row.closes_on,
            "late" if row.closes_on < today else "soon",
            f"pulse:wave/{row.id}",
        )
        for row in rows
    ]


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Rounds of a pulse by their name, and breathers by the person and the reason; never an answer."""
    words = text.casefold().split()
    if not words:
        return []
    found = [
        Found("talks", f"pulse:wave/{row.id}", row.name, f"Pulse, {saying.day(row.opened_on)}")
        for row in pulse.waves(session)
        if all(word in f"pulse {row.name}".casefold() for word in words)
    ]
    found += [
        Found("talks", f"pulse:breather/{row.id}", f"Breather: {row.person}", row.reason)
        for row in breathers.breathers(session)
        if all(word in f"breather {row.person} {row.reason}".casefold() for word in words)
    ]
    return found[:limit]


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each breather, with its reason."""
    rows = session.scalars(
        sa.select(Breather).where(
            Breather.person_id.in_(ids_of(session, person_id)), Breather.trashed_on.is_(None)
        )
    )
    return [
        Moment(
            row.at.date(),
            "Breathers",
            f"Breather of {row.minutes} minutes",
            row.reason,
            "talks",
            f"pulse:breather/{row.id}",
        )
        for row in rows
        if since <= row.at.date() <= until
    ]
