"""What the kinds of records have in common: where they go, what makes two rows the same, what a preview shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from csmanager.features.importing.figures import FigureRow
from csmanager.features.importing.taking.records import Aside, Record


@dataclass(frozen=True, slots=True)
class Table:
    """A bulk table that rows of files go into.

    ``key``: what names a row, from its columns; two rows of one key are the same row, the first with the first.
    ``is_solid``: whether the key names one thing for certain, so that a row standing twice in a file counts once.
    ``span``: the columns that bound the search for earlier rows; ``of_source``: only rows of the same kind of export.
    ``ends``: a row of an earlier file ends when a newer one covers its person and day and has it no longer.
    ``joins``: two spans of one person and kind that overlap are one (absences).
    """

    name: str
    columns: tuple[str, ...]
    key: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    is_solid: Callable[[Mapping[str, Any]], bool]
    span: tuple[str, str]
    of_source: bool = False
    joins: bool = False
    ends: bool = False


@dataclass(slots=True)
class Made:
    """A row for the store made of a record. ``marks``: of a graded contact, item id to share."""

    record: Record
    table: Table
    values: dict[str, Any]
    marks: dict[int, float | None] = field(default_factory=dict)
    says: str = ""  # what a preview shows of it


@dataclass(slots=True)
class Context:
    """What a kind needs to know. ``links``: number of a person in the file -> id in the store; who is still to be
    added has the negative number. ``left_out``: numbers of those who are no people."""

    file: str
    source: str
    today: dt.date
    links: dict[int, int]
    left_out: frozenset[int] = frozenset()
    answers: dict[str, str] = field(default_factory=dict)

    def person(self, values: Mapping[str, Any]) -> int | None:
        """The id of the person a record names."""
        local = values.get("person")
        return None if local is None else self.links.get(int(local))

    def is_left_out(self, values: Mapping[str, Any]) -> bool:
        """Whether the record names somebody who was decided to be no person."""
        local = values.get("person")
        return local is not None and int(local) in self.left_out


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as a preview lists it. ``verdict``: new, changes or same."""

    number: int
    sheet: str | None
    day: dt.date | None
    person: str
    says: str
    verdict: str


@dataclass(slots=True)
class Taking:
    """What taking a file in does, or would do."""

    new: int = 0
    updated: int = 0
    same: int = 0
    first: dt.date | None = None
    last: dt.date | None = None
    aside: list[Aside] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    figures: list[FigureRow] = field(default_factory=list)
    rows: list[RecordRow] = field(default_factory=list)
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkKind:
    """A kind whose rows come as a batch. ``one`` and ``many``: what a row is called."""

    one: str
    many: str
    build: Callable[[Any, list[Record], Context], Iterable[Made | Aside]]
    figures: Callable[[list[Made]], list[FigureRow]]
    needs_person: bool = False


def plural(count: int, one: str, many: str) -> str:
    """ "1 shift" or "1,200 shifts"."""
    return f"1 {one}" if count == 1 else f"{count:,} {many}"
