"""Where a long table's rows come from: blocks of rows by number, found through anchors instead of counting past rows.

OFFSET 900000 makes SQLite walk over 900,000 rows. Here the keys of every 256th row are read once for an order, in one
pass over its index, and a block is then one look-up: "the rows from this key on".
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Protocol

BLOCK = 256  # rows that are read at once; a screen shows some 30

Sort = tuple[str, bool] | None  # column key, descending


class Source(Protocol):
    """Rows by number. Called in a worker only; must not keep a session between calls."""

    def count(self) -> int:
        """How many rows there are."""

    def block(self, start: int, size: int, sort: Sort) -> Sequence[Any]:
        """Rows ``start`` to ``start + size`` in the order of ``sort``; fewer at the end."""


class KeysetQueries(Protocol):
    """Three queries, from which ``Anchored`` makes a source."""

    def count(self) -> int:
        """How many rows there are."""

    def anchors(self, sort: Sort, every: int) -> Sequence[Any]:
        """The keys of rows 0, ``every``, 2 * ``every`` ... in the order of ``sort``, in one pass."""

    def rows_from(self, anchor: Any, size: int, sort: Sort) -> Sequence[Any]:
        """``size`` rows from the key ``anchor`` on, itself included."""


class Anchored:
    """A ``Source`` over keyset queries. Anchors are kept per order until ``forget``."""

    def __init__(self, queries: KeysetQueries, every: int = BLOCK) -> None:
        self._queries = queries
        self._every = every
        self._anchors: dict[Sort, Sequence[Any]] = {}
        self._lock = threading.Lock()

    def count(self) -> int:
        return self._queries.count()

    def block(self, start: int, size: int, sort: Sort) -> Sequence[Any]:
        with self._lock:  # two blocks asked for at once share one pass
            anchors = self._anchors.get(sort)
            if anchors is None:
                anchors = self._anchors[sort] = self._queries.anchors(sort, self._every)
        number, ahead = divmod(start, self._every)
        if number >= len(anchors):
            return ()
        return self._queries.rows_from(anchors[number], ahead + size, sort)[ahead:]

    def forget(self) -> None:
        """The rows changed: read anchors anew."""
        with self._lock:
            self._anchors.clear()


class ListSource:
    """A ``Source`` over rows in memory, for small cases and tests."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = list(rows)

    def count(self) -> int:
        return len(self._rows)

    def block(self, start: int, size: int, sort: Sort) -> Sequence[Any]:
        rows = self._rows
        if sort is not None:
            key, descending = sort
            rows = sorted(rows, key=lambda row: getattr(row, key), reverse=descending)
        return rows[start : start + size]
