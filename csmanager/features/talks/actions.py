"""What any duty may do with talks: send something to the next one-to-one with a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.tables import Base
from csmanager.features.talks.oneonones import actions


def send(
    session: Session,
    person_id: int,
    text: str,
    source: str,
    source_id: int | None,
    *,
    today: dt.date,
    opens: str = "",
) -> int:
    """Put ``text`` on the agenda of the next one-to-one with a person; returns the point's id.

    ``source``/``source_id``: the table and row it is about; ``opens``: duty and record that show it, with a bar between
    them. Raises RuleBroken when it stands there already.
    """
    return actions.add_item(
        session, person_id, text, today=today, source=source, source_id=source_id, opens=opens
    )


def send_record(session: Session, table: str, record_id: int, text: str, *, today: dt.date) -> int:
    """As ``send``, for a row of ``table`` that names its person. Raises RuleBroken when it names nobody."""
    found = Base.metadata.tables[table]
    person_id = session.scalar(sa.select(found.c.person_id).where(found.c.id == record_id))
    if person_id is None:
        raise RuleBroken("This record names nobody of the team.")
    return send(session, person_id, text, table, record_id, today=today)
