"""Of which week a rota is whose columns are weekdays: what stands above it, its sheet or its file says so."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from csmanager.features.importing import dates
from csmanager.features.importing.meaning import values
from csmanager.features.importing.meaning.context import EPOCH

_WEEK_NUMBER = re.compile(
    r"\b(?:week|wk|kw|semaine|semana|settimana|tydzien|uge|vecka|veckan|uke|viikko)\s*\.?\s*(\d{1,2})\b(?:\D+(20\d\d))?",
    re.I,
)
_DATES = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}(?:st|nd|rd|th|\.)?\s+[^\W\d_]{3,10}\.?,?\s+\d{4}"
    r"|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}", re.I)  # fmt: skip
_WEEK = re.compile(
    r"\b(weeks?|wk|w/?[ceb]|kw\d*|woche|semaine|semana|settimana|tydzien|uge|vecka|uke|viikko|commencing|beginning)\b"
)
_ENDING = re.compile(r"\b(ending|ends|w/?e|end|endend|bis zum|jusqu\w*|termina\w*)\b")
_OTHER = re.compile(
    r"\b(print\w*|export\w*|created?|generat\w*|updat\w*|as of|version|run|publish\w*|issued|stand|gedruckt|erstellt)\b"
)
_RANGE = re.compile(r"\d\w{0,2}\s*(?:[^\W\d_]+\s*)?(?:-|–|to|bis)\s*\d")
_DAY = dt.timedelta(days=1)


def dates_in(text: str, order: str = "dmy") -> list[dt.date]:
    """Every whole date a text names."""
    found = []
    for part in _DATES.findall(text):
        for way in (order, "mdy" if order == "dmy" else "dmy"):
            try:
                found.append(EPOCH + dt.timedelta(days=dates.parse_day(part, way)))
                break
            except (ValueError, OverflowError):
                continue
    return found


def start(texts: Sequence[str], first: int, last: int, today: dt.date) -> dt.date | None:
    """The first day of the week, None where nothing says it for certain.

    ``first`` and ``last``: the weekdays of the first and the last column, which the days that are named must fit.
    """
    folded = [values.fold(text.replace("_", " ")) for text in texts]
    told = [text for text in folded if _WEEK.search(text)]
    for text in told:
        found = _begin(text, first, last)
        if found is not None:
            return found
        number = _week_of(text, today)
        if number is not None:
            return number if number.weekday() == first else number - _DAY * ((number.weekday() - first) % 7)
    for text in folded:
        if text not in told and not _OTHER.search(text):
            found = _begin(text, first, last)
            if found is not None:
                return found
    return None


def _begin(text: str, first: int, last: int) -> dt.date | None:
    """The first day of the week a text names."""
    is_ending = bool(_ENDING.search(text))
    fits = set()
    for order in ("dmy", "mdy"):
        days = dates_in(text, order)
        if not days:
            continue
        day = days[0]
        if (is_ending or (len(days) == 1 and _RANGE.search(text))) and day.weekday() == last:
            day -= _DAY * ((last - first) % 7)
        elif is_ending:
            continue
        if day.weekday() == first:
            fits.add(day)
    if len(fits) == 1:
        return fits.pop()
    days = dates_in(text)
    is_sure = days and dates_in(text, "mdy") == days
    if not fits and is_sure and _WEEK.search(text) and not is_ending:
        return days[0] - _DAY * ((days[0].weekday() - first) % 7)  # some day within the week
    return None


def _week_of(text: str, today: dt.date) -> dt.date | None:
    """The Monday of "Week 12" (of a year that is named, or this one)."""
    found = _WEEK_NUMBER.search(text)
    if not found or not 1 <= int(found[1]) <= 53:
        return None
    try:
        return dt.date.fromisocalendar(int(found[2] or today.year), int(found[1]), 1)
    except ValueError:
        return None
