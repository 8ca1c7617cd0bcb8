"""Bringing a store to the newest schema: on a copy, verified, then swapped in.

The header's user_version is the number of the newest migration applied (0001 -> 1), so that an up-to-date file
opens without Alembic being imported.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import NullPool, event

from csmanager.core import database, keys
from csmanager.core.errors import Refused
from csmanager.core.paths import data_dir
from csmanager.core.saying import on_disk


def newest_version() -> int:
    """The number of the newest migration that is shipped."""
    numbers = [int(path.name[:4]) for path in _versions().glob("[0-9][0-9][0-9][0-9]_*.py")]
    return max(numbers)


def _versions() -> Path:
    return data_dir("db") / "migrations" / "versions"


def needs_migration(path: Path) -> bool:
    """Whether the store is older than the program; raises Refused when it is newer, or no store."""
    version = database.require_store(path)
    if version > newest_version():
        raise Refused(
            f"{path.name} was written by a newer csmanager (schema {version}, this program knows"
            f" {newest_version()}). Install the newer program; the file was left as it is."
        )
    return version < newest_version()


def create(path: Path, key: keys.Key | None = None) -> None:
    """Make a new, empty store at ``path``, which must not exist; encrypted with ``key``."""
    if path.exists():
        raise Refused(f"{path} exists already; it was left as it is.")
    if not path.parent.is_dir():
        raise Refused(f"The folder {path.parent} does not exist.")
    _require_short_name(path)
    temporary = path.with_name(f".csmanager-new-{os.getpid()}-{path.name}")
    try:
        _clear_away(path, "new")
        keys.remember(temporary, key)
        database.create_blank(temporary)
        temporary.chmod(0o600)  # reviews and applicants are nobody else's to read
        upgrade_in_place(temporary)
        temporary.replace(path)
        keys.remember(path, key)
        database.sync_folder(path.parent)
    except database.driver_errors(OSError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
        raise Refused(f"A store cannot be made at {path}: {reason}.") from error
    finally:
        _clear_away(path, f"new-{os.getpid()}")


def migrate(path: Path, backup: Path, finish: Callable[[Path], None] = lambda _path: None) -> None:
    """Bring the store at ``path`` up to date. ``backup``: a verified copy of the old file, which is kept.

    ``finish``: what else is to be done with the new copy before it takes the old file's place. Any failure leaves
    the old file byte for byte as it was.
    """
    need = 3 * path.stat().st_size + 50_000_000
    if shutil.disk_usage(path.parent).free < need:
        raise Refused(
            f"Updating {path.name} needs {need // 1_000_000} MB of free disk space; nothing was changed."
        )
    before = database.inspect(path)
    if before.problems:
        raise Refused(
            f"{path.name} is damaged ({before.problems[0]}). Restore a backup; nothing was changed."
        )
    copied = database.inspect(backup)
    if copied.problems or copied.counts != before.counts:
        raise Refused(f"The safety copy of {path.name} did not come out right; nothing was changed.")
    with on_disk(path):
        _swap(path, path.with_name(f".csmanager-migrating-{os.getpid()}-{path.name}"), finish)


def _swap(path: Path, work: Path, finish: Callable[[Path], None]) -> None:
    try:
        _clear_away(path, "migrating")
        database.copy_closed(path, work)
        work.chmod(0o600)
        upgrade_in_place(work)
        finish(work)
        after = database.inspect(work)
        if after.problems or after.version != newest_version():
            raise Refused(f"Updating {path.name} failed its check; nothing was changed.")
        with work.open("rb+") as file:
            os.fsync(file.fileno())
        work.replace(path)
        database.sync_folder(path.parent)
    finally:
        _clear_away(path, f"migrating-{os.getpid()}")


def _clear_away(path: Path, what: str) -> None:
    """Remove what a killed program was about to make; half a copy of the same name must not be gone on with."""
    for left in path.parent.glob(f".csmanager-{what}*-{glob.escape(path.name)}*"):
        with contextlib.suppress(OSError):
            left.unlink()


def upgrade_in_place(path: Path, revision: str = "head") -> None:
    """Run the missing migrations on a file nobody else has open, in one transaction, foreign keys off.

    ``revision``: where to stop, as the scripts name it ("0001").
    """
    from alembic import command
    from alembic.config import Config

    engine = database.engine(path, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connect(connection: object, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    with engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(data_dir("db") / "migrations").replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        database.set_version(connection, newest_version() if revision == "head" else int(revision))
    engine.dispose()


def _require_short_name(path: Path) -> None:
    limit = 259 if os.name == "nt" else 500
    if len(os.fsencode(path.name + "-journal")) > 250 or len(os.fsencode(str(path) + "-journal")) > limit:
        raise Refused(f"The name {path.name} is too long for a store; choose a shorter one.")
