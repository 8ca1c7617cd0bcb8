"""Whether a missed target calls for a talk, or only for another look next month.

A single month at 95 % flags a third of those whose work is as it should be once a year. So a share is held against
its target over three months with 99 % limits, or over one month with 99.8 %; other figures need limits as wide, or
three months in a row on the wrong side.
"""

from __future__ import annotations

from csmanager.features.reviews.charts.build import Series
from csmanager.features.reviews.periods import Period
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Better, Unit, Verdict
from csmanager.science.proportions import wilson
from csmanager.science.verdicts import MONTHS, Z95, Z99, Z998, Standing, State, standing

ONE_MONTH = "One month is not enough to conclude; look again next month."
_A_MONTH = 45  # days up to which a period is judged together with the months before it


def over_three(line: Line, series: Series | None, period: Period, minimum_n: int) -> Standing | None:
    """The three months up to a month's end against the target; None where that is no question."""
    if (
        line.unit is not Unit.SHARE
        or line.target is None
        or line.upper is not None
        or line.better is Better.NEITHER
    ):
        return None
    if series is None or period.days > _A_MONTH or not series.periods or series.periods[-1] != period:
        return None
    hits = [(value or 0.0) * n for value, n in zip(series.values, series.sizes, strict=True)]
    is_high = line.better is not Better.LOWER
    return standing(hits, series.sizes, line.target, higher_is_better=is_high, minimum_n=minimum_n)


def is_firm(line: Line, series: Series | None, period: Period, minimum_n: int) -> bool:
    """Whether a line that misses its target does so beyond what one unlucky period explains."""
    if line.status is not Verdict.MISSING or line.value is None:
        return False
    together = over_three(line, series, period, minimum_n)
    if together is not None:
        return together.state is State.ACT
    wide = Z998 if period.days <= _A_MONTH else Z99
    if line.unit is Unit.SHARE:
        found = wilson(line.value * line.n, line.n, z=wide)
        if found is not None and not _holds(line, *found):
            return True
    elif line.low is not None and line.high is not None:
        low = line.value - (line.value - line.low) * wide / Z95
        high = line.value + (line.high - line.value) * wide / Z95
        if not _holds(line, low, high):
            return True
    if series is None or series.periods[-1:] != (period,):
        return False
    last = series.values[-MONTHS:]
    enough = all(n >= minimum_n for n in series.sizes[-MONTHS:])
    return (
        len(last) == MONTHS and enough and all(one is not None and not _holds(line, one, one) for one in last)
    )


def _holds(line: Line, low: float, high: float) -> bool:
    """Whether some value from ``low`` to ``high`` meets the target of a line."""
    if line.target is None:
        return True
    if line.upper is not None:
        return low <= line.upper and high >= line.target
    return low <= line.target if line.better is Better.LOWER else high >= line.target
