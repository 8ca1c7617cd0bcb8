"""Leave of a person: asked for, decided, taken; and absences that only files know of."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.leave.away import from_files
from csmanager.features.leave.moving import about_reason
from csmanager.features.leave.queries import leaves
from csmanager.features.leave.rules import STATE_WORDS, days_text

KIND = "Leave"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each leave on its first day with where it stands. The reason of a sensitive one stays sealed."""
    found = []
    for row in leaves(session, person_id=person_id):
        if since <= row.first_on <= until:
            text = f"{row.type}, {days_text(row.days)}: {STATE_WORDS[row.state].lower()}"
            found.append(
                Moment(
                    row.first_on,
                    KIND,
                    text,
                    row.answer or row.reason,
                    "team",
                    f"leave:request/{row.id}",
                    sealed=row.sealed_reason,
                    about=about_reason(row.id) if row.sealed_reason else "",
                )
            )
    for one in from_files(session, since, until, person_id):
        if since <= one.first <= until:
            long = f"{one.minutes / 60:.4g} h" if one.minutes else days_text((one.last - one.first).days + 1)
            found.append(
                Moment(
                    one.first, KIND, f"{one.type}, {long}", one.word, "contacts", f"absences:{one.absence_id}"
                )
            )
    return found
