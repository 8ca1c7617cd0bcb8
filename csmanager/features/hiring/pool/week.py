"""When somebody says they can work: "Mon-Fri 9-17, Sat 10:00-14:00" read into spans. Plain Python, no database."""

from __future__ import annotations

import re

from csmanager.core.errors import RuleBroken

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {"weekend": (5, 6), "weekends": (5, 6), "weekdays": (0, 1, 2, 3, 4), "daily": tuple(range(7))}
_SHOWN = "Mon-Fri 9-17, Sat 10:00-14:00"
_PART = re.compile(
    r"(?P<first>[a-z]+)(?:-(?P<last>[a-z]+))? (?P<from>\d{1,2})(?::(?P<from_min>\d\d))?-(?P<to>\d{1,2})"
    r"(?::(?P<to_min>\d\d))?"
)

Spans = tuple[tuple[int, int, int], ...]


def read(text: str) -> Spans:
    """The spans of a week: weekday (0 Monday), first and last minute after midnight.

    Raises RuleBroken with an example for words that say no times.
    """
    plain = text.casefold().replace("–", "-").replace("—", "-").replace(" to ", "-")
    found: list[tuple[int, int, int]] = []
    for part in re.split(r"[,;\n]", plain):
        words = re.sub(r"\s*-\s*", "-", " ".join(part.split()))
        if not words:
            continue
        match = _PART.fullmatch(words)
        days = _days(match["first"], match["last"]) if match else ()
        if match is None or not days:
            raise RuleBroken(f"“{part.strip()}” says no weekday with times; write it as {_SHOWN}.")
        start = int(match["from"]) * 60 + int(match["from_min"] or 0)
        end = int(match["to"]) * 60 + int(match["to_min"] or 0)
        if not 0 <= start < end <= 24 * 60:
            raise RuleBroken(f"“{part.strip()}” ends before it begins; write it as {_SHOWN}.")
        found += [(day, start, end) for day in days]
    return tuple(sorted(found))


def first_in(notes: str) -> str:
    """The first line of notes that says when somebody can work; empty where none does."""
    for line in notes.splitlines():
        try:
            if read(line):
                return line.strip()
        except RuleBroken:
            continue
    return ""


def _days(first: str, last: str | None) -> tuple[int, ...]:
    if last is None and first in _GROUPS:
        return _GROUPS[first]
    begin, end = _day(first), _day(last or first)
    if begin is None or end is None:
        return ()
    return tuple((begin + step) % 7 for step in range((end - begin) % 7 + 1))


def _day(word: str) -> int | None:
    if len(word) < 2:
        return None
    fitting = [number for number, name in enumerate(_DAYS) if name.startswith(word)]
    return fitting[0] if len(fitting) == 1 else None
