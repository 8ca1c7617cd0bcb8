"""Takes the records of one file in: what they would do (a rehearsal that leaves nothing behind), and doing it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from csmanager.core.bulk import Door
from csmanager.core.store import Step, Store
from csmanager.features.importing import joining, matching, staging
from csmanager.features.importing.matching import People
from csmanager.features.importing.process import Progress
from csmanager.features.importing.rules import FileKind, Question
from csmanager.features.importing.staging import Staged, StagedPerson
from csmanager.features.importing.stopping import Watch, watching
from csmanager.features.importing.taking import (
    applicants,
    asides,
    compare,
    intervals,
    marks,
    people,
    policies,
    quality,
    records,
    shifts,
    voice,
)
from csmanager.features.importing.taking.compare import Compared
from csmanager.features.importing.taking.model import BulkKind, Context, Made, RecordRow, Taking
from csmanager.features.importing.taking.records import Record
from csmanager.features.schedule.tables import PlannedShift
from csmanager.features.team.queries import match_keys
from csmanager.features.team.rules import alias_key

BULK: dict[FileKind, BulkKind] = {
    FileKind.WORKED: shifts.WORKED_KIND,
    FileKind.ROTA: shifts.ROTA_KIND,
    FileKind.ABSENCE: shifts.ABSENCE_KIND,
    FileKind.QUALITY: quality.KIND,
    FileKind.SURVEY: voice.SURVEY_KIND,
    FileKind.COMMENTS: voice.COMMENTS_KIND,
    FileKind.COMPLAINTS: voice.COMPLAINTS_KIND,
    FileKind.INTERVALS: intervals.KIND,
}
ONE_BY_ONE: dict[FileKind, Callable[[Session, list[Record], Context], Taking]] = {
    FileKind.PEOPLE: people.take,
    FileKind.APPLICANTS: applicants.take,
    FileKind.POLICY: policies.take,
}
WORDS: dict[FileKind, tuple[str, str]] = {
    FileKind.PEOPLE: ("person", "people"),
    FileKind.APPLICANTS: ("applicant", "applicants"),
    FileKind.POLICY: ("policy", "policies"),
    **{kind: (bulk.one, bulk.many) for kind, bulk in BULK.items()},
}
_SHOWN_ROWS = 500  # rows a preview lists, those that change something first


class _Over(Exception):
    """Ends a rehearsal, so that the transaction is rolled back."""


def kind_of(staged: Staged) -> FileKind:
    """The kind of the file."""
    return FileKind(staged.understanding.kind)


def people_in(staged: Staged) -> list[StagedPerson]:
    """Everybody the file names as staff."""
    if kind_of(staged) is FileKind.PEOPLE:
        return people.found_in(records.read(staged))
    if kind_of(staged) in (FileKind.APPLICANTS, FileKind.POLICY):
        return []  # applicants are no staff, and the owner of a policy is taken where the team knows the name
    return staging.people_of(staged)


def match(session: Session, staged: Staged, found: list[StagedPerson]) -> People:
    """Who of the file is who of the store. Raises RuleBroken for an answer that names nobody."""
    by = matching.match_roster if kind_of(staged) is FileKind.PEOPLE else matching.match
    return by(session, found, staged.decisions.answers)


def questions(session: Session, staged: Staged, today: dt.date) -> tuple[Question, ...]:
    """What has to be known beyond what the child process asks."""
    if kind_of(staged) is not FileKind.APPLICANTS:
        return ()
    context = _context(staged, {}, People(), today)
    asked = applicants.question(session, records.read(staged), context)
    return () if asked is None else (asked,)


def rehearse(
    store: Store, staged: Staged, known: People, today: dt.date, progress: Progress | None = None
) -> Taking:
    """What taking the file in would do. The store is as before. Raises what ``progress`` raises."""
    told: list[Taking] = []
    known = replace(known, create=[*known.create, *known.ask])  # as it will be when nobody else is meant
    text = f"Comparing {staged.understanding.rows_staged:,} rows"
    try:
        with watching(progress, text) as watch, store.change("Rehearsal") as step:
            watch.over(step.session)
            told.append(run(step, staged, known, today, None, watch))
            raise _Over
    except _Over:
        return told[0]


def run(
    step: Step, staged: Staged, known: People, today: dt.date, batch_id: int | None, watch: Watch
) -> Taking:
    """Take the records in within ``step``. ``batch_id`` None: everything but writing the rows of bulk tables."""
    session = step.session
    kind = kind_of(staged)
    listed = list(watch.each(records.read(staged)))
    if kind in ONE_BY_ONE:
        links = dict(known.known) if kind is FileKind.PEOPLE else _on_team(session, listed)
        told = ONE_BY_ONE[kind](session, listed, _context(staged, links, known, today))
        if kind is FileKind.PEOPLE:
            joining.remember_spellings(session, known)
        return told
    links = {**known.known, **joining.create(session, known.create, today)}
    joining.remember_spellings(session, known)
    context = _context(staged, links, known, today)
    return _bulk(step, BULK[kind], listed, context, batch_id, people_in(staged), watch)


def _on_team(session: Session, listed: list[Record]) -> dict[int, int]:
    """Number of a record -> the person of the team it names, by mail or by name."""
    keys = match_keys(session)
    found = {}
    for record in listed:
        for text in (records.text(record.values, "email"), people.name_of(record)):
            if text and alias_key(text) in keys:
                found[record.id] = keys[alias_key(text)]
                break
    return found


def _context(staged: Staged, links: dict[int, int], known: People, today: dt.date) -> Context:
    return Context(
        staged.understanding.file,
        source_of(staged),
        today,
        links,
        frozenset(person.local for person in known.ignore),
        dict(staged.decisions.answers),
    )


def source_of(staged: Staged) -> str:
    """Which kind of export a file is, so that rows of two systems never meet."""
    understood = staged.understanding
    return understood.source or "|".join([understood.kind, *sorted(understood.mapping())])


def _bulk(
    step: Step,
    kind: BulkKind,
    listed: list[Record],
    context: Context,
    batch_id: int | None,
    found: list[StagedPerson],
    watch: Watch,
) -> Taking:
    told = Taking()
    if kind.needs_person:
        kept = [record for record in listed if not context.is_left_out(record.values)]
        if len(kept) < len(listed):
            told.notes.append(
                f"{len(listed) - len(kept):,} rows of people who were left out are not taken in."
            )
        listed = kept
    made: list[Made] = []
    for one in watch.each(kind.build(step.session, listed, context)):
        if isinstance(one, Made):
            made.append(one)
        else:
            told.aside.append(one)
    step.session.flush()
    door = step.door()
    compared = compare.compare(step.session, made, context.source, _cover(listed, context))
    for table in compared:
        if table.gone:
            told.notes.append(_end(step.session, table.gone))
        if table.table is quality.TABLE:
            marks.settle(door, table)
        told.new += len(table.new)
        told.updated += len(table.changed)
        told.same += len(table.same)
        if table.repeated:
            what = "1 row stands" if table.repeated == 1 else f"{table.repeated:,} rows stand"
            told.notes.append(
                f"{what} in the file again, word for word, and {'counts' if table.repeated == 1 else 'count'} once."
            )
        if batch_id is not None:
            _write(door, table, batch_id)
    told.figures = kind.figures(made)
    told.tables = tuple(table.table.name for table in compared)
    names = {context.links[one.local]: one.name for one in found if one.local in context.links}
    told.rows = _rows(compared, names)
    days = [one.values[key] for one in made for key in one.table.span if one.values[key] is not None]
    if days:
        told.first, told.last = records.day_of(min(days)), records.day_of(max(days))
    return told


def _cover(listed: list[Record], context: Context) -> compare.Cover | None:
    """The people a file names, and its days from the first to the last."""
    days = [day for one in listed if (day := records.day(one.values, "day")) is not None]
    people_ = {person for one in listed if (person := context.person(one.values)) is not None}
    return compare.Cover(frozenset(people_), min(days), max(days)) if days else None


def _end(session: Session, gone: list[int]) -> str:
    """Take out planned shifts of earlier files that a newer one has no longer; what is told of it."""
    for number in gone:
        session.delete(session.get_one(PlannedShift, number))
    session.flush()
    what = (
        "1 planned shift of an earlier file is"
        if len(gone) == 1
        else (f"{len(gone):,} planned shifts of earlier files are")
    )
    return f"{what} taken out: this file names the people, covers the days and has them no longer."


def _write(door: Door, table: Compared, batch_id: int) -> None:
    ids = compare.write(door, table, batch_id)
    if table.table is quality.TABLE:
        marks.write(door, table, ids)


def _rows(compared: Sequence[Compared], names: Mapping[int, str]) -> list[RecordRow]:
    shown: list[RecordRow] = []
    for table in compared:
        verdicts = [*((one.made, "changes") for one in table.changed), *((one, "new") for one in table.new)]
        verdicts += [(one.made, "same") for one in table.same]
        for made, verdict in verdicts[:_SHOWN_ROWS]:
            start = made.values[table.table.span[0]]
            person = names.get(made.values.get("person_id") or 0, "")
            day = None if start is None else records.day_of(start)
            shown.append(
                RecordRow(made.record.row_number, made.record.sheet, day, person, made.says, verdict)
            )
    return shown[:_SHOWN_ROWS]


def store_problems(door: Door, staged: Staged, told: Taking, batch_id: int, found: list[StagedPerson]) -> int:
    """Keep the rows that were set aside by the reader and by the rules; returns how many."""
    columns = staged.understanding.columns
    names = {one.local: one.name for one in found}
    with staging.open_scratch(staged) as scratch:
        listed: list[list[Any]] = [
            [batch_id, *row]
            for row in scratch.execute(
                "SELECT sheet, row_number, column_name, reason, kept FROM problem ORDER BY id"
            )
        ]
    for one in told.aside:
        kept = json.dumps(asides.cells(one, columns, names), ensure_ascii=False)
        record = one.record
        listed.append(
            [batch_id, record.sheet, record.row_number, asides.column(one, columns), asides.reason(one), kept]
        )
    if listed:
        names_of = ("batch_id", "sheet", "row_number", "column_name", "reason", "cells")
        door.add("import_problem", names_of, listed)
    return len(listed)
