"""Taking files in: the whole way for the command line, and the step that applies what the preview showed."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import backup
from csmanager.core.bulk import Door
from csmanager.core.errors import AppError, Cancelled, Refused, Stale
from csmanager.core.settings import read_settings, read_value, write_value
from csmanager.core.store import Store
from csmanager.features.contacts.rules import ContactKind
from csmanager.features.contacts.tables import ImportBatch, ImportShape, Topic
from csmanager.features.importing import figures, joining, matching, staging
from csmanager.features.importing import verdicts as judged
from csmanager.features.importing.answers import ALL, TABLE, checked
from csmanager.features.importing.fields import KIND
from csmanager.features.importing.matching import People
from csmanager.features.importing.process import Progress
from csmanager.features.importing.results import (
    ALREADY,
    IMPORTED,
    NEEDS_ANSWER,
    REFUSED,
    FileResult,
    asks,
    counts_text,
)
from csmanager.features.importing.rules import Decisions, FileKind, Understanding
from csmanager.features.importing.staging import KEY_SETTING, Staged, StagedPerson, open_scratch
from csmanager.features.importing.stopping import watching
from csmanager.features.importing.taking import engine, records
from csmanager.features.importing.taking.model import Taking
from csmanager.features.importing.verdicts import Verdicts

__all__ = ["ALREADY", "IMPORTED", "NEEDS_ANSWER", "REFUSED", "FileResult", "apply", "import_file", "take"]

_EPOCH = dt.date(1970, 1, 1)
_REMEMBERED = (
    "date_order",
    "unit",
    "code",
    "planned",
    "span",
    "measure",
    "opening",
)  # answers that hold for files of the same shape
_PLAIN = (
    "direction", "started", "outcome", "wait_ms", "talk_ms", "hold_ms", "wrap_ms", "first_response_ms",
    "resolution_ms", "resolved", "reopened", "transferred", "escalated", "csat", "nps", "customer",
)  # fmt: skip


def import_file(
    store: Store,
    path: Path,
    *,
    kind: str | None = None,
    answers: dict[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> FileResult:
    """Take one file in as one step, or say why not. Nothing is raised for a file that cannot be taken in.

    ``kind``: one of ``FileKind``, where the file does not show it. ``answers``: question key to answer.
    ``dry_run``: everything but the step. Raises Cancelled when ``progress`` does.
    """
    try:
        given = checked(answers or {})
        table = given.pop(TABLE, None)
        decisions = Decisions(kind=_kind(kind), answers=given, sheet=None if table == ALL else table)
        with tempfile.TemporaryDirectory(prefix="csmanager-import-", ignore_cleanup_errors=True) as folder:
            staged = staging.stage(store, Path(path), Path(folder), decisions, progress)
            return take(store, staged, dry_run=dry_run, progress=progress)
    except Cancelled:
        raise
    except AppError as error:
        return FileResult(Path(path).name, REFUSED, str(error))


def take(
    store: Store, staged: Staged, *, dry_run: bool = False, progress: Progress | None = None
) -> FileResult:
    """Apply a staged file, or say what stands against it."""
    understood = staged.understanding
    result = FileResult(
        understood.file,
        REFUSED,
        understood.refused,
        understood.kind,
        understood.rows_read,
        rows_set_aside=understood.rows_set_aside,
        mapping=understood.mapping(),
        notes=understood.notes,
        table=understood.sheet,
        others=understood.others,
    )
    if staged.earlier is not None:
        which = f", table {understood.sheet}," if understood.others else ""
        summary = f"{understood.file}{which} was taken in on {staged.earlier}; nothing was added."
        return replace(result, outcome=ALREADY, summary=summary, kind=_earlier_kind(store, understood.sha256))
    if understood.refused:
        return result
    if understood.questions:
        return asks(result, understood.questions)
    if records.is_of_records(staged):
        return _take_records(store, staged, result, dry_run=dry_run, progress=progress)
    found = staging.people_of(staged)
    try:
        with store.read() as session:
            people = matching.match(session, found, staged.decisions.answers)
    except AppError as error:
        return replace(result, summary=str(error))
    result = replace(
        result, people=tuple(sorted(person.name for person in found if person not in people.ignore))
    )
    question = people.question()
    if question is not None:
        first, last, _ = _days(staged)
        result = replace(result, figures=tuple(figures.of_contacts(staged)), first=first, last=last)
        return asks(result, (question,))
    verdicts = judged.compare(store, staged, people)
    result = replace(result, notes=(*result.notes, *verdicts.notes(understood.kind)))
    if not dry_run:
        apply(store, staged, people, verdicts, progress)
    found = [person for person in found if person not in people.ignore]
    first, last, _ = _days(staged)
    return replace(
        result,
        outcome=IMPORTED,
        summary=_summary(staged, found, verdicts, first, last, dry_run=dry_run),
        rows_added=verdicts.new,
        rows_updated=verdicts.updated,
        figures=tuple(figures.of_contacts(staged)),
        first=first,
        last=last,
    )


def _take_records(
    store: Store, staged: Staged, result: FileResult, *, dry_run: bool, progress: Progress | None
) -> FileResult:
    """Apply a file of anything but calls and tickets."""
    understood = staged.understanding
    found = engine.people_in(staged)
    today = _today(store)
    try:
        with store.read() as session:
            asked = engine.questions(session, staged, today)
            people = engine.match(session, staged, found)
    except AppError as error:
        return replace(result, summary=str(error))
    names = tuple(sorted(person.name for person in found if person not in people.ignore))
    result = replace(result, people=names)
    question = people.question()
    if asked:
        return asks(result, (*asked, *((question,) if question is not None else ())))
    if question is not None:
        told = engine.rehearse(store, staged, people, today, progress)
        result = replace(result, figures=tuple(told.figures), first=told.first, last=told.last)
        return asks(result, (question,))
    told = (
        engine.rehearse(store, staged, people, today, progress)
        if dry_run
        else apply_records(store, staged, people, progress)[1]
    )
    aside = understood.rows_set_aside + len(told.aside)
    one, many = engine.WORDS[engine.kind_of(staged)]
    what = f"{told.new:,} {one if told.new == 1 else many}"
    text = counts_text(what, told.updated, told.same, aside)
    text += f", from {told.first} to {told.last}" if told.first and told.last else ""
    text += (
        f", of {'1 person' if len(names) == 1 else f'{len(names):,} people'}" if names and told.first else ""
    )
    return replace(
        result,
        outcome=IMPORTED,
        summary=f"Dry run, nothing was written: {text}." if dry_run else f"{text}.",
        rows_added=told.new,
        rows_updated=told.updated,
        rows_set_aside=aside,
        notes=(*result.notes, *told.notes),
        figures=tuple(told.figures),
        first=told.first,
        last=told.last,
    )


def _today(store: Store) -> dt.date:
    with store.read() as session:
        return read_settings(session).today(store.clock())


def apply(
    store: Store, staged: Staged, people: People, verdicts: Verdicts, progress: Progress | None = None
) -> int:
    """Take the rows in as one step; returns the ledger's id. Raises Stale when the store moved on meanwhile.

    Raises what ``progress`` raises; nothing is stored then.
    """
    understood = staged.understanding
    _prepare(store)
    with (
        watching(progress, f"Storing {understood.rows_staged:,} rows") as watch,
        store.change(f"Import {understood.file}") as step,
    ):
        session = step.session
        watch.over(session)
        _begin(session, staged)
        today = read_settings(session).today(store.clock())
        links = {**people.known, **joining.create(session, people.create, today)}
        joining.remember_spellings(session, people)
        topics = _topics(session, staged)
        first, last, days = _days(staged)
        batch = ImportBatch(
            file_name=understood.file,
            sha256=understood.sha256,
            kind=understood.kind,
            source=understood.source,
            imported_at=store.clock(),
            rows_read=understood.rows_read,
            rows_added=verdicts.new,
            rows_updated=verdicts.updated,
            rows_set_aside=understood.rows_set_aside,
            first_day=first,
            last_day=last,
            summary=_told(understood, verdicts.notes(understood.kind), verdicts.same),
        )
        session.add(batch)
        session.flush()
        door = step.door()
        door.attach(staged.scratch, "stage")
        _move(door, staged, verdicts, batch.id, links, topics)
        door.batch.facts.update(
            file_name=understood.file,
            sha256=understood.sha256,
            rows_read=understood.rows_read,
            rows_added=verdicts.new,
            rows_updated=verdicts.updated,
            rows_set_aside=understood.rows_set_aside,
            months=sorted({_month(day) for day in (*days, *verdicts.days)}),
        )
        return int(batch.id)


def apply_records(
    store: Store, staged: Staged, people: People, progress: Progress | None = None
) -> tuple[int, Taking]:
    """Take a file of records in as one step; returns the ledger's id and what was done.

    Raises what ``progress`` raises; nothing is stored then.
    """
    understood = staged.understanding
    _prepare(store)
    with (
        watching(progress, f"Storing {understood.rows_staged:,} rows") as watch,
        store.change(f"Import {understood.file}") as step,
    ):
        session = step.session
        watch.over(session)
        _begin(session, staged)
        batch = ImportBatch(
            file_name=understood.file,
            sha256=understood.sha256,
            kind=understood.kind,
            source=engine.source_of(staged),
            imported_at=store.clock(),
            rows_read=understood.rows_read,
            rows_added=0,
            rows_updated=0,
            rows_set_aside=0,
        )
        session.add(batch)
        session.flush()
        number = int(batch.id)
        told = engine.run(step, staged, people, read_settings(session).today(store.clock()), number, watch)
        door = step.door()
        aside = engine.store_problems(door, staged, told, number, engine.people_in(staged))
        batch.rows_added, batch.rows_updated = told.new, told.updated
        batch.rows_set_aside = max(aside, understood.rows_set_aside + len(told.aside))
        batch.first_day, batch.last_day = told.first, told.last
        batch.summary = _told(understood, told.notes, told.same)
        door.batch.facts.update(
            file_name=understood.file,
            sha256=understood.sha256,
            kind=understood.kind,
            rows_read=understood.rows_read,
            rows_added=told.new,
            rows_updated=told.updated,
            rows_set_aside=batch.rows_set_aside,
        )
        return number, told


def _prepare(store: Store) -> None:
    if store.undo_label() is not None:
        backup.back_up(store, "before-import")


def _begin(session: Session, staged: Staged) -> None:
    """What every import does first, whatever its kind."""
    understood = staged.understanding
    if session.scalar(sa.select(ImportBatch.id).where(ImportBatch.sha256 == understood.sha256)):
        raise Stale(f"{understood.file} was taken in meanwhile; nothing was added.")
    if read_value(session, KEY_SETTING) is None:
        write_value(session, KEY_SETTING, staged.key)
    _remember_shape(session, staged)


def _told(understood: Understanding, notes: list[str], same: int) -> str:
    """What the ledger keeps of how a file was read, as JSON."""
    told = {
        "mapping": understood.mapping(),
        "notes": [*understood.notes, *notes],
        "same": same,
        "headers": [column.header for column in understood.columns],
    }
    return json.dumps(told, ensure_ascii=False)


def _move(
    door: Door,
    staged: Staged,
    verdicts: Verdicts,
    batch_id: int,
    links: dict[int, int],
    topics: dict[int, int],
) -> None:
    understood = staged.understanding
    code = ContactKind.CALL if understood.kind == FileKind.CALLS else ContactKind.TICKET
    is_everybody = set(links) == {person.local for person in staging.people_of(staged)}
    ctes, joins = [], ""
    person, topic = _shift("person", links) if is_everybody else "", _shift("topic", topics)
    if links and not person:
        person, joins = "pm.id", joins + " LEFT JOIN pm ON pm.local = r.person"
        ctes.append(f"pm(local, id) AS (VALUES {_pairs(links)})")
    if topics and not topic:
        topic, joins = "tm.id", joins + " LEFT JOIN tm ON tm.local = r.topic"
        ctes.append(f"tm(local, id) AS (VALUES {_pairs(topics)})")
    head = f"WITH {', '.join(ctes)} " if ctes else ""
    values = {
        "batch_id": str(batch_id),
        "external_id": "r.external_id",
        "kind": str(int(code)),
        "person_id": person or "NULL",
        "channel": f"coalesce(r.channel, {understood.channel})",
        "topic_id": topic or "NULL",
        "day": "coalesce(r.day, r.started / 86400)",
        "csat_scale": f"iif(r.csat IS NULL, NULL, {understood.csat_scale})",
        **{name: f"r.{name}" for name in _PLAIN},
    }
    select = ", ".join(f"{value} AS {name}" for name, value in values.items())
    columns = list(values)
    if verdicts.updated:
        changes = ", ".join(f"{value} AS {name}" for name, value in {**values, **verdicts.kept()}.items())
        replaced = door.replace(
            "contact",
            columns,
            f"{head}SELECT m.contact_id AS id, {changes} FROM stage.matched m JOIN stage.row r ON r.id = m.row_id"
            f" JOIN contact c ON c.id = m.contact_id{joins} WHERE m.changed",
        )
        if replaced != verdicts.updated:
            raise Stale(
                f"{understood.file}: the contacts it changes were changed meanwhile; nothing was done."
            )
    if verdicts.new:
        first = door.first_id("contact")
        (count, low, high) = door.query("SELECT count(*), min(id), max(id) FROM stage.row")[0]
        is_whole = not (verdicts.updated or verdicts.same) and high - low + 1 == count
        number = f"r.id + {first - low}" if is_whole else f"row_number() OVER (ORDER BY r.id) + {first - 1}"
        where = "" if is_whole else " WHERE NOT EXISTS (SELECT 1 FROM stage.matched m WHERE m.row_id = r.id)"
        door.add_from(
            "contact",
            columns,
            f"{head}SELECT {number}, {select} FROM stage.row r{joins}{where} ORDER BY r.id",
            expected=verdicts.new,
        )
    if understood.rows_set_aside:
        first = door.first_id("import_problem")
        names = ["batch_id", "sheet", "row_number", "column_name", "reason", "cells"]
        door.add_from(
            "import_problem",
            names,
            f"SELECT id + {first - 1}, {batch_id}, sheet, row_number, column_name, reason, kept"
            " FROM stage.problem ORDER BY id",
        )


def _shift(column: str, numbers: dict[int, int]) -> str:
    """The number in the store as a sum, where all of the file's numbers lie equally far from it; "" otherwise."""
    gaps = {number - local for local, number in numbers.items()}
    return f"r.{column} + {gaps.pop()}" if len(gaps) == 1 else ""


