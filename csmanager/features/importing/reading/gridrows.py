"""Headings that are days: the first row of a rota or a leave tracker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from csmanager.features.importing import dates
from csmanager.features.importing.meaning import values

_LEAST = 5  # days beside each other that make a grid
_SHARE = 0.6  # of the filled cells of the heading
_TOTAL = re.compile(r"\s*(grand |team )?(total|totaal|totale|gesamt|summe|sum)\b|\s*hours\b", re.I)
_LOOK_AT, _LOOK_BELOW = 60, 20


def is_day(header: str) -> bool:
    """Whether a heading names one day: a date, a weekday, or both."""
    text = header.strip()
    if not text or len(text) > 30:
        return False
    if dates.is_stamp(text) and not re.fullmatch(r"\d{5}(\.\d+)?|\d{8,}", text):
        return True
    if values.weekday(text) is None:
        return any(map(str.isdigit, text)) and any(map(str.isalpha, text)) and dates.is_stamp(f"{text} 2024")
    rest = re.split(r"[\s,.(/]", text, maxsplit=1)
    return len(rest) < 2 or not rest[1].strip() or any(map(str.isdigit, rest[1])) or len(rest[1]) < 6


def numbered(texts: Sequence[str]) -> list[int]:
    """Places of texts that count the days of a month, 1 to 28 or more, one after the other; [] for others."""
    places = [at for at, text in enumerate(texts) if text.isdecimal() and len(text) < 3]
    numbers = [int(texts[at]) for at in places]
    in_turn = all(later == first + 1 for first, later in pairwise(numbers))
    return places if len(numbers) >= 2 * _LEAST and in_turn and numbers[0] >= 1 and numbers[-1] <= 31 else []


def day_places(texts: Sequence[str]) -> list[int]:
    """Places of the cells of a row that are days of a grid."""
    clean = [text.strip() for text in texts]
    found = [at for at, text in enumerate(clean) if is_day(text)]
    return found if len(found) >= _LEAST else numbered(clean)


def find(rows: Sequence[Sequence[str]]) -> int | None:
    """The row whose cells are the days of a grid with codes or shifts below; None where there is none."""
    for at, row in enumerate(rows[:_LOOK_AT]):
        places = day_places(row)
        filled = sum(1 for cell in row if cell.strip())
        if len(places) < _LEAST or len(places) < _SHARE * filled:
            continue
        below = [
            other[place].strip()
            for other in rows[at + 1 : at + 1 + _LOOK_BELOW]
            if not _TOTAL.match(next((cell for cell in other if cell.strip()), ""))
            for place in places
            if place < len(other) and other[place].strip()
        ]
        if below and sum(map(_is_cell, below)) >= 0.7 * len(below):
            return at
    return None


def _is_cell(text: str) -> bool:
    if values.shift(text) is not None:
        return True
    return len(text) <= 14 and any(map(str.isalpha, text)) and not dates.is_stamp(text)
