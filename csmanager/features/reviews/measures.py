"""How each measure is made from facts. Works on arrays: periods x (groups + everyone).

Needs numpy, so import it inside functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from csmanager.features.reviews import facts
from csmanager.features.reviews.cube import EPOCH, Floats, Sums
from csmanager.features.reviews.intervals import (
    Interval,
    mean_interval,
    promoter_interval,
    wilson,
)
from csmanager.features.reviews.words import counted, value_text

Numbers = NDArray[Any]
Notes = Callable[[int], tuple[str, ...]]


@dataclass(slots=True)
class Computed:
    """A measure in some periods: value = ``top`` / ``bottom``; ``n`` is what it rests on.

    ``interval`` and ``beside`` answer for one group in the first period. ``family``: whose median and p90 belong
    beside it.
    """

    top: Numbers
    bottom: Numbers
    n: Numbers
    interval: Callable[[int], Interval | None] = field(default=lambda group: None)
    beside: Notes = field(default=lambda group: ())
    family: str | None = None
    is_exact: bool = False

    def values(self) -> Floats:
        """Values of all periods and groups; NaN where there are none."""
        bottom = np.where(self.bottom > 0, self.bottom, np.nan)
        found: Floats = self.top / bottom
        return found


def compute(key: str, sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    """The measure ``key``; ``last_day`` ends the data, which decides what is still pending."""
    if key in _COUNTS:
        count = sums.of(_COUNTS[key])
        return Computed(count, np.ones_like(count), count, is_exact=True)
    if key in _MEANS:
        return _mean(sums, _MEANS[key], key)
    if key in _SHARES:
        top, bottom = _SHARES[key]
        return _share(sums.of(top), sums.of(bottom))
    return _SPECIAL[key](sums, options, last_day)


_COUNTS = {"contacts_offered": "offered", "contacts_handled": "handled"}
_MEANS = {
    "speed_of_answer": facts.WAIT,
    "talk_time": facts.TALK,
    "hold_time": facts.HOLD,
    "wrap_time": facts.WRAP,
    "handle_time": facts.HANDLE,
    "first_response_time": facts.FIRST,
    "resolution_time": facts.RESOLUTION,
}
_SHARES = {
    "answer_rate": ("answered", "queued"),
    "abandonment_rate": ("abandoned", "queued"),
    "reopen_rate": ("reopened", "resolved"),
    "transfer_rate": ("transferred", "transfer:n"),
    "escalation_rate": ("escalated", "escalate:n"),
}


def _share(top: Numbers, bottom: Numbers, beside: Notes | None = None) -> Computed:
    hits, sizes = top[0].tolist(), bottom[0].tolist()
    found = Computed(top, bottom, bottom, lambda group: wilson(hits[group], sizes[group]))
    if beside is not None:
        found.beside = beside
    return found


def _mean(sums: Sums, family: str, key: str) -> Computed:
    n, total = sums.of(f"{family}:n"), sums.of(f"{family}:sum")
    sizes, totals, squares = n[0].tolist(), total[0].tolist(), sums.squares(family).tolist()
    found = Computed(
        total,
        n * facts.MS,
        n,
        lambda group: mean_interval(sizes[group], totals[group] / facts.MS, squares[group]),
        family=family,
    )
    if key == "first_response_time":
        waiting = sums.of("waiting")[0].tolist()
        found.beside = lambda group: (
            (f"{counted(waiting[group])} still waiting for the first answer.",) if waiting[group] else ()
        )
    return found


def _service_level(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    """Exclude short: in time / (answered + lost - lost within the short time); strict beside it."""
    within, short = options.get("within_s", 20), options.get("short_s", 5)
    answered = sums.of(f"{facts.WAIT}:n")
    in_time = sums.up_to(facts.WAIT, within * facts.MS)
    lost = sums.of("abandoned") + sums.of("missed")
    given_up_soon = sums.up_to(facts.LOST, short * facts.MS, inclusive=False)
    is_known = answered > 0  # without a single known wait there is nothing to say
    strict = np.where(is_known, answered + lost, 0)
    counted_in = np.where(is_known, answered + lost - given_up_soon, 0)
    hits, all_calls, left_out = in_time[0].tolist(), strict[0].tolist(), given_up_soon[0].tolist()

    def beside(group: int) -> tuple[str, ...]:
        if not all_calls[group]:
            return ()
        level = value_text(hits[group] / all_calls[group], "share")
        return (
            f"Answered within {within} s. Strict, with the {left_out[group]:,} given up within {short} s: {level}.",
        )

    return _share(in_time, counted_in, beside)


def _first_contacts(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    until = (last_day - EPOCH).days - facts.REPEAT_DAYS if last_day is not None else -1
    due = sums.due("firsts", until)
    pending = (sums.of("firsts") - due)[0].tolist()
    return _share(
        sums.due("settled", until),
        due,
        lambda group: (
            (f"{counted(pending[group], 'first contact')} pending: 7 days are not over yet.",)
            if pending[group]
            else ()
        ),
    )


def _csat(sums: Sums) -> tuple[str, Notes]:
    """The family of the main scale, and what to say of ratings on others."""
    scales = sums.figures.scales()
    main = scales[0] if scales else 5
    others = {scale: sums.of(f"csat:{scale}:n")[0].tolist() for scale in scales[1:]}

    def beside(group: int) -> tuple[str, ...]:
        return tuple(
            f"{counted(counts[group], 'rating')} on a scale of {scale} not mixed in."
            for scale, counts in others.items()
            if counts[group]
        )

    return f"csat:{main}", beside


def _csat_mean(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    family, beside = _csat(sums)
    n, total, squares = (sums.of(f"{family}:{part}") for part in ("n", "sum", "squares"))
    sizes, totals, squared = n[0].tolist(), total[0].tolist(), squares[0].tolist()
    return Computed(
        total, n, n, lambda group: mean_interval(sizes[group], totals[group], squared[group]), beside
    )


def _csat_top(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    family, beside = _csat(sums)
    return _share(sums.of(f"{family}:top"), sums.of(f"{family}:n"), beside)


def _nps(sums: Sums, options: dict[str, int], last_day: dt.date | None) -> Computed:
    promoters, detractors, n = sums.of("promoters"), sums.of("detractors"), sums.of("nps:n")
    ups, downs, sizes = promoters[0].tolist(), detractors[0].tolist(), n[0].tolist()
    return Computed(
        100 * (promoters - detractors),
        n,
        n,
        lambda group: promoter_interval(ups[group], downs[group], sizes[group]),
    )


_SPECIAL: dict[str, Callable[[Sums, dict[str, int], dt.date | None], Computed]] = {
    "service_level": _service_level,
    "first_contact_resolution": _first_contacts,
    "csat_mean": _csat_mean,
    "csat_top2": _csat_top,
    "nps": _nps,
}
