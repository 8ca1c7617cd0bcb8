"""Reporting lines: one manager at a time, never a circle, every change taken back to the last row."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team.org import actions, queries
from csmanager.features.team.org.rules import LineKind, loop
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)
MANAGER, MENTOR = LineKind.MANAGER, LineKind.MENTOR


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return {
        name: store.do("Add", team.add_person, name=name, started_on=D(2024, 1, 1), today=TODAY)
        for name in ("Ana", "Bo", "Cy", "Di")
    }


def managers(store: Store, on: dt.date = TODAY) -> dict[int, int]:
    with store.read() as session:
        return queries.managers_on(session, on)


def test_a_loop_is_found_by_whoever_closes_it() -> None:
    assert loop(1, 2, {2: [3], 3: [1]}) == [1, 2, 3, 1]
    assert loop(1, 2, {2: [3], 3: [4], 4: [2]}) == []


def test_a_new_manager_ends_the_line_before(store: Store, people: dict[str, int]) -> None:
    ana, bo, cy = people["Ana"], people["Bo"], people["Cy"]
    store.do("Line", actions.set_line, ana, bo, MANAGER)
    store.do("Line", actions.set_line, ana, cy, MANAGER, starts_on=D(2026, 3, 1))
    assert managers(store, D(2026, 2, 28)) == {ana: bo}
    assert managers(store, D(2026, 3, 1)) == {ana: cy}
    with pytest.raises(RuleBroken, match="From 1 Mar 2026 on Ana reports to someone else"):
        store.do("Line", actions.set_line, ana, people["Di"], MANAGER, starts_on=D(2026, 2, 1))


def test_a_circle_is_refused_and_named(store: Store, people: dict[str, int]) -> None:
    store.do("Line", actions.set_line, people["Ana"], people["Bo"], MANAGER)
    store.do("Line", actions.set_line, people["Bo"], people["Cy"], MANAGER, starts_on=D(2026, 2, 1))
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="circle: Cy → Ana → Bo → Cy"):
        store.do("Line", actions.set_line, people["Cy"], people["Ana"], MANAGER, starts_on=D(2026, 1, 1))
    assert content(store, history=False) == before
    store.do(
        "Line",
        actions.set_line,
        people["Cy"],
        people["Ana"],
        MANAGER,
        starts_on=D(2026, 1, 1),
        ends_on=D(2026, 1, 31),
    )  # no day on which it closes
    store.do("Line", actions.set_line, people["Cy"], people["Ana"], MENTOR)  # mentoring may go round


def test_two_of_one_name_are_told_apart_in_the_sentence(store: Store) -> None:
    first = store.do("Add", team.add_person, name="Kim Lee", today=TODAY)
    second = store.do("Add", team.add_person, name="Kim Lee", today=TODAY)
    store.do("Line", actions.set_line, first, second, MANAGER)
    with pytest.raises(RuleBroken, match=r"Kim Lee \(P002\) → Kim Lee \(P001\) → Kim Lee \(P002\)"):
        store.do("Line", actions.set_line, second, first, MANAGER)


def test_an_import_sets_the_manager_once(store: Store, people: dict[str, int]) -> None:
    ana, bo = people["Ana"], people["Bo"]
    assert store.do("Import", actions.set_manager, ana, bo)
    assert not store.do("Import", actions.set_manager, ana, bo)
    assert managers(store) == {ana: bo}
    before = content(store, history=False)
    assert store.do("Import", actions.set_manager, ana, None, starts_on=D(2026, 3, 1))
    assert managers(store) == {}
    store.undo()
    assert content(store, history=False) == before


def test_the_chart_passes_over_a_manager_who_left(store: Store, people: dict[str, int]) -> None:
    from csmanager.features.team import moves

    store.do("Line", actions.set_line, people["Ana"], people["Bo"], MANAGER)
    store.do("Line", actions.set_line, people["Bo"], people["Cy"], MANAGER)
    store.do("Leave", moves.leave, people["Bo"], last_day=D(2026, 3, 1), reason="Moved", today=TODAY)
    with store.read() as session:
        now, then = queries.chart(session, TODAY), queries.chart(session, D(2026, 2, 1))
    assert [(node.label, [each.label for each in node.reports]) for node in now.roots] == [("Cy", ["Ana"])]
    assert [node.label for node in now.loose] == ["Di"]
    assert then.roots[0].count() == 2
