"""What each person had of each kind of contact, a month at a time, kept in memory: any period is then a few additions.

A month is read once, with all measures in one pass, and again only after contacts changed. The first look at a long
period of a large store takes a second or two and belongs into a worker.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from csmanager.features.reviews import facts
from csmanager.features.reviews.periods import Period, month_from_number

_EPOCH = dt.date(1970, 1, 1)
_MOST = 600  # pieces that are kept of a store

Cell = tuple[int, int, int | None, float, float]
Row = tuple[Any, ...]  # person, channel, topic, then two sums for each measure


def _ms(column: str, condition: str) -> tuple[str, str]:
    return f"{column} / 1000.0", f"({condition}) AND {column} IS NOT NULL"


def _handled(column: str) -> tuple[str, str]:
    return f"{column} = 1", f"outcome = {facts.HANDLED} AND {column} IS NOT NULL"


def _parts(scale: int) -> dict[str, tuple[str, str]]:
    """Measure -> (what is added up, which contacts count), as the cube counts them."""
    done = f"outcome = {facts.HANDLED}"
    rated = f"csat IS NOT NULL AND ifnull(csat_scale, 5) = {int(scale)}"
    handle = "(talk_ms + ifnull(hold_ms, 0) + ifnull(wrap_ms, 0)) / 1000.0"
    return {
        "escalation_rate": _handled("escalated"),
        "transfer_rate": _handled("transferred"),
        "reopen_rate": ("reopened = 1", "reopened IS NOT NULL AND (resolved = 1 OR reopened = 1)"),
        "csat_top2": (f"csat >= {facts.lowest_satisfied(scale)}", rated),
        "csat_mean": ("csat", rated),
        "nps": ("1 + (nps >= 9) - (nps <= 6)", "nps IS NOT NULL"),
        "talk_time": _ms("talk_ms", done),
        "hold_time": _ms("hold_ms", done),
        "wrap_time": _ms("wrap_ms", done),
        "handle_time": (handle, f"{done} AND talk_ms IS NOT NULL"),
        "first_response_time": _ms("first_response_ms", f"outcome <> {facts.OPEN}"),
        "resolution_time": _ms("resolution_ms", "ifnull(resolved, 1) <> 0"),
    }


MEASURES = tuple(_parts(5))
"""Measures of contacts whose kind (channel and topic) is known. The promoter score is kept as 0 to 2, from 1 up."""


@dataclass(slots=True)
class _Kept:
    stamp: tuple[Any, ...]
    pieces: dict[tuple[int, int, int], list[Row]] = field(default_factory=dict)


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()
_lock = threading.Lock()


def sums(
    session: Session, metric: str, period: Period, scale: int
) -> Iterator[tuple[int, int, int | None, float, float]]:
    """(person, channel, topic, sum, count) of every month of ``period``; the same cell once for each month."""
    at = 3 + 2 * MEASURES.index(metric)
    kept = _of(session)
    for first, last in _pieces(session, period):
        key = (first, last, scale)
        rows = kept.pieces.get(key)
        if rows is None:
            rows = _read(session, first, last, scale)
            if len(kept.pieces) < _MOST:
                kept.pieces[key] = rows
        for row in rows:
            if row[at + 1]:
                yield row[0], row[1], row[2], float(row[at] or 0), float(row[at + 1])


def is_ready(session: Session, period: Period, scale: int) -> bool:
    """Whether ``sums`` would have nothing to read."""
    kept = _of(session)
    return all((first, last, scale) in kept.pieces for first, last in _pieces(session, period))


def _of(session: Session) -> _Kept:
    """What is kept of the store, emptied when contacts have changed since."""
    stamp = tuple(session.connection().exec_driver_sql(_STAMP).one())
    engine = session.get_bind().engine
    with _lock:
        found = _kept.get(engine)
        if found is None or found.stamp != stamp:
            found = _kept[engine] = _Kept(stamp)
        return found


_STAMP = (
    "SELECT (SELECT max(step_id) FROM history_row WHERE table_name = 'contact'),"
    " (SELECT max(id) FROM history_step WHERE bulk IS NOT NULL)"
)


def _pieces(session: Session, period: Period) -> list[tuple[int, int]]:
    """First and last day (since 1970) of the part of each month with contacts that lies in ``period``."""
    low, high = (period.first - _EPOCH).days, (period.last - _EPOCH).days
    found = []
    for (number,) in session.connection().exec_driver_sql("SELECT month FROM cube_month ORDER BY month"):
        month = month_from_number(number)
        first = max((month.first - _EPOCH).days, low)
        last = min((month.last - _EPOCH).days, high)
        if first <= last:
            found.append((first, last))
    return found


def _read(session: Session, first: int, last: int, scale: int) -> list[Row]:
    parts = ", ".join(
        f"sum(CASE WHEN {counts} THEN {adds} END), sum({counts})" for adds, counts in _parts(scale).values()
    )
    query = (
        f"SELECT person_id, channel, topic_id, {parts} FROM contact"
        f" WHERE day BETWEEN {first} AND {last} AND person_id IS NOT NULL"
        f" AND ifnull(direction, 0) <> {facts.OUTBOUND} GROUP BY person_id, channel, topic_id"
    )
    return [tuple(row) for row in session.connection().exec_driver_sql(query)]
