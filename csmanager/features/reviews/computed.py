"""A measure as arrays: periods x (groups + everyone), with limits for each group in the first period.

Needs numpy, so import it inside functions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmanager.features.reviews.cube import Floats, Sums
from csmanager.science.means import mean_interval, promoter_interval
from csmanager.science.proportions import rate_interval, wilson
from csmanager.science.special import Interval

Numbers = NDArray[Any]
Notes = Callable[[int], tuple[str, ...]]


@dataclass(slots=True)
class Computed:
    """A measure in some periods: value = ``top`` / ``bottom``; ``n`` is what it rests on.

    ``interval`` and ``beside`` answer for one group in the first period. ``family``: whose median and p90 belong
    beside it. ``has_range`` False: there is no known range of chance, and so no verdict.
    """

    top: Numbers
    bottom: Numbers
    n: Numbers
    interval: Callable[[int], Interval | None] = field(default=lambda group: None)
    beside: Notes = field(default=lambda group: ())
    family: str | None = None
    is_exact: bool = False
    has_range: bool = True

    def values(self) -> Floats:
        """Values of all periods and groups; NaN where there are none."""
        bottom = np.where(self.bottom > 0, self.bottom, np.nan)
        found: Floats = self.top / bottom
        return found


def share(top: Numbers, bottom: Numbers, beside: Notes | None = None) -> Computed:
    hits, sizes = top[0].tolist(), bottom[0].tolist()
    found = Computed(top, bottom, bottom, lambda group: wilson(hits[group], sizes[group]))
    if beside is not None:
        found.beside = beside
    return found


def mean(sums: Sums, family: str, scale: float = 1.0) -> Computed:
    """The mean of a family in seconds (times ``scale``), with its t interval."""
    n, total = sums.of(f"{family}:n"), sums.of(f"{family}:sum")
    sizes, totals, squares = n[0].tolist(), total[0].tolist(), sums.squares(family).tolist()

    def interval(group: int) -> Interval | None:
        found = mean_interval(sizes[group], totals[group] / 1000, squares[group])
        return None if found is None else (found[0] * scale, found[1] * scale)

    return Computed(total * scale, n * 1000, n, interval, family=family if scale == 1 else None)


def score(sums: Sums, family: str, beside: Notes | None = None) -> Computed:
    """The mean of whole answers, from their sum and sum of squares."""
    n, total, squares = (sums.of(f"{family}:{part}") for part in ("n", "sum", "squares"))
    sizes, totals, squared = n[0].tolist(), total[0].tolist(), squares[0].tolist()
    found = Computed(total, n, n, lambda group: mean_interval(sizes[group], totals[group], squared[group]))
    if beside is not None:
        found.beside = beside
    return found


def points(ups: Numbers, downs: Numbers, n: Numbers) -> Computed:
    """A promoter score with its adjusted limits."""
    up, down, sizes = ups[0].tolist(), downs[0].tolist(), n[0].tolist()
    return Computed(
        100 * (ups - downs), n, n, lambda group: promoter_interval(up[group], down[group], sizes[group])
    )


def rate(events: Numbers, base: Numbers, per: float, n: Numbers | None = None) -> Computed:
    """So many events for each ``per`` of a base, with exact Poisson limits."""
    counts, bases = events[0].tolist(), base[0].tolist()

    def interval(group: int) -> Interval | None:
        found = rate_interval(counts[group], bases[group])
        return None if found is None else (found[0] * per, found[1] * per)

    return Computed(events * per, base, base if n is None else n, interval)


def plain(top: Numbers, bottom: Numbers, n: Numbers, beside: Notes | None = None) -> Computed:
    """A ratio without a known range of chance: shown, never judged."""
    found = Computed(top, bottom, n, has_range=False)
    if beside is not None:
        found.beside = beside
    return found
