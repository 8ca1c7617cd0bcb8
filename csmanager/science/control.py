"""Charts over time: natural limits from the moving range, limits of shares and counts, rules that tell signals."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from csmanager.science.special import median as middle

XMR_LIMIT = 2.660  # three sigmas, a sigma being the mean moving range / 1.128
XMR_RANGE = 3.267
D2 = 1.128
FEWEST = 6  # points below which a chart tells nothing
FIRM = 12  # points below which its limits are provisional

Maybe = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class XmR:
    """Individuals and their moving range. ``upper`` and ``lower`` are the natural limits."""

    n: int
    mean: float
    range_mean: float | None
    sigma: float | None
    upper: float | None
    lower: float | None
    range_limit: float | None

    @property
    def is_usable(self) -> bool:
        """Whether there are points enough to look for signals."""
        return self.n >= FEWEST and self.sigma is not None

    @property
    def is_provisional(self) -> bool:
        """Whether the limits may still move much."""
        return self.n < FIRM


def xmr(values: Maybe, *, skip_gaps: bool = False) -> XmR | None:
    """Limits of individual values, oldest first; None marks a gap. None without any value.

    No range is taken across a gap unless ``skip_gaps``.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    line: Maybe = known if skip_gaps else values
    ranges = [
        abs(after - before)
        for before, after in itertools.pairwise(line)
        if before is not None and after is not None
    ]
    mean = math.fsum(known) / len(known)
    if not ranges:
        return XmR(len(known), mean, None, None, None, None, None)
    spread = math.fsum(ranges) / len(ranges)
    return XmR(
        len(known),
        mean,
        spread,
        spread / D2,
        mean + XMR_LIMIT * spread,
        mean - XMR_LIMIT * spread,
        XMR_RANGE * spread,
    )


@dataclass(frozen=True, slots=True)
class Limits:
    """A chart whose limits differ by point: None where a point has no n. ``signals``: which lie beyond."""

    centre: float
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    signals: tuple[int, ...]
    sigma_z: float | None = None


def p_chart(hits: Maybe, sizes: Maybe) -> Limits | None:
    """Shares: three binomial sigmas around the pooled share; None without any n."""
    return _ratio_chart(hits, sizes, is_share=True)


def u_chart(events: Maybe, bases: Maybe) -> Limits | None:
    """Counts per base: three Poisson sigmas around the pooled rate; None without any base."""
    return _ratio_chart(events, bases, is_share=False)


def c_chart(events: Maybe) -> Limits | None:
    """Counts over equal bases; None without any."""
    return u_chart(events, [None if value is None else 1 for value in events])


def laney(hits: Maybe, sizes: Maybe, *, is_share: bool = True) -> Limits | None:
    """p' (or u') chart: the limits widened by the spread between points; None without any n or spread."""
    plain = _ratio_chart(hits, sizes, is_share=is_share)
    if plain is None:
        return None
    sigmas = [_sigma(plain.centre, size, is_share) for size in sizes]
    scores: list[float | None] = []
    for hit, size, sigma in zip(hits, sizes, sigmas, strict=True):
        known = hit is not None and size and sigma
        scores.append(
            (hit / size - plain.centre) / sigma if known and hit is not None and size and sigma else None
        )
    chart = xmr(scores)
    if chart is None or chart.sigma is None:
        return None
    return _ratio_chart(hits, sizes, is_share=is_share, widen=chart.sigma)


def _sigma(centre: float, size: float | None, is_share: bool) -> float | None:
    if not size or size < 0:
        return None
    return math.sqrt(max(centre * (1 - centre) if is_share else centre, 0.0) / size)


def _ratio_chart(hits: Maybe, sizes: Maybe, *, is_share: bool, widen: float | None = None) -> Limits | None:
    known = [
        (hit, size) for hit, size in zip(hits, sizes, strict=True) if hit is not None and size and size > 0
    ]
    if not known:
        return None
    centre = math.fsum(hit for hit, _ in known) / math.fsum(size for _, size in known)
    top = 1.0 if is_share else math.inf
    lower: list[float | None] = []
    upper: list[float | None] = []
    signals = []
    for place, (hit, size) in enumerate(zip(hits, sizes, strict=True)):
        sigma = _sigma(centre, size, is_share)
        if sigma is None or hit is None or not size:
            lower.append(None)
            upper.append(None)
            continue
        half = 3 * sigma * (1.0 if widen is None else widen)
        low, high = max(centre - half, 0.0), min(centre + half, top)
        lower.append(low)
        upper.append(high)
        if _beyond(hit / size, low, high):
            signals.append(place)
    return Limits(centre, tuple(lower), tuple(upper), tuple(signals), widen)


def _beyond(value: float, low: float, high: float) -> bool:
    """Strictly outside, give or take a rounding error."""
    slack = 1e-12 * max(abs(low), abs(high), 1e-300)
    return value < low - slack or value > high + slack


# the eight rules of Nelson


