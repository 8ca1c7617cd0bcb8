"""How hiring writes a day and a share, the same in every list, letter and sentence."""

from __future__ import annotations

import datetime as dt


def day_words(day: dt.date) -> str:
    """A day: "10 Apr 2026"."""
    return f"{day.day} {day:%b %Y}"


def percent(value: float) -> str:
    """A fraction in whole per cent: "61 %"; never 0 or 100 for what is not quite it."""
    whole = round(value * 100)
    if whole == 100 and value < 1:
        whole = 99
    if whole == 0 and value > 0:
        whole = 1
    return f"{whole} %"
