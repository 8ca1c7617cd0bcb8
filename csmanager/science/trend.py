"""Trends that survive outliers: Mann-Kendall's test, Theil and Sen's slope, and the same month a year ago."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from csmanager.science.special import median, two_sided

FEWEST = 4  # points below which there is no test
ENOUGH = 8  # points below which a trend is not told of
_EXACT_UP_TO = 10


@dataclass(frozen=True, slots=True)
class Trend:
    """``slope`` for each step of time; ``p`` two-sided, ``p_exact`` where it can be counted out."""

    n: int
    s: int
    variance: float
    z: float
    p: float
    slope: float
    intercept: float
    p_exact: float | None

    @property
    def is_clear(self) -> bool:
        """Whether chance alone would hardly give it."""
        return self.n >= ENOUGH and (self.p if self.p_exact is None else self.p_exact) < 0.05


def mann_kendall(values: Sequence[float | None], times: Sequence[float] | None = None) -> Trend | None:
    """The trend of ``values`` at ``times`` (0, 1, 2 ... unless given); missing ones are dropped.

    None when fewer than four points are left.
    """
    at = list(times) if times is not None else list(range(len(values)))
    points = [(float(t), float(x)) for t, x in zip(at, values, strict=True) if x is not None]
    if len(points) < FEWEST:
        return None
    s, variance = _score([x for _, x in points])
    slopes = _slopes(points)
    slope = median(slopes) if slopes else 0.0
    middle_x, middle_t = median([x for _, x in points]), median([t for t, _ in points])
    if slope is None or middle_x is None or middle_t is None:
        return None
    z = _standard(s, variance)
    has_ties = len({x for _, x in points}) < len(points)
    exact = None if has_ties or len(points) > _EXACT_UP_TO else _exact_p(len(points), s)
    return Trend(len(points), s, variance, z, two_sided(z), slope, middle_x - slope * middle_t, exact)


def _score(values: Sequence[float]) -> tuple[int, float]:
    n = len(values)
    s = sum(
        (later > earlier) - (later < earlier)
        for place, earlier in enumerate(values)
        for later in values[place + 1 :]
    )
    ties = sum(count * (count - 1) * (2 * count + 5) for count in Counter(values).values())
    return s, (n * (n - 1) * (2 * n + 5) - ties) / 18


def _slopes(points: Sequence[tuple[float, float]]) -> list[float]:
    return [
        (later - earlier) / (t - u)
        for place, (u, earlier) in enumerate(points)
        for t, later in points[place + 1 :]
        if t != u
    ]


def _standard(s: int, variance: float) -> float:
    if s == 0 or variance <= 0:
        return 0.0
    return (s - math.copysign(1, s)) / math.sqrt(variance)


def _exact_p(n: int, s: int) -> float:
    """P(|S| >= |s|) over all orders of ``n`` distinct values."""
    counts = [1]  # orders by their number of inversions
    for size in range(2, n + 1):
        wider = [0] * (len(counts) + size - 1)
        for inversions, ways in enumerate(counts):
            for more in range(size):
                wider[inversions + more] += ways
        counts = wider
    pairs = n * (n - 1) // 2
    extreme = sum(ways for inversions, ways in enumerate(counts) if abs(pairs - 2 * inversions) >= abs(s))
    return extreme / math.factorial(n)


@dataclass(frozen=True, slots=True)
class SeasonalTrend:
    """A trend within each season, all seasons together; ``slope`` for a whole round (a year)."""

    s: int
    variance: float
    z: float
    p: float
    slope: float


def seasonal(values: Sequence[float | None], period: int = 12) -> SeasonalTrend | None:
    """Seasonal Kendall of values that follow each other; None when no season has two values."""
    total, variance = 0, 0.0
    slopes: list[float] = []
    if period < 1:
        return None
    for season in range(period):
        points = [
            (float(turn), float(value))
            for turn, value in enumerate(values[season::period])
            if value is not None
        ]
        if len(points) < 2:
            continue
        s, spread = _score([x for _, x in points])
        total, variance = total + s, variance + spread
        slopes += _slopes(points)
    slope = median(slopes)
    if slope is None:
        return None
    z = _standard(total, variance)
    return SeasonalTrend(total, variance, z, two_sided(z), slope)


def year_ago(values: Sequence[float | None], period: int = 12) -> tuple[float, float] | None:
    """(now, the same season a year ago), oldest first; None unless both are there: 13 months at least."""
    if len(values) <= period:
        return None
    now, then = values[-1], values[-1 - period]
    return None if now is None or then is None else (now, then)
