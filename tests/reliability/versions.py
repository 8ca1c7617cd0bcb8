"""Stores of every released version, with rows in every table, brought up to date: whole, or byte for byte as before."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

from sqlalchemy import event

from csmanager.core import backup, database, migrate
from csmanager.core.check import check_store
from csmanager.core.errors import AppError
from csmanager.core.files import sha256
from csmanager.open import open_store
from csmanager.selftest import flows, writer
from tests.reliability import lab
from tests.reliability.score import Score

RELEASED = ("0001", "0002")
Rows = dict[str, list[tuple[object, ...]]]


@cache
def older(version: str) -> bytes:
    """A store of a released version: made by its frozen script, and filled with what that version can hold."""
    with lab.folder() as place:
        full = place / "store.csm"
        flows.prepare("import", full)
        lab.RUN["import"](full, lab.clock)
        path = place / "older.csm"
        database.create_blank(path)
        migrate.upgrade_in_place(path, version)
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("ATTACH DATABASE ? AS full", (str(full),))
        for (name,) in connection.execute(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).fetchall():
            if name.startswith(("history_", "sqlite_")) or "_search" in name or name == "alembic_version":
                continue
            ours, theirs = _columns(connection, "main", name), _columns(connection, "full", name)
            both = ", ".join(f'"{one}"' for one in ours if one in theirs)
            if both:
                connection.execute(
                    f'INSERT OR IGNORE INTO main."{name}" ({both}) SELECT {both} FROM full."{name}"'
                )
        connection.execute("DETACH DATABASE full")
        leaning = connection.execute("PRAGMA foreign_key_check").fetchall()
        connection.close()
        assert leaning == [], leaning[:3]
        return path.read_bytes()


def _columns(connection: sqlite3.Connection, schema: str, name: str) -> list[str]:
    return [row[1] for row in connection.execute(f'PRAGMA {schema}.table_info("{name}")')]


def _rows(path: Path, columns: dict[str, list[str]] | None = None) -> tuple[Rows, dict[str, list[str]]]:
    """Every row of a file, of the columns that ``columns`` names (None: all of them)."""
    connection = sqlite3.connect(path)
    if columns is None:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            )
        ]
        columns = {
            name: _columns(connection, "main", name)
            for name in names
            if not name.startswith(("history_", "sqlite_", "alembic_")) and "_search" not in name
        }
    found: Rows = {}
    for name, own in columns.items():
        wanted = ", ".join(f'"{one}"' for one in own)
        found[name] = connection.execute(f'SELECT {wanted} FROM "{name}"').fetchall()
    connection.close()
    return found, columns


def comes_up(version: str, score: Score) -> None:
    """Brought up to date: every row of before is there, the safety copy can be restored, and work goes on."""
    score.states += 1
    with lab.folder() as place:
        path = place / "store.csm"
        path.write_bytes(older(version))
        before, columns = _rows(path)
        store = open_store(path, clock=lab.clock)
        problems = check_store(store).problems
        writer.act(store, 20)
        store.undo()
        store.redo()
        store.undo()
        store.close()
        after, _ = _rows(path, columns)
        score.wrong += [f"{version}: {one}" for one in problems]
        for name, rows in before.items():
            if name.startswith("cube_"):
                continue  # sums, which are made again
            missing = [row for row in rows if row not in set(after[name])]
            if missing:
                score.wrong.append(f"{version}: {len(missing)} rows of {name} are not as they were")
        (kept,) = (place / "store backups").glob(f"*before-update{backup.SUFFIX}")
        if backup.check(kept).counts != database.inspect(kept).counts:
            score.wrong.append(f"{version}: the safety copy is not what its manifest says")
    score.notes.append(f"{version}: {sum(len(rows) for rows in before.values()):,} rows")


def statements(version: str) -> int:
    """How many statements the update of such a store runs."""
    return _migrate(version, None, Score())


def fails(version: str, at: int, score: Score) -> None:
    """The update fails at one of its statements: the file is byte for byte as it was, and the next one goes through."""
    score.states += 1
    _migrate(version, at, score)


def _migrate(version: str, at: int | None, score: Score) -> int:
    count = 0
    real = database.engine

    def engine(path: Path, **pooling: object):  # type: ignore[no-untyped-def]
        made = real(path, **pooling)

        @event.listens_for(made, "before_cursor_execute")
        def _before(*_arguments: object) -> None:
            nonlocal count
            count += 1
            if at is not None and count == at + 1:
                raise sqlite3.OperationalError("disk I/O error")

        return made

    with lab.folder() as place:
        path = place / "store.csm"
        path.write_bytes(older(version))
        before = sha256(path)
        database.engine = engine
        try:
            migrate.migrate(path, backup.keep_closed(path, lab.NOW, "before-update"))
        except AppError:
            if sha256(path) != before or lab.debris(place):
                score.wrong.append(f"{version}, failing at statement {at}: not as it was")
        else:
            if at is not None and at < count:
                score.wrong.append(f"{version}, failing at statement {at}: went on all the same")
        finally:
            database.engine = real
        if at is not None:
            try:
                migrate.migrate(path, next((place / "store backups").glob(f"*{backup.SUFFIX}")))
                problems: tuple[str, ...] = database.inspect(path).problems
            except AppError as error:
                problems = (str(error),)
            score.wrong += [f"{version}, made again after {at}: {one}" for one in problems[:1]]
    return count
