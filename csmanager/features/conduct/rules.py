"""How a conflict moves, what goes the formal way, and how the ladder of warnings is climbed."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

# conflicts


class Kind(StrEnum):
    """What a conflict is about."""

    PERSONALITY = "personality"
    WORKLOAD = "workload"
    CONDUCT = "conduct"
    PROCESS = "process"
    HARASSMENT = "harassment"
    DISCRIMINATION = "discrimination"


FORMAL = frozenset({Kind.HARASSMENT, Kind.DISCRIMINATION})
KIND_WORDS = {
    Kind.PERSONALITY: "Getting along",
    Kind.WORKLOAD: "Who does what",
    Kind.CONDUCT: "How somebody behaved",
    Kind.PROCESS: "How work is done",
    Kind.HARASSMENT: "Harassment",
    Kind.DISCRIMINATION: "Discrimination",
}


class Severity(StrEnum):
    """How much harm it does."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


SEVERITY_WORDS = {Severity.LOW: "Slight", Severity.MEDIUM: "Serious", Severity.HIGH: "Grave"}


class State(StrEnum):
    """Where a conflict stands."""

    RAISED = "raised"
    TRIAGED = "triaged"
    INTERVIEWING = "interviewing"
    MEDIATION = "mediation"
    AGREEMENT = "agreement"
    MONITORING = "monitoring"
    CLOSED = "closed"
    FINDING = "formal_finding"


STATE_WORDS = {
    State.RAISED: "Raised",
    State.TRIAGED: "Looked at",
    State.INTERVIEWING: "Hearing both",
    State.MEDIATION: "Mediation",
    State.AGREEMENT: "Agreement",
    State.MONITORING: "Being watched",
    State.CLOSED: "Closed",
    State.FINDING: "Formal finding",
}
ENDED = frozenset({State.CLOSED, State.FINDING})
CHECK_IN_WEEKS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Terms:
    """Where a move leads, what it is called, and whether it needs a reason."""

    target: State
    words: str
    needs_reason: bool = False


MOVES: Mapping[tuple[State, str], Terms] = {
    (State.RAISED, "triage"): Terms(State.TRIAGED, "I have looked at it"),
    (State.TRIAGED, "settle"): Terms(State.CLOSED, "Settled without more", True),
    (State.TRIAGED, "interview"): Terms(State.INTERVIEWING, "Hear both sides"),
    (State.TRIAGED, "formal"): Terms(State.INTERVIEWING, "Go the formal way", True),
    (State.INTERVIEWING, "formal"): Terms(State.INTERVIEWING, "Go the formal way", True),
    (State.INTERVIEWING, "mediate"): Terms(State.MEDIATION, "Talk together"),
    (State.INTERVIEWING, "finding"): Terms(State.FINDING, "Write the finding", True),
    (State.MEDIATION, "formal"): Terms(State.INTERVIEWING, "Go the formal way", True),
    (State.MEDIATION, "agree"): Terms(State.AGREEMENT, "Write the agreement"),
    (State.AGREEMENT, "back"): Terms(State.MEDIATION, "Talk again", True),
    (State.AGREEMENT, "monitor"): Terms(State.MONITORING, "All have signed"),
    (State.MONITORING, "back"): Terms(State.MEDIATION, "Talk again", True),
    (State.MONITORING, "close"): Terms(State.CLOSED, "Close"),
    (State.CLOSED, "reopen"): Terms(State.TRIAGED, "Open again", True),
}
MOVE_WORDS = {move: terms.words for (_, move), terms in MOVES.items()}


def moves_from(state: State, kind: Kind, *, is_formal: bool) -> list[str]:
    """The moves that are possible, in order; what is formal is never offered mediation."""
    found = [move for (origin, move) in MOVES if origin is state]
    if is_formal:
        return [move for move in found if move not in ("formal", "mediate", "interview", "settle")]
    if kind in FORMAL:
        return [move for move in found if move in ("triage", "formal", "reopen")]
    return [move for move in found if move != "finding"]


def target(state: State, move: str, kind: Kind, *, is_formal: bool, reason: str) -> State:
    """Where ``move`` leads. Raises RuleBroken with a sentence when it is refused."""
    terms = MOVES.get((state, move))
    if move == "mediate" and (kind in FORMAL or is_formal):
        raise RuleBroken(
            "A report of harassment or discrimination is never mediated: nobody has to sit at one table with whom they"
            " accuse. Go the formal way: to the owner or the person for staff matters."
        )
    if kind in FORMAL and not is_formal and move in ("settle", "interview"):
        raise RuleBroken(
            "A report of harassment or discrimination goes the formal way, whatever you think of it. Choose"
            " “Go the formal way” and hand it to the owner or the person for staff matters."
        )
    if terms is None or (move == "finding" and not is_formal):
        raise RuleBroken(f"From “{STATE_WORDS[state]}” it cannot go there.")
    if is_formal and move in ("formal", "settle"):
        raise RuleBroken("It goes the formal way already; it ends with a written finding.")
    if terms.needs_reason and not reason.strip():
        raise RuleBroken("Write down why.")
    return terms.target


