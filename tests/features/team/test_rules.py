"""How names are compared, which moves are legal, and what is understood of a pasted roster."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.features.team import rules
from csmanager.features.team.roster import parse_hours, read_block
from csmanager.features.team.rules import MOVES, AliasKind, Status, alias_key, status_on

D = dt.date


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lind, Bo", "bo lind"),
        ("  Bo\u00a0 Lind ", "BO LIND"),
        ("Zoe\u0301", "Zo\u00e9"),
        ("Bo\u200b Lind", "Bo Lind"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_of_one_name_compare_equal(one: str, other: str) -> None:
    assert alias_key(one) == alias_key(other)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    key = alias_key(text)
    assert alias_key(key) == key or "," in key


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
def test_only_the_moves_in_the_table_are_legal(old: Status, new: Status) -> None:
    if new in {move.to for move in MOVES[old]}:
        assert rules.require_move("Bo", old, new, "because").to is new
    else:
        with pytest.raises(RuleBroken, match="cannot become"):
            rules.require_move("Bo", old, new, "because")


def test_leaving_and_coming_back_owe_a_reason() -> None:
    owing = {(old, move.to) for old, moves in MOVES.items() for move in moves if move.needs_reason}
    assert {
        (Status.ACTIVE, Status.LEFT),
        (Status.LEFT, Status.ACTIVE),
        (Status.LEAVING, Status.ACTIVE),
    } <= owing
    for old, new in owing:
        with pytest.raises(RuleBroken, match="Say why"):
            rules.require_move("Bo", old, new, "  ")


@pytest.mark.parametrize(
    ("stored", "left_on", "on", "expected"),
    [
        (Status.ACTIVE, None, D(2026, 3, 1), Status.ACTIVE),
        (Status.LEAVING, D(2026, 3, 10), D(2026, 3, 10), Status.LEAVING),
        (Status.LEAVING, D(2026, 3, 10), D(2026, 3, 11), Status.LEFT),
        (Status.LEFT, D(2026, 3, 10), D(2026, 3, 9), Status.ACTIVE),
        (Status.LEFT, D(2026, 3, 10), D(2026, 3, 11), Status.LEFT),
        (Status.LEFT, None, D(2026, 3, 11), Status.LEFT),
    ],
)
def test_the_last_day_is_the_last_day_of_work(
    stored: Status, left_on: D | None, on: D, expected: Status
) -> None:
    assert status_on(stored, None, left_on, on) is expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bo@example.org", AliasKind.EMAIL),
        ("114", AliasKind.EXTENSION),
        ("Lindt, Bo", AliasKind.NAME),
        ("blindt", AliasKind.LOGIN),
    ],
)
def test_the_kind_of_a_spelling_is_guessed(text: str, kind: AliasKind) -> None:
    assert rules.guess_alias_kind(text) is kind


def test_codes_go_on_from_the_highest() -> None:
    assert rules.next_code([]) == "P001"
    assert rules.next_code(["P009", "A17", "P2"]) == "P010"


@pytest.mark.parametrize(
    ("started", "text"),
    [
        (D(2023, 3, 1), "3 y"),
        (D(2025, 10, 31), "5 mo"),
        (D(2026, 3, 19), "12 d"),
        (D(2026, 4, 1), ""),
        (None, ""),
    ],
)
def test_tenure_is_told_in_the_largest_unit_that_says_something(started: D | None, text: str) -> None:
    assert rules.tenure_text(started, D(2026, 3, 31)) == text


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("37.5", 2250),
        ("37,5", 2250),
        ("37:30", 2250),
        ("38 h", 2280),
        ("40 hours", 2400),
        ("full", None),
        ("99", None),
    ],
)
def test_hours_are_read_however_they_are_written(text: str, minutes: int | None) -> None:
    assert parse_hours(text) == minutes


def test_a_block_is_understood_by_its_headings() -> None:
    block = read_block(
        "Employee\tJob title\tHours/week\tHire date\tExt\tShoe size\n"
        "Ruiz, Ana\tLead\t37,5\t31/01/2023\t114\t38\n"
        '"Bo\nLindt"\tAgent\t20\t2024-05-06\t115\t44\n'
    )
    assert block.columns[-1] == ("Shoe size", "")
    ana, bo = block.lines
    assert (ana.name, ana.role, ana.weekly_minutes, ana.started_on, ana.aliases) == (
        "Ana Ruiz",
        "Lead",
        2250,
        D(2023, 1, 31),
        ("114",),
    )
    assert (bo.number, bo.name.split(), bo.problem) == (3, ["Bo", "Lindt"], "")


def test_the_order_of_day_and_month_is_decided_by_the_cells() -> None:
    us = read_block("Name\tStart\nAna\t03/04/2025\nBo\t12/31/2024")
    assert us.lines[0].started_on == D(2025, 3, 4)
    unsure = read_block("Name\tStart\nAna\t03/04/2025")
    assert unsure.lines[0].started_on == D(2025, 4, 3)
    assert unsure.notes


def test_without_headings_the_first_column_is_the_name() -> None:
    assert [line.name for line in read_block("Ana Ruiz\nBo Lindt\r\n").lines] == ["Ana Ruiz", "Bo Lindt"]


def test_a_row_that_cannot_be_taken_says_why() -> None:
    block = read_block("Name\tHours\tStart\nAna\tfull\t\n\t20\t\nBo\t20\tsoon\nCy\t20\t\ncy\t30\t")
    assert [bool(line.problem) for line in block.lines] == [True, True, True, False, True]
    assert block.lines[-1].problem == "The same person as in row 5."


@pytest.mark.parametrize("text", ["", " \n ", "Team\tRole\nPhones\tAgent", "Name\tTeam\n"])
def test_a_block_without_people_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        read_block(text)


@given(st.text(alphabet="ab,;\"'\t\n\r 1/.", max_size=60))
def test_no_block_breaks_the_reader(text: str) -> None:
    try:
        block = read_block(text)
    except RuleBroken:
        return
    assert all(line.name or line.problem for line in block.lines)
