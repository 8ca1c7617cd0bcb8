"""Everything needed to read the cells of one table of records, and the plain readers every kind uses."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from csmanager.features.importing import cells, dates, durations, zones
from csmanager.features.importing.cells import BAD
from csmanager.features.importing.columns import Column
from csmanager.features.importing.meaning import values
from csmanager.features.importing.meaning.looks import Look
from csmanager.features.importing.rules import FileKind, Question

if TYPE_CHECKING:
    from csmanager.features.importing.meaning.choose import Candidate

EPOCH = dt.date(1970, 1, 1)
_FOREVER = dt.date(2200, 1, 1)  # later days mean "still there"
_OLDEST = dt.date(1930, 1, 1)

Record = dict[str, Any]


_DOTTED = re.compile(r"(?:[01]?\d|2[0-4])\.([0-5]\d)")


class SetAside(Exception):
    """A row that cannot be taken in: the column and the reason, in words."""

    def __init__(self, column: str | None, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(slots=True)
class Context:
    """One table with what was decided of it. ``today``: the day of the import. ``above``: cells around the table."""

    kind: FileKind
    candidate: Candidate
    columns: Sequence[Column]
    looked: Sequence[Look]
    today: dt.date
    key: bytes
    people: cells.People
    file: str = ""
    sheet: str | None = None
    above: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"  # of the store
    orders: dict[int, str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    teams: set[tuple[int | None, str]] = field(default_factory=set)
    fill: frozenset[int] = frozenset()  # columns whose blank cells take what stands above
    aside: list[tuple[str | None, str]] = field(default_factory=list)  # single cells of the row just read
    flush: Callable[[], list[tuple[int, Record | str]]] | None = (
        None  # what is known only once all rows were read
    )
    _customers: cells.Memo | None = None
    _zones: dict[int, cells.Zone | None] = field(default_factory=dict)
    _own: cells.Zone | None = None
    _dotted: dict[int, bool] = field(default_factory=dict)  # columns whose times are written 8.30

    def index(self, key: str) -> int | None:
        """The column of a meaning."""
        return self.candidate.column(key)

    def has(self, key: str) -> bool:
        """Whether a column has the meaning."""
        return self.index(key) is not None

    def header(self, index: int | None) -> str:
        """What a column is called."""
        return next((one.header for one in self.columns if one.index == index), "")

    def look(self, index: int) -> Look:
        """The look of a column."""
        return next(look for one, look in zip(self.columns, self.looked, strict=True) if one.index == index)

    # cells

    def text(self, row: Sequence[str], key: str) -> str:
        """The text of a meaning's cell, blanks made one; "" when there is none."""
        index = self.index(key)
        if index is None or index >= len(row):
            return ""
        clean = " ".join(row[index].replace("\u00a0", " ").split())
        return "" if clean.casefold() in durations.NOTHING else clean

    def plain(self, row: Sequence[str], key: str) -> str:
        """A text without the apostrophe that keeps sheets from reading a number."""
        return self.text(row, key).removeprefix("'")

    def day(self, row: Sequence[str], key: str, *, need: bool = False) -> dt.date | None:
        """The day a cell names; None for blanks and for days that mean "still there". Raises SetAside."""
        index = self.index(key)
        text = self.text(row, key)
        if index is None or not text:
            if need:
                if index is None:
                    raise SetAside(None, "no column says of which day it is")
                raise SetAside(self.header(index), "is empty, so nobody can say of which day it is")
            return None
        return self.day_of(text, index)

    def day_of(self, text: str, index: int) -> dt.date | None:
        """The day of one text of a column. Raises SetAside."""
        try:
            second = self._local(text, index)
            made = EPOCH + dt.timedelta(days=second // 86_400)
        except (ValueError, OverflowError):
            raise SetAside(self.header(index), f"“{text[:40]}” is no date") from None
        if made >= _FOREVER:
            return None
        if made < _OLDEST:
            raise SetAside(self.header(index), f"“{text[:40]}” lies too far back")
        return made

    def clock(self, row: Sequence[str], key: str) -> int | None:
        """Minutes after midnight. Raises SetAside."""
        text, index = self.text(row, key), self.index(key)
        try:
            if index is not None and self._says_zone(index) and dates.split_stamp(text)[1]:
                return self._local(text, index) % 86_400 // 60
            return values.clock(
                text.replace(".", ":") if index is not None and self._is_dotted(index) else text
            )
        except ValueError:
            raise SetAside(self.header(index), f"“{text[:40]}” is no time of day") from None

    def _is_dotted(self, index: int) -> bool:
        """Whether a column writes 8.30 for half past eight; quarters such as 8.25 and 8.50 are parts of an hour."""
        if index not in self._dotted:
            cells_ = [cell.strip() for cell in self.look(index).counts if "." in cell]
            found = [_DOTTED.fullmatch(cell) for cell in cells_]
            parts = {one[1] for one in found if one is not None}
            self._dotted[index] = (
                bool(parts - {"00"}) and None not in found and not parts <= {"00", "25", "50"}
            )
        return self._dotted[index]

    def _says_zone(self, index: int) -> bool:
        """Whether the heading of a column or its cells say of which zone their times are."""
        if index not in self._zones:
            name = zones.of(self.header(index))
            is_offset = any(_has_offset(cell) for cell in list(self.look(index).counts)[:50])
            self._zones[index] = cells.Zone(name or "UTC") if name or is_offset else None
        return self._zones[index] is not None

    def _local(self, text: str, index: int) -> int:
        """Seconds since 1970 as clocks of the store showed them. Raises ValueError."""
        second, offset = dates.parse_stamp(text, self.orders.get(index, "dmy"))
        if not self._says_zone(index) or not (dates.split_stamp(text)[1] or dates.is_epoch(text)):
            return second
        if self._own is None:
            self._own = cells.Zone(self.zone)
        there = self._zones[index]
        if offset is not None or there is None:
            return self._own.to_wall(second - (offset or 0))
        return self._own.to_wall(there.to_utc([second])[0])

    def minutes(self, row: Sequence[str], key: str) -> int | None:
        """A length in whole minutes. Raises SetAside."""
        index = self.index(key)
        if index is None:
            return None
        text = self.text(row, key)
        try:
            return values.minutes(text, self.units.get(index, "h"))
        except ValueError:
            raise SetAside(self.header(index), f"“{text[:40]}” is no duration") from None

    def ms(self, row: Sequence[str], key: str) -> int | None:
        """A length in milliseconds. Raises SetAside."""
        index = self.index(key)
        if index is None:
            return None
        text = self.text(row, key)
        try:
            value = durations.parse(
                text, self.units.get(index, "s"), "h:m" if self.units.get(index) == "h" else "m:s"
            )
        except ValueError:
            raise SetAside(self.header(index), f"“{text[:40]}” is no duration") from None
        if value is not None and value < 0:
            raise SetAside(self.header(index), f"“{text[:40]}” is negative")
        return value

    def cents(self, row: Sequence[str], key: str) -> int | None:
        """An amount in cents. Raises SetAside."""
        text = self.text(row, key)
        try:
            return values.cents(text)
        except ValueError:
            raise SetAside(self.header(self.index(key)), f"“{text[:40]}” is no amount") from None

    def count(self, row: Sequence[str], key: str) -> int | None:
        """A whole number, 0 or more. Raises SetAside."""
        text = self.text(row, key)
        if not text:
            return None
        value = values.plain_number(text)
        if value is None or value < 0 or value != int(value):
            raise SetAside(self.header(self.index(key)), f"“{text[:40]}” is no count")
        return int(value)

    def person(self, row: Sequence[str]) -> int | None:
        """The number of the person a row names; None for nobody, queues and placeholders."""
        login = self.plain(row, "login")
        name = self.text(row, "person")
        if not name:
            parts = [self.text(row, key) for key in ("first_name", "last_name")]
            name = " ".join(part for part in parts if part)
        number: int | None = self.people.memo[name or login]
        if number is None:
            return None
        self.people.counts[number] += 1
        if name and login and login != name:
            self.people.add_alias(number, "email" if "@" in login else "login", login)
        team = self.text(row, "team")
        if team:
            self.teams.add((number, team))
        return number

    def somebody(self, row: Sequence[str]) -> int:
        """The person, who must be there. Raises SetAside."""
        number = self.person(row)
        if number is None:
            index = self.index("person") if self.has("person") else self.index("login")
            raise SetAside(self.header(index) or None, "names nobody")
        return number

    def customer(self, row: Sequence[str]) -> int | None:
        """The keyed hash of the customer."""
        text = self.text(row, "customer")
        if not text:
            return None
        if self._customers is None:
            self._customers = cells.customers(self.key)
        value = self._customers[text]
        return None if value is BAD else value


def _has_offset(cell: str) -> bool:
    try:
        return dates.parse_stamp(cell)[1] is not None
    except ValueError:
        return False


def record(**fields: Any) -> Record:
    """A record without the keys that hold nothing."""
    return {
        key: value.isoformat() if isinstance(value, dt.date) else value
        for key, value in fields.items()
        if value is not None and value != ""
    }
