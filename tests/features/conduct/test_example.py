"""The sealed matters of the example data."""

from __future__ import annotations

import datetime as dt

from csmanager.core import sealing
from csmanager.core.settings import read_value
from csmanager.core.store import Store
from csmanager.features.conduct import due, queries
from csmanager.features.conduct.rules import State
from csmanager.sample import conducting
from csmanager.sample.agenda import Agenda, StagedClock
from csmanager.sample.cast import PLAYERS
from tests.features.conduct.conftest import add_people


def test_they_open_with_the_passphrase_that_is_told(store: Store, today: dt.date) -> None:
    ids = add_people(store, *[player.name for player in PLAYERS])
    agenda = Agenda()
    conducting.plan(agenda, store, list(PLAYERS), ids, opened=today - dt.timedelta(days=500), today=today)
    agenda.play(store, StagedClock(store.clock()), until=today)
    with store.read() as session:
        lock = sealing.stored(session)
        assert lock is not None
        assert conducting.PASSPHRASE in read_value(session, sealing.HINT)
        states = {row.state for row in queries.conflicts(session)}
        warnings = queries.warnings(session, today)
        assert due.todo(session, today)
    assert states == {State.RAISED, State.MONITORING}
    assert [row.counts for row in warnings] == [False, True, True, False]
    secret = sealing.unlock(lock, conducting.PASSPHRASE)
    about = sealing.place("discipline", "facts", warnings[0].id)
    assert "did not ring" in sealing.unseal(secret, warnings[0].facts, about)
