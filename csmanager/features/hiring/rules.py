"""The stages an applicant moves through, and which moves are legal. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

STALE_AFTER_DAYS = 14  # days in one stage; two weekly reviews
_PHONE_TAIL = 8  # last digits that tell two numbers apart, whatever prefix was written before them


class Stage(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    SCREEN = "screen"
    INTERVIEW = "interview"
    DECISION = "decision"
    OFFER = "offer"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class OpeningState(StrEnum):
    """Where an opening stands."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    FILLED = "filled"
    CLOSED = "closed"


class MoveKind(StrEnum):
    """What a move means."""

    FORWARD = "forward"
    BACK = "back"
    SKIP = "skip"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    HIRE = "hire"
    REOPEN = "reopen"


PATH = (
    Stage.APPLIED,
    Stage.SCREEN,
    Stage.INTERVIEW,
    Stage.DECISION,
    Stage.OFFER,
)  # the active stages, in order
CLOSED = (Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN)

STAGE_NAMES = {
    Stage.APPLIED: "Applied",
    Stage.SCREEN: "Screen",
    Stage.INTERVIEW: "Interview",
    Stage.DECISION: "Decision",
    Stage.OFFER: "Offer",
    Stage.HIRED: "Hired",
    Stage.REJECTED: "Rejected",
    Stage.WITHDRAWN: "Withdrawn",
}

STATE_NAMES = {
    OpeningState.OPEN: "Open",
    OpeningState.ON_HOLD: "On hold",
    OpeningState.FILLED: "Filled",
    OpeningState.CLOSED: "Closed",
}

MOVES: dict[Stage, dict[Stage, MoveKind]] = {
    Stage.APPLIED: {
        Stage.SCREEN: MoveKind.FORWARD,
        Stage.INTERVIEW: MoveKind.SKIP,
        Stage.DECISION: MoveKind.SKIP,
        Stage.REJECTED: MoveKind.REJECT,
        Stage.WITHDRAWN: MoveKind.WITHDRAW,
    },
    Stage.SCREEN: {
        Stage.APPLIED: MoveKind.BACK,
        Stage.INTERVIEW: MoveKind.FORWARD,
        Stage.DECISION: MoveKind.SKIP,
        Stage.REJECTED: MoveKind.REJECT,
        Stage.WITHDRAWN: MoveKind.WITHDRAW,
    },
    Stage.INTERVIEW: {
        Stage.SCREEN: MoveKind.BACK,
        Stage.DECISION: MoveKind.FORWARD,
        Stage.REJECTED: MoveKind.REJECT,
        Stage.WITHDRAWN: MoveKind.WITHDRAW,
    },
    Stage.DECISION: {
        Stage.INTERVIEW: MoveKind.BACK,
        Stage.OFFER: MoveKind.FORWARD,
        Stage.REJECTED: MoveKind.REJECT,
        Stage.WITHDRAWN: MoveKind.WITHDRAW,
    },
    Stage.OFFER: {
        Stage.DECISION: MoveKind.BACK,
        Stage.HIRED: MoveKind.HIRE,
        Stage.REJECTED: MoveKind.REJECT,
        Stage.WITHDRAWN: MoveKind.WITHDRAW,
    },
    Stage.HIRED: {},
    Stage.REJECTED: dict.fromkeys(PATH, MoveKind.REOPEN),
    Stage.WITHDRAWN: dict.fromkeys(PATH, MoveKind.REOPEN),
}
"""The whole table of legal moves; reopening leads only to the stage that was left (see ``check_move``)."""

OWES_REASON = frozenset({MoveKind.SKIP, MoveKind.REJECT, MoveKind.WITHDRAW, MoveKind.REOPEN})

REJECT_REASONS = (
    "Hours do not fit",
    "Not enough experience with customers",
    "Spoken or written language",
    "Someone else was stronger",
    "Did not come to the interview",
    "References",
)
WITHDRAW_REASONS = (
    "Took another job",
    "Pay",
    "Hours",
    "Way to work",
    "No answer any more",
)


@dataclass(frozen=True, slots=True)
class Past:
    """What the moves so far say. ``been``: every stage the applicant was in; ``left``: the active stage that was
    left by rejecting or withdrawing, None while active."""

    been: frozenset[Stage]
    left: Stage | None


def past(moves: Collection[tuple[Stage | None, Stage]]) -> Past:
    """Read the moves (from, to), oldest first."""
    been = frozenset(to for _, to in moves)
    left = None
    for old, new in moves:
        left = old if new in CLOSED else None
    return Past(been, left)


