"""Quiz questions looked at: how hard, how well they tell those who know from those who do not."""

from __future__ import annotations

import math
from collections.abc import Sequence

Matrix = Sequence[Sequence[float]]  # people x questions

HALVES_BELOW = 30  # people; with more the best and the last 27 % are compared
TAIL = 0.27


def difficulty(matrix: Matrix) -> list[float]:
    """The share (or mean) of points on each question: higher is easier."""
    return [math.fsum(column) / len(column) for column in zip(*matrix, strict=True)]


def alpha(matrix: Matrix) -> float | None:
    """Cronbach's alpha; on right or wrong answers the same as KR-20. None where undefined."""
    return _reliability(matrix, 0)


def kr20_mixed(matrix: Matrix) -> float | None:
    """KR-20 with the sample variance of totals, as some books print it."""
    return _reliability(matrix, 1)


def _reliability(matrix: Matrix, less: int) -> float | None:
    items = len(matrix[0]) if matrix else 0
    if items < 2 or len(matrix) < 2:
        return None
    total = _variance([math.fsum(row) for row in matrix], less)
    if total <= 0:
        return None
    each = math.fsum(_variance(column, 0) for column in zip(*matrix, strict=True))
    return items / (items - 1) * (1 - each / total)


def _variance(values: Sequence[float], less: int) -> float:
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - less)


def item_rest(matrix: Matrix) -> list[float | None]:
    """Each question's correlation with the total of the others; None without variance."""
    totals = [math.fsum(row) for row in matrix]
    return [
        correlation(column, [total - value for total, value in zip(totals, column, strict=True)])
        for column in zip(*matrix, strict=True)
    ]


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's correlation; None without variance in either."""
    if len(one) < 2:
        return None
    mean, mean_other = math.fsum(one) / len(one), math.fsum(other) / len(other)
    a, b = [value - mean for value in one], [value - mean_other for value in other]
    spread = math.fsum(value * value for value in a) * math.fsum(value * value for value in b)
    if spread <= 1e-24:
        return None
    return math.fsum(x * y for x, y in zip(a, b, strict=True)) / math.sqrt(spread)


def discrimination(matrix: Matrix) -> list[float] | None:
    """Share right among the best less share right among the last; None under two people."""
    if len(matrix) < 2:
        return None
    ordered = sorted(matrix, key=lambda row: -math.fsum(row))
    size = len(ordered) // 2 if len(ordered) < HALVES_BELOW else max(round(TAIL * len(ordered)), 1)
    best, last = ordered[:size], ordered[-size:]
    return [high - low for high, low in zip(difficulty(best), difficulty(last), strict=True)]
