"""A person's contacts in brief: one line a month."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.contacts.tables import Contact
from csmanager.features.team.person.queries import day_number, ids_of


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """How many contacts a person had in each month; the line stands on the last day of the month that has any."""
    month = sa.func.strftime("%Y-%m", Contact.day * 86_400, "unixepoch")
    rows = session.execute(
        sa.select(month, sa.func.count(), sa.func.max(Contact.day), sa.func.count(Contact.day.distinct()))
        .where(
            Contact.person_id.in_(ids_of(session, person_id)),
            Contact.day.between(day_number(since), day_number(until)),
        )
        .group_by(month)
    )
    return [
        Moment(
            dt.date(1970, 1, 1) + dt.timedelta(days=last),
            "Contacts",
            f"{count:,} contact{'s' * (count != 1)} on {days} day{'s' * (days != 1)}".replace(",", "\u202f"),
            "",
            "reviews",
            f"person:{person_id}/{key}",
        )
        for key, count, last, days in rows
    ]
