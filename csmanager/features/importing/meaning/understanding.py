"""From a table of anything but contacts to staged records and what is told of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from csmanager.core.errors import Refused
from csmanager.features.importing import cells, limits
from csmanager.features.importing.books import Sheet
from csmanager.features.importing.columns import Column
from csmanager.features.importing.fields import MEANINGS, PLANNED, meanings
from csmanager.features.importing.meaning import choose, evidence, filling, settling
from csmanager.features.importing.meaning.choose import Candidate
from csmanager.features.importing.meaning.context import EPOCH, Context
from csmanager.features.importing.rules import ColumnGuess, Field, FileKind, Question, Understanding
from csmanager.features.importing.table import Layout
from csmanager.features.team.rules import alias_key

_WHOLE_BYTES = 40_000_000  # files up to here are looked through whole before they are read
_NEAR = 3  # rows above and below a heading that may belong to it
_AHEAD_DAYS = 730  # how far beyond today the job's latest moment lies
_EITHER = frozenset(
    {"person", "first_name", "last_name", "login", "team", "day", "start", "end", "end_day", "note"}
)
_SAMPLE = 200
_WIDE = 40  # columns; of wider tables fewer rows are looked at


@dataclass(slots=True)
class Told:
    """One sheet read as records."""

    sheet: Sheet
    layout: Layout
    columns: Sequence[Column]
    sample: list[list[str]]
    candidate: Candidate


def decide(
    path: Path,
    sheet: str | None,
    columns: Sequence[Column],
    sample: list[list[str]],
    hint: tuple[FileKind, str],
    job: dict[str, Any],
    title: str = "",
) -> Candidate | None:
    """The reading of a table as records, None where contacts explain it better or nothing does."""
    kind, why = hint
    asked = FileKind(job["kind"]) if job.get("kind") else None
    if asked is not None and (asked.is_taken or asked not in MEANINGS):
        return None
    looked = choose.looks_of(sample[: _SAMPLE if len(columns) <= _WIDE else _SAMPLE // 3], columns)
    if asked is not None:
        return corrected(choose.forced(asked, path, sheet, columns, looked), job)
    if kind in (FileKind.TRAINING, FileKind.POLICY):
        return None
    ranked = choose.rank(path, sheet, columns, looked, title)
    if not ranked or choose.contact_total(columns, kind, not why) >= ranked[0].total:
        return None
    best = ranked[0]
    if kind is FileKind.TICKETS and best.kind is FileKind.COMMENTS and best.column("day") is None:
        return None  # what tickets without dates are about, and nothing a customer said
    names = {name for name in job["mapping"].values() if name}
    if names and not names <= {one.key for one in meanings(best.kind)} and names <= set(Field):
        return None
    return corrected(_worked_or_planned(best, ranked, columns, (path.stem, sheet or ""), job), job)


def _worked_or_planned(
    best: Candidate,
    ranked: list[Candidate],
    columns: Sequence[Column],
    names: Sequence[str],
    job: dict[str, Any],
) -> Candidate:
    """Of starts and ends alone nobody can say whether they were worked or are planned; where no word says it, ask."""
    pair = {one.kind: one for one in ranked if one.kind in (FileKind.WORKED, FileKind.ROTA)}
    if best.kind not in pair or len(pair) < 2 or best.columns("cell"):
        return best
    answer = job["answers"].get(PLANNED, "").casefold()
    if answer in ("worked", "planned"):
        return pair[FileKind.WORKED if answer == "worked" else FileKind.ROTA]
    texts = [*names, *(column.header for column in columns)]
    if set(best.meanings.values()) - _EITHER or any(
        evidence.cue(kind, text) for kind in pair for text in texts
    ):
        return best
    starts = [column.header for column in columns if best.meanings.get(column.index) in ("start", "end")]
    if any(evidence.said(header).get("worked_clock") for header in starts):
        return best
    best.open = Question(
        PLANNED,
        "Were these shifts worked, or are they planned? Nothing in the file says it.",
        ("worked", "planned"),
    )
    return best


def corrected(made: Candidate, job: dict[str, Any]) -> Candidate:
    """The reading with the person's corrections, as far as they speak of its kind."""
    known = {one.key for one in meanings(made.kind)}
    mapping = {int(index): name for index, name in job["mapping"].items()}
    if not any(name in known for name in mapping.values()):
        return made
    many = {one.key for one in meanings(made.kind) if one.many}
    for index, name in mapping.items():
        if name in known:
            if name not in many:
                for other in [one for one, key in made.meanings.items() if key == name and one != index]:
                    del made.meanings[other]
            if made.meanings.get(index) != name:
                made.reasons[index] = "chosen by you"
            made.meanings[index] = name
        elif not name:
            made.meanings.pop(index, None)
    return made


