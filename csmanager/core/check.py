"""Is this store whole? Integrity, foreign keys, the chain of the history."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csmanager.core import database, history
from csmanager.core.errors import AppError
from csmanager.core.store import Store


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the check found; ``problems`` empty means whole."""

    path: Path
    version: int
    counts: dict[str, int]
    entries: int
    chain_head: str
    problems: tuple[str, ...]


def check_store(store: Store) -> CheckReport:
    """Check the file of an open store and recompute its history."""
    facts = database.inspect(store.path)
    problems = list(facts.problems)
    try:
        with store.read() as session:
            chain = history.verify(session)
    except AppError as error:
        return CheckReport(store.path, facts.version, facts.counts, 0, "", (*problems, str(error)))
    if chain.broken_at is not None:
        problems.append(f"the history does not fit together from entry {chain.broken_at} on")
    return CheckReport(store.path, facts.version, facts.counts, chain.entries, chain.head, tuple(problems))
