"""What a leave does to cover: who is planned and who of them remains, day by day and skill by skill."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.leave.away import AwayRow, away
from csmanager.features.leave.contracts import work
from csmanager.features.schedule.tables import PlannedShift
from csmanager.features.skills.queries import Holders, holders
from csmanager.features.team.person.queries import day_number
from csmanager.features.team.queries import canonical_ids, people


@dataclass(frozen=True, slots=True)
class DayCover:
    """One day of a leave. ``planned``: people on the rota, the one who asks included; None: no rota for the day.

    ``remain``: of them, or of everybody who works on that weekday where there is no rota, who is not away.
    ``thin``: skills that are needed and that at most one of those who remain has: (skill, how many).
    """

    day: dt.date
    planned: int | None
    away: tuple[str, ...]
    asked: tuple[str, ...]
    remain: int
    thin: tuple[tuple[str, int], ...]

    @property
    def is_short(self) -> bool:
        """Whether nobody remains, or nobody with a skill that is needed."""
        return self.remain == 0 or any(count == 0 for _, count in self.thin)

    @property
    def id(self) -> dt.date:
        """What tells it from all others."""
        return self.day


def cover(session: Session, person_id: int, first: dt.date, last: dt.date) -> list[DayCover]:
    """The working days of a leave with who remains without this person."""
    days = work(session, range(first.year, last.year + 1))
    rota: dict[int, set[int]] = defaultdict(set)
    canonical = canonical_ids(session)
    for whose, number in session.execute(
        sa.select(PlannedShift.person_id, PlannedShift.day)
        .where(PlannedShift.day.between(day_number(first), day_number(last)))
        .distinct()
    ):
        rota[number].add(canonical[whose])
    rows = [row for row in away(session, first, last) if row.person_id != person_id]
    known = holders(session, first)
    found = []
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        planned = rota.get(day_number(day))
        if planned is None and not days.works_on(person_id, day):
            continue
        if planned is not None and person_id not in planned and not days.works_on(person_id, day):
            continue
        pool = planned
        if pool is None:
            pool = {row.id for row in people(session, day) if days.works_on(row.id, day)}
        found.append(_day(day, planned, pool, person_id, rows, known))
    return found


def _day(
    day: dt.date,
    planned: set[int] | None,
    pool: set[int],
    person_id: int,
    rows: list[AwayRow],
    known: list[Holders],
) -> DayCover:
    out = [row for row in rows if row.first <= day <= row.last and row.person_id in pool]
    sure = {row.person_id for row in out if row.request_id is None or row.state.value != "requested"}
    remain = pool - sure - {person_id}
    thin = []
    for skill in known:
        if not skill.needed or person_id not in skill.people:
            continue  # without this person the skill stands as it did
        count = len(skill.people & remain)
        if count <= 1:
            thin.append((skill.skill, count))
    asked = tuple(dict.fromkeys(row.person for row in out if row.person_id not in sure))
    gone = tuple(dict.fromkeys(row.person for row in out if row.person_id in sure))
    return DayCover(day, len(planned) if planned is not None else None, gone, asked, len(remain), tuple(thin))
