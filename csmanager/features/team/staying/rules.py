"""How staying is counted: bands of tenure, leavers of twelve months, and when a rate says anything. Plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("under 3 months", 0, 3),
    ("3 to 12 months", 3, 12),
    ("1 to 2 years", 12, 24),
    ("2 to 5 years", 24, 60),
    ("5 years and more", 60, None),
)
"""Name, from how many whole months on, up to (not including) how many; None: open."""

LEAST_HEADCOUNT = 20  # below it one leaver moves the rate by five points or more: names say more
LEAST_LEAVERS = 3
MONTHS = 12
TURNOVER = (
    "Turnover of 12 months = people who left in the 12 months up to this day ÷ mean headcount of those months"
    " (headcount on the last day of each). Somebody who left and was taken on again counts as having left once."
)
TENURE = "Whole months since the first day of work, of everybody who works here on this day."
REASONS = "The reason that was noted when leaving; one person counts once."


@dataclass(frozen=True, slots=True)
class Span:
    """From the first to the last day of work (None: still here), both inclusive."""

    person_id: int
    starts_on: dt.date | None
    ends_on: dt.date | None
    reason: str = ""

    def is_here(self, on: dt.date) -> bool:
        """Whether the person works here on a day; without a known start they always did."""
        return (self.starts_on is None or self.starts_on <= on) and (
            self.ends_on is None or on <= self.ends_on
        )


def months_between(start: dt.date, on: dt.date) -> int:
    """Whole months from a day to a day, 0 when it is not over yet."""
    return max(0, (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day))


def band_of(starts_on: dt.date | None, on: dt.date) -> str:
    """The band somebody is in; "start not known" without a start."""
    if starts_on is None:
        return "start not known"
    months = months_between(starts_on, on)
    return next(name for name, low, high in BANDS if months >= low and (high is None or months < high))


def month_ends(on: dt.date, count: int = MONTHS) -> list[dt.date]:
    """The days on which heads are counted: ``on`` and the same day of the months before, oldest first."""
    days = []
    for back in range(count):
        total = on.year * 12 + on.month - 1 - back
        year, month = divmod(total, 12)
        last = (dt.date(year + (month == 11), (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
        days.append(dt.date(year, month + 1, min(on.day, last)))
    return days[::-1]


def year_before(on: dt.date) -> dt.date:
    """The first day of the 12 months that end with ``on``."""
    try:
        return on.replace(year=on.year - 1) + dt.timedelta(days=1)
    except ValueError:  # 29 February
        return dt.date(on.year - 1, 3, 1)


@dataclass(frozen=True, slots=True)
class Turnover:
    """Leavers of 12 months over the mean headcount. ``rate``: a fraction, None where too few to say."""

    leavers: int
    mean_headcount: float
    rate: float | None
    why: str  # why there is no rate; "" when there is one


def turnover(spans: Sequence[Span], on: dt.date) -> Turnover:
    """The turnover of the 12 months that end with ``on``."""
    first = year_before(on)
    leavers = {span.person_id for span in spans if span.ends_on is not None and first <= span.ends_on <= on}
    counts = [len({span.person_id for span in spans if span.is_here(day)}) for day in month_ends(on)]
    mean = sum(counts) / len(counts)
    if mean < LEAST_HEADCOUNT:
        why = (
            f"A mean of {mean:.1f} people is too few for a rate ({LEAST_HEADCOUNT} are needed): see who left."
        )
        return Turnover(len(leavers), mean, None, why)
    if len(leavers) < LEAST_LEAVERS:
        why = f"{len(leavers)} leavers are too few for a rate ({LEAST_LEAVERS} are needed): see who left."
        return Turnover(len(leavers), mean, None, why)
    return Turnover(len(leavers), mean, len(leavers) / mean, "")
