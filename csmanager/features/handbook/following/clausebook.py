"""The clauses in force, by the code of their policy: what grades, checks, trees and wishes refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook.clauses import Clause, keyed, resolve, sections
from csmanager.features.handbook.rules import VersionState
from csmanager.features.handbook.tables import Policy, PolicyClause, PolicyVersion


@dataclass(frozen=True, slots=True)
class BookEntry:
    """A policy in force with its clauses."""

    policy_id: int
    code: str
    title: str
    clauses: tuple[Clause, ...]


def clause_book(session: Session) -> dict[str, BookEntry]:
    """Policies in force by code (case folded)."""
    keys: dict[int, list[str]] = {}
    for brief in session.execute(
        sa.select(PolicyClause.version_id, PolicyClause.key).order_by(PolicyClause.position)
    ):
        keys.setdefault(brief.version_id, []).append(brief.key)
    found = {}
    for row in session.execute(
        sa.select(Policy.id, Policy.code, Policy.title, PolicyVersion.id.label("version"), PolicyVersion.body)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(Policy.trashed_on.is_(None), PolicyVersion.state == VersionState.IN_FORCE)
        .order_by(Policy.code)
    ):
        parts = sections(row.body)
        known = keys.get(row.version, [])
        clauses = (
            [
                Clause(key, part.number, part.heading, part.text, part.level, part.line)
                for key, part in zip(known, parts, strict=True)
            ]
            if len(known) == len(parts)
            else keyed(row.body)
        )
        found[row.code.casefold()] = BookEntry(row.id, row.code, row.title, tuple(clauses))
    return found


def clause_of(book: Mapping[str, BookEntry], code: str, name: str) -> Clause | None:
    """The clause that a code and a key, number or heading name."""
    entry = book.get(code.casefold())
    return resolve(entry.clauses, name) if entry is not None and name else None


def clause_label(book: Mapping[str, BookEntry], code: str, name: str) -> str:
    """How a clause is shown: its code and heading, also when it is in force no longer."""
    clause = clause_of(book, code, name)
    return f"{code} {clause.heading or 'Opening'}" if clause is not None else f"{code} {name}".strip()
