"""Which words are said more often than before: weighted log-odds with a prior that keeps rare ones quiet."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shift:
    """How much more a word belongs to the first text than to the second; ``z`` beyond 2 is more than chance."""

    delta: float
    variance: float
    z: float


def log_odds(
    first: Mapping[str, float],
    second: Mapping[str, float],
    prior: Mapping[str, float] | None = None,
    prior_scale: float = 10.0,
) -> dict[str, Shift | None]:
    """For every word of either text (Monroe, Colaresi and Quinn 2008). Count each comment once a word.

    ``prior``: weights by word; without them both texts together, scaled to ``prior_scale``. None: undefined.
    """
    words = list(dict.fromkeys((*first, *second)))
    if prior is None:
        both = {word: first.get(word, 0) + second.get(word, 0) for word in words}
        total = math.fsum(both.values())
        prior = {word: prior_scale * count / total for word, count in both.items()} if total else {}
    n, m, a0 = math.fsum(first.values()), math.fsum(second.values()), math.fsum(prior.values())
    found: dict[str, Shift | None] = {}
    for word in words:
        y, x, a = first.get(word, 0), second.get(word, 0), prior.get(word, 0.0)
        parts = (y + a, n + a0 - y - a, x + a, m + a0 - x - a)
        if min(parts) <= 0:
            found[word] = None
            continue
        delta = math.log(parts[0] / parts[1]) - math.log(parts[2] / parts[3])
        variance = 1 / (y + a) + 1 / (x + a)
        found[word] = Shift(delta, variance, delta / math.sqrt(variance))
    return found
