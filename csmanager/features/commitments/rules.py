"""Who owes what was agreed, and how it ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

SOON_DAYS = 7  # what is due further away does not stand on Today yet
ENOUGH = 5  # ended actions below which a share of kept ones says too little


class Owner(StrEnum):
    """Who owes it."""

    MANAGER = "manager"
    PERSON = "person"


class Outcome(StrEnum):
    """How it ended; a commitment without one is open."""

    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    RELEASED = "released"


OWNER_WORDS = {Owner.MANAGER: "Manager", Owner.PERSON: "Person"}
OUTCOME_WORDS = {
    Outcome.KEPT: "Kept",
    Outcome.LATE: "Kept, but late",
    Outcome.BROKEN: "Not kept",
    Outcome.RELEASED: "Released",
}
NEEDS_REASON = frozenset({Outcome.BROKEN, Outcome.RELEASED})


def clean_text(text: str) -> str:
    """What was agreed, in one line. Raises RuleBroken when it says nothing."""
    clean = " ".join(text.split())
    if not clean:
        raise RuleBroken("Say what was agreed.")
    return clean


def check_days(made_on: dt.date, due_on: dt.date | None, check_on: dt.date | None) -> None:
    """Raise RuleBroken when a day lies before the one on which it was agreed."""
    if due_on is not None and due_on < made_on:
        raise RuleBroken("What is agreed today cannot have been due before.")
    if check_on is not None and check_on <= made_on:
        raise RuleBroken("An effect can only be looked at after the day it was agreed on.")


def outcome_on(ended_on: dt.date, due_on: dt.date | None) -> Outcome:
    """What doing it on ``ended_on`` makes of it: kept, or kept late."""
    return Outcome.LATE if due_on is not None and ended_on > due_on else Outcome.KEPT


@dataclass(frozen=True, slots=True)
class KeptRate:
    """How many of the ended actions were kept in time; those released are left out of both numbers.

    ``share`` None: fewer than ``ENOUGH`` ended, so it is not judged.
    """

    kept: int
    n: int

    @property
    def share(self) -> float | None:
        """Kept in time, as a fraction."""
        return self.kept / self.n if self.n >= ENOUGH else None

    @property
    def text(self) -> str:
        """In words, with the count it rests on."""
        if not self.n:
            return "Nothing has ended yet."
        if self.share is None:
            return f"{self.kept} of {self.n} kept in time; too few to judge."
        return f"{self.kept} of {self.n} kept in time ({self.share * 100:.0f} %)."


def kept_rate(outcomes: list[Outcome]) -> KeptRate:
    """The rate over ended actions."""
    counted = [outcome for outcome in outcomes if outcome is not Outcome.RELEASED]
    return KeptRate(sum(outcome is Outcome.KEPT for outcome in counted), len(counted))
