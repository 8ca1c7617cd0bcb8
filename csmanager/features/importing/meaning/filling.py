"""Names and days written once for several rows, as merged cells leave them: the rows below take what stands above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from csmanager.features.importing import table
from csmanager.features.importing.meaning.context import Context
from csmanager.features.importing.rules import FileKind

_KINDS = frozenset({FileKind.WORKED, FileKind.ROTA, FileKind.ABSENCE, FileKind.QUALITY, FileKind.INTERVALS})
_KEYS = ("person", "first_name", "last_name", "login", "team", "queue", "day")
_LEAST = 0.3  # share of blank cells below which they were rather forgotten
_OTHERS = 2  # filled cells that make a row


def find(context: Context, rows: Iterable[Sequence[str]]) -> frozenset[int]:
    """The columns to fill down: each name stands once, above blanks, in rows that say something otherwise."""
    if context.kind not in _KINDS:
        return frozenset()
    places = [index for key in _KEYS if (index := context.index(key)) is not None]
    headers = tuple(column.header for column in context.columns)
    blank = dict.fromkeys(places, 0)
    seen: dict[int, list[str]] = {index: [] for index in places}
    told, out = 0, set()
    for row in rows:
        if _is_no_row(row, headers):
            continue
        told += 1
        for index in places:
            text = row[index].strip() if index < len(row) else ""
            if text:
                seen[index].append(text)
            elif not seen[index]:
                out.add(index)  # nothing stands above
            else:
                blank[index] += 1
    found = set()
    for index in places:
        is_once = len(set(seen[index])) == len(seen[index])
        if index not in out and is_once and blank[index] > 1 and blank[index] >= _LEAST * told:
            found.add(index)
            why = f"blank cells take what stands above, {blank[index]:,} of {told:,}, as no name comes again"
            known = context.candidate.reasons.get(index, "")
            context.candidate.reasons[index] = f"{known}; {why}" if known else why
    if found:
        names = " and ".join(f"“{context.header(index)}”" for index in sorted(found))
        context.notes.append(f"Each cell of {names} is taken to hold for the blank ones below it.")
    return frozenset(found)


def _is_no_row(row: Sequence[str], headers: tuple[str, ...]) -> bool:
    return sum(1 for cell in row if cell.strip()) < _OTHERS or table.is_no_row(list(row), headers)


def filled(
    context: Context, rows: Iterable[tuple[int, list[str]]], headers: tuple[str, ...]
) -> Iterator[tuple[int, list[str]]]:
    """``rows`` with those columns filled."""
    if not context.fill:
        yield from rows
        return
    above: dict[int, str] = {}
    for place, row in rows:
        if _is_no_row(row, headers):
            yield place, row
            continue
        made = list(row)
        for index in context.fill:
            made += [""] * (index + 1 - len(made))
            if made[index].strip():
                above[index] = made[index]
            else:
                made[index] = above.get(index, "")
        yield place, made
