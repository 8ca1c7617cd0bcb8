"""Distributions the intervals rest on: normal, Student's t, beta, gamma, binomial. Accurate to about ten digits."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import NormalDist

CONFIDENCE = 0.95
Interval = tuple[float, float]

_LIKE_NORMAL = 150  # degrees of freedom from which the expansion is exact to ten digits
_TINY = 1e-300


@lru_cache(maxsize=64)
def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of the normal distribution: 1.96 for 95 %."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def normal_below(z: float) -> float:
    """The share of the normal distribution below ``z``."""
    return math.erfc(-z / math.sqrt(2)) / 2


def two_sided(z: float) -> float:
    """The two-sided tail probability of a normal ``z``."""
    return math.erfc(abs(z) / math.sqrt(2))


@lru_cache(maxsize=4096)
def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of Student's t: 2.262 for 9 degrees of freedom and 95 %."""
    if freedom == 1:
        return math.tan(math.pi / 2 * confidence)
    if freedom == 2:
        return confidence * math.sqrt(2 / (1 - confidence * confidence))
    start = _near_normal(freedom, normal_quantile(confidence))
    return start if freedom >= _LIKE_NORMAL else _newton(freedom, confidence, start)


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
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or _TINY)
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / (1 + step * d or _TINY)
            c = 1 + step / c or _TINY
            value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return value


def beta_quantile(share: float, a: float, b: float) -> float:
    """Where ``share`` of a Beta(a, b) lies below."""
    return _bisect(lambda x: incomplete_beta(x, a, b), share, 0.0, 1.0)


def incomplete_gamma(a: float, x: float) -> float:
    """The regularised lower incomplete gamma function P(a, x)."""
    if x <= 0:
        return 0.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        step = a
        while abs(term) > abs(total) * 1e-17:
            step += 1
            term *= x / step
            total += term
        return front * total
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    value = d
    for m in range(1, 10_000):
        an = -m * (m - a)
        b += 2
        d = 1 / (an * d + b or _TINY)
        c = b + an / c or _TINY
        value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return 1 - front * value


@lru_cache(maxsize=65536)
def gamma_quantile(share: float, a: float) -> float:
    """Where ``share`` of a gamma distribution of shape ``a`` and scale 1 lies below.

    Cornish and Fisher's expansion for large shapes, made better by Newton's steps for others.
    """
    z = NormalDist().inv_cdf(share)
    start = _expanded(z, 2 * a)
    if a >= _LARGE_SHAPE:
        return start
    if a < 1 or start <= 0:
        return _gamma_by_halves(share, a)
    x, log_scale = start, math.lgamma(a)
    for _ in range(30):
        slope = math.exp((a - 1) * math.log(x) - x - log_scale)
        step = (incomplete_gamma(a, x) - share) / slope if slope > 0 else math.inf
        if not abs(step) < x:
            return _gamma_by_halves(share, a)
        x -= step
        if abs(step) < 1e-12 * x:
            break
    return x


_LARGE_SHAPE = 150


def _expanded(z: float, freedom: float) -> float:
    """Half the chi-square quantile of ``freedom`` degrees at the normal quantile ``z``."""
    root = math.sqrt(2 * freedom)
    return 0.5 * math.fsum(
        (
            freedom,
            root * z,
            2 * (z * z - 1) / 3,
            (z**3 - 7 * z) / (9 * root),
            -(6 * z**4 + 14 * z * z - 32) / (405 * freedom),
            (9 * z**5 + 256 * z**3 - 433 * z) / (4860 * math.sqrt(2) * freedom**1.5),
        )
    )


def _gamma_by_halves(share: float, a: float) -> float:
    high = max(a, 1.0)
    while incomplete_gamma(a, high) < share:
        high *= 2
    return _bisect(lambda x: incomplete_gamma(a, x), share, 0.0, high)


def _bisect(below: Callable[[float], float], share: float, low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        if below(middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def binomial_chances(n: int, p: float) -> list[float]:
    """P(R = 0 .. n) for ``n`` trials of chance ``p``."""
    if p <= 0 or p >= 1:
        sure = 0 if p <= 0 else n
        return [1.0 if k == sure else 0.0 for k in range(n + 1)]
    log_p, log_q, all_ways = math.log(p), math.log1p(-p), math.lgamma(n + 1)
    return [
        math.exp(all_ways - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * log_p + (n - k) * log_q)
        for k in range(n + 1)
    ]


def median(values: Sequence[float]) -> float | None:
    """The middle of ``values``, the mean of the two middle ones when their number is even; None when empty."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def nearest_rank(values: Sequence[float], share: float) -> float | None:
    """The ceil(share * n)-th smallest of ``values``; None when there are none."""
    if not values:
        return None
    return sorted(values)[rank_of(share, len(values)) - 1]


def rank_of(share: float, n: int) -> int:
    """Which of ``n`` values in order the nearest rank takes, counted from 1."""
    return max(math.ceil(share * n - 1e-9), 1)
