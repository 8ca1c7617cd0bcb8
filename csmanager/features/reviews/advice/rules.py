"""How a pattern of figures is written and read: one condition a line, in words. Plain Python, no database."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.cycles.pinned import PinnedLine
from csmanager.features.reviews.cycles.rules import Grade
from csmanager.features.reviews.rules import Better
from csmanager.features.reviews.words import value_text


class Answer(StrEnum):
    """What the manager said to a piece of advice."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Result(StrEnum):
    """Whether it helped."""

    HELPED = "helped"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    NOT_JUDGED = "not_judged"


RESULT_WORDS = {
    Result.HELPED: "Helped",
    Result.NO_CHANGE: "No change",
    Result.WORSE: "Got worse",
    Result.NOT_JUDGED: "Not judged",
}
WORDS = {
    "good": "the verdict is “on target”",
    "poor": "the target is missed by more than one unlucky month explains",
    "high": "clearly (99 %) above the target, or above the team where there is none",
    "low": "clearly (99 %) below the target, or below the team where there is none",
    "normal": "measured well enough, and neither high nor low",
    "rising": "clearly above the period before",
    "falling": "clearly below the period before",
    "up": "its chart says that something changed, upwards",
    "down": "its chart says that something changed, downwards",
}
IN_A_ROW = ("poor", "high", "low")  # what can be asked of several months in a row
MOST_MONTHS = 6
EVERYTHING = "everything"
_LEAST_GOOD = 3  # judged lines that "everything" needs
_LINE = re.compile(
    r"(?P<team>team )?(?P<what>.+?) (?:is|are) (?P<no>not )?(?P<words>[a-z]+(?: or [a-z]+)*)"
    r"(?: for (?P<months>\d+) months)?\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One line: any of ``metrics`` (keys) is any of ``words``, or none of them; ``of_team``: the team's figure.

    ``months`` above 1: it was so in each of the last months, by the plain figure, with enough cases in every one.
    """

    metrics: tuple[str, ...]
    words: tuple[str, ...]
    is_not: bool = False
    of_team: bool = False
    months: int = 1


@dataclass(frozen=True, slots=True)
class Fired:
    """Whether a pattern holds, and the sentences that say why. ``lacking``: measures this store does not have."""

    holds: bool
    evidence: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def parse(text: str, names: Mapping[str, str] | None = None) -> list[Condition]:
    """The conditions of a pattern. ``names``: casefold name or key -> key; None takes keys as they stand.

    Raises RuleBroken with the line that cannot be read, and the ways to write one.
    """
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        read = _LINE.fullmatch(" ".join(line.split()))
        words = tuple(read["words"].casefold().split(" or ")) if read else ()
        if read is None or not set(words) <= set(WORDS):
            raise RuleBroken(
                f"“{line}” cannot be read. Write a measure and what it is, as in “Handle time is high”; the words"
                f" are {', '.join(WORDS)}, each also with “not”; {', '.join(IN_A_ROW)} also “for 3 months”."
            )
        months = int(read["months"] or 1)
        if months > 1 and (read["no"] or not set(words) <= set(IN_A_ROW)):
            raise RuleBroken(f"“{line}”: only {', '.join(IN_A_ROW)} can be asked of several months in a row.")
        if not 1 <= months <= MOST_MONTHS:
            raise RuleBroken(f"“{line}”: a pattern looks at 2 to {MOST_MONTHS} months in a row.")
        parts = [part.strip() for part in re.split(r",| or ", read["what"]) if part.strip()]
        keys = tuple(_key(part, names) for part in parts)
        found.append(Condition(keys, words, bool(read["no"]), bool(read["team"]), months))
    if not found:
        raise RuleBroken("A pattern needs at least one condition.")
    return found


def _key(name: str, names: Mapping[str, str] | None) -> str:
    wanted = name.casefold()
    if wanted == EVERYTHING:
        return EVERYTHING
    if names is None:
        return wanted.replace(" ", "_")
    if wanted in names:
        return names[wanted]
    if re.fullmatch(r"[a-z0-9_]+", name) and "_" in name:
        return name  # a measure this store does not have (yet), by its key
    raise RuleBroken(f"There is no measure called “{name}”.")


def write(conditions: Iterable[Condition], names: Mapping[str, str] | None = None) -> str:
    """The pattern as text: with ``names`` (key -> name) as it is read, without as it is kept."""
    lines = []
    for one in conditions:
        what = " or ".join(names.get(key, key) if names else key for key in one.metrics)
        what = what if not one.of_team else f"team {what}"
        span = f" for {one.months} months" if one.months > 1 else ""
        lines.append(f"{what} is {'not ' if one.is_not else ''}{' or '.join(one.words)}{span}")
    return "\n".join(line[:1].upper() + line[1:] if names else line for line in lines)


def evaluate(
    conditions: Sequence[Condition], own: Mapping[str, PinnedLine], team: Mapping[str, PinnedLine]
) -> Fired:
    """Whether every condition holds on these lines. ``own`` and ``team``: metric key -> line.

    A figure that is missing, or too few to judge, makes no condition true, also none with "not".
    """
    evidence: list[str] = []
    lacking = tuple(
        key
        for one in conditions
        for key in one.metrics
        if key != EVERYTHING and key not in own and key not in team
    )
    for one in conditions:
        said = _holds(one, own, team)
        if said is None:
            return Fired(False, (), lacking)
        evidence.append(said)
    return Fired(True, tuple(evidence), lacking)


def _holds(one: Condition, own: Mapping[str, PinnedLine], team: Mapping[str, PinnedLine]) -> str | None:
    """The sentence that says why it holds; None when it does not."""
    lines = team if one.of_team else own
    if one.metrics == (EVERYTHING,):
        judged = [line for line in lines.values() if line.is_judged]
        wanted = Grade.ON_TARGET if ("good" in one.words) != one.is_not else Grade.MISSING
        if len(judged) >= _LEAST_GOOD and all(line.stands is wanted for line in judged):
            return f"All {len(judged)} judged measures are {'on target' if wanted is Grade.ON_TARGET else 'missing'}."
        return None
    for key in one.metrics:
        line = lines.get(key)
        if line is None or line.value is None or not _enough(line):
            continue
        if one.months > 1:
            true = [word for word in one.words if _in_a_row(line, word, one.months, team.get(key))]
        else:
            true = [word for word in one.words if is_so(line, word, team.get(key))]
        if bool(true) != one.is_not:
            return _sentence(line, one, true[0] if true else " or ".join(one.words), team.get(key))
    return None


def _enough(line: PinnedLine) -> bool:
    return line.low is not None and line.high is not None and line.n >= max(1, line.minimum_n)


def is_so(line: PinnedLine, word: str, team: PinnedLine | None) -> bool:
    """Whether ``word`` is true of a line that was measured well enough."""
    if word == "good":
        return line.stands is Grade.ON_TARGET
    if word == "poor":
        return line.stands is Grade.MISSING
    if word in ("up", "down"):
        return line.signal == (1 if word == "up" else -1)
    if word in ("rising", "falling"):
        change = _change(line)
        return change is not None and (change > 0) == (word == "rising")
    floor, ceiling = _bounds(line, team)
    low, high = line.wide
    if floor is None or ceiling is None or low is None or high is None:
        return False
    is_high, is_low = low > ceiling, high < floor
    return {"high": is_high, "low": is_low, "normal": not is_high and not is_low}[word]


def _in_a_row(line: PinnedLine, word: str, months: int, team: PinnedLine | None) -> bool:
    """Whether the last ``months`` were each on that side of what is normal, with enough cases."""
    floor, ceiling = _bounds(line, team)
    last = line.months[-months:]
    if floor is None or ceiling is None or len(last) < months:
        return False
    side = {"high": 1, "low": -1, "poor": 1 if line.better == Better.LOWER else -1}[word]
    least = max(1, line.minimum_n)
    if word == "poor" and (line.target is None or line.better == Better.NEITHER):
        return False
    return all(
        value is not None and n >= least and (value > ceiling if side > 0 else value < floor)
        for value, n in last
    )


def _bounds(line: PinnedLine, team: PinnedLine | None) -> tuple[float | None, float | None]:
    """Between which values a figure is normal: the target, else the team's value."""
    if line.target is not None:
        return line.target, line.upper if line.upper is not None else line.target
    if team is not None and team.value is not None and team is not line:
        return team.value, team.value
    return None, None


def _change(line: PinnedLine) -> float | None:
    """The difference to the period before where chance hardly explains it; None otherwise.

    The limits of the period before are taken as wide as those of now, both together as for two samples.
    """
    if line.previous is None or line.value is None or line.low is None or line.high is None:
        return None
    half = (line.high - line.low) / 2
    ratio = line.n / line.previous_n if line.previous_n and line.n else 1.0
    both = half * math.sqrt(1 + ratio)
    change = line.value - line.previous
    return change if abs(change) > both else None


def _sentence(line: PinnedLine, one: Condition, word: str, team: PinnedLine | None) -> str:
    whose = "The team: " if one.of_team else ""
    if word in ("rising", "falling"):
        beside = f", after {value_text(line.previous, line.unit)} in the period before"
    elif word in ("up", "down"):
        beside = f". {line.reason}".rstrip(". ")
    elif line.target is not None:
        beside = f", against a target of {line.target_text}"
    elif team is not None and team.value is not None and not one.of_team:
        beside = f", where the team has {team.value_text}"
    else:
        beside = ""
    limits = f", likely {line.range_text}" if line.range_text else ""
    is_not = "not " if one.is_not else ""
    span = f" for {one.months} months" if one.months > 1 else ""
    return f"{whose}{line.name} is {is_not}{word}{span}: {line.value_text} (n = {line.n:,}{limits}){beside}."
