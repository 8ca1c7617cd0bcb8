"""Many items of one kind are one line that holds them; what is far away waits."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core import todos
from csmanager.core.feature import TodoItem
from csmanager.features.today import rules

TODAY = dt.date(2026, 3, 31)


def item(
    text: str,
    mark: str = "soon",
    due: dt.date | None = TODAY,
    weight: int = 10,
    many: str = "",
    who: str = "",
) -> TodoItem:
    return TodoItem("team", text, "", weight, due, mark, text, many, who)


def test_many_of_a_kind_are_one_line_that_holds_them_all() -> None:
    old = dt.date(2026, 3, 1)
    rows = [
        item("a", many="{n} things", who="Ana"),
        item("alone"),
        item("b", "late", old, 4, "{n} things", "Bo"),
        item("c", many="{n} things", who="Ana"),
    ]
    line, alone = todos.folded(rows)
    assert (line.text, line.mark, line.weight, line.due) == ("3 things", "late", 4, old)
    assert line.detail == "Bo, Ana"
    assert [one.text for one in line.inside] == ["b", "a", "c"]
    assert alone is rows[1]


def test_one_alone_keeps_its_own_words_and_nothing_is_lost() -> None:
    rows = [item("a", many="{n} things"), item("b", many="{n} others"), item("c"), item("d")]
    assert todos.folded(rows) == rows
    assert todos.folded([]) == []


def test_names_beyond_three_are_counted() -> None:
    rows = [item(name, many="{n} talks", who=name) for name in ("Ana", "Bo", "Cy", "Di", "Ed")]
    assert todos.folded(rows)[0].detail == "Ana, Bo, Cy and 2 more"


@pytest.mark.parametrize(
    ("mark", "days", "waits"),
    [
        ("soon", 7, False),
        ("soon", 8, True),
        ("open", 60, True),
        ("late", 8, False),
        ("signal", 200, False),
    ],
)
def test_what_is_more_than_a_week_away_waits_unless_it_calls(mark: str, days: int, waits: bool) -> None:
    assert todos.waits(item("a", mark, TODAY + dt.timedelta(days=days)), TODAY) is waits
    assert not todos.waits(item("a", mark, None), TODAY)


def test_the_bands_are_those_by_which_today_sorts() -> None:
    assert todos.MARKS == rules.MARKS
    assert todos.SOON_DAYS == rules.SOON_DAYS