def next_stage(stage: Stage) -> Stage | None:
    """The stage one step on; None behind the last."""
    if stage is Stage.OFFER:
        return Stage.HIRED
    return PATH[PATH.index(stage) + 1] if stage in PATH else None


def former_stage(stage: Stage) -> Stage | None:
    """The stage one step back; None before the first."""
    place = PATH.index(stage) if stage in PATH else 0
    return PATH[place - 1] if place else None


def is_active(stage: Stage) -> bool:
    """Whether the application is still under way."""
    return stage in PATH


def owes_reason(old: Stage, new: Stage) -> bool:
    """Whether this move must say why."""
    return MOVES[old].get(new) in OWES_REASON


def check_move(name: str, old: Stage, new: Stage, before: Past, reason: str) -> MoveKind:
    """The kind of a legal move; raises RuleBroken with the reason why it is none.

    ``before``: what happened so far (see ``past``). Hiring is checked by ``check_hire`` as well.
    """
    if old is new:
        raise RuleBroken(f"{name} is already at {STAGE_NAMES[new]}.")
    if old is Stage.HIRED:
        raise RuleBroken(f"{name} was hired; from here on the roster counts. Undo takes the hiring back.")
    if old in CLOSED and new in CLOSED:
        raise RuleBroken(f"{name} was {STAGE_NAMES[old].lower()}. Reopen the application first.")
    if old in CLOSED and before.left is not None and new is not before.left:
        raise RuleBroken(f"{name} was at {STAGE_NAMES[before.left]} and can only be reopened there.")
    if new is Stage.OFFER and Stage.INTERVIEW not in before.been:
        raise RuleBroken(f"{name} has had no interview yet, so there is no offer to make.")
    kind = MOVES[old].get(new)
    if kind is None:
        raise RuleBroken(f"{name} cannot go from {STAGE_NAMES[old]} to {STAGE_NAMES[new]}.{_way_on(old)}")
    if kind in OWES_REASON and not reason.strip():
        raise RuleBroken(_REASON_WANTED[kind].format(name=name))
    return kind


_REASON_WANTED = {
    MoveKind.SKIP: "Say why {name} skips a stage.",
    MoveKind.REJECT: "Say why {name} is turned down.",
    MoveKind.WITHDRAW: "Say why {name} withdrew.",
    MoveKind.REOPEN: "Say why {name} is taken up again.",
}


def _way_on(stage: Stage) -> str:
    following = next_stage(stage)
    return f" {STAGE_NAMES[following]} comes next." if following else ""


def check_hire(name: str, opening: str, state: OpeningState, left: int, override: str) -> None:
    """Raises RuleBroken when the opening has no place left and nobody said why one more is hired all the same."""
    if override.strip():
        return
    if left <= 0:
        raise RuleBroken(f"{opening} has no place left for {name}. Say why one more is hired all the same.")
    if state in (OpeningState.CLOSED, OpeningState.ON_HOLD):
        raise RuleBroken(
            f"{opening} is {STATE_NAMES[state].lower()}. Say why {name} is hired for it all the same."
        )


def days_in_stage(since: dt.date, today: dt.date) -> int:
    """Whole days in the present stage; 0 on the first."""
    return max(0, (today - since).days)


def is_stalled(stage: Stage, since: dt.date, today: dt.date) -> bool:
    """Whether an active application has stood still too long."""
    return is_active(stage) and days_in_stage(since, today) >= STALE_AFTER_DAYS


def name_key(name: str) -> str:
    """The form in which two names are compared: "Novák, Mia" and "mia novak" are one."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name.casefold())
        if not unicodedata.combining(letter)
    )
    return " ".join(sorted(re.findall(r"\w+", plain)))


def email_key(email: str | None) -> str:
    """The form in which two addresses are compared; empty for none."""
    return (email or "").strip().casefold()


def phone_key(phone: str | None) -> str:
    """The last digits of a number; empty when there are too few to tell."""
    digits = "".join(str(unicodedata.digit(letter)) for letter in phone or "" if letter.isdigit())
    return digits[-_PHONE_TAIL:] if len(digits) >= _PHONE_TAIL - 1 else ""


def clean_name(name: str) -> str:
    """``name`` with single spaces; raises RuleBroken when nothing is left."""
    clean = " ".join(name.split())
    if not clean:
        raise RuleBroken("An applicant needs a name.")
    return clean
