"""Figures of a period, for the team and everyone in it, against the targets in force at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from csmanager.features.reviews.periods import Period
from csmanager.features.reviews.rules import Better, Unit, Verdict

TREND = 13  # periods a trend goes back: a year and the same month of the year before


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A value of an earlier period; ``label`` for the axis. ``value`` None: no data."""

    key: str
    label: str
    value: float | None
    n: int


@dataclass(slots=True, unsafe_hash=True)  # never changed; freezing would cost a page 4 ms of its 16
class Line:
    """One measure in one period. Shares are fractions, times seconds; ``low`` and ``high`` the 95 % interval.

    ``target`` alone is a level, with ``upper`` a range. ``beside``: what else belongs to the figure, in sentences
    (the strict service level, pending contacts). ``person_id`` None: the team.
    """

    metric: str
    name: str
    unit: Unit
    value: float | None
    n: int
    low: float | None
    high: float | None
    previous: float | None
    target: float | None
    status: Verdict
    reason: str
    median: float | None = None
    p90: float | None = None
    trend: Sequence[TrendPoint] = ()
    upper: float | None = None
    better: Better = Better.HIGHER
    beside: tuple[str, ...] = ()
    person_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "metric": self.metric,
            "value": self.value,
            "unit": str(self.unit),
            "n": self.n,
            "low": self.low,
            "high": self.high,
            "previous": self.previous,
            "target": self.target,
            "status": str(self.status),
            "reason": self.reason,
            "median": self.median,
            "p90": self.p90,
            "upper": self.upper,
        }


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A person of a review. ``note``: what to know of their period ("Left on 12 March 2026.") or ""."""

    id: int
    code: str
    name: str
    team: str | None
    role: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """All measures of a period: ``team`` for everyone together, ``people`` by name, in the order of names.

    Two people of one name are told apart by their codes. ``persons`` says who they are, in the same order.
    ``last_day``: the last day there is data of; None in an empty store. ``chosen_team``: ``team`` and ``people`` are of
    this one only; None: everyone.
    """

    period: Period
    team: list[Line]
    people: dict[str, list[Line]]
    persons: dict[str, Reviewed]
    last_day: dt.date | None
    chosen_team: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for the command line."""
        return {
            "period": self.period.key,
            "team": [line.as_json() for line in self.team],
            "people": {name: [line.as_json() for line in lines] for name, lines in self.people.items()},
        }


def review(
    session: Session,
    period: Period,
    *,
    person: str | int | None = None,
    trends: bool = True,
    team: int | None = None,
    group: Collection[int] | None = None,
    only_team: bool = False,
) -> Review:
    """The figures of ``period``. ``person``: only this one (name, code or id); raises RuleBroken if unknown.

    ``team``: only the people who are in this team when the period ends (or when they left), and their figures
    together; targets of the team hold for both. ``group``: only these people (ids), and their figures together.
    ``only_team``: no lines of single people, which is quicker.
    """
    from csmanager.features.reviews.judging import make_review

    return make_review(
        session, period, person=person, trends=trends, team=team, group=group, only_team=only_team
    )


def series(
    session: Session, period: Period, months: int = TREND, *, person_ids: Sequence[int] | None = None
) -> dict[int | None, dict[str, tuple[TrendPoint, ...]]]:
    """Monthly points up to the end of ``period``: person id (None: the team) -> metric -> points, oldest first."""
    from csmanager.features.reviews.judging import make_series

    return make_series(session, period, months, person_ids)


def points(
    session: Session, periods: Sequence[Period], *, person_ids: Sequence[int] | None = None
) -> dict[int | None, dict[str, tuple[TrendPoint, ...]]]:
    """As ``series``, for any periods, such as weeks: read once for all, where ``review`` would be asked for each."""
    from csmanager.features.reviews.judging import make_points

    return make_points(session, list(periods), person_ids)
