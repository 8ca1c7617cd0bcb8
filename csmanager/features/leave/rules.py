"""Which moves a leave may make, and what each of its days costs. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

LONGEST = 731  # days from the first to the last of one leave; more is a slip of the pen
FURTHEST_YEARS = 3  # how far ahead leave is asked for
ALL_WEEK = "0123456"
OFFICE_WEEK = "01234"


class LeaveState(StrEnum):
    """Where a leave stands."""

    DRAFT = "draft"
    REQUESTED = "requested"
    APPROVED = "approved"
    TAKEN = "taken"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class EntryKind(StrEnum):
    """Why a balance changes."""

    GRANT = "grant"
    ACCRUE = "accrue"
    TAKE = "take"
    CARRY = "carry"
    EXPIRE = "expire"
    CORRECT = "correct"


STATE_WORDS = {
    LeaveState.DRAFT: "Draft",
    LeaveState.REQUESTED: "Asked for",
    LeaveState.APPROVED: "Approved",
    LeaveState.TAKEN: "Taken",
    LeaveState.DECLINED: "Declined",
    LeaveState.CANCELLED: "Cancelled",
}
ENTRY_WORDS = {
    EntryKind.GRANT: "Granted",
    EntryKind.ACCRUE: "Earned",
    EntryKind.TAKE: "Taken",
    EntryKind.CARRY: "Carried over",
    EntryKind.EXPIRE: "Expired",
    EntryKind.CORRECT: "Corrected",
}
MOVE_WORDS = {
    "ask": "Ask for it",
    "approve": "Approve",
    "decline": "Decline",
    "cancel": "Cancel",
    "take": "Taken",
}


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move: to which state, and whether it owes a reason."""

    to: LeaveState
    needs_reason: bool = False


_S = LeaveState
MOVES: dict[tuple[LeaveState, str], Move] = {
    (_S.DRAFT, "ask"): Move(_S.REQUESTED),
    (_S.DRAFT, "cancel"): Move(_S.CANCELLED),
    (_S.REQUESTED, "approve"): Move(_S.APPROVED),
    (_S.REQUESTED, "decline"): Move(_S.DECLINED, needs_reason=True),
    (_S.REQUESTED, "cancel"): Move(_S.CANCELLED),
    (_S.APPROVED, "take"): Move(_S.TAKEN),
    (_S.APPROVED, "cancel"): Move(_S.CANCELLED, needs_reason=True),
}
HOLDS = frozenset({_S.APPROVED, _S.TAKEN})  # in these somebody is away
BLOCKS = HOLDS | {_S.REQUESTED, _S.DRAFT}  # in these no other leave of the person may lie on the same day
OVER = frozenset({_S.TAKEN, _S.DECLINED, _S.CANCELLED})


def moves_from(state: LeaveState) -> list[str]:
    """The moves a leave in ``state`` may make."""
    return [move for (origin, move) in MOVES if origin is state]


def moved(whose: str, state: LeaveState, move: str, reason: str = "") -> LeaveState:
    """The state after ``move``. Raises RuleBroken when it is not in the table, or its reason is missing."""
    found = MOVES.get((state, move))
    if found is None:
        possible = ", ".join(MOVE_WORDS[other].lower() for other in moves_from(state)) or "nothing"
        raise RuleBroken(
            f"{whose} is {STATE_WORDS[state].lower()}, so “{MOVE_WORDS.get(move, move).lower()}” is not"
            f" possible; what is: {possible}."
        )
    if found.needs_reason and not reason.strip():
        raise RuleBroken(f"Say why: “{MOVE_WORDS[move].lower()}” needs a reason.")
    return found.to


def check_span(
    first: dt.date, last: dt.date, today: dt.date, *, first_half: bool, last_half: bool, allows_half: bool
) -> None:
    """Raise RuleBroken, in one sentence, when the days of a leave make no sense."""
    if last < first:
        raise RuleBroken("The last day of a leave cannot lie before the first.")
    if (last - first).days >= LONGEST:
        raise RuleBroken(
            f"That would be {(last - first).days + 1} days. A leave of more than two years is noted on the person"
            " (Start leave), not here."
        )
    if abs(first.year - today.year) > FURTHEST_YEARS:
        raise RuleBroken(f"Look at the year: {first.year} is more than {FURTHEST_YEARS} years away.")
    if (first_half or last_half) and not allows_half:
        raise RuleBroken("Leave of this type is taken in whole days.")
    if first == last and first_half and last_half:
        raise RuleBroken("From midday until midday of one day nothing is left; choose one of the two.")


