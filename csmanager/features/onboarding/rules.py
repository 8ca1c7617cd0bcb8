"""Plans, items, gates and leaving: their states, the legal steps between them, and when a gate opens."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

SOON_DAYS = 7  # what is due further away does not stand on Today yet
LONGEST_OFFSET = 730  # days from the start; more is a slip of the pen
LONGEST_SHUT = 60  # closed days in a row after which an item keeps its own date


class PlanKind(StrEnum):
    """What a plan is for."""

    ONBOARDING = "onboarding"
    SEASONAL = "seasonal"
    CROSS_TRAIN = "cross_train"
    LEAVER = "leaver"


class ItemOwner(StrEnum):
    """Who has to do an item."""

    MANAGER = "manager"
    MENTOR = "mentor"
    PERSON = "person"
    OTHER = "other"


class PlanState(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """Where an item stands."""

    TODO = "todo"
    DOING = "doing"
    STUCK = "stuck"
    DONE = "done"
    WAIVED = "waived"


class GateState(StrEnum):
    """Where a gate stands: it opens by itself when its rule is met, and is passed only by a signature."""

    CLOSED = "closed"
    READY = "ready"
    PASSED = "passed"
    FAILED = "failed"
    WAIVED = "waived"


class LeavingState(StrEnum):
    """How far somebody's leaving has come."""

    OPENED = "opened"
    HANDOVER = "handover"
    INTERVIEWED = "interviewed"
    CLEARED = "cleared"
    CLOSED = "closed"
    RETAINED = "retained"


class Mark(StrEnum):
    """How a line of an on-the-job sheet went."""

    ALONE = "alone"
    WITH_HELP = "with_help"
    NOT_YET = "not_yet"


KIND_WORDS = {
    PlanKind.ONBOARDING: "Joining",
    PlanKind.SEASONAL: "Season",
    PlanKind.CROSS_TRAIN: "Another job",
    PlanKind.LEAVER: "Leaving",
}
OWNER_WORDS = {
    ItemOwner.MANAGER: "Manager",
    ItemOwner.MENTOR: "Mentor",
    ItemOwner.PERSON: "Newcomer",
    ItemOwner.OTHER: "Somebody else",
}
_PERSON_WORDS = {PlanKind.LEAVER: "Who leaves", PlanKind.CROSS_TRAIN: "Who learns"}
PLAN_WORDS = {
    PlanState.DRAFT: "Draft",
    PlanState.ACTIVE: "Under way",
    PlanState.PAUSED: "Paused",
    PlanState.COMPLETED: "Completed",
    PlanState.CANCELLED: "Cancelled",
}
ITEM_WORDS = {
    ItemState.TODO: "To do",
    ItemState.DOING: "Begun",
    ItemState.STUCK: "Stuck",
    ItemState.DONE: "Done",
    ItemState.WAIVED: "Waived",
}
GATE_WORDS = {
    GateState.CLOSED: "Closed",
    GateState.READY: "Ready to sign",
    GateState.PASSED: "Passed",
    GateState.FAILED: "Not passed",
    GateState.WAIVED: "Waived",
}
LEAVING_WORDS = {
    LeavingState.OPENED: "Notice noted",
    LeavingState.HANDOVER: "Handing over",
    LeavingState.INTERVIEWED: "Interviewed",
    LeavingState.CLEARED: "All returned",
    LeavingState.CLOSED: "Closed",
    LeavingState.RETAINED: "Stays after all",
}
MARK_WORDS = {Mark.ALONE: "Alone", Mark.WITH_HELP: "With help", Mark.NOT_YET: "Not yet"}
LIVE_PLANS = frozenset({PlanState.ACTIVE, PlanState.PAUSED})
SETTLED = frozenset({ItemState.DONE, ItemState.WAIVED})
GONE_THROUGH = frozenset({GateState.PASSED, GateState.WAIVED})

