"""Periods are read as they are written, and step through the calendar."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.periods import (
    last_full_month,
    month,
    month_from_number,
    month_number,
    parse_period,
    previous,
    quarter,
    recent,
    shifted,
    short_title,
    span,
)

LAST = dt.date(2026, 10, 31)


@pytest.mark.parametrize(
    ("text", "first", "last", "title"),
    [
        ("2026-03", "2026-03-01", "2026-03-31", "March 2026"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2026-Q1", "2026-01-01", "2026-03-31", "Quarter 1 of 2026"),
        ("2026-q4", "2026-10-01", "2026-12-31", "Quarter 4 of 2026"),
        ("2026", "2026-01-01", "2026-12-31", "2026"),
        ("2026-01-05..2026-02-10", "2026-01-05", "2026-02-10", "5 January 2026 to 10 February 2026"),
        (" all ", "1970-01-01", "2026-10-31", "All contacts"),
    ],
)
def test_what_is_written_is_understood(text: str, first: str, last: str, title: str) -> None:
    found = parse_period(text, LAST)
    assert (found.first.isoformat(), found.last.isoformat(), found.title) == (first, last, title)


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-00", "2026-Q5", "March", "2026-3", "2026-02-30..2026-03-01", "26-03", "2026-03-01"],
)
def test_anything_else_is_refused_with_the_ways_to_write_it(text: str) -> None:
    with pytest.raises(RuleBroken, match="2026-Q1"):
        parse_period(text, LAST)


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(RuleBroken, match="before it starts"):
        parse_period("2026-03-02..2026-03-01", LAST)


def test_all_begins_with_the_first_contact_where_it_is_known() -> None:
    assert parse_period("all", LAST, dt.date(2025, 5, 1)).first == dt.date(2025, 5, 1)


def test_before_a_period_lies_one_as_long() -> None:
    assert previous(month(2026, 1)) == month(2025, 12)
    assert previous(quarter(2026, 1)) == quarter(2025, 4)
    assert previous(parse_period("2026", LAST)) == parse_period("2025", LAST)
    assert previous(parse_period("all", LAST)) is None
    before = previous(span(dt.date(2026, 1, 5), dt.date(2026, 1, 11)))
    assert before == span(dt.date(2025, 12, 29), dt.date(2026, 1, 4))


@pytest.mark.parametrize("text", ["0001", "0001-01", "0001-Q1", "9999", "9999-12", "0001-01-01..9999-12-31"])
def test_the_calendar_ends_without_an_error(text: str) -> None:
    period = parse_period(text, LAST)
    assert recent(period, 13)[-1] == period
    before = previous(period)
    assert before is None or before.last < period.first


def test_recent_months_of_everything_end_with_its_last() -> None:
    assert [period.key for period in recent(parse_period("all", LAST), 3)] == [
        "2026-08",
        "2026-09",
        "2026-10",
    ]


def test_a_month_is_full_on_its_last_day() -> None:
    assert last_full_month(dt.date(2026, 3, 31)) == month(2026, 3)
    assert last_full_month(dt.date(2026, 3, 30)) == month(2026, 2)


@given(st.dates(dt.date(1971, 1, 1), dt.date(2200, 1, 1)), st.integers(-40, 40))
def test_stepping_away_and_back_ends_where_it_began(day: dt.date, by: int) -> None:
    for period in (month(day.year, day.month), quarter(day.year, (day.month + 2) // 3), span(day, day)):
        assert shifted(shifted(period, by), -by) == period
        assert shifted(period, 1).first == period.last + dt.timedelta(days=1)
        assert short_title(period)


@given(st.dates(dt.date(1970, 1, 1), dt.date(2200, 1, 1)))
def test_months_have_numbers_in_a_row(day: dt.date) -> None:
    this = month(day.year, day.month)
    assert month_from_number(month_number(day)) == this
    assert month_number(shifted(this, 1).first) == month_number(day) + 1
    assert this.first <= day <= this.last


@given(st.dates(dt.date(1970, 1, 1), dt.date(2200, 1, 1)), st.integers(0, 900))
def test_what_a_period_is_called_reads_back(day: dt.date, days: int) -> None:
    found = span(day, day + dt.timedelta(days=days))
    assert parse_period(found.key, LAST) == found
    assert parse_period(month(day.year, day.month).key, LAST) == month(day.year, day.month)
