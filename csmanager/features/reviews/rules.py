"""How figures are computed and judged. Plain Python, no database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a metric's value is counted in; shares are fractions 0 to 1, times are seconds.

    NUMBER: so many for each one (an hour, a thousand contacts). MONEY: units of the store's currency.
    """

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    SCORE = "score"
    POINTS = "points"
    NUMBER = "number"
    MONEY = "money"


class Better(StrEnum):
    """Which way is good."""

    HIGHER = "higher"
    LOWER = "lower"
    RANGE = "range"
    NEITHER = "neither"


class Level(StrEnum):
    """Whom a metric can be shown for. TEAM: a staffing result, no value for a person."""

    TEAM = "team"
    PERSON = "person"


class Scope(StrEnum):
    """Whom a target holds for; the narrowest wins: person, role, team, store."""

    STORE = "store"
    TEAM = "team"
    ROLE = "role"
    PERSON = "person"


class Verdict(StrEnum):
    """Where a value stands against its target."""

    ON_TARGET = "on_target"
    MISSING = "missing"
    NOT_JUDGED = "not_judged"
    NO_DATA = "no_data"


NAMELESS = (
    "The export names nobody for calls that were lost, so this would be 100 % for everyone; see the team."
)
STAFFING = "A result of how many people were there, not of one of them; see the team."
NO_TARGET = "No target is set."
NO_RANGE = "How far chance moves a figure of this kind is not known, so it is shown and not judged."
UNREADABLE = "This program cannot read the formula of this measure; edit it in the dictionary."
NAMELESS_TEAM = "Lost calls name nobody, and so no team; see everyone together."
NO_DIRECTION = "This shows how much there was; it is not judged."


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: ``value`` alone is the level to reach (or stay under), with ``upper`` it is a range."""

    value: float
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict and its reason in one sentence ("" when the figures speak for themselves)."""

    status: Verdict
    reason: str


def judge(
    value: float | None,
    n: int,
    interval: tuple[float, float] | None,
    aim: Aim | None,
    *,
    better: Better,
    minimum_n: int,
    is_exact: bool = False,
    what: str = "contacts",
    has_range: bool = True,
) -> Judgement:
    """Where ``value``, which rests on ``n`` of ``what``, stands against ``aim``.

    Judged only when ``n`` reaches ``minimum_n`` and the 95 % ``interval`` lies wholly on one side of the target.
    ``is_exact``: a plain count, which has no interval. ``has_range`` False: nobody knows how far chance moves it.
    """
    if value is None:
        return Judgement(Verdict.NO_DATA, f"There are no {what} to compute it from.")
    if aim is None:
        return Judgement(Verdict.NOT_JUDGED, NO_DIRECTION if better is Better.NEITHER else NO_TARGET)
    if better is Better.NEITHER and aim.upper is None:
        return Judgement(Verdict.NOT_JUDGED, NO_DIRECTION)
    if not has_range:
        return Judgement(Verdict.NOT_JUDGED, NO_RANGE)
    if n < minimum_n and not is_exact:
        return Judgement(
            Verdict.NOT_JUDGED, f"Too few to judge: it rests on {n:,} {what}, and needs {minimum_n:,}."
        )
    if interval is None and not is_exact:
        return Judgement(Verdict.NOT_JUDGED, f"Too few to judge: {n:,} {what} give no range.")
    low, high = interval if interval is not None else (value, value)
    side = _side(low, high, aim, better)
    if side is None:
        return Judgement(
            Verdict.NOT_JUDGED, "Chance alone could explain the difference: the range holds the target."
        )
    return Judgement(Verdict.ON_TARGET, "") if side else Judgement(Verdict.MISSING, _miss(low, aim, better))


def _side(low: float, high: float, aim: Aim, better: Better) -> bool | None:
    """True: the whole interval is on the good side, False: on the bad one, None: it holds the target."""
    if aim.upper is not None:
        if low >= aim.value and high <= aim.upper:
            return True
        return False if high < aim.value or low > aim.upper else None
    if better is Better.LOWER:
        return True if high <= aim.value else False if low > aim.value else None
    return True if low >= aim.value else False if high < aim.value else None


def _miss(low: float, aim: Aim, better: Better) -> str:
    if aim.upper is not None:
        where = "above the range" if low > aim.upper else "below the range"
        return f"The whole range of what is likely lies {where} that is wanted."
    where = "above" if better is Better.LOWER else "below"
    return f"The whole range of what is likely lies {where} the target."
