"""Records that are set aside after they were read, as cells under the headings of the file, to be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from csmanager.features.importing.rules import ColumnGuess
from csmanager.features.importing.taking.records import Aside
from csmanager.features.schedule.rules import clock_text

_KEYS = {  # meaning of a column -> where a record keeps it, where that is called otherwise
    "start": "start_minute", "end": "end_minute", "break": "break_minutes", "worked": "worked_minutes",
    "paid": "paid_minutes", "cost": "cost_cents", "length": "minutes", "money": "remedy_cents",
    "weekly": "weekly_minutes", "critical": "critical_missed", "answer": "text", "csat": "value", "nps": "value",
    "ces": "value", "day": "first_day", "within": "within_target", "time": "start_minute", "span": "span_minutes",
    "login": "person",
}  # fmt: skip


def cells(aside: Aside, columns: Sequence[ColumnGuess], names: Mapping[int, str]) -> list[str]:
    """The cells of a record set aside, one a column; ``names``: number of a person in the file -> name."""
    values = aside.record.values
    return [_cell(column.field or "", values, names) for column in columns]


def _cell(meaning: str, values: Mapping[str, Any], names: Mapping[int, str]) -> str:
    if not meaning or meaning in ("customer", "personal"):
        return ""
    key = meaning if meaning in values else _KEYS.get(meaning, meaning)
    value = values.get(key)
    if value is None:
        return ""
    if key == "person":
        return names.get(int(value), "")
    if key in ("start_minute", "end_minute"):
        return clock_text(int(value))
    if key.endswith("minutes"):
        return f"{int(value) // 60}:{int(value) % 60:02d}"
    if key.endswith("_cents"):
        return f"{int(value) / 100:.2f}"
    return "" if isinstance(value, (list, dict)) else str(value)


def column(aside: Aside, columns: Sequence[ColumnGuess]) -> str | None:
    """The heading of the column that stands against the record, as the file writes it."""
    for guess in columns:
        if aside.key and aside.key in (guess.field, _KEYS.get(guess.field or "")):
            return guess.header
    return None


def reason(aside: Aside) -> str:
    """Why, as a sentence without its full stop."""
    text = aside.reason
    return f"The row {text}" if text[:1].islower() else text