def stage(
    path: Path,
    size: int,
    told: list[Told],
    job: dict[str, Any],
    base: Understanding,
    notes: list[str],
    say: Callable[[dict[str, Any]], None],
) -> Understanding:
    """Read all sheets of one kind; returns the understanding with columns, questions, notes and counts."""
    from csmanager.features.importing.meaning import recording  # contacts need none of its readers

    kind = told[0].candidate.kind
    base = replace(base, kind=kind)
    lacks = choose.missing(told[0].candidate)
    if lacks:
        columns = tuple(_guess(told[0].candidate, None, one) for one in told[0].columns)
        sentence = f"{path.name} cannot be read as {kind.value}: no column gives {' and none '.join(lacks)}."
        return replace(base, columns=columns, refused=sentence)
    people = cells.People()
    contexts = [_context(path, one, job, people, size) for one in told]
    readers = []
    for one, context in zip(told, contexts, strict=True):
        near = _near(one)
        readers.append(recording.reader(context, one.sample, near))
    questions = _questions(contexts)
    base = replace(
        base,
        columns=tuple(_guess(told[0].candidate, contexts[0], one) for one in told[0].columns),
        questions=questions,
        notes=tuple(notes + _because(told[0].candidate) + _notes(contexts)),
    )
    if questions or not job["stage"]:
        return base
    shown = _shown(told[0])
    scratch = recording.RecordScratch(Path(job["staged"]), shown)
    read = skipped = 0
    seen: dict[str, tuple[int, str]] = {}
    expected = max(1, size // 60)

    def report(done: int) -> None:
        say({"progress": [min(read + done, expected), expected]})

    for one, context, reader in zip(told, contexts, readers, strict=True):
        start = one.layout.data_at
        rows = ((one.sheet.place(at), row) for at, row in enumerate(one.sheet.rows(start), start))
        done, left = recording.stage(
            scratch,
            context,
            reader,
            filling.filled(context, rows, one.layout.headers),
            one.layout.headers,
            report,
            seen,
        )
        read, skipped = read + done, skipped + left
        one.sheet.let_go()
    teams = _teams(contexts)
    named = scratch.finish_people(people, *teams)
    if named > limits.PEOPLE:
        raise Refused(f"{path.name} names {named:,} people; choose another column for them.")
    first, aside, staged, reasons = (
        scratch.first_reason,
        scratch.set_aside,
        scratch.staged,
        dict(scratch.reasons),
    )
    scratch.close()
    if not staged:
        if aside:
            raise Refused(f"{path.name}: no row can be taken in. {first[0].upper()}{first[1:]}.")
        raise Refused(f"{path.name} has headings but nothing below them that could be taken in.")
    counted: Counter[str] = Counter()
    for context in contexts:
        counted.update(context.counted)
    more = [_times(what, times) for what, times in counted.items()]
    if skipped:
        more.append(f"{_rows(skipped)} blank, totals or footers, and not read.")
    more += [f"{_rows(times)} set aside: {reason}." for reason, times in Counter(reasons).most_common(3)]
    if len(told) > 1:
        more.append(f"{len(told)} tables were read: {', '.join(str(one.sheet.name) for one in told[:6])}.")
    return replace(
        base,
        notes=(*base.notes, *more),
        rows_read=read - skipped,
        rows_staged=staged,
        rows_set_aside=aside,
        source="|".join([kind, *sorted(base.mapping())]),
    )


def _times(what: str, count: int) -> str:
    """A thing that happened to some rows, in words; "rows stand" becomes "1 row stands"."""
    if what.startswith(("rows ", "responses ")):
        noun, verb, rest = what.split(" ", 2)
        if count == 1:
            verb = {"stand": "stands", "hold": "holds", "are": "is"}.get(verb, verb)
            return f"1 {noun.removesuffix('s')} {verb} {rest.replace(' count ', ' counts ').replace('were', 'was')}."
        return f"{count:,} {what}."
    return f"{what[0].upper()}{what[1:]} ({count:,} times)."


def _rows(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _context(path: Path, one: Told, job: dict[str, Any], people: cells.People, size: int) -> Context:
    today = EPOCH + dt.timedelta(days=job["latest"] // 86_400 - _AHEAD_DAYS)
    looked = choose.looks_of(one.sample, one.columns)
    context = Context(
        one.candidate.kind,
        one.candidate,
        one.columns,
        looked,
        today,
        bytes.fromhex(job["key"]),
        people,
        file=path.stem,
        sheet=one.sheet.name,
        above=_around(one, size),
        answers=dict(job["answers"]),
        zone=job["zone"],
    )
    whole = (
        one.sheet.rows(one.layout.data_at) if size <= _WHOLE_BYTES and len(one.sample) >= _SAMPLE else None
    )
    settling.settle(context, one.sample, whole)
    if size <= _WHOLE_BYTES:
        context.fill = filling.find(context, one.sheet.rows(one.layout.data_at))
    return context


def _around(one: Told, size: int) -> tuple[str, ...]:
    """The cells above the heading and of footers, which may name a period or explain codes."""
    above = [
        cell.strip() for row in islice(one.sheet.rows(), one.layout.header_at) for cell in row if cell.strip()
    ]
    if size <= _WHOLE_BYTES:
        tail: list[list[str]] = []
        for row in one.sheet.rows(one.layout.data_at):
            if sum(1 for cell in row if cell.strip()) in (1, 2):
                tail.append(row)
                if len(tail) > 40:
                    del tail[0]
        above += [cell.strip() for row in tail for cell in row if cell.strip()]
    return tuple(above[:200])


def _near(one: Told) -> list[list[str]]:
    start = max(0, one.layout.header_at - _NEAR)
    rows = list(islice(one.sheet.rows(), one.layout.data_at + _NEAR))
    return [row for at, row in enumerate(rows) if at >= start and at != one.layout.header_at]


def _questions(contexts: list[Context]) -> tuple[Question, ...]:
    seen: dict[str, Question] = {}
    first = contexts[0].candidate.open
    if first is not None:
        seen[first.key] = first
    for context in contexts:
        for question in context.questions:
            seen.setdefault(question.key, question)
    return tuple(seen.values())


def _notes(contexts: list[Context]) -> list[str]:
    return list(dict.fromkeys(note for context in contexts for note in context.notes))


def _because(candidate: Candidate) -> list[str]:
    if not candidate.because:
        return []
    return [f"Taken for {candidate.kind.value}: {'; '.join(candidate.because[:4])}."]


def _guess(candidate: Candidate, context: Context | None, column: Column) -> ColumnGuess:
    key = candidate.meanings.get(column.index)
    blank = "is empty" if not column.shape.filled else "is not needed"
    reason = candidate.reasons.get(column.index, "") if key else blank
    order = context.orders.get(column.index, "") if context and key else ""
    unit = context.units.get(column.index, "") if context and key else ""
    return ColumnGuess(column.index, column.header, key, reason, column.shape.samples, order, unit)


def _shown(one: Told) -> set[int]:
    hidden = {"customer", "personal", "phone", "email"}
    return {index for index, key in one.candidate.meanings.items() if key not in hidden}


def _teams(contexts: list[Context]) -> tuple[dict[int, str], set[str]]:
    found: dict[int, set[str]] = {}
    names: set[str] = set()
    for context in contexts:
        for number, team in context.teams:
            names.add(alias_key(team))
            if number is not None:
                found.setdefault(number, set()).add(team)
    return {number: next(iter(teams)) for number, teams in found.items() if len(teams) == 1}, names
