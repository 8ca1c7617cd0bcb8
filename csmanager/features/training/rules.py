"""Kinds of courses, where a person stands with one, and which steps are legal. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

SOON_DAYS = 14  # what is due, or runs out, further away does not stand on Today yet
RENEW_DAYS = 30  # days before a certificate runs out in which it is taken again
RETAKE_DAYS = 7  # days between a failed try and the next: time to practise
MENTOR_LOAD = 2  # people one mentor carries at a time; a third needs a reason
LONGEST_COURSE = 200 * 60  # minutes; more is a slip of the pen


class CourseKind(StrEnum):
    """How a course is taken."""

    CLASS = "class"
    ON_THE_JOB = "on_the_job"
    SELF_STUDY = "self_study"
    OUTSIDE = "outside"


class SessionState(StrEnum):
    """Whether a session took place."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class State(StrEnum):
    """Where a person stands with a course."""

    ASSIGNED = "assigned"
    BOOKED = "booked"
    ATTENDED = "attended"
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"
    EXEMPT = "exempt"
    EXPIRED = "expired"


KIND_WORDS = {
    CourseKind.CLASS: "In a group",
    CourseKind.ON_THE_JOB: "On the job",
    CourseKind.SELF_STUDY: "By oneself",
    CourseKind.OUTSIDE: "With a provider",
}
SESSION_WORDS = {
    SessionState.PLANNED: "Planned",
    SessionState.HELD: "Held",
    SessionState.CANCELLED: "Cancelled",
}
STATE_WORDS = {
    State.ASSIGNED: "Assigned",
    State.BOOKED: "Booked",
    State.ATTENDED: "Attended",
    State.PASSED: "Passed",
    State.FAILED: "Failed",
    State.ABSENT: "Absent",
    State.EXEMPT: "Exempt",
    State.EXPIRED: "Expired",
}
OPEN_STATES = frozenset({State.ASSIGNED, State.BOOKED, State.ATTENDED})
MOVES: dict[State, frozenset[State]] = {
    State.ASSIGNED: frozenset({State.BOOKED, State.ATTENDED, State.PASSED, State.FAILED, State.EXEMPT}),
    State.BOOKED: frozenset(
        {State.ASSIGNED, State.ATTENDED, State.ABSENT, State.PASSED, State.FAILED, State.EXEMPT}
    ),
    State.ATTENDED: frozenset({State.PASSED, State.FAILED, State.BOOKED}),
    State.PASSED: frozenset({State.EXPIRED}),
    State.FAILED: frozenset({State.ASSIGNED, State.BOOKED, State.EXEMPT}),
    State.ABSENT: frozenset({State.ASSIGNED, State.BOOKED, State.EXEMPT}),
    State.EXEMPT: frozenset({State.ASSIGNED}),
    State.EXPIRED: frozenset(),  # a new enrolment takes its place
}
NEEDS_REASON = frozenset({State.EXEMPT})


def require_move(name: str, old: State, new: State, reason: str = "") -> None:
    """Raise RuleBroken when a person cannot go from ``old`` to ``new``, or owes a reason for it."""
    if new not in MOVES[old]:
        raise RuleBroken(
            f"{name} is {STATE_WORDS[old].lower()} and cannot become {STATE_WORDS[new].lower()}."
        )
    if new in NEEDS_REASON and not reason.strip():
        raise RuleBroken(f"Say why {name} need not take it.")


@dataclass(frozen=True, slots=True)
class Requirement:
    """Who must take a course: of a role, a team, a saved group, or everybody; within so many days of joining."""

    course_id: int
    role_id: int | None
    team_id: int | None
    segment_id: int | None
    is_mandatory: bool
    within_days: int

    def applies(self, role_id: int | None, team_id: int | None, segments: Collection[int] = ()) -> bool:
        """Whether someone of this role and team, who belongs to these saved groups, must take it."""
        return (
            (self.role_id is None or self.role_id == role_id)
            and (self.team_id is None or self.team_id == team_id)
            and (self.segment_id is None or self.segment_id in segments)
        )


def due_on(began_on: dt.date, required_since: dt.date, today: dt.date, within_days: int) -> dt.date:
    """When a required course is due: so many days after the last of joining, the rule and, for old ones, today.

    Whoever joined long before the rule came is given the same days from the rule on, and nobody is late from the
    first day: a date before ``today`` is moved to the days from today.
    """
    due = max(began_on, required_since) + dt.timedelta(days=within_days)
    return due if due >= today else today + dt.timedelta(days=within_days)


def expires_on(passed_on: dt.date, validity_days: int | None) -> dt.date | None:
    """The last day a pass counts; None: for good."""
    return None if validity_days is None else passed_on + dt.timedelta(days=validity_days)


def clean_title(text: str, what: str = "course") -> str:
    """A title in one line. Raises RuleBroken when it says nothing."""
    clean = " ".join(text.split())
    if not clean:
        raise RuleBroken(f"Give the {what} a title.")
    return clean


def hours_text(minutes: int) -> str:
    """Minutes as hours: "1.5 h", "45 min"."""
    return f"{minutes} min" if minutes < 60 else f"{minutes / 60:.4g} h"