def nelson(
    values: Maybe, centre: float, sigma: float, rules: Collection[int] = range(1, 9)
) -> dict[int, list[int]]:
    """For each of ``rules`` the places of the points that complete its pattern. A gap ends every pattern.

    Rules 1 and 2 give few false alarms; with all eight about one stable series in five looks like a signal.
    """
    found: dict[int, list[int]] = {rule: [] for rule in rules}
    start = 0
    for is_gap, points in itertools.groupby(values, lambda value: value is None):
        block = list(points)
        line = [value for value in block if value is not None]
        scores = [] if is_gap else [_score(value, centre, sigma) for value in line]
        for rule, places in found.items():
            length, holds = _RULES[rule]
            places += [
                start + at
                for at in range(length - 1, len(scores))
                if holds(scores[at - length + 1 : at + 1], line[at - length + 1 : at + 1])
            ]
        start += len(block)
    return found


def _score(value: float, centre: float, sigma: float) -> float:
    """Distance from the centre in sigmas; rounding errors of a part in a billion are not a difference."""
    away = value - centre
    if abs(away) <= 1e-12 * max(abs(value), abs(centre)):
        return 0.0
    return math.copysign(math.inf, away) if sigma <= 0 else away / sigma


_SLACK = 1e-9


def _past(score: float, limit: float) -> bool:
    return score > limit + _SLACK


def _one_beyond(scores: list[float], plain: list[float]) -> bool:
    return _past(abs(scores[-1]), 3)


def _same_side(scores: list[float], plain: list[float]) -> bool:
    return all(one > 0 for one in scores) or all(one < 0 for one in scores)


def _trending(scores: list[float], plain: list[float]) -> bool:
    steps = [after - before for before, after in itertools.pairwise(plain)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)


def _alternating(scores: list[float], plain: list[float]) -> bool:
    steps = [after - before for before, after in itertools.pairwise(plain)]
    return all(step != 0 for step in steps) and all(
        (before > 0) != (after > 0) for before, after in itertools.pairwise(steps)
    )


def _most_beyond(scores: list[float], limit: float, wanted: int) -> bool:
    return any(
        _past(side * scores[-1], limit) and sum(_past(side * one, limit) for one in scores) >= wanted
        for side in (1, -1)
    )


def _two_of_three(scores: list[float], plain: list[float]) -> bool:
    return _most_beyond(scores, 2, 2)


def _four_of_five(scores: list[float], plain: list[float]) -> bool:
    return _most_beyond(scores, 1, 4)


def _hugging(scores: list[float], plain: list[float]) -> bool:
    return all(abs(one) < 1 - _SLACK for one in scores)


def _avoiding(scores: list[float], plain: list[float]) -> bool:
    return (
        all(_past(abs(one), 1) for one in scores)
        and any(one > 0 for one in scores)
        and any(one < 0 for one in scores)
    )


_RULES = {
    1: (1, _one_beyond),
    2: (9, _same_side),
    3: (6, _trending),
    4: (14, _alternating),
    5: (3, _two_of_three),
    6: (5, _four_of_five),
    7: (15, _hugging),
    8: (8, _avoiding),
}

RULE_WORDS = {
    1: "one point outside the limits",
    2: "nine points in a row on one side of the average",
    3: "six points in a row rising or falling",
    4: "fourteen points in a row going up and down in turn",
    5: "two of three points far out on the same side",
    6: "four of five points well out on the same side",
    7: "fifteen points in a row very close to the average",
    8: "eight points in a row far from the average on both sides",
}


@dataclass(frozen=True, slots=True)
class RunChart:
    """A chart around the median (Anhoj's rules); limits and ``signal`` are None when every point is the median."""

    median: float
    useful: int
    longest: int
    crossings: int
    longest_limit: int | None
    crossings_limit: int | None
    signal: bool | None


def run_chart(values: Maybe) -> RunChart | None:
    """Longest run and crossings of the median; points on it do not count. None without values."""
    known = [value for value in values if value is not None]
    centre = middle(known)
    if centre is None:
        return None
    sides = [value > centre for value in known if value != centre]
    longest = run = 0
    crossings = 0
    for place, side in enumerate(sides):
        run = run + 1 if place and side == sides[place - 1] else 1
        crossings += bool(place and side != sides[place - 1])
        longest = max(longest, run)
    useful = len(sides)
    if not useful:
        return RunChart(centre, 0, 0, 0, None, None, None)
    run_limit = round(math.log2(useful) + 3)
    cross_limit = _half_quantile(useful - 1)
    return RunChart(
        centre,
        useful,
        longest,
        crossings,
        run_limit,
        cross_limit,
        longest > run_limit or crossings < cross_limit,
    )


def _half_quantile(n: int, share: float = 0.05) -> int:
    """The smallest k with P(Binomial(n, 1/2) <= k) >= ``share``."""
    total, term = 0.0, 0.5**n
    for k in range(n + 1):
        total += term
        if total >= share:
            return k
        term *= (n - k) / (k + 1)
    return n
