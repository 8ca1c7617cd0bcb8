"""Groups are saved, changed and forgotten."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.team.rules import clean_name
from csmanager.features.team.segments.rules import Condition, dump, require
from csmanager.features.team.segments.tables import Segment


def save(
    session: Session,
    *,
    name: str,
    conditions: Sequence[Condition],
    note: str = "",
    segment_id: int | None = None,
) -> int:
    """A new group, or another name and other conditions for one; returns its id.

    Raises RuleBroken when the name is taken or a condition cannot be told.
    """
    clean = clean_name(name)
    require(conditions)
    for known_id, known in session.execute(sa.select(Segment.id, Segment.name)):
        if known.casefold() == clean.casefold() and known_id != segment_id:
            raise RuleBroken(f"There is a group called {known} already.")
    if segment_id is None:
        made = Segment(name=clean, rules=dump(conditions), note=note.strip())
        session.add(made)
        session.flush()
        return made.id
    found = session.get(Segment, segment_id)
    if found is None:
        raise RuleBroken("This group is not in the store any more.")
    found.name, found.rules, found.note = clean, dump(conditions), note.strip()
    return found.id


def remove(session: Session, segment_id: int) -> None:
    """Forget a group; the people in it stay as they are. Raises RuleBroken while a text is meant for it."""
    found = session.get(Segment, segment_id)
    if found is None:
        raise RuleBroken("This group is not in the store any more.")
    session.delete(found)