def _pairs(numbers: dict[int, int]) -> str:
    return ", ".join(f"({local}, {number})" for local, number in numbers.items())


def _remember_shape(session: Session, staged: Staged) -> None:
    decisions = staged.decisions
    answers = {key: value for key, value in decisions.answers.items() if key.partition(".")[0] in _REMEMBERED}
    if decisions.kind:
        answers[KIND] = str(decisions.kind)
    if not staged.shape or not (decisions.mapping or answers):
        return
    mapping = json.dumps({str(index): name for index, name in decisions.mapping.items()})
    row = session.scalar(sa.select(ImportShape).where(ImportShape.shape == staged.shape))
    if row is None:
        row = ImportShape(shape=staged.shape)
        session.add(row)
    elif KIND not in answers:
        answers = {**json.loads(row.answers), **answers}
    if decisions.mapping or not row.mapping or KIND in answers:
        row.mapping = mapping
    row.answers = json.dumps(answers, ensure_ascii=False)


def _topics(session: Session, staged: Staged) -> dict[int, int]:
    known = {name.casefold(): number for name, number in session.execute(sa.select(Topic.name, Topic.id))}
    found: dict[int, int] = {}
    for local, name in staging.topics_of(staged):
        number = known.get(name.casefold())
        if number is None:
            topic = Topic(name=name)
            session.add(topic)
            session.flush()
            number = known[name.casefold()] = topic.id
        found[local] = number
    return found


