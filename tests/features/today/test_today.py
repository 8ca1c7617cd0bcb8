"""Tasks, the order in which things need the manager, and the counts on the tabs."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.features.today import actions, queries, rules
from csmanager.features.today.rules import TaskKind
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)


def note(store: Store, text: str, due_on: D | None = None, kind: TaskKind = TaskKind.TODO) -> int:
    return store.do("Add", actions.add_task, text=text, due_on=due_on, kind=kind)


def test_late_promises_come_first_then_late_soon_and_open(store: Store) -> None:
    note(store, "open")
    note(store, "soon", D(2026, 4, 2))
    note(store, "today", TODAY)
    note(store, "late", D(2026, 3, 1))
    note(store, "broken", D(2026, 3, 30), TaskKind.PROMISE)
    note(store, "far", D(2026, 5, 1))
    with store.read() as session:
        items = queries.everything(session, TODAY)
        later = queries.later(session, TODAY)
    assert [(item.text, item.mark) for item in items] == [
        ("broken", "late"),
        ("late", "late"),
        ("today", "soon"),
        ("soon", "soon"),
        ("open", "open"),
    ]
    assert [item.text for item in later] == ["far"]


def key(mark: str, weight: int, due: D | None = None) -> tuple[int, int, int, D, str]:
    return rules.order(mark, weight, due, mark, TODAY)


def test_a_signal_stands_between_late_and_soon() -> None:
    keys = [key(mark, 0) for mark in ("signal", "soon", "open")]
    assert keys == sorted(keys)
    assert key("late", 3) < key("signal", 3) < key("soon", 1, D(2026, 4, 1))


def test_an_old_expiry_does_not_stand_above_a_promise_of_today() -> None:
    promise = key("soon", rules.weight_of(TaskKind.PROMISE, TODAY, TODAY), TODAY)
    broken = key("late", rules.weight_of(TaskKind.PROMISE, D(2026, 3, 30), TODAY), D(2026, 3, 30))
    assert broken < promise < key("late", 18, D(2025, 10, 22))


def test_the_counts_on_the_tabs_are_the_items_of_today(store: Store) -> None:
    bo = store.do("Add", team.add_person, name="Bo", today=TODAY)
    store.do("Leave", moves.leave, bo, last_day=D(2026, 4, 3), reason="Study", today=TODAY)
    note(store, "one")
    note(store, "far", D(2026, 9, 1))
    with store.read() as session:
        items = queries.everything(session, TODAY)
        counts = queries.todo_counts(session, TODAY)
    assert counts["today"] == len(items)
    assert counts["team"] == len([item for item in items if item.feature == "team"]) == 1
    assert all(
        counts[key] == len([item for item in items if item.feature == key])
        for key in counts
        if key != "today"
    )


def test_done_is_undone_with_the_very_row(store: Store) -> None:
    task = note(store, "one", TODAY)
    before = content(store, history=False)
    store.do("Done", actions.finish, task, today=TODAY)
    with store.read() as session:
        assert queries.tasks(session) == []
    with pytest.raises(RuleBroken, match="already"):
        store.do("Done", actions.finish, task, today=TODAY)
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    store.do("Not done", actions.reopen, task)
    assert content(store, history=False) == before


def test_a_promise_needs_a_day_and_a_task_needs_words(store: Store) -> None:
    before = content(store)
    with pytest.raises(RuleBroken, match="by when"):
        note(store, "call back", kind=TaskKind.PROMISE)
    with pytest.raises(RuleBroken, match="what is to be done"):
        note(store, "  ")
    assert content(store) == before


def test_a_task_can_be_put_off_and_thrown_away(store: Store) -> None:
    task = note(store, "one", TODAY)
    facts = {"text": "two", "kind": TaskKind.TODO, "due_on": D(2026, 6, 1), "person_id": None}
    store.do("Change", actions.change_task, task, **facts)
    with store.read() as session:
        assert [item.text for item in queries.later(session, TODAY)] == ["two"]
    store.do("Delete", actions.trash_task, task, today=TODAY)
    with store.read() as session:
        assert queries.tasks(session) == []
    with pytest.raises(RuleBroken, match="not in the store"):
        store.do("Done", actions.finish, task, today=TODAY)


def test_a_task_about_somebody_follows_them_when_they_are_merged(store: Store) -> None:
    bo = store.do("Add", team.add_person, name="Bo Lindt", today=TODAY)
    twin = store.do("Add", team.add_person, name="B. Lindt", today=TODAY)
    store.do("Note", actions.add_task, text="call", person_id=twin)
    store.do("Merge", team.merge, bo, twin)
    with store.read() as session:
        assert [(row.person, row.person_id) for row in queries.tasks(session)] == [("Bo Lindt", bo)]
        assert [found.title for found in queries.find(session, "lindt", 9)] == ["call"]


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (D(2026, 3, 29), "2 days late"),
        (D(2026, 3, 30), "1 day late"),
        (TODAY, "today"),
        (D(2026, 4, 1), "tomorrow"),
        (D(2026, 4, 5), "in 5 days"),
        (None, ""),
    ],
)
def test_days_are_told_in_words(due: D | None, text: str) -> None:
    assert rules.due_text(due, TODAY) == text
