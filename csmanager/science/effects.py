"""Before and after: did a figure move, by how much, and could chance alone have moved it?

Used for advice that was taken up, for plans and for a changed policy. What would have come without any action is
part of the question: whoever is picked after a bad month tends to have a better one next (``expected``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from csmanager.science.means import mean_interval, promoter_interval
from csmanager.science.proportions import combined_difference, rate_interval, wilson
from csmanager.science.special import CONFIDENCE, Interval, normal_below, normal_quantile


class Kind(StrEnum):
    """What a sample counts: hits of n, a total over n, events over a base, promoters and detractors of n."""

    SHARE = "share"
    MEAN = "mean"
    RATE = "rate"
    POINTS = "points"


class Outcome(StrEnum):
    """Whether something helped."""

    HELPED = "helped"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sample:
    """What was seen in one stretch of time. ``total``: hits, sum of values, events, or promoters.

    ``n``: answers, values, or the base of a rate. ``squares``: sum of squared values of a mean, detractors of a
    promoter score.
    """

    kind: Kind
    n: float
    total: float
    squares: float = 0.0

    @property
    def value(self) -> float | None:
        """The figure itself: a share, a mean, a rate for each one of the base, points; None without n."""
        if self.n <= 0:
            return None
        if self.kind is Kind.POINTS:
            return 100 * (self.total - self.squares) / self.n
        return self.total / self.n

    def limits(self, confidence: float = CONFIDENCE) -> Interval | None:
        """What the true figure may be; None where too little is known."""
        if self.n <= 0:
            return None
        if self.kind is Kind.SHARE:
            return wilson(self.total, self.n, confidence)
        if self.kind is Kind.MEAN:
            return mean_interval(int(self.n), self.total, self.squares, confidence)
        if self.kind is Kind.RATE:
            return rate_interval(self.total, self.n, confidence)
        return promoter_interval(int(self.total), int(self.squares), int(self.n), confidence)


@dataclass(frozen=True, slots=True)
class Effect:
    """How far a figure moved: ``change`` = after - before, with its limits. ``reason``: one plain sentence."""

    before: float | None
    after: float | None
    n_before: float
    n_after: float
    change: float | None
    low: float | None
    high: float | None
    outcome: Outcome
    reason: str


def effect(
    before: Sample,
    after: Sample,
    *,
    better_is_higher: bool,
    minimum_n: float = 20,
    expected: float | None = None,
    confidence: float = CONFIDENCE,
) -> Effect:
    """What happened between two samples of one kind.

    ``expected``: the figure that would have come without any action (the shrunken estimate before), in the same
    unit; an improvement must beat it too. Below ``minimum_n`` on either side nothing is said.
    """
    first, second = before.value, after.value
    ranges = before.limits(confidence), after.limits(confidence)

    def say(outcome: Outcome, reason: str, change: Interval | None = None) -> Effect:
        moved = None if first is None or second is None else second - first
        return Effect(
            first,
            second,
            before.n,
            after.n,
            moved,
            change[0] if change else None,
            change[1] if change else None,
            outcome,
            reason,
        )

    if first is None or second is None:
        when = "before" if first is None else "since"
        return say(Outcome.UNKNOWN, f"There is nothing to compare: no data from the weeks {when}.")
    if ranges[0] is None or ranges[1] is None:
        return say(Outcome.UNKNOWN, _too_few(before.n, after.n, minimum_n))
    change = combined_difference(second, ranges[1], first, ranges[0])
    if min(before.n, after.n) < minimum_n:
        return say(Outcome.UNKNOWN, _too_few(before.n, after.n, minimum_n), change)
    sign = 1 if better_is_higher else -1
    best, worst = max(sign * change[0], sign * change[1]), min(sign * change[0], sign * change[1])
    if best < 0:
        return say(Outcome.WORSE, "It got worse, by more than chance explains.", change)
    if worst > 0:
        if expected is not None and not _beats(ranges[1], expected, sign):
            return say(
                Outcome.NO_CHANGE,
                "It got better, but no more than was to be expected after a bad stretch without doing anything.",
                change,
            )
        return say(Outcome.HELPED, "It got better, by more than chance explains.", change)
    return say(Outcome.NO_CHANGE, "The difference is no larger than chance can make it.", change)


def _beats(limits: Interval, expected: float, sign: int) -> bool:
    return min(sign * limits[0], sign * limits[1]) > sign * expected


def _too_few(before: float, after: float, minimum_n: float) -> str:
    return (
        f"Too little to tell: it rests on {before:,.0f} before and {after:,.0f} since, and needs"
        f" {max(minimum_n, 1):,.0f} each."
    )


def detectable(share: float, change: float, per_month: float, months: float = 3) -> float:
    """The chance that a true ``change`` of a share would show after ``months`` of ``per_month`` answers each.

    Two-sided at 95 %, against the same number of answers before. 0 when there are no answers.
    """
    n = per_month * months
    other = min(max(share + change, 0.0), 1.0)
    spread = share * (1 - share) + other * (1 - other)
    if n <= 0:
        return 0.0
    if spread <= 0:
        return 1.0 if other != share else 0.0
    return normal_below(abs(other - share) * math.sqrt(n / spread) - normal_quantile())