def check_in_days(begins: dt.date) -> list[tuple[int, dt.date]]:
    """(week, day) of each check-in after an agreement."""
    return [(week, begins + dt.timedelta(weeks=week)) for week in CHECK_IN_WEEKS]


# the ladder


class Step(StrEnum):
    """A rung of the ladder, lowest first."""

    VERBAL = "verbal"
    WRITTEN = "written"
    FINAL = "final"
    SUSPENSION = "suspension"
    DISMISSAL = "dismissal"


STEPS = tuple(Step)
STEP_WORDS = {
    Step.VERBAL: "Verbal warning",
    Step.WRITTEN: "Written warning",
    Step.FINAL: "Final warning",
    Step.SUSPENSION: "Suspension",
    Step.DISMISSAL: "Dismissal",
}
MONTHS = {Step.VERBAL: 6, Step.WRITTEN: 12, Step.FINAL: 12, Step.SUSPENSION: 12, Step.DISMISSAL: 0}
APPEAL_DAYS = 14  # in which the person may appeal, unless the settings say otherwise


class Standing(StrEnum):
    """Where a warning stands."""

    DRAFT = "draft"
    ISSUED = "issued"
    UPHELD = "upheld"
    EXPIRED = "expired"
    OVERTURNED = "overturned"


STANDING_WORDS = {
    Standing.DRAFT: "Draft",
    Standing.ISSUED: "Issued",
    Standing.UPHELD: "Upheld",
    Standing.EXPIRED: "Ended",
    Standing.OVERTURNED: "Overturned",
}


class Appeal(StrEnum):
    """What became of an appeal."""

    NONE = "none"
    OPEN = "open"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


APPEAL_WORDS = {
    Appeal.NONE: "No appeal",
    Appeal.OPEN: "Appeal open",
    Appeal.UPHELD: "Appeal: upheld",
    Appeal.OVERTURNED: "Appeal: overturned",
}
LADDER: Mapping[tuple[Standing, str], Standing] = {
    (Standing.DRAFT, "issue"): Standing.ISSUED,
    (Standing.ISSUED, "appeal"): Standing.ISSUED,
    (Standing.ISSUED, "uphold"): Standing.UPHELD,
    (Standing.ISSUED, "overturn"): Standing.OVERTURNED,
    (Standing.ISSUED, "expire"): Standing.EXPIRED,
    (Standing.UPHELD, "expire"): Standing.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A warning somebody has: its step, when it was issued, until when it counts (None: for good)."""

    step: Step
    standing: Standing
    issued_on: dt.date
    expires_on: dt.date | None


def counts(one: Earlier, on: dt.date) -> bool:
    """Whether a warning still stands on a day; one that was overturned or has ended does not."""
    if one.standing not in (Standing.ISSUED, Standing.UPHELD) or one.issued_on > on:
        return False
    return one.expires_on is None or on < one.expires_on


def next_step(earlier: Collection[Earlier], on: dt.date) -> Step:
    """The rung after the highest one that still counts; the last one stays the last."""
    standing = [STEPS.index(one.step) for one in earlier if counts(one, on)]
    return STEPS[min(len(STEPS) - 1, max(standing) + 1)] if standing else STEPS[0]


def check_step(step: Step, earlier: Collection[Earlier], on: dt.date, reason: str) -> None:
    """Raises RuleBroken when ``step`` skips rungs and nobody said why."""
    usual = next_step(earlier, on)
    if STEPS.index(step) <= STEPS.index(usual) or reason.strip():
        return
    ended = [one for one in earlier if not counts(one, on)]
    more = ""
    if ended:
        last = max(ended, key=lambda one: one.issued_on)
        more = f" The {STEP_WORDS[last.step].lower()} of {last.issued_on.day} {last.issued_on:%b %Y} no longer counts."
    raise RuleBroken(
        f"The next step here is a {STEP_WORDS[usual].lower()}.{more} Write down why this case skips it, for instance"
        " because it is gross misconduct."
    )


def months_later(day: dt.date, months: int) -> dt.date | None:
    """The day ``months`` after ``day``, the last of its month where there is none; None for 0, which is for good."""
    if months <= 0:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def stand(standing: Standing, move: str, appeal: Appeal) -> Standing:
    """Where a move of the ladder leads. Raises RuleBroken with a sentence when it is refused."""
    found = LADDER.get((standing, move))
    if found is None:
        raise RuleBroken(f"This warning is {STANDING_WORDS[standing].lower()}; that is not possible now.")
    if move == "appeal" and appeal is not Appeal.NONE:
        raise RuleBroken("There was an appeal already.")
    if move in ("uphold", "overturn") and appeal is not Appeal.OPEN:
        raise RuleBroken("There is no open appeal to decide.")
    if move == "expire" and appeal is Appeal.OPEN:
        raise RuleBroken("Decide the appeal first.")
    return found
