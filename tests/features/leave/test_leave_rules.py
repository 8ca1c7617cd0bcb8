"""What may become of a leave, and what each of its days costs."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.features.leave import rules
from csmanager.features.leave.rules import LeaveState

TODAY = dt.date(2026, 3, 31)
FULL, HALF = 38 * 60, 19 * 60


@pytest.mark.parametrize("state", list(LeaveState))
@pytest.mark.parametrize("move", [*rules.MOVE_WORDS, "fly"])
def test_only_moves_of_the_table_are_made_and_reasons_are_owed(state: LeaveState, move: str) -> None:
    known = rules.MOVES.get((state, move))
    if known is None:
        with pytest.raises(RuleBroken, match="not possible"):
            rules.moved("Leave of Bo", state, move, "why not")
        return
    assert rules.moved("Leave of Bo", state, move, "because") is known.to
    if known.needs_reason:
        with pytest.raises(RuleBroken, match="needs a reason"):
            rules.moved("Leave of Bo", state, move, "  ")


def test_what_is_over_stays_over() -> None:
    assert all(not rules.moves_from(state) for state in rules.OVER)
    reached = {move.to for move in rules.MOVES.values()} | {LeaveState.DRAFT}
    assert reached == set(LeaveState)


def test_each_day_is_counted_by_the_contract_of_that_day() -> None:
    change = dt.date(2026, 4, 8)  # a Wednesday: from then on half the hours
    found = rules.costs(
        rules.shares(dt.date(2026, 4, 6), dt.date(2026, 4, 12)),
        lambda day: HALF if day >= change else FULL,
        lambda _day: rules.OFFICE_WEEK,
        frozenset({dt.date(2026, 4, 6)}),
    )
    assert [(cost.day.day, cost.minutes) for cost in found] == [(7, 456), (8, 228), (9, 228), (10, 228)]


def test_three_days_a_week_cost_a_third_of_the_week_each_and_half_a_day_half_of_that() -> None:
    found = rules.costs(
        rules.shares(dt.date(2026, 4, 6), dt.date(2026, 4, 10), first_half=True, last_half=True),
        lambda _day: 12 * 60,
        lambda _day: "123",
        (),
    )
    assert [cost.minutes for cost in found] == [240, 240, 240]
    half = rules.costs(
        rules.shares(dt.date(2026, 4, 7), dt.date(2026, 4, 7), first_half=True),
        lambda _day: 12 * 60,
        lambda _day: "123",
        (),
    )
    assert [cost.minutes for cost in half] == [120]


@given(st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31)), st.integers(0, 60), st.booleans(), st.booleans())
def test_no_day_is_counted_twice_or_left_out(first: dt.date, long: int, early: bool, late: bool) -> None:
    last = first + dt.timedelta(days=long)
    days = rules.shares(first, last, first_half=early, last_half=late)
    assert [day for day, _ in days] == [first + dt.timedelta(days=n) for n in range(long + 1)]
    halves = sum(share == 0.5 for _, share in days)
    assert halves == (1 if long == 0 and (early or late) else early + late)


@pytest.mark.parametrize(
    ("first", "last", "halves", "said"),
    [
        (TODAY, TODAY - dt.timedelta(days=1), (False, False), "before the first"),
        (TODAY, TODAY + dt.timedelta(days=800), (False, False), "more than two years"),
        (dt.date(2062, 3, 31), dt.date(2062, 4, 1), (False, False), "Look at the year"),
        (TODAY, TODAY, (True, True), "nothing is left"),
    ],
)
def test_days_that_make_no_sense_are_refused_in_a_sentence(
    first: dt.date, last: dt.date, halves: tuple[bool, bool], said: str
) -> None:
    with pytest.raises(RuleBroken, match=said):
        rules.check_span(first, last, TODAY, first_half=halves[0], last_half=halves[1], allows_half=True)


def test_whole_days_stay_whole_where_the_type_wants_it() -> None:
    with pytest.raises(RuleBroken, match="whole days"):
        rules.check_span(TODAY, TODAY, TODAY, first_half=True, last_half=False, allows_half=False)


def test_spans_and_amounts_are_read_as_one_says_them() -> None:
    assert rules.span_text(dt.date(2026, 4, 3), dt.date(2026, 4, 7)) == "3 to 7 Apr 2026"
    assert rules.span_text(dt.date(2026, 3, 30), dt.date(2026, 4, 3)) == "30 Mar to 3 Apr 2026"
    assert rules.span_text(dt.date(2025, 12, 30), dt.date(2026, 1, 2)) == "30 Dec 2025 to 2 Jan 2026"
    assert rules.span_text(dt.date(2026, 4, 3), dt.date(2026, 4, 3), last_half=True) == "3 Apr 2026, morning"
    assert [rules.hours_text(m) for m in (None, 0, 456, -450, 2280)] == ["", "0 h", "7.6 h", "−7.5 h", "38 h"]
    assert [rules.days_text(d) for d in (1, 2.5, 20)] == ["1 day", "2.5 days", "20 days"]


def test_whoever_starts_in_july_gets_half_a_year() -> None:
    assert rules.yearly_share(dt.date(2026, 7, 20), 2026) == 0.5
    assert rules.yearly_share(dt.date(2024, 7, 20), 2026) == 1.0
    assert rules.yearly_share(None, 2026) == 1.0
    assert rules.months_due(dt.date(2026, 3, 31), dt.date(2026, 2, 9)) == [
        dt.date(2026, 2, 1),
        dt.date(2026, 3, 1),
    ]
