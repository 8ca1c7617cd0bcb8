"""What any duty may do with talks: send something to the next one-to-one with a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.tables import Base
from csmanager.features.talks.oneonones import actions
from csmanager.features.team.queries import canonical_ids, labels


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


def whose(session: Session, table: str, record_id: int) -> tuple[int, str] | None:
    """Id and name of whom a row of ``table`` names; None where it names nobody of the team."""
    found = Base.metadata.tables[table]
    named = session.scalar(sa.select(found.c.person_id).where(found.c.id == record_id))
    if named is None:
        return None
    whom = canonical_ids(session).get(named, named)
    return whom, labels(session)[whom]
