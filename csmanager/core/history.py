"""The append-only, hash-chained history: writing entries, reading them, verifying the chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from csmanager.core import chain, database
from csmanager.core.chain import GENESIS, SALT_BYTES, ChainReport, verify
from csmanager.core.recorder import Image, RowChange, dump_image, load_image
from csmanager.core.tables import HistoryRow, HistoryStep, StepKind

__all__ = [
    "ERASED",
    "GENESIS",
    "ChainReport",
    "LifeRow",
    "Stacks",
    "StepRow",
    "append",
    "before_last",
    "kinds",
    "last",
    "life",
    "rows_of",
    "steps",
    "verify",
]

ERASED = "(erased)"
"""What stands in place of a label or a value that was erased."""

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
    """One event in the life of a record; of an erased one both images are None."""

    step_id: int
    at: dt.datetime
    label: str
    kind: StepKind
    before: Image | None
    after: Image | None
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Stacks:
    """Where Undo and Redo stand."""

    undo_top: int | None
    redo_top: int | None


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


def hash_of(connection: Connection, number: int) -> str:
    """The hash of the entry ``number``: GENESIS of number 0, "" where there is none."""
    if number == 0:
        return GENESIS
    return str(connection.execute(sa.select(_step.c.hash).where(_step.c.id == number)).scalar() or "")


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
    entropy: Callable[[int], bytes],
) -> int:
    """Write one entry after the newest one; returns its number. ``stacks`` as they stand after it.

    ``entropy``: gives so many random bytes, for the salts. The rows of an erasure are entered without their values.
    """
    number, previous, _ = last(connection)
    number += 1
    is_erasure = kind is StepKind.ERASURE
    noise = entropy(SALT_BYTES * (len(rows) + 1)).hex()
    width = 2 * SALT_BYTES
    salt = noise[:width]
    written, covered = [], []
    for at_row, row in enumerate(rows, 1):
        own = noise[at_row * width : (at_row + 1) * width]
        before, after = dump_image(row.before), dump_image(row.after)
        digest = chain.salted(own, row.table, row.key, before, after)
        covered.append((row.table, row.key, chain.shape(before, after), digest))
        written.append(
            {
                "step_id": number,
                "table_name": row.table,
                "record_key": row.key,
                "before": before and "" if is_erasure else before,
                "after": after and "" if is_erasure else after,
                "salt": None if is_erasure else own,
                "digest": digest,
            }
        )
    head = chain.header(
        number, int(at.timestamp()), kind, actor, target, (below, stacks.undo_top, stacks.redo_top)
    )
    digest = chain.salted(salt, label, bulk)
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
                hash=chain.salted_hash(previous, head, chain.SALTED, digest, covered),
                form=chain.SALTED,
                salt=salt,
                digest=digest,
            )
        )
        if written:
            connection.execute(sa.insert(HistoryRow), written)
    return number


def rows_of(connection: Connection, step_id: int) -> list[RowChange]:
    """The row images of an entry, in order."""
    found = connection.execute(
        sa.select(
            _row.c.table_name, _row.c.record_key, _row.c.before, _row.c.after, _row.c.salt, _row.c.digest
        )
        .where(_row.c.step_id == step_id)
        .order_by(_row.c.id)
    )
    return [
        RowChange(
            table, key, load_image(before), load_image(after), is_erased=salt is None and digest is not None
        )
        for table, key, before, after, salt, digest in found
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
        sa.select(HistoryStep, HistoryRow.before, HistoryRow.after, HistoryRow.salt, HistoryRow.digest)
        .join(HistoryRow, HistoryRow.step_id == HistoryStep.id)
        .where(HistoryRow.table_name == table, HistoryRow.record_key == key)
        .order_by(HistoryStep.id)
    )
    return [
        LifeRow(
            step.id,
            step.at,
            step.label,
            step.kind,
            load_image(before),
            load_image(after),
            salt is None and digest is not None,
        )
        for step, before, after, salt, digest in session.execute(query)
    ]
