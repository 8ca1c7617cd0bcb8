"""The Trash: every record with a ``trashed_on``, of whichever duty; putting it back, and emptying."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from csmanager.core.errors import RuleBroken
from csmanager.core.recorder import key_text, key_values
from csmanager.core.tables import Base

_NAMED_BY = ("name", "title", "subject", "text", "code")  # columns a record is known by, best first
_LONGEST_TITLE = 80  # letters


@dataclass(frozen=True, slots=True)
class TrashRow:
    """One record in the Trash. ``kind`` and ``title`` as the person reads them."""

    table: str
    key: str
    kind: str
    title: str
    trashed_on: dt.date

    @property
    def id(self) -> tuple[str, str]:
        """What tells it from all others."""
        return (self.table, self.key)


@dataclass(frozen=True, slots=True)
class Emptied:
    """What emptying did: ``kept`` are titles that stay, since records outside the Trash need them."""

    removed: int
    kept: tuple[str, ...]


def trash(session: Session) -> list[TrashRow]:
    """Everything in the Trash, newest first."""
    found = [
        TrashRow(
            mapper.class_.__tablename__,
            _key(mapper, row),
            kind_of(mapper),
            title_of(session, row),
            row.trashed_on,
        )
        for mapper in _mappers()
        for row in session.scalars(_in_trash(mapper))
    ]
    return sorted(found, key=lambda row: (-row.trashed_on.toordinal(), row.kind, row.title))


def restore(session: Session, rows: list[tuple[str, str]]) -> int:
    """Take records (table, key) out of the Trash; returns how many. Raises RuleBroken when one is gone."""
    for table, key in rows:
        mapper = next((item for item in _mappers() if item.class_.__tablename__ == table), None)
        row = None
        if mapper is not None:
            values = key_values(Base.metadata.tables[table], key)
            row = session.get(mapper.class_, values if len(values) > 1 else values[0])
        if row is None:
            raise RuleBroken("This record is not in the Trash any more.")
        row.trashed_on = None
    return len(rows)


def empty(session: Session) -> Emptied:
    """Remove what is in the Trash, with the records that are only part of it.

    A record that something outside the Trash needs stays; a link that may be empty is emptied instead.
    """
    removed, kept = 0, []
    for mapper in _mappers():
        for row in session.scalars(_in_trash(mapper)).all():
            if sa.inspect(row).deleted or row not in session:
                continue
            doomed: list[Any] = []
            links: list[tuple[Any, str]] = []
            if not _gather(session, row, doomed, links):
                kept.append(title_of(session, row))
                continue
            for child, name in links:
                setattr(child, name, None)
            session.flush()
            for one in reversed(doomed):
                session.delete(one)
                session.flush()  # children first: without relationships nobody else sees to the order
            removed += len(doomed)
    return Emptied(removed, tuple(kept))


def _gather(session: Session, row: Any, doomed: list[Any], links: list[tuple[Any, str]]) -> bool:
    """Add ``row`` and what is part of it to ``doomed``; False when something outside the Trash needs it."""
    doomed.append(row)
    for mapper, name, is_optional in _pointing_at(row):
        if getattr(mapper.class_, "__bulk__", False):
            if session.scalar(sa.select(sa.exists(_children(mapper, name, row)))):
                return False
            continue
        for child in session.scalars(_children(mapper, name, row)):
            if any(child is one for one in doomed):
                continue
            is_live = "trashed_on" in mapper.columns and child.trashed_on is None
            if is_optional:
                links.append((child, name))
            elif is_live or not _gather(session, child, doomed, links):
                return False
    return True


def _children(mapper: Mapper[Any], name: str, row: Any) -> sa.Select[Any]:
    key = sa.inspect(row).mapper.primary_key_from_instance(row)[0]
    return sa.select(mapper.class_).where(getattr(mapper.class_, name) == key)


def _pointing_at(row: Any) -> Iterator[tuple[Mapper[Any], str, bool]]:
    """Every column that may point at ``row``: (mapper, attribute, whether it may be empty)."""
    target = sa.inspect(row).mapper.local_table
    for mapper in Base.registry.mappers:
        for column in mapper.columns:
            if any(key.column.table is target for key in column.foreign_keys):
                yield mapper, mapper.get_property_by_column(column).key, bool(column.nullable)


def _mappers() -> list[Mapper[Any]]:
    found = [mapper for mapper in Base.registry.mappers if "trashed_on" in mapper.columns]
    return sorted(found, key=lambda mapper: mapper.class_.__name__)


def _in_trash(mapper: Mapper[Any]) -> sa.Select[Any]:
    return sa.select(mapper.class_).where(mapper.columns["trashed_on"].is_not(None))


def _key(mapper: Mapper[Any], row: Any) -> str:
    return key_text(tuple(mapper.primary_key_from_instance(row)))


def kind_of(mapper: Mapper[Any]) -> str:
    """What kind of record a class holds, in words: PolicyVersion is "Policy version"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", mapper.class_.__name__).capitalize()


def title_of(session: Session, row: Any) -> str:
    """What a record is known by: its name or title, else what it points at, else its number."""
    mapper: Mapper[Any] = sa.inspect(row).mapper
    for name in _NAMED_BY:
        text = str(getattr(row, name, None) or "").strip() if name in mapper.columns else ""
        if text:
            first = text.splitlines()[0]
            return first if len(first) <= _LONGEST_TITLE else f"{first[: _LONGEST_TITLE - 1]}…"
    parents = []
    for column in mapper.columns:
        for key in column.foreign_keys:
            value = getattr(row, mapper.get_property_by_column(column).key)
            owner = next(
                (item for item in Base.registry.mappers if item.local_table is key.column.table), None
            )
            parent = session.get(owner.class_, value) if owner is not None and value is not None else None
            if parent is not None:
                parents.append(title_of(session, parent))
    return ", ".join(parents) or f"{kind_of(mapper)} {_key(mapper, row)}"
