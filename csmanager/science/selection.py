"""Selection rates of groups: the four-fifths rule with its warnings. Aggregates only, never about one applicant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from csmanager.science.proportions import fisher, pooled_z

SMALL = 50  # a group under one fiftieth (2 %) of the applicants is listed, not tested


@dataclass(frozen=True, slots=True)
class Group:
    """One group against the one chosen most often. ``is_fragile``: one other decision would turn it round."""

    rate: float | None
    ratio: float | None
    is_flagged: bool
    is_tested: bool
    fisher_p: float | None
    z: float | None
    z_p: float | None
    is_fragile: bool
    is_reference: bool


def adverse_impact(groups: Mapping[str, tuple[int, int]]) -> tuple[str | None, dict[str, Group]]:
    """(the group of the highest rate, all groups); each group as (selected, applicants)."""
    everyone = sum(n for _, n in groups.values())
    tested = {name for name, (_, n) in groups.items() if n > 0 and n * SMALL >= everyone}
    reference: str | None = None
    for name, (hits, n) in groups.items():
        if name in tested and (reference is None or hits * groups[reference][1] > groups[reference][0] * n):
            reference = name
    top, most = groups[reference] if reference is not None else (0, 0)
    found = {}
    for name, (hits, n) in groups.items():
        rate = hits / n if n > 0 else None
        ratio = (hits * most) / (n * top) if n > 0 and top > 0 else None
        flagged = ratio is not None and 5 * hits * most < 4 * top * n
        is_compared = name != reference and name in tested
        z = pooled_z(hits, n, top, most) if is_compared else None
        found[name] = Group(
            rate,
            ratio,
            flagged,
            name in tested,
            fisher(((hits, n - hits), (top, most - top))) if is_compared else None,
            z[0] if z else None,
            z[1] if z else None,
            flagged and (hits + 1) * most >= (top - 1) * n,
            name == reference,
        )
    return reference, found
