"""What a column of a table is: which value of a row it shows, and how it is read, sorted, copied and edited."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QLocale

from csmanager.core.errors import RuleBroken
from csmanager.ui.widgets import texts
from csmanager.ui.widgets.bullet import Bullet
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.naturaldates import parse_day

Kind = Literal["text", "number", "share", "seconds", "date", "instant", "status", "spark", "bullet"]

NUMERIC = frozenset({"number", "share", "seconds"})
_WIDTHS = {
    "text": 180,
    "number": 84,
    "share": 84,
    "seconds": 110,
    "date": 104,
    "instant": 150,
    "status": 140,
    "spark": 116,
    "bullet": 140,
}
_GRAVITY = {"late": 0, "bad": 1, "signal": 2, "soon": 3, "watch": 4, "open": 5, "none": 6, "good": 7}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``value``: row -> number, text, fraction (share), seconds, date, aware datetime, ``Status`` or (kind, word),
    a sequence of numbers (spark) or a ``Bullet``; None is blank, which is not zero. ``text``: row -> what is shown
    instead. ``sort``: row -> what it is sorted by. ``parse``: typed text -> value, raising a sentence; by default
    as the kind wants it. ``decimals``: the same for the whole column. ``zone``: where an instant is read; without
    one it is shown as its own zone says. ``may_leave``: steps out of view where not all columns have room.
    """

    key: str
    title: str
    width: int = 0
    kind: Kind = "text"
    value: Callable[[Any], Any] = lambda row: row
    text: Callable[[Any], str] | None = None
    sort: Callable[[Any], Any] | None = None
    tooltip: Callable[[Any], str] | None = None
    editable: bool = False
    hidden: bool = False
    decimals: int | None = None
    parse: Callable[[str], Any] | None = None
    zone: dt.tzinfo | None = None
    may_leave: bool = False

    @property
    def start_width(self) -> int:
        """Pixels at 100 % and the usual font."""
        return self.width or _WIDTHS[self.kind]

    @property
    def is_numeric(self) -> bool:
        """Whether its cells stand at the right."""
        return self.kind in NUMERIC

    def status(self, row: Any) -> Status | None:
        """The state in a status cell."""
        value = self.value(row)
        if value is None or isinstance(value, Status):
            return value
        if isinstance(value, tuple):
            return Status(str(value[0]), str(value[1]))
        return Status("none", str(value))

    def moment(self, row: Any) -> dt.datetime | None:
        """The instant in a cell, in the column's zone."""
        value = self.value(row)
        if not isinstance(value, dt.datetime):
            return None
        return value.astimezone(self.zone) if self.zone is not None and value.tzinfo is not None else value

    def shown(self, row: Any) -> str:
        """The text of the cell; a picture says what it shows."""
        if self.text is not None:
            return self.text(row)
        if self.kind == "status":
            status = self.status(row)
            return status.text if status is not None else ""
        value = self.value(row)
        if value is None:
            return ""
        if self.kind == "number":
            return texts.number_text(value, self.decimals)
        if self.kind == "share":
            return texts.share_text(value, self.decimals or 0)
        if self.kind == "seconds":
            return texts.seconds_text(value)
        if self.kind == "date":
            return texts.day_text(value)
        if self.kind == "instant":
            return texts.instant_text(self.moment(row))
        if self.kind == "spark":
            return _spark_text(value)
        return str(value)

    def sort_key(self, row: Any, words: Callable[[str], object]) -> Any:
        """What the row is sorted by here; None for a blank, which comes last either way."""
        if self.sort is not None:
            found = self.sort(row)
            return words(found) if isinstance(found, str) and found else (None if found == "" else found)
        if self.kind == "status":
            status = self.status(row)
            return None if status is None else (_GRAVITY.get(status.kind, 9), status.text.casefold())
        value = self.value(row)
        if value is None or value == "":
            return None
        if self.kind == "spark":
            known = [number for number in value if number is not None]
            return known[-1] if known else None
        if self.kind == "bullet":
            return value.value if isinstance(value, Bullet) else value
        if self.kind == "text":
            return words(str(value))
        return None if isinstance(value, float) and math.isnan(value) else value

    def typed(self, text: str, today: dt.date) -> Any:
        """The value that ``text`` means on ``today``. Raises RuleBroken with the reason."""
        if self.parse is not None:
            try:
                return self.parse(text)
            except ValueError as error:
                raise RuleBroken(str(error)) from error
        text = text.strip()
        if self.kind == "text":
            return text
        if not text:
            return None
        if self.kind == "date":
            day = parse_day(text, today)
            if day is None:
                raise RuleBroken("That is not a date. Write it like 3/12, tomorrow or fri.")
            return day
        bare = text.removesuffix("%").strip()
        number, good = QLocale().toDouble(bare)
        if not good:
            raise RuleBroken("That is not a number.")
        if self.kind == "share":
            return number / 100
        return int(number) if self.decimals in (None, 0) and number.is_integer() else number


def _spark_text(values: Sequence[float | None]) -> str:
    known = [number for number in values if number is not None]
    if not known:
        return ""
    first, last = (texts.number_text(float(number), 2) for number in (known[0], known[-1]))
    return f"{len(known)} points, from {first} to {last}"
