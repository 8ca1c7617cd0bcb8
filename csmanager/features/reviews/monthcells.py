"""One month's contacts as cells, packed into a blob and unpacked again.

Needs numpy, so import it inside functions. A cell is one person (row; 0 = nobody) on one day (column).
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from csmanager.features.reviews import facts
from csmanager.features.reviews.contactrows import Ints, Marked, Rows
from csmanager.science.hours import Clock

FORMAT = 2  # of the blob; raise it when its layout or the meaning of a fact changes


@dataclass(slots=True)
class Month:
    """The cells of a month. ``counts``, ``squares``: fact -> persons x days; ``values``: time family -> values in
    milliseconds, ordered by person and day, so that ``counts[family + ":n"]`` tells where each cell starts.
    """

    persons: Ints
    days: int
    counts: dict[str, Ints] = field(default_factory=dict)
    squares: dict[str, NDArray[np.float64]] = field(default_factory=dict)  # in seconds squared
    values: dict[str, Ints] = field(default_factory=dict)


def cells(rows: Rows, first: int, days: int, clock: Clock | None = None) -> Month:
    """The cells of the inbound contacts in ``rows``, all of one month that begins on day ``first``.

    ``clock``: the shop's opening hours; without it there is no business time.
    """
    rows = rows.where(rows.inbound())
    persons, place = np.unique(rows.person, return_inverse=True)
    made = Month(persons.astype(np.int64), days)
    size = len(persons) * days
    cell = place.astype(np.int64) * days + (rows.day + rows.base - first)

    def count(name: str, chosen: NDArray[np.bool_], weights: Ints | None = None) -> None:
        if not chosen.any():
            return
        if weights is None:
            added = np.bincount(cell[chosen], minlength=size)
        else:
            added = np.zeros(size, np.int64)
            np.add.at(added, cell[chosen], weights[chosen])
        if added.any():
            made.counts[name] = added.astype(np.int64).reshape(len(persons), days)

    small = rows.small
    outcome = small["outcome"]
    handled, abandoned, missed = (outcome == code for code in (facts.HANDLED, facts.ABANDONED, facts.MISSED))
    everything = np.ones(len(cell), bool)
    lost = abandoned | missed
    count("offered", everything)
    count("handled", handled)
    count("waiting", outcome == facts.OPEN)
    calls = small["kind"] == facts.CALL
    count("queued", calls | lost)
    count("answered", calls & handled)
    count("abandoned", abandoned)
    count("missed", missed)
    for name, column in (("transfer", "transferred"), ("escalate", "escalated")):
        count(f"{name}:n", handled & (small[column] >= 0))
        count(column, handled & (small[column] == 1))
    again = small["reopened"] == 1
    count("resolved", (small["reopened"] >= 0) & ((small["resolved"] == 1) | again))
    count("reopened", again)
    count("nps:n", small["nps"] >= 0)
    count("promoters", small["nps"] >= 9)
    count("detractors", (small["nps"] >= 0) & (small["nps"] <= 6))
    for scale in np.unique(rows.scale[rows.csat >= 0]).tolist():
        rated = (rows.csat >= 0) & (rows.scale == scale)
        count(f"csat:{scale}:n", rated)
        count(f"csat:{scale}:sum", rated, rows.csat)
        count(f"csat:{scale}:squares", rated, rows.csat * rows.csat)
        count(f"csat:{scale}:top", rated & (rows.csat >= facts.lowest_satisfied(scale)))
    order = np.argsort(cell.astype(np.uint16) if size < 1 << 16 else cell, kind="stable")
    times = _times(rows, handled, lost)
    if clock is not None:
        for name, calendar in (
            (facts.FIRST_BUSINESS, facts.FIRST),
            (facts.RESOLUTION_BUSINESS, facts.RESOLUTION),
        ):
            times[name] = _in_business(rows, times[calendar], clock)
    for name, values in times.items():
        _add_times(made, name, values[order], cell[order], size)
    return made


def _times(rows: Rows, handled: NDArray[np.bool_], lost: NDArray[np.bool_]) -> dict[str, Ints]:
    """Each time family's values, -1 where the contact has none."""
    ms = rows.ms
    talk = np.where(handled, ms["talk_ms"], -1)
    handle = talk + np.maximum(ms["hold_ms"], 0) + np.maximum(ms["wrap_ms"], 0)
    return {
        facts.WAIT: np.where(handled, ms["wait_ms"], -1),
        facts.LOST: np.where(lost, ms["wait_ms"], -1),
        facts.TALK: talk,
        facts.HOLD: np.where(handled, ms["hold_ms"], -1),
        facts.WRAP: np.where(handled, ms["wrap_ms"], -1),
        facts.HANDLE: np.where(talk >= 0, handle, -1),
        facts.FIRST: np.where(rows.small["outcome"] == facts.OPEN, -1, ms["first_response_ms"]),
        facts.RESOLUTION: np.where(rows.small["resolved"] == 0, -1, ms["resolution_ms"]),
    }


