"""Rank correlation with an interval: whether two orders go together, and how surely that can be said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from csmanager.science.special import normal_quantile

FEWEST = 20  # pairs below which nothing is said; METHODS, quality of hire


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's rho of ``n`` pairs. ``low``/``high``: 95 % limits; all None where nothing can be said."""

    n: int
    rho: float | None
    low: float | None
    high: float | None

    @property
    def is_enough(self) -> bool:
        """Whether there are pairs enough to say anything."""
        return self.n >= FEWEST and self.rho is not None


def ranks(values: Sequence[float]) -> list[float]:
    """The ranks from 1, ties sharing the mean of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for place in range(at, end + 1):
            found[order[place]] = (at + end) / 2 + 1
        at = end + 1
    return found


def spearman(pairs: Sequence[tuple[float, float]]) -> Correlation:
    """Spearman's rho with limits by Fisher's z and the error of Bonett and Wright (2000).

    None without three pairs, or where one side does not vary.
    """
    n = len(pairs)
    if n < 3:
        return Correlation(n, None, None, None)
    first, second = ranks([one for one, _ in pairs]), ranks([other for _, other in pairs])
    mean = (n + 1) / 2
    across = math.fsum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
    spread = math.fsum((a - mean) ** 2 for a in first) * math.fsum((b - mean) ** 2 for b in second)
    if spread == 0:
        return Correlation(n, None, None, None)
    rho = max(-1.0, min(1.0, across / math.sqrt(spread)))
    if n < 4 or abs(rho) == 1:
        return Correlation(n, rho, None, None)
    half = normal_quantile() * math.sqrt((1 + rho * rho / 2) / (n - 3))
    z = math.atanh(rho)
    return Correlation(n, rho, math.tanh(z - half), math.tanh(z + half))
