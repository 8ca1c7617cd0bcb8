"""Draws that come out the same on every machine and every version of Python."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from statistics import NormalDist

_SMALLEST = 1e-12  # keeps a draw of exactly 0 away from logarithms


class Chance:
    """Randomness made of ``random()`` alone, the one method whose numbers Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self.number = Random(seed).random
        self._quantile = NormalDist().inv_cdf

    def normal(self) -> float:
        """Mean 0, standard deviation 1."""
        return self._quantile(max(self.number(), _SMALLEST))

    def around(self, median: float, spread: float) -> float:
        """Log-normal: half of the draws lie below ``median``; ``spread`` is the sigma of the logarithm."""
        return median * math.exp(spread * self.normal())

    def waiting(self, mean: float) -> float:
        """Exponential."""
        return -mean * math.log(max(self.number(), _SMALLEST))

    def count(self, mean: float) -> int:
        """A whole number of events where ``mean`` are expected (Poisson, by its normal limit)."""
        return max(0, round(mean + math.sqrt(max(mean, 0.0)) * self.normal()))

    def whole(self, below: int) -> int:
        """0 to ``below`` - 1."""
        return int(self.number() * below)


class Wheel:
    """Picks an index with given weights; weights of 0 are never picked."""

    def __init__(self, weights: Sequence[float]) -> None:
        self._edges = list(accumulate(weights))
        self.total = self._edges[-1] if self._edges else 0.0
        self._last = max((i for i, weight in enumerate(weights) if weight > 0), default=-1)

    def pick(self, chance: Chance) -> int:
        """An index; there must be a weight above 0."""
        return min(bisect_right(self._edges, chance.number() * self.total), self._last)
