"""Equipment: one thing is out once, and what a leaver still has is known."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.features.team.equipment import actions, queries
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)


def test_a_thing_is_out_once_and_a_leaver_owes_it(store: Store) -> None:
    ana = store.do("Add", team.add_person, name="Ana", started_on=D(2024, 1, 1), today=TODAY)
    bo = store.do("Add", team.add_person, name="Bo", today=TODAY)
    before = content(store, history=False)
    made = store.do("Hand out", actions.issue, ana, item="Headset", serial="H-17", out_on=D(2026, 1, 5))
    with pytest.raises(RuleBroken, match="Headset H-17 is still out with Ana"):
        store.do("Hand out", actions.issue, bo, item="headset", serial="h-17", out_on=TODAY)
    store.do("Leave", moves.leave, ana, last_day=D(2026, 3, 30), reason="Moved", today=TODAY)
    with store.read() as session:
        assert [row.called() for row in queries.equipment_out(session, ana)] == ["Headset H-17"]
        items = queries.todo(session, TODAY)
    assert [(item.text, item.mark) for item in items] == [("Headset H-17 is still out with Ana", "late")]
    with pytest.raises(RuleBroken, match="cannot be back before that"):
        store.do("Take back", actions.take_back, made, in_on=D(2026, 1, 4))
    store.do("Take back", actions.take_back, made, in_on=TODAY, condition="worn")
    with store.read() as session:
        assert queries.equipment_out(session, ana) == []
        assert queries.todo(session, TODAY) == []
    store.do("Hand out", actions.issue, bo, item="Headset", serial="H-17", out_on=TODAY)
    for _ in range(4):
        store.undo()
    assert content(store, history=False) == before
