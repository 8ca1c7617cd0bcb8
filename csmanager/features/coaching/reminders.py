"""What of coaching stands on Today."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import TodoItem
from csmanager.features.coaching import queries, rules
from csmanager.features.coaching.rules import Answer, CoachState
from csmanager.features.coaching.tables import Coaching
from csmanager.features.team.standing import works_here
from csmanager.features.team.tables import Person

SOON_DAYS = 3


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Follow-ups that are due, disputes, and scores that wait for a talk in one line."""
    query = (
        sa.select(Coaching, Person.name)
        .join(Person, Person.id == Coaching.person_id)
        .where(
            Coaching.trashed_on.is_(None),
            Coaching.state.in_((CoachState.DELIVERED, CoachState.ACKNOWLEDGED)),
            *works_here(today),
        )
    )
    items = []
    for row, name in session.execute(query):
        record = f"coaching:session/{row.id}"
        if row.state is CoachState.DELIVERED and row.answer is Answer.DISPUTED:
            items.append(
                TodoItem(
                    "talks",
                    f"{name} disputes coaching: {row.behaviour}",
                    f"They say: {row.answer_text}",
                    4,
                    None,
                    "signal",
                    record,
                )
            )
        if row.follow_up_on is not None and row.follow_up_on <= today + dt.timedelta(days=SOON_DAYS):
            is_late = row.follow_up_on < today
            items.append(
                TodoItem(
                    "talks",
                    f"Follow up with {name}: {row.behaviour}",
                    f"Agreed in the talk of {saying.day(row.delivered_on or row.made_on)}; it is not closed without",
                    6,
                    row.follow_up_on,
                    "late" if is_late else "soon",
                    record,
                    "{n} talks to hold",
                    name,
                )
            )
    waiting = queries.waiting(session, today)
    if waiting:
        longest = max(row.waits for row in waiting)
        people = sorted({row.person for row in waiting})
        names = ", ".join(people[:2]) + (f" and {len(people) - 2} more" if len(people) > 2 else "")
        late = sum(row.is_late for row in waiting)
        text = f"{len(waiting)} low score{'s' * (len(waiting) != 1)} wait for a talk: {names}"
        if len(waiting) == 1:
            text = f"A low score waits for a talk: {names}"
        items.append(
            TodoItem(
                "talks",
                text,
                f"The oldest for {longest} working day{'s' * (longest != 1)}; the aim is {rules.WITHIN_DAYS}",
                7,
                None,
                "signal" if late else "open",
                f"coaching:waiting/{waiting[0].id}",
            )
        )
    return items
