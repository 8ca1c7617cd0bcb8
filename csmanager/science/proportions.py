"""Shares and rates with their limits: Wilson, Jeffreys, Newcombe's difference, exact Poisson, Fisher's test."""

from __future__ import annotations

import math

from csmanager.science.special import (
    CONFIDENCE,
    Interval,
    beta_quantile,
    gamma_quantile,
    normal_quantile,
    two_sided,
)


def wilson(
    hits: float, n: float, confidence: float = CONFIDENCE, *, z: float | None = None
) -> Interval | None:
    """Score interval of a share without continuity correction; None when ``n`` is 0.

    The lower end is exactly 0 without hits, the upper exactly 1 when all hit.
    """
    if n <= 0:
        return None
    if z is None:
        z = normal_quantile(confidence)
    share, square = hits / n, z * z
    scale = 1 + square / n
    centre = (share + square / (2 * n)) / scale
    half = z * math.sqrt(max(share * (1 - share), 0.0) / n + square / (4 * n * n)) / scale
    return (0.0 if hits <= 0 else centre - half, 1.0 if hits >= n else centre + half)


def jeffreys(hits: int, n: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Equal-tailed quantiles of Beta(hits + 1/2, misses + 1/2), the ends exact as Wilson's; None when ``n`` is 0."""
    if n <= 0:
        return None
    tail, a, b = (1 - confidence) / 2, hits + 0.5, n - hits + 0.5
    return (
        0.0 if hits <= 0 else beta_quantile(tail, a, b),
        1.0 if hits >= n else beta_quantile(1 - tail, a, b),
    )


def combined_difference(
    first: float, first_range: Interval, second: float, second_range: Interval
) -> Interval:
    """Limits of ``first - second`` from the limits of both (Newcombe's hybrid, Zou and Donner's recovery)."""
    difference = first - second
    low = math.hypot(first - first_range[0], second_range[1] - second)
    high = math.hypot(first_range[1] - first, second - second_range[0])
    return difference - low, difference + high


def newcombe(
    hits: int, n: int, other_hits: int, other_n: int, confidence: float = CONFIDENCE
) -> tuple[float, float, float] | None:
    """The difference of two shares with its limits (Newcombe 1998, method 10); None when either has no n."""
    one, other = wilson(hits, n, confidence), wilson(other_hits, other_n, confidence)
    if one is None or other is None:
        return None
    p, q = hits / n, other_hits / other_n
    return (p - q, *combined_difference(p, one, q, other))


def poisson_range(events: float, confidence: float = CONFIDENCE) -> Interval:
    """Exact limits (Garwood) of the expected number of events when ``events`` were counted."""
    tail = (1 - confidence) / 2
    low = 0.0 if events <= 0 else gamma_quantile(tail, events)
    return low, gamma_quantile(1 - tail, events + 1)


def rate_interval(events: float, base: float, confidence: float = CONFIDENCE) -> Interval | None:
    """Exact limits of events for each one of ``base``; None without a base."""
    if base <= 0:
        return None
    low, high = poisson_range(events, confidence)
    return low / base, high / base


def sample_size(
    share: float, half_width: float, confidence: float = CONFIDENCE, population: int | None = None
) -> int | None:
    """How many answers give a share near ``share`` limits of +- ``half_width``; of a small ``population`` fewer."""
    if half_width <= 0 or not 0 <= share <= 1:
        return None
    z = normal_quantile(confidence)
    wanted = z * z * share * (1 - share) / (half_width * half_width)
    if population is not None:
        if population <= 0:
            return None
        wanted = wanted / (1 + (wanted - 1) / population)
    return math.ceil(wanted - 1e-9)


def fisher(table: tuple[tuple[int, int], tuple[int, int]]) -> float:
    """Two-sided p of Fisher's exact test: the sum over tables no likelier than the one seen."""
    (a, b), (c, d) = table
    row, column, total = a + b, a + c, a + b + c + d
    low, high = max(0, column - (c + d)), min(row, column)

    def log_chance(k: int) -> float:
        return _log_choose(row, k) + _log_choose(total - row, column - k)

    logs = {k: log_chance(k) for k in range(low, high + 1)}
    top = max(logs.values())
    seen = math.exp(logs[a] - top)
    chances = [math.exp(value - top) for value in logs.values()]
    p = math.fsum(one for one in chances if one <= seen * (1 + 1e-7)) / math.fsum(chances)
    return min(p, 1.0)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def pooled_z(hits: int, n: int, other_hits: int, other_n: int) -> tuple[float, float] | None:
    """z and two-sided p of two shares, pooled and without correction; None when it has no spread."""
    if n <= 0 or other_n <= 0:
        return None
    pooled = (hits + other_hits) / (n + other_n)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
    if error <= 0:
        return None
    z = (hits / n - other_hits / other_n) / error
    return z, two_sided(z)
