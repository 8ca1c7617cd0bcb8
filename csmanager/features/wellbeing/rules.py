"""Pulse without names, strain without verdicts, availability. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Sequence
from enum import StrEnum
from itertools import pairwise

from csmanager.core.errors import RuleBroken

MINIMUM = 4  # answers below which nothing anonymous is shown; a store may ask for more, never for fewer
SCALE = {1: "not at all", 2: "hardly", 3: "partly", 4: "mostly", 5: "fully"}
OVERLAP_DAYS = 60  # within which two rounds of one set may not differ by a few people
SPAN_DAYS = 14  # over which strain is added up
BREATHER_MINUTES = 10
REST_MINUTES = 11 * 60  # between the end of one shift and the start of the next
LONG_MINUTES = 6 * 60  # a shift longer than this has a break
LOOK_AT = 12.0  # the sum from which a talk is suggested; a setting of the store
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_MINUTES = 1440


class Can(StrEnum):
    """Whether somebody can work at a time."""

    AVAILABLE = "available"
    PREFERRED = "preferred"
    UNAVAILABLE = "unavailable"


CAN_WORDS = {Can.AVAILABLE: "Can", Can.PREFERRED: "Likes to", Can.UNAVAILABLE: "Cannot"}


def check_minimum(value: int) -> None:
    """Raise RuleBroken for a group in which one could guess who said what."""
    if value < MINIMUM:
        raise RuleBroken(
            f"The smallest group is {MINIMUM} or more; below that one could guess who said what."
        )


def check_audience(asked: Collection[int], minimum: int, others: Sequence[Collection[int]]) -> None:
    """Raise RuleBroken where too few are asked, or where the difference to another round would give somebody away."""
    people = set(asked)
    if len(people) < minimum:
        raise RuleBroken(
            f"A pulse asks {minimum} people or more; this would be {len(people)}. Nothing could be shown of it."
        )
    for other in others:
        apart = people ^ set(other)
        if 0 < len(apart) < minimum:
            raise RuleBroken(
                f"This round and another of the last {OVERLAP_DAYS} days differ by {len(apart)}"
                f" {'person' if len(apart) == 1 else 'people'} only, so their answers could be told apart. Ask the"
                " same people again, or wait."
            )


def token(salt: str, person_id: int) -> str:
    """What says that a person answered a round, and nothing of what."""
    return hashlib.sha256(f"{salt} {person_id}".encode()).hexdigest()


def read_marks(text: str, questions: int) -> tuple[int | None, ...]:
    """Answers as they are typed from paper: "4 5 3", "-" for one left out. Raises RuleBroken with a sentence."""
    parts = text.replace(",", " ").split()
    if len(parts) == 1 and len(parts[0]) == questions and questions > 1:
        parts = list(parts[0])
    if len(parts) != questions:
        raise RuleBroken(
            f"This sheet has {questions} questions; type {questions} answers, - for one left out."
        )
    found: list[int | None] = []
    for part in parts:
        if part in ("-", "0", "x"):
            found.append(None)
        elif part.isdecimal() and int(part) in SCALE:
            found.append(int(part))
        else:
            raise RuleBroken(f"“{part}” is no answer: 1 to 5, or - for one left out.")
    if all(mark is None for mark in found):
        raise RuleBroken("Answer at least one question.")
    return tuple(found)


def check_breather(minutes: int) -> None:
    """Raise RuleBroken for a length nobody means."""
    if not 1 <= minutes <= 120:
        raise RuleBroken("A breather lasts 1 to 120 minutes.")


_TIME = re.compile(r"^(\d{1,2})(?::?(\d{2}))?$")


def read_time(text: str, empty: int) -> int:
    """Minutes after midnight of "9", "09:30" or "24:00"; ``empty`` for nothing. Raises RuleBroken with a sentence."""
    clean = text.strip()
    if not clean:
        return empty
    found = _TIME.match(clean)
    minutes = int(found[1]) * 60 + int(found[2] or 0) if found else -1
    if not 0 <= minutes <= DAY_MINUTES or (found and int(found[2] or 0) > 59):
        raise RuleBroken(f"“{clean}” is no time of day; write it like 9:30.")
    return minutes


def check_times(weekday: int, start: int, end: int) -> None:
    """Raise RuleBroken for a day that is none, or a span that ends before it begins."""
    if weekday not in range(7):
        raise RuleBroken("A weekday is Monday to Sunday.")
    if not 0 <= start < end <= DAY_MINUTES:
        raise RuleBroken(f"On {WEEKDAYS[weekday]} the end must come after the start.")


def time_text(minutes: int) -> str:
    """A time of day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def span_text(start: int, end: int) -> str:
    """From when to when; "all day" for the whole of it."""
    return "all day" if (start, end) == (0, DAY_MINUTES) else f"{time_text(start)}–{time_text(end)}"


def short_span(start: int, end: int) -> str:
    """As ``span_text``, whole hours without their minutes: 9–17."""
    if (start, end) == (0, DAY_MINUTES):
        return "all day"
    return "–".join(str(at // 60) if at % 60 == 0 else f"{at // 60}:{at % 60:02}" for at in (start, end))


def short_rests(shifts: Sequence[tuple[dt.date, int, int]]) -> int:
    """How often less than eleven hours lay between two shifts, (day, start, end) in minutes after its midnight."""
    ordered = sorted(shifts)
    count = 0
    for (day, _, end), (after, start, _) in pairwise(ordered):
        gap = (after - day).days * DAY_MINUTES + start - end
        if after != day and 0 <= gap < REST_MINUTES:
            count += 1
    return count


def days_without_rest(worked: Collection[dt.date], today: dt.date) -> int:
    """Days in a row that were worked up to ``today``, or up to the day before it."""
    day = today if today in worked else today - dt.timedelta(days=1)
    count = 0
    while day in worked:
        count, day = count + 1, day - dt.timedelta(days=1)
    return count


def longest_run(hard: Sequence[bool]) -> int:
    """The longest run of hard contacts in a row."""
    best = now = 0
    for is_hard in hard:
        now = now + 1 if is_hard else 0
        best = max(best, now)
    return best
