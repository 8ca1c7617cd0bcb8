"""Looks at every table of a file and chooses the one to read, with what its columns are taken for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from csmanager.core.errors import Refused
from csmanager.features.importing import books, columns, kinds, limits, table, words
from csmanager.features.importing.books import Sheet
from csmanager.features.importing.columns import Column
from csmanager.features.importing.fields import KIND
from csmanager.features.importing.meaning import evidence, understanding
from csmanager.features.importing.meaning.choose import Candidate, missing
from csmanager.features.importing.reading import headless, parts, reshape
from csmanager.features.importing.rules import DECLINED, Field, FileKind
from csmanager.features.importing.table import Layout

SAMPLE = 400  # rows from which columns are understood
_NAMED = 0.9  # how strongly a heading must name something to be one
SHOWN_ROWS = 40  # of the table as it was found, in a preview
_TITLE_ROWS = 3  # above a heading in which its title stands


def where(path: Path, sheet: Sheet) -> str:
    return path.name if sheet.name is None else f"{path.name}, sheet {sheet.name},"


@dataclass(slots=True)
class Looked:
    """One sheet and what it was taken for; ``records`` where its rows are no contacts.

    ``job``: with what was decided earlier for tables of its shape.
    """

    sheet: Sheet
    layout: Layout | None
    columns: list[Column]
    kind: FileKind
    why: str
    sample: list[list[str]]
    job: dict[str, Any]
    records: Candidate | None = None

    @property
    def is_understood(self) -> bool:
        """Whether its rows can be taken in."""
        if self.layout is None or not self.sample:
            return False
        if self.records is not None:
            return self.kind is not FileKind.POLICY and not missing(self.records)
        return self.kind.is_taken and not self.why

    @property
    def explained(self) -> int:
        """How many columns mean something."""
        return len(self.records.meanings) if self.records else len(columns.by_field(self.columns))


def choose(path: Path, sheets: list[Sheet], job: dict[str, Any]) -> tuple[Looked, Layout, list[Looked]]:
    """The table to read (``job["sheet"]``, where one is named), its layout, and every table of the file."""
    looked: list[Looked] = []
    refused: list[Refused] = []  # a damaged sheet does not stop the others
    job.setdefault("tops", {})
    job.setdefault("damaged", [])
    for sheet in sheets:
        try:
            for one in parts.of(sheet):
                mine = _of_table(job, sheet, one)
                turned = reshape.of(one, mine)
                looked.append(_look(path, turned, mine))
                if turned is not one:
                    job["tops"][one.name] = books.head(one, SHOWN_ROWS)
                looked += _remarks(path, looked[-1], job, sheet)
        except Refused as error:
            refused.append(error)
            job["damaged"].append(str(error))
    if job.get("sheet"):
        return _named(path, looked, job)
    if refused and not any(one.kind.is_taken or one.records for one in looked):
        raise refused[0]
    told = [one for one in looked if one.layout is not None and not _is_remarks(one)]
    if not told:
        raise Refused(
            f"{path.name} has no cells."
            if sheets[0].name is None
            else f"{path.name} has no sheet with cells."
        )
    best = max(told, key=_worth)
    layout = best.layout
    assert layout is not None
    if (
        not best.sample
        and layout.has_header
        and not best.why.startswith("is a text")
        and len(told) == 1
        and (len([h for h in layout.headers if h]) > 1 or words.is_known(layout.headers[0]))
    ):
        raise Refused(f"{where(path, best.sheet)} has headings but no rows below them.")
    return best, layout, looked


def _remarks(path: Path, one: Looked, job: dict[str, Any], sheet: Sheet) -> list[Looked]:
    """What customers wrote beside the contacts of a table, as a further table."""
    from csmanager.features.importing.reading import remarks

    name = f"{one.sheet.name}, {remarks.NAME}" if one.sheet.name else remarks.NAME
    found = remarks.of(path, one, _of_table(job, sheet, replace(one.sheet, name=name)))
    if found is None:
        return []
    job["tops"][name] = job["tops"][one.sheet.name]
    return [found]


def _worth(one: Looked) -> tuple[bool, int, int]:
    return (not one.why, one.explained, len(one.sample))


def _named(path: Path, looked: list[Looked], job: dict[str, Any]) -> tuple[Looked, Layout, list[Looked]]:
    """The table that is asked for by its name, or by that of its sheet."""
    name = str(job["sheet"]).casefold()
    told = [one for one in looked if one.layout is not None]
    mine = [one for one in told if str(one.sheet.name).casefold() == name]
    mine = mine or [one for one in told if str(one.sheet.title).casefold() == name]
    if not mine:
        known = ", ".join(str(one.sheet.name) for one in told if one.sheet.name) or "one table without a name"
        raise Refused(f"{path.name} has no table {job['sheet']}; it has {known}.")
    best = max(mine, key=_worth)
    assert best.layout is not None
    return best, best.layout, looked


def _is_remarks(one: Looked) -> bool:
    from csmanager.features.importing.reading import remarks

    return one.kind is FileKind.COMMENTS and str(one.sheet.name).endswith(remarks.NAME)


def _of_table(job: dict[str, Any], sheet: Sheet, one: Sheet) -> dict[str, Any]:
    """The job as far as it speaks of one table: what was decided for another does not hold for it."""
    wanted = job.get("sheet")
    if wanted is None or str(wanted).casefold() in (str(sheet.name).casefold(), str(one.name).casefold()):
        return dict(job)
    return {**job, "kind": None, "mapping": {}, "answers": {}}


def _look(path: Path, sheet: Sheet, job: dict[str, Any]) -> Looked:
    rows = books.head(sheet, SAMPLE + 60)
    _check_width(path, rows)
    job["tops"][sheet.name] = rows[:SHOWN_ROWS]
    layout = table.find(rows)
    if layout is None:
        return Looked(sheet, None, [], FileKind.UNKNOWN, "", [], job)
    layout = _without_heading(layout, rows)
    sample = [row for row in rows[layout.data_at :] if not table.is_no_row(row, layout.headers)][:SAMPLE]
    by_look = None if layout.has_header else headless.named(layout, sample)
    if by_look is not None:
        layout = by_look
        job["damaged"].append(headless.NOTE)
    made = columns.assign(columns.read_shapes(layout, sample), layout)
    kept = job.get("shapes", {}).get(shape_of(layout))
    if kept and not job["mapping"]:
        answers = dict(kept["answers"])
        chosen = answers.pop(KIND, None)
        job = {
            **job,
            "mapping": kept["mapping"],
            "answers": {**answers, **job["answers"]},
            "kind": job["kind"] or chosen,
        }
    hint = kinds.decide(path, layout, made)
    records = understanding.decide(path, sheet.name, made, sample, hint, job, _title(rows, layout))
    if records is not None:
        if sheet.asked is not None and records.kind in (FileKind.INTERVALS, FileKind.WORKED):
            records.open = sheet.asked
        return Looked(sheet, layout, made, records.kind, "", sample, job, records)
    mapping = {int(index): name for index, name in job["mapping"].items() if not name or name in set(Field)}
    if mapping:
        made = columns.corrected(made, mapping)
        hint = kinds.decide(path, layout, made)
    kind, why = hint
    if job["kind"]:
        kind = FileKind(job["kind"])
        why = "" if kind.is_taken else DECLINED[kind]
        if kind.is_taken and Field.STARTED not in columns.by_field(made):
            why = "cannot be taken in: no column says when each contact came."
    elif mapping and Field.STARTED in columns.by_field(made):
        why = ""
        kind = kind if kind.is_taken else FileKind.TICKETS
    return Looked(sheet, layout, made, kind, why, sample, job)


def _title(rows: list[list[str]], layout: Layout) -> str:
    """The line of one cell just above the headings, "" without one."""
    for row in reversed(rows[max(0, layout.header_at - _TITLE_ROWS) : layout.header_at]):
        filled = [cell.strip() for cell in row if cell.strip()]
        if filled:
            return filled[0] if len(filled) == 1 else ""
    return ""


def _without_heading(layout: Layout, rows: list[list[str]]) -> Layout:
    """The layout of a single column whose first cell is a name like all the others, and no heading."""
    if len(layout.headers) != 1 or not layout.has_header or words.is_known(layout.headers[0]):
        return layout
    if max(evidence.said(layout.headers[0]).values(), default=0.0) >= _NAMED:
        return layout
    if not headless.are_people([row[0] for row in rows[layout.header_at :] if row]):
        return layout
    return replace(layout, data_at=layout.header_at, headers=("Column 1",), has_header=False)


def _check_width(path: Path, rows: list[list[str]]) -> None:
    """Refuse a text with more columns than any table has; blank ones at the end do not count."""
    for number, row in enumerate(rows, 1):
        if len(row) <= limits.TEXT_COLUMNS:
            continue
        width = next((at for at in range(len(row), 0, -1) if row[at - 1].strip()), 0)
        if width > limits.TEXT_COLUMNS:
            raise Refused(
                f"{path.name}, row {number:,} has {width:,} columns; tables of up to {limits.TEXT_COLUMNS:,} are read."
            )
        del row[limits.TEXT_COLUMNS :]


def shape_of(layout: Layout) -> str:
    return hashlib.sha256("\x1f".join(layout.headers).casefold().encode()).hexdigest()[:32]
