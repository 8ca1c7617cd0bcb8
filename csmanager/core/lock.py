"""Who may write: an operating-system lock on a small file beside the store, which dies with its holder."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sqlite3
from pathlib import Path

from csmanager.core.errors import StoreInUse


class StoreLock:
    """The right to write to a store, held until ``release``."""

    def __init__(self, path: Path, *, takes_over: bool = False) -> None:
        """Take the lock of the store at ``path``; raises StoreInUse naming the holder when somebody has it.

        A lock that another computer left is respected for ever, since a lock over there may not be seen from here;
        ``takes_over``: the person said that it is not open there.
        """
        self._file = path.with_name(path.name + "-lock")
        self._who = path.with_name(path.name + "-who")
        self._connection = _take(self._file, self._who, path)
        elsewhere = "" if takes_over else _elsewhere(path)
        if elsewhere:
            self._let_go()
            raise StoreInUse(
                f"{path.name} is open with {elsewhere}. If it is not open there any more, open it all the same or"
                f" remove the file {self._who.name} beside it.",
                elsewhere,
                is_elsewhere=True,
            )
        note = {"pid": os.getpid(), "host": platform.node(), "user": _user()}
        with contextlib.suppress(OSError):
            self._who.write_text(json.dumps(note), encoding="utf-8")

    def release(self) -> None:
        """Let others write."""
        with contextlib.suppress(OSError):
            self._who.unlink(missing_ok=True)
        self._let_go()

    def _let_go(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.rollback()
        self._connection.close()
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)


def holder(path: Path) -> str:
    """Who holds the store, in words; empty when nobody said."""
    note = _note(path)
    return f"{note['user']} on the computer {note['host']}" if note else ""


def _elsewhere(path: Path) -> str:
    """Who on another computer said that the store is open there; empty when nobody did."""
    note = _note(path)
    return "" if note is None or note["host"] in ("", platform.node()) else holder(path)


def _note(path: Path) -> dict[str, str] | None:
    """What the holder left beside the store; None where there is nothing, or nothing that can be read."""
    try:
        found = json.loads(path.with_name(path.name + "-who").read_text(encoding="utf-8"))
        user, host = found["user"], found["host"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return {"user": user, "host": host} if isinstance(user, str) and isinstance(host, str) else None


def _take(file: Path, who: Path, path: Path) -> sqlite3.Connection:
    for attempt in (1, 2):
        connection: sqlite3.Connection | None = None
        try:
            connection = sqlite3.connect(file, timeout=0.1, isolation_level=None, check_same_thread=False)
            connection.execute("BEGIN EXCLUSIVE")
            return connection
        except sqlite3.OperationalError as error:
            if connection is not None:
                connection.close()
            if "locked" in str(error):
                by = holder(path)
                who_has_it = f"by {by}" if by else "in another window"
                raise StoreInUse(
                    f"{path.name} is open already, {who_has_it}; one at a time can change it.", by
                ) from None
            if file.exists() and file.stat().st_size == 0:
                file.unlink(missing_ok=True)
            if "full" in str(error):
                raise StoreInUse(
                    f"The disk that holds {path.parent} is full; free some space and try again."
                ) from None
            raise StoreInUse(
                f"The folder {path.parent} cannot be written to, so {path.name} can only be read."
            ) from None
        except sqlite3.DatabaseError:
            if connection is not None:
                connection.close()  # garbled by a power cut; the lock itself lives in the operating system
            if attempt == 2:
                raise
            file.unlink(missing_ok=True)
    raise AssertionError(who)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
