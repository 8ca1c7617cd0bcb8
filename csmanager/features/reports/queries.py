"""What the page of reports shows, and what Today should remind of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.contacts.tables import Contact
from csmanager.features.reports.gather import data_days, stored_comment
from csmanager.features.reports.tables import ReportMade
from csmanager.features.reviews import periods
from csmanager.features.reviews.periods import Period
from csmanager.features.team.rules import alias_key
from csmanager.features.team.tables import Person

_MOST_MONTHS = 36  # offered for choice
_DUE_DAYS = 5  # into the month, the report of the last one is expected


@dataclass(frozen=True, slots=True)
class MadeRow:
    """One report that was handed out."""

    id: int
    made_at: dt.datetime
    period: str
    title: str
    kind: str
    file_name: str
    sha256: str
    with_names: bool
    is_protected: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be reported on: ``choices`` newest first, ``proposed`` the one a manager most likely wants."""

    choices: tuple[Period, ...]
    proposed: Period | None
    first_day: dt.date | None
    last_day: dt.date | None


def made(session: Session) -> list[MadeRow]:
    """The register, newest first."""
    found = session.scalars(sa.select(ReportMade).order_by(ReportMade.made_at.desc(), ReportMade.id.desc()))
    return [
        MadeRow(
            row.id,
            row.made_at,
            row.period,
            _title(row.period),
            row.kind,
            row.file_name,
            row.sha256,
            row.with_names,
            row.is_protected,
        )
        for row in found
    ]


def comment(session: Session, period_key: str) -> str:
    """The manager's words for a period, "" where there are none."""
    return stored_comment(session, period_key)


def people_named(session: Session, text: str) -> list[str]:
    """People whose full name stands in ``text``, for a report in which people stand by code."""
    said = alias_key(text)
    return [name for name in session.scalars(sa.select(Person.name)) if alias_key(name) in said]


def offered(session: Session, today: dt.date) -> Offered:
    """Months, quarters and years that hold contacts. Proposed: the last full month, else the newest with data."""
    first, last = data_days(session)
    if first is None or last is None:
        return Offered((), None, None, None)
    newest = periods.month_of(last)
    count = periods.month_number(last) - periods.month_number(first) + 1
    months = [periods.shifted(newest, -back) for back in range(min(count, _MOST_MONTHS))]
    quarters = list(dict.fromkeys(periods.quarter(m.first.year, (m.first.month + 2) // 3) for m in months))
    years = list(dict.fromkeys(periods.year_of(month.first.year) for month in months))
    full = periods.last_full_month(today)
    proposed = full if full in months else newest
    return Offered((*months, *quarters, *years, periods.everything(first, last)), proposed, first, last)


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """The report of the last full month, until it was made; only where that month has contacts."""
    month = periods.shifted(periods.month_of(today), -1)
    if session.scalar(sa.select(ReportMade.id).where(ReportMade.period == month.key).limit(1)) is not None:
        return []
    low, high = (day.toordinal() - dt.date(1970, 1, 1).toordinal() for day in (month.first, month.last))
    if session.scalar(sa.select(Contact.id).where(Contact.day.between(low, high)).limit(1)) is None:
        return []
    due = today.replace(day=_DUE_DAYS)
    is_late = today > due
    return [
        TodoItem(
            "reports",
            f"Report on {month.title}",
            "Not made yet",
            20 if is_late else 40,
            due,
            "late" if is_late else "soon",
            month.key,
        )
    ]


def _title(key: str) -> str:
    try:
        return periods.parse_period(key, dt.date.max).title if key != "all" else "All contacts"
    except ValueError:
        return key
