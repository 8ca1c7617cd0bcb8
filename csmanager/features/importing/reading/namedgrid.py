"""Rotas with names in their cells: shifts down and days across, or days down and shifts across."""

# ruff: noqa: E501 - a list of words is read more easily whole

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from csmanager.features.importing import dates
from csmanager.features.importing.reading.turned import Row, Turned

_PARTS = re.compile(r"\s*(?:[\n,;/+&|]|\s(?:and|und|et|y|e|en|i|och|og)\s)\s*")
_CLOCKS = re.compile(
    r"\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:-|\u2013|\u2014|to|bis)\s*\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?",
    re.I,
)
_WORDS = re.compile(
    r"\b(early|late|night|nights|morning|mornings|afternoon|evening|day shift|mid|middle|opening|closing|open|close|standby"
    r"|on call|backup|fr\u00fch\w*|sp\u00e4t\w*|nacht\w*|mittel\w*|tag\w*|bereitschaft|matin|apr\u00e8s-midi|soir|nuit|journ\u00e9e|ma\u00f1ana|tarde|noche"
    r"|manh\u00e3|noite|mattina|pomeriggio|sera|notte|ochtend|middag|avond|shift|schicht|turno|dienst)\b", re.I)  # fmt: skip
_DAYS, _MOST = 3, 0.8


def turned(
    rows: Sequence[Row],
    _names: Sequence[str],
    _today: dt.date,
    _answers: Mapping[str, str],
) -> Turned | None:
    """A row for each shift, or for each person with a column for each day; None for other tables."""
    for at, row in enumerate(rows[:20]):
        if sum(1 for cell in row if cell.strip()) < 2:
            continue
        across = _days_across(rows, at)
        down = None if across else _days_down(rows, at)
        if across or down:
            return _turn(rows, at, across or {}, down or {})
    return None


def _days_across(rows: Sequence[Row], at: int) -> dict[int, str]:
    """Column -> day, where days are headings, shifts stand at the left and names in the cells."""
    from csmanager.features.importing.reading import gridrows

    days = {place: cell.strip() for place, cell in enumerate(rows[at]) if place and gridrows.is_day(cell)}
    filled = sum(1 for cell in rows[at][1:] if cell.strip())
    if len(days) < _DAYS or len(days) < filled:
        return {}
    below = _below(rows, at)
    labels = [row[0].strip() for _number, row in below if row and row[0].strip()]
    if not labels or sum(map(_is_shift, labels)) < _MOST * len(labels):
        return {}
    return days if _hold_names([row for _number, row in below], list(days)) else {}


def _days_down(rows: Sequence[Row], at: int) -> dict[int, str]:
    """Column -> shift, where shifts are headings, days stand at the left and names in the cells."""
    shifts = {place: cell.strip() for place, cell in enumerate(rows[at]) if place and cell.strip()}
    if not shifts or not all(_is_shift(cell) and not _is_clock_word(cell) for cell in shifts.values()):
        return {}
    below = _below(rows, at)
    days = [row[0].strip() for _number, row in below if row and row[0].strip()]
    if len(days) < _DAYS or sum(map(dates.is_stamp, days)) < _MOST * len(days):
        return {}
    return shifts if _hold_names([row for _number, row in below], list(shifts)) else {}


def _is_clock_word(text: str) -> bool:
    """Headings of lists of shifts, such as "Shift start", are no shifts."""
    return bool(
        re.search(r"\b(start|end|begin\w*|beginn|ende|from|to|id|type|date|time|length|hours)\b", text, re.I)
    )


def _below(rows: Sequence[Row], at: int) -> list[tuple[int, Row]]:
    return [
        (number, row)
        for number, row in enumerate(rows[at + 1 :], at + 1)
        if sum(1 for cell in row if cell.strip()) > 1
    ]


def _is_shift(text: str) -> bool:
    return bool(_CLOCKS.search(text) or _WORDS.search(text))


def _hold_names(rows: Sequence[Row], places: Sequence[int]) -> bool:
    from csmanager.features.importing.meaning import gridwords, values
    from csmanager.features.importing.meaning.looks import is_person

    parts = [part for row in rows for place in places if place < len(row) for part in parts_of(row[place])]
    good = [
        part for part in parts
        if len(part) >= 2 and not part.isupper() and is_person(part) and not any(map(str.isdigit, part)) and values.shift(part) is None
        and gridwords.absence_word(part) is None and not _WORDS.search(part)
    ]  # fmt: skip
    return len(good) >= 3 and len(good) >= _MOST * len(parts) and len(set(good)) < len(good)


def parts_of(cell: str) -> list[str]:
    """The names in a cell."""
    return [part.strip() for part in _PARTS.split(cell) if part and part.strip(" -\u2013\u2014.")]


def _turn(rows: Sequence[Row], at: int, across: Mapping[int, str], down: Mapping[int, str]) -> Turned:
    made: dict[str, dict[str, list[str]]] = {}
    places: dict[str, int] = {}
    listed: list[tuple[int, Row]] = []
    heads: dict[str, None] = dict.fromkeys(across.values())
    for number, row in _below(rows, at):
        label = row[0].strip()
        for place in across or down:
            cell = row[place] if place < len(row) else ""
            day, shift = (across[place], label) if across else (label, down[place])
            if not day or not shift:
                continue
            heads.setdefault(day)
            for name in parts_of(cell):
                made.setdefault(name, {}).setdefault(day, []).append(_times(shift))
                places.setdefault(name, number)
                listed.append((number, [name, day, _times(shift)]))
    if all(dates.is_stamp(day) for day in heads) and all(_CLOCKS.search(one[2]) for _number, one in listed):
        above = [list(row) for row in rows[:at]]
        note = f"Names stand in the cells: each name is read as a shift of its own ({len(listed):,})."
        rows_ = [*above, ["Employee", "Date", "Shift"], *(one for _number, one in listed)]
        return Turned(rows_, [*range(at + 1), *(number for number, _one in listed)], (note,))
    table = [list(row) for row in rows[:at]]
    table.append(["Employee", *heads])
    origins = list(range(at + 1))
    for name, days in made.items():
        table.append([name, *("; ".join(days.get(day, ())) for day in heads)])
        origins.append(places[name])
    explained = [list(row) for row in rows[at + 1 :] if sum(1 for cell in row if cell.strip()) == 1]
    table += explained
    origins += [at] * len(explained)
    note = f"Names stand in the cells: the rota is read as {len(made)} people and {len(heads)} days."
    return Turned(table, origins, (note,))


def _times(label: str) -> str:
    """The times in a label, else the label."""
    found = _CLOCKS.search(label)
    return found[0] if found else " ".join(label.split())
