"""Everything that only SQLite has: engines, settings of a connection, identity of a file, copies, checks."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from csmanager.core import dialect, keys
from csmanager.core.errors import Damaged, Refused, UnguardedWrite
from csmanager.core.passphrases import WrongPassphrase

APPLICATION_ID = 0x43534D31  # "CSM1"
_BUSY_MS = 10_000  # a change waits for the long reads of our own, such as a year's report on a slow computer
_HEADER = b"SQLite format 3\x00"
_READING = ("SELECT", "PRAGMA", "EXPLAIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
_DOOR = "csmanager_door"
_DAMAGE = ("malformed", "not a database", "corrupt")

_COMMON = {
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
    "busy_timeout": _BUSY_MS,
}


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """Which file this is, so that a replaced one is noticed."""

    device: int
    inode: int


def identity(path: Path) -> FileIdentity:
    """The identity of the file at ``path`` (follows renames, not copies)."""
    found = path.stat()
    return FileIdentity(found.st_dev, found.st_ino)


def stamp(path: Path) -> tuple[int, int]:
    """Size and last change of the main file (nanoseconds): only our own writer may change them."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def driver_errors(*more: type[Exception]) -> tuple[type[Exception], ...]:
    """What the drivers in use raise, by themselves or through SQLAlchemy; and ``more``."""
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    return (DBAPIError, sqlite3.Error, *(() if cipher is None else (cipher.Error,)), *more)


def driver(key: keys.Key | None) -> Any:
    """The driver for a file: SQLite of Python, or SQLCipher where there is a key. Raises Refused without that."""
    if key is None:
        return sqlite3
    try:
        import sqlcipher3.dbapi2 as cipher
    except ImportError:
        raise Refused(
            "This machine's Python has no SQLCipher, so protected stores cannot be opened here; install the package"
            " sqlcipher3, or open the store on another computer."
        ) from None
    return cipher


def connect(
    path: Path,
    *,
    read_only: bool = False,
    any_thread: bool = False,
    key: keys.Key | None = None,
    main_file_only: bool = False,
) -> Any:
    """A connection to a file in autocommit; with ``key``, else with the key that is known for it.

    ``main_file_only``: reads past locks and past what lies beside the file; at once, and not for keeping.
    """
    key = key if key is not None else keys.of(path)
    connection = driver(key).connect(
        f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if main_file_only else ''}"
        if read_only
        else str(path),
        uri=read_only,
        isolation_level=None,
        check_same_thread=not any_thread,
    )
    if key is not None:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the error output
        connection.execute(f'PRAGMA key = "{key.pragma}"')
    return connection


def unlock(path: Path, key: keys.Key) -> None:
    """Try ``key`` on a closed store and remember it. Raises WrongPassphrase when it does not fit."""
    try:
        _ask(path, key, "SELECT count(*) FROM sqlite_schema")
    except driver(key).DatabaseError:
        raise WrongPassphrase(
            "That is not the passphrase of this file. (A damaged file answers in the same way: if you are sure of the"
            " passphrase, restore a backup.)"
        ) from None
    keys.remember(path, key)


def _ask(path: Path, key: keys.Key | None, *statements: str) -> list[Any]:
    """The first value of each statement from an encrypted store that is closed; the file stays as it is.

    A journal that an unclean end left cannot be rolled back by a connection that only reads: then a copy is asked.
    """
    try:
        return _values(connect(path, read_only=True, key=key), statements)
    except driver(key).DatabaseError:
        if not was_left_open(path):
            raise
    with tempfile.TemporaryDirectory(prefix="csmanager-look-", ignore_cleanup_errors=True) as folder:
        for side in ("", "-wal", "-journal"):
            part = path.with_name(path.name + side)
            if part.exists():
                shutil.copyfile(part, Path(folder) / part.name)
        return _values(connect(Path(folder) / path.name, key=key), statements)


def _values(connection: Any, statements: Iterable[str]) -> list[Any]:
    try:
        return [connection.execute(statement).fetchone()[0] for statement in statements]
    finally:
        connection.close()


