"""Fair comparison of people with different work: what a figure would be if everyone had the same kinds of contact."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

ENOUGH = 10  # contacts in every cell below which the direct way is not to be trusted

Cells = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Adjusted:
    """``crude``: as counted. ``direct``: with everyone's mix; None where a kind of contact is missing or rare.

    ``observed`` and ``expected`` hits, had the person the rates of all: ``ratio`` and ``indirect`` work with few.
    """

    crude: float | None
    direct: float | None
    observed: float
    expected: float
    ratio: float | None
    indirect: float | None
    smallest_cell: float

    @property
    def fair(self) -> float | None:
        """The figure to compare: the direct one where every cell is large enough, else the indirect one."""
        return self.direct if self.smallest_cell >= ENOUGH and self.direct is not None else self.indirect


def adjust(groups: Mapping[str, Cells]) -> dict[str, Adjusted]:
    """For each group its cells: kind of contact -> (hits, n). The mix and rates of all together are the standard."""
    hits: dict[str, float] = {}
    sizes: dict[str, float] = {}
    for cells in groups.values():
        for kind, (hit, size) in cells.items():
            hits[kind] = hits.get(kind, 0) + hit
            sizes[kind] = sizes.get(kind, 0) + size
    total = math.fsum(sizes.values())
    overall = math.fsum(hits.values()) / total if total > 0 else None
    found = {}
    for name, cells in groups.items():
        observed = math.fsum(hit for hit, _ in cells.values())
        n = math.fsum(size for _, size in cells.values())
        expected = math.fsum(
            size * hits[kind] / sizes[kind] for kind, (_, size) in cells.items() if sizes[kind] > 0
        )
        wanted = [kind for kind, size in sizes.items() if size > 0]
        smallest = min((cells.get(kind, (0, 0))[1] for kind in wanted), default=0)
        direct = (
            math.fsum(cells[kind][0] / cells[kind][1] * sizes[kind] for kind in wanted) / total
            if wanted and smallest > 0
            else None
        )
        ratio = observed / expected if expected > 0 else None
        found[name] = Adjusted(
            observed / n if n > 0 else None,
            direct,
            observed,
            expected,
            ratio,
            None if ratio is None or overall is None else ratio * overall,
            smallest,
        )
    return found


def is_misleading(groups: Mapping[str, Adjusted]) -> bool:
    """Whether two groups stand in another order once their mix is taken into account."""
    known = [
        (one.crude, one.fair) for one in groups.values() if one.crude is not None and one.fair is not None
    ]
    return any(
        (first[0] - second[0]) * (first[1] - second[1]) < 0
        for place, first in enumerate(known)
        for second in known[place + 1 :]
    )
