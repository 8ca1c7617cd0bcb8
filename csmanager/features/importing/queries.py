"""The ledger of what was taken in, and the rows that were set aside."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.tables import HistoryRow, HistoryStep, StepKind
from csmanager.features.contacts.tables import ImportBatch, ImportProblem


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One file that was taken in. ``headers``: its columns as far as they were used, in the words of the file;
    ``actor``: who took it in; ``sha256``: the digest of the file's bytes."""

    id: int
    file: str
    kind: str
    imported_at: dt.datetime
    rows_read: int
    rows_added: int
    rows_updated: int
    rows_set_aside: int
    first_day: dt.date | None
    last_day: dt.date | None
    mapping: dict[str, str]
    notes: tuple[str, ...]
    headers: tuple[str, ...]
    sha256: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """A row that was set aside: where it stood, why, and its cells."""

    id: int
    sheet: str | None
    row_number: int
    column: str | None
    reason: str
    cells: tuple[str, ...]


def batches(session: Session) -> list[BatchRow]:
    """Everything taken in, newest first."""
    found = session.scalars(
        sa.select(ImportBatch).order_by(ImportBatch.imported_at.desc(), ImportBatch.id.desc())
    )
    actors = _actors(session)
    return [_batch(one, actors.get(str(one.id), "")) for one in found]


def _actors(session: Session) -> dict[str, str]:
    """Who made each import, by the number of its ledger entry."""
    query = (
        sa.select(HistoryRow.record_key, HistoryStep.actor)
        .join(HistoryStep, HistoryStep.id == HistoryRow.step_id)
        .where(
            HistoryRow.table_name == "import_batch",
            HistoryRow.before.is_(None),
            HistoryStep.kind == StepKind.CHANGE,
        )
        .order_by(HistoryStep.id)
    )
    return dict(session.execute(query).all())


def set_aside(session: Session, batch_id: int, limit: int | None = None) -> list[SetAsideRow]:
    """The rows of a file that were set aside, in the order of the file."""
    query = (
        sa.select(ImportProblem)
        .where(ImportProblem.batch_id == batch_id)
        .order_by(ImportProblem.sheet, ImportProblem.row_number)
        .limit(limit)
    )
    return [
        SetAsideRow(
            one.id, one.sheet, one.row_number, one.column_name, one.reason, tuple(json.loads(one.cells))
        )
        for one in session.scalars(query)
    ]


def _batch(one: ImportBatch, actor: str) -> BatchRow:
    told = json.loads(one.summary)
    return BatchRow(
        one.id,
        one.file_name,
        one.kind,
        one.imported_at,
        one.rows_read,
        one.rows_added,
        one.rows_updated,
        one.rows_set_aside,
        one.first_day,
        one.last_day,
        dict(told.get("mapping", {})),
        tuple(told.get("notes", ())),
        tuple(told.get("headers", ())),
        one.sha256,
        actor,
    )
