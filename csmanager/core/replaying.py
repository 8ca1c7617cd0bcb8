"""Taking steps back and making them again: which step is next, and turning its rows around."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from csmanager.core import bulk, database
from csmanager.core.errors import Stale
from csmanager.core.recorder import RowChange, images, key_condition, raw_table
from csmanager.core.tables import Base, HistoryRow, HistoryStep

_step = HistoryStep.__table__
_row = HistoryRow.__table__


def undoable(connection: Connection, top: int | None) -> int | None:
    """The newest step from ``top`` down that can be taken back: one that lost values to an erasure is passed over."""
    while top is not None and _lost_values(connection, top):
        top = connection.execute(sa.select(_step.c.below).where(_step.c.id == top)).scalar_one()
    return top


def redoable(connection: Connection, top: int | None) -> int | None:
    """The entry from ``top`` down whose step can be made again, as ``undoable`` says it."""
    while top is not None:
        entry = connection.execute(sa.select(_step.c.target_id, _step.c.below).where(_step.c.id == top)).one()
        if not _lost_values(connection, entry.target_id):
            return top
        top = entry.below
    return None


def _lost_values(connection: Connection, step_id: int) -> bool:
    found = connection.execute(
        sa.select(_row.c.id)
        .where(_row.c.step_id == step_id, _row.c.salt.is_(None), _row.c.digest.is_not(None))
        .limit(1)
    )
    return found.first() is not None


def forget_redo(connection: Connection, top: int | None) -> None:
    """Drop what waits in the shadows for steps that can no longer be made again."""
    while top is not None:
        entry = connection.execute(sa.select(_step.c.target_id, _step.c.below).where(_step.c.id == top)).one()
        target = connection.execute(sa.select(_step.c.bulk).where(_step.c.id == entry.target_id)).scalar_one()
        if target:
            bulk.forget(connection, entry.target_id)
        top = entry.below


def apply_rows(connection: Connection, rows: list[RowChange]) -> None:
    """Turn every row from ``before`` to ``after``; raises Stale when one is not as ``before`` says.

    Deletes, then updates, then inserts, so that unique values are free before they are taken.
    """
    by_table: dict[str, list[str]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row.key)
    for name, keys in by_table.items():
        present = images(connection, Base.metadata.tables[name], keys)
        for row in rows:
            if row.table == name and present.get(row.key) != row.before:
                raise Stale(f"A {name.replace('_', ' ')} was changed since; nothing was undone or redone.")
    with database.door(connection):
        for row in sorted(rows, key=lambda row: 0 if row.after is None else 2 if row.before is None else 1):
            table = Base.metadata.tables[row.table]
            raw = raw_table(table)
            where = key_condition(table, raw, row.key)
            if row.after is None:
                connection.execute(sa.delete(raw).where(where))
            elif row.before is None:
                connection.execute(sa.insert(raw).values(row.after))
            else:
                connection.execute(sa.update(raw).where(where).values(row.after))
