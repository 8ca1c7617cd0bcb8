"""What any duty may do with talks: send something to the next one-to-one with a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.features.talks.oneonones import actions


def send(
    session: Session,
    person_id: int,
    text: str,
    source: str,
    source_id: int | None,
    *,
    today: dt.date,
) -> int:
    """Put ``text`` on the agenda of the next one-to-one with a person; returns the point's id.

    ``source``/``source_id``: the table and row it is about. Raises RuleBroken when it stands there already.
    """
    return actions.add_item(session, person_id, text, today=today, source=source, source_id=source_id)
