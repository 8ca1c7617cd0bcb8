"""Is this store whole? Integrity, foreign keys, the chain of the history, and what is derived from what."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from csmanager.core import database, history, search
from csmanager.core.errors import AppError
from csmanager.core.store import Store
from csmanager.core.tables import Base


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the check found; ``problems`` empty means whole.

    ``outdated``: derived tables that do not say what their sources do; they can be made again (``mend``).
    """

    path: Path
    version: int
    counts: dict[str, int]
    entries: int
    chain_head: str
    problems: tuple[str, ...]
    outdated: tuple[str, ...] = ()


def check_store(store: Store) -> CheckReport:
    """Check the file of an open store, recompute its history, and make on a copy again what is derived."""
    facts = database.inspect(store.path)
    problems = list(facts.problems)
    try:
        with store.read() as session:
            chain = history.verify(session)
    except AppError as error:
        return CheckReport(store.path, facts.version, facts.counts, 0, "", (*problems, str(error)))
    if chain.broken_at is not None:
        problems.append(f"the history does not fit together from entry {chain.broken_at} on")
    outdated = () if problems else _outdated(store)
    problems += [f"{_WORDS.get(name, name)} no longer say what they are made from" for name in outdated]
    return CheckReport(
        store.path, facts.version, facts.counts, chain.entries, chain.head, tuple(problems), outdated
    )


def mend(store: Store) -> tuple[str, ...]:
    """Make every derived row again; the tables that were wrong and are right now."""
    wrong = _outdated(store)
    if wrong:
        store.make_derived_again()
    return wrong


_WORDS = {"cube_month": "the sums of the months", "cube_records": "the sums of other records"}


def _outdated(store: Store) -> tuple[str, ...]:
    """Derived tables whose rows come out otherwise when they are made again, on a copy."""
    with tempfile.TemporaryDirectory(prefix="csmanager-check-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "copy.csm"
        store.copy_to(copy)
        copied = Store(copy, clock=store.clock, derivers=store.derivers)
        try:
            before = _derived(copied)
            copied.make_derived_again()
            after = _derived(copied)
        finally:
            copied.close()
    return tuple(name for name in before if before[name] != after[name])


def _derived(store: Store) -> dict[str, list[tuple[object, ...]]]:
    tables = [
        mapper.local_table
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__derived__", False) and isinstance(mapper.local_table, sa.Table)
    ]
    found: dict[str, list[tuple[object, ...]]] = {}
    with store.read() as session:
        connection = session.connection()
        for table in tables:
            columns = [column for column in table.columns if not _is_bare_number(table, column)]
            rows = connection.execute(sa.select(*columns))
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
        for index in search.INDICES:
            names = ", ".join(("rowid", *index.columns))
            rows = connection.exec_driver_sql(f"SELECT {names} FROM {index.name} ORDER BY rowid")
            found[index.name] = [tuple(row) for row in rows]
    return dict(sorted(found.items()))


def _is_bare_number(table: sa.Table, column: sa.Column[object]) -> bool:
    """Whether the column only numbers the rows, so that it may differ when they are made again."""
    return column.primary_key and column.name == "id" and not column.foreign_keys
