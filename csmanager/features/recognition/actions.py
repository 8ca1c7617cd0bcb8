"""Giving recognition, and the values it is tied to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.recognition import rules
from csmanager.features.recognition.rules import Giver
from csmanager.features.recognition.tables import Recognition, ShopValue
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Person


def give(
    session: Session,
    *,
    person_id: int,
    text: str,
    today: dt.date,
    on: dt.date | None = None,
    giver: Giver | str = Giver.MANAGER,
    giver_name: str = "",
    value_id: int | None = None,
    clause: str = "",
    is_public: bool = False,
    reward: str = "",
) -> int:
    """Write down recognition; returns its id. Raises RuleBroken when it names no deed, or is tied to nothing."""
    whom = canonical_ids(session).get(person_id, person_id)
    if session.get(Person, whom) is None:
        raise RuleBroken("This person is no longer there.")
    day = on or today
    if day > today:
        raise RuleBroken("It cannot have been said on a day to come.")
    rules.check_ties(value_id, clause)
    made = Recognition(
        person_id=whom,
        giver=Giver(giver),
        giver_name=giver_name.strip(),
        on_day=day,
        text=rules.clean(text),
        value_id=value_id,
        clause=clause.strip(),
        is_public=is_public,
        reward=reward.strip(),
        trashed_on=None,
    )
    session.add(made)
    session.flush()
    return made.id


def edit(
    session: Session,
    recognition_id: int,
    *,
    text: str,
    giver: Giver | str,
    giver_name: str,
    value_id: int | None,
    clause: str,
    is_public: bool,
    reward: str = "",
) -> None:
    """Change what was written down."""
    row = _row(session, recognition_id)
    rules.check_ties(value_id, clause)
    row.text, row.giver, row.giver_name = rules.clean(text), Giver(giver), giver_name.strip()
    row.value_id, row.clause, row.is_public, row.reward = value_id, clause.strip(), is_public, reward.strip()


def trash(session: Session, recognition_ids: Iterable[int], *, today: dt.date) -> int:
    """Put recognition into the Trash; returns how many."""
    ids = list(recognition_ids)
    for recognition_id in ids:
        _row(session, recognition_id).trashed_on = today
    return len(ids)


def write_value(session: Session, value_id: int | None, *, name: str, meaning: str) -> int:
    """Make or change a value; returns its id."""
    clean = " ".join(name.split())
    if not clean:
        raise RuleBroken("A value needs a name.")
    twin = session.scalar(sa.select(ShopValue.id).where(sa.func.lower(ShopValue.name) == clean.lower()))
    if twin is not None and twin != value_id:
        raise RuleBroken(f"There is a value “{clean}” already; it may lie in the Trash.")
    row = session.get(ShopValue, value_id) if value_id is not None else None
    if row is None:
        last = session.scalar(sa.select(sa.func.max(ShopValue.position))) or 0
        row = ShopValue(name="", position=last + 1, trashed_on=None)
        session.add(row)
    row.name, row.meaning = clean, meaning.strip()
    session.flush()
    return row.id


def trash_value(session: Session, value_ids: Iterable[int], *, today: dt.date) -> int:
    """Put values into the Trash; recognition tied to them stays. Returns how many."""
    ids = list(value_ids)
    for value_id in ids:
        row = session.get(ShopValue, value_id)
        if row is None:
            raise RuleBroken("This value is no longer there.")
        row.trashed_on = today
    return len(ids)


def _row(session: Session, recognition_id: int) -> Recognition:
    row = session.get(Recognition, recognition_id)
    if row is None or row.trashed_on is not None:
        raise RuleBroken("This is no longer there.")
    return row
