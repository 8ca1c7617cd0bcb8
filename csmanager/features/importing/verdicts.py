"""Which rows of a file are there already: new ones, changes, and what must not change an earlier contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.store import Store
from csmanager.features.contacts.tables import ImportBatch
from csmanager.features.importing.convert import COLUMNS
from csmanager.features.importing.matching import People
from csmanager.features.importing.staging import Staged, open_scratch

_DAY = "coalesce(day, started / 86400)"
_NEVER_ABSENT = ("external_id", "started", "day", "outcome")
_APART_S = 86_400  # a start that moves by more is hardly that of the same contact
_LOST = ("csat", "nps", "first_response_ms", "resolution_ms")  # what a later state of a contact keeps
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Rows of the file that are new, change a row of the store, or leave it as it is."""

    new: int
    updated: int
    same: int  # left as they are, those of ``clashes`` and ``stale`` among them
    days: tuple[int, ...]  # on which the rows to change lie now
    moved: int = 0  # changes that let a contact begin on another day
    clashes: tuple[int, ...] = ()  # rows whose number is there for another agent and another day
    stale: int = 0  # rows of an older file that know less than the store
    absent: tuple[str, ...] = ()  # what the file does not tell of any contact

    def kept(self) -> dict[str, str]:
        """Column of a changed contact -> its value as SQL, where the file has nothing to say of it."""
        columns = {"person": "person_id", "topic": "topic_id"}
        kept = {columns.get(name, name): f"c.{columns.get(name, name)}" for name in self.absent}
        if "csat" in self.absent:
            kept["csat_scale"] = "c.csat_scale"
        if "resolution_ms" in self.absent and "resolved" not in self.absent:
            kept["resolution_ms"] = "iif(r.resolved, c.resolution_ms, NULL)"
        return kept

    def notes(self, kind: str) -> list[str]:
        """What to look at before rows of the store are changed, in words."""
        one = kind.removesuffix("s")
        notes = []
        if count := len(self.clashes):
            what = f"1 {one} bears a number" if count == 1 else f"{count:,} {kind} bear numbers"
            rows = ", ".join(f"{row:,}" for row in self.clashes[:_SHOWN])
            more = f" and {count - _SHOWN:,} more" if count > _SHOWN else ""
            notes.append(
                f"{what} that another agent has on another day already, so nothing was changed for"
                f" {'row' if count == 1 else 'rows'} {rows}{more}."
            )
        if self.moved:
            what = f"1 {one} moves" if self.moved == 1 else f"{self.moved:,} {kind} move"
            notes.append(f"{what} by more than a day; if the numbers were given twice, undo this import.")
        if self.stale:
            what = f"1 {one} stands" if self.stale == 1 else f"{self.stale:,} {kind} stand"
            was = "was" if self.stale == 1 else "were"
            notes.append(
                f"This file is older than what is known: {what} further on in the store and {was} left so."
            )
        return notes


class _Pair(NamedTuple):
    row: int
    contact: int
    day: int
    changed: bool
    is_apart: bool
    is_clash: bool
    is_stale: bool


def compare(store: Store, staged: Staged, people: People) -> Verdicts:
    """Find each row's verdict and note those that are there in the scratch database, as table ``matched``."""
    understood = staged.understanding
    absent = _absent(staged)
    pairs: list[_Pair] = []
    with store.read() as session:
        batches = session.scalars(
            sa.select(ImportBatch.id).where(ImportBatch.source == understood.source)
        ).all()
        if batches:
            pairs = _pairs(session, staged, people, batches, absent)
    with open_scratch(staged) as scratch:
        scratch.execute("DROP TABLE IF EXISTS matched")
        scratch.execute(
            "CREATE TABLE matched (row_id INTEGER PRIMARY KEY, contact_id INTEGER, changed INTEGER)"
        )
        scratch.execute("BEGIN")
        scratch.executemany(
            "INSERT INTO matched VALUES (?, ?, ?)", ((one.row, one.contact, one.changed) for one in pairs)
        )
        scratch.execute("COMMIT")
    changed = [one for one in pairs if one.changed]
    return Verdicts(
        understood.rows_staged - len(pairs),
        len(changed),
        len(pairs) - len(changed),
        tuple(sorted({one.day for one in changed})),
        sum(one.is_apart for one in changed),
        tuple(sorted(one.row for one in pairs if one.is_clash)),
        sum(one.is_stale and not one.is_clash for one in pairs),
        absent,
    )


