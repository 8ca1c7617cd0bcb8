"""Which moves a review may make, and how its lines become one rating. Plain Python, no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from csmanager.core.errors import RuleBroken


class CycleKind(StrEnum):
    """Why a cycle is held."""

    MONTH = "month"
    QUARTER = "quarter"
    PROBATION = "probation"
    AD_HOC = "ad_hoc"


class CycleState(StrEnum):
    """Where a cycle stands."""

    OPEN = "open"
    CLOSED = "closed"


class ReviewState(StrEnum):
    """Where the review of one person stands."""

    PREPARED = "prepared"
    SELF_DONE = "self_done"
    DISCUSSED = "discussed"
    SIGNED = "signed"
    REFUSED = "refused"
    CLOSED = "closed"
    SKIPPED = "skipped"


KIND_WORDS = {
    CycleKind.MONTH: "Month",
    CycleKind.QUARTER: "Quarter",
    CycleKind.PROBATION: "Probation",
    CycleKind.AD_HOC: "Ad hoc",
}
STATE_WORDS = {
    ReviewState.PREPARED: "Prepared",
    ReviewState.SELF_DONE: "Self-review done",
    ReviewState.DISCUSSED: "Discussed",
    ReviewState.SIGNED: "Signed",
    ReviewState.REFUSED: "Not signed",
    ReviewState.CLOSED: "Closed",
    ReviewState.SKIPPED: "Skipped",
}


@dataclass(frozen=True, slots=True)
class Move:
    """A legal move: to which state, and what it cannot do without."""

    to: ReviewState
    needs_reason: bool = False
    needs_witness: bool = False
    needs_name: bool = False


_S = ReviewState
MOVES: dict[tuple[ReviewState, str], Move] = {
    (_S.PREPARED, "self_review"): Move(_S.SELF_DONE),
    (_S.PREPARED, "discuss"): Move(_S.DISCUSSED),
    (_S.SELF_DONE, "discuss"): Move(_S.DISCUSSED),
    (_S.DISCUSSED, "sign"): Move(_S.SIGNED, needs_name=True),
    (_S.DISCUSSED, "refuse"): Move(_S.REFUSED, needs_reason=True, needs_witness=True),
    (_S.REFUSED, "sign"): Move(_S.SIGNED, needs_name=True),
    (_S.SIGNED, "close"): Move(_S.CLOSED),
    (_S.REFUSED, "close"): Move(_S.CLOSED),
    (_S.PREPARED, "skip"): Move(_S.SKIPPED, needs_reason=True),
    (_S.SELF_DONE, "skip"): Move(_S.SKIPPED, needs_reason=True),
    (_S.SKIPPED, "reopen"): Move(_S.PREPARED, needs_reason=True),
    (_S.CLOSED, "reopen"): Move(_S.DISCUSSED, needs_reason=True),
    (_S.SIGNED, "reopen"): Move(_S.DISCUSSED, needs_reason=True),
    (_S.REFUSED, "reopen"): Move(_S.DISCUSSED, needs_reason=True),
}
MOVE_WORDS = {
    "self_review": "Self-review",
    "discuss": "Discussed",
    "sign": "Sign",
    "refuse": "Not signed",
    "close": "Close",
    "skip": "Skip",
    "reopen": "Open again",
}
NOT_HELD = frozenset({_S.PREPARED, _S.SELF_DONE})
EDITABLE = frozenset({_S.PREPARED, _S.SELF_DONE, _S.DISCUSSED})


def moves_from(state: ReviewState) -> list[str]:
    """The moves a review in ``state`` may make."""
    return [move for (origin, move) in MOVES if origin is state]


def moved(
    whose: str, state: ReviewState, move: str, *, reason: str = "", witness: str = "", name: str = ""
) -> ReviewState:
    """The state after ``move``. Raises RuleBroken when it is not in the table, or something is missing."""
    found = MOVES.get((state, move))
    if found is None:
        word = MOVE_WORDS.get(move, move).lower()
        possible = ", ".join(MOVE_WORDS[other].lower() for other in moves_from(state)) or "nothing"
        raise RuleBroken(
            f"The review of {whose} is {STATE_WORDS[state].lower()}, so “{word}” is not possible;"
            f" what is: {possible}."
        )
    if found.needs_reason and not reason.strip():
        raise RuleBroken(f"Say why: “{MOVE_WORDS[move].lower()}” needs a reason.")
    if found.needs_witness and not witness.strip():
        raise RuleBroken("Name the witness who was there when it was not signed.")
    if found.needs_name and not name.strip():
        raise RuleBroken("Write the name of whoever signs.")
    return found.to


# the overall rating


class Grade(StrEnum):
    """Where one line of a review stands against its target.

    MISSING: beyond what one unlucky month explains. WATCH: only this period, so it may be chance. OPEN: enough cases,
    yet it cannot be told apart from the target. FEW: too few cases to say anything. UNAIMED: there is no target.
    """

    ON_TARGET = "on_target"
    OPEN = "open"
    WATCH = "watch"
    MISSING = "missing"
    FEW = "few"
    UNAIMED = "unaimed"
    NO_DATA = "no_data"


GRADE_WORDS = {
    Grade.ON_TARGET: "On target",
    Grade.OPEN: "Within chance",
    Grade.WATCH: "Look again",
    Grade.MISSING: "Missing",
    Grade.FEW: "Not judged",
    Grade.UNAIMED: "Not judged",
    Grade.NO_DATA: "No data",
}
POINTS = {Grade.ON_TARGET: 1.0, Grade.OPEN: 0.75, Grade.WATCH: 0.5, Grade.MISSING: 0.0}
JUDGED = frozenset({Grade.ON_TARGET, Grade.WATCH, Grade.MISSING})
HOW_RATED = (
    "A measure on target counts whole, one that cannot be told apart from its target three quarters, one that missed"
    " it in this period only counts half, because it may be chance, and one that is missing it beyond chance counts"
    " nothing. What rests on too few cases is left out."
)
NOT_JUDGED = "Not judged"
LEAST_LINES = 2  # judged lines below which there is no overall rating
LEAST_WEIGHT = 0.6  # share of the weights that must lie on judged lines


@dataclass(frozen=True, slots=True)
class Rating:
    """The overall rating. ``score``: points by weight, 0 to 1, None when not judged; ``judged``: lines it rests on."""

    word: str
    score: float | None
    judged: int
    lines: int
    reason: str


def rate(lines: Sequence[tuple[Grade, float]], scale: Sequence[tuple[str, float]]) -> Rating:
    """One rating of ``lines`` (grade, weight) by ``scale`` (word, least score), best first; see ``HOW_RATED``.

    Lines without a target are not given here. With fewer than two lines that have enough cases, or with less than
    60 % of the weight on such lines, there is no rating.
    """
    weighed = [(grade, weight) for grade, weight in lines if weight > 0]
    told = [(grade, weight) for grade, weight in weighed if grade in POINTS]
    total, counted = sum(weight for _, weight in weighed), sum(weight for _, weight in told)
    if not weighed:
        return Rating(
            NOT_JUDGED, None, 0, 0, "No measure that has a weight has a target, so nothing is judged."
        )
    if len(told) < LEAST_LINES or counted < LEAST_WEIGHT * total:
        return Rating(
            NOT_JUDGED,
            None,
            len(told),
            len(weighed),
            f"Only {len(told)} of {len(weighed)} weighted measures could be judged"
            f" ({counted / total * 100:.0f} % of the weight), which is too little for one word.",
        )
    score = sum(POINTS[grade] * weight for grade, weight in told) / counted
    word = next((word for word, least in scale if score >= least - 1e-9), scale[-1][0] if scale else "")
    counts = [
        f"{sum(grade is wanted for grade, _ in told)} {said}"
        for wanted, said in _SAID.items()
        if any(grade is wanted for grade, _ in told)
    ]
    left_out = len(weighed) - len(told)
    few = f"; {left_out} left out with too few cases" if left_out else ""
    return Rating(
        word or NOT_JUDGED,
        score,
        len(told),
        len(weighed),
        f"{score * 100:.0f} % by weight, from {len(told)} of {len(weighed)} measures: {', '.join(counts)}{few}.",
    )


_SAID = {
    Grade.ON_TARGET: "on target",
    Grade.OPEN: "not to be told apart from the target",
    Grade.WATCH: "missed in this period only",
    Grade.MISSING: "missing beyond chance",
}


# templates

DEFAULT_SCALE: tuple[tuple[str, float], ...] = (
    ("Strong", 0.9),
    ("Good", 0.65),
    ("Partly there", 0.35),
    ("Needs a plan", 0.0),
)
SECTIONS = (
    ("summary", "Summary"),
    ("strengths", "Strengths"),
    ("concerns", "Concerns"),
    ("next_steps", "Next steps"),
)


def parse_scale(text: str) -> list[tuple[str, float]]:
    """A scale as it is typed, a line a word: "Strong: 90 %", best first. Raises RuleBroken with the line."""
    found: list[tuple[str, float]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        word, colon, least = line.rpartition(":")
        try:
            share = float(least.replace("%", "").strip().replace(",", ".")) / 100
        except ValueError:
            colon = ""
            share = 0.0
        if not colon or not word.strip() or not 0 <= share <= 1:
            raise RuleBroken(
                f"“{line}” is no step of a scale. Write a word and the least share: Strong: 90 %"
            )
        found.append((word.strip(), share))
    if len(found) < 2:
        raise RuleBroken("A scale has at least two words.")
    if [share for _, share in found] != sorted((share for _, share in found), reverse=True) or found[-1][1]:
        raise RuleBroken("Write the best word first; the last one begins at 0 %.")
    return found


def scale_text(scale: Sequence[tuple[str, float]]) -> str:
    """A scale as ``parse_scale`` reads it."""
    return "\n".join(f"{word}: {share * 100:.0f} %" for word, share in scale)


def parse_weights(text: str, names: dict[str, str]) -> dict[str, float]:
    """Weights as they are typed, a line a measure: "Handle time: 20". ``names``: name or key, casefold -> key."""
    found: dict[str, float] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, colon, number = line.rpartition(":")
        key = names.get(name.strip().casefold())
        try:
            weight = float(number.replace("%", "").strip().replace(",", "."))
        except ValueError:
            colon, weight = "", 0.0
        if not colon or weight < 0:
            raise RuleBroken(f"“{line}” is no weight. Write a measure and a number: Satisfied customers: 30")
        if key is None:
            raise RuleBroken(f"There is no measure called “{name.strip()}”.")
        if key in found:
            raise RuleBroken(f"{name.strip()} stands there twice.")
        found[key] = weight
    if not any(found.values()):
        raise RuleBroken("At least one measure needs a weight above 0.")
    return found


def progress_text(counts: dict[ReviewState, int]) -> str:
    """How far a cycle is: "12 reviews: 3 prepared, 8 closed, 1 skipped"."""
    total = sum(counts.values())
    parts = [f"{counts[state]} {STATE_WORDS[state].lower()}" for state in ReviewState if counts.get(state)]
    return f"{total} review{'s' * (total != 1)}: {', '.join(parts)}" if total else "No reviews"


def as_pairs(scale: Any) -> list[tuple[str, float]]:
    """A scale as it lies in JSON."""
    return [(str(word), float(share)) for word, share in scale]