_PLAN_MOVES: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.ACTIVE, PlanState.CANCELLED}),
    PlanState.ACTIVE: frozenset({PlanState.PAUSED, PlanState.COMPLETED, PlanState.CANCELLED}),
    PlanState.PAUSED: frozenset({PlanState.ACTIVE, PlanState.CANCELLED}),
    PlanState.COMPLETED: frozenset({PlanState.ACTIVE}),
    PlanState.CANCELLED: frozenset(),
}
_PLAN_REASONS = frozenset({PlanState.PAUSED, PlanState.CANCELLED})
_ITEM_REASONS = frozenset({ItemState.STUCK, ItemState.WAIVED})
_GATE_MOVES: dict[GateState, frozenset[GateState]] = {
    GateState.CLOSED: frozenset({GateState.READY, GateState.WAIVED}),
    GateState.READY: frozenset({GateState.CLOSED, GateState.PASSED, GateState.FAILED, GateState.WAIVED}),
    GateState.FAILED: frozenset({GateState.CLOSED, GateState.READY, GateState.WAIVED}),
    GateState.PASSED: frozenset(),
    GateState.WAIVED: frozenset(),
}
_LEAVING_MOVES: dict[LeavingState, frozenset[LeavingState]] = {
    LeavingState.OPENED: frozenset({LeavingState.HANDOVER, LeavingState.RETAINED}),
    LeavingState.HANDOVER: frozenset({LeavingState.INTERVIEWED, LeavingState.CLEARED, LeavingState.RETAINED}),
    LeavingState.INTERVIEWED: frozenset({LeavingState.CLEARED, LeavingState.RETAINED}),
    LeavingState.CLEARED: frozenset({LeavingState.CLOSED, LeavingState.RETAINED}),
    LeavingState.CLOSED: frozenset(),
    LeavingState.RETAINED: frozenset(),
}


def owner_word(owner: ItemOwner, kind: PlanKind) -> str:
    """Whose an item is; whom the plan is for has another name in each kind of plan."""
    return _PERSON_WORDS.get(kind, OWNER_WORDS[owner]) if owner is ItemOwner.PERSON else OWNER_WORDS[owner]


def require_plan_move(name: str, old: PlanState, new: PlanState, reason: str = "") -> None:
    """Raise RuleBroken when the plan of ``name`` cannot go from ``old`` to ``new``, or owes a reason."""
    if new not in _PLAN_MOVES[old]:
        raise RuleBroken(
            f"The plan of {name} is {PLAN_WORDS[old].lower()} and cannot become {PLAN_WORDS[new].lower()}."
        )
    if not reason.strip() and (new in _PLAN_REASONS or old is PlanState.COMPLETED):
        word = {PlanState.PAUSED: "paused", PlanState.CANCELLED: "cancelled"}.get(new, "opened again")
        raise RuleBroken(f"Say why the plan of {name} is {word}.")


def require_item_move(
    title: str, new: ItemState, *, reason: str, evidence: str, needs_evidence: bool
) -> None:
    """Raise RuleBroken when an item cannot be set to ``new``: no reason where one is owed, or nothing to show."""
    if new in _ITEM_REASONS and not reason.strip():
        what = "what holds it up" if new is ItemState.STUCK else "why it is not needed"
        raise RuleBroken(f"Say {what}: {title}.")
    if new is ItemState.DONE and needs_evidence and not evidence.strip():
        raise RuleBroken(f"{title} is done only with something to show: say what was seen, or where it lies.")


def require_gate_move(name: str, old: GateState, new: GateState, *, signed_by: str, reason: str) -> None:
    """Raise RuleBroken when a gate cannot go from ``old`` to ``new``; passing needs a name, waiving a reason."""
    if new is GateState.PASSED and old is GateState.CLOSED:
        raise RuleBroken(f"{name} is still closed; it can be signed once its rule is met.")
    if new not in _GATE_MOVES[old]:
        raise RuleBroken(f"{name} is {GATE_WORDS[old].lower()} and cannot become {GATE_WORDS[new].lower()}.")
    if new in (GateState.PASSED, GateState.FAILED) and not signed_by.strip():
        raise RuleBroken(f"Say who signs {name}.")
    if new in (GateState.WAIVED, GateState.FAILED) and not reason.strip():
        word = "waived" if new is GateState.WAIVED else "not passed"
        raise RuleBroken(f"Say why {name} is {word}.")


