"""The history as a person reads it: which records a step touched, and what became of each field."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session

from csmanager.core import history
from csmanager.core.recorder import Image
from csmanager.core.sealing import PrivateText, SealedText, is_token
from csmanager.core.tables import Base, HistoryStep, StepKind

_NAMED_BY = ("name", "title", "subject", "text", "code", "key")
_DIALECT = sqlite.dialect()
_SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a record in a step; values as text, empty where there was none."""

    field: str
    before: str
    after: str


_GONE = (FieldRow("Content", "", history.ERASED),)


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """One record a step touched. ``what`` is added, changed or removed, or that its values were erased."""

    table: str
    key: str
    kind: str
    title: str
    what: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One step in the life of a record."""

    step_id: int
    at: dt.datetime
    label: str
    kind: StepKind
    what: str
    fields: tuple[FieldRow, ...]


def touched(session: Session, step_id: int) -> list[TouchedRow]:
    """The records of one step, in order."""
    return [
        TouchedRow(
            row.table,
            row.key,
            _kind(row.table),
            _SEALED if is_sealed(row.table) else _title(row.after or row.before or {}, row.key),
            history.ERASED if row.is_erased else _what(row.before, row.after),
            _GONE if row.is_erased else _fields(row.table, row.before, row.after),
        )
        for row in history.rows_of(session.connection(), step_id)
    ]


def batch_facts(session: Session, step_id: int) -> list[FieldRow]:
    """What a bulk step did: rows added to and replaced in which table, and the file they came from."""
    text = session.scalar(sa.select(HistoryStep.bulk).where(HistoryStep.id == step_id))
    if not text:
        return []
    batch = json.loads(text)
    rows = [
        FieldRow(f"{table.replace('_', ' ').capitalize()}: rows added", "", f"{span[-1]:,}")
        for table, span in batch.get("added", {}).items()
    ]
    rows += [
        FieldRow(f"{table.replace('_', ' ').capitalize()}: rows replaced", "", f"{count:,}")
        for table, count in batch.get("replaced", {}).items()
    ]
    facts = batch.get("facts", {})
    names = {"file_name": "File", "sha256": "SHA-256 of the file"}
    rows += [FieldRow(names[key], "", str(facts[key])) for key in names if facts.get(key)]
    return rows


def life(session: Session, table: str, key: str) -> list[EventRow]:
    """Everything that ever happened to one record, newest first."""
    events = history.life(session, table, key)
    return [
        EventRow(
            row.step_id,
            row.at,
            row.label,
            row.kind,
            history.ERASED if row.is_erased else _what(row.before, row.after),
            _GONE if row.is_erased else _fields(table, row.before, row.after),
        )
        for row in reversed(events)
    ]


def is_sealed(table: str) -> bool:
    """Whether records of ``table`` are sealed as a whole, so that nothing of them is shown here or exported."""
    return table in sealed_tables()


def sealed_tables() -> set[str]:
    """The tables whose records are sealed as a whole."""
    return {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__sealed__", False)
    }


def _kind(table: str) -> str:
    return "Sealed matter" if is_sealed(table) else table.replace("_", " ").capitalize()


def _what(before: Image | None, after: Image | None) -> str:
    return "added" if before is None else "removed" if after is None else "changed"


def _title(image: Image, key: str) -> str:
    for name in _NAMED_BY:
        text = str(image.get(name) or "").strip()
        if text:
            return text.splitlines()[0][:80]
    return f"number {key}"


def _fields(table: str, before: Image | None, after: Image | None) -> tuple[FieldRow, ...]:
    if is_sealed(table):
        return (FieldRow("Content", _SEALED if before else "", _SEALED if after else ""),)
    old, new = before or {}, after or {}
    names = [name for name in {**old, **new} if name != "id" and old.get(name) != new.get(name)]
    return tuple(
        FieldRow(
            name.removesuffix("_id").replace("_", " ").capitalize(),
            _text(table, name, old.get(name)),
            _text(table, name, new.get(name)),
        )
        for name in names
    )


def _text(table: str, name: str, value: Any) -> str:
    """A stored value as its column means it."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    known = Base.metadata.tables.get(table)
    if known is not None and name in known.columns:
        kind = known.columns[name].type
        if isinstance(kind, SealedText) or (isinstance(kind, PrivateText) and is_token(str(value))):
            return _SEALED if value else ""
        make = known.columns[name].type.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
        if make is not None:
            value = make(value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
