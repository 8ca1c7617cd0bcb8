"""What a goal is, which moves it may make, and how far it has come. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from csmanager.core.errors import RuleBroken


class GoalOwner(StrEnum):
    """Whose goal it is."""

    TEAM = "team"
    PERSON = "person"


class GoalState(StrEnum):
    """Where a goal stands."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CLOSED = "closed"
    ARCHIVED = "archived"


STATE_WORDS = {
    GoalState.PENDING: "Pending",
    GoalState.IN_PROGRESS: "In progress",
    GoalState.COMPLETED: "Completed",
    GoalState.CLOSED: "Closed early",
    GoalState.ARCHIVED: "Archived",
}

# (state, move) -> (state after, whether a reason is needed)
MOVES: dict[tuple[GoalState, str], tuple[GoalState, bool]] = {
    (GoalState.PENDING, "start"): (GoalState.IN_PROGRESS, False),
    (GoalState.PENDING, "close"): (GoalState.CLOSED, True),
    (GoalState.IN_PROGRESS, "complete"): (GoalState.COMPLETED, False),
    (GoalState.IN_PROGRESS, "close"): (GoalState.CLOSED, True),
    (GoalState.COMPLETED, "reopen"): (GoalState.IN_PROGRESS, True),
    (GoalState.CLOSED, "reopen"): (GoalState.IN_PROGRESS, True),
    (GoalState.COMPLETED, "archive"): (GoalState.ARCHIVED, False),
    (GoalState.CLOSED, "archive"): (GoalState.ARCHIVED, False),
}
MOVE_WORDS = {
    "start": "Start",
    "complete": "Complete",
    "close": "Close early",
    "reopen": "Open again",
    "archive": "Archive",
}


def moves_from(state: GoalState) -> list[str]:
    """The moves a goal in ``state`` may make."""
    return [move for (origin, move) in MOVES if origin is state]


def moved(title: str, state: GoalState, move: str, reason: str) -> GoalState:
    """The state after ``move``. Raises RuleBroken when it is not in the table, or lacks its reason."""
    found = MOVES.get((state, move))
    if found is None:
        raise RuleBroken(f"{title} is {STATE_WORDS[state].lower()}, so it cannot do that.")
    after, needs_reason = found
    if needs_reason and not reason.strip():
        raise RuleBroken(f"Say why {title} is {'closed early' if move == 'close' else 'opened again'}.")
    return after


def check_goal(
    title: str,
    *,
    metric_key: str,
    start_value: float | None,
    target_value: float | None,
    starts_on: dt.date,
    due_on: dt.date | None,
) -> None:
    """Raise RuleBroken when the goal cannot be measured or has no day."""
    if not title.strip():
        raise RuleBroken("A goal needs a title: what should be true at the end of it?")
    if due_on is None:
        raise RuleBroken("A goal needs a day by which it should be reached.")
    if due_on <= starts_on:
        raise RuleBroken("A goal is reached after it starts; choose a later day.")
    if target_value is not None and not metric_key:
        raise RuleBroken("A target value needs the measure it belongs to.")
    if metric_key and target_value is None:
        raise RuleBroken("A goal fed by a measure needs the value it should reach.")
    if metric_key and start_value is not None and start_value == target_value:
        raise RuleBroken("The goal is where it starts; choose another target.")


def progress(start: float | None, target: float | None, value: float | None) -> float | None:
    """How much of the way from ``start`` to ``target`` is done, 0 to 1; None when one of them is not known."""
    if start is None or target is None or value is None or start == target:
        return None
    return min(1.0, max(0.0, (value - start) / (target - start)))


def expected(starts_on: dt.date, due_on: dt.date, on: dt.date) -> float:
    """How much of the time is over, 0 to 1."""
    return min(1.0, max(0.0, (on - starts_on).days / max(1, (due_on - starts_on).days)))


def pace(done: float | None, time: float) -> str:
    """How a goal stands, in words: "reached", "on track", "behind", "at risk", "not judged"."""
    if done is None:
        return "not judged"
    if done >= 1.0:
        return "reached"
    if done >= time - 0.1:
        return "on track"
    return "behind" if done >= time - 0.4 else "at risk"
