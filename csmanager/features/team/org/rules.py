"""Which reporting lines there are, and what may not be: two managers at a time, or a circle. Plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from enum import StrEnum

from csmanager.core.errors import RuleBroken


class LineKind(StrEnum):
    """What one person is to another."""

    MANAGER = "manager"
    DOTTED = "dotted"
    DEPUTY = "deputy"
    MENTOR = "mentor"


LINE_WORDS = {
    LineKind.MANAGER: "Reports to",
    LineKind.DOTTED: "Also reports to",
    LineKind.DEPUTY: "Stood in for by",
    LineKind.MENTOR: "Mentored by",
}
OTHER_WAY_WORDS = {
    LineKind.MANAGER: "Leads",
    LineKind.DOTTED: "Leads in part",
    LineKind.DEPUTY: "Stands in for",
    LineKind.MENTOR: "Mentors",
}
_FAR = dt.date.max


def holds(starts_on: dt.date | None, ends_on: dt.date | None, on: dt.date) -> bool:
    """Whether a span of days (None: open) holds on a day."""
    return (starts_on is None or starts_on <= on) and (ends_on is None or on <= ends_on)


def meet(
    starts_on: dt.date | None,
    ends_on: dt.date | None,
    other_starts: dt.date | None,
    other_ends: dt.date | None,
) -> bool:
    """Whether two spans of days have a day in common."""
    return (starts_on or dt.date.min) <= (other_ends or _FAR) and (other_starts or dt.date.min) <= (
        ends_on or _FAR
    )


def loop(person: int, manager: int, managers: Mapping[int, Sequence[int]]) -> list[int]:
    """The people round a circle that ``person`` reporting to ``manager`` would close; empty when it closes none.

    ``managers``: person -> those they report to. The loop begins and ends with ``person``.
    """
    paths = [[person, manager]]
    seen: set[int] = set()
    while paths:
        path = paths.pop()
        if path[-1] == person:
            return path
        if path[-1] in seen:
            continue
        seen.add(path[-1])
        paths += [[*path, after] for after in managers.get(path[-1], ())]
    return []


def require_no_loop(
    person: int, manager: int, managers: Mapping[int, Sequence[int]], names: Mapping[int, str]
) -> None:
    """Refuse a circle, and name everyone in it. Raises RuleBroken."""
    found = loop(person, manager, managers)
    if not found:
        return
    if len(found) == 2:
        raise RuleBroken(f"{names[person]} cannot report to themselves.")
    round_trip = " → ".join(names[each] for each in found)
    raise RuleBroken(
        f"That would close a circle: {round_trip}. Someone in it must report to somebody outside it first."
    )
