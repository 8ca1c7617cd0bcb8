"""Complaints that name a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.team.person.queries import day_number, day_of, ids_of
from csmanager.features.voice.tables import Comment, Complaint


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each complaint with its cause and what became of it, and each comment customers wrote about the person."""
    whom, days = ids_of(session, person_id), (day_number(since), day_number(until))
    found = []
    for row in session.scalars(
        sa.select(Complaint).where(Complaint.person_id.in_(whom), Complaint.day.between(*days))
    ):
        ended = {1: "upheld", 0: "not upheld", None: "closed" if row.closed_day is not None else "open"}[
            row.upheld
        ]
        text = f"Complaint{f': {row.cause}' if row.cause else ''} ({ended})"
        found.append(
            Moment(day_of(row.day), "Complaints", text, row.text, "contacts", f"complaints:{row.id}")
        )
    for note in session.scalars(
        sa.select(Comment).where(Comment.person_id.in_(whom), Comment.day.between(*days))
    ):
        assert note.day is not None
        found.append(
            Moment(day_of(note.day), "Customers' words", note.text, "", "contacts", f"comments:{note.id}")
        )
    return found
