"""Contacts read from the store as arrays, in one pass, and which of them are repeats.

Needs numpy, so import it inside functions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from csmanager.features.reviews import facts

Ints = NDArray[np.int64]

_CHUNK = 400_000  # rows read at once; keeps the text below 100 MB
_MS = ("wait_ms", "talk_ms", "hold_ms", "wrap_ms", "first_response_ms", "resolution_ms")
_DAY_BITS = 12
LONGEST = 1 << _DAY_BITS  # days that can be read at once

_NOBODY = -(1 << 63)  # stands for "no customer"; no keyed hash gives it but once in 2 ** 64

# (column, bits): small columns travel in one integer, as value + 1 with 0 for NULL
_SMALL = (
    ("kind", 2),
    ("outcome", 3),
    ("direction", 2),
    ("resolved", 2),
    ("reopened", 2),
    ("transferred", 2),
    ("escalated", 2),
    ("nps", 4),
)


@dataclass(slots=True)
class Rows:
    """Contacts as arrays of equal length; -1 stands for "not said". ``day`` counts from ``base``."""

    base: int
    person: Ints
    day: Ints
    small: dict[str, NDArray[np.int8]]
    ms: dict[str, Ints]
    csat: Ints
    scale: Ints
    has_customer: NDArray[np.bool_]
    customer: Ints
    topic_started: Ints
    id: Ints | None = None

    def inbound(self) -> NDArray[np.bool_]:
        """Which of them customers started."""
        chosen: NDArray[np.bool_] = self.small["direction"] != facts.OUTBOUND
        return chosen

    def where(self, chosen: NDArray[np.bool_]) -> Rows:
        """Only the chosen ones."""
        return Rows(
            self.base,
            self.person[chosen],
            self.day[chosen],
            {name: values[chosen] for name, values in self.small.items()},
            {name: values[chosen] for name, values in self.ms.items()},
            self.csat[chosen],
            self.scale[chosen],
            self.has_customer[chosen],
            self.customer[chosen],
            self.topic_started[chosen],
            self.id[chosen] if self.id is not None else None,
        )


def _packed() -> tuple[str, int, int]:
    """The SQL that packs small columns and what is known of the others; what to add; where the day starts."""
    parts, add, at = [], 0, 0
    for name, bits in _SMALL:
        parts.append(f"ifnull({name} * {1 << at}, {-1 << at})")
        add, at = add + (1 << at), at + bits
    for name in (*_MS, "csat"):
        parts.append(f"({name} IS NOT NULL) * {1 << at}")
        at += 1
    return " + ".join(parts), add, at


_PACKED, _ADD, _DAY_AT = _packed()
_PERSON_AT = _DAY_AT + _DAY_BITS


def read(
    connection: Connection, first: int, last: int, *, with_ids: bool = False, only: str = ""
) -> list[Rows]:
    """All contacts of the days ``first`` to ``last`` (inclusive, at most LONGEST), in pieces.

    One aggregate a column hands over whole columns as text, which costs half of fetching rows. NULLs are skipped
    by the aggregates; bits in the packed column say where they were. ``only``: a further SQL condition.
    """
    if last - first >= LONGEST:
        raise ValueError("Too many days at once.")
    columns = [
        f"{_PACKED} + (day - {first}) * {1 << _DAY_AT} + ifnull(person_id * {1 << _PERSON_AT}, 0)",
        *_MS,
        "csat",
        "CASE WHEN csat IS NOT NULL THEN ifnull(csat_scale, 5) END",
        f"ifnull(customer, {_NOBODY})",
        "ifnull(topic_id, 0) * 17179869184 + started",  # topic << 34
        *(("id",) if with_ids else ()),
    ]
    select = "SELECT " + ", ".join(f"group_concat({column})" for column in columns) + " FROM contact"
    extra = f" AND ({only})" if only else ""
    wanted = _value(connection, f"SELECT count(*) FROM contact WHERE day BETWEEN {first} AND {last}")
    highest = _value(connection, "SELECT coalesce(max(id), 0) FROM contact")
    found: list[str] = []
    if wanted * 4 >= highest and wanted > 20_000:  # most of the table: one pass over it beats an index
        found.extend(
            f"{select} NOT INDEXED WHERE id BETWEEN {low} AND {low + _CHUNK - 1}"
            f" AND day BETWEEN {first} AND {last}{extra}"
            for low in range(0, highest + 1, _CHUNK)
        )
    elif wanted:
        step = max(1, (last - first + 1) * _CHUNK // wanted)
        found.extend(
            f"{select} WHERE day BETWEEN {low} AND {min(low + step - 1, last)}{extra}"
            for low in range(first, last + 1, step)
        )
    pieces = (connection.exec_driver_sql(statement).one() for statement in found)
    return [_unpack_rows(first, piece, with_ids) for piece in pieces if piece[0] is not None]


def _value(connection: Connection, statement: str) -> int:
    return int(connection.exec_driver_sql(statement).scalar_one())


def _numbers(text: str | int | None) -> Ints:
    if text is None:
        return np.empty(0, np.int64)
    return np.fromstring(str(text), dtype=np.int64, sep=",")


def _unpack_rows(base: int, piece: Any, with_ids: bool) -> Rows:
    packed = _numbers(piece[0]) + _ADD
    at = 0
    small = {}
    for name, bits in _SMALL:
        small[name] = (((packed >> at) & ((1 << bits) - 1)) - 1).astype(np.int8)
        at += bits
    known = {}
    for name in (*_MS, "csat"):
        known[name] = ((packed >> at) & 1).astype(bool)
        at += 1
    day = (packed >> _DAY_AT) & ((1 << _DAY_BITS) - 1)

    def spread(name: str, text: str | None) -> Ints:
        values = np.full(len(packed), -1, np.int64)
        values[known[name]] = _numbers(text)
        return values

    ms = {name: spread(name, piece[1 + index]) for index, name in enumerate(_MS)}
    after = 1 + len(_MS)
    customer = _numbers(piece[after + 2])
    return Rows(
        base,
        packed >> _PERSON_AT,
        day,
        small,
        ms,
        spread("csat", piece[after]),
        spread("csat", piece[after + 1]),
        customer != _NOBODY,
        customer,
        _numbers(piece[after + 3]),
        _numbers(piece[after + 4]) if with_ids else None,
    )


def between(pieces: list[Rows], first: int, last: int) -> Rows | None:
    """The rows of the days ``first`` to ``last`` (since 1970, inclusive), joined; None when there are none."""
    found = []
    for rows in pieces:
        day = rows.day + rows.base
        chosen = (day >= first) & (day <= last)
        if chosen.any():
            found.append(rows if chosen.all() else rows.where(chosen))
    return joined(found) if found else None


def joined(pieces: list[Rows]) -> Rows:
    """Pieces of one reading as one."""
    if len(pieces) == 1:
        return pieces[0]
    cat = np.concatenate
    return Rows(
        pieces[0].base,
        cat([rows.person for rows in pieces]),
        cat([rows.day for rows in pieces]),
        {name: cat([rows.small[name] for rows in pieces]) for name in pieces[0].small},
        {name: cat([rows.ms[name] for rows in pieces]) for name in pieces[0].ms},
        cat([rows.csat for rows in pieces]),
        cat([rows.scale for rows in pieces]),
        cat([rows.has_customer for rows in pieces]),
        cat([rows.customer for rows in pieces]),
        cat([rows.topic_started for rows in pieces]),
        cat([rows.id for rows in pieces if rows.id is not None]) if pieces[0].id is not None else None,
    )


# repeats


@dataclass(slots=True)
class Visits:
    """What tells repeats: inbound contacts of known customers, as arrays of equal length; ``day`` since 1970."""

    person: Ints
    day: Ints
    customer: Ints
    topic_started: Ints
    is_handled: NDArray[np.bool_]
    id: Ints | None = None


def visits(pieces: list[Rows]) -> Visits:
    """The visits among ``pieces``."""
    chosen = [rows.has_customer & rows.inbound() for rows in pieces]

    def together(values: list[Any], kind: Any) -> Any:
        return np.concatenate(values) if values else np.empty(0, kind)

    pairs = list(zip(pieces, chosen, strict=True))
    return Visits(
        together([rows.person[c] for rows, c in pairs], np.int64),
        together([rows.day[c] + rows.base for rows, c in pairs], np.int64),
        together([rows.customer[c] for rows, c in pairs], np.int64),
        together([rows.topic_started[c] for rows, c in pairs], np.int64),
        together([rows.small["outcome"][c] == facts.HANDLED for rows, c in pairs], bool),
        together([rows.id[c] for rows, c in pairs if rows.id is not None], np.int64),
    )


def first_contacts(
    seen: Visits, window: int = facts.REPEAT_DAYS
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which visits are handled first contacts, and which of those nobody came back after.

    First: no handled visit of the same customer on the same topic in the ``window`` days before. Settled: no visit
    at all, given-up ones included, in the ``window`` after. Right for days that lie ``window`` inside ``seen``.
    """
    count = len(seen.day)
    first, settled = np.zeros(count, bool), np.zeros(count, bool)
    if not count:
        return first, settled
    topic = seen.topic_started >> 34
    order = np.lexsort((seen.topic_started, seen.customer))  # by customer, topic, time
    customer, topic, day = seen.customer[order], topic[order], seen.day[order]
    handled = seen.is_handled[order]
    place = np.arange(count)
    starts = np.ones(count, bool)
    starts[1:] = (customer[1:] != customer[:-1]) | (topic[1:] != topic[:-1])
    group = np.maximum.accumulate(np.where(starts, place, 0))
    before = np.full(count, -1)
    before[1:] = np.maximum.accumulate(np.where(handled, place, -1))[:-1]
    known = before >= group
    is_repeat = known & (day - day[np.maximum(before, 0)] <= window)
    comes_back = np.zeros(count, bool)
    comes_back[:-1] = ~starts[1:] & (day[1:] - day[:-1] <= window)
    first[order] = handled & ~is_repeat
    settled[order] = handled & ~is_repeat & ~comes_back
    return first, settled


@dataclass(frozen=True, slots=True)
class Marked:
    """Handled first contacts: whose, on which day (since 1970), and whether nobody came back."""

    person: Ints
    day: Ints
    is_settled: NDArray[np.bool_]


def marked(seen: Visits, window: int = facts.REPEAT_DAYS) -> Marked:
    """The first contacts among ``seen``."""
    is_first, is_settled = first_contacts(seen, window)
    return Marked(seen.person[is_first], seen.day[is_first], is_settled[is_first])
