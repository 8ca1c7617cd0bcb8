"""A roster pasted from a spreadsheet: seen before it is taken, taken in one step."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions, queries, rosteractions
from csmanager.features.team.roster import read_block
from tests.digest import content

TODAY = dt.date(2026, 3, 31)
BLOCK = (
    "Name\tCode\tTeam\tRole\tHours\tStarted\tLogin\n"
    "Bo Lindt\t\tChat\tAgent\t20\t\tblindt\n"
    "Ana Ruiz\tA1\tPhones\tLead\t37.5\t2023-05-01\taruiz\n"
    "Cy\t\tPhones\tAgent\t40\t\t\n"
    "Di\t\tPhones\tAgent\tmany\t\t\n"
)


@pytest.fixture
def known(store: Store) -> Store:
    for name in ("Bo Lindt", "Cy"):
        store.do(
            "Add",
            actions.add_person,
            name=name,
            team="Phones",
            role="Agent",
            weekly_minutes=2400,
            started_on=dt.date(2024, 1, 1),
            today=TODAY,
        )
    return store


def test_the_preview_says_what_each_row_would_do_and_writes_nothing(known: Store) -> None:
    before = content(known)
    with known.read() as session:
        rows = rosteractions.preview(session, read_block(BLOCK).lines, TODAY)
    assert [(row.name, row.verdict) for row in rows] == [
        ("Bo Lindt", "changed"),
        ("Ana Ruiz", "new"),
        ("Cy", "known"),
        ("Di", "left out"),
    ]
    assert rows[0].detail == 'team Chat, 20 h a week, also "blindt"'
    assert content(known) == before


def test_the_block_is_one_step_that_undo_takes_back_whole(known: Store) -> None:
    lines = read_block(BLOCK).lines
    before = content(known, history=False)
    assert known.do("Paste roster", rosteractions.take, lines, today=TODAY) == (1, 1)
    with known.read() as session:
        people = {row.name: row for row in queries.people(session, TODAY)}
        assert queries.match_keys(session)["blindt"] == people["Bo Lindt"].id
    assert (people["Bo Lindt"].team, people["Bo Lindt"].weekly_minutes) == ("Chat", 1200)
    assert (people["Ana Ruiz"].code, people["Ana Ruiz"].started_on) == ("A1", dt.date(2023, 5, 1))
    assert "Di" not in people
    with pytest.raises(RuleBroken, match="known already"):
        known.do("Again", rosteractions.take, lines, today=TODAY)
    known.undo()
    assert content(known, history=False) == before


def test_a_row_that_is_refused_leaves_nothing_of_the_block(known: Store) -> None:
    before = content(known)
    lines = read_block("Name\tCode\tLogin\nEm\tE1\tsame\nFi\tF1\tsame").lines
    with pytest.raises(RuleBroken, match="Row 3"):
        known.do("Paste roster", rosteractions.take, lines, today=TODAY)
    assert content(known) == before


def test_a_start_that_was_not_known_is_taken_and_one_that_was_is_kept(known: Store) -> None:
    em = known.do("Add", actions.add_person, name="Em", today=TODAY)
    block = read_block("Name\tStarted\nEm\t2025-02-03\nCy\t2025-02-03")
    assert known.do("Paste roster", rosteractions.take, block.lines, today=TODAY) == (0, 1)
    with known.read() as session:
        people = {row.id: row for row in queries.people(session, TODAY)}
    assert people[em].started_on == dt.date(2025, 2, 3)
    assert dt.date(2024, 1, 1) in {row.started_on for row in people.values() if row.name == "Cy"}
