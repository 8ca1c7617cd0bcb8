"""The manager's own fields in forms and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QLocale

from csmanager.core.errors import RuleBroken
from csmanager.features.team.fields.queries import FieldRow
from csmanager.features.team.fields.rules import FieldType, Value
from csmanager.ui.widgets.columns import Column, Kind
from csmanager.ui.widgets.fields import Field, FieldKind
from csmanager.ui.widgets.texts import day_text

PREFIX = "own-"
_FORM: dict[FieldType, FieldKind] = {
    FieldType.TEXT: "text",
    FieldType.NUMBER: "text",
    FieldType.DATE: "date",
    FieldType.YES_NO: "choice",
    FieldType.CHOICE: "choice",
}
_COLUMN: dict[FieldType, Kind] = {FieldType.NUMBER: "number", FieldType.DATE: "date"}
_YES_NO = [(None, "–"), (True, "Yes"), (False, "No")]


def form_fields(fields: Sequence[FieldRow], values: dict[int, Value]) -> list[Field]:
    """One question for each own field, behind "More"."""
    return [_form_field(row, values.get(row.id)) for row in fields]


def _form_field(row: FieldRow, value: Value) -> Field:
    options: Sequence[Any] = ()
    if row.kind is FieldType.YES_NO:
        options = _YES_NO
    elif row.kind is FieldType.CHOICE:
        options = [(None, "–"), *((word, word) for word in row.options)]
    key, kind = f"{PREFIX}{row.id}", _FORM[row.kind]
    if row.kind is FieldType.NUMBER:  # as text, so that 7 does not read 7.00
        return Field(key, row.name, kind, number_words(value), check=_number, is_more=True)
    return Field(key, row.name, kind, value, options=options, is_more=True)


def part(said: dict[str, Any], fields: Sequence[FieldRow]) -> dict[int, Value]:
    """Take the answers to own fields out of ``said``: field id -> value."""
    found: dict[int, Value] = {}
    for row in fields:
        key = f"{PREFIX}{row.id}"
        if key in said:
            answer = said.pop(key)
            found[row.id] = _number(answer) if row.kind is FieldType.NUMBER else answer
    return found


def column(row: FieldRow, value: Callable[[Any], Value], today: Callable[[], dt.date]) -> Column:
    """The column of a field in a table of people; ``value``: row -> what stands there."""
    return Column(
        f"{PREFIX}{row.id}",
        row.name,
        100,
        kind=_COLUMN.get(row.kind, "text"),
        value=value if row.kind in _COLUMN else lambda person: words(value(person)),
        decimals=None,
        text=(lambda person: number_words(value(person))) if row.kind is FieldType.NUMBER else None,
        editable=True,
        parse=_parser(row, today),
        hidden=not row.in_list,
    )


def words(value: Value) -> str:
    """A value as it is read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return day_text(value)
    return number_words(value) if isinstance(value, float) else str(value)


def number_words(value: Value) -> str:
    """A number with as many places as it has."""
    if not isinstance(value, int | float):
        return ""
    return QLocale().toString(float(value), "f", QLocale.FloatingPointPrecisionOption.FloatingPointShortest)


def _parser(row: FieldRow, today: Callable[[], dt.date]) -> Callable[[str], Value] | None:
    if row.kind is FieldType.YES_NO:
        return _yes_no
    if row.kind is FieldType.CHOICE:
        return lambda text: _one_of(text, row)
    if row.kind is FieldType.NUMBER:
        return _number
    return None


def _yes_no(text: str) -> bool | None:
    clean = text.strip().casefold()
    if not clean or clean == "–":
        return None
    if clean in ("y", "yes", "true", "1", "x"):
        return True
    if clean in ("n", "no", "false", "0"):
        return False
    raise RuleBroken("Write yes or no.")


def _number(text: str) -> float | None:
    if not text.strip():
        return None
    number, good = QLocale().toDouble(text.strip())
    if not good:
        raise RuleBroken("That is not a number.")
    return number


def _one_of(text: str, row: FieldRow) -> str | None:
    clean = text.strip()
    if not clean:
        return None
    found = next((word for word in row.options if word.casefold() == clean.casefold()), None)
    if found is None:
        raise RuleBroken(f"{row.name} is one of {', '.join(row.options)}.")
    return found
