"""Goals: refused without a measure for a target, computed where there is one, moved with reasons."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.reviews.goals import actions, queries, rules
from csmanager.features.reviews.goals.rules import MOVE_WORDS, MOVES, GoalOwner, GoalState
from tests.digest import content
from tests.features.reviews.desk_shop import stock

JUNE = dt.date(2026, 6, 30)


def only(store: Store, today: dt.date) -> queries.GoalRow:
    with store.read() as session:
        return queries.goals(session, today)[0]


def test_moves_are_those_of_the_table() -> None:
    for state, move in itertools.product(GoalState, MOVE_WORDS):
        if (state, move) not in MOVES:
            with pytest.raises(RuleBroken):
                rules.moved("G", state, move, "why")
            continue
        after, needs = MOVES[state, move]
        assert rules.moved("G", state, move, "why") is after
        if needs:
            with pytest.raises(RuleBroken, match="Say why"):
                rules.moved("G", state, move, "")


@pytest.mark.parametrize(
    ("start", "target", "value", "done"),
    [
        (0.8, 0.9, 0.85, 0.5),
        (600, 500, 550, 0.5),
        (0.8, 0.9, 0.7, 0.0),
        (0.8, 0.9, 1.0, 1.0),
        (None, 1, 1, None),
    ],
)
def test_progress_is_the_way_done(
    start: float | None, target: float, value: float, done: float | None
) -> None:
    found = rules.progress(start, target, value)
    assert found == (pytest.approx(done) if done is not None else None)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"target_value": 0.9}, "needs the measure"),
        ({"metric_key": "csat_top2"}, "needs the value"),
        ({"metric_key": "nonsense", "target_value": 0.9}, "no measure"),
        ({"due_on": dt.date(2026, 3, 1)}, "later day"),
        ({"title": " "}, "needs a title"),
        ({"owner": GoalOwner.PERSON}, "whose goal"),
    ],
)
def test_a_goal_that_cannot_be_measured_is_refused(
    store: Store, today: dt.date, values: dict[str, object], said: str
) -> None:
    with pytest.raises(RuleBroken, match=said):
        store.do("Add", actions.add_goal, **({"title": "Better", "due_on": JUNE, "today": today} | values))


def test_a_goal_fed_by_a_measure_is_computed_and_undone(store: Store, today: dt.date) -> None:
    ids = stock(store)
    before = content(store, history=False)
    store.do(
        "Add", actions.add_goal, title="Fewer escalations", due_on=JUNE, today=today, owner="person",
        person_id=ids["Ana"], metric_key="escalation_rate", start_value=0.6, target_value=0.2,
        starts_on=dt.date(2026, 3, 1),
    )  # fmt: skip
    row = only(store, today)
    assert (row.value, row.n) == (0.5, 60)
    assert row.done == pytest.approx(0.25)
    assert row.standing == "on track"
    assert "n = 60" in row.why
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Change", actions.change_goal, row.id, today=today, target_value=0.3)
    store.do("Change", actions.change_goal, row.id, today=today, target_value=0.3, reason="Too steep")
    with store.read() as session:
        assert queries.moves(session, row.id)[0].what == "Target 20.0 % → 30.0 %"
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Close", actions.move, row.id, "close", today=today)
    for _ in range(2):
        store.undo()
    assert content(store, history=False) == before


def test_few_contacts_leave_a_goal_unjudged(store: Store, today: dt.date) -> None:
    ids = stock(store)
    store.do(
        "Add", actions.add_goal, title="x", due_on=JUNE, today=today, owner="person", person_id=ids["Cy"],
        metric_key="escalation_rate", start_value=0.6, target_value=0.2, starts_on=dt.date(2026, 3, 1),
    )  # fmt: skip
    row = only(store, today)
    assert (row.done, row.standing) == (None, "not judged")
    assert "Too few to judge" in row.why


def test_a_goal_of_parts_is_their_mean_without_archived_ones(store: Store, today: dt.date) -> None:
    whole = store.do("Add", actions.add_goal, title="Whole", due_on=JUNE, today=today)
    parts = [
        store.do("Add", actions.add_goal, title=f"Part {n}", due_on=JUNE, today=today, parent_id=whole)
        for n in range(3)
    ]
    for part, share in zip(parts, (0.2, 0.6, 0.0), strict=True):
        store.do("Say", actions.set_progress, part, share)
    store.do("Close", actions.move, parts[2], "close", today=today, reason="Not ours")
    store.do("Archive", actions.move, parts[2], "archive", today=today)
    with store.read() as session:
        row = next(row for row in queries.goals(session, today) if row.id == whole)
    assert row.done == pytest.approx(0.4)
