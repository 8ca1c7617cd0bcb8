"""Funnel plots: how far from the target chance alone takes somebody with so few contacts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from csmanager.science.special import binomial_chances, normal_quantile

SHARES = (0.001, 0.025, 0.975, 0.999)
_LARGE = 5000  # n from which the normal curve is used


@lru_cache(maxsize=8192)
def limits(target: float, n: int, shares: tuple[float, ...] = SHARES) -> tuple[float, ...] | None:
    """Interpolated binomial limits (Spiegelhalter 2005) around ``target``, one a share; None without n."""
    if n <= 0 or not 0 <= target <= 1:
        return None
    if n > _LARGE:
        sigma = math.sqrt(target * (1 - target) / n)
        return tuple(
            min(max(target + math.copysign(normal_quantile(abs(2 * q - 1)), q - 0.5) * sigma, 0.0), 1.0)
            for q in shares
        )
    chances = binomial_chances(n, target)
    found = []
    for q in shares:
        total, r = 0.0, n
        for k, chance in enumerate(chances):
            total += chance
            if total >= q:
                r = k
                break
        step = (total - q) / chances[r] if chances[r] > 0 else 0.0
        found.append(min(max((r - step) / n, 0.0), 1.0))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Spread:
    """How much more people differ than chance explains: ``phi`` above 1 widens all limits by ``factor``."""

    scores: tuple[float | None, ...]
    phi: float
    is_wider: bool
    factor: float


def overdispersion(
    hits: Sequence[float], sizes: Sequence[float], target: float, winsor: float = 0.1
) -> Spread | None:
    """z-scores around ``target`` and their mean square, the outermost ``winsor`` pulled in; None without any."""
    if not 0 < target < 1:
        return None
    scores = [
        (hit / size - target) / math.sqrt(target * (1 - target) / size) if size > 0 else None
        for hit, size in zip(hits, sizes, strict=True)
    ]
    known = sorted(score for score in scores if score is not None)
    if not known:
        return None
    low, high = _quantile(known, winsor), _quantile(known, 1 - winsor)
    phi = math.fsum(min(max(score, low), high) ** 2 for score in known) / len(known)
    return Spread(tuple(scores), phi, phi > 1, math.sqrt(phi) if phi > 1 else 1.0)


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
