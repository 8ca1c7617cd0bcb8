"""The append-only, hash-chained history: writing entries, reading them, verifying the chain."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from csmanager.core import database
from csmanager.core.recorder import Image, RowChange, dump_image, load_image
from csmanager.core.tables import HistoryRow, HistoryStep, StepKind

GENESIS = "0" * 64

_step = HistoryStep.__table__
_row = HistoryRow.__table__


@dataclass(frozen=True, slots=True)
class StepRow:
    """One entry as it is shown. ``rows``: how many single rows it names; ``is_undone``: taken back since."""

    id: int
    at: dt.datetime
    label: str
    kind: StepKind
    actor: str
    rows: int
    bulk: str | None
    hash: str


@dataclass(frozen=True, slots=True)
class LifeRow:
    """One event in the life of a record."""

    step_id: int
    at: dt.datetime
    label: str
    kind: StepKind
    before: Image | None
    after: Image | None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What verifying found: ``broken_at`` is the first entry that does not fit, None when all do."""

    entries: int
    head: str
    broken_at: int | None


@dataclass(frozen=True, slots=True)
class Stacks:
    """Where Undo and Redo stand."""

    undo_top: int | None
    redo_top: int | None


def entry_hash(
    previous: str, header: dict[str, object], rows: Iterable[tuple[str, str, str | None, str | None]]
) -> str:
    """SHA-256 over the previous hash, the header and every row image, in order."""
    digest = hashlib.sha256(previous.encode())
    digest.update(json.dumps(header, ensure_ascii=False, sort_keys=True).encode())
    for row in rows:
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()


def _header(
    number: int,
    at: int,
    label: str,
    kind: str,
    actor: str,
    target: int | None,
    stacks: tuple[int | None, int | None, int | None],
    bulk: str | None,
) -> dict[str, object]:
    return {
        "id": number,
        "at": at,
        "label": label,
        "kind": kind,
        "actor": actor,
        "target": target,
        "stacks": list(stacks),
        "bulk": bulk,
    }


def last(connection: Connection) -> tuple[int, str, Stacks]:
    """Number and hash of the newest entry, and where the stacks stand; (0, GENESIS, empty) in a new store."""
    found = connection.execute(
        sa.select(_step.c.id, _step.c.hash, _step.c.undo_top, _step.c.redo_top)
        .order_by(_step.c.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return 0, GENESIS, Stacks(None, None)
    return found.id, found.hash, Stacks(found.undo_top, found.redo_top)


def kinds(session: Session) -> dict[str, int]:
    """How many entries there are of each kind."""
    found = session.execute(sa.select(_step.c.kind, sa.func.count()).group_by(_step.c.kind))
    return {str(kind): int(count) for kind, count in found}


def before_last(connection: Connection) -> str:
    """The hash of the entry before the newest; GENESIS where there is none."""
    found = connection.execute(sa.select(_step.c.previous_hash).order_by(_step.c.id.desc()).limit(1)).scalar()
    return GENESIS if found is None else str(found)


def append(
    connection: Connection,
    *,
    at: dt.datetime,
    label: str,
    kind: StepKind,
    actor: str,
    target: int | None,
    below: int | None,
    stacks: Stacks,
    rows: list[RowChange],
    bulk: str | None,
) -> int:
    """Write one entry after the newest one; returns its number. ``stacks`` as they stand after it."""
    number, previous, _ = last(connection)
    number += 1
    written = [(row.table, row.key, dump_image(row.before), dump_image(row.after)) for row in rows]
    header = _header(
        number,
        int(at.timestamp()),
        label,
        kind,
        actor,
        target,
        (below, stacks.undo_top, stacks.redo_top),
        bulk,
    )
    with database.door(connection):
        connection.execute(
            sa.insert(HistoryStep).values(
                id=number,
                at=at,
                label=label,
                kind=kind,
                actor=actor,
                target_id=target,
                below=below,
                undo_top=stacks.undo_top,
                redo_top=stacks.redo_top,
                bulk=bulk,
                previous_hash=previous,
                hash=entry_hash(previous, header, written),
            )
        )
        if written:
            connection.execute(
                sa.insert(HistoryRow),
                [
                    {"step_id": number, "table_name": t, "record_key": k, "before": b, "after": a}
                    for t, k, b, a in written
                ],
            )
    return number


def rows_of(connection: Connection, step_id: int) -> list[RowChange]:
    """The row images of an entry, in order."""
    found = connection.execute(
        sa.select(_row.c.table_name, _row.c.record_key, _row.c.before, _row.c.after)
        .where(_row.c.step_id == step_id)
        .order_by(_row.c.id)
    )
    return [
        RowChange(table, key, load_image(before), load_image(after)) for table, key, before, after in found
    ]


def steps(session: Session, *, limit: int = 500, before: int | None = None) -> list[StepRow]:
    """The newest ``limit`` entries, newest first; ``before``: only entries with a smaller number."""
    counted = sa.select(sa.func.count()).where(HistoryRow.step_id == HistoryStep.id).scalar_subquery()
    query = sa.select(HistoryStep, counted).order_by(HistoryStep.id.desc()).limit(limit)
    if before is not None:
        query = query.where(HistoryStep.id < before)
    return [
        StepRow(step.id, step.at, step.label, step.kind, step.actor, rows, step.bulk, step.hash)
        for step, rows in session.execute(query)
    ]


def life(session: Session, table: str, key: str) -> list[LifeRow]:
    """Everything that ever happened to one record, oldest first."""
    query = (
        sa.select(HistoryStep, HistoryRow.before, HistoryRow.after)
        .join(HistoryRow, HistoryRow.step_id == HistoryStep.id)
        .where(HistoryRow.table_name == table, HistoryRow.record_key == key)
        .order_by(HistoryStep.id)
    )
    return [
        LifeRow(step.id, step.at, step.label, step.kind, load_image(before), load_image(after))
        for step, before, after in session.execute(query)
    ]


def _raw_steps(session: Session) -> Iterator[Any]:
    query = sa.text(
        "SELECT id, at, label, kind, actor, target_id, below, undo_top, redo_top, bulk, previous_hash, hash"
        " FROM history_step ORDER BY id"
    )
    yield from session.execute(query.execution_options(yield_per=500))


def verify(session: Session) -> ChainReport:
    """Recompute the whole chain from the entries and their rows."""
    previous, expected, count = GENESIS, 1, 0
    rows = session.execute(
        sa.text(
            "SELECT step_id, table_name, record_key, before, after FROM history_row ORDER BY step_id, id"
        ).execution_options(yield_per=500)
    )
    waiting = next(rows, None)
    for step in _raw_steps(session):
        (number, at, label, kind, actor, target, below, undo_top, redo_top, bulk, said_previous, said) = step
        own = []
        while waiting is not None and waiting[0] == number:
            own.append((waiting[1], waiting[2], waiting[3], waiting[4]))
            waiting = next(rows, None)
        header = _header(number, at, label, kind, actor, target, (below, undo_top, redo_top), bulk)
        if number != expected or said_previous != previous or entry_hash(previous, header, own) != said:
            return ChainReport(count, previous, expected)
        previous, expected, count = str(said), expected + 1, count + 1
    return ChainReport(count, previous, None if waiting is None else expected)
