"""How a score is answered and a dispute decided. Plain Python, no database."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from csmanager.core.errors import RuleBroken


class Subject(StrEnum):
    """What was scored."""

    GRADE = "grade"
    REVIEW = "review"


class Said(StrEnum):
    """What the person says to it."""

    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"


class Decision(StrEnum):
    """What the manager answers to a dispute."""

    STANDS = "stands"
    PARTLY = "partly"
    ACCEPTED = "accepted"


SAID_WORDS = {Said.ACKNOWLEDGED: "Acknowledged", Said.DISPUTED: "Disputed"}
DECISION_WORDS = {
    Decision.STANDS: "The score stands",
    Decision.PARTLY: "Partly accepted",
    Decision.ACCEPTED: "Accepted",
}
HALF = 0.5  # of the scale; a critical item below it fails the whole grade


def graded(marks: Sequence[tuple[float, bool, float | None]]) -> tuple[float | None, int]:
    """Share and critical items missed of (weight, critical, mark); marks of None did not apply.

    >>> graded([(10, False, 1.0), (30, False, 0.0), (5, False, None)])
    (0.25, 0)
    """
    known = [(weight, critical, share) for weight, critical, share in marks if share is not None]
    missed = sum(critical and share < HALF for _weight, critical, share in known)
    total = sum(weight for weight, _critical, _share in known)
    if missed:
        return 0.0, missed
    return (sum(weight * share for weight, _critical, share in known) / total if total else None), 0


def check_answer(said: Said, text: str) -> None:
    """Raises RuleBroken when a dispute says nothing."""
    if said is Said.DISPUTED and not text.strip():
        raise RuleBroken("Say what you see differently.")


def check_decision(decision: Decision, reason: str, *, changes: bool, can_change: bool) -> None:
    """Raises RuleBroken without a reason, or when the decision and what becomes of the score do not fit."""
    if not reason.strip():
        raise RuleBroken("Give the reason; they read it at the kiosk.")
    if decision is Decision.STANDS and changes:
        raise RuleBroken("The score stands, so it cannot change; leave the new mark empty.")
    if decision is not Decision.STANDS and can_change and not changes:
        raise RuleBroken("Say what the mark is now.")
