"""Who could cover a leave: by the skills it takes away, leave of their own, the rota, and what they said they can."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.leave.away import away
from csmanager.features.leave.contracts import work
from csmanager.features.schedule.tables import PlannedShift
from csmanager.features.skills.queries import holders
from csmanager.features.team.person.queries import day_number
from csmanager.features.team.queries import canonical_ids, labels, people
from csmanager.features.wellbeing import availability
from csmanager.features.wellbeing.rules import Can

MOST_DAYS = 31  # of a leave that are looked at


@dataclass(frozen=True, slots=True)
class CoverRow:
    """Somebody who could stand in. ``days``: of ``of`` working days of the leave; ``skills``: of those needed.

    ``lacks``: the needed skills they do not have. ``said``: what they said of those weekdays. ``planned``: on how many
    of the days the rota has them already; they are here, but not free.
    """

    person_id: int
    person: str
    days: int
    of: int
    planned: int
    skills: tuple[str, ...]
    lacks: tuple[str, ...]
    said: str

    @property
    def words(self) -> str:
        """Why they stand at their place, openly."""
        parts = [f"{self.days} of {self.of} day{'s' * (self.of != 1)} not away"]
        if self.skills:
            parts.append(f"has {', '.join(self.skills)}")
        if self.lacks:
            parts.append(f"lacks {', '.join(self.lacks)}")
        if self.planned:
            parts.append(f"on the rota already on {self.planned}")
        if self.said:
            parts.append(self.said)
        return "; ".join(parts)


def who_could(session: Session, person_id: int, first: dt.date, last: dt.date) -> list[CoverRow]:
    """Colleagues who could stand in, those with every needed skill and most free days first; then by name.

    Whoever is away on all the days, or said they cannot work on any of these weekdays, is left out.
    """
    last = min(last, first + dt.timedelta(days=MOST_DAYS - 1))
    weeks = work(session, range(first.year, last.year + 1))
    span = [first + dt.timedelta(days=at) for at in range((last - first).days + 1)]
    days = [day for day in span if weeks.works_on(person_id, day)]
    if not days:
        return []
    needed = {
        row.skill: row.people for row in holders(session, first) if row.needed and person_id in row.people
    }
    gone: dict[int, set[dt.date]] = defaultdict(set)
    for row in away(session, first, last):
        gone[row.person_id] |= {day for day in days if row.first <= day <= row.last}
    rota: dict[int, set[int]] = defaultdict(set)
    canonical, names = canonical_ids(session), labels(session)
    numbers = {day_number(day) for day in days}
    for whose, number in session.execute(
        sa.select(PlannedShift.person_id, PlannedShift.day)
        .where(PlannedShift.day.between(min(numbers), max(numbers)))
        .distinct()
    ):
        rota[canonical[whose]].add(number)
    can = {row.id: row for row in availability.weeks(session, first)}
    found = []
    for one in people(session, first):
        if one.id == person_id:
            continue
        week = can.get(one.id)
        cannot = {span.weekday for span in week.spans if span.can is Can.UNAVAILABLE} if week else set()
        likes = {span.weekday for span in week.spans if span.can is Can.PREFERRED} if week else set()
        free = [day for day in days if day not in gone[one.id] and day.weekday() not in cannot]
        if not free:
            continue
        said = ""
        if any(day.weekday() in likes for day in free):
            said = "likes to work then"
        elif week is None or week.set_on is None:
            said = "has not said when they can"
        found.append(
            CoverRow(
                one.id,
                names[one.id],
                len(free),
                len(days),
                sum(day_number(day) in rota[one.id] for day in free),
                tuple(skill for skill, who in needed.items() if one.id in who),
                tuple(skill for skill, who in needed.items() if one.id not in who),
                said,
            )
        )
    return sorted(found, key=lambda row: (len(row.lacks), row.planned, -row.days, row.person.casefold()))