_LONGEST_S = 4000 * 86_400.0  # of a longer time, which no shop means, only so much is looked at
_LAST_INSTANT = 253_370_764_800.0  # the year 9999


def _in_business(rows: Rows, ms: Ints, clock: Clock) -> Ints:
    """The part of each time that lies in opening hours, counted from when the contact came in; -1 where not known."""
    found = np.full(len(ms), -1, np.int64)
    known = ms >= 0
    if known.any():
        start = (rows.topic_started[known] & ((1 << 34) - 1)).astype(float)
        seconds = np.minimum(ms[known] / facts.MS, _LONGEST_S)
        stop = np.minimum(start + seconds, np.maximum(start, _LAST_INSTANT))
        found[known] = np.rint(clock.many(start, stop) * facts.MS).astype(np.int64)
    return found


def _add_times(made: Month, name: str, values: Ints, cell: Ints, size: int) -> None:
    chosen = values >= 0
    if not chosen.any():
        return
    values, cell = values[chosen], cell[chosen]
    shape = (len(made.persons), made.days)
    sizes = np.bincount(cell, minlength=size)
    totals = np.concatenate(([0], np.cumsum(values)))
    ends = np.cumsum(sizes)
    sums = totals[ends] - totals[ends - sizes]
    seconds = values / facts.MS
    made.counts[f"{name}:n"] = sizes.astype(np.int64).reshape(shape)
    made.counts[f"{name}:sum"] = sums.reshape(shape)
    squares = np.bincount(cell, weights=seconds * seconds, minlength=size)
    made.squares[name] = squares.astype(np.float64).reshape(shape)
    made.values[name] = values


def set_firsts(month: Month, marked: Marked, first: int, low: int, high: int) -> None:
    """Write first contacts of the days ``low`` to ``high`` into a month that begins on day ``first``."""
    columns = slice(low - first, high - first + 1)
    inside = (marked.day >= low) & (marked.day <= high)
    for name, chosen in (("firsts", inside), ("settled", inside & marked.is_settled)):
        counts = month.counts.get(name)
        if counts is None:
            counts = month.counts[name] = np.zeros((len(month.persons), month.days), np.int64)
        counts[:, columns] = 0
        place = np.searchsorted(month.persons, marked.person[chosen])
        np.add.at(counts, (place, marked.day[chosen] - first), 1)


# the blob


def pack(month: Month) -> bytes:
    """A month as bytes: a header in JSON, then the counts (deflated), then the values as narrow as they go."""
    names = sorted(name for name, counts in month.counts.items() if counts.any())
    families = sorted(month.values)
    deflated = zlib.compress(
        b"".join(month.counts[name].astype("<i8").tobytes() for name in names)
        + b"".join(month.squares[name].astype("<f8").tobytes() for name in families),
        1,
    )
    parts, values = [], []
    for name in families:
        unit, kind, data = _narrow(month.values[name])
        values.append([name, unit, kind, len(month.values[name])])
        parts.append(data)
    header = {
        "format": FORMAT,
        "persons": month.persons.tolist(),
        "days": month.days,
        "counts": names,
        "values": values,
        "deflated": len(deflated),
    }
    head = json.dumps(header).encode()
    return len(head).to_bytes(4, "little") + head + deflated + b"".join(parts)


def _narrow(values: Ints) -> tuple[int, str, bytes]:
    """(milliseconds a unit, type, bytes): whole seconds where all are, and the narrowest integers that hold them."""
    unit = facts.MS if not (values % facts.MS).any() else 1
    highest = int(values.max()) // unit
    kind = "<u2" if highest < 1 << 16 else "<u4" if highest < 1 << 32 else "<i8"
    return unit, kind, (values // unit).astype(kind).tobytes()


def unpack(blob: bytes) -> Month | None:
    """What ``pack`` made; None when it is of another format and must be made again from the contacts."""
    size = int.from_bytes(blob[:4], "little")
    header = json.loads(blob[4 : 4 + size])
    if header["format"] != FORMAT:
        return None
    at = 4 + size
    persons, days = np.array(header["persons"], np.int64), int(header["days"])
    plain = zlib.decompress(blob[at : at + header["deflated"]])
    at += header["deflated"]
    month = Month(persons, days)
    area, place = len(persons) * days, 0
    for name in header["counts"]:
        counts = np.frombuffer(plain, "<i8", area, place).reshape(len(persons), days)
        month.counts[name], place = counts.astype(np.int64), place + area * 8
    for name, *_rest in header["values"]:
        squares: NDArray[np.float64] = np.frombuffer(plain, "<f8", area, place).astype(np.float64)
        month.squares[name], place = squares.reshape(len(persons), days), place + area * 8
    for name, unit, kind, count in header["values"]:
        values = np.frombuffer(blob, kind, count, at)
        month.values[name] = values.astype(np.int64) * unit
        at += values.nbytes
    return month
