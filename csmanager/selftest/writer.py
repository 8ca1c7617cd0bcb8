"""Real actions of a manager, one after another, each told once it is safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from csmanager.core.errors import Refused
from csmanager.core.lock import StoreLock
from csmanager.core.store import Store
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.rules import PolicyKind
from csmanager.features.handbook.tables import Policy
from csmanager.features.team import actions as team
from csmanager.features.team.tables import Person
from csmanager.features.today import actions as today
from csmanager.open import open_store
from csmanager.selftest.acknowledge import Acknowledged

_TODAY = dt.date(2026, 3, 31)


def write(folder: str, count: int) -> int:
    """Make ``count`` actions on ``folder``/store.csm, beginning after those it holds; exit code 0."""
    place = Path(folder)
    if not place.is_dir():
        raise Refused(f"The folder {place} does not exist.")
    path = (place / "store.csm").absolute()
    lock = StoreLock(path)
    try:
        store = open_store(path, create=True)
        told = Acknowledged(place)
        try:
            first = done(store) + 1
            for number in range(first, first + count):
                act(store, number)
                told.say(str(number))
        finally:
            told.close()
            store.close()
    finally:
        lock.release()
    return 0


def done(store: Store) -> int:
    """How many actions of the writer a store holds."""
    with store.read() as session:
        names = session.scalars(sa.select(Person.name).where(Person.code.like("W%")))
        people = [int(name.rpartition(" ")[2]) for name in names]
        titles = session.scalars(sa.select(Policy.title).where(Policy.code.like("W%")))
        return max([0, *people, *(int(title.rpartition(" ")[2]) for title in titles)])


def act(store: Store, number: int) -> None:
    """Action ``number``: one undoable step (every fifth is taken back and made again, too)."""
    _ACTIONS[number % len(_ACTIONS)](store, number)
    if number % 5 == 0:
        store.undo()
        store.redo()


def _person(store: Store, number: int) -> None:
    store.do(
        f"Add writer {number}",
        team.add_person,
        name=f"Writer {number}",
        code=f"W{number}",
        team="Counter",
        weekly_minutes=2_400,
        started_on=_TODAY,
        today=_TODAY,
    )


def _policy(store: Store, number: int) -> None:
    store.do(
        f"Write policy {number}",
        handbook.add_policy,
        title=f"Policy {number}",
        today=_TODAY,
        code=f"W{number}",
        kind=PolicyKind.POLICY,
        category="",
        review_every_months=12,
        body=f"# Purpose\n\nWhat holds in case {number}.\n" * 40,
    )


def _person_with_task(store: Store, number: int) -> None:
    with store.change(f"Add writer {number} with a task") as step:
        person = team.add_person(step.session, name=f"Writer {number}", code=f"W{number}", today=_TODAY)
        today.add_task(step.session, text=f"Talk to writer {number}", due_on=_TODAY, person_id=person)


_ACTIONS: tuple[Callable[[Store, int], None], ...] = (_person, _policy, _person_with_task)
