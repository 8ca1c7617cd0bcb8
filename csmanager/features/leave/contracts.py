"""What a day of somebody's work is: contract minutes and weekdays as they hold on it, and holidays of the store."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.settings import read_settings
from csmanager.features.leave.rules import OFFICE_WEEK, DayCost, costs, shares
from csmanager.features.leave.tables import WorkWeek
from csmanager.features.reviews.business import days_off, holidays
from csmanager.features.team.queries import canonical_ids
from csmanager.features.team.tables import Employment

T = TypeVar("T")


@dataclass(slots=True)
class Work:
    """Contract hours and weekdays of everybody. Before the first that is known, the first holds."""

    hours: dict[int, list[tuple[dt.date, int | None]]] = field(default_factory=dict)
    weeks: dict[int, list[tuple[dt.date, str]]] = field(default_factory=dict)
    closed: frozenset[dt.date] = frozenset()

    def weekly_minutes(self, person_id: int, day: dt.date) -> int | None:
        """Contract minutes a week on a day; None when not known."""
        return _holding(self.hours.get(person_id, []), day)

    def weekdays(self, person_id: int, day: dt.date) -> str:
        """The weekdays worked, as they hold on a day."""
        return _holding(self.weeks.get(person_id, []), day) or OFFICE_WEEK

    def day_minutes(self, person_id: int, day: dt.date) -> int | None:
        """Minutes of one day of work by the contract of that day; None when not known."""
        weekly = self.weekly_minutes(person_id, day)
        return None if weekly is None else round(weekly / max(1, len(self.weekdays(person_id, day))))

    def works_on(self, person_id: int, day: dt.date) -> bool:
        """Whether the day is one of work: a weekday of theirs, and no holiday."""
        return str(day.weekday()) in self.weekdays(person_id, day) and day not in self.closed

    def costs(
        self,
        person_id: int,
        first: dt.date,
        last: dt.date,
        *,
        first_half: bool = False,
        last_half: bool = False,
    ) -> list[DayCost]:
        """What each day of a leave takes."""
        return costs(
            shares(first, last, first_half=first_half, last_half=last_half),
            lambda day: self.weekly_minutes(person_id, day),
            lambda day: self.weekdays(person_id, day),
            self.closed,
        )


def work(session: Session, years: Iterable[int]) -> Work:
    """What days of work are, with the holidays of ``years``."""
    canonical = canonical_ids(session)
    hours: dict[int, list[tuple[dt.date, int | None]]] = defaultdict(list)
    for person_id, starts_on, minutes in session.execute(
        sa.select(Employment.person_id, Employment.starts_on, Employment.weekly_minutes).order_by(
            Employment.starts_on
        )
    ):
        hours[canonical[person_id]].append((starts_on, minutes))
    weeks: dict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for person_id, starts_on, weekdays in session.execute(
        sa.select(WorkWeek.person_id, WorkWeek.starts_on, WorkWeek.weekdays).order_by(WorkWeek.starts_on)
    ):
        weeks[canonical[person_id]].append((starts_on, weekdays))
    settings = read_settings(session)
    closed = frozenset({*holidays(settings, list(years)), *days_off(settings)})
    return Work(dict(hours), dict(weeks), closed)


def _holding(periods: list[tuple[dt.date, T]], day: dt.date) -> T | None:
    found = None
    for starts_on, value in periods:
        if found is not None and starts_on > day:
            break
        found = (value,)
    return found[0] if found is not None else None
