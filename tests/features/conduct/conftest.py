"""Two people, and a passphrase."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core import sealing
from csmanager.core.store import Store
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person

WORDS = "three quiet words"


def add_people(store: Store, *names: str) -> list[int]:
    """People of the team; returns their ids."""
    with store.change("Add people") as step:
        rows = [
            Person(
                code=f"{name[:1].upper()}{at}",
                name=name,
                status=Status.ACTIVE,
                started_on=dt.date(2024, 1, 1),
            )
            for at, name in enumerate(names)
        ]
        step.session.add_all(rows)
        step.session.flush()
        return [row.id for row in rows]


@pytest.fixture
def secret(store: Store) -> bytes:
    """The secret of the store's sealed texts, which are set up."""
    lock, _ = sealing.make(WORDS, sealing.Cost(1, 8))
    store.keep_aside(sealing.keep_first, lock)
    return sealing.unlock(lock, WORDS)


@pytest.fixture
def pair(store: Store) -> tuple[int, int]:
    """Ana and Ben."""
    ana, ben = add_people(store, "Ana Quiet", "Ben Loud")
    return ana, ben
