"""What a contract is, and which two cannot stand beside each other. Plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from csmanager.core.errors import RuleBroken


class ContractKind(StrEnum):
    """What someone is employed as before the law."""

    FULL = "full"
    PART = "part"
    TEMP = "temp"
    SEASONAL = "seasonal"
    CONTRACTOR = "contractor"


class ContractReason(StrEnum):
    """Why a contract was made."""

    HIRE = "hire"
    PROMOTION = "promotion"
    TRANSFER = "transfer"
    HOURS = "hours_change"
    CORRECTION = "correction"


CONTRACT_WORDS = {
    ContractKind.FULL: "Full time",
    ContractKind.PART: "Part time",
    ContractKind.TEMP: "Temporary",
    ContractKind.SEASONAL: "Seasonal",
    ContractKind.CONTRACTOR: "Contractor",
}
REASON_WORDS = {
    ContractReason.HIRE: "Hire",
    ContractReason.PROMOTION: "Promotion",
    ContractReason.TRANSFER: "Transfer",
    ContractReason.HOURS: "Change of hours",
    ContractReason.CORRECTION: "Correction",
}
RENEWAL_DAYS = 30  # how long before its end a contract is on Today unless it says otherwise


def span_text(starts_on: dt.date, ends_on: dt.date | None) -> str:
    """The days of a contract as a sentence names them."""
    until = f"to {ends_on.day} {ends_on:%b %Y}" if ends_on else "until further"
    return f"from {starts_on.day} {starts_on:%b %Y} {until}"


def require_free(
    name: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    others: Sequence[tuple[str, dt.date, dt.date | None]],
) -> None:
    """Refuse a contract that has a day in common with one of ``others`` (what, first day, last day)."""
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken("The contract ends before it starts; turn the two days round.")
    for what, other_starts, other_ends in others:
        if starts_on <= (other_ends or dt.date.max) and other_starts <= (ends_on or dt.date.max):
            raise RuleBroken(
                f"{name} has a contract already ({what}, {span_text(other_starts, other_ends)}), and the days"
                " overlap. End that one the day before, or let this one start later."
            )
