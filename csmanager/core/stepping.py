"""What a step tells: to who listens after its commit, and to derivers inside its transaction."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from csmanager.core import bulk
from csmanager.core.recorder import RowChange
from csmanager.core.tables import StepKind


@dataclass(frozen=True, slots=True)
class Change:
    """What a step did, told after its commit."""

    step_id: int
    label: str
    kind: StepKind
    tables: frozenset[str]
    rows: tuple[tuple[str, str], ...]  # (table, key)


@dataclass(frozen=True, slots=True)
class Touched:
    """What a deriver needs to know of a step, inside its transaction. ``batch`` only for bulk steps."""

    tables: frozenset[str]
    rows: tuple[RowChange, ...]
    batch: bulk.Batch | None


class Deriver(Protocol):
    """Keeps derived tables true to what they come from, in the same transaction."""

    def __call__(self, session: Session, touched: Touched) -> None:
        """Bring derived rows up to date; nothing of it is recorded, since it can be made again."""
        ...


def change_of(
    done: int, label: str, kind: StepKind, rows: list[RowChange], batch: bulk.Batch | None
) -> Change:
    """What is told of the entry ``done``."""
    tables = frozenset({row.table for row in rows} | (batch.tables if batch else set()))
    return Change(done, label, kind, tables, tuple((row.table, row.key) for row in rows))


def user() -> str:
    """Who is at the computer, by their login."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
