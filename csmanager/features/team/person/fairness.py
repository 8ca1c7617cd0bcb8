"""How a person's share of weekends and evenings compares with that of the others, from rotas that were taken in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.schedule.tables import PlannedShift
from csmanager.features.team.queries import canonical_ids

WEEKS = 12
EVENING = 20 * 60  # minutes: a shift that ends later counts as an evening
LEAST_SHIFTS = 10  # of a person, below which nothing is said
LEAST_OTHERS = 2
_EPOCH = dt.date(1970, 1, 1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class HoursShare:
    """``n`` of the person's ``shifts``; ``others``: the share of all shifts of the ``people`` beside them."""

    what: str
    n: int
    shifts: int
    others: float
    people: int

    @property
    def words(self) -> str:
        """In one line, without a verdict."""
        return (
            f"{self.what}: {self.n} of {self.shifts} shifts ({self.n / self.shifts:.0%});"
            f" {self.people} others {self.others:.0%}"
        )


def hours_shares(session: Session, person_id: int, today: dt.date) -> tuple[HoursShare, ...]:
    """Weekends and evenings of the last 12 weeks; nothing where there is no rota or too little of it.

    Others are those with enough shifts in the same weeks, of whatever team: a rota is one for all.
    """
    last = (today - _EPOCH).days
    rows = session.execute(
        sa.select(PlannedShift.person_id, PlannedShift.day, PlannedShift.end_minute).where(
            PlannedShift.day.between(last - WEEKS * 7 + 1, last)
        )
    ).all()
    canonical = canonical_ids(session)
    shifts: Counter[int] = Counter()
    marked: dict[str, Counter[int]] = {"Weekends": Counter(), "Evenings after 20:00": Counter()}
    for who, day, ends in rows:
        whom = canonical.get(who, who)
        shifts[whom] += 1
        if (_EPOCH + dt.timedelta(days=day)).weekday() >= _SATURDAY:
            marked["Weekends"][whom] += 1
        if ends > EVENING:
            marked["Evenings after 20:00"][whom] += 1
    own = canonical.get(person_id, person_id)
    others = [whom for whom, n in shifts.items() if whom != own and n >= LEAST_SHIFTS]
    if shifts[own] < LEAST_SHIFTS or len(others) < LEAST_OTHERS:
        return ()
    whole = sum(shifts[whom] for whom in others)
    return tuple(
        HoursShare(what, n[own], shifts[own], sum(n[whom] for whom in others) / whole, len(others))
        for what, n in marked.items()
        if n
    )
