"""Natural limits of a figure over time: what it does anyway, and which points say that something changed.

The limits come from a stretch before the newest points, so that a slide does not widen them. Shares get limits by
their own n (a p chart), and so do rates of events per unit (a u chart), both widened where months differ by more than
chance; everything else gets those of its moving range (an XmR chart). Signals are the first two rules of Nelson unless
the store asks for all eight: with those a series in which nothing happens looks like a signal one time in five.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from csmanager.features.reviews.rules import Unit
from csmanager.science import control

NEWEST = 6  # points that are judged by the limits and do not make them, where there are enough others
RUN = 9  # points in a row on one side of the average that are a signal (Nelson; Western Electric takes 8)
RULES = (1, 2)  # of Nelson
ALL_RULES = tuple(range(1, 9))

PER = {"complaint_rate": 1000.0, "survey_response": 100.0, "contacts_per_hour": 1.0}
"""Measures that are events per so many of what they rest on, with that number."""

NAMES = {"p": "p chart", "u": "u chart", "x": "XmR chart"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a series: ``low``/``high`` one for each point. ``base``: how many points made them.

    ``is_sure`` False: provisional, made of few points. ``kind``: a key of ``NAMES``. ``sigmas``: a third of the way
    from the centre to the limit of each point before it is cut at what is possible; None where it has no n.
    ``rules``: the rules of Nelson that tell of a change.
    """

    centre: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    base: int
    is_sure: bool
    kind: str
    sigmas: tuple[float | None, ...]
    rules: tuple[int, ...] = RULES

    @property
    def is_by_n(self) -> bool:
        """Whether each point has its own limits."""
        return self.kind != "x"


@dataclass(frozen=True, slots=True)
class Signal:
    """That something changed: ``side`` 1 up or -1 down, by a rule of Nelson."""

    side: int
    rule: int

    @property
    def words(self) -> str:
        """The rule that was met, named."""
        return f"{control.RULE_WORDS[self.rule]} (rule {self.rule} of Nelson)"


def limits_of(
    values: Sequence[float | None], sizes: Sequence[int], unit: Unit, per: float | None = None
) -> Limits | None:
    """The limits of a series, oldest first; None with fewer than ``control.FEWEST`` points to make them of.

    ``per``: values are events for each ``per`` of ``sizes``.
    """
    known = [at for at, value in enumerate(values) if value is not None]
    if len(known) < control.FEWEST:
        return None
    end = (
        known[-NEWEST]
        if len(known) >= control.FEWEST + NEWEST
        else known[-1] + (len(known) == control.FEWEST)
    )
    base = list(values[:end])
    if unit is Unit.SHARE:
        return _by_n(base, values, sizes, None)
    return _by_n(base, values, sizes, per) if per else _by_range(base, len(values), unit)


def _by_n(
    base: Sequence[float | None], values: Sequence[float | None], sizes: Sequence[int], per: float | None
) -> Limits | None:
    scale = per or 1.0
    ns = [float(n) if value is not None and n > 0 else None for value, n in zip(base, sizes, strict=False)]
    hits = [
        None if n is None or value is None else value * n / scale for value, n in zip(base, ns, strict=True)
    ]
    plain = control.u_chart(hits, ns) if per else control.p_chart(hits, ns)
    count = sum(n is not None for n in ns)
    if plain is None or count < control.FEWEST - 1:
        return None
    spread = control.laney(hits, ns, is_share=not per)
    wider = max(1.0, spread.sigma_z or 1.0) if spread is not None else 1.0
    centre = plain.centre
    if centre <= 0 or (not per and centre >= 1):
        return None  # it never varied, so nothing is known of how much it does
    variance = centre if per else centre * (1 - centre)
    sigmas = tuple(scale * wider * math.sqrt(variance / n) if n > 0 else None for n in sizes[: len(values)])
    centre *= scale
    top = math.inf if per else 1.0
    widest = max((sigma for sigma in sigmas if sigma is not None), default=0.0)
    reach = [3 * (sigma if sigma is not None else widest) for sigma in sigmas]
    return Limits(
        centre, tuple(max(0.0, centre - one) for one in reach), tuple(min(top, centre + one) for one in reach),
        count, count >= control.FIRM, "u" if per else "p", sigmas,
    )  # fmt: skip


def _by_range(base: Sequence[float | None], count: int, unit: Unit) -> Limits | None:
    made = control.xmr(base)
    if made is None or made.upper is None or made.lower is None or made.n < control.FEWEST - 1:
        return None
    if not made.range_mean:
        return None  # it never varied
    low = made.lower if unit is Unit.POINTS else max(0.0, made.lower)
    sigmas = ((made.upper - made.mean) / 3,) * count
    return Limits(
        made.mean, (low,) * count, (made.upper,) * count, made.n, not made.is_provisional, "x", sigmas
    )


def signals(values: Sequence[float | None], limits: Limits) -> list[Signal | None]:
    """For each point whether it completes the pattern of one of the limits' rules; the first one that it does."""
    scores = [
        (value - limits.centre) / sigma if value is not None and sigma else None
        for value, sigma in zip(values, limits.sigmas, strict=True)
    ]
    scores = [0.0 if score is not None and abs(score) < 1e-9 else score for score in scores]
    found: list[Signal | None] = [None] * len(scores)
    for rule, places in sorted(control.nelson(scores, 0.0, 1.0, limits.rules).items(), reverse=True):
        for at in places:
            found[at] = Signal(1 if (scores[at] or 0) > 0 else -1, rule)
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
