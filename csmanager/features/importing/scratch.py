"""The scratch database a child process leaves behind: typed rows, people, topics, rows set aside."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, compress, islice
from pathlib import Path
from typing import Any

from csmanager.features.importing import legs, messages
from csmanager.features.importing.batch import Batch
from csmanager.features.importing.cells import People, Topics
from csmanager.features.importing.convert import COLUMNS
from csmanager.features.importing.rules import FileKind

KEPT_PROBLEMS = 20_000  # rows set aside that are kept word by word; beyond that they are only counted
_BY_MESSAGE = 0.25  # share of rows that repeat a ticket, above which a row is a message and not a ticket
_MESSAGES = 3  # and at least so many of them
_AT_ONCE = 40  # rows a statement; one a row costs half as much again, and some SQLites take 999 values only
_SEEN_LIMIT = 3_000_000  # ids remembered to notice repeats; beyond that the database looks


class Scratch:
    """Writes the scratch database. Row ids are the rows' numbers in the file, so that they can be named."""

    def __init__(self, path: Path, shown: Collection[int]) -> None:
        """``shown``: the columns whose cells may stay in the store for rows that are set aside."""
        self._shown = shown
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 65536;"
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;"
            f"CREATE TABLE row (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)});"
            "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, key TEXT, aliases TEXT, team TEXT, rows INTEGER);"
            "CREATE TABLE topic (id INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE problem (id INTEGER PRIMARY KEY, sheet TEXT, row_number INTEGER, column_name TEXT,"
            " reason TEXT, cells TEXT, kept TEXT);"
        )
        self._db.execute("BEGIN")
        self._seen: set[str] | None = set()
        self._may_repeat = False
        self._left_out = False  # whether the file has rows that are not stored
        self._given: set[str] = set()  # the columns the file has something for
        self.bare: dict[int, int] = {}  # rows set aside of which only the number is known -> their problem
        self.staged = 0
        self.set_aside = 0
        self.first_reason = ""
        self.reasons: dict[str, int] = {}

    def add(
        self, batch: Batch, first_id: int, rows: Sequence[list[str]], sheet: str | None, first_row: int
    ) -> None:
        """Stage a batch: its rows get ids from ``first_id``; ``first_row`` is the number of its first row."""
        values = batch.values
        names = tuple(values)
        columns: list[Iterable[Any]] = [
            range(first_id, first_id + batch.size),
            *(values[name] for name in names),
        ]
        out = {bad.at for bad in batch.bad} | batch.skipped
        ids: Sequence[str] = values["external_id"]
        if out:
            self._left_out = True
            keep = [at not in out for at in range(batch.size)]
            columns = [compress(column, keep) for column in columns]
            ids = list(compress(ids, keep))
            self._keep_problems(batch, rows, sheet, first_row)
        self._note_ids(ids)
        self._insert(names, zip(*columns, strict=True), len(ids))
        self.staged += len(ids)

    def _insert(self, names: tuple[str, ...], rows: Iterable[tuple[Any, ...]], count: int) -> None:
        """Store ``count`` rows of an id and a value for each of ``names``."""
        self._given.update(names)
        width = len(names) + 1
        one = f"({', '.join('?' * width)})"
        head = f"INSERT INTO row (id, {', '.join(names)}) VALUES "
        blocks, rest = divmod(count, _AT_ONCE)
        flat = chain.from_iterable(rows)
        size = width * _AT_ONCE
        self._db.executemany(
            head + ", ".join([one] * _AT_ONCE), (tuple(islice(flat, size)) for _ in range(blocks))
        )
        self._db.executemany(head + one, (tuple(islice(flat, width)) for _ in range(rest)))

    def set_aside_row(
        self,
        sheet: str | None,
        number: int,
        column: str | None,
        reason: str,
        row: Sequence[str],
        short: str = "",
    ) -> None:
        """Keep a row that is not taken in, with the reason; ``short``: what such rows have in common."""
        self.set_aside += 1
        place = f"{sheet}, row" if sheet else "row"
        where = f"{place} {number:,}" + (f", column “{column}”" if column else "")
        self.first_reason = self.first_reason or f"{where}: {reason}"
        short = short or reason.rpartition("” ")[2]
        kind = f"“{column}” {short}" if column else reason
        self.reasons[kind] = self.reasons.get(kind, 0) + 1
        if self.set_aside <= KEPT_PROBLEMS:
            self._db.execute(
                "INSERT INTO problem (sheet, row_number, column_name, reason, cells, kept)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (sheet, number, column, reason, _json(row), _json(self._without_customers(row))),
            )

    def complete(self, number: int, sheet: str | None, row_number: int, row: Sequence[str]) -> None:
        """Say where the bare row ``number`` stands and what it says."""
        self._db.execute(
            "UPDATE problem SET sheet = ?, row_number = ?, cells = ?, kept = ? WHERE id = ?",
            (sheet, row_number, _json(row), _json(self._without_customers(row)), self.bare[number]),
        )

    def _without_customers(self, row: Sequence[str]) -> list[str]:
        return [cell if at in self._shown else "" for at, cell in enumerate(row)]

    def _keep_problems(
        self, batch: Batch, rows: Sequence[list[str]], sheet: str | None, first_row: int
    ) -> None:
        told: set[int] = set()
        for bad in sorted(batch.bad, key=lambda bad: bad.at):
            if bad.at not in told and bad.at not in batch.skipped:
                told.add(bad.at)
                self.set_aside_row(sheet, first_row + bad.at, bad.column, bad.reason, rows[bad.at])

    def _note_ids(self, ids: Sequence[str]) -> None:
        if self._seen is None or self._may_repeat:
            return
        before = len(self._seen)
        self._seen.update(ids)
        if len(self._seen) != before + len(ids) or before > _SEEN_LIMIT:
            self._may_repeat = True
            self._seen = None

    def settle_repeats(self, kind: FileKind, header: str, *, is_written: bool = False) -> list[str]:
        """Count equal rows once, make one row of the legs of a call, and of an id that comes again keep the first.

        ``is_written``: rows are messages of which it is known who wrote them. Returns what was done, in words.
        """
        self._seen = None
        if not self._may_repeat:
            return []
        self._db.execute("CREATE INDEX temp_external ON row (external_id)")
        repeated = [
            row[0]
            for row in self._db.execute(
                "SELECT external_id FROM row GROUP BY external_id HAVING count(*) > 1 ORDER BY min(id)"
            )
        ]
        done = Counter[str]()
        repeated = [text for text in repeated if self._count_equal_once(text, done)]
        surplus = self._db.execute("SELECT count(*) - count(DISTINCT external_id) FROM row").fetchone()[0]
        is_by_message = is_written or (
            kind is FileKind.TICKETS and surplus >= _MESSAGES and surplus > _BY_MESSAGE * self.staged
        )
        for text in repeated:
            found = self._rows_of(text)
            rows = [dict(zip(COLUMNS, row[1:], strict=True)) for row in found]
            belongs = [at == 0 for at in range(len(found))]
            if is_by_message:
                belongs = [True] * len(found)
            elif kind is FileKind.CALLS:
                belongs = legs.of_one_call(rows)
            together = list(compress(found, belongs))
            if len(together) > 1:
                fold = (
                    messages.fold
                    if is_written
                    else legs.fold
                    if kind is FileKind.CALLS
                    else legs.fold_messages
                )
                self._replace(together, fold(list(compress(rows, belongs))))
                done["messages" if is_by_message else "legs"] += len(together) - 1
            for row, is_in in zip(found, belongs, strict=True):
                if not is_in:
                    self._set_aside_again(row[0], text, header, found[0][0], kind)
            self.staged -= len(found) - 1
        self._db.execute("DROP INDEX temp_external")
        return _told(done)

    def _rows_of(self, text: str) -> list[tuple[Any, ...]]:
        """The rows of one id in the order of the file, the number of each before its values."""
        return self._db.execute(
            f"SELECT id, {', '.join(COLUMNS)} FROM row WHERE external_id = ? ORDER BY id", (text,)
        ).fetchall()

    def _count_equal_once(self, text: str, done: Counter[str]) -> bool:
        """Of the rows of one id that are equal only the first stays; returns whether others are left."""
        found = self._rows_of(text)
        kept: set[tuple[Any, ...]] = set()
        for row in found:
            if row[1:] in kept:
                self._db.execute("DELETE FROM row WHERE id = ?", (row[0],))
            kept.add(row[1:])
        done["equal"] += len(found) - len(kept)
        self.staged -= len(found) - len(kept)
        return len(kept) > 1

    def _set_aside_again(self, number: int, text: str, header: str, first: int, kind: FileKind) -> None:
        """Set a row aside whose id stands further up already for something else."""
        self._db.execute("DELETE FROM row WHERE id = ?", (number,))
        where = f"“{text[:40]}” stands already in row {first:,}"
        if kind is FileKind.CALLS:
            where += ", and this is no leg of that call"
        self.set_aside_row(None, number, header, where, (), "stands in more than one row")
        if self.set_aside <= KEPT_PROBLEMS:
            self.bare[number] = self._db.execute("SELECT last_insert_rowid()").fetchone()[0]

    def _replace(self, found: list[tuple[Any, ...]], made: dict[str, Any]) -> None:
        for row in found[1:]:
            self._db.execute("DELETE FROM row WHERE id = ?", (row[0],))
        pairs = ", ".join(f"{name} = ?" for name in COLUMNS)
        self._given.update(name for name in COLUMNS if made[name] is not None)
        self._db.execute(
            f"UPDATE row SET {pairs} WHERE id = ?", (*(made[name] for name in COLUMNS), found[0][0])
        )

    def finish(self, people: People, topics: Topics, teams: dict[int, str], queues: set[str]) -> int:
        """Write people and topics, free rows from queues taken for people; returns how many people there are."""
        queue_numbers = [
            number
            for number, named in enumerate(people.found, 1)
            if named.key in queues or named.key.removesuffix(" queue") in queues
        ]
        for number in queue_numbers:
            self._db.execute("UPDATE row SET person = NULL WHERE person = ?", (number,))
        rows = self._rows_of_people() if self._left_out or self._may_repeat else people.counts
        counts = {number: rows[number] for number in range(1, len(people.found) + 1)}
        for number in queue_numbers:
            del counts[number]
        self._db.executemany(
            "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?)",
            [
                (number, named.name, named.key, json.dumps(named.aliases), teams.get(number), counts[number])
                for number, named in enumerate(people.found, 1)
                if counts.get(number)
            ],
        )
        self._db.executemany("INSERT INTO topic VALUES (?, ?)", enumerate(topics.found, 1))
        if self._left_out or self._may_repeat:
            self._db.execute(
                "DELETE FROM topic WHERE id NOT IN (SELECT topic FROM row WHERE topic IS NOT NULL)"
            )
        return sum(1 for count in counts.values() if count)

    def _rows_of_people(self) -> Counter[int | None]:
        """How many rows that are stored name each person."""
        return Counter(dict(self._db.execute("SELECT person, count(*) FROM row GROUP BY person")))

    def forget_topics(self) -> None:
        """Drop a topic column that has too many different words to be one."""
        self._db.execute("UPDATE row SET topic = NULL")

    def close(self) -> None:
        """Write everything out, with the columns of rows that the file has something for."""
        self._db.execute("CREATE TABLE given (name TEXT)")
        self._db.executemany("INSERT INTO given VALUES (?)", [(name,) for name in sorted(self._given)])
        self._db.execute("COMMIT")
        self._db.close()


def _json(cells: Sequence[str]) -> str:
    return json.dumps(list(cells), ensure_ascii=False)


def _told(done: Counter[str]) -> list[str]:
    """What was done about repeats, in words."""
    notes = []
    if count := done["legs"]:
        what = "1 further leg was" if count == 1 else f"{count:,} further legs were"
        notes.append(f"{what} added to the calls they belong to.")
    if count := done["messages"]:
        what = "1 row is a further message" if count == 1 else f"{count:,} rows are further messages"
        notes.append(f"{what} of tickets; each ticket counts once.")
    if count := done["equal"]:
        what = "1 row stands" if count == 1 else f"{count:,} rows stand"
        counts = "counts" if count == 1 else "count"
        notes.append(f"{what} in the file again, word for word, and {counts} once.")
    return notes
