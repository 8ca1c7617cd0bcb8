"""Staged records as the child process wrote them, and reading single values out of them."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from csmanager.features.importing.rules import FileKind
from csmanager.features.importing.staging import Staged, open_scratch

EPOCH = dt.date(1970, 1, 1)
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the file: ``values`` by the keys of ``fields.RECORDS``; blank ones are missing."""

    id: int
    sheet: str | None
    row_number: int
    values: dict[str, Any]


class Aside(NamedTuple):
    """A record that cannot be taken in. ``key``: the field that stands against it, "" when none in particular."""

    record: Record
    key: str
    reason: str


def is_of_records(staged: Staged) -> bool:
    """Whether the file was staged as records, and not as calls or tickets."""
    kind = staged.understanding.kind
    return kind in set(FileKind) and FileKind(kind).is_record


def read(staged: Staged) -> list[Record]:
    """Every record of the file, in its order."""
    with open_scratch(staged) as scratch:
        try:
            found = scratch.execute('SELECT id, sheet, row_number, "values" FROM record ORDER BY id')
        except sqlite3.OperationalError:  # a file of records none of whose rows could be read
            return []
        return [
            Record(
                number,
                sheet,
                row,
                {name: value for name, value in json.loads(values).items() if _says(value)},
            )
            for number, sheet, row, values in found
        ]


def _says(value: object) -> bool:
    return value is not None and value != "" and value != []


def text(values: Values, key: str) -> str:
    """A text with one space between words; "" where the file says nothing."""
    return " ".join(str(values.get(key, "")).split())


def lines(values: Values, key: str) -> str:
    """A text of several lines as it was written."""
    return str(values.get(key, "")).strip()


def day(values: Values, key: str) -> int | None:
    """A day as days since 1970-01-01."""
    found = date(values, key)
    return None if found is None else (found - EPOCH).days


def date(values: Values, key: str) -> dt.date | None:
    """A day of the calendar."""
    value = values.get(key)
    return None if value is None else dt.date.fromisoformat(str(value)[:10])


def whole(values: Values, key: str) -> int | None:
    """A whole number."""
    value = values.get(key)
    return None if value is None else round(float(value))


def number(values: Values, key: str) -> float | None:
    """A number."""
    value = values.get(key)
    return None if value is None else float(value)


def flag(values: Values, key: str) -> int | None:
    """1 or 0."""
    value = values.get(key)
    return None if value is None else int(bool(value))


def day_of(number: int) -> dt.date:
    """The day that ``number`` counts."""
    return EPOCH + dt.timedelta(days=number)
