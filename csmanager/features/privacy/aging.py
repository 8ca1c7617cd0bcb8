"""Records that fall due by their age alone, a month at a time: lines of files, and the register of exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.outgoing import ExportAbout, ExportMade
from csmanager.core.personal import Subject
from csmanager.core.tables import Instant
from csmanager.features.contacts.tables import ImportBatch, ImportProblem
from csmanager.features.privacy.rules import Kind

NO_CELLS = "[]"
_EMPTY = ("", NO_CELLS)


@dataclass(frozen=True, slots=True)
class Raw:
    """A record before its clock is looked at. ``word``: what started it; ``tables``: cases a hold may stand on."""

    kind: Kind
    key: int
    name: str
    what: str
    started: dt.date
    word: str
    person_id: int | None = None
    tables: tuple[tuple[str, int], ...] = ()


def lines(session: Session, _today: dt.date) -> Iterator[Raw]:
    """Months in which files were taken in that left lines aside, whose cells are still kept."""
    yield from _months(
        session.execute(
            sa.select(ImportBatch.imported_at, sa.func.count())
            .join(ImportProblem, ImportProblem.batch_id == ImportBatch.id)
            .where(ImportProblem.cells.not_in(_EMPTY))
            .group_by(ImportBatch.id)
        ),
        Kind.CONTACTS,
        "Lines not taken over, {month}",
        ("1 line of a file", "{count} lines of files"),
        "Taken in on",
    )


def exports(session: Session, _today: dt.date) -> Iterator[Raw]:
    """Months of the register of exports that still tell of people."""
    yield from _months(
        session.execute(sa.select(ExportMade.made_at, sa.literal(1)).where(_tells())),
        Kind.EXPORTS,
        "Exports of {month}",
        ("1 entry of the register", "{count} entries of the register"),
        "The last left on",
    )


def oldest_line(session: Session) -> dt.date | None:
    """The day of the oldest file whose lines are still kept."""
    kept = sa.select(ImportProblem.id).where(
        ImportProblem.batch_id == ImportBatch.id, ImportProblem.cells.not_in(_EMPTY)
    )
    return _day(session.scalar(sa.select(_oldest(ImportBatch.imported_at)).where(kept.exists())))


def oldest_export(session: Session) -> dt.date | None:
    """The day of the oldest entry of the register that still tells of people."""
    return _day(session.scalar(sa.select(_oldest(ExportMade.made_at)).where(_tells())))


def batches_of(session: Session, month: int) -> list[int]:
    """The files taken in within a month (year and month as one number: 202603)."""
    found = session.execute(sa.select(ImportBatch.id, ImportBatch.imported_at))
    return [number for number, at in found if _month(at) == month]


def blank_lines(session: Session, month: int) -> None:
    """Empty the cells of that month's lines; where they stood and why they were left aside stays."""
    query = sa.select(ImportProblem).where(
        ImportProblem.batch_id.in_(batches_of(session, month)), ImportProblem.cells.not_in(_EMPTY)
    )
    for row in session.scalars(query):
        row.cells = NO_CELLS
    session.flush()


def blank_exports(session: Session, month: int) -> None:
    """Take out for whom, what for, about whom, and under which name; that something left stays, with its digest."""
    rows = entries_of(session, month)
    for row in rows:
        row.recipient = row.purpose = row.file_name = ""
    about = sa.select(ExportAbout).where(ExportAbout.export_id.in_([row.id for row in rows]))
    for one in session.scalars(about):
        session.delete(one)
    session.flush()


def entries_of(session: Session, month: int) -> list[ExportMade]:
    """The entries of the register within a month that still tell of people."""
    return [
        row for row in session.scalars(sa.select(ExportMade).where(_tells())) if _month(row.made_at) == month
    ]


def people_of(session: Session, month: int) -> list[int]:
    """The people of the team whom the exports of a month were about."""
    ids = [row.id for row in entries_of(session, month)]
    query = sa.select(ExportAbout.subject_id).where(
        ExportAbout.export_id.in_(ids), ExportAbout.subject == Subject.PERSON
    )
    return sorted(set(session.scalars(query)))


def _tells() -> sa.ColumnElement[bool]:
    said = [column != "" for column in (ExportMade.recipient, ExportMade.purpose, ExportMade.file_name)]
    about = sa.select(ExportAbout.id).where(ExportAbout.export_id == ExportMade.id)
    return sa.or_(*said, about.exists())


def _months(rows: Any, kind: Kind, name: str, what: tuple[str, str], word: str) -> Iterator[Raw]:
    last: dict[int, dt.date] = {}
    count: dict[int, int] = {}
    for at, some in rows:
        month = _month(at)
        last[month] = max(at.date(), last.get(month, at.date()))
        count[month] = count.get(month, 0) + some
    for month, day in last.items():
        said = what[0] if count[month] == 1 else what[1].format(count=count[month])
        yield Raw(kind, month, name.format(month=f"{day:%B %Y}"), said, day, word)


def _month(at: dt.datetime) -> int:
    return at.year * 100 + at.month


def _oldest(column: Any) -> Any:
    return sa.type_coerce(sa.func.min(column), Instant)


def _day(at: dt.datetime | None) -> dt.date | None:
    return None if at is None else at.date()
