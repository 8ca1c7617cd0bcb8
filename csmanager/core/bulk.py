"""The guarded door for whole batches, and the shadow tables their undone rows wait in.

A class with ``__bulk__ = True`` has a shadow ``<table>_shadow``: the same columns, and before them ``step_id``
and ``side``. Rows a step added lie in one range of ids, since a store has one writer; rows it replaced or removed
are kept as they were. Undo moves the step's rows out to the shadow and the earlier ones back; redo does the opposite.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from csmanager.core import database
from csmanager.core.errors import Stale
from csmanager.core.tables import Base

ATTACHED = "csmanager_attached"
BEFORE, AFTER, ADDED, REMOVED = "before", "after", "added", "removed"


def bulk_tables() -> list[sa.Table]:
    """Tables whose rows may come in batches."""
    return [
        mapper.local_table
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__bulk__", False) and isinstance(mapper.local_table, sa.Table)
    ]


def add_shadows() -> None:
    """Give every bulk table its shadow; called once all features' tables are loaded."""
    for table in bulk_tables():
        name = f"{table.name}_shadow"
        if name in Base.metadata.tables:
            continue
        columns = [sa.Column(column.name, column.type, nullable=True) for column in table.columns]
        shadow = sa.Table(
            name,
            Base.metadata,
            sa.Column("step_id", sa.Integer, nullable=False),
            sa.Column("side", sa.Text, nullable=False),
            *columns,
        )
        sa.Index(f"ix_{name}_step_id_side_id", shadow.c.step_id, shadow.c.side, shadow.c.id)


@dataclass(slots=True)
class Batch:
    """What one step did to bulk tables; kept as JSON in its history entry.

    ``added`` and ``removed``: table -> (first id, last id, rows); ``replaced``: table -> rows; ``facts``: what
    derivers and readers need to know (file name, sha256, counts, months touched).
    """

    added: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    replaced: dict[str, int] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    removed: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def dump(self) -> str:
        """As JSON."""
        told: dict[str, Any] = {"added": self.added, "replaced": self.replaced, "facts": self.facts}
        if self.removed:
            told["removed"] = self.removed
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @classmethod
    def load(cls, text: str) -> Batch:
        """What ``dump`` wrote."""
        value = json.loads(text)
        return cls(
            {name: tuple(range_) for name, range_ in value["added"].items()},
            value["replaced"],
            value["facts"],
            {name: tuple(range_) for name, range_ in value.get("removed", {}).items()},
        )

    @property
    def tables(self) -> set[str]:
        """The bulk tables this batch touched."""
        return set(self.added) | set(self.replaced) | set(self.removed)


