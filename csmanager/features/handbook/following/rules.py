"""When a clause counts as followed, how spot checks are drawn, and the life of a wish for change."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum

from csmanager.core.errors import RuleBroken

MET = 0.75  # share of an item's scale from which its clause counts as followed; yes of a yes-or-no item
LEAST = 10  # grades and checks below which a share is not judged
AIM = 0.9  # share of the times a clause is to be followed
CHECK_DAYS = 14  # days a drawn spot check may take
SOON_DAYS = 14  # days before an exception expires from which Today names it
OLD_REQUEST_DAYS = 14  # days a wish may lie before Today asks about it


class CheckResult(StrEnum):
    """What a spot check found."""

    PASS = "pass"
    FAIL = "fail"
    NA = "na"


class RequestSource(StrEnum):
    """Where a wish for change came from."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    GAP = "gap"
    CONTRADICTION = "contradiction"
    CHECK = "check"
    OWN = "own"


class RequestState(StrEnum):
    """Where a wish for change stands."""

    NEW = "new"
    ACCEPTED = "accepted"
    DONE = "done"
    REJECTED = "rejected"


RESULT_NAMES = {
    CheckResult.PASS: "Followed",
    CheckResult.FAIL: "Not followed",
    CheckResult.NA: "Could not be seen",
}
SOURCE_NAMES = {
    RequestSource.COMPLAINT: "Complaint",
    RequestSource.QUESTION: "Question of the team",
    RequestSource.GAP: "Search in vain",
    RequestSource.CONTRADICTION: "Contradiction",
    RequestSource.CHECK: "Spot check",
    RequestSource.OWN: "Own idea",
}
STATE_NAMES = {
    RequestState.NEW: "New",
    RequestState.ACCEPTED: "To be written",
    RequestState.DONE: "Done",
    RequestState.REJECTED: "Turned down",
}
NEXT_STATES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.NEW: frozenset({RequestState.ACCEPTED, RequestState.DONE, RequestState.REJECTED}),
    RequestState.ACCEPTED: frozenset({RequestState.DONE, RequestState.REJECTED, RequestState.NEW}),
    RequestState.DONE: frozenset({RequestState.NEW}),
    RequestState.REJECTED: frozenset({RequestState.NEW}),
}
"""The whole table of what may become of a wish."""


def check_state(old: RequestState, new: RequestState, answer: str) -> None:
    """Raises RuleBroken when a wish may not go from ``old`` to ``new``, or an answer is missing."""
    if new not in NEXT_STATES[old]:
        raise RuleBroken(
            f"A wish that is {STATE_NAMES[old].lower()} cannot become {STATE_NAMES[new].lower()}."
        )
    if new is RequestState.REJECTED and not answer.strip():
        raise RuleBroken("Say in a sentence why it is turned down; whoever asked will want to know.")
    if new is RequestState.DONE and not answer.strip():
        raise RuleBroken("Say in a sentence what was changed.")


def round_of(day: dt.date) -> str:
    """The quarter in which nobody is checked twice on the same clause, such as 2026-Q1."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


Pair = tuple[str, str, int]
"""A policy's code, a clause, a person."""


def draw(pool: Iterable[Pair], wanted: int, seed: int) -> tuple[list[Pair], str, int]:
    """``wanted`` pairs without replacement, the SHA-256 of the sorted pool, and its size.

    Every pair gets the SHA-256 of the seed and itself, and those with the lowest are drawn: the same pool, number
    and seed give the same pairs on any machine. Raises RuleBroken when the pool is empty.
    """
    ordered = sorted(set(pool))
    if not ordered:
        raise RuleBroken("Everybody was checked on every clause this quarter; nothing is left to draw.")
    if wanted < 1:
        raise RuleBroken("Draw at least one.")
    lines = {pair: "\t".join(map(str, pair)) for pair in ordered}
    digest = hashlib.sha256("\n".join(lines.values()).encode()).hexdigest()
    lots = sorted(ordered, key=lambda pair: hashlib.sha256(f"{seed}\t{lines[pair]}".encode()).digest())
    return lots[:wanted], digest, len(ordered)


def check_exception(subject: str, reason: str, approver: str, start: dt.date, end: dt.date) -> None:
    """Raises RuleBroken with what an exception lacks."""
    for value, word in (
        (subject, "for whom or what it is"),
        (reason, "why it is needed"),
        (approver, "who agreed"),
    ):
        if not value.strip():
            raise RuleBroken(f"An exception must say {word}.")
    if end < start:
        raise RuleBroken("It would expire before it begins.")
    if (end - start).days > 366:
        raise RuleBroken("An exception lasts a year at most; what lasts longer belongs into the policy.")


def is_met(share: float | None) -> bool | None:
    """Whether a mark says that its clause was followed; None when it did not apply."""
    return None if share is None else share >= MET - 1e-9


def split_weeks(days: Sequence[int], first: int, last: int) -> list[int]:
    """How many of ``days`` (days since 1970) fall into each week from the week of ``first`` to that of ``last``."""
    start = first - (first + 3) % 7
    counts = [0] * ((last - start) // 7 + 1)
    for day in days:
        if start <= day <= last:
            counts[(day - start) // 7] += 1
    return counts
