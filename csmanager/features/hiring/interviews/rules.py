"""States of an interview, marks and recommendations, and when a scorecard may be handed in. No database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.spelling import day_words

LOWEST, HIGHEST = 1, 4
_FEWEST_WORDS = 3  # of the sentence that shows an extreme mark
_LONGEST = 480  # minutes of one interview


class InterviewState(StrEnum):
    """Where an interview stands."""

    PLANNED = "planned"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class InterviewMove(StrEnum):
    """What can be done with an interview."""

    HOLD = "hold"
    RESCHEDULE = "reschedule"
    MISS = "miss"
    CANCEL = "cancel"


class Recommendation(StrEnum):
    """What an interviewer recommends; apart from the marks."""

    DEFINITELY_NO = "definitely_no"
    NO = "no"
    NO_DECISION = "no_decision"
    YES = "yes"
    STRONG_YES = "strong_yes"


class Entered(StrEnum):
    """How a scorecard came in."""

    SCREEN = "screen"
    KIOSK = "kiosk"
    PAPER = "paper"


STATE_NAMES = {
    InterviewState.PLANNED: "Planned",
    InterviewState.DONE: "Done",
    InterviewState.NO_SHOW: "Did not come",
    InterviewState.CANCELLED: "Cancelled",
}
MOVE_NAMES = {
    InterviewMove.HOLD: "It took place",
    InterviewMove.RESCHEDULE: "Another time",
    InterviewMove.MISS: "Did not come",
    InterviewMove.CANCEL: "Cancel the interview",
}
RECOMMENDATION_NAMES = {
    Recommendation.DEFINITELY_NO: "Definitely not",
    Recommendation.NO: "No",
    Recommendation.NO_DECISION: "No decision",
    Recommendation.YES: "Yes",
    Recommendation.STRONG_YES: "Definitely yes",
}
ENTERED_NAMES = {Entered.SCREEN: "on screen", Entered.KIOSK: "at the kiosk", Entered.PAPER: "from paper"}
MARK_NAMES = {1: "Clearly not", 2: "Rather not", 3: "Yes", 4: "Very much so"}

MOVES: dict[InterviewState, dict[InterviewMove, InterviewState]] = {
    InterviewState.PLANNED: {
        InterviewMove.HOLD: InterviewState.DONE,
        InterviewMove.RESCHEDULE: InterviewState.PLANNED,
        InterviewMove.MISS: InterviewState.NO_SHOW,
        InterviewMove.CANCEL: InterviewState.CANCELLED,
    },
    InterviewState.DONE: {},
    InterviewState.NO_SHOW: {},
    InterviewState.CANCELLED: {},
}
"""The whole table of legal moves; what has ended stays ended, a new talk is planned instead."""

OWES_REASON = frozenset({InterviewMove.RESCHEDULE, InterviewMove.MISS, InterviewMove.CANCEL})
REASONS = {
    InterviewMove.MISS: ("No word", "Rang too late", "Went to the wrong place"),
    InterviewMove.CANCEL: (
        "The applicant asked",
        "An interviewer is ill",
        "The place is filled",
        "Turned down",
    ),
    InterviewMove.RESCHEDULE: ("The applicant asked", "An interviewer is away", "The shop is too busy"),
}


@dataclass(frozen=True, slots=True)
class MarkIn:
    """What one interviewer says of one question. ``rating`` None: not judged. ``asked`` False: not put."""

    position: int
    rating: int | None = None
    evidence: str = ""
    notes: str = ""
    asked: bool = True


def check_move(
    name: str, state: InterviewState, move: InterviewMove, on: dt.date, today: dt.date, reason: str
) -> InterviewState:
    """The state a legal move leads to; raises RuleBroken with the reason why it is none."""
    to = MOVES[state].get(move)
    if to is None:
        raise RuleBroken(
            f"The interview with {name} is {STATE_NAMES[state].lower()} and stays so. Plan another one, or undo."
        )
    if move in (InterviewMove.HOLD, InterviewMove.MISS) and on > today:
        raise RuleBroken(f"The interview with {name} is on {day_words(on)}; it has not taken place yet.")
    if move in OWES_REASON and not reason.strip():
        raise RuleBroken(_WANTED[move].format(name=name))
    return to


_WANTED = {
    InterviewMove.RESCHEDULE: "Say why the interview with {name} moves.",
    InterviewMove.MISS: "Say what is known of why {name} did not come.",
    InterviewMove.CANCEL: "Say why the interview with {name} is cancelled.",
}


def check_times(applied_on: dt.date, on: dt.date, start_minute: int, minutes: int) -> None:
    """Raises RuleBroken when the times of an interview cannot be."""
    if on < applied_on:
        raise RuleBroken(f"The application came on {day_words(applied_on)}; no interview lies before it.")
    if not 0 <= start_minute < 24 * 60:
        raise RuleBroken("An interview begins between 00:00 and 23:59.")
    if not 0 < minutes <= _LONGEST:
        raise RuleBroken("An interview takes between 1 minute and 8 hours.")


def check_may_score(name: str, state: InterviewState, on: dt.date, today: dt.date) -> None:
    """Raises RuleBroken when nobody can have an impression of the interview yet."""
    if state in (InterviewState.NO_SHOW, InterviewState.CANCELLED):
        raise RuleBroken(f"The interview with {name} did not take place, so there is nothing to score.")
    if on > today:
        raise RuleBroken(
            f"The interview with {name} is on {day_words(on)}. A scorecard can be filled in from that day on."
        )


def check_marks(marks: Sequence[MarkIn], titles: Sequence[str]) -> None:
    """Raises RuleBroken naming the question whose mark cannot be taken; extremes need the sentence that shows them."""
    if len({mark.position for mark in marks}) != len(marks):
        raise RuleBroken("A question was marked twice.")
    for mark in marks:
        if not 0 <= mark.position < len(titles):
            raise RuleBroken("A mark belongs to a question of another kit.")
        title = titles[mark.position]
        if mark.rating is None:
            continue
        if not LOWEST <= mark.rating <= HIGHEST:
            raise RuleBroken(f"The mark on “{title}” is 1 to 4.")
        if not mark.asked:
            raise RuleBroken(f"“{title}” was not asked, so it has no mark.")
        if needs_evidence(mark.rating) and len(mark.evidence.split()) < _FEWEST_WORDS:
            raise RuleBroken(
                f"“{MARK_NAMES[mark.rating]}” on “{title}” needs the sentence that shows it: what was said or done."
            )


def needs_evidence(rating: int | None) -> bool:
    """Whether a mark stands at an end of the scale."""
    return rating in (LOWEST, HIGHEST)


def may_see(mine_in: bool, waiting: int) -> bool:
    """Whether the cards of others may be seen: with one's own in, or when none is missing any more."""
    return mine_in or waiting == 0


