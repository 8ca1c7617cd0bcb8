"""Staying: a rate only where there are people enough for one, and every leaver once."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.features.team.staying import queries
from csmanager.features.team.staying.rules import Span, band_of, month_ends, turnover, year_before

D = dt.date
TODAY = D(2026, 3, 31)


@pytest.mark.parametrize(
    ("start", "band"),
    [
        (None, "start not known"),
        (D(2026, 1, 1), "under 3 months"),
        (D(2025, 12, 31), "3 to 12 months"),
        (D(2025, 3, 31), "1 to 2 years"),
        (D(2021, 4, 1), "2 to 5 years"),
        (D(2021, 3, 31), "5 years and more"),
    ],
)
def test_a_band_ends_where_the_next_begins(start: dt.date | None, band: str) -> None:
    assert band_of(start, TODAY) == band


def test_heads_are_counted_on_twelve_days() -> None:
    days = month_ends(TODAY)
    assert (len(days), days[0], days[-2], days[-1]) == (12, D(2025, 4, 30), D(2026, 2, 28), TODAY)
    assert year_before(TODAY) == D(2025, 4, 1)
    assert year_before(D(2024, 2, 29)) == D(2023, 3, 1)


def test_turnover_is_leavers_over_the_mean_headcount() -> None:
    stay = [Span(at, D(2020, 1, 1), None) for at in range(24)]
    gone = [Span(100 + at, D(2020, 1, 1), D(2025, 9, 30)) for at in range(4)]
    found = turnover([*stay, *gone], TODAY)
    assert (found.leavers, found.mean_headcount) == (4, 24 + 4 * 6 / 12)
    assert found.rate == pytest.approx(4 / 26)
    few = turnover([*stay[:10], *gone], TODAY)
    assert few.rate is None and "too few for a rate" in few.why
    assert turnover([*stay, *gone[:2]], TODAY).rate is None


def test_who_left_why_and_who_came_back(store: Store) -> None:
    ids = {
        name: store.do("Add", team.add_person, name=name, role="Agent", started_on=start, today=TODAY)
        for name, start in (("Ana", D(2020, 1, 1)), ("Bo", D(2024, 1, 1)), ("Cy", D(2026, 2, 1)))
    }
    store.do("Leave", moves.leave, ids["Ana"], last_day=D(2025, 6, 30), reason="Study", today=TODAY)
    store.do("Leave", moves.leave, ids["Bo"], last_day=D(2025, 8, 31), reason="Pay", today=TODAY)
    store.do("Back", moves.come_back, ids["Bo"], starts_on=D(2026, 1, 1), reason="Again", today=TODAY)
    with store.read() as session:
        now = queries.staying(session, TODAY)
        only = queries.staying(session, TODAY, frozenset({ids["Cy"]}))
        before = queries.staying(session, D(2025, 7, 31))
    assert {row.name for row in now.here} == {"Bo", "Cy"}
    assert [(row.name, row.reason, row.tenure) for row in now.left] == [
        ("Bo", "no reason noted", "19 mo"),
        ("Ana", "Study", "5 y"),
    ]
    assert dict(now.bands)["under 3 months"] == 1
    assert (now.turnover.leavers, now.turnover.rate) == (2, None)
    assert [row.name for row in only.here] == ["Cy"] and not only.left
    assert {row.name for row in before.here} == {"Bo"}
    assert dict(before.reasons) == {"Study": 1}
