"""Figures about people: turnover, absence, hiring, training. Counts beside rates; zero below the line gives None."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from csmanager.science.service import ratio


@dataclass(frozen=True, slots=True)
class Turnover:
    """A month's leavers over the average number of people, and what that would be in a year."""

    rate: float | None
    simple: float | None
    compound: float | None


def turnover(leavers: float, opening: float, closing: float) -> Turnover:
    """Of one month; ``compound`` is None when more left than there were on average."""
    rate = ratio(leavers, (opening + closing) / 2)
    if rate is None:
        return Turnover(None, None, None)
    return Turnover(rate, rate * 12, 1 - (1 - rate) ** 12 if rate <= 1 else None)


def turnover_year(leavers: Sequence[float], headcounts: Sequence[float]) -> float | None:
    """Leavers of the months over the mean of their headcounts: not the sum of monthly rates."""
    return ratio(math.fsum(leavers), math.fsum(headcounts) / len(headcounts)) if headcounts else None


@dataclass(frozen=True, slots=True)
class Spells:
    """Separate absences and the working days lost, within a window."""

    spells: int
    days: int

    @property
    def bradford(self) -> int:
        """S x S x D; never a reason to act on its own."""
        return self.spells * self.spells * self.days


def spells(
    absences: Sequence[tuple[dt.date, dt.date, bool]],
    until: dt.date,
    working_weekdays: Collection[int],
    holidays: Collection[dt.date] = (),
    days: int = 364,
) -> Spells:
    """From (first day, last day, protected): spells with only free days between them are one.

    Only days of the ``days`` up to ``until`` count; protected absences are left out first.
    """
    first = until - dt.timedelta(days=days - 1)
    closed = set(holidays)
    lost = sorted(
        {
            day
            for start, end, protected in absences
            if not protected
            for day in _days(max(start, first), min(end, until))
            if day.weekday() in working_weekdays and day not in closed
        }
    )
    count = 0
    for place, day in enumerate(lost):
        between = _days(lost[place - 1] + dt.timedelta(days=1), day - dt.timedelta(days=1)) if place else []
        if not place or any(free.weekday() in working_weekdays and free not in closed for free in between):
            count += 1
    return Spells(count, len(lost))


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=step) for step in range((last - first).days + 1)]


@dataclass(frozen=True, slots=True)
class Hires:
    """The parts of how good hires were; ``index`` only with weights, over the parts that are known."""

    performance: float | None
    retention: float | None
    ramp: float | None
    index: float | None


def hires(
    people: Sequence[tuple[float | None, bool | None, float | None]],
    weights: tuple[float, float, float],
    target_days: float,
) -> Hires:
    """From (performance, still here, days to full speed) of each hire, None where not known."""
    from csmanager.science.special import median

    performance = [one[0] for one in people if one[0] is not None]
    kept = [one[1] for one in people if one[1] is not None]
    days = median([one[2] for one in people if one[2] is not None])
    parts = (
        ratio(math.fsum(performance), len(performance)),
        ratio(sum(kept), len(kept)),
        min(target_days / days, 1.0) if days else None,
    )
    known = [(part, weight) for part, weight in zip(parts, weights, strict=True) if part is not None]
    total = math.fsum(weight for _, weight in known)
    index = ratio(math.fsum(part * weight for part, weight in known), total)
    return Hires(*parts, index)


def reached_by(days: Sequence[float], reached: Sequence[bool]) -> float | None:
    """The Kaplan-Meier median: when half have got there, those not there yet counted as long as they were watched."""
    left = Fraction(1)
    for day in sorted({day for day, got in zip(days, reached, strict=True) if got}):
        at_risk = sum(one >= day for one in days)
        events = sum(one == day and got for one, got in zip(days, reached, strict=True))
        left *= 1 - Fraction(events, at_risk)
        if left <= Fraction(1, 2):
            return day
    return None


def acknowledged(
    staff: Sequence[str], version: int, given: Sequence[tuple[str, int]], away: Collection[str] = ()
) -> tuple[float | None, list[str]]:
    """(share, who is outstanding) of the current version among those in scope who are not away."""
    scope = [name for name in staff if name not in away]
    done = {name for name, number in given if number == version}
    outstanding = [name for name in scope if name not in done]
    return ratio(len(scope) - len(outstanding), len(scope)), outstanding