class Door:
    """Lets one step write whole batches. Opened by ``Step.door``; every row stays undoable.

    Call order within a step: ``replace`` or ``remove`` before ``add`` for one table, each at most once.
    """

    def __init__(self, connection: Connection, step_id: int, batch: Batch) -> None:
        self._connection = connection
        self._step_id = step_id
        self.batch = batch

    def attach(self, path: Path, name: str) -> None:
        """Let the step read the plain database file ``path`` as schema ``name``; let go when the step has ended."""
        with database.door(self._connection):
            self._run(f"ATTACH ? AS \"{name}\" KEY ''", (str(path),))
        self._connection.info.setdefault(ATTACHED, []).append(name)

    def first_id(self, table: str) -> int:
        """The id that the next added row of ``table`` will get."""
        return int(self._run(f'SELECT coalesce(max(id), 0) + 1 FROM "{table}"').scalar_one())

    def add(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Insert ``rows`` (values as the file holds them, without ``id``); returns how many."""
        first = self.first_id(table)
        names = ", ".join(f'"{name}"' for name in ("id", *columns))
        marks = ", ".join("?" * (len(columns) + 1))
        cursor: Any = self._connection.connection.cursor()
        with database.door(self._connection):
            cursor.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({marks})',
                ((number, *row) for number, row in enumerate(rows, first)),
            )
        return self._note_added(table, first)

    def add_from(
        self,
        table: str,
        columns: Sequence[str],
        select: str,
        parameters: Sequence[Any] = (),
        expected: int = 0,
    ) -> int:
        """Insert what ``select`` gives for ``id`` and ``columns``; its ids must follow ``first_id`` in a row.

        ``expected``: about how many rows will come. When they outnumber the present ones, the indices are
        laid down meanwhile and built once, which costs half.
        """
        first = self.first_id(table)
        names = ", ".join(f'"{name}"' for name in ("id", *columns))
        with database.door(self._connection):
            indices = self._lay_down_indices(table) if expected > first else []
            self._run(f'INSERT INTO "{table}" ({names}) {select}', parameters)
            for statement in indices:
                self._run(statement)
        return self._note_added(table, first)

    def _lay_down_indices(self, table: str) -> list[str]:
        """Drop the indices of ``table``; returns the statements that make them again."""
        found = self.query(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
            (table,),
        )
        for name, _sql in found:
            self._run(f'DROP INDEX "{name}"')
        return [str(sql) for _name, sql in found]

    def replace(self, table: str, columns: Sequence[str], select: str, parameters: Sequence[Any] = ()) -> int:
        """Give existing rows new values. ``select`` gives ``id`` and ``columns``; earlier rows go to the shadow."""
        with database.door(self._connection):
            names = ", ".join(f'"{name}"' for name in ("id", *columns))
            self._run("DROP TABLE IF EXISTS temp.incoming")
            self._run(f"CREATE TEMP TABLE incoming AS SELECT {names} FROM ({select})", parameters)
            every = _columns(table)
            kept: int = self._run(
                f'INSERT INTO "{table}_shadow" (step_id, side, {every}) SELECT ?, ?, {every} FROM "{table}"'
                " WHERE id IN (SELECT id FROM temp.incoming)",
                (self._step_id, BEFORE),
            ).rowcount
            pairs = ", ".join(f'"{name}" = incoming."{name}"' for name in columns)
            self._run(f'UPDATE "{table}" SET {pairs} FROM temp.incoming WHERE "{table}".id = incoming.id')
            self._run("DROP TABLE temp.incoming")
        if kept:
            self.batch.replaced[table] = kept
        return kept

    def remove(self, table: str, first: int, last: int) -> int:
        """Take the rows with ids from ``first`` to ``last`` out; they wait in the shadow. Returns how many."""
        with database.door(self._connection):
            moved = _set_aside(self._connection, table, self._step_id, REMOVED, first, last)
        if moved:
            self.batch.removed[table] = (first, last, moved)
        return moved

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a SELECT inside the step."""
        return [tuple(row) for row in self._run(statement, parameters)]

    def _note_added(self, table: str, first: int) -> int:
        last, count = self._run(f'SELECT max(id), count(*) FROM "{table}" WHERE id >= ?', (first,)).one()
        if not count:
            return 0
        if last - first + 1 != count:
            raise ValueError(f"The ids added to {table} leave gaps.")
        self.batch.added[table] = (first, last, count)
        return int(count)

    def _run(self, statement: str, parameters: Sequence[Any] = ()) -> Any:
        return self._connection.exec_driver_sql(statement, tuple(parameters))


def extent(connection: Connection, table: str) -> tuple[int, int, int]:
    """First id, last id and number of the rows of a bulk table; zeros when it has none."""
    first, last, count = connection.exec_driver_sql(f'SELECT min(id), max(id), count(*) FROM "{table}"').one()
    return (first or 0, last or 0, count)


def _columns(table: str) -> str:
    return ", ".join(f'"{column.name}"' for column in Base.metadata.tables[table].columns)


def take_out(connection: Connection, step_id: int, batch: Batch) -> None:
    """Undo the batch: its rows wait in the shadow, the earlier ones come back."""
    with database.door(connection):
        for table, (first, last, count) in batch.added.items():
            moved = _set_aside(connection, table, step_id, ADDED, first, last)
            if moved != count:
                raise Stale(
                    f"{count - moved:,} of the {count:,} rows are no longer there; nothing was undone."
                )
        for table, count in batch.replaced.items():
            _swap(connection, table, step_id, BEFORE, AFTER, count)
        for table, (_first, _last, count) in batch.removed.items():
            if _return(connection, table, step_id, REMOVED) != count:
                raise Stale(f"Some of the {count:,} rows could not be brought back; nothing was undone.")


def put_back(connection: Connection, step_id: int, batch: Batch) -> None:
    """Redo the batch that ``take_out`` took."""
    with database.door(connection):
        for table, (first, last, count) in batch.removed.items():
            moved = _set_aside(connection, table, step_id, REMOVED, first, last)
            if moved != count:
                raise Stale(f"{count - moved:,} of the {count:,} rows are gone already; nothing was redone.")
        for table, count in batch.replaced.items():
            _swap(connection, table, step_id, AFTER, BEFORE, count)
        for table, (_first, _last, count) in batch.added.items():
            moved = _return(connection, table, step_id, ADDED)
            if moved != count:
                raise Stale(f"Only {moved:,} of {count:,} rows could be brought back; nothing was redone.")


def _set_aside(connection: Connection, table: str, step_id: int, side: str, first: int, last: int) -> int:
    """Move the rows with these ids into the shadow; returns how many."""
    every = _columns(table)
    moved: int = connection.exec_driver_sql(
        f'INSERT INTO "{table}_shadow" (step_id, side, {every}) SELECT ?, ?, {every} FROM "{table}"'
        " WHERE id BETWEEN ? AND ?",
        (step_id, side, first, last),
    ).rowcount
    connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id BETWEEN ? AND ?', (first, last))
    return moved


def _return(connection: Connection, table: str, step_id: int, side: str) -> int:
    """Bring the rows that wait back into their table; returns how many."""
    every = _columns(table)
    moved: int = connection.exec_driver_sql(
        f'INSERT INTO "{table}" ({every}) SELECT {every} FROM "{table}_shadow"'
        " WHERE step_id = ? AND side = ? ORDER BY id",
        (step_id, side),
    ).rowcount
    connection.exec_driver_sql(
        f'DELETE FROM "{table}_shadow" WHERE step_id = ? AND side = ?', (step_id, side)
    )
    return moved


def _swap(connection: Connection, table: str, step_id: int, come: str, go: str, count: int) -> None:
    every = _columns(table)
    chosen = f'(SELECT id FROM "{table}_shadow" WHERE step_id = ? AND side = ?)'
    moved = connection.exec_driver_sql(
        f'INSERT INTO "{table}_shadow" (step_id, side, {every}) SELECT ?, ?, {every} FROM "{table}"'
        f" WHERE id IN {chosen}",
        (step_id, go, step_id, come),
    ).rowcount
    if moved != count:
        raise Stale(f"{count - moved:,} of {count:,} rows are no longer there; nothing was changed.")
    connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE id IN {chosen}', (step_id, come))
    connection.exec_driver_sql(
        f'INSERT INTO "{table}" ({every}) SELECT {every} FROM "{table}_shadow" WHERE step_id = ? AND side = ?',
        (step_id, come),
    )
    connection.exec_driver_sql(
        f'DELETE FROM "{table}_shadow" WHERE step_id = ? AND side = ?', (step_id, come)
    )


def forget(connection: Connection, step_id: int) -> None:
    """Drop the waiting rows of a step that can no longer be redone."""
    with database.door(connection):
        for table in bulk_tables():
            connection.exec_driver_sql(f'DELETE FROM "{table.name}_shadow" WHERE step_id = ?', (step_id,))


def let_go(connection: Connection) -> None:
    """Detach what ``Door.attach`` attached; only after the transaction has ended."""
    for name in connection.info.pop(ATTACHED, []):
        connection.connection.driver_connection.execute(f'DETACH "{name}"')  # type: ignore[union-attr]
