"""What a task is, and in which order things need the manager. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

SOON_DAYS = 7  # a to-do further away waits under "Later"


class TaskKind(StrEnum):
    """A to-do, or a promise made to someone."""

    TODO = "todo"
    PROMISE = "promise"


KIND_WORDS = {TaskKind.TODO: "To-do", TaskKind.PROMISE: "Promise"}
LATE_PROMISE = 0  # weight of a promise that is late: it comes before everything else
PROMISE_TODAY = 1  # of one that is due today
PROMISE = 10
TODO = 20
MARKS = ("late", "signal", "soon", "open")  # most urgent first


def is_waiting(due_on: dt.date | None, today: dt.date) -> bool:
    """Whether a task belongs under "Later" still."""
    return due_on is not None and (due_on - today).days > SOON_DAYS


def mark_of(due_on: dt.date | None, today: dt.date) -> str:
    """How a task stands: late from the day after it was due, soon up to it, open without a day."""
    if due_on is None:
        return "open"
    return "late" if due_on < today else "soon"


def weight_of(kind: TaskKind, due_on: dt.date | None, today: dt.date) -> int:
    """The weight of a task on Today: a broken promise first."""
    if kind is TaskKind.PROMISE:
        if due_on is None or due_on > today:
            return PROMISE
        return LATE_PROMISE if due_on < today else PROMISE_TODAY
    return TODO


def order(
    mark: str, weight: int, due: dt.date | None, text: str, today: dt.date
) -> tuple[int, int, int, dt.date, str]:
    """The key by which Today is sorted: broken promises, then what is to be done now, soon, and without a day.

    "Now" is all that is late, calls by a signal, or is due today. In each the weightier stands first, whatever its
    age: a certificate that ran out in autumn does not stand above today's promise.
    """
    is_now = mark in ("late", "signal") or (due is not None and due <= today)
    band = 0 if mark == "late" and weight == LATE_PROMISE else 1 if is_now else 2 if mark == "soon" else 3
    place = MARKS.index(mark) if mark in MARKS else len(MARKS)
    return (band, weight, place, due or dt.date.max, text.casefold())


def due_text(due: dt.date | None, today: dt.date) -> str:
    """How far away a day is, in words: "2 days late", "today", "tomorrow", "in 5 days"; empty without a day."""
    if due is None:
        return ""
    days = (due - today).days
    if days < 0:
        return "1 day late" if days == -1 else f"{-days} days late"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
