"""What a level rests on, how it stands against what a role asks for, and who could take a role. Plain Python."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken

LEVELS = (1, 2, 3, 4, 5)
SOON_DAYS = 60  # how long before it runs out a level is marked
USUAL = (
    "Learning: does it beside somebody",
    "Does the usual cases, and asks when it is not usual",
    "Does it alone, also when it is not usual",
    "Does the hard cases, and others come to ask",
    "Teaches it, and improves how it is done",
)
HALF_YEAR, YEAR = 2, 4  # levels somebody can make up in that time, beside the daily work


class Evidence(StrEnum):
    """What a level was judged by."""

    GRADED = "graded"
    COURSE = "course"
    OBSERVED = "observed"
    CERTIFICATE = "certificate"
    TASK = "task"
    FORMER = "former"


EVIDENCE_WORDS = {
    Evidence.GRADED: "Graded contact",
    Evidence.COURSE: "Course",
    Evidence.OBSERVED: "Observation",
    Evidence.CERTIFICATE: "Certificate",
    Evidence.TASK: "Task on the job",
    Evidence.FORMER: "Earlier work",
}


class Standing(StrEnum):
    """How a level stands against what the role asks for."""

    FITS = "fits"
    SOON = "soon"
    GAP = "gap"
    EXPIRED = "expired"
    EXTRA = "extra"
    NONE = "none"


STANDING_WORDS = {
    Standing.FITS: "as required",
    Standing.SOON: "runs out soon",
    Standing.GAP: "below what is required",
    Standing.EXPIRED: "has run out",
    Standing.EXTRA: "not asked for",
    Standing.NONE: "not judged",
}


class Readiness(StrEnum):
    """When somebody could take a role."""

    NOW = "now"
    HALF_YEAR = "half_year"
    YEAR = "year"


READY_WORDS = {
    Readiness.NOW: "Ready now",
    Readiness.HALF_YEAR: "In 6 months",
    Readiness.YEAR: "In 12 months",
}


def check_judgement(
    level: int, text: str, judged_on: dt.date, today: dt.date, expires_on: dt.date | None
) -> str:
    """The evidence, in one line. Raises RuleBroken when there is none, or a day makes no sense."""
    clean = " ".join(text.split())
    if level not in (0, *LEVELS):
        raise RuleBroken("A level is a number from 1 to 5.")
    if len(clean) < 3:
        raise RuleBroken("Say what was seen: a level changes only with its evidence.")
    if judged_on > today:
        raise RuleBroken("What is seen tomorrow can be judged tomorrow; choose today or an earlier day.")
    if expires_on is not None and expires_on <= judged_on:
        raise RuleBroken("It cannot run out before it was judged.")
    return clean


def runs_out(judged_on: dt.date, valid_months: int | None) -> dt.date | None:
    """The last day a level holds; None: for good."""
    if valid_months is None:
        return None
    month = judged_on.month - 1 + valid_months
    year, month = judged_on.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(judged_on.day, calendar.monthrange(year, month)[1]))


def standing(level: int, required: int, expires_on: dt.date | None, today: dt.date) -> Standing:
    """Where a level stands. ``required`` 0: the role does not ask for it."""
    if level and expires_on is not None and expires_on < today:
        return Standing.EXPIRED
    if not required:
        return Standing.EXTRA if level else Standing.NONE
    if level < required:
        return Standing.GAP
    soon = expires_on is not None and (expires_on - today).days <= SOON_DAYS
    return Standing.SOON if soon else Standing.FITS


@dataclass(frozen=True, slots=True)
class Missing:
    """What somebody lacks for a role."""

    skill_id: int
    level: int
    required: int
    mandatory: bool

    @property
    def steps(self) -> int:
        """Levels to go."""
        return self.required - self.level


def missing(have: Mapping[int, int], wanted: Sequence[tuple[int, int, bool]]) -> list[Missing]:
    """What is lacking, most first and what is mandatory before the rest. ``wanted``: skill, level, mandatory."""
    found = [
        Missing(skill, have.get(skill, 0), level, mandatory)
        for skill, level, mandatory in wanted
        if have.get(skill, 0) < level
    ]
    return sorted(found, key=lambda one: (not one.mandatory, -one.steps, one.skill_id))


def readiness(lacking: Sequence[Missing]) -> Readiness | None:
    """When the levels that are lacking could be made up; None: not within a year.

    Two levels in half a year, four in a year, beside the daily work: a rule of thumb, said openly.
    """
    steps = sum(one.steps for one in lacking)
    if steps == 0:
        return Readiness.NOW
    if steps <= HALF_YEAR:
        return Readiness.HALF_YEAR
    return Readiness.YEAR if steps <= YEAR else None


def level_words(levels: str) -> tuple[str, ...]:
    """What each of the five levels looks like; the usual words where a skill says nothing of its own."""
    lines = [line.strip() for line in levels.splitlines()]
    return tuple((lines[at] if at < len(lines) else "") or USUAL[at] for at in range(5))


def dots(level: int) -> str:
    """A level of 0 to 5 as dots."""
    return "●" * level + "○" * (5 - level)
