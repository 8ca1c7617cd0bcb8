"""Taking files in: the whole way for the command line, and the step that applies what the preview showed."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import backup
from csmanager.core.bulk import Door
from csmanager.core.errors import AppError, Cancelled, Refused, Stale
from csmanager.core.settings import read_settings, read_value, write_value
from csmanager.core.store import Store
from csmanager.features.contacts.rules import ContactKind
from csmanager.features.contacts.tables import ImportBatch, ImportShape, Topic
from csmanager.features.importing import matching, staging
from csmanager.features.importing import verdicts as judged
from csmanager.features.importing.answers import checked
from csmanager.features.importing.matching import People
from csmanager.features.importing.process import Progress
from csmanager.features.importing.rules import Decisions, FileKind, Question
from csmanager.features.importing.staging import KEY_SETTING, Staged, StagedPerson, open_scratch
from csmanager.features.importing.verdicts import Verdicts
from csmanager.features.team.actions import add_alias, add_person
from csmanager.features.team.queries import match_keys
from csmanager.features.team.rules import alias_key

IMPORTED, ALREADY, NEEDS_ANSWER, REFUSED = "imported", "already_imported", "needs_answer", "refused"
_EPOCH = dt.date(1970, 1, 1)
_PLAIN = (
    "direction", "started", "outcome", "wait_ms", "talk_ms", "hold_ms", "wrap_ms", "first_response_ms",
    "resolution_ms", "resolved", "reopened", "transferred", "escalated", "csat", "nps", "customer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    file: str
    outcome: str
    summary: str
    kind: str | None = None
    rows_read: int = 0
    rows_added: int = 0
    rows_updated: int = 0
    rows_set_aside: int = 0
    people: tuple[str, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As ``csmanager import --json`` prints it."""
        return {
            "file": self.file,
            "outcome": self.outcome,
            "kind": self.kind,
            "rows_read": self.rows_read,
            "rows_added": self.rows_added,
            "rows_updated": self.rows_updated,
            "rows_set_aside": self.rows_set_aside,
            "people": list(self.people),
            "mapping": self.mapping,
            "questions": [
                {"key": one.key, "text": one.text, "options": list(one.options), "names": list(one.names)}
                for one in self.questions
            ],
            "notes": list(self.notes),
            "summary": self.summary,
        }


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

    ``kind``: calls or tickets, where the file does not show it. ``answers``: question key to answer.
    ``dry_run``: everything but the step. Raises Cancelled when ``progress`` does.
    """
    try:
        decisions = Decisions(kind=_kind(kind), answers=checked(answers or {}))
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
    )
    if staged.earlier is not None:
        summary = f"{understood.file} was taken in on {staged.earlier}; nothing was added."
        return replace(result, outcome=ALREADY, summary=summary, kind=_earlier_kind(store, understood.sha256))
    if understood.refused:
        return result
    if understood.questions:
        return _asks(result, understood.questions)
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
        return _asks(result, (question,))
    verdicts = judged.compare(store, staged, people)
    result = replace(result, notes=(*result.notes, *verdicts.notes(understood.kind)))
    if not dry_run:
        if progress is not None:
            progress(0, 0, f"Storing {understood.rows_staged:,} rows")
        apply(store, staged, people, verdicts)
    found = [person for person in found if person not in people.ignore]
    summary = _summary(staged, found, verdicts, dry_run=dry_run)
    return replace(
        result, outcome=IMPORTED, summary=summary, rows_added=verdicts.new, rows_updated=verdicts.updated
    )


def apply(store: Store, staged: Staged, people: People, verdicts: Verdicts) -> int:
    """Take the rows in as one step; returns the ledger's id. Raises Stale when the store moved on meanwhile."""
    understood = staged.understanding
    if store.undo_label() is not None:
        backup.back_up(store, "before-import")
    with store.change(f"Import {understood.file}") as step:
        session = step.session
        if session.scalar(sa.select(ImportBatch.id).where(ImportBatch.sha256 == understood.sha256)):
            raise Stale(f"{understood.file} was taken in meanwhile; nothing was added.")
        if read_value(session, KEY_SETTING) is None:
            write_value(session, KEY_SETTING, staged.key)
        today = read_settings(session).today(store.clock())
        links = {**people.known, **_create(session, people.create, today)}
        _remember_spellings(session, people)
        topics = _topics(session, staged)
        _remember_shape(session, staged)
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
            summary=json.dumps(
                {
                    "mapping": understood.mapping(),
                    "notes": [*understood.notes, *verdicts.notes(understood.kind)],
                    "same": verdicts.same,
                    "headers": [column.header for column in understood.columns],
                },
                ensure_ascii=False,
            ),
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


