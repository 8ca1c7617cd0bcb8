"""Service figures from counts and from single records; a zero below the line gives None."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from csmanager.science.special import median, nearest_rank


def ratio(top: float, bottom: float) -> float | None:
    """top / bottom; None for a zero below the line."""
    return top / bottom if bottom else None


@dataclass(frozen=True, slots=True)
class Levels:
    """Five ways to state a service level; ``exclude_short`` leaves out who gave up within the time."""

    credit_abandons: float | None
    answered_only: float | None
    strict: float | None
    exclude_short: float | None
    credit_very_short: float | None
    abandonment: float | None
    abandonment_long: float | None


def levels(answered: float, lost: float, answered_in: float, lost_in: float, lost_short: float) -> Levels:
    """From calls answered and given up: in all, within the time, and (given up) within the short time."""
    offered = answered + lost
    return Levels(
        ratio(answered_in + lost_in, offered),
        ratio(answered_in, answered),
        ratio(answered_in, offered),
        ratio(answered_in, answered + lost - lost_in),
        ratio(answered_in + lost_short, offered),
        ratio(lost, offered),
        ratio(lost - lost_short, offered - lost_short),
    )


@dataclass(frozen=True, slots=True)
class TimeUse:
    """How paid time was used, as shares."""

    occupancy: float | None
    availability: float | None
    utilisation: float | None
    shrinkage: float | None


def time_use(handling: float, available: float, paid: float) -> TimeUse:
    """From minutes handling contacts, waiting for them, and paid."""
    on_duty = handling + available
    share = ratio(on_duty, paid)
    return TimeUse(
        ratio(handling, on_duty), share, ratio(handling, paid), None if share is None else 1 - share
    )


def scheduled(required: float, shrinkage: float) -> int | None:
    """How many to plan so that ``required`` are there; None when nobody would be left."""
    return math.ceil(required / (1 - shrinkage) - 1e-9) if shrinkage < 1 else None


@dataclass(frozen=True, slots=True)
class FirstContacts:
    """First contacts whose window is over, those of them settled, and those still pending."""

    due: int
    settled: int
    pending: int


def first_contacts(contacts: Sequence[tuple[Any, Any, float]], window: float, until: float) -> FirstContacts:
    """From (customer, issue, day): whether anybody came back within ``window`` days; ``until``: the last day known."""
    days: dict[tuple[Any, Any], list[float]] = {}
    for customer, issue, day in contacts:
        days.setdefault((customer, issue), []).append(day)
    due = settled = pending = 0
    for found in days.values():
        found.sort()
        for place, day in enumerate(found):
            if place and day - found[place - 1] <= window:
                continue
            if day + window > until:
                pending += 1
                continue
            due += 1
            settled += place + 1 == len(found) or found[place + 1] - day > window
    return FirstContacts(due, settled, pending)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What was open at an instant, and for how long."""

    count: int
    oldest: float | None
    median: float | None
    p90: float | None


def backlog(tickets: Sequence[tuple[float, float | None]], at: float) -> Backlog:
    """From (opened, closed or None): one closed at the instant itself is closed."""
    ages = [at - opened for opened, closed in tickets if opened <= at and (closed is None or closed > at)]
    return Backlog(len(ages), max(ages, default=None), median(ages), nearest_rank(ages, 0.9))


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings of one scale: shares of the best and the best two, and the mean."""

    n: int
    best: float | None
    best_two: float | None
    mean: float | None


def ratings(values: Sequence[float | None], high: float) -> Ratings:
    """Blanks are not counted; ``high``: the best value of the scale."""
    known = [value for value in values if value is not None]
    n = len(known)
    return Ratings(
        n,
        ratio(sum(value >= high for value in known), n),
        ratio(sum(value >= high - 1 for value in known), n),
        ratio(math.fsum(known), n),
    )


def variance(budget: tuple[float, float], actual: tuple[float, float]) -> tuple[float, float, float]:
    """(total, by volume, by price) of (volume, unit cost); the two parts add up."""
    by_volume = (actual[0] - budget[0]) * budget[1]
    by_price = (actual[1] - budget[1]) * actual[0]
    return actual[0] * actual[1] - budget[0] * budget[1], by_volume, by_price


def clears_in(open_now: float, arrivals: float, capacity: float) -> float | None:
    """Days until a backlog is gone; None when it never is."""
    if open_now <= 0:
        return 0.0
    return open_now / (capacity - arrivals) if capacity > arrivals else None


def hidden_groups(sizes: Mapping[str, float], fewest: float = 5) -> tuple[bool, list[str]]:
    """Which groups may be shown without giving anybody away: (whether the total may, names in order).

    One hidden group alone could be worked out from the total, so the next smallest is hidden with it.
    """
    if sum(sizes.values()) < fewest:
        return False, []
    shown = sorted(name for name, size in sizes.items() if size >= fewest)
    if len(sizes) - len(shown) == 1 and shown:
        shown.remove(min(shown, key=lambda name: (sizes[name], name)))
    return True, shown
