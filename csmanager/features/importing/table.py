"""Where the table of a sheet starts, how its columns are called, and which rows are none of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from csmanager.features.importing import dates, durations, words
from csmanager.features.importing.reading import gridrows

_LOOK_AT = 60  # rows in which a heading is sought
_OWN_COLUMN = 0.5  # share of rows that must fill an unnamed last column for it to be one
_SECOND_ROW = frozenset({"response", "open-ended response", "open ended response", "other (please specify)"})
_NO_ROW = re.compile(
    r"^\W*(grand |sub)?totals?\b|^total:|^averages?$|^summary$|^\W*sum$|^\W*count$|^-+$"
    r"|^copyright|^\(c\)|^©|^confidential|^generated (by|on|at)|^reporting period|^report (date|period)|^exported"
    r"|^(team|group|site|department|queue|overall|all agents|company|floor)( grand)? (totals?|averages?)$|^overall$"
    r"|^totaal\b|^totale\b|^totaux\b|^razem$|^suma:?$|^summa:?$|^toplam\b|^合計|^总计|^合计"
    r"|^gesamt|^summe|^totale?s$|^time ?zone|^filters? applied|^as of\b|^end of report|^page \d+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The shape of a table. ``header_at`` and ``data_at`` count rows from 0; ``headers`` one text a column.

    ``repeats``: heading -> the columns that bear it, where more than one does.
    """

    header_at: int
    data_at: int
    headers: tuple[str, ...]
    has_header: bool
    repeats: dict[str, tuple[int, ...]]


def find(rows: list[list[str]]) -> Layout | None:
    """Where labels stand above data; None when the sheet has no cells."""
    sizes = [sum(1 for cell in row if cell.strip()) for row in rows]
    if not any(sizes):
        return None
    usual = Counter(size for size in sizes if size > 1).most_common(1)
    width = max(len(row) for row in rows)
    best, best_score = -1, 0.0
    for at in range(min(len(rows), _LOOK_AT)):
        if sizes[at] < 1 or (sizes[at] == 1 and usual and usual[0][0] > 2):
            continue
        score = _label_score(rows, at, sizes)
        if score > best_score:
            best, best_score = at, score
    grid = gridrows.find(rows)
    if grid is not None:
        best = grid
    if grid is None and best >= 0 and _is_first_row(rows, best):
        best = -1
    if best < 0:
        first = next(at for at, size in enumerate(sizes) if size > 0)
        return Layout(first, first, tuple(f"Column {number}" for number in range(1, width + 1)), False, {})
    if grid is None and best > 0 and sizes[best - 1] > 1 and _is_second_heading(rows, best - 1):
        best -= 1
    headers = [cell.strip() for cell in rows[best]] + [""] * (width - len(rows[best]))
    data_at = best + 1
    if grid is None and _is_second_heading(rows, best):
        headers = _joined(headers, rows[best + 1])
        data_at += 1
    below = [row for row in rows[data_at:] if any(cell.strip() for cell in row)]
    while headers and not headers[-1] and _filled(below, len(headers) - 1) < max(1, len(below) * _OWN_COLUMN):
        headers.pop()  # an unnamed last column that few rows have: a delimiter slipped into a text there
    named = tuple(name or f"Column {number}" for number, name in enumerate(headers, 1))
    places: dict[str, list[int]] = {}
    for index, name in enumerate(named):
        places.setdefault(name.casefold(), []).append(index)
    return Layout(
        best, data_at, named, True, {name: tuple(found) for name, found in places.items() if len(found) > 1}
    )


def _is_first_row(rows: list[list[str]], at: int) -> bool:
    """Whether a row that was taken for a heading is a row of data: no word is known, and it looks like those below."""
    row = rows[at]
    if any(words.is_known(cell) for cell in row if cell.strip()):
        return False
    alike = 0
    for index, cell in enumerate(row):
        if cell.strip() and is_data(cell.strip()):
            below = [
                one[index].strip() for one in rows[at + 1 : at + 8] if index < len(one) and one[index].strip()
            ]
            alike += bool(below) and sum(map(is_data, below)) >= 0.8 * len(below)
    return alike > 0


def _filled(rows: list[list[str]], index: int) -> int:
    return sum(1 for row in rows if len(row) > index and row[index].strip())


def _label_score(rows: list[list[str]], at: int, sizes: list[int]) -> float:
    cells = [cell.strip() for cell in rows[at] if cell.strip()]
    if any(len(cell) > 300 for cell in cells):
        return 0.0
    datalike = sum(1 for cell in cells if is_data(cell))
    if datalike > len(cells) * 0.3:
        return 0.0
    below = [
        (row, size)
        for row, size in zip(rows[at + 1 : at + 12], sizes[at + 1 : at + 12], strict=True)
        if size > 0
    ]
    if not below:
        following = 0.3
    else:
        fits = sum(1 for _row, size in below if size <= len(cells) + 1 and size >= min(2, len(cells)))
        data = sum(1 for row, _size in below if any(is_data(cell.strip()) for cell in row))
        following = (fits + data) / (2 * len(below))
    known = sum(1 for cell in cells if words.is_known(cell))
    distinct = len({cell.casefold() for cell in cells}) / len(cells)
    width = len(cells) / max(sizes)
    return (
        (2 * known / len(cells) + following + distinct + 1.5 * width)
        * (1 - datalike / len(cells))
        / (1 + at * 0.02)
    )


def is_data(cell: str) -> bool:
    """Whether a cell is a value rather than a label: a number, a date, a duration, an address."""
    if not cell:
        return False
    if durations.number(cell) is not None or ("@" in cell and " " not in cell):
        return True
    if not any(c.isdigit() for c in cell):
        return False
    if cell.rstrip("%").replace(".", "").isdigit() or re.fullmatch(r"[A-Za-z]{1,6}[-_]?\d{3,}", cell):
        return True
    if len(cell) < 40 and dates.is_stamp(cell):
        return True
    return bool(re.fullmatch(r"-?\d+(:\d{2}){1,2}", cell))


def _is_second_heading(rows: list[list[str]], at: int) -> bool:
    if at + 2 >= len(rows):
        return False
    cells = [cell.strip().casefold() for cell in rows[at + 1]]
    filled = [cell for cell in cells if cell]
    return (
        bool(filled)
        and sum(1 for cell in filled if cell in _SECOND_ROW) >= 1
        and not any(map(is_data, filled))
    )


def _joined(first: list[str], second: list[str]) -> list[str]:
    joined, group = [], ""
    for index, name in enumerate(first):
        group = name or group
        option = second[index].strip() if index < len(second) else ""
        plain = option.casefold() in _SECOND_ROW
        joined.append(group if not option or plain else f"{group}: {option}")
    return joined


def is_total(text: str) -> bool:
    """Whether a text names a row of totals, a footer or the like."""
    return bool(_NO_ROW.search(text.strip()))


def is_heading(cells: Sequence[str], headers: tuple[str, ...]) -> bool:
    """Whether a row is the heading once more."""
    return [cell.strip().casefold() for cell in cells[: len(headers)]] == [
        name.casefold() for name in headers
    ]


def is_no_row(cells: list[str], headers: tuple[str, ...]) -> bool:
    """Whether a row is blank, a total, a footer or the heading once more."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or _NO_ROW.search(filled[0]):
        return True
    if all(cell == "-" for cell in filled):
        return True
    if is_heading(cells, headers):
        return True
    return len(headers) > 3 and len(filled) == 1 and not is_data(filled[0])
