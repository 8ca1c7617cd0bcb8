"""Where a share stands against its target over three months: signal or noise.

One month proves little. The rule looks at the last three together with strict limits, and at a single month only
with very strict ones, so that somebody whose work is as it should be is flagged about once in twenty years of
months rather than every other month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from csmanager.science.proportions import wilson
from csmanager.science.special import Interval

Z95, Z99, Z998 = 1.959964, 2.575829, 3.090232
MONTHS = 3
MINIMUM = 20


class State(StrEnum):
    """ACT: off target beyond chance; WATCH: this month only; SAME: cannot be told apart from the target."""

    NO_DATA = "no_data"
    TOO_FEW = "too_few"
    ACT = "act"
    WATCH = "watch"
    ABOVE = "above"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict and the figures it rests on; limits of three months together and of the last one."""

    state: State
    month: float | None
    pooled: float | None
    pooled_n: float
    pooled99: Interval | None
    pooled95: Interval | None
    month95: Interval | None


def standing(
    hits: Sequence[float],
    sizes: Sequence[float],
    target: float,
    *,
    higher_is_better: bool = True,
    minimum_n: float = MINIMUM,
) -> Standing:
    """The verdict of monthly ``hits`` of ``sizes``, oldest first, against ``target``."""
    recent_hits, recent = list(hits[-MONTHS:]), list(sizes[-MONTHS:])
    total, n = sum(recent_hits), sum(recent)
    last_hits, last = (recent_hits[-1], recent[-1]) if recent else (0, 0)
    is_complete = len(recent) == MONTHS and all(size > 0 for size in recent)
    pooled99, pooled95 = wilson(total, n, z=Z99), wilson(total, n, z=Z95)
    month95, month998 = wilson(last_hits, last, z=Z95), wilson(last_hits, last, z=Z998)

    def is_bad(limits: Interval | None) -> bool:
        return limits is not None and (limits[1] < target if higher_is_better else limits[0] > target)

    def is_good(limits: Interval | None) -> bool:
        return limits is not None and (limits[0] > target if higher_is_better else limits[1] < target)

    if last <= 0 and n <= 0:
        state = State.NO_DATA
    elif (n if is_complete else last) < minimum_n:
        state = State.TOO_FEW
    elif (is_complete and is_bad(pooled99)) or (last >= minimum_n and is_bad(month998)):
        state = State.ACT
    elif last >= minimum_n and is_bad(month95):
        state = State.WATCH
    elif is_complete and is_good(pooled95):
        state = State.ABOVE
    else:
        state = State.SAME
    return Standing(
        state,
        last_hits / last if last > 0 else None,
        total / n if n > 0 else None,
        n,
        pooled99,
        pooled95,
        month95,
    )


def sentence(found: Standing, who: str, target: str, value: str, limits: str, n: str) -> str:
    """The verdict in plain words. ``target``, ``value`` and ``limits`` are written out, ``n`` as "30 answers"."""
    if found.state is State.NO_DATA:
        return f"{who}: nothing was counted in these three months."
    if found.state is State.TOO_FEW:
        return f"{who}: only {n} in three months. That is too little to judge; read the single cases instead."
    if found.state is State.ACT:
        return (
            f"{who}: {value} over the last three months. If the true level were {target}, chance would hardly"
            " ever give this. Look for causes first: kinds of contact, tools, training."
        )
    if found.state is State.WATCH:
        return f"{who}: {value} this month, less good than the target. One month is not enough; look again next month."
    if found.state is State.ABOVE:
        return f"{who}: {value}, clearly better than the target over three months. Ask how, and pass it on."
    return (
        f"{who}: {value}. With {n} the true figure may be anywhere from {limits}, so it cannot be told apart from"
        f" the target of {target}."
    )
