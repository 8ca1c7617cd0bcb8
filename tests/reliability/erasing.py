"""T11: erase many people of a sample store, and look for them everywhere afterwards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager import sample
from csmanager.core import backup, erasure, personal
from csmanager.core.blanking import DELETE
from csmanager.core.check import check_store
from csmanager.core.naming import Names, fold
from csmanager.core.recorder import raw_table
from csmanager.core.store import Store
from csmanager.exporting import export_all
from csmanager.features.hiring import queries as hiring
from csmanager.features.reviews.periods import parse_period
from csmanager.features.reviews.queries import review
from csmanager.features.team.equipment.tables import EquipmentIssue
from csmanager.features.team.erasing import actions
from csmanager.features.team.erasing.queries import names_of, person_target
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person
from csmanager.open import open_store
from tests.reliability.score import Score

LAST_DAY = dt.date(2026, 3, 31)
NOON = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
_PERIODS = ("2026-03", "2025-Q4")


def everybody_left(session: Session, ids: Iterable[int], day: dt.date) -> None:
    """Let these people have left, with everything given back."""
    for person in session.scalars(sa.select(Person).where(Person.id.in_(list(ids)))):
        person.status, person.left_on = Status.LEFT, day
    for issue in session.scalars(sa.select(EquipmentIssue).where(EquipmentIssue.in_on.is_(None))):
        issue.in_on = max(issue.out_on, day)


def erase_all_but_one(store: Store, score: Score, *, today: dt.date, most: int = 50) -> erasure.Erased:
    """Erase up to ``most`` people at once and note in ``score`` whatever is wrong afterwards."""
    with store.read() as session:
        rows = session.execute(
            sa.select(Person.id).where(Person.merged_into_id.is_(None)).order_by(Person.id)
        )
        ids = list(rows.scalars())[1 : most + 1]
    store.do("Everybody leaves", everybody_left, ids, today - dt.timedelta(days=1))
    with store.read() as session:
        names = names_of([person_target(session, one, today) for one in ids])
        told = session.scalars(sa.select(Person.name).where(Person.id.in_(ids))).all()
        spec = actions.spec_for_people(session, ids, today=today)
        mentions = erasure.look(session, spec)
    named = {(one.table, one.column) for one in mentions}
    before_figures, before_rest = figures(store, today), rest(store, named)
    done = actions.erase_people(store, ids, today=today, confirmed={one.id for one in mentions})
    score.states += len(ids)
    problems = list(check_store(store).problems)
    if figures(store, today) != before_figures:
        problems.append("a figure came out otherwise")
    problems += _differences(before_rest, rest(store, named))
    problems += [f"{one.table}.{one.column} still names them" for one in done.left]
    if not done.is_clean or done.backup is None:
        problems.append("the file was not written anew, or there is no backup")
    folder = store.path.with_name("exported")
    export_all(store, folder)
    looked = [done.backup, backup.manifest_path(done.backup)] if done.backup is not None else []
    looked += [store.path, *store.path.parent.glob(f"{store.path.name}-*")]
    looked += [path for path in folder.rglob("*") if path.is_file()]
    for path in looked:
        problems += [f"{path.name} holds {what}" for what in readable(path, told, names)]
    score.wrong += problems
    return done


def drill(people: int = 50) -> Score:
    """T11 in full: a sample shop of ``people`` and one more, and all but one are erased."""
    score = Score()
    with tempfile.TemporaryDirectory(prefix="drill-") as name:
        path = Path(name) / "store.csm"
        sample.build(path, people=people + 1, contacts=8_000, last_day=LAST_DAY, today=LAST_DAY)
        store = open_store(path, clock=lambda: NOON)
        try:
            erase_all_but_one(store, score, today=LAST_DAY, most=people)
        finally:
            store.close()
    return score


def readable(path: Path, full: Iterable[str], names: Names) -> Iterator[str]:
    """The names that can be read in a file: their very bytes, and any spelling in its text."""
    data = path.read_bytes()
    for name in full:
        for spelled in {name, fold(name), json.dumps(name)[1:-1]}:
            for code in ("utf-8", "utf-16-le"):
                if spelled.encode(code) in data:
                    yield f"{spelled} in {code}"
    text = data.decode("utf-8", "replace")
    for start in range(0, len(text), 100_000):
        part = text[max(0, start - 200) : start + 100_000]
        if names.within(part):
            yield names.excerpt(part)
    if zipfile.is_zipfile(path) and names.within_bytes(data):
        yield "a name inside"


def figures(store: Store, today: dt.date) -> dict[str, Any]:
    """Every figure the program tells, of the team and of each person by number, and the counts of the funnel."""
    found: dict[str, Any] = {}
    with store.read() as session:
        ids = {name: key for key, name in session.execute(sa.select(Person.id, Person.name))}
        for text in _PERIODS:
            made = review(session, parse_period(text, today))
            found[text] = {
                "team": [_line(line) for line in made.team],
                "people": {
                    person.id: [_line(line) for line in made.people[name]]
                    for name, person in made.persons.items()
                },
            }
        found["applicants"] = sorted(
            (row.opening, str(row.stage), row.source, str(row.applied_on), str(row.stage_since))
            for row in hiring.applicants(session, today)
        )
        found["openings"] = [(row.title, row.hired, row.active) for row in hiring.openings(session)]
        found["count"] = len(ids)
    return found


def _line(line: Any) -> dict[str, Any]:
    told = {key.name: getattr(line, key.name) for key in dataclasses.fields(line)}
    return {key: value for key, value in told.items() if isinstance(value, int | float | str | None)}


def rest(store: Store, but: set[tuple[str, str]]) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is no identity, text, paper or amount of somebody, of every recorded table."""
    found = {}
    with store.read() as session:
        for mapper in personal.mappers():
            table = personal.table_of(mapper)
            kept = getattr(mapper.class_, "__erased__", None) != DELETE
            if not kept or getattr(mapper.class_, "__recorded__", True) is False or table.name in _OWN:
                continue
            raw = raw_table(table)
            columns = [
                raw.c[column.name]
                for column in table.columns
                if personal.kind_of(column) not in personal.TAKEN_OUT
                and (table.name, column.name) not in _CHANGED | but
            ]
            found[table.name] = sorted(session.execute(sa.select(*columns)).all(), key=repr)
    return {name: [tuple(row) for row in rows] for name, rows in found.items()}


_OWN = frozenset(
    {
        "setting",  # ledgers lose names; settings tell of the program, not of work
        "import_shape",
        "person_document",  # rows that are nothing but a paper or a note about somebody are deleted whole;
        "certificate",  # no figure counts those of people who left
        "person_note",
        "exit_answer",  # free words; what is counted of leaving stands in exit_interview and exit_reason, compared here
        "availability",  # when somebody could work, of whom no rota will be made again
    }
)
_CHANGED = frozenset(
    {
        ("person", "anonymised_on"),  # that it was done
        ("person", "no_dates"),  # hides birthdays and anniversaries
        ("person", "leave_reason"),  # words nobody else left for become "another reason", counted as before
        ("contract", "location"),  # where one person alone works may tell who it is
        ("applicant_file", "file_id"),  # the paper goes, that there was one stays
        ("one_on_one", "mood"),  # said by one person in a talk; no figure is made of it
        (
            "person_review",
            "pinned",
        ),  # names in it are replaced; its figures are compared as the review shows them
    }
)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    found = []
    for name in before:
        if before[name] != after[name]:
            odd = [row for row in before[name] if row not in after[name]][:1]
            new = [row for row in after[name] if row not in before[name]][:1]
            found.append(f"{name} is not as it was: {odd} {new}")
    return found
