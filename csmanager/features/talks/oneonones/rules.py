"""One-to-ones: which moves a talk may make, and how a question set is written. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

MOODS = {1: "1 · very low", 2: "2 · low", 3: "3 · so-so", 4: "4 · good", 5: "5 · very good"}
QUIET_DAYS = 45  # without a talk that was held, somebody is named on the page


class TalkState(StrEnum):
    """Where a talk stands."""

    PLANNED = "planned"
    HELD = "held"
    SKIPPED = "skipped"
    MOVED = "moved"


class ItemState(StrEnum):
    """What became of a point of the agenda; an open one rolls on to the next talk."""

    OPEN = "open"
    DISCUSSED = "discussed"
    DROPPED = "dropped"


class Raised(StrEnum):
    """Who brought a point up."""

    MANAGER = "manager"
    PERSON = "person"


STATE_WORDS = {
    TalkState.PLANNED: "Planned",
    TalkState.HELD: "Held",
    TalkState.SKIPPED: "Skipped",
    TalkState.MOVED: "Moved",
}
ITEM_WORDS = {ItemState.OPEN: "Open", ItemState.DISCUSSED: "Discussed", ItemState.DROPPED: "Dropped"}
RAISED_WORDS = {Raised.MANAGER: "You", Raised.PERSON: "Them"}
_T = TalkState
# (state, move) -> (state after, whether a reason is needed)
MOVES: dict[tuple[TalkState, str], tuple[TalkState, bool]] = {
    (_T.PLANNED, "hold"): (_T.HELD, False),
    (_T.PLANNED, "skip"): (_T.SKIPPED, True),
    (_T.PLANNED, "move"): (_T.MOVED, True),
    (_T.HELD, "reopen"): (_T.PLANNED, True),
    (_T.SKIPPED, "reopen"): (_T.PLANNED, True),
}


def after(state: TalkState, move: str, reason: str) -> TalkState:
    """Where ``move`` leads. Raises RuleBroken when it is not possible, or needs a reason."""
    found = MOVES.get((state, move))
    if found is None:
        raise RuleBroken(f"A talk that is {STATE_WORDS[state].lower()} cannot be {_DONE.get(move, move)}.")
    if found[1] and not reason.strip():
        raise RuleBroken("Say why.")
    return found[0]


_DONE = {"hold": "held", "skip": "skipped", "move": "moved", "reopen": "opened again"}


@dataclass(frozen=True, slots=True)
class SetText:
    """A question set as it is written: a name, when to use it, the course of the talk, the questions."""

    name: str
    intro: str
    agenda: tuple[str, ...]
    questions: tuple[str, ...]


def read_set(text: str) -> SetText:
    """A set out of Markdown: "# Name", a sentence, "## Agenda" and "## Questions" with a line each."""
    name, intro, part = "", [], ""
    lines: dict[str, list[str]] = {"agenda": [], "questions": []}
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("## "):
            part = line[3:].strip().casefold()
        elif line.startswith("# "):
            name = line[2:].strip()
        elif line and part in lines:
            lines[part].append(line.lstrip("-*0123456789. ").strip())
        elif line:
            intro.append(line)
    return SetText(name, " ".join(intro), clean_lines(lines["agenda"]), clean_lines(lines["questions"]))


def clean_lines(lines: list[str]) -> tuple[str, ...]:
    """Without blanks and doubles, in order."""
    return tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))


def clean_item(text: str) -> str:
    """A point of the agenda, in one line. Raises RuleBroken when it says nothing."""
    clean = " ".join(text.split())
    if not clean:
        raise RuleBroken("Say what should be talked about.")
    return clean


def check_talk(held_on: dt.date, today: dt.date, mood: int | None, minutes: int | None) -> None:
    """Raise RuleBroken for a day to come, a mood off the scale, or minutes nobody talks."""
    if held_on > today:
        raise RuleBroken("A talk cannot have been held on a day to come.")
    if mood is not None and mood not in MOODS:
        raise RuleBroken("A mood is 1 to 5, or left empty.")
    if minutes is not None and not 1 <= minutes <= 480:
        raise RuleBroken("A talk lasts 1 to 480 minutes.")
