"""Improvement plans: goals with measure and day, locked after the first checkpoint, both sides owing."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.commitments.rules import Owner
from csmanager.features.reviews.plans import actions, queries, rules
from csmanager.features.reviews.plans.rules import MOVE_WORDS, MOVES, CheckResult, PlanState
from tests.digest import content
from tests.features.reviews.desk_shop import contacts, stock
from tests.features.reviews.shop import add_contacts

START = dt.date(2026, 3, 2)
LATER = dt.date(2026, 3, 17)


def test_moves_are_those_of_the_table() -> None:
    for state, move in itertools.product(PlanState, MOVE_WORDS):
        if (state, move) in MOVES:
            assert rules.moved("P", state, move, "why") is MOVES[state, move][0]
        else:
            with pytest.raises(RuleBroken, match="is not possible"):
                rules.moved("P", state, move, "why")


def test_days_of_checkpoints_and_weeks_that_are_over() -> None:
    end = START + dt.timedelta(days=30)
    assert rules.checkpoint_days(START, end, 14) == [
        dt.date(2026, 3, 16), dt.date(2026, 3, 30), dt.date(2026, 4, 1),
    ]  # fmt: skip
    assert len(rules.weeks_of(START, START + dt.timedelta(days=13))) == 2
    assert rules.weeks_of(START, START) == []


def drafted(store: Store, ids: dict[str, int]) -> int:
    return store.do(
        "Open", actions.open_plan, person_id=ids["Ana"], title="Fewer escalations", cause="Unsure of limits",
        today=START, ends_on=START + dt.timedelta(days=56),
        support=[actions.Promise(Owner.MANAGER, "Sit in on Mondays"), actions.Promise(Owner.PERSON, "Note doubts")],
    )  # fmt: skip


def goal(store: Store, plan: int, **values: object) -> int:
    usual: dict[str, object] = {
        "text": "Escalate less", "metric_key": "escalation_rate", "start_value": 0.5, "target_value": 0.2,
        "due_on": dt.date(2026, 4, 20), "today": START,
    }  # fmt: skip
    return store.do("Goal", actions.add_goal, plan, **(usual | values))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"metric_key": ""}, "needs a measure"),
        ({"target_value": None}, "needs the value"),
        ({"due_on": None}, "needs a day"),
        ({"metric_key": "service_level"}, "result of the team"),
        ({"metric_key": "nonsense"}, "no measure"),
        ({"due_on": dt.date(2027, 1, 1)}, "due inside it"),
    ],
)
def test_a_goal_without_measure_or_day_is_refused(store: Store, values: dict[str, object], said: str) -> None:
    plan = drafted(store, stock(store))
    with pytest.raises(RuleBroken, match=said):
        goal(store, plan, **values)


def test_the_story_of_a_plan_to_its_outcome_and_back(store: Store) -> None:
    ids = stock(store)
    before = content(store, history=False, shadows=False)
    plan = drafted(store, ids)
    with pytest.raises(RuleBroken, match="open plan already"):
        drafted(store, ids)
    store.do("Discuss", actions.move, plan, "discuss", today=START)
    with pytest.raises(RuleBroken, match="at least one goal"):
        store.do("Start", actions.move, plan, "start", today=START)
    aim = goal(store, plan)
    store.do("Start", actions.move, plan, "start", today=START)
    with pytest.raises(RuleBroken, match="say why"):
        store.do("Change", actions.change_goal, aim, today=START, text="x", target_value=0.3, due_on=LATER)
    with store.read() as session:
        shown = queries.detail(session, plan, LATER)
    assert shown is not None
    weeks = shown.goals[0].weeks
    assert [week.first for week in weeks] == ["2026-03-02", "2026-03-09"]
    assert all(week.n for week in weeks)
    first = shown.checkpoints[0]
    store.do("Hold", actions.hold_checkpoint, first.id, result=CheckResult.BEHIND, today=LATER)
    with pytest.raises(RuleBroken, match="goals are locked"):
        store.do(
            "Change", actions.change_goal, aim, today=LATER, text="x", target_value=0.3, due_on=LATER,
            reason="easier",
        )  # fmt: skip
    add_contacts(store, contacts(ids["Ana"], START, 40, 0), "Later rows")
    with store.read() as session:
        again = queries.detail(session, plan, LATER)
    assert again is not None
    assert again.row.locked_on == LATER
    assert again.goals[0].weeks != weeks
    assert again.checkpoints[0].pinned["Escalate less"] == list(weeks)
    end = again.row.ends_on
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Extend", actions.move, plan, "extend", today=LATER, until=end + dt.timedelta(days=14))
    store.do(
        "Extend", actions.move, plan, "extend", today=LATER, until=end + dt.timedelta(days=14), reason="Leave"
    )
    store.undo()
    store.do("Contain", actions.contain, plan, kind="buddy", starts_on=LATER, ends_on=end)
    store.do("End", actions.move, plan, "partly", today=LATER, reason="Half way")
    with store.read() as session:
        ended = queries.detail(session, plan, LATER)
    assert ended is not None
    assert ended.containment[0].ends_on == LATER
    assert ended.row.state is PlanState.PARTLY_MET
    while store.undo_label() != "Aim first_contact_resolution":
        store.undo()
    assert content(store, history=False, shadows=False) == before


def test_a_plan_starts_only_when_both_sides_owe_something(store: Store) -> None:
    ids = stock(store)
    plan = store.do("Open", actions.open_plan, person_id=ids["Bo"], title="T", cause="C", today=START)
    goal(store, plan)
    store.do("Discuss", actions.move, plan, "discuss", today=START)
    with pytest.raises(RuleBroken, match="Both sides owe"):
        store.do("Start", actions.move, plan, "start", today=START)


def test_nobody_who_left_gets_a_plan(store: Store, today: dt.date) -> None:
    ids = stock(store)
    with pytest.raises(RuleBroken, match="has left"):
        store.do("Open", actions.open_plan, person_id=ids["Di"], title="T", cause="C", today=today)