def score(rating: float) -> float:
    """A mark of 1 to 4 as 0 to 100."""
    return 100 * (rating - LOWEST) / (HIGHEST - LOWEST)


# combining the cards of several interviewers

APART = 50.0  # points of 100 on one skill from which two interviewers disagree; a step of the scale is 33
TOTALS_APART = 25.0  # and between their totals
FEWEST_RATERS = 2


@dataclass(frozen=True, slots=True)
class Skill:
    """One thing a kit rates. ``is_must``: below the middle of the scale it cannot be made up for."""

    name: str
    weight: float = 1.0
    is_must: bool = False


@dataclass(frozen=True, slots=True)
class SkillScore:
    """One skill of one finalist: mean (0 to 100, None without a mark), n marks, lowest and highest rater's mean."""

    skill: Skill
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None

    @property
    def is_split(self) -> bool:
        """Whether the raters disagree."""
        return self.low is not None and self.high is not None and self.high - self.low >= APART

    @property
    def is_below(self) -> bool:
        """Whether a must lies below the middle."""
        return self.skill.is_must and self.value is not None and self.value < 50


@dataclass(frozen=True, slots=True)
class Combined:
    """The cards of one finalist put together by fixed weights. ``why_not``: why no total is shown, else ""."""

    skills: tuple[SkillScore, ...]
    total: float | None
    low: float | None
    high: float | None
    raters: int
    recommendations: tuple[Recommendation, ...]
    why_not: str

    @property
    def spread(self) -> float | None:
        """Points between the raters' own totals."""
        if self.low is None or self.high is None or self.raters < FEWEST_RATERS:
            return None
        return self.high - self.low

    @property
    def disagreement(self) -> str:
        """Where the raters differ, in a sentence; "" where they do not."""
        parts = [one.skill.name for one in self.skills if one.is_split]
        sides = {
            one in (Recommendation.YES, Recommendation.STRONG_YES)
            for one in self.recommendations
            if one is not Recommendation.NO_DECISION
        }
        if len(sides) > 1:
            said = "One says yes, one says no"
            return f"{said}; they differ most on {', '.join(parts)}." if parts else f"{said}."
        if parts:
            return f"The interviewers differ on {', '.join(parts)}."
        if self.spread is not None and self.spread >= TOTALS_APART:
            return f"The interviewers' totals lie {self.spread:.0f} points apart."
        return ""

    @property
    def below(self) -> tuple[str, ...]:
        """Musts that lie below the middle."""
        return tuple(one.skill.name for one in self.skills if one.is_below)


