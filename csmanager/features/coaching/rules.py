"""Coaching: which moves a session may make, and the clock from score to talk. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from csmanager.core.errors import RuleBroken

WITHIN_DAYS = 5  # working days from a score to the talk about it
LOW_SHARE = 0.7  # a score below it waits for a talk
LOOK_BACK_DAYS = 30  # older scores are not brought up any more
FOLLOW_UP_DAYS = 28  # the usual time until the effect is looked at


class CoachState(StrEnum):
    """Where a session stands."""

    DRAFT = "draft"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"


class CoachKind(StrEnum):
    """What a session is for."""

    PERFORMANCE = "performance"
    DEVELOPMENT = "development"
    REMEDIAL = "remedial"
    PRAISE = "praise"


class Answer(StrEnum):
    """What the person said to it."""

    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"


class Effect(StrEnum):
    """What the manager and the person think it did."""

    HELPED = "helped"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    UNCLEAR = "unclear"


class EvidenceKind(StrEnum):
    """What evidence a session rests on."""

    EVALUATION = "evaluation"
    FIGURE = "figure"
    COMPLAINT = "complaint"
    ADVICE = "advice"
    SEEN = "seen"


STATE_WORDS = {
    CoachState.DRAFT: "Draft",
    CoachState.DELIVERED: "Delivered",
    CoachState.ACKNOWLEDGED: "Acknowledged",
    CoachState.FOLLOWED_UP: "Followed up",
    CoachState.CLOSED: "Closed",
}
KIND_WORDS = {
    CoachKind.PERFORMANCE: "Performance",
    CoachKind.DEVELOPMENT: "Development",
    CoachKind.REMEDIAL: "Putting right",
    CoachKind.PRAISE: "Praise",
}
EFFECT_WORDS = {
    Effect.HELPED: "It helped",
    Effect.NO_CHANGE: "No change",
    Effect.WORSE: "It got worse",
    Effect.UNCLEAR: "Unclear",
}
EVIDENCE_WORDS = {
    EvidenceKind.EVALUATION: "Graded contact",
    EvidenceKind.FIGURE: "Figure",
    EvidenceKind.COMPLAINT: "Complaint",
    EvidenceKind.ADVICE: "Advice",
    EvidenceKind.SEEN: "Seen or heard",
}
_C = CoachState
# (state, move) -> (state after, whether a reason is needed)
MOVES: dict[tuple[CoachState, str], tuple[CoachState, bool]] = {
    (_C.DRAFT, "deliver"): (_C.DELIVERED, False),
    (_C.DELIVERED, "acknowledge"): (_C.ACKNOWLEDGED, False),
    (_C.DELIVERED, "dispute"): (_C.DELIVERED, True),
    (_C.DELIVERED, "settle"): (_C.ACKNOWLEDGED, True),
    (_C.DELIVERED, "follow_up"): (_C.FOLLOWED_UP, True),
    (_C.ACKNOWLEDGED, "follow_up"): (_C.FOLLOWED_UP, False),
    (_C.FOLLOWED_UP, "again"): (_C.ACKNOWLEDGED, True),
    (_C.FOLLOWED_UP, "close"): (_C.CLOSED, False),
    (_C.CLOSED, "reopen"): (_C.FOLLOWED_UP, True),
}
MOVE_WORDS = {
    "deliver": "Deliver",
    "acknowledge": "Acknowledge",
    "dispute": "Dispute",
    "settle": "Settle the dispute",
    "follow_up": "Follow up",
    "again": "Coach again",
    "close": "Close",
    "reopen": "Open again",
}
DONE_WORDS = {
    "deliver": "Talk held",
    "acknowledge": "Acknowledged",
    "dispute": "Disputed",
    "settle": "Dispute settled",
    "follow_up": "Followed up",
    "again": "To be coached again",
    "close": "Closed",
    "reopen": "Opened again",
}
OPEN = frozenset({_C.DRAFT, _C.DELIVERED, _C.ACKNOWLEDGED, _C.FOLLOWED_UP})


def after(state: CoachState, move: str, reason: str) -> CoachState:
    """Where ``move`` leads. Raises RuleBroken when it is not possible, or lacks its reason."""
    found = MOVES.get((state, move))
    if found is None:
        if move == "close" and state in OPEN:
            raise RuleBroken("Coaching is not closed before it was followed up.")
        word = MOVE_WORDS.get(move, move).lower()
        raise RuleBroken(f"“{word}” is not possible while coaching is {STATE_WORDS[state].lower()}.")
    if found[1] and not reason.strip():
        raise RuleBroken("Say why.")
    return found[0]


def clean_behaviour(text: str) -> str:
    """The one behaviour a session is about. Raises RuleBroken when it names none, or several."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not lines:
        raise RuleBroken("Name the behaviour, as somebody could see or hear it.")
    if len(lines) > 1 or ";" in lines[0]:
        raise RuleBroken("One behaviour for each session. Make another session for the other.")
    return lines[0]


def working_days(
    first: dt.date, last: dt.date, weekdays: Collection[int] = range(5), off: Collection[dt.date] = ()
) -> int:
    """Working days after ``first`` up to and including ``last``; 0 for the same day. ``weekdays``: 0 is Monday."""
    days = max(0, (last - first).days)
    return sum(
        (day := first + dt.timedelta(days=step)).weekday() in weekdays and day not in off
        for step in range(1, days + 1)
    )
