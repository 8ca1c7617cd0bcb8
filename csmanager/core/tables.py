"""The base of every mapped class, the column types, and the tables that belong to no single duty.

Every table is STRICT. Types are named by what they hold, so that the same models open on another database.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, MetaData, Text, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import Table
from sqlalchemy.types import TypeDecorator

from csmanager.core.personal import IMPERSONAL, NAMED, TEXT

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """Base of all mapped classes."""

    metadata = MetaData(naming_convention=NAMING)


@event.listens_for(Table, "before_parent_attach")
def _make_strict(table: Table, parent: Any) -> None:
    if parent is Base.metadata:
        table.dialect_options["sqlite"]["strict"] = True


class Instant(TypeDecorator[dt.datetime]):
    """A moment, aware and in UTC; stored as whole seconds since 1970-01-01T00:00Z."""

    impl = BigInteger().with_variant(Integer(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return int((value - _EPOCH).total_seconds() // 1)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else _EPOCH + dt.timedelta(seconds=int(value))


class Day(TypeDecorator[dt.date]):
    """A calendar date without a time zone; stored as ISO text (YYYY-MM-DD), which also sorts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dt.date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.date | None:
        return None if value is None else dt.date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no; stored as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Choice(TypeDecorator[StrEnum]):
    """One of a closed set of words (a StrEnum); stored as the word, an unknown word is refused."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class Setting(Base):
    """One setting of the store (name, time zone, currency ...); see ``core/settings.py``."""

    __tablename__ = "setting"
    __about__ = "settings of the store and its manager, nobody who is managed"

    key: Mapped[str] = mapped_column(Text, primary_key=True, info=IMPERSONAL)
    value: Mapped[str] = mapped_column(Text, info=TEXT)


class StepKind(StrEnum):
    """What an entry of the history did."""

    CHANGE = "change"
    UNDO = "undo"
    REDO = "redo"
    ERASURE = "erasure"


class HistoryStep(Base):
    """One entry of the append-only history: a change, or the undoing or redoing of one.

    ``undo_top`` is the change that Undo takes back after this entry, ``redo_top`` the undo entry that Redo
    answers; ``below`` is what lay under this entry on the stack it was put on. So both stacks are linked lists
    inside the history and outlive a restart. ``hash`` covers ``previous_hash``, the header and every row.
    """

    __tablename__ = "history_step"
    __recorded__ = False
    __about__ = "the history of every other row; erasing a row takes its words out here"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    label: Mapped[str] = mapped_column(Text, info=TEXT)
    kind: Mapped[StepKind] = mapped_column(Choice(StepKind))
    actor: Mapped[str] = mapped_column(Text, info=NAMED)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("history_step.id"), index=True)
    below: Mapped[int | None] = mapped_column(Integer)
    undo_top: Mapped[int | None] = mapped_column(Integer)
    redo_top: Mapped[int | None] = mapped_column(Integer)
    bulk: Mapped[str | None] = mapped_column(
        Text, info=TEXT
    )  # JSON of the bulk part: tables, counts, file, sha256
    previous_hash: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    hash: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    form: Mapped[int] = mapped_column(Integer, server_default="1")  # 1: over values; 2: over salted digests
    salt: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    digest: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)  # of the label and the bulk part


class HistoryRow(Base):
    """One row as it was and as it became in a step; images are JSON of SQL literals, exact for every value."""

    __tablename__ = "history_row"
    __recorded__ = False
    __table_args__ = (Index("ix_history_row_record", "table_name", "record_key"),)
    __about__ = "the history of every other row; erasing a row takes its values out here"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("history_step.id"), index=True)
    table_name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    record_key: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    before: Mapped[str | None] = mapped_column(Text, info=TEXT)
    after: Mapped[str | None] = mapped_column(Text, info=TEXT)
    salt: Mapped[str | None] = mapped_column(Text, info=IMPERSONAL)
    digest: Mapped[str | None] = mapped_column(
        Text, info=IMPERSONAL
    )  # stays when the values and the salt are erased


class ErasedRecord(Base):
    """A record whose identity was erased, without a word of who it was; restoring a backup erases it again.

    ``mark``: SHA-256 of the salt, the table, the key and the hash of the entry that made the record.
    ``is_clean``: the file was made compact since, so that nothing is left in its free pages.
    """

    __tablename__ = "erased_record"
    __recorded__ = False

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(Instant)
    subject: Mapped[str] = mapped_column(Text, info=IMPERSONAL)  # the table of the record
    salt: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    mark: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    is_clean: Mapped[bool] = mapped_column(Flag, index=True)


class Draft(Base):
    """Text being typed and not yet applied, kept so that a crash costs nothing; not part of the history."""

    __tablename__ = "draft"
    __recorded__ = False
    __about__ = (
        "text being typed, under the key of its form; it goes when that is saved, thrown away, or 30 days old"
    )
    __secret__ = True  # nobody's record yet: left out of exports

    key: Mapped[str] = mapped_column(Text, primary_key=True, info=IMPERSONAL)
    text: Mapped[str] = mapped_column(Text, info=TEXT)
    saved_at: Mapped[dt.datetime] = mapped_column(Instant)


__all__ = [
    "Base",
    "Choice",
    "Day",
    "Draft",
    "ErasedRecord",
    "Flag",
    "HistoryRow",
    "HistoryStep",
    "Instant",
    "LargeBinary",
    "Setting",
    "StepKind",
]
