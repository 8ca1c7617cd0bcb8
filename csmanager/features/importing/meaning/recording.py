"""Records of every kind but contacts, from the rows of a table into the scratch database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from csmanager.features.importing import cells, table
from csmanager.features.importing.meaning import grids, hours, items, periods, scores, staff, sums, voices
from csmanager.features.importing.meaning.context import Context, Record, SetAside
from csmanager.features.importing.rules import FileKind
from csmanager.features.importing.scratch import Scratch

_REPORT_EVERY = 5_000  # rows
Reader = Callable[[Sequence[str], int], list[Record]]


class RecordScratch(Scratch):
    """The scratch database with a table of records beside those of contacts, which stays empty."""

    def __init__(self, path: Path, shown: Collection[int]) -> None:
        super().__init__(path, shown)
        self._db.execute(
            'CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY, sheet TEXT, row_number INTEGER, "values" TEXT)'
        )
        self._number = 0
        self._named: Counter[int] = Counter()

    def add_record(self, sheet: str | None, row_number: int, values: Record) -> None:
        """Stage one record."""
        self._number += 1
        self.staged += 1
        if values.get("person") is not None:
            self._named[values["person"]] += 1
        self._db.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?)",
            (self._number, sheet, row_number, json.dumps(values, ensure_ascii=False)),
        )

    def finish_people(self, people: cells.People, teams: dict[int, str], queues: set[str]) -> int:
        """Write down everybody a record names; teams and queues taken for people are taken out of the records."""
        found = 0
        for number, named in enumerate(people.found, 1):
            if not self._named[number]:
                continue
            if named.key in queues:
                self._db.execute(
                    """UPDATE record SET "values" = json_remove("values", '$.person')"""
                    """ WHERE json_extract("values", '$.person') = ?""",
                    (number,),
                )
                continue
            found += 1
            self._db.execute(
                "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?)",
                (
                    number,
                    named.name,
                    named.key,
                    json.dumps(named.aliases),
                    teams.get(number),
                    self._named[number],
                ),
            )
        return found


def reader(context: Context, sample: Sequence[Sequence[str]], near: Sequence[Sequence[str]]) -> Reader:
    """What reads a row of the context's kind; questions it cannot do without are added to the context."""
    kind = context.kind
    if kind in (FileKind.ROTA, FileKind.ABSENCE, FileKind.WORKED) and context.candidate.columns("cell"):
        grid = grids.Grid(context, near)
        return lambda row, _number: grid.read(row)
    if kind is FileKind.WORKED and context.has("punch") and not context.has("end"):
        punches = hours.Punches(context)
        context.flush = punches.flush
        return punches.read
    if kind is FileKind.WORKED:
        totals = periods.Totals(context, sample)
        return lambda row, _number: hours.worked(context, row, totals)
    if kind is FileKind.SURVEY:
        return voices.Survey(context).read
    if kind is FileKind.QUALITY and context.has("item"):
        gradings = items.Items(context)
        context.flush = gradings.flush
        return gradings.read
    if kind is FileKind.QUALITY:
        sheet = scores.Sheet(context)
        return lambda row, _number: sheet.read(row)
    if kind is FileKind.INTERVALS:
        figures = sums.Figures(context, sample)
        return lambda row, _number: figures.read(row)
    plain: dict[FileKind, Callable[[Context, Sequence[str]], list[Record]]] = {
        FileKind.PEOPLE: staff.person,
        FileKind.APPLICANTS: staff.applicant,
        FileKind.ROTA: hours.planned,
        FileKind.ABSENCE: hours.absence,
        FileKind.COMMENTS: voices.comment,
        FileKind.COMPLAINTS: voices.complaint,
    }
    read = plain[kind]
    return lambda row, _number: read(context, row)


def stage(
    scratch: RecordScratch,
    context: Context,
    read: Reader,
    rows: Iterable[tuple[int, list[str]]],
    headers: tuple[str, ...],
    report: Callable[[int], Any],
    seen: dict[str, tuple[int, str]],
) -> tuple[int, int]:
    """Read every row, given with its place from 0. Returns rows read and rows skipped.

    ``seen``: what rows said before, by id and as a whole.
    """
    count = skipped = 0
    for place, row in rows:
        count += 1
        number = place + 1
        if count % _REPORT_EVERY == 0:
            report(count)
        if _is_no_record(context, row, headers):
            skipped += 1
            continue
        try:
            made = read(row, number)
            _check_again(context, row, made, number, seen)
        except SetAside as aside:
            scratch.set_aside_row(context.sheet, number, aside.column, aside.reason, row)
            continue
        except OverflowError:
            scratch.set_aside_row(context.sheet, number, None, "holds a number that is far too large", row)
            continue
        for column, reason in context.aside:
            scratch.set_aside_row(context.sheet, number, column, reason, row)
        context.aside.clear()
        for one in made or ():
            scratch.add_record(context.sheet, number, one)
    for number, found in context.flush() if context.flush else ():
        if isinstance(found, str):
            scratch.set_aside_row(context.sheet, number, None, found, ())
        else:
            scratch.add_record(context.sheet, number, found)
    return count, skipped


_WORDY = frozenset({FileKind.COMMENTS, FileKind.SURVEY, FileKind.COMPLAINTS})
_FOOTER_CELLS = 2  # a row of words that fills more cells is no footer


def _is_no_record(context: Context, row: Sequence[str], headers: tuple[str, ...]) -> bool:
    """Blank rows, totals, footers, the heading again; a sentence that begins with "Total" is none of them."""
    filled = sum(1 for cell in row if cell.strip())
    if context.kind in _WORDY and filled > _FOOTER_CELLS - (len(headers) <= _FOOTER_CELLS):
        return table.is_heading(row, headers)
    if table.is_no_row(list(row), headers):
        return True
    name = context.text(row, "person") or context.text(row, "name")
    return bool(name) and table.is_total(name)


_IDS = {FileKind.PEOPLE: "code", FileKind.COMPLAINTS: "external_id", FileKind.APPLICANTS: "external_id"}
_ONCE = frozenset(
    {FileKind.PEOPLE, FileKind.APPLICANTS, FileKind.COMPLAINTS, FileKind.WORKED, FileKind.ABSENCE}
)


def _check_again(
    context: Context, row: Sequence[str], made: list[Record], number: int, seen: dict[str, tuple[int, str]]
) -> None:
    """Rows written twice count once; an id that comes again for something else is set aside."""
    if context.kind not in _ONCE or not made:
        return
    whole = "\x1f".join(cell.strip() for cell in row)
    if whole in seen:
        context.counted["rows stand in the file again, word for word, and count once"] += 1
        made.clear()
        return
    seen[whole] = (number, "")
    key = _IDS.get(context.kind)
    code = str(made[0].get(key, "")) if key else ""
    if not code:
        return
    before = seen.get(f"id\x1f{code}")
    if before is None:
        seen[f"id\x1f{code}"] = (number, json.dumps(made[0], sort_keys=True))
    elif before[1] == json.dumps(made[0], sort_keys=True):
        context.counted["rows stand in the file again and count once"] += 1
        made.clear()
    else:
        where = f"“{code[:40]}” stands already in row {before[0]:,}"
        raise SetAside(context.header(context.index(key or "")), where)
