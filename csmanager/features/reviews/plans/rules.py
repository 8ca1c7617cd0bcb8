"""Improvement plans: which moves they may make and when a goal may change. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.periods import day_text


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    DISCUSSED = "discussed"
    ACTIVE = "active"
    EXTENDED = "extended"
    SUCCEEDED = "succeeded"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    CANCELLED = "cancelled"


class CheckResult(StrEnum):
    """What a checkpoint found."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    MET = "met"


class Containment(StrEnum):
    """What keeps customers safe while a plan runs."""

    RESTRICT = "restrict"
    DOUBLE_CHECK = "double_check"
    SAMPLING = "sampling"
    NOT_ALONE = "not_alone"
    BUDDY = "buddy"


STATE_WORDS = {
    PlanState.DRAFT: "Draft",
    PlanState.DISCUSSED: "Discussed",
    PlanState.ACTIVE: "Active",
    PlanState.EXTENDED: "Extended",
    PlanState.SUCCEEDED: "Succeeded",
    PlanState.PARTLY_MET: "Partly met",
    PlanState.NOT_MET: "Not met",
    PlanState.CANCELLED: "Cancelled",
}
RESULT_WORDS = {
    CheckResult.ON_TRACK: "On track",
    CheckResult.BEHIND: "Behind",
    CheckResult.MET: "Goals met",
}
CONTAINMENT_WORDS = {
    Containment.RESTRICT: "Takes only some kinds of contact",
    Containment.DOUBLE_CHECK: "Replies are read by somebody before they go out",
    Containment.SAMPLING: "More contacts are checked for quality",
    Containment.NOT_ALONE: "Does not work the last shift alone",
    Containment.BUDDY: "Works beside somebody experienced",
}
RUNNING = frozenset({PlanState.ACTIVE, PlanState.EXTENDED})
OPEN = frozenset({PlanState.DRAFT, PlanState.DISCUSSED}) | RUNNING
ENDED = frozenset({PlanState.SUCCEEDED, PlanState.PARTLY_MET, PlanState.NOT_MET, PlanState.CANCELLED})

_P = PlanState
# (state, move) -> (state after, whether a reason is needed)
MOVES: dict[tuple[PlanState, str], tuple[PlanState, bool]] = {
    (_P.DRAFT, "discuss"): (_P.DISCUSSED, False),
    (_P.DISCUSSED, "start"): (_P.ACTIVE, False),
    (_P.ACTIVE, "extend"): (_P.EXTENDED, True),
    (_P.EXTENDED, "extend"): (_P.EXTENDED, True),
    **{(state, "succeed"): (_P.SUCCEEDED, False) for state in RUNNING},
    **{(state, "partly"): (_P.PARTLY_MET, False) for state in RUNNING},
    **{(state, "fail"): (_P.NOT_MET, False) for state in RUNNING},
    **{(state, "cancel"): (_P.CANCELLED, True) for state in OPEN},
}
MOVE_WORDS = {
    "discuss": "Discussed",
    "start": "Start",
    "extend": "Extend",
    "succeed": "Succeeded",
    "partly": "Partly met",
    "fail": "Not met",
    "cancel": "Cancel",
}
NEXT_STEPS = {
    PlanState.SUCCEEDED: "Say thank you, end the containment, and look again in three months.",
    PlanState.PARTLY_MET: "Extend what is still open by a new plan, or change the work to what goes well.",
    PlanState.NOT_MET: "Decide with whoever is responsible for people about the next step of the policy.",
}


def moves_from(state: PlanState) -> list[str]:
    """The moves a plan in ``state`` may make."""
    return [move for (origin, move) in MOVES if origin is state]


def moved(title: str, state: PlanState, move: str, reason: str) -> PlanState:
    """The state after ``move``. Raises RuleBroken when it is not in the table, or lacks its reason."""
    found = MOVES.get((state, move))
    if found is None:
        possible = ", ".join(MOVE_WORDS[other].lower() for other in moves_from(state)) or "nothing"
        raise RuleBroken(
            f"{title} is {STATE_WORDS[state].lower()}, so “{MOVE_WORDS.get(move, move).lower()}” is not"
            f" possible; what is: {possible}."
        )
    after, needs_reason = found
    if needs_reason and not reason.strip():
        raise RuleBroken(f"Say why: “{MOVE_WORDS[move].lower()}” needs a reason.")
    return after


def check_plan_goal(text: str, metric_key: str, target: float | None, due_on: dt.date | None) -> None:
    """Raise RuleBroken, in one sentence, when a goal names no measure, target or day."""
    if not text.strip():
        raise RuleBroken("Say what should be true at the end of it.")
    if not metric_key:
        raise RuleBroken("A goal of a plan needs a measure, or nobody can tell later whether it was met.")
    if target is None:
        raise RuleBroken("A goal of a plan needs the value that should be reached.")
    if due_on is None:
        raise RuleBroken("A goal of a plan needs a day by which it should be reached.")


def check_change(locked_on: dt.date | None, state: PlanState, reason: str) -> None:
    """Raise RuleBroken when a goal may not change: after the first checkpoint never, before it with a reason."""
    if locked_on is not None:
        raise RuleBroken(
            f"The goals are locked since the checkpoint of {day_text(locked_on)}:"
            " what was agreed stays as it is. Extend the plan, with a reason, when it needs more time."
        )
    if state in ENDED:
        raise RuleBroken("This plan has ended; its goals stay as they were.")
    if state in RUNNING and not reason.strip():
        raise RuleBroken("The plan is under way: say why the goal changes.")


def checkpoint_days(starts_on: dt.date, ends_on: dt.date, every_days: int) -> list[dt.date]:
    """The days of the checkpoints: every so many days, the last one on the day it ends."""
    if every_days < 1:
        raise RuleBroken("Checkpoints are at least a day apart.")
    found, day = [], starts_on + dt.timedelta(days=every_days)
    while day < ends_on:
        found.append(day)
        day += dt.timedelta(days=every_days)
    return [*found, ends_on]


def weeks_of(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """The weeks of 7 days from ``first`` on that are over by ``last``."""
    found, start = [], first
    while start + dt.timedelta(days=6) <= last:
        found.append((start, start + dt.timedelta(days=6)))
        start += dt.timedelta(days=7)
    return found
