"""Several tables on one sheet, one below the other or side by side: where each begins and ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress, count
from operator import not_
from typing import TYPE_CHECKING

from csmanager.features.importing.reading.bycolumn import Columns

if TYPE_CHECKING:
    from csmanager.features.importing.books import Sheet

Row = list[str]

_TEXT_BYTES = 2_000_000  # of a text; larger ones hold one table
_LEAST_COLUMNS, _LEAST_ROWS = 2, 2
_LOOK_BELOW = 5
_MOST = 20  # tables of a sheet
_WIDE_SAMPLE = 3_000  # rows looked at for tables side by side


def of(sheet: Sheet) -> list[Sheet]:
    """The tables of a sheet as sheets of their own; the sheet itself where it holds one."""
    if sheet.found.text is not None and sheet.found.size > _TEXT_BYTES:
        return [sheet]
    from csmanager.features.importing.reading import pairgrid

    rows = sheet.every()
    starts = _starts(rows)
    if len(starts) > 1:
        ends = [*starts[1:], len(rows)]
        found = []
        for number, (start, end) in enumerate(zip([0, *starts[1:]], ends, strict=True), 1):
            name = f"{sheet.name}, table {number}" if sheet.name else f"table {number}"
            found.append(replace(sheet, name=name, kept=rows[start:end], offset=start, rows_of=(start, end)))
        return found
    groups = None if pairgrid.find(rows) else _groups(rows)
    if groups is not None:
        return [
            replace(sheet, name=f"{sheet.name}, {name}" if sheet.name else name, kept=kept)
            for name, kept in groups
        ]
    beside = _beside(rows)
    if len(beside) > 1:
        found = []
        for number, (left, right) in enumerate(beside, 1):
            name = f"{sheet.name}, table {number}" if sheet.name else f"table {number}"
            kept = [row[left:right] for row in rows]
            found.append(replace(sheet, name=name, kept=kept, columns_of=(left, right)))
        return found
    return [sheet]


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]] | None:
    """A table for each month or day that stands above a group of columns with the same headings; None for others."""
    from csmanager.features.importing.meaning import grids, weeks

    at = next((at for at, row in enumerate(rows[:20]) if sum(1 for cell in row if cell.strip()) > 1), None)
    if at is None or at + 2 >= len(rows):
        return None
    above, heading = rows[at], rows[at + 1]
    places = [place for place, cell in enumerate(above) if cell.strip()]
    if not all(grids.month_in(above[place]) or weeks.dates_in(above[place]) for place in places):
        return None
    if not places[0] or len({above[place].strip().casefold() for place in places}) < len(places):
        return None
    ends = [*places[1:], len(heading)]
    names = [
        [cell.strip().casefold() for cell in heading[left:right]]
        for left, right in zip(places, ends, strict=True)
    ]
    if len(names[0]) < 1 or any(one != names[0] for one in names) or not all(names[0]):
        return None
    if len(names[0]) < _LEAST_COLUMNS and sum(1 for cell in heading[: places[0]] if cell.strip()) < 1:
        return None
    first = places[0]
    found = []
    for left, right in zip(places, ends, strict=True):
        kept = [[above[left].strip()]] + [[*row[:first], *row[left:right]] for row in rows[at + 1 :]]
        found.append((above[left].strip(), [list(row) for row in rows[:at]] + kept))
    return found


def _starts(rows: Sequence[Row]) -> list[int]:
    """Where tables begin: the first at 0, each further one at a heading of its own after a blank row."""
    starts: list[int] = [0]
    first: tuple[str, ...] | None = None
    was_blank = True
    filled = rows.filled() if isinstance(rows, Columns) else map(any, rows)
    blanks = compress(count(), map(not_, filled))
    at = -1
    while at + 1 < len(rows):
        at += 1
        if not was_blank and any(rows[at]):
            at = next((blank for blank in blanks if blank > at), len(rows))  # nothing begins before
            if at == len(rows):
                break
        row = rows[at]
        if not any(cell.strip() for cell in row):
            was_blank = True
            continue
        if was_blank and len(starts) < _MOST and _is_heading(rows, at):
            names = tuple(cell.strip().casefold() for cell in row if cell.strip())
            if first is None:
                first = names
            elif names != first and at - starts[-1] > _LEAST_ROWS:
                starts.append(_with_title(rows, at))
                first = names
        was_blank = was_blank and sum(1 for cell in row if cell.strip()) == 1  # a title
    return starts if first is not None else [0]


def _with_title(rows: Sequence[Row], at: int) -> int:
    """A title of one cell just above a heading belongs to its table."""
    above = [cell for cell in rows[at - 1] if cell.strip()] if at else []
    return at - 1 if len(above) == 1 else at


def _is_heading(rows: Sequence[Row], at: int) -> bool:
    from csmanager.features.importing import table, words
    from csmanager.features.importing.meaning import evidence
    from csmanager.features.importing.reading import gridrows

    cells = [cell.strip() for cell in rows[at] if cell.strip()]
    if len(cells) < _LEAST_COLUMNS or (len(cells) > 1 and len(set(cells)) < 0.5 * len(cells)):
        return False
    if gridrows.day_places(rows[at]):
        return True
    if any(map(table.is_data, cells)):
        return False
    known = sum(
        1 for cell in cells if words.is_known(cell) or max(evidence.said(cell).values(), default=0.0) >= 0.9
    )
    below = [row for row in rows[at + 1 : at + 1 + _LOOK_BELOW] if any(cell.strip() for cell in row)]
    has_data = any(table.is_data(cell.strip()) for row in below for cell in row)
    return known >= 0.6 * len(cells) and has_data and known >= _LEAST_COLUMNS


def _beside(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The columns of tables that stand side by side, parted by columns that are blank throughout."""
    sample = rows[:_WIDE_SAMPLE]
    width = max(map(len, sample), default=0)
    if width < 2 * _LEAST_COLUMNS + 1 or width > 200:
        return []
    filled = [0] * width
    for row in sample:
        for at, cell in enumerate(row):
            if cell and cell.strip():
                filled[at] += 1
    blocks: list[tuple[int, int]] = []
    start: int | None = None
    for at in range(width + 1):
        is_filled = at < width and filled[at] > 0
        if is_filled and start is None:
            start = at
        elif not is_filled and start is not None:
            blocks.append((start, at))
            start = None
    if len(blocks) < 2 or any(right - left < _LEAST_COLUMNS for left, right in blocks):
        return []
    headings = []
    for left, right in blocks:
        cut = [row[left:right] for row in sample]
        found = next((row for row in range(min(len(cut), 20)) if _is_heading(cut, row)), None)
        if found is None:
            return []
        headings.append({cell.strip().casefold() for cell in cut[found] if cell.strip()})
    heights = {max(filled[left:right]) for left, right in blocks}
    repeats = any(first & other for first in headings for other in headings if first is not other)
    return blocks if len(heights) > 1 or repeats else []