def _days(staged: Staged) -> tuple[dt.date, dt.date, list[int]]:
    """The first day, the last one, and every day (since 1970) that rows are of; looked up once a file."""
    if not staged.days:
        with open_scratch(staged) as scratch:
            found = scratch.execute("SELECT DISTINCT coalesce(day, started / 86400) FROM row")
            staged.days.extend(sorted(int(day) for (day,) in found))
    return _EPOCH + dt.timedelta(staged.days[0]), _EPOCH + dt.timedelta(staged.days[-1]), staged.days


def _month(day: int) -> int:
    date = _EPOCH + dt.timedelta(day)
    return date.year * 12 + date.month - 1


def _kind(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return FileKind(text.casefold())
    except ValueError:
        known = [kind.value for kind in FileKind if kind.is_taken or kind.is_record]
        taken = f"{', '.join(known[:-1])} or {known[-1]}"
        raise Refused(f"The kind {text} is not known; it is {taken}.") from None


def _earlier_kind(store: Store, sha256: str) -> str | None:
    with store.read() as session:
        return session.scalar(sa.select(ImportBatch.kind).where(ImportBatch.sha256 == sha256))


def _summary(
    staged: Staged,
    found: list[StagedPerson],
    verdicts: Verdicts,
    first: dt.date,
    last: dt.date,
    *,
    dry_run: bool,
) -> str:
    understood = staged.understanding
    what = understood.kind.removesuffix("s") if verdicts.new == 1 else understood.kind
    counts = counts_text(
        f"{verdicts.new:,} {what}", verdicts.updated, verdicts.same, understood.rows_set_aside
    )
    who = {0: "nobody on the team", 1: "1 person"}.get(len(found), f"{len(found):,} people")
    text = f"{counts}, from {first} to {last}, of {who}."
    return f"Dry run, nothing was written: {text}" if dry_run else text
