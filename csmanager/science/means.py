"""Means and promoter scores with their limits."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from csmanager.science.special import CONFIDENCE, Interval, normal_quantile, t_quantile

FEWEST_FOR_MEAN = 10  # below this a mean of times gets no interval: they are far from bell-shaped


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


@dataclass(frozen=True, slots=True)
class Promoters:
    """A promoter score in points; ``low`` and ``high`` are the adjusted limits around ``centre``."""

    score: float
    error: float
    margin: float
    centre: float
    low: float
    high: float


def promoters(ups: int, downs: int, n: int, confidence: float = CONFIDENCE) -> Promoters | None:
    """Score of ``ups`` promoters and ``downs`` detractors among ``n`` answers; None without answers."""
    if n <= 0:
        return None
    z = normal_quantile(confidence)
    centre, adjusted = _score(ups + 0.75, downs + 0.75, n + 3)
    score, error = _score(ups, downs, n)
    return Promoters(
        score, error, z * error, centre, max(centre - z * adjusted, -100.0), min(centre + z * adjusted, 100.0)
    )


def _score(ups: float, downs: float, n: float) -> tuple[float, float]:
    p, d = ups / n, downs / n
    return 100 * (p - d), 100 * math.sqrt(max(p + d - (p - d) ** 2, 0.0) / n)


def promoter_score(ups: int, downs: int, n: int) -> float | None:
    """100 (P - D) / n, from -100 to 100; None without answers."""
    return 100 * (ups - downs) / n if n else None


def promoter_interval(ups: int, downs: int, n: int, confidence: float = CONFIDENCE) -> Interval | None:
    """Adjusted Wald: three answers more, 3/4 of one on either side; clipped to -100 and 100."""
    found = promoters(ups, downs, n, confidence)
    return None if found is None else (found.low, found.high)


def promoter_difference(
    one: tuple[int, int, int], other: tuple[int, int, int], confidence: float = CONFIDENCE
) -> tuple[float, float, float, float] | None:
    """Difference of two scores, each (ups, downs, n): difference, standard error, limits; None without answers."""
    first, second = promoters(*one, confidence), promoters(*other, confidence)
    if first is None or second is None:
        return None
    difference = first.score - second.score
    error = math.hypot(first.error, second.error)
    half = normal_quantile(confidence) * error
    return difference, error, difference - half, difference + half


def sorted_ratings(ratings: Iterable[float | None]) -> tuple[int, int, int, list[float]]:
    """(promoters, passives, detractors, rejected) of ratings from 0 to 10; blanks are not counted."""
    counts, rejected = [0, 0, 0], []
    for rating in ratings:
        if rating is None:
            continue
        if isinstance(rating, bool) or rating != int(rating) or not 0 <= rating <= 10:
            rejected.append(rating)
        else:
            counts[0 if rating >= 9 else 1 if rating >= 7 else 2] += 1
    return counts[0], counts[1], counts[2], rejected
