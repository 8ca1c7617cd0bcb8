"""Natural limits of a figure over time: what it does anyway, and which points say that something changed.

The limits come from a stretch before the newest points, so that a slide does not widen them. Shares get limits by
their own n, widened where months differ by more than chance; everything else gets those of its moving range.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from csmanager.features.reviews.rules import Unit
from csmanager.science import control

NEWEST = 6  # points that are judged by the limits and do not make them, where there are enough others
RUN = 9  # points in a row on one side of the average that are a signal


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a series: ``low``/``high`` one for each point. ``base``: how many points made them.

    ``is_sure`` False: provisional, made of few points. ``is_by_n``: each point has its own.
    """

    centre: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    base: int
    is_sure: bool
    is_by_n: bool


def limits_of(values: Sequence[float | None], sizes: Sequence[int], unit: Unit) -> Limits | None:
    """The limits of a series, oldest first; None with fewer than ``control.FEWEST`` points to make them of."""
    known = [at for at, value in enumerate(values) if value is not None]
    if len(known) < control.FEWEST:
        return None
    end = (
        known[-NEWEST]
        if len(known) >= control.FEWEST + NEWEST
        else known[-1] + (len(known) == control.FEWEST)
    )
    base = list(values[:end])
    return _by_n(base, values, sizes) if unit is Unit.SHARE else _by_range(base, len(values), unit)


def _by_n(
    base: Sequence[float | None], values: Sequence[float | None], sizes: Sequence[int]
) -> Limits | None:
    ns = [float(n) if value is not None and n > 0 else None for value, n in zip(base, sizes, strict=False)]
    hits = [None if n is None or value is None else value * n for value, n in zip(base, ns, strict=True)]
    plain = control.p_chart(hits, ns)
    count = sum(n is not None for n in ns)
    if plain is None or count < control.FEWEST - 1:
        return None
    spread = control.laney(hits, ns)
    wider = max(1.0, spread.sigma_z or 1.0) if spread is not None else 1.0
    p = plain.centre
    if not 0 < p < 1:
        return None  # it never varied, so nothing is known of how much it does
    low, high = [], []
    for n in sizes[: len(values)]:
        reach = 3 * wider * math.sqrt(p * (1 - p) / n) if n > 0 else 1.0
        low.append(max(0.0, p - reach))
        high.append(min(1.0, p + reach))
    return Limits(p, tuple(low), tuple(high), count, count >= control.FIRM, True)


def _by_range(base: Sequence[float | None], count: int, unit: Unit) -> Limits | None:
    made = control.xmr(base)
    if made is None or made.upper is None or made.lower is None or made.n < control.FEWEST - 1:
        return None
    if not made.range_mean:
        return None  # it never varied
    low = made.lower if unit is Unit.POINTS else max(0.0, made.lower)
    return Limits(made.mean, (low,) * count, (made.upper,) * count, made.n, not made.is_provisional, False)


def signals(values: Sequence[float | None], limits: Limits) -> list[int]:
    """For each point 1 (signal up), -1 (signal down) or 0: outside the limits, or the RUN-th on one side."""
    found, run, side = [], 0, 0
    for at, value in enumerate(values):
        if value is None:
            found.append(0)
            run = 0
            continue
        slack = 1e-9 * max(abs(limits.high[at]), 1e-9)
        now = (value > limits.centre + slack) - (value < limits.centre - slack)
        run = run + 1 if now == side and now else int(now != 0)
        side = now
        out = (value > limits.high[at] + slack) - (value < limits.low[at] - slack)
        found.append(out or (now if run >= RUN else 0))
    return found


def slope(values: Sequence[float | None]) -> tuple[float, float] | None:
    """Theil-Sen: (change a step, value at step 0); None with fewer than 8 points."""
    known = [(at, value) for at, value in enumerate(values) if value is not None]
    if len(known) < 8:
        return None
    steps = sorted((b - a) / (j - i) for place, (i, a) in enumerate(known) for j, b in known[place + 1 :])
    rise = _median(steps)
    return rise, _median(sorted(value - rise * at for at, value in known))


def _median(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
