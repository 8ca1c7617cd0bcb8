"""The scratch database a child process leaves behind: typed rows, people, topics, rows set aside."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from itertools import compress
from pathlib import Path
from typing import Any

from csmanager.features.importing.batch import Batch
from csmanager.features.importing.cells import People, Topics
from csmanager.features.importing.convert import COLUMNS
from csmanager.features.importing.rules import FileKind

KEPT_PROBLEMS = 20_000  # rows set aside that are kept word by word; beyond that they are only counted
_BY_MESSAGE = 0.25  # share of rows that repeat a ticket, above which a row is a message and not a ticket
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
        self._statements: dict[tuple[str, ...], str] = {}
        self.id_column = 0
        self.staged = 0
        self.set_aside = 0
        self.first_reason = ""
        self.reasons: dict[str, int] = {}

    def add(
        self, batch: Batch, first_id: int, rows: list[list[str]], sheet: str | None, first_row: int
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
            keep = [at not in out for at in range(batch.size)]
            columns = [compress(column, keep) for column in columns]
            ids = list(compress(ids, keep))
            self._keep_problems(batch, rows, sheet, first_row)
        self._note_ids(ids)
        statement = self._statements.get(names)
        if statement is None:
            marks = ", ".join("?" * (len(names) + 1))
            statement = f"INSERT INTO row (id, {', '.join(names)}) VALUES ({marks})"
            self._statements[names] = statement
        self._db.executemany(statement, zip(*columns, strict=True))
        self.staged += len(ids)

    def set_aside_row(
        self, sheet: str | None, number: int, column: str | None, reason: str, row: Sequence[str]
    ) -> None:
        """Keep a row that is not taken in, with the reason."""
        self.set_aside += 1
        place = f"{sheet}, row" if sheet else "row"
        where = f"{place} {number:,}" + (f", column “{column}”" if column else "")
        self.first_reason = self.first_reason or f"{where}: {reason}"
        kind = f"“{column}” {reason.rpartition('” ')[2]}" if column else reason
        self.reasons[kind] = self.reasons.get(kind, 0) + 1
        if self.set_aside <= KEPT_PROBLEMS:
            self._db.execute(
                "INSERT INTO problem (sheet, row_number, column_name, reason, cells, kept)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (sheet, number, column, reason, _json(row), _json(self._without_customers(row))),
            )

    def _row_with(self, text: str) -> list[str]:
        """A row of which only the number is known still: the one column that tells rows apart."""
        return [text if at == self.id_column else "" for at in range(self.id_column + 1)]

    def _without_customers(self, row: Sequence[str]) -> list[str]:
        return [cell if at in self._shown else "" for at, cell in enumerate(row)]

    def _keep_problems(self, batch: Batch, rows: list[list[str]], sheet: str | None, first_row: int) -> None:
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

    def settle_repeats(self, kind: FileKind, header: str) -> list[str]:
        """Make one row of the legs of a call; of a repeated ticket keep the first. Returns what was done, in words."""
        self._seen = None
        if not self._may_repeat:
            return []
        self._db.execute("CREATE INDEX temp_external ON row (external_id)")
        repeated = [
            row[0]
            for row in self._db.execute(
                "SELECT external_id FROM row GROUP BY external_id HAVING count(*) > 1"
            )
        ]
        legs = dropped = messages = 0
        surplus = self._db.execute("SELECT count(*) - count(DISTINCT external_id) FROM row").fetchone()[0]
        is_by_message = kind is FileKind.TICKETS and surplus > _BY_MESSAGE * self.staged
        for text in repeated:
            found = self._db.execute(
                f"SELECT id, {', '.join(COLUMNS)} FROM row WHERE external_id = ? ORDER BY id", (text,)
            ).fetchall()
            same = len({row[1:] for row in found}) == 1
            if kind is FileKind.CALLS and not same:
                self._replace(found, fold([dict(zip(COLUMNS, row[1:], strict=True)) for row in found]))
                legs += len(found) - 1
            elif is_by_message and not same:
                self._replace(
                    found, fold_messages([dict(zip(COLUMNS, row[1:], strict=True)) for row in found])
                )
                messages += len(found) - 1
            else:
                for row in found[1:]:
                    self._db.execute("DELETE FROM row WHERE id = ?", (row[0],))
                    if not same:
                        self.set_aside_row(
                            None,
                            row[0],
                            header,
                            f"“{text[:40]}” stands already in row {found[0][0]:,}",
                            [text],
                        )
                    else:
                        dropped += 1
            self.staged -= len(found) - 1
        self._db.execute("DROP INDEX temp_external")
        notes = []
        if legs:
            what = "1 further leg was" if legs == 1 else f"{legs:,} further legs were"
            notes.append(f"{what} added to the calls they belong to.")
        if messages:
            notes.append(f"{messages:,} rows are further messages of tickets; each ticket counts once.")
        if dropped:
            what = "1 row stands" if dropped == 1 else f"{dropped:,} rows stand"
            notes.append(f"{what} in the file twice, word for word, and count once.")
        return notes

    def _replace(self, found: list[tuple[Any, ...]], made: dict[str, Any]) -> None:
        for row in found[1:]:
            self._db.execute("DELETE FROM row WHERE id = ?", (row[0],))
        pairs = ", ".join(f"{name} = ?" for name in COLUMNS)
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
        counts = {number: people.counts[number] for number in range(1, len(people.found) + 1)}
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
        return sum(1 for count in counts.values() if count)

    def forget_topics(self) -> None:
        """Drop a topic column that has too many different words to be one."""
        self._db.execute("UPDATE row SET topic = NULL")

    def close(self) -> None:
        """Write everything out."""
        self._db.execute("COMMIT")
        self._db.close()


def _json(cells: Sequence[str]) -> str:
    return json.dumps(list(cells), ensure_ascii=False)


def fold(legs: list[dict[str, Any]]) -> dict[str, Any]:
    """One call of its legs: those with a person decide whether it was handled, and the talk is theirs.

    Waiting is what passed until the first of them was answered.
    """
    first = legs[0]
    manned = [leg for leg in legs if leg["person"] is not None]
    deciding = manned or legs
    handled = [leg for leg in deciding if leg["outcome"] == 1]
    made = dict(first)
    best = max(handled or deciding, key=lambda leg: leg["talk_ms"] or 0)
    made["person"] = best["person"]
    made["outcome"] = min(leg["outcome"] for leg in deciding)
    made["started"] = min(leg["started"] for leg in legs)
    made["day"] = min((leg["day"] for leg in legs if leg["day"] is not None), default=None)
    for name in ("talk_ms", "hold_ms", "wrap_ms"):
        parts = [leg[name] for leg in (handled or deciding) if leg[name] is not None]
        made[name] = (sum(parts) if manned else max(parts)) if parts else None
    waits = [leg["wait_ms"] for leg in legs if leg["wait_ms"] is not None]
    if handled and handled[0]["wait_ms"] is not None and handled[0]["started"] > made["started"]:
        made["wait_ms"] = (handled[0]["started"] - made["started"]) * 1000 + handled[0]["wait_ms"]
    else:
        made["wait_ms"] = max(waits) if waits else None
    if len({leg["person"] for leg in handled if leg["person"] is not None}) > 1:
        made["transferred"] = 1
    for name in ("topic", "direction", "csat", "nps", "customer", "transferred", "escalated"):
        if made[name] is None:
            made[name] = next((leg[name] for leg in legs if leg[name] is not None), None)
    return made


def fold_messages(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One ticket of the rows of its messages: it came with the first, and stands as the last one says."""
    made = dict(min(rows, key=lambda row: row["started"]))
    for name in ("resolved", "resolution_ms", "csat", "nps"):
        made[name] = next((row[name] for row in reversed(rows) if row[name] is not None), None)
    for name in ("person", "topic", "first_response_ms", "customer", "channel"):
        if made[name] is None:
            made[name] = next((row[name] for row in rows if row[name] is not None), None)
    if made["resolved"] == 0:
        made["resolution_ms"] = None
    for name in ("reopened", "transferred", "escalated"):
        made[name] = max((row[name] for row in rows if row[name] is not None), default=None)
    return made