def require_store(path: Path) -> int:
    """The schema version of the store at ``path``; raises Refused when the file is no store of ours.

    Of a plain store the first 100 bytes are read, so never while we hold the file open ourselves. Raises
    ``keys.Locked`` for an encrypted one whose key is not known.
    """
    if keys.of(path) is not None:
        return _require_encrypted(path)
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise Refused(f"There is no store at {path}.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(head) < 100 or not head.startswith(_HEADER):
        raise Refused(f"{path.name} is not a csmanager store; it was left as it is.")
    application = int.from_bytes(head[68:72], "big")
    if application != APPLICATION_ID:
        raise Refused(f"{path.name} is a database of another program; it was left as it is.")
    return int.from_bytes(head[60:64], "big")


def _require_encrypted(path: Path) -> int:
    try:
        application, version = _ask(path, keys.of(path), "PRAGMA application_id", "PRAGMA user_version")
    except driver_errors() as error:
        raise Refused(f"{path.name} cannot be read with its key: {error}.") from None
    if application != APPLICATION_ID:
        raise Refused(f"{path.name} is a database of another program; it was left as it is.")
    return int(version)


def engine(path: Path, **pooling: Any) -> Engine:
    """An engine on a file, whichever driver it needs; the connections are in autocommit and say BEGIN by listeners."""
    key = keys.of(path)
    return create_engine(
        f"{dialect.NAME}://",
        module=driver(key),
        execution_options={"compiled_cache": dialect.COMPILED},
        creator=lambda: connect(path, any_thread=True, key=key),
        **pooling,
    )


def url(path: Path) -> URL:
    """The address of a file for SQLAlchemy; right for names with ``?`` or ``%`` too."""
    return URL.create("sqlite", database=str(path))


def _apply(connection: sqlite3.Connection, settings: dict[str, int | str]) -> None:
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name} = {value}")
    skipped = {"fullfsync", "checkpoint_fullfsync"} if sys.platform != "darwin" else set()
    for name, value in settings.items():
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if name not in skipped and row is not None and str(row[0]).lower() != str(value).lower():
            raise Refused(f"The store cannot be opened safely: {name} is {row[0]} instead of {value}.")


