"""Whether somebody else wrote to a store that is open here.

A file whose time alone changed (a backup program, a scanner, ``touch``) is as good as before; what counts is what lies
in it. The header must never be read past SQLite while the store is open: closing that file would drop its locks.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Connection

from csmanager.core import database, history
from csmanager.core.errors import Refused

_Tail = tuple[int, str]  # number and hash of an entry of the history


class Witness:
    """Remembers how the file was left after our own last writing. One per writer, under its lock."""

    def __init__(self, path: Path, connection: Connection, *, wal: bool) -> None:
        """``connection``: the writer, right after opening. ``wal``: whether commits lie beside the file at first."""
        self._path = path
        self._wal = wal
        self._version = database.data_version(connection)
        self._tail: _Tail = history.last(connection)[:2]
        self._first = self._tail[0]
        self._coming = self._tail
        self._head = ""
        self._has_failed = self._is_untouched = False
        self._stamp = database.stamp(path)

    def require(self, connection: Connection) -> None:
        """Refuse to write when somebody else has written; called inside the transaction, before its first change.

        After a disk error one of our own readers may have taken the half-written change back, which looks the same;
        the history then ends where it ended before, or with the one step that failed at its very end.
        """
        self._is_untouched = False
        version = database.data_version(connection)
        number, head, _ = history.last(connection)
        stamp = database.stamp(self._path)
        stays = version == self._version and (
            stamp == self._stamp
            or (stamp[0] == self._stamp[0] and self._is_whole(connection, (number, head)))
        )
        is_ours = self._has_failed and self._head in (head, history.before_last(connection))
        if not stays and not is_ours:
            raise Refused(
                f"Another program has written to {self._path.name}, so this was not saved. Close this window, open the"
                " store again and check it with Tools > Check store; nothing was changed."
            )
        self._version, self._head, self._has_failed = version, head, False
        self._tail = self._coming = number, head
        self._is_untouched = True

    def _is_whole(self, connection: Connection, present: _Tail) -> bool:
        """Whether what lies on the disk is what we left there, although the time of the file changed."""
        if present != self._tail:
            return False
        try:
            number, head = database.tail_on_disk(self._path) or (0, history.GENESIS)
        except database.driver_errors(OSError):
            return False
        if not self._wal:
            return (number, head) == present
        return self._first <= number <= present[0] and history.hash_of(connection, number) == head

    def coming(self, connection: Connection) -> None:
        """Called right before a commit: how the history ends then."""
        self._coming = history.last(connection)[:2]

    def committed(self) -> None:
        """Called right after a commit."""
        self._tail = self._coming

    def failed(self) -> None:
        """The disk failed in the middle of it."""
        self._has_failed = True

    def settle(self) -> None:
        """Called at the end of every transaction: remember the file as it is now, if it was ours before."""
        if self._is_untouched:
            self._stamp = database.stamp(self._path)

    def rewritten(self) -> None:
        """We wrote the whole file anew."""
        self._stamp = database.stamp(self._path)
