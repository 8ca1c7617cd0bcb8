"""The child process: reads, understands and stages one file. Needs neither Qt nor SQLAlchemy.

Reads a JSON job from stdin, writes JSON lines to stdout: {"progress": [done, total]} and at the end
{"done": Understanding} or {"refused": sentence}.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sqlite3
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from csmanager.core.errors import Refused
from csmanager.features.importing import (
    archive,
    books,
    columns,
    limits,
    messages,
    origin,
    plan,
    sniff,
    tickets,
    words,
)
from csmanager.features.importing.books import Sheet
from csmanager.features.importing.columns import Column
from csmanager.features.importing.convert import Converter
from csmanager.features.importing.meaning import understanding
from csmanager.features.importing.meaning.understanding import Told
from csmanager.features.importing.reading import looking, markup, policies, several
from csmanager.features.importing.reading.looking import Looked
from csmanager.features.importing.rules import (
    ColumnGuess,
    Field,
    FileKind,
    Understanding,
    as_json,
)
from csmanager.features.importing.scratch import Scratch
from csmanager.features.importing.sniff import Sniffed
from csmanager.features.importing.table import Layout
from csmanager.features.team.rules import alias_key

_SHOWN_COLUMNS, _SHOWN_LETTERS = 60, 120  # of the table as it was found, in a preview
_TWIN = 8  # how strongly the heading of a second column must name the same time
_BATCH = 500  # rows at once; small enough to stay in the processor's cache
_REPORT_EVERY = 40  # batches


def main() -> int:
    """Run one job; the exit code is 0 also when the file was refused in words."""
    job = json.loads(sys.stdin.read())
    _limit_memory()
    gc.disable()  # rows hold no cycles; looking for some costs a third of the time
    try:
        done = run(job)
    except Refused as error:
        _say({"refused": str(error)})
    except sqlite3.OperationalError as error:
        _say(
            {
                "refused": f"The disk for temporary files is full or cannot be written ({error}); free some space."
            }
        )
    except MemoryError:
        path = Path(job["path"])
        how = "in parts" if path.suffix.casefold() in (".csv", ".tsv", ".txt") else "as CSV"
        _say({"refused": f"{path.name} needs more memory than a table should; export it {how}."})
    else:
        _say({"done": as_json(done)})
    sys.stdout.flush()
    return 0


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has none; the parent watches the clock there
        return
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (limits.BOOK_MEMORY, limits.BOOK_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(job: dict[str, Any]) -> Understanding:
    """Do one job: ``path``, ``staged`` (scratch file), ``kind``, ``mapping``, ``answers``, ``sheet``, ``zone``,
    ``latest`` (UTC second), ``key`` (hex), ``known`` (digests of files taken in already), ``shapes`` (decisions by
    shape of heading), ``stage`` (False: only understand), ``closely`` (the sentence for a workbook that broke its
    reader, where a closer look gives none better)."""
    path = Path(job["path"])
    if job.get("closely"):
        archive.check_zip(path, path.stat().st_size, closely=True)
        raise Refused(job["closely"])
    found = _sniffed(path)
    if found.sha256 in job.get("known", ()):
        return _declined(path, found, FileKind.UNKNOWN, "was taken in before.")
    if path.suffix.casefold() in policies.SUFFIXES or job["kind"] == FileKind.POLICY:
        return _policy(path, found, job)
    if found.kind == "html" and markup.Book(path).is_prose:
        return _policy(path, found, job)
    sheets = books.open_sheets(path, found)
    best, layout, looked = looking.choose(path, sheets, job)
    job = best.job
    sheet, made, kind, sample = best.sheet, best.columns, best.kind, best.sample
    besides = several.others(best, looked) if best.is_understood else ()
    mark = f"{found.sha256}/{sheet.name or 'table'}" if besides else found.sha256
    base = _with(
        _understanding(path, found, sheet, layout, made, kind),
        grid=_grid(job["tops"][sheet.name]),
        sha256=mark,
        others=besides,
    )
    if mark in job.get("known", ()):
        return _with(base, refused=f"{looking.where(path, sheet)} was taken in before.")
    if best.kind is FileKind.POLICY:
        return _text(path, found, job)
    if best.records is not None:
        return _stage_records(path, found, best, looked, job, base)
    if best.why:
        return _refuse(base, path, sheet, " ".join([best.why, *_formulas(found)]))
    every = None
    if len(sample) >= looking.SAMPLE:
        every = sheet.rows(layout.data_at)
    planned = plan.make(kind, made, sample, every, job["answers"], job["zone"])
    notes = [*planned.notes, *_written(planned), *columns.unused(made), *_told_of_file(found, job)]
    same = [(one.sheet, one.layout) for one in several.together(best, looked) if one is not best]
    notes += several.notes(best, looked, besides)
    for name, places in layout.repeats.items():
        if len(places) > 1:
            notes.append(f"{len(places)} columns are called “{name}”; they are read as one.")
    base = _with(
        base, columns=_guesses(made, planned), questions=tuple(planned.questions), notes=tuple(notes)
    )
    if planned.questions or not job["stage"]:
        return base
    return _stage(path, found, [(sheet, layout), *same], planned, sample, job, base)


def _formulas(found: Sniffed) -> list[str]:
    """What may be why a table is not understood: cells without results."""
    return [note for note in found.told if "formulas" in note]


def _written(planned: plan.Plan) -> list[str]:
    """What is told of a file with one row a message."""
    if Field.WRITER not in planned.columns:
        return []
    author = planned.columns[Field.AGENT].header if Field.AGENT in planned.columns else ""
    return [messages.note(planned.columns[Field.WRITER].header, author if messages.is_author(author) else "")]


def _told_of_file(found: Sniffed, job: dict[str, Any]) -> list[str]:
    notes = [*job.get("damaged", ()), *found.told]
    if found.text is not None and found.text.is_guessed:
        notes.append(f"The letters are taken as {found.text.encoding}; look whether names are right.")
    return notes


def _stage_records(
    path: Path,
    found: Sniffed,
    best: Looked,
    looked: list[Looked],
    job: dict[str, Any],
    base: Understanding,
) -> Understanding:
    """Read the best sheet and the others of its kind as records."""
    told = [
        Told(one.sheet, one.layout, one.columns, one.sample, one.records)
        for one in several.together(best, looked)
        if one.records is not None and one.layout is not None
    ]
    notes = [*best.sheet.told, *_told_of_file(found, job), *several.notes(best, looked, base.others)]
    return understanding.stage(path, found.size, told, job, base, notes, _say)


def _sniffed(path: Path) -> Sniffed:
    if path.suffix.casefold() not in policies.SUFFIXES:
        return sniff.sniff(path)
    data = path.read_bytes() if path.is_file() else b""
    if not data.strip():
        return sniff.sniff(path)
    return Sniffed(hashlib.sha256(data).hexdigest(), len(data), "paper", None)


def _text(path: Path, found: Sniffed, job: dict[str, Any]) -> Understanding:
    """A plain text: a policy where it reads as one, else what the person says."""
    answer = str(job["answers"].get(policies.POLICY, "")).casefold()
    text = path.read_text(found.text.encoding, "replace") if found.text else ""
    if not answer and not policies.reads_as_policy(text):
        return _with(_policy(path, found, {**job, "stage": False}), questions=(policies.question(path.name),))
    if answer == "no":
        return _declined(path, found, FileKind.UNKNOWN, "is a text without a table; nothing was taken in.")
    return _policy(path, found, job)


def _policy(path: Path, found: Sniffed, job: dict[str, Any]) -> Understanding:
    """The text of a policy, staged as one record."""
    encoding = found.text.encoding if found.text else ""
    base = Understanding(
        path.name,
        found.sha256,
        found.size,
        FileKind.POLICY,
        encoding,
        "",
        None,
        1,
        (),
        (),
        (),
        source="policy",
    )
    if not job["stage"]:
        return base
    count, notes = policies.stage(path, Path(job["staged"]))
    return _with(base, notes=notes, rows_read=count, rows_staged=count)


def _stage(
    path: Path,
    found: Sniffed,
    sheets: list[tuple[Sheet, Layout | None]],
    planned: plan.Plan,
    sample: list[list[str]],
    job: dict[str, Any],
    base: Understanding,
) -> Understanding:
    first = sheets[0][1]
    assert first is not None
    converter = Converter(planned, first, sample, job["zone"], job["latest"], bytes.fromhex(job["key"]))
    hidden = (Field.CUSTOMER, Field.CALLER, Field.CALLEE)
    shown = {one.index for field, one in planned.columns.items() if field not in hidden}
    shown |= {one.index for one in base.columns if one.field is None and columns.is_told(one.header)}
    scratch = Scratch(Path(job["staged"]), shown)
    expected = _expected_rows(found, sample)
    read = offset = skipped = early = 0
    for sheet, layout in sheets:
        assert layout is not None
        number = sheet.place(layout.data_at) + 1
        for turn, chunk in enumerate(sheet.batches(layout.data_at, _BATCH)):
            batch = converter.read(chunk)
            scratch.add(batch, offset + number, chunk, sheet.name, number)
            number += len(chunk)
            read += len(chunk)
            skipped += len(batch.skipped)
            early += batch.early
            if turn % _REPORT_EVERY == 0:
                _say({"progress": [min(read, expected), expected]})
        offset += number
        sheet.let_go()
    header = base.mapping().get(Field.EXTERNAL_ID, "")
    notes = list(base.notes) + scratch.settle_repeats(
        planned.kind, header, is_written=Field.WRITER in planned.columns
    )
    if scratch.bare:
        _complete(scratch, sheets)
    if skipped:
        notes.append(f"{_rows(skipped)} blank, totals or footers, and not read as contacts.")
    if len(converter.topics.found) > limits.TOPICS:
        scratch.forget_topics()
        converter.topics.found.clear()
        notes.append("The topic column has too many different words to be a topic; it was left out.")
    if early:
        what = "1 time to resolution is" if early == 1 else f"{early:,} times to resolution are"
        notes.append(f"{what} shorter than the time to the first response, and set aside.")
    notes += _hours(planned, base) + tickets.day_only(planned)
    if planned.kind is FileKind.TICKETS and Field.DURATION in planned.columns:
        notes.append(f"“{planned.columns[Field.DURATION].header}” is kept as talk time.")
    teams, queues = _teams(converter.teams)
    people = scratch.finish(converter.people, converter.topics, teams, queues)
    if people > limits.PEOPLE:
        raise Refused(
            f"{path.name} names {people:,} agents in “{base.mapping().get('agent', '')}”; choose another column."
        )
    scratch.close()
    if not scratch.staged:
        if scratch.set_aside:
            raise Refused(
                f"{path.name}: no row can be taken in. {scratch.first_reason[0].upper()}{scratch.first_reason[1:]}."
            )
        raise Refused(f"{looking.where(path, sheets[0][0])} has headings but no rows below them.")
    notes += [
        f"{_rows(count)} set aside: {reason}." for reason, count in Counter(scratch.reasons).most_common(3)
    ]
    return _with(
        base,
        notes=tuple(notes),
        rows_read=read - skipped,
        rows_staged=scratch.staged,
        rows_set_aside=scratch.set_aside,
        source=origin.of(planned, sample),
        csat_scale=converter.scale,
        channel=converter.channel,
    )


def _hours(planned: plan.Plan, base: Understanding) -> list[str]:
    """Which hours times to an answer count, where the file tells them in more than one way."""
    notes = []
    for field, name in ((Field.FIRST_RESPONSE, "first response"), (Field.RESOLUTION, "resolution")):
        if field not in planned.columns:
            continue
        header = planned.columns[field].header
        twins = [
            one.header
            for one in base.columns
            if one.field is None and words.weight(field, one.header) >= _TWIN
        ]
        if words.is_business(header):
            notes.append(f"Times to {name} count business hours only.")
        elif any(words.is_business(twin) for twin in twins):
            notes.append(
                f"Times to {name} are those of “{header}”, which count every hour, not business hours only."
            )
    return notes


def _complete(scratch: Scratch, sheets: list[tuple[Sheet, Layout | None]]) -> None:
    """Give rows that were set aside after all had been read their place and cells, by a second look."""
    offset = 0
    for sheet, layout in sheets:
        assert layout is not None
        number = sheet.place(layout.data_at) + 1
        for row in sheet.rows(layout.data_at):
            if offset + number in scratch.bare:
                scratch.complete(offset + number, sheet.name, number, row)
            number += 1
        offset += number
        sheet.let_go()


def _expected_rows(found: Sniffed, sample: list[list[str]]) -> int:
    typical = sum(len(cell) + 1 for row in sample for cell in row) / max(len(sample), 1)
    return max(len(sample), round(found.size / max(typical, 1)))


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _teams(pairs: set[tuple[int | None, str]]) -> tuple[dict[int, str], set[str]]:
    """The team of each person who has one only, and the keys of all teams, which are no people."""
    found: dict[int, set[str]] = {}
    names = {team.strip() for _, team in pairs if team.strip()}
    for number, team in pairs:
        if number is not None and team.strip():
            found.setdefault(number, set()).add(team.strip())
    single = {number: next(iter(teams)) for number, teams in found.items() if len(teams) == 1}
    return single, {alias_key(name) for name in names}


def _understanding(
    path: Path, found: Sniffed, sheet: Sheet, layout: Layout, made: list[Column], kind: FileKind
) -> Understanding:
    return Understanding(
        file=path.name,
        sha256=found.sha256,
        size=found.size,
        kind=kind,
        encoding=found.text.encoding if found.text else "",
        delimiter=found.text.delimiter if found.text else "",
        sheet=sheet.name,
        header_row=sheet.place(layout.header_at) + 1,
        columns=tuple(
            ColumnGuess(one.index, one.header, one.field, one.reason, one.shape.samples) for one in made
        ),
        questions=(),
        notes=(),
        shape=looking.shape_of(layout),
        first_row=sheet.offset,
        is_turned=sheet.origins is not None,
    )


def _grid(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """The first rows as they stand in the file, for a preview; long cells and far columns are cut."""
    return tuple(tuple(cell[:_SHOWN_LETTERS] for cell in row[:_SHOWN_COLUMNS]) for row in rows)


def _guesses(made: list[Column], planned: plan.Plan) -> tuple[ColumnGuess, ...]:
    return tuple(
        ColumnGuess(
            one.index,
            one.header,
            one.field,
            "; ".join(
                part for part in (one.reason, planned.reasons.get(one.field, "") if one.field else "") if part
            ),
            one.shape.samples,
            planned.orders.get(one.field, "") if one.field else "",
            planned.units.get(one.field, "") if one.field else "",
        )
        for one in made
    )


def _with(base: Understanding, **changes: Any) -> Understanding:
    from dataclasses import replace

    return replace(base, **changes)


def _refuse(base: Understanding, path: Path, sheet: Sheet, why: str) -> Understanding:
    return _with(base, refused=f"{looking.where(path, sheet)} {why}")


def _declined(path: Path, found: Sniffed, kind: FileKind, why: str) -> Understanding:
    encoding = found.text.encoding if found.text else ""
    return Understanding(
        path.name,
        found.sha256,
        found.size,
        kind,
        encoding,
        "",
        None,
        1,
        (),
        (),
        (),
        refused=f"{path.name} {why}",
    )


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # nothing is left to tidy; freeing a million cells one by one takes time
