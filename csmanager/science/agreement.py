"""How far graders agree: Krippendorff's alpha, Cohen's kappa, intraclass correlation.

Without any variation agreement beyond chance is undefined, not perfect.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Ratings = Sequence[Sequence[float | None]]


def alpha(ratings: Ratings, level: str = "nominal") -> float | None:
    """Krippendorff's alpha; rows are graders, columns what they graded, None a blank. None where undefined.

    ``level``: nominal, ordinal, interval or ratio.
    """
    units = [[value for value in column if value is not None] for column in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) >= 2]
    counts = Counter(value for unit in units for value in unit)
    total = sum(counts.values())
    if total < 2:
        return None
    distance = _distance(level, counts)
    seen = math.fsum(
        2 * distance(one, other) / (len(unit) - 1)
        for unit in units
        for place, one in enumerate(unit)
        for other in unit[place + 1 :]
    )
    values = sorted(counts)
    by_chance = math.fsum(
        2 * counts[one] * counts[other] * distance(one, other)
        for place, one in enumerate(values)
        for other in values[place + 1 :]
    )
    if by_chance <= 0:
        return None
    return 1 - (total - 1) * seen / by_chance


def _distance(level: str, counts: Counter[float]) -> Callable[[float, float], float]:
    if level == "ordinal":
        values = sorted(counts)
        upto, running = {}, 0.0
        for value in values:
            upto[value] = running + counts[value] / 2
            running += counts[value]
        return lambda one, other: (upto[one] - upto[other]) ** 2
    if level == "interval":
        return lambda one, other: (one - other) ** 2
    if level == "ratio":
        return lambda one, other: ((one - other) / (one + other)) ** 2 if one + other else 0.0
    return lambda one, other: float(one != other)


def kappa(table: Sequence[Sequence[float]], weight: str = "none") -> float | None:
    """Cohen's kappa of a square table, rows the first grader; ``weight``: none, linear or quadratic."""
    size = len(table)
    total = math.fsum(math.fsum(row) for row in table)
    if total <= 0:
        return None
    rows = [math.fsum(row) for row in table]
    columns = [math.fsum(row[at] for row in table) for at in range(size)]

    def off(i: int, j: int) -> float:
        return (
            float(i != j) if weight == "none" else abs(i - j) if weight == "linear" else float((i - j) ** 2)
        )

    seen = math.fsum(off(i, j) * table[i][j] for i in range(size) for j in range(size)) / total
    by_chance = (
        math.fsum(off(i, j) * rows[i] * columns[j] for i in range(size) for j in range(size)) / total**2
    )
    return None if by_chance <= 0 else 1 - seen / by_chance


@dataclass(frozen=True, slots=True)
class Correlations:
    """Intraclass correlations of Shrout and Fleiss; ``k`` forms are of the mean of all graders."""

    one: float | None
    two: float | None
    three: float | None
    one_k: float | None
    two_k: float | None
    three_k: float | None


def correlations(scores: Sequence[Sequence[float]]) -> Correlations | None:
    """Of a full table, rows what was graded, columns graders; None under two of either."""
    n, k = len(scores), len(scores[0]) if scores else 0
    if n < 2 or k < 2:
        return None
    mean = math.fsum(math.fsum(row) for row in scores) / (n * k)
    rows = [math.fsum(row) / k for row in scores]
    columns = [math.fsum(row[at] for row in scores) / n for at in range(k)]
    all_squares = math.fsum((value - mean) ** 2 for row in scores for value in row)
    between = k * math.fsum((row - mean) ** 2 for row in rows)
    graders = n * math.fsum((column - mean) ** 2 for column in columns)
    bms = between / (n - 1)
    wms = (all_squares - between) / (n * (k - 1))
    jms = graders / (k - 1)
    ems = max(all_squares - between - graders, 0.0) / ((n - 1) * (k - 1))
    return Correlations(
        _over(bms - wms, bms + (k - 1) * wms),
        _over(bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n),
        _over(bms - ems, bms + (k - 1) * ems),
        _over(bms - wms, bms),
        _over(bms - ems, bms + (jms - ems) / n),
        _over(bms - ems, bms),
    )


def _over(top: float, bottom: float) -> float | None:
    return None if abs(bottom) < 1e-15 else top / bottom


def percent_agreement(ratings: Ratings) -> float | None:
    """The share of pairs of graders who gave the same; None without any pair."""
    same = pairs = 0
    for column in zip(*ratings, strict=True):
        known = [value for value in column if value is not None]
        for place, one in enumerate(known):
            for other in known[place + 1 :]:
                pairs += 1
                same += one == other
    return same / pairs if pairs else None
