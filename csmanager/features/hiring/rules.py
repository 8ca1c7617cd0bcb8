"""The stages an applicant moves through, and which moves are legal. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from csmanager.core.errors import RuleBroken

STALE_AFTER_DAYS = 14  # days in one stage; two weekly reviews
_PHONE_TAIL = 8  # last digits that tell two numbers apart, whatever prefix was written before them


class Stage(StrEnum):
    """What kind of stage an application stands at, or how it ended. An opening names its own stages."""

    APPLIED = "applied"
    SCREEN = "screen"
    TEST = "test"
    INTERVIEW = "interview"
    DECISION = "decision"
    OFFER = "offer"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


class OpeningState(StrEnum):
    """Where an opening stands."""

    DRAFT = "draft"
    OPEN = "open"
    ON_HOLD = "on_hold"
    FILLED = "filled"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


class OpeningReason(StrEnum):
    """Why somebody is wanted."""

    GROWTH = "growth"
    REPLACEMENT = "replacement"
    SEASONAL = "seasonal"
    BACKFILL = "backfill"


class PayUnit(StrEnum):
    """What a pay is for."""

    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"


class Consent(StrEnum):
    """Whether an applicant agreed to be kept on file."""

    NONE = "none"
    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


class MoveKind(StrEnum):
    """What a move means."""

    FORWARD = "forward"
    BACK = "back"
    SKIP = "skip"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    POSTPONE = "postpone"
    HIRE = "hire"
    REOPEN = "reopen"


PATH = (
    Stage.APPLIED,
    Stage.SCREEN,
    Stage.INTERVIEW,
    Stage.DECISION,
    Stage.OFFER,
)  # the kinds of stages of an opening without stages of its own, in order
ACTIVE = (Stage.APPLIED, Stage.SCREEN, Stage.TEST, Stage.INTERVIEW, Stage.DECISION, Stage.OFFER)
CLOSED = (Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN, Stage.ARCHIVED)

STAGE_NAMES = {
    Stage.APPLIED: "Applied",
    Stage.SCREEN: "Screen",
    Stage.TEST: "Test",
    Stage.INTERVIEW: "Interview",
    Stage.DECISION: "Decision",
    Stage.OFFER: "Offer",
    Stage.HIRED: "Hired",
    Stage.REJECTED: "Rejected",
    Stage.WITHDRAWN: "Withdrawn",
    Stage.ARCHIVED: "Not now",
}

STATE_NAMES = {
    OpeningState.DRAFT: "Draft",
    OpeningState.OPEN: "Open",
    OpeningState.ON_HOLD: "On hold",
    OpeningState.FILLED: "Filled",
    OpeningState.CLOSED: "Closed",
    OpeningState.CANCELLED: "Cancelled",
    OpeningState.REJECTED: "Not approved",
}

OPENING_REASON_NAMES = {
    OpeningReason.GROWTH: "Growth",
    OpeningReason.REPLACEMENT: "Replacement",
    OpeningReason.SEASONAL: "Seasonal",
    OpeningReason.BACKFILL: "Backfill",
}

CONSENT_NAMES = {
    Consent.NONE: "Not asked",
    Consent.ASKED: "Asked",
    Consent.GIVEN: "Given",
    Consent.REFUSED: "Refused",
}

PAY_UNIT_NAMES = {PayUnit.HOUR: "an hour", PayUnit.MONTH: "a month", PayUnit.YEAR: "a year"}

OPENING_MOVES: dict[OpeningState, frozenset[OpeningState]] = {
    OpeningState.DRAFT: frozenset({OpeningState.OPEN, OpeningState.REJECTED, OpeningState.CANCELLED}),
    OpeningState.OPEN: frozenset(
        {OpeningState.ON_HOLD, OpeningState.FILLED, OpeningState.CLOSED, OpeningState.CANCELLED}
    ),
    OpeningState.ON_HOLD: frozenset({OpeningState.OPEN, OpeningState.CLOSED, OpeningState.CANCELLED}),
    OpeningState.FILLED: frozenset({OpeningState.OPEN, OpeningState.CLOSED}),
    OpeningState.CLOSED: frozenset({OpeningState.OPEN}),
    OpeningState.CANCELLED: frozenset(),
    OpeningState.REJECTED: frozenset(),
}
"""Where an opening can go from each state."""

OPENING_OWES_REASON = frozenset(
    {OpeningState.ON_HOLD, OpeningState.CLOSED, OpeningState.CANCELLED, OpeningState.REJECTED}
)
TAKES_APPLICANTS = frozenset({OpeningState.OPEN, OpeningState.ON_HOLD, OpeningState.FILLED})


class Standing(StrEnum):
    """Where somebody moves from."""

    UNDER_WAY = "under way"
    AT_THE_LAST = "at the last stage"
    ENDED = "ended"
    HIRED = "hired"


class Way(StrEnum):
    """Where a move leads, seen from there."""

    NEXT = "the next stage"
    FURTHER = "a stage behind the next"
    FORMER = "the stage before"
    EARLIER = "a stage before that"
    LEFT = "the stage that was left"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "not now"


_ENDINGS = {
    Way.REJECTED: MoveKind.REJECT,
    Way.WITHDRAWN: MoveKind.WITHDRAW,
    Way.ARCHIVED: MoveKind.POSTPONE,
}
LEGAL: dict[Standing, dict[Way, MoveKind]] = {
    Standing.UNDER_WAY: {
        Way.NEXT: MoveKind.FORWARD,
        Way.FURTHER: MoveKind.SKIP,
        Way.FORMER: MoveKind.BACK,
        **_ENDINGS,
    },
    Standing.AT_THE_LAST: {Way.FORMER: MoveKind.BACK, Way.HIRED: MoveKind.HIRE, **_ENDINGS},
    Standing.ENDED: {Way.LEFT: MoveKind.REOPEN},
    Standing.HIRED: {},
}
"""The whole table of legal moves, whatever stages an opening has. An offer is never reached by skipping."""

OWES_REASON = frozenset(
    {MoveKind.SKIP, MoveKind.REJECT, MoveKind.WITHDRAW, MoveKind.POSTPONE, MoveKind.REOPEN}
)

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
ARCHIVE_REASONS = (
    "Free from a later date",
    "Good, but no place at the moment",
    "Needs a little more experience",
    "The opening was stopped",
)
REASONS = {
    Stage.REJECTED: REJECT_REASONS,
    Stage.WITHDRAWN: WITHDRAW_REASONS,
    Stage.ARCHIVED: ARCHIVE_REASONS,
}
SIDES = {Stage.REJECTED: "We turned down", Stage.WITHDRAWN: "They withdrew", Stage.ARCHIVED: "Not now"}


@dataclass(frozen=True, slots=True)
class StageFact:
    """One stage of an opening. ``id`` None: a stage of the plain path, which no row stands for."""

    id: int | None
    name: str
    type: Stage
    target_days: int | None = STALE_AFTER_DAYS
    needs: str = ""


PLAIN_PATH = tuple(StageFact(None, STAGE_NAMES[stage], stage) for stage in PATH)

Place = StageFact | Stage
"""Where an application stands: a stage of its opening, or how it ended (one of CLOSED)."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the moves so far say. ``been``: every kind of stage the applicant was in; ``left``: the active one that
    was left by ending, None while active; ``left_id``: which stage of the opening that was."""

    been: frozenset[Stage]
    left: Stage | None
    left_id: int | None = None


def past(moves: Collection[tuple[Stage | None, Stage]], left_id: int | None = None) -> Past:
    """Read the moves (from, to), oldest first."""
    been = frozenset(to for _, to in moves)
    left = None
    for old, new in moves:
        left = old if new in CLOSED else None
    return Past(been, left, left_id if left is not None else None)


def next_stage(stage: Stage) -> Stage | None:
    """The kind of stage one step on along the plain path; None behind the last."""
    if stage is Stage.OFFER:
        return Stage.HIRED
    return PATH[PATH.index(stage) + 1] if stage in PATH else None


def former_stage(stage: Stage) -> Stage | None:
    """The kind of stage one step back along the plain path; None before the first."""
    place = PATH.index(stage) if stage in PATH else 0
    return PATH[place - 1] if place else None


def step_on(path: Sequence[StageFact], at: Place, way: int) -> Place | None:
    """The place one step on (+1) or back (-1); behind the last stage one is hired. None where there is none."""
    if isinstance(at, Stage):
        return None
    place = index_of(path, at) + way
    if place == len(path):
        return Stage.HIRED
    return path[place] if place >= 0 else None


def index_of(path: Sequence[StageFact], at: StageFact) -> int:
    """Where a stage stands in ``path``: by its id, else the first of its kind, else where its kind would stand."""
    for number, stage in enumerate(path):
        if stage.id == at.id and stage.type is at.type:
            return number
    for number, stage in enumerate(path):
        if stage.type is at.type:
            return number
    order = ACTIVE.index(at.type)
    return max((number for number, stage in enumerate(path) if ACTIVE.index(stage.type) < order), default=0)


def is_active(stage: Stage) -> bool:
    """Whether the application is still under way."""
    return stage in ACTIVE


def way_of(path: Sequence[StageFact], old: Place, new: Place, before: Past) -> tuple[Standing, Way | None]:
    """How a move is to be looked up in ``LEGAL``."""
    if isinstance(old, Stage):
        if old is Stage.HIRED:
            return Standing.HIRED, None
        if isinstance(new, Stage):
            return Standing.ENDED, None
        is_left = (
            new.id == before.left_id
            if before.left_id is not None and new.id is not None
            else before.left in (None, new.type)
        )
        return Standing.ENDED, Way.LEFT if is_left else None
    at = index_of(path, old)
    standing = Standing.AT_THE_LAST if at == len(path) - 1 else Standing.UNDER_WAY
    if isinstance(new, Stage):
        return standing, Way(STAGE_NAMES[new].casefold()) if new in CLOSED else None
    turn = index_of(path, new) - at
    if turn > 0:
        return standing, Way.NEXT if turn == 1 else Way.FURTHER
    return standing, Way.FORMER if turn == -1 else Way.EARLIER


def owes_reason(path: Sequence[StageFact], old: Place, new: Place, before: Past) -> bool:
    """Whether this move must say why."""
    standing, way = way_of(path, old, new, before)
    return way is not None and LEGAL[standing].get(way) in OWES_REASON


def place_name(place: Place) -> str:
    """What a place is called."""
    return STAGE_NAMES[place] if isinstance(place, Stage) else place.name


def check_move(
    name: str, path: Sequence[StageFact], old: Place, new: Place, before: Past, reason: str
) -> MoveKind:
    """The kind of a legal move along ``path``; raises RuleBroken with the reason why it is none.

    ``before``: what happened so far (see ``past``). Hiring is checked by ``check_hire`` as well.
    """
    if old == new:
        raise RuleBroken(f"{name} is already at {place_name(new)}.")
    if old is Stage.HIRED:
        raise RuleBroken(f"{name} was hired; from here on the roster counts. Undo takes the hiring back.")
    if isinstance(old, Stage) and isinstance(new, Stage):
        raise RuleBroken(f"{name} {ENDED_AS[old]}. Reopen the application first.")
    standing, way = way_of(path, old, new, before)
    if standing is Standing.ENDED and way is None:
        left = next((one.name for one in path if one.id == before.left_id and one.id is not None), "")
        left = left or STAGE_NAMES[before.left or Stage.APPLIED]
        raise RuleBroken(f"{name} was at {left} and can only be reopened there.")
    is_offer = not isinstance(new, Stage) and new.type is Stage.OFFER
    if is_offer and _interviews(path) and not _interviews(path) & before.been:
        raise RuleBroken(f"{name} has had no interview yet, so there is no offer to make.")
    kind = LEGAL[standing].get(way) if way is not None else None
    if kind is MoveKind.SKIP and is_offer:
        kind = None
    if kind is None:
        raise RuleBroken(f"{name} cannot go from {place_name(old)} to {place_name(new)}.{_way_on(path, old)}")
    if kind in OWES_REASON and not reason.strip():
        raise RuleBroken(_REASON_WANTED[kind].format(name=name))
    return kind


def _interviews(path: Sequence[StageFact]) -> set[Stage]:
    """The kinds of stages of ``path`` in which one meets the applicant."""
    kinds = {stage.type for stage in path}
    return {Stage.INTERVIEW} & kinds or {Stage.TEST} & kinds


ENDED_AS = {
    Stage.REJECTED: "was rejected",
    Stage.WITHDRAWN: "was withdrawn",
    Stage.ARCHIVED: "was put aside for now",
    Stage.HIRED: "was hired",
}

_REASON_WANTED = {
    MoveKind.SKIP: "Say why {name} skips a stage.",
    MoveKind.REJECT: "Say why {name} is turned down.",
    MoveKind.WITHDRAW: "Say why {name} withdrew.",
    MoveKind.POSTPONE: "Say why {name} is put aside for now.",
    MoveKind.REOPEN: "Say why {name} is taken up again.",
}


def _way_on(path: Sequence[StageFact], at: Place) -> str:
    following = step_on(path, at, 1)
    return f" {place_name(following)} comes next." if following is not None else ""


def check_opening_move(title: str, old: OpeningState, new: OpeningState, reason: str) -> None:
    """Raises RuleBroken with the reason when an opening cannot go from ``old`` to ``new``."""
    if old is new:
        raise RuleBroken(f"{title} is {STATE_NAMES[new].lower()} already.")
    if new not in OPENING_MOVES[old]:
        ways = " or ".join(sorted(STATE_NAMES[state].lower() for state in OPENING_MOVES[old]))
        way = f"; it can become {ways}" if ways else "; make a new opening instead"
        raise RuleBroken(
            f"{title} is {STATE_NAMES[old].lower()} and cannot become {STATE_NAMES[new].lower()}{way}."
        )
    if new in OPENING_OWES_REASON and not reason.strip():
        raise RuleBroken(f"Say why {title} is {STATE_NAMES[new].lower()}.")


def check_hire(name: str, opening: str, state: OpeningState, left: int, override: str) -> None:
    """Raises RuleBroken when the opening has no place left and nobody said why one more is hired all the same."""
    if override.strip():
        return
    if left <= 0:
        raise RuleBroken(f"{opening} has no place left for {name}. Say why one more is hired all the same.")
    if state not in (OpeningState.OPEN, OpeningState.FILLED):
        raise RuleBroken(
            f"{opening} is {STATE_NAMES[state].lower()}. Say why {name} is hired for it all the same."
        )


def days_in_stage(since: dt.date, today: dt.date) -> int:
    """Whole days in the present stage; 0 on the first."""
    return max(0, (today - since).days)


def is_stalled(
    stage: Stage, since: dt.date, today: dt.date, target_days: int | None = STALE_AFTER_DAYS
) -> bool:
    """Whether an active application has stood still for the stage's target days or longer."""
    return is_active(stage) and target_days is not None and days_in_stage(since, today) >= target_days


@lru_cache(maxsize=20_000)
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


@lru_cache(maxsize=20_000)
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