def _create(session: Session, people: list[StagedPerson], today: dt.date) -> dict[int, int]:
    made: dict[int, int] = {}
    taken = set(match_keys(session))
    for person in sorted(people, key=lambda one: one.local):
        spellings = []
        for _, text in person.aliases:
            key = alias_key(text)
            if key and key not in taken and key != person.key:
                taken.add(key)
                spellings.append(text)
        taken.add(person.key)
        made[person.local] = add_person(
            session, name=person.name, today=today, team=person.team, aliases=spellings
        )
    return made


def _remember_spellings(session: Session, people: People) -> None:
    taken = set(match_keys(session)) if people.spellings else set()
    for person_id, text in people.spellings:
        key = alias_key(text)
        if key and key not in taken:
            taken.add(key)
            add_alias(session, person_id, text)


def _remember_shape(session: Session, staged: Staged) -> None:
    decisions = staged.decisions
    answers = {
        key: value for key, value in decisions.answers.items() if key.startswith(("date_order", "unit"))
    }
    if not staged.shape or not (decisions.mapping or answers):
        return
    mapping = json.dumps({str(index): name for index, name in decisions.mapping.items()})
    row = session.scalar(sa.select(ImportShape).where(ImportShape.shape == staged.shape))
    if row is None:
        row = ImportShape(shape=staged.shape)
        session.add(row)
    row.mapping, row.answers = mapping, json.dumps(answers, ensure_ascii=False)


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
    with open_scratch(staged) as scratch:
        days = [
            int(row[0]) for row in scratch.execute("SELECT DISTINCT coalesce(day, started / 86400) FROM row")
        ]
    return _EPOCH + dt.timedelta(min(days)), _EPOCH + dt.timedelta(max(days)), days


def _month(day: int) -> int:
    date = _EPOCH + dt.timedelta(day)
    return date.year * 12 + date.month - 1


def _kind(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return FileKind(text.casefold())
    except ValueError:
        taken = " or ".join(kind for kind in FileKind if kind.is_taken)
        raise Refused(f"The kind {text} is not known; it is {taken}.") from None


def _asks(result: FileResult, questions: tuple[Question, ...]) -> FileResult:
    first = questions[0]
    summary = f"{first.text} Answer with --answer {first.key}={'|'.join(first.options)}."
    if any(c in first.key for c in " /()"):
        summary = f'{first.text} Answer with --answer "{first.key}={"|".join(first.options)}".'
    return replace(result, outcome=NEEDS_ANSWER, summary=summary, questions=questions)


def _earlier_kind(store: Store, sha256: str) -> str | None:
    with store.read() as session:
        return session.scalar(sa.select(ImportBatch.kind).where(ImportBatch.sha256 == sha256))


def _summary(staged: Staged, found: list[StagedPerson], verdicts: Verdicts, *, dry_run: bool) -> str:
    understood = staged.understanding
    first, last, _ = _days(staged)
    what = understood.kind.removesuffix("s") if verdicts.new == 1 else understood.kind
    parts = [f"{verdicts.new:,} {what} added"]
    if verdicts.updated:
        parts.append(f"{verdicts.updated:,} updated")
    if verdicts.same:
        parts.append(f"{verdicts.same:,} there already")
    if understood.rows_set_aside:
        parts.append(f"{understood.rows_set_aside:,} set aside")
    who = {0: "nobody on the team", 1: "1 person"}.get(len(found), f"{len(found):,} people")
    text = f"{', '.join(parts)}, from {first} to {last}, of {who}."
    return f"Dry run, nothing was written: {text}" if dry_run else text
