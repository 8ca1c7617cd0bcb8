"""Days to remember of people: work anniversaries, and birthdays where somebody gave one, never with the year."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.feature import TodoItem
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person

AHEAD_DAYS = 7  # how long before a day to remember stands on Today
_DAY = re.compile(r"(?:(\d{4})-)?(\d{1,2})-(\d{1,2})|(\d{1,2})[./ ](\d{1,2})\.?(?:[./ ]?(\d{2,4}))?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORDS = re.compile(r"(?:(\d{1,2})\.?\s+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2}))(?:,?\s+\d{4})?", re.IGNORECASE)
_LEAP = 2000  # any leap year, so that 29 February is a day


@dataclass(frozen=True, slots=True)
class DateRow:
    """A day to remember: ``years`` for an anniversary, None for a birthday."""

    person_id: int
    person: str
    on: dt.date
    years: int | None


def parse_birthday(text: str) -> str:
    """ "MM-DD" of what was typed: 24 Dec, Dec 24, 12-24, 24.12., also with a year, which is not kept; "" for nothing.

    Days before months, unless that is no day. A birthday of 1900-01-01 is what programs write for "not known": it is
    refused, as is anything that is no day. Raises RuleBroken with a sentence.
    """
    clean = text.strip()
    if not clean:
        return ""
    found = _DAY.fullmatch(clean)
    words = _WORDS.fullmatch(clean)
    year: str | None = None
    if found is not None and found[2]:
        year, month, day = found[1], int(found[2]), int(found[3])
    elif found is not None:
        day, month, year = int(found[4]), int(found[5]), found[6]
        if month > 12 >= day:
            day, month = month, day
    elif words is not None and (words[2] or words[3]).lower()[:3] in _MONTHS:
        month = _MONTHS.index((words[2] or words[3]).lower()[:3]) + 1
        day = int(words[1] or words[4])
    else:
        raise RuleBroken(f"“{clean}” is not a day. Write it like 24 Dec or 24.12.; the year is not kept.")
    if year in ("1900", "00") and (month, day) == (1, 1):
        raise RuleBroken(
            "1 January 1900 is what programs write when a birthday is not known. Leave the field empty, or give"
            " day and month."
        )
    try:
        return f"{dt.date(_LEAP, month, day):%m-%d}"
    except ValueError:
        raise RuleBroken(f"“{clean}” is not a day of any year. Write it like 24 Dec or 24.12.") from None


def birthday_text(kept: str | None) -> str:
    """A kept birthday as it is read: 24 Dec."""
    if not kept:
        return ""
    month, day = (int(part) for part in kept.split("-"))
    return f"{day} {_MONTHS[month - 1].capitalize()}"


def next_on(month: int, day: int, today: dt.date) -> dt.date:
    """The next such day from ``today`` on; 29 February is 28 February in other years."""
    for year in (today.year, today.year + 1):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            found = dt.date(year, 2, 28)
        if found >= today:
            return found
    raise AssertionError("a day comes every year")


def dates(session: Session, today: dt.date, ahead_days: int) -> list[DateRow]:
    """Days to remember from ``today`` on, by date; of those who work here and have not switched it off."""
    query = sa.select(Person.id, Person.name, Person.started_on, Person.birthday, Person.left_on).where(
        Person.merged_into_id.is_(None), Person.no_dates.is_(False), Person.status != Status.LEFT
    )
    rows = []
    for person_id, name, started_on, birthday, left_on in session.execute(query):
        if started_on is not None and started_on < today:
            on = next_on(started_on.month, started_on.day, today)
            if on.year > started_on.year:
                rows.append(DateRow(person_id, name, on, on.year - started_on.year))
        if birthday:
            month, day = (int(part) for part in birthday.split("-"))
            rows.append(DateRow(person_id, name, next_on(month, day, today), None))
        rows = [row for row in rows if row.person_id != person_id or left_on is None or row.on <= left_on]
    return sorted(
        (row for row in rows if (row.on - today).days <= ahead_days), key=lambda row: (row.on, row.person)
    )


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Days to remember of the next week."""
    items = []
    for row in dates(session, today, AHEAD_DAYS):
        if row.years is None:
            text = f"Birthday of {row.person}"
        else:
            text = f"{row.person} has been here for {row.years} {'year' if row.years == 1 else 'years'}"
        items.append(
            TodoItem(
                "team", text, "A day to remember", 80, row.on, "open", str(row.person_id),
                "{n} days to remember this week", row.person,
            )
        )  # fmt: skip
    return items
