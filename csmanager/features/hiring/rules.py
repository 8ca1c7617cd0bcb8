"""The stages an applicant moves through, and which moves are legal. Plain Python, no database."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where an application stands."""

    APPLIED = "applied"
    SCREEN = "screen"
    INTERVIEW = "interview"
    DECISION = "decision"
    OFFER = "offer"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class OpeningState(StrEnum):
    """Where an opening stands."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    FILLED = "filled"
    CLOSED = "closed"
