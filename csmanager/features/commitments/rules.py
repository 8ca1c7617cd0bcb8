"""Who owes what was agreed, and how it ended."""

from __future__ import annotations

from enum import StrEnum


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
