"""95 % intervals: Wilson for shares, Student's t for means, adjusted Wald for the promoter score. Plain Python.

Checked against published figures in ``tests/features/reviews/figures.json``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

CONFIDENCE = 0.95
FEWEST_FOR_MEAN = 10  # below this a mean of times gets no interval: they are far from bell-shaped

Interval = tuple[float, float]


@lru_cache(maxsize=16)
def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of the normal distribution: 1.96 for 95 %."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(hits: int, n: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Score interval of a share without continuity correction; None when ``n`` is 0.

    The lower end is exactly 0 without hits, the upper exactly 1 when all hit.
    """
    if n <= 0:
        return None
    z = normal_quantile(confidence)
    share, square = hits / n, z * z
    scale = 1 + square / n
    centre = (share + square / (2 * n)) / scale
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / scale
    return (0.0 if hits == 0 else centre - half, 1.0 if hits == n else centre + half)


def mean_interval(
    n: int, total: float, squares: float, confidence: float = CONFIDENCE, fewest: int = FEWEST_FOR_MEAN
) -> Interval | None:
    """t interval of a mean from count, sum and sum of squares; None below ``fewest`` values."""
    if n < max(fewest, 2):
        return None
    mean = total / n
    variance = max(squares - total * mean, 0.0) / (n - 1)
    half = t_quantile(n - 1, confidence) * math.sqrt(variance / n)
    return (mean - half, mean + half)


def promoter_score(promoters: int, detractors: int, n: int) -> float | None:
    """100 (P - D) / n, from -100 to 100; None without answers."""
    return 100 * (promoters - detractors) / n if n else None


def promoter_interval(
    promoters: int, detractors: int, n: int, confidence: float = CONFIDENCE
) -> Interval | None:
    """Adjusted Wald: three answers more, 3/4 of one on either side; clipped to -100 and 100."""
    if n <= 0:
        return None
    size = n + 3
    p, d = (promoters + 0.75) / size, (detractors + 0.75) / size
    half = normal_quantile(confidence) * 100 * math.sqrt((p + d - (p - d) ** 2) / size)
    centre = 100 * (p - d)
    return (max(centre - half, -100.0), min(centre + half, 100.0))


@lru_cache(maxsize=4096)
def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of Student's t: 2.262 for 9 degrees of freedom and 95 %. Exact to ten digits."""
    if freedom == 1:
        return math.tan(math.pi / 2 * confidence)
    if freedom == 2:
        return confidence * math.sqrt(2 / (1 - confidence * confidence))
    start = _near_normal(freedom, normal_quantile(confidence))
    return start if freedom >= _LIKE_NORMAL else _newton(freedom, confidence, start)


_LIKE_NORMAL = 150  # degrees of freedom from which the expansion is exact to ten digits


def _near_normal(freedom: int, z: float) -> float:
    """Fisher's expansion around the normal quantile ``z``."""
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return math.fsum(term / freedom**power for power, term in enumerate(terms))


def _newton(freedom: int, confidence: float, value: float) -> float:
    """Improve ``value`` until both tails together hold 1 - ``confidence``."""
    log_scale = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)
    scale = math.exp(log_scale) / math.sqrt(freedom * math.pi)
    for _ in range(50):
        tails = incomplete_beta(freedom / (freedom + value * value), freedom / 2, 0.5)
        density = scale * (1 + value * value / freedom) ** (-(freedom + 1) / 2)
        step = (tails - (1 - confidence)) / (2 * density)
        value += step
        if abs(step) < 1e-13 * value:
            break
    return value


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / (1 + step * d or tiny)
            c = 1 + step / c or tiny
            value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return value


def nearest_rank(values: Sequence[float], share: float) -> float | None:
    """The ceil(share * n)-th smallest of ``values``; None when there are none."""
    if not values:
        return None
    return sorted(values)[rank_of(share, len(values)) - 1]


def rank_of(share: float, n: int) -> int:
    """Which of ``n`` values in order the nearest rank takes, counted from 1."""
    return max(math.ceil(share * n - 1e-9), 1)
