"""The figures of the last full month as Today and the team's page show them, through the reviews' own query."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.contacts.tables import Contact
from csmanager.features.reviews import queries as reviews
from csmanager.features.reviews.periods import Period, month
from csmanager.features.reviews.rules import Better, Verdict
from csmanager.features.reviews.words import STATUS, target_text, value_text

_EPOCH = dt.date(1970, 1, 1)
MOST_SHOWN = 6  # figures with a target; the reviews show all
FIRST = (  # what a manager looks at first; other measures follow in the order of the dictionary
    "service_level",
    "csat_mean",
    "csat_top2",
    "first_contact_resolution",
    "abandonment_rate",
    "answer_rate",
    "first_response_time",
    "resolution_time",
    "handle_time",
)
_MARKS = {
    Verdict.ON_TARGET: "good",
    Verdict.MISSING: "bad",
    Verdict.NOT_JUDGED: "none",
    Verdict.NO_DATA: "none",
}


@dataclass(frozen=True, slots=True)
class PointRow:
    """One month of a figure."""

    label: str
    value: float | None
    n: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One measure of the month. ``better``: "more" or "less"; ``mark`` and ``word``: how it stands."""

    metric: str
    name: str
    unit: str
    value: float | None
    text: str
    target: float | None
    target_text: str
    low: float | None
    high: float | None
    n: int
    better: str
    mark: str
    word: str
    reason: str
    trend: tuple[PointRow, ...]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The month and its figures, those with a target first. ``chart``: the one whose months are drawn."""

    title: str
    key: str
    figures: tuple[FigureRow, ...]
    chart: FigureRow | None


def last_month(session: Session, today: dt.date) -> Period | None:
    """The last full month before today, or the last one there are contacts of; None without contacts."""
    newest = session.scalar(sa.select(sa.func.max(Contact.day)))
    if newest is None:
        return None
    last_day = _EPOCH + dt.timedelta(days=newest)
    full = month(today.year, today.month - 1)
    return full if last_day >= full.first else month(last_day.year, last_day.month)


def month_figures(session: Session, today: dt.date) -> MonthRow | None:
    """The team's month against its targets; None without contacts."""
    period = last_month(session, today)
    if period is None:
        return None
    lines = sorted(reviews.review(session, period).team, key=_rank)
    figures = [_figure(line) for line in lines]
    aimed = tuple(figure for figure in figures if figure.target is not None and figure.value is not None)
    drawn = [
        figure for figure in figures if len([point for point in figure.trend if point.value is not None]) >= 2
    ]
    chart = next((figure for figure in drawn if figure.metric in FIRST), drawn[0] if drawn else None)
    return MonthRow(period.title, period.key, aimed[:MOST_SHOWN], chart)


def person_figures(session: Session, person_id: int, today: dt.date) -> MonthRow | None:
    """One person's month; None without contacts of theirs."""
    period = last_month(session, today)
    if period is None:
        return None
    found = reviews.review(session, period, person=person_id, trends=False).people
    lines = [line for lines in found.values() for line in lines if line.value is not None]
    figures = [_figure(line) for line in sorted(lines, key=_rank)]
    return MonthRow(period.title, period.key, tuple(figures[:MOST_SHOWN]), None) if figures else None


def _rank(line: reviews.Line) -> int:
    return FIRST.index(line.metric) if line.metric in FIRST else len(FIRST)


def _figure(line: reviews.Line) -> FigureRow:
    return FigureRow(
        line.metric,
        line.name,
        str(line.unit),
        line.value,
        value_text(line.value, line.unit),
        line.target,
        target_text(line.target, line.upper, line.unit),
        line.low,
        line.high,
        line.n,
        "less" if line.better is Better.LOWER else "more",
        _MARKS[line.status],
        STATUS[line.status].capitalize(),
        line.reason,
        tuple(PointRow(point.label, point.value, point.n) for point in line.trend),
    )