def combine(
    skills: Sequence[Skill],
    cards: Mapping[int, Mapping[str, Sequence[int]]],
    recommendations: Sequence[Recommendation] = (),
    missing: int = 0,
) -> Combined:
    """Put cards together: rater -> skill -> marks. Raters count alike, skills by their weights.

    No total is given with fewer than two raters, with a card missing, or with a skill nobody marked.
    """
    found = []
    for skill in skills:
        means = [
            score(sum(marks) / len(marks))
            for card in cards.values()
            if (marks := list(card.get(skill.name, ())))
        ]
        n = sum(len(card.get(skill.name, ())) for card in cards.values())
        value = sum(means) / len(means) if means else None
        found.append(SkillScore(skill, value, n, min(means, default=None), max(means, default=None)))
    totals = [total for card in cards.values() if (total := _total(skills, card)) is not None]
    unmarked = [one.skill.name for one in found if one.value is None]
    why = ""
    if missing:
        why = f"{missing} scorecard{'s are' if missing > 1 else ' is'} missing"
    elif len(cards) < FEWEST_RATERS:
        why = "one view only; a second interviewer makes it comparable" if cards else "no scorecard yet"
    elif unmarked:
        why = f"nobody marked {', '.join(unmarked)}"
    weight = sum(one.skill.weight for one in found)
    total = None
    if not why and weight:
        total = sum(one.skill.weight * (one.value or 0.0) for one in found) / weight
    return Combined(
        tuple(found),
        total,
        min(totals, default=None),
        max(totals, default=None),
        len(cards),
        tuple(recommendations),
        why,
    )


def _total(skills: Sequence[Skill], card: Mapping[str, Sequence[int]]) -> float | None:
    known = [(skill.weight, card[skill.name]) for skill in skills if card.get(skill.name)]
    weight = sum(part for part, _ in known)
    if not weight:
        return None
    return sum(part * score(sum(marks) / len(marks)) for part, marks in known) / weight


def gaps(asked: Mapping[str, Collection[str]], core: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Which core questions each finalist was not asked: name -> questions, for those with any.

    ``asked``: name -> questions put to them; ``core``: every core question put to or meant for one of them.
    """
    found = {}
    for name, put in asked.items():
        lacking = tuple(question for question in core if question not in put)
        if lacking:
            found[name] = lacking
    return found


def overlaps(start: int, minutes: int, other_start: int, other_end: int) -> bool:
    """Whether a talk of ``minutes`` from ``start`` (minutes after midnight) meets another span."""
    return start < other_end and other_start < start + minutes


_CLOCK = re.compile(r"^(\d{1,2})(?:[:.h ]?(\d{2}))?$")


def parse_clock(text: str) -> int:
    """A time of a day as minutes after midnight: 9, 9:30, 09.30 and 930 are understood; raises RuleBroken."""
    match = _CLOCK.match(text.strip())
    hour, minute = (int(match[1]), int(match[2] or 0)) if match is not None else (24, 0)
    if hour > 23 or minute > 59:
        raise RuleBroken("Write the time as hours and minutes, 14:30.")
    return hour * 60 + minute


def parse_names(text: str, people: Mapping[str, int]) -> list[tuple[int | None, str]]:
    """Names separated by commas, each with the person it means (by name, whatever the case); None for a name only."""
    known = {name.casefold(): (key, name) for name, key in people.items()}
    found: list[tuple[int | None, str]] = []
    for part in text.split(","):
        name = " ".join(part.split())
        if name:
            key, name = known.get(name.casefold(), (None, name))
            found.append((key, name))
    return found