def check_week(weekdays: str) -> str:
    """The weekdays somebody works (0 Monday to 6 Sunday), in order and each once. Raises RuleBroken for none."""
    clean = "".join(day for day in ALL_WEEK if day in weekdays)
    if not clean:
        raise RuleBroken("Choose at least one weekday.")
    return clean


def shares(
    first: dt.date, last: dt.date, *, first_half: bool = False, last_half: bool = False
) -> list[tuple[dt.date, float]]:
    """Each day of a leave with how much of it is meant: 1, or 0.5."""
    found = []
    for number in range((last - first).days + 1):
        day = first + dt.timedelta(days=number)
        half = (day == first and first_half) or (day == last and last_half)
        found.append((day, 0.5 if half else 1.0))
    return found


@dataclass(frozen=True, slots=True)
class DayCost:
    """What one day of a leave takes. ``minutes`` None: the contract hours of that day are not known."""

    day: dt.date
    share: float
    minutes: int | None


def costs(
    days: Sequence[tuple[dt.date, float]],
    weekly_minutes: Callable[[dt.date], int | None],
    weekdays: Callable[[dt.date], str],
    closed: Collection[dt.date],
) -> list[DayCost]:
    """The days of a leave on which the person would have worked, each by the contract of that very day.

    ``weekly_minutes`` and ``weekdays``: contract minutes a week and weekdays worked, as they hold on a day.
    ``closed``: holidays, which cost nothing.
    """
    found = []
    for day, share in days:
        week = weekdays(day)
        if str(day.weekday()) not in week or day in closed:
            continue
        weekly = weekly_minutes(day)
        found.append(
            DayCost(day, share, None if weekly is None else round(weekly * share / max(1, len(week))))
        )
    return found


def hours_text(minutes: int | None) -> str:
    """Minutes as hours: "38 h", "3.8 h", "−7.5 h"; "" when not known."""
    if minutes is None:
        return ""
    text = f"{abs(minutes) / 60:.2f}".rstrip("0").rstrip(".")
    sign = "\N{MINUS SIGN}" if minutes < 0 and text != "0" else ""
    return f"{sign}{text} h"


def days_text(days: float) -> str:
    """A number of days: "1 day", "2.5 days"."""
    text = f"{days:.2f}".rstrip("0").rstrip(".")
    return f"{text} day{'' if text == '1' else 's'}"


def span_text(first: dt.date, last: dt.date, *, first_half: bool = False, last_half: bool = False) -> str:
    """The days of a leave, short: "3 Apr 2026", "3 to 7 Apr 2026", "30 Mar (from midday) to 3 Apr 2026"."""
    end = f"{last.day} {last:%b %Y}"
    if first == last:
        half = ", afternoon" if first_half else ", morning" if last_half else ""
        return f"{end}{half}"
    start = (
        f"{first.day}" if (first.year, first.month) == (last.year, last.month) else f"{first.day} {first:%b}"
    )
    if first.year != last.year:
        start = f"{first.day} {first:%b %Y}"
    start += " (from midday)" if first_half else ""
    return f"{start} to {end}{' (until midday)' if last_half else ''}"


def months_due(today: dt.date, start: dt.date) -> list[dt.date]:
    """The firsts of month of ``today``'s year up to today, not before the month of ``start``."""
    begin = max(dt.date(today.year, 1, 1), start.replace(day=1))
    return [
        dt.date(today.year, number, 1)
        for number in range(1, today.month + 1)
        if dt.date(today.year, number, 1) >= begin
    ]


def yearly_share(start: dt.date | None, year: int) -> float:
    """How much of a year's leave somebody gets who starts in it: a twelfth for each month, the first included."""
    if start is None or start.year < year:
        return 1.0
    return 0.0 if start.year > year else (13 - start.month) / 12
