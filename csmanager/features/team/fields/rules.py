"""What a field of the manager's own may hold, and how it is written down. Plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from csmanager.core.errors import RuleBroken


class FieldType(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


TYPE_WORDS = {
    FieldType.TEXT: "Text",
    FieldType.NUMBER: "Number",
    FieldType.DATE: "Date",
    FieldType.YES_NO: "Yes or no",
    FieldType.CHOICE: "One of a list",
}
Value = str | float | dt.date | bool | None


def options_of(text: str) -> list[str]:
    """The words of a list, one a line or parted by semicolons, each once."""
    parts = [part.strip() for line in text.splitlines() for part in line.split(";")]
    return list(dict.fromkeys(part for part in parts if part))


def write(kind: FieldType, value: Value) -> str:
    """How a value is kept; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(float(value)) if kind is FieldType.NUMBER else str(value)
    return value.strip()


def read(kind: FieldType, text: str) -> Value:
    """The value that was kept as ``text``; None for none or what cannot be read any more."""
    if not text:
        return None
    try:
        if kind is FieldType.NUMBER:
            return float(text)
        if kind is FieldType.DATE:
            return dt.date.fromisoformat(text)
    except ValueError:
        return None
    if kind is FieldType.YES_NO:
        return text == "yes"
    return text


def require(name: str, kind: FieldType, value: Value, options: Sequence[str]) -> str:
    """``value`` as it is kept. Raises RuleBroken when it is not what the field holds."""
    if value is None or value == "":
        return ""
    fits = {
        FieldType.TEXT: isinstance(value, str),
        FieldType.NUMBER: isinstance(value, int | float) and not isinstance(value, bool),
        FieldType.DATE: isinstance(value, dt.date),
        FieldType.YES_NO: isinstance(value, bool),
        FieldType.CHOICE: value in options,
    }[kind]
    if not fits:
        words = f"one of {', '.join(options)}" if kind is FieldType.CHOICE else TYPE_WORDS[kind].lower()
        raise RuleBroken(f"{name} holds {words}; “{value}” is not that.")
    return write(kind, value)
