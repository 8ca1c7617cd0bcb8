"""Rows as they were and as they became, kept from mapper events while a step is made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, Session, object_session
from sqlalchemy.orm.attributes import get_history

from csmanager.core.database import open_door
from csmanager.core.errors import UnguardedWrite
from csmanager.core.tables import Base

Image = dict[str, Any]
_RECORDER = "csmanager_recorder"
_ERASING = "csmanager_erasing"
_BATCH = 200  # keys per SELECT


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of a step; ``before`` None: it was made, ``after`` None: it went. Values as the driver has them.

    ``is_erased``: its values were erased from the history, so both are None.
    """

    table: str
    key: str
    before: Image | None
    after: Image | None
    is_erased: bool = False


def raw_table(table: sa.Table) -> sa.TableClause:
    """``table`` without column types: values go in and out exactly as the file holds them."""
    return sa.table(table.name, *[sa.column(column.name) for column in table.columns])


def key_text(values: tuple[Any, ...]) -> str:
    """A primary key as one text."""
    return str(values[0]) if len(values) == 1 else json.dumps(values)


def key_values(table: sa.Table, key: str) -> tuple[Any, ...]:
    """The primary key that ``key_text`` wrote."""
    columns = list(table.primary_key.columns)
    if len(columns) > 1:
        return tuple(json.loads(key))
    return (key,) if isinstance(columns[0].type, sa.Text) else (int(key),)


def dump_image(image: Image | None) -> str | None:
    """An image as JSON; Python writes the shortest text that gives a float back exactly, bytes become hex."""
    if image is None:
        return None
    plain = {
        name: {"hex": value.hex()} if isinstance(value, bytes) else value for name, value in image.items()
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def load_image(text: str | None) -> Image | None:
    """What ``dump_image`` wrote; None where it was erased ("")."""
    if not text:
        return None
    return {
        name: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value
        for name, value in json.loads(text).items()
    }


def key_condition(table: sa.Table, raw: sa.TableClause, key: str) -> sa.ColumnElement[bool]:
    """The row of ``raw`` that has this key."""
    values = key_values(table, key)
    return sa.and_(
        *[
            raw.c[column.name] == value
            for column, value in zip(table.primary_key.columns, values, strict=True)
        ]
    )


def images(connection: Connection, table: sa.Table, keys: list[str]) -> dict[str, Image]:
    """The present rows of ``table`` with these keys; missing rows are left out."""
    raw = raw_table(table)
    primary = [column.name for column in table.primary_key.columns]
    found: dict[str, Image] = {}
    for start in range(0, len(keys), _BATCH):
        part = keys[start : start + _BATCH]
        if len(primary) == 1:
            where: sa.ColumnElement[bool] = raw.c[primary[0]].in_([key_values(table, key)[0] for key in part])
        else:
            where = sa.or_(*[key_condition(table, raw, key) for key in part])
        for row in connection.execute(sa.select(raw).where(where)).mappings():
            found[key_text(tuple(row[name] for name in primary))] = dict(row)
    return found


class Recorder:
    """Collects the rows one session touches. One recorder serves one step."""

    def __init__(self, session: Session) -> None:
        self._before: dict[tuple[str, str], Image | None] = {}
        self._session = session
        self.may_derive = False
        session.info[_RECORDER] = self
        event.listen(session, "before_flush", self._flush_starts)
        event.listen(session, "after_flush", self._flush_ends)

    def _flush_starts(self, session: Session, *_rest: Any) -> None:
        open_door(session.connection(), True)

    def _flush_ends(self, session: Session, *_rest: Any) -> None:
        open_door(session.connection(), False)

    def touch(self, connection: Connection, table: sa.Table, key: str, *, is_new: bool) -> None:
        """Note that a row is about to change (or, ``is_new``, has just been made)."""
        if (table.name, key) in self._before:
            return
        self._before[table.name, key] = None if is_new else images(connection, table, [key]).get(key)

    def changes(self) -> list[RowChange]:
        """What became of every touched row, in the order of first touch; rows that came out the same are left out."""
        connection = self._session.connection()
        by_table: dict[str, list[str]] = {}
        for table, key in self._before:
            by_table.setdefault(table, []).append(key)
        after = {
            table: images(connection, Base.metadata.tables[table], keys) for table, keys in by_table.items()
        }
        return [
            RowChange(table, key, before, after[table].get(key))
            for (table, key), before in self._before.items()
            if before != after[table].get(key)
        ]


def is_erasing(target: Any) -> bool:
    """Whether a mapped object is changed by an erasure, which may also empty what is otherwise never changed."""
    session = object_session(target)
    return session is not None and bool(session.info.get(_ERASING))


def begin_erasing(session: Session) -> None:
    """Say that this session erases (see ``is_erasing``)."""
    session.info[_ERASING] = True


def _recorder_of(target: Any) -> Recorder | None:
    if not getattr(type(target), "__recorded__", True):
        return None
    session = object_session(target)
    recorder: Recorder | None = session.info.get(_RECORDER) if session is not None else None
    if recorder is None:
        raise UnguardedWrite(f"A {type(target).__name__} was changed outside Store.change().")
    if getattr(type(target), "__derived__", False):
        if not recorder.may_derive:
            raise UnguardedWrite(f"{type(target).__name__} is derived and only written by its deriver.")
        return None
    return recorder


def _key_of(mapper: Mapper[Any], target: Any) -> str:
    return key_text(tuple(mapper.primary_key_from_instance(target)))


@event.listens_for(Base, "after_insert", propagate=True)
def _inserted(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    if recorder := _recorder_of(target):
        recorder.touch(connection, mapper.local_table, _key_of(mapper, target), is_new=True)  # type: ignore[arg-type]


@event.listens_for(Base, "before_update", propagate=True)
def _updates(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    if recorder := _recorder_of(target):
        for column in mapper.primary_key:
            if get_history(target, mapper.get_property_by_column(column).key).deleted:
                raise UnguardedWrite(f"The primary key of a {type(target).__name__} may not change.")
        recorder.touch(connection, mapper.local_table, _key_of(mapper, target), is_new=False)  # type: ignore[arg-type]


@event.listens_for(Base, "before_delete", propagate=True)
def _deletes(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    if recorder := _recorder_of(target):
        recorder.touch(connection, mapper.local_table, _key_of(mapper, target), is_new=False)  # type: ignore[arg-type]