def writer_engine(path: Path, *, wal: bool) -> Engine:
    """The one connection that writes: explicit BEGIN IMMEDIATE, durable at every commit, guarded.

    ``wal``: True in our own data folder (readers never make a commit wait), False anywhere else.
    """
    made = engine(path, poolclass=StaticPool)

    @event.listens_for(made, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        _apply(connection, {**_COMMON, "journal_mode": "wal" if wal else "truncate"})
        _apply(connection, {"synchronous": 2 if wal else 3})

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(made, "before_cursor_execute", _guard)
    return made


def _guard(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    if connection.info.get(_DOOR) or statement.lstrip().upper().startswith(_READING):
        return
    raise UnguardedWrite(f"A statement came past the recorder: {statement[:80]}")


@contextlib.contextmanager
def door(connection: Connection) -> Iterator[None]:
    """Let statements that write through on this connection, for the recorder and the store alone."""
    before = connection.info.get(_DOOR, False)
    connection.info[_DOOR] = True
    try:
        yield
    finally:
        connection.info[_DOOR] = before


def open_door(connection: Connection, is_open: bool) -> None:
    """Open or shut the door for as long as a flush lasts (see ``door``)."""
    connection.info[_DOOR] = is_open


def reader_engine(path: Path) -> Engine:
    """Connections that cannot write; one per thread at a time."""
    made = engine(path, poolclass=QueuePool, pool_size=4)

    @event.listens_for(made, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        _apply(connection, {"query_only": 1, "busy_timeout": _BUSY_MS, "cell_size_check": 1})

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return made


def interrupt(connection: Any) -> None:
    """Stop a query that runs on this DB-API connection."""
    connection.interrupt()


def data_version(connection: Connection) -> int:
    """A number that changes when somebody else has written to the file."""
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def tail_on_disk(path: Path) -> tuple[int, str] | None:
    """Number and hash of the newest entry of the history as the file itself holds it; None without any."""
    connection = connect(path, read_only=True, main_file_only=True)
    try:
        row = connection.execute("SELECT id, hash FROM history_step ORDER BY id DESC LIMIT 1").fetchone()
    finally:
        connection.close()
    return None if row is None else (int(row[0]), str(row[1]))


def defer_foreign_keys(connection: Connection) -> None:
    """Check foreign keys at the commit of this transaction instead of at each statement."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")


def leave_one_file(engine: Engine) -> None:
    """Fold the journal back in, so that a closed store is a single file; readers must be closed already."""
    raw = engine.raw_connection()
    try:
        raw.driver_connection.execute("PRAGMA journal_mode = DELETE")  # type: ignore[union-attr]
    finally:
        raw.close()


def create_blank(path: Path) -> None:
    """Make an empty database that says it is ours, encrypted where a key is remembered for ``path``.

    The schema comes from the migrations.
    """
    connection = connect(path)
    try:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 0")
    finally:
        connection.close()


def set_version(connection: Connection, version: int) -> None:
    """Write the schema version into the file's header."""
    connection.exec_driver_sql(f"PRAGMA user_version = {int(version)}")


def copy_to(engine: Engine, target: Path) -> None:
    """Write a compact, consistent copy of the open store to ``target``, which must not exist."""
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    before = driver.execute("PRAGMA query_only").fetchone()[0]
    try:
        driver.execute("PRAGMA query_only = 0")  # else even a copy counts as writing
        driver.execute("VACUUM INTO ?", (str(target),))
    finally:
        driver.execute(f"PRAGMA query_only = {before}")
        raw.close()


def settle(path: Path) -> None:
    """Let a closed store take back or take in what an unclean end left in its journal."""
    connection = connect(path)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    finally:
        connection.close()


def copy_closed(source: Path, target: Path) -> None:
    """Write a compact copy of a store that nobody has open to ``target``, which must not exist.

    Raises Damaged when the store cannot be read, and what the driver says when the disk fails.
    """
    connection = connect(source)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    except driver_errors() as error:
        if any(sign in str(error) for sign in _DAMAGE):
            raise Damaged(f"{source.name} is damaged and cannot be copied: {error}.") from None
        raise
    finally:
        connection.close()


def copy_under(source: Path, old: keys.Key | None, target: Path, key: keys.Key | None) -> None:
    """Write a closed store, whose key is ``old``, to the empty file ``target`` under ``key``; None: plain."""
    cipher = driver(old if old is not None else key)
    connection = (
        connect(source, key=old) if old is not None else cipher.connect(str(source), isolation_level=None)
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        word = key.pragma if key is not None else ""
        connection.execute("ATTACH DATABASE ? AS made KEY ?", (str(target), word))
        connection.execute("SELECT sqlcipher_export('made')")
        connection.execute(f"PRAGMA made.application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA made.user_version = {int(version)}")
        connection.execute("DETACH DATABASE made")
    except driver_errors() as error:
        raise Refused(f"{source.name} could not be copied: {error}.") from None
    finally:
        connection.close()


def compact(engine: Engine, indices: tuple[str, ...]) -> bool:
    """Merge the full-text ``indices``, write the file anew and empty its journal; False when a reader is in the way."""
    raw = engine.raw_connection()
    connection: Any = raw.driver_connection
    try:
        for name in indices:
            connection.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
        connection.execute("VACUUM")
        is_free = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    except driver_errors() as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
    finally:
        raw.close()
    return bool(is_free)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a look into a store file found; ``problems`` is empty when it is whole."""

    version: int
    counts: dict[str, int]
    chain_head: str
    problems: tuple[str, ...]


def inspect(path: Path) -> FileFacts:
    """Integrity, foreign keys, row counts and head of the history of a store that is not open here."""
    version = require_store(path)
    connection = connect(path, read_only=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        problems = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
        problems += [
            f"row {row[1]} of {row[0]} points to a missing row of {row[2]}"
            for row in connection.execute("PRAGMA foreign_key_check").fetchmany(20)
        ]
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                " AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        counts = {
            name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names
        }
        head = ""
        if "history_step" in counts:
            row = connection.execute("SELECT hash FROM history_step ORDER BY id DESC LIMIT 1").fetchone()
            head = row[0] if row else ""
        return FileFacts(version, counts, head, tuple(problems))
    except driver_errors():
        return FileFacts(version, {}, "", ("parts of the file cannot be read",))
    finally:
        connection.close()


def was_left_open(path: Path) -> bool:
    """True when a journal with content lies beside the store: the last session ended uncleanly."""
    return any(
        side.exists() and side.stat().st_size > 0
        for side in (path.with_name(path.name + "-wal"), path.with_name(path.name + "-journal"))
    )


def sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` durable, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
