"""What a formula can use, with the store's own numbers of the last full month to try it on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.reviews.formula import VARIABLES
from csmanager.features.reviews.periods import Period, last_full_month, month_of


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that is counted: its name in a formula, what it is, how many there were for everyone."""

    name: str
    words: str
    value: float


@dataclass(frozen=True, slots=True)
class Ground:
    """What there is to build a formula of, with the figures of one month."""

    period: Period
    known: list[Known]

    @property
    def values(self) -> dict[str, float]:
        """The figures by name."""
        return {one.name: one.value for one in self.known}


def ground(session: Session, today: dt.date) -> Ground:
    """Everything that is counted, with the figures of the newest full month that has data."""
    from csmanager.features.reviews.cube import figures, groups_of

    cube = figures(session)
    period = last_full_month(today)
    if cube.last_day is not None and period.first > cube.last_day:
        period = month_of(cube.last_day)
    sums = cube.sums([period], groups_of(cube, {}))
    return Ground(
        period,
        [
            Known(name, one.words, float(sums.of(one.fact)[0, -1]) * one.worth)
            for name, one in VARIABLES.items()
        ],
    )
