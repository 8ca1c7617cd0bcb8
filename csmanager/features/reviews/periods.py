"""Months, quarters, years and spans: how they are written, named and stepped through. Standard library only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from csmanager.core.errors import RuleBroken

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BEGINNING = dt.date(1970, 1, 1)  # days in the store count from here
_WRITTEN = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d{2})|-?[qQ](?P<quarter>[1-4]))?"
    r"|(?P<first>\d{4}-\d{2}-\d{2})(\.\.|/)(?P<last>\d{4}-\d{2}-\d{2})"
)


class PeriodKind(StrEnum):
    """What kind of stretch a period is; it decides what comes before and after."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SPAN = "span"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Period:
    """The days ``first`` to ``last``, both inclusive. ``key`` is how it is written (2026-03), ``title`` in words."""

    key: str
    title: str
    first: dt.date
    last: dt.date
    kind: PeriodKind = PeriodKind.SPAN

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def month(year: int, number: int) -> Period:
    """A calendar month; ``number`` may run over either end of the year."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    first = dt.date(year, number, 1)
    return Period(
        f"{year:04d}-{number:02d}",
        f"{MONTHS[number - 1]} {year}",
        first,
        _end(year, number),
        PeriodKind.MONTH,
    )


def quarter(year: int, number: int) -> Period:
    """A calendar quarter; ``number`` may run over either end of the year."""
    year, number = year + (number - 1) // 4, (number - 1) % 4 + 1
    first = dt.date(year, number * 3 - 2, 1)
    title = f"Quarter {number} of {year}"
    return Period(f"{year:04d}-Q{number}", title, first, _end(year, number * 3), PeriodKind.QUARTER)


def year_of(year: int) -> Period:
    """A calendar year."""
    return Period(f"{year:04d}", f"{year}", dt.date(year, 1, 1), dt.date(year, 12, 31), PeriodKind.YEAR)


def span(first: dt.date, last: dt.date) -> Period:
    """Any stretch of days, both ends inclusive. Raises RuleBroken when it ends before it starts."""
    if last < first:
        raise RuleBroken(f"A period cannot end ({day_text(last)}) before it starts ({day_text(first)}).")
    key = f"{first.isoformat()}..{last.isoformat()}"
    return Period(key, f"{day_text(first)} to {day_text(last)}", first, last)


def everything(first: dt.date | None, last: dt.date) -> Period:
    """All there is; ``first`` None: from the beginning of time."""
    title = "All contacts" if first is None else f"All contacts, {day_text(first)} to {day_text(last)}"
    return Period("all", title, min(first or _BEGINNING, last), last, PeriodKind.ALL)


def parse_period(text: str, last_day: dt.date, first_day: dt.date | None = None) -> Period:
    """The period written as 2026-03, 2026-Q1, 2026, 2026-01-05..2026-02-10 or all.

    ``last_day`` and ``first_day`` are the ends of the data, which ``all`` means. Raises RuleBroken.
    """
    clean = text.strip()
    if clean.casefold() == "all":
        return everything(first_day, last_day)
    found = _WRITTEN.fullmatch(clean)
    try:
        if found and found["first"]:
            return span(dt.date.fromisoformat(found["first"]), dt.date.fromisoformat(found["last"]))
        if found and found["quarter"]:
            return quarter(int(found["year"]), int(found["quarter"]))
        if found and found["month"]:
            if not 1 <= int(found["month"]) <= 12:
                raise ValueError
            return month(int(found["year"]), int(found["month"]))
        if found:
            return year_of(int(found["year"]))
    except ValueError:
        pass
    raise RuleBroken(
        f'"{clean}" is not a period. Write a month (2026-03), a quarter (2026-Q1), a year (2026), a span of days'
        " (2026-01-05..2026-02-10) or all."
    )


_STEPS: dict[PeriodKind, Callable[[dt.date, int], Period]] = {
    PeriodKind.MONTH: lambda first, by: month(first.year, first.month + by),
    PeriodKind.QUARTER: lambda first, by: quarter(first.year, (first.month + 2) // 3 + by),
    PeriodKind.YEAR: lambda first, by: year_of(first.year + by),
}


def shifted(period: Period, by: int) -> Period:
    """The period ``by`` steps later (negative: earlier), as long as this one; ``all`` stays itself."""
    if by == 0 or period.kind is PeriodKind.ALL:
        return period
    if period.kind in _STEPS:
        return _STEPS[period.kind](period.first, by)
    move = dt.timedelta(days=period.days * by)
    return span(period.first + move, period.last + move)


def previous(period: Period) -> Period | None:
    """The period before; None before everything and before the calendar begins."""
    return None if period.kind is PeriodKind.ALL else _stepped(period, -1)


def recent(period: Period, count: int) -> list[Period]:
    """The last ``count`` periods up to and with this one, oldest first; for ``all`` the last months of it."""
    if period.kind is PeriodKind.ALL:
        period = month_of(period.last)
    found = [_stepped(period, -back) for back in range(count - 1, -1, -1)]
    return [one for one in found if one is not None]


def _stepped(period: Period, by: int) -> Period | None:
    """As ``shifted``; None outside the calendar, which runs from the year 1 to 9999."""
    try:
        return shifted(period, by)
    except (ValueError, OverflowError):
        return None


def month_of(day: dt.date) -> Period:
    """The month a day lies in."""
    return month(day.year, day.month)


def month_number(day: dt.date) -> int:
    """A month as one number: year * 12 + month - 1."""
    return day.year * 12 + day.month - 1


def month_from_number(number: int) -> Period:
    """The month ``month_number`` gave."""
    return month(number // 12, number % 12 + 1)


def last_full_month(last_day: dt.date) -> Period:
    """The newest month that is over on ``last_day``."""
    this = month_of(last_day)
    return this if this.last <= last_day else shifted(this, -1)


def day_text(day: dt.date) -> str:
    """A day as "5 January 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def short_title(period: Period) -> str:
    """A few letters for an axis: "Mar 26", "Q1 26", "2026", "5 Jan"."""
    year = f"{period.first.year % 100:02d}"
    if period.kind is PeriodKind.MONTH:
        return f"{MONTHS[period.first.month - 1][:3]} {year}"
    if period.kind is PeriodKind.QUARTER:
        return f"Q{(period.first.month + 2) // 3} {year}"
    if period.kind is PeriodKind.YEAR:
        return f"{period.first.year}"
    return f"{period.first.day} {MONTHS[period.first.month - 1][:3]}"


def clipped(period: Period, first: dt.date) -> Period:
    """``all`` from the first day of the data on; any other period as it is."""
    if period.kind is not PeriodKind.ALL:
        return period
    return replace(everything(first, period.last), first=min(first, period.last))


def _end(year: int, number: int) -> dt.date:
    following = dt.date(year + number // 12, number % 12 + 1, 1) if year < 9999 or number < 12 else None
    return following - dt.timedelta(days=1) if following else dt.date.max