def require_leaving_move(name: str, old: LeavingState, new: LeavingState, reason: str = "") -> None:
    """Raise RuleBroken when somebody's leaving cannot go from ``old`` to ``new``, or owes a reason."""
    if new not in _LEAVING_MOVES[old]:
        raise RuleBroken(
            f"Leaving of {name}: {LEAVING_WORDS[old].lower()} cannot become {LEAVING_WORDS[new].lower()}."
        )
    if new is LeavingState.RETAINED and not reason.strip():
        raise RuleBroken(f"Say what made {name} stay.")


def open_day(wanted: dt.date, is_shut: Callable[[dt.date], bool]) -> dt.date:
    """``wanted``, or the next day on which the shop is open; itself where it stays shut for very long."""
    day = wanted
    for _ in range(LONGEST_SHUT):
        if not is_shut(day):
            return day
        day += dt.timedelta(days=1)
    return wanted


@dataclass(frozen=True, slots=True)
class GateRule:
    """What opens a gate. Percentages 0 to 100; 0 asks for nothing of that kind.

    ``contacts``: graded contacts since the plan began. ``share``: their mean score. ``low``: the lower end of what
    the true score may be, given how few they are. ``quiz``: the best quiz passed. ``days``: since the plan began.
    """

    contacts: int = 0
    share: int = 0
    low: int = 0
    quiz: int = 0
    days: int = 0

    @property
    def text(self) -> str:
        """In words."""
        parts = []
        if self.contacts:
            parts.append(f"{self.contacts} graded contact{'' if self.contacts == 1 else 's'}")
        if self.share:
            parts.append(f"a mean of {self.share} % or more")
        if self.low:
            parts.append(f"the lower limit at {self.low} % or more")
        if self.quiz:
            parts.append(f"a quiz with {self.quiz} % or more")
        if self.days:
            parts.append(f"{self.days} day{'' if self.days == 1 else 's'} here")
        return ", ".join(parts) or "nothing but the signature"


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What is known for a gate. ``scores``: of the graded contacts, 0 to 1; ``quiz`` in percent, None without one."""

    scores: tuple[float, ...]
    quiz: float | None
    days: int

    @property
    def share(self) -> float | None:
        """The mean score."""
        return sum(self.scores) / len(self.scores) if self.scores else None

    @property
    def low(self) -> float | None:
        """The lower end of a 95 % interval (Wilson's, for the mean of scores from 0 to 1); None without a score.

        A score between 0 and 1 varies no more than yes and no with the same mean, so this end is never too high.
        """
        n, share = len(self.scores), self.share
        if share is None:
            return None
        z = 1.959964
        centre = share + z * z / (2 * n)
        spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return (centre - spread) / (1 + z * z / n)


def missing_for(rule: GateRule, facts: GateFacts) -> list[str]:
    """What a gate still lacks, in words; nothing when its rule is met."""
    lacks = []
    n = len(facts.scores)
    if n < rule.contacts:
        lacks.append(f"{n} of {rule.contacts} graded contacts")
    if rule.share and (facts.share is None or facts.share * 100 < rule.share - 1e-9):
        now = "no score yet" if facts.share is None else f"mean {facts.share * 100:.0f} %, n {n}"
        lacks.append(f"{now} (needs {rule.share} %)")
    if rule.low and (facts.low is None or facts.low * 100 < rule.low - 1e-9):
        now = "no limits yet" if facts.low is None else f"lower limit {facts.low * 100:.0f} %, n {n}"
        lacks.append(f"{now} (needs {rule.low} %)")
    if rule.quiz and (facts.quiz is None or facts.quiz < rule.quiz):
        now = "no quiz taken" if facts.quiz is None else f"quiz {facts.quiz:.0f} %"
        lacks.append(f"{now} (needs {rule.quiz} %)")
    if facts.days < rule.days:
        lacks.append(f"day {max(facts.days, 0)} of {rule.days}")
    return lacks
