"""How figures are computed and judged. Plain Python, no database."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """What a metric's value is counted in; shares are fractions 0 to 1, times are seconds."""

    COUNT = "count"
    SHARE = "share"
    SECONDS = "seconds"
    SCORE = "score"
    POINTS = "points"


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
