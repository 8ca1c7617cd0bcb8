"""What recognition needs. Plain Python, no database."""

from __future__ import annotations

from enum import StrEnum

from csmanager.core.errors import RuleBroken

SPAN_DAYS = 90  # over which attention is looked at
RECOGNITION_MINUTES = 5  # what one word of thanks counts in attention where nobody says otherwise
SESSION_MINUTES = 20  # a coaching talk whose length was not kept


class Giver(StrEnum):
    """Who said it."""

    MANAGER = "manager"
    PEER = "peer"
    CUSTOMER = "customer"


GIVER_WORDS = {Giver.MANAGER: "You", Giver.PEER: "A colleague", Giver.CUSTOMER: "A customer"}


def clean(text: str) -> str:
    """What was done, in one line. Raises RuleBroken when it names nothing that was done."""
    said = " ".join(text.split())
    if not said:
        raise RuleBroken("Say what the person did, so that they know what to do again.")
    return said


def check_ties(value_id: int | None, clause: str) -> None:
    """Raise RuleBroken where it is tied to nothing."""
    if value_id is None and not clause.strip():
        raise RuleBroken("Tie it to a value or to a clause of the handbook: say which one it shows.")