def _absent(staged: Staged) -> tuple[str, ...]:
    """Of the scratch columns those the file has nothing for, so that they change nothing in the store."""
    with open_scratch(staged) as scratch:
        given = {name for (name,) in scratch.execute("SELECT name FROM given")}
        if "person" in given and not {"agent", "agent_login", "caller"} & set(staged.understanding.mapping()):
            given.remove("person")
            if scratch.execute("SELECT 1 FROM row WHERE person IS NOT NULL LIMIT 1").fetchone():
                given.add("person")
    return tuple(name for name in COLUMNS if name not in given and name not in _NEVER_ABSENT)


def _pairs(
    session: Session, staged: Staged, people: People, batches: Sequence[int], absent: tuple[str, ...]
) -> list[_Pair]:
    """Every row whose contact is in the store, with what it would do there."""
    with open_scratch(staged) as scratch:
        first, last = scratch.execute(f"SELECT min({_DAY}), max({_DAY}) FROM row").fetchone()
        newest = scratch.execute(f"SELECT max({_newest('row', absent)}) FROM row").fetchone()[0]
        scratch.execute("CREATE INDEX IF NOT EXISTS by_external ON row (external_id)")
        scratch.execute("DROP TABLE IF EXISTS link")
        scratch.execute("CREATE TABLE link (local INTEGER PRIMARY KEY, person_id INTEGER)")
        scratch.executemany("INSERT INTO link VALUES (?, ?)", people.known.items())
    of_source = f"c.batch_id IN ({', '.join(map(str, batches))})"
    plain = [
        name for name in COLUMNS if name not in (*absent, "external_id", "person", "topic", "channel", "day")
    ]
    differs = [f"c.{name} IS NOT r.{name}" for name in plain]
    if "person" not in absent:
        differs.append("c.person_id IS NOT l.person_id")
    if "channel" not in absent:
        differs.append(f"c.channel IS NOT coalesce(r.channel, {staged.understanding.channel})")
    if "topic" not in absent:
        differs.append("t.name IS NOT s.name")
    lost = ["(c.resolved = 1 AND r.resolved = 0)", f"{_newest('c', absent)} > {_newest('r', absent)}"]
    lost += [f"(c.{name} IS NOT NULL AND r.{name} IS NULL)" for name in _LOST if name not in absent]
    connection = session.connection()
    raw = connection.connection.driver_connection
    connection.exec_driver_sql("ATTACH ? AS stage KEY ''", (str(staged.scratch),))
    try:
        known = connection.exec_driver_sql(
            f"SELECT max({_newest('c', absent)}) FROM contact c WHERE c.day >= {last - 1} AND {of_source}"
        ).scalar()
        is_older = known is not None and known > newest
        found = connection.exec_driver_sql(
            f"SELECT r.id, c.id, c.day, {' OR '.join(differs)}, abs(c.started - r.started),"
            " r.person IS NOT NULL AND c.person_id IS NOT NULL AND c.person_id IS NOT l.person_id,"
            f" {' OR '.join(lost)}"
            " FROM contact c CROSS JOIN stage.row r ON r.external_id = c.external_id"
            " LEFT JOIN stage.link l ON l.local = r.person"
            " LEFT JOIN topic t ON t.id = c.topic_id LEFT JOIN stage.topic s ON s.id = r.topic"
            f" WHERE c.day BETWEEN {first - 1} AND {last + 1} AND {of_source} ORDER BY 1, 5, 2"
        ).all()
    finally:
        session.rollback()
        if raw is not None:
            raw.execute("DETACH stage")
    pairs: dict[int, _Pair] = {}
    for row, contact, day, changed, apart, other_agent, loses in found:
        is_apart = apart > _APART_S
        is_clash = bool(is_apart and other_agent)
        is_stale = bool(is_older and changed and loses)
        if row not in pairs:  # of several contacts with one number the nearest in time
            does = bool(changed) and not is_clash and not is_stale
            pairs[row] = _Pair(row, contact, day, does, is_apart, is_clash, is_stale)
    return list(pairs.values())


def _newest(table: str, absent: tuple[str, ...]) -> str:
    """The last moment a row knows of: it came, was answered or was resolved; as far as the file tells of them."""
    lengths = [name for name in ("first_response_ms", "resolution_ms") if name not in absent]
    moments = [f"{table}.started + coalesce({table}.{name}, 0) / 1000" for name in lengths]
    return f"max({', '.join([f'{table}.started', *moments])})" if moments else f"{table}.started"
