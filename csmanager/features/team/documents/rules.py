"""Where a document stands, when something runs out, and which files are taken. Plain Python."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from csmanager.core.errors import RuleBroken

MOST_BYTES = 5_000_000  # of one file: it is kept in the store, and in every backup of it
LADDER = (60, 30, 7)  # days before something runs out at which Today becomes more urgent


class DocumentState(StrEnum):
    """Where a document stands."""

    REQUESTED = "requested"
    RECEIVED = "received"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


STATE_WORDS = {
    DocumentState.REQUESTED: "Requested",
    DocumentState.RECEIVED: "Received",
    DocumentState.APPROVED: "Approved",
    DocumentState.REJECTED: "Rejected",
    DocumentState.EXPIRED: "Expired",
}
MOVES: dict[DocumentState, tuple[DocumentState, ...]] = {
    DocumentState.REQUESTED: (DocumentState.RECEIVED,),
    DocumentState.RECEIVED: (DocumentState.APPROVED, DocumentState.REJECTED),
    DocumentState.APPROVED: (DocumentState.EXPIRED, DocumentState.REQUESTED),
    DocumentState.REJECTED: (DocumentState.RECEIVED, DocumentState.REQUESTED),
    DocumentState.EXPIRED: (DocumentState.REQUESTED, DocumentState.RECEIVED),
}
KINDS = (
    "Work permit",
    "Driving licence",
    "Confidentiality agreement",
    "Bank details",
    "Training record",
    "Photo",
)


def require_move(title: str, old: DocumentState, new: DocumentState, reason: str) -> None:
    """Refuse a step that is not on the way, and a rejection without a reason. Raises RuleBroken."""
    if new not in MOVES[old]:
        ways = " or ".join(STATE_WORDS[each].lower() for each in MOVES[old])
        raise RuleBroken(f"{title} is {STATE_WORDS[old].lower()}; from there it can become {ways} only.")
    if new is DocumentState.REJECTED and not reason.strip():
        raise RuleBroken("Say why it is rejected, so that the right one can be brought.")


def stands(state: DocumentState, expires_on: dt.date | None, on: dt.date) -> DocumentState:
    """The state on a day: what was approved and has run out is expired."""
    if state is DocumentState.APPROVED and expires_on is not None and expires_on < on:
        return DocumentState.EXPIRED
    return state


def rung(expires_on: dt.date, today: dt.date, first: int = LADDER[0]) -> tuple[int, str] | None:
    """Weight and mark on Today for something that runs out on a day; None while it is far away.

    60 days before: a line at the end; 30: soon; 7: in the next days; run out: late. ``first``: another first rung.
    """
    days = (expires_on - today).days
    if days < 0:
        return 10, "late"
    if days <= LADDER[2]:
        return 20, "soon"
    if days <= LADDER[1]:
        return 40, "soon"
    return (60, "open") if days <= max(first, LADDER[1]) else None


def require_file(name: str, size: int) -> None:
    """Refuse a file that is empty or too large to be kept in the store. Raises RuleBroken."""
    if size == 0:
        raise RuleBroken(f"{name} is empty; choose another file.")
    if size > MOST_BYTES:
        raise RuleBroken(
            f"{name} has {size / 1e6:.1f} MB; up to {MOST_BYTES / 1e6:.0f} MB are kept with a person."
            " Save it smaller (a scan in grey at 150 dots an inch is enough), or note where the paper lies instead."
        )


def require_order(issued_on: dt.date | None, expires_on: dt.date | None) -> None:
    """Refuse what runs out before it was issued. Raises RuleBroken."""
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        raise RuleBroken("It would run out before it was issued; check the two days.")
