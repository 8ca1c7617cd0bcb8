"""The states of an offer, and when one may be made. Plain Python, no database."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.rules import PAY_UNIT_NAMES, Consent, PayUnit, Stage

__all__ = ["Consent", "OfferState"]

FOLLOW_UP_DAYS = 3  # after sending; the day on which one asks again
VALID_DAYS = 10  # an offer is open for by default


class OfferState(StrEnum):
    """Where an offer stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


NAMES = {
    OfferState.DRAFT: "Draft",
    OfferState.APPROVED: "Approved",
    OfferState.SENT: "Sent",
    OfferState.ACCEPTED: "Accepted",
    OfferState.DECLINED: "Declined",
    OfferState.EXPIRED: "Expired",
    OfferState.WITHDRAWN: "Withdrawn",
}

MOVES: dict[OfferState, frozenset[OfferState]] = {
    OfferState.DRAFT: frozenset({OfferState.APPROVED, OfferState.WITHDRAWN}),
    OfferState.APPROVED: frozenset({OfferState.DRAFT, OfferState.SENT, OfferState.WITHDRAWN}),
    OfferState.SENT: frozenset(
        {OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED, OfferState.WITHDRAWN}
    ),
    OfferState.ACCEPTED: frozenset({OfferState.WITHDRAWN}),
    OfferState.DECLINED: frozenset(),
    OfferState.EXPIRED: frozenset(),
    OfferState.WITHDRAWN: frozenset(),
}
"""The whole table of legal moves of an offer."""

OPEN = frozenset({OfferState.DRAFT, OfferState.APPROVED, OfferState.SENT, OfferState.ACCEPTED})
OWES_REASON = frozenset({OfferState.DECLINED, OfferState.WITHDRAWN})


def check_move(name: str, old: OfferState, new: OfferState, reason: str) -> None:
    """Raises RuleBroken with the reason when the offer to ``name`` cannot go from ``old`` to ``new``."""
    if old is new:
        raise RuleBroken(f"The offer to {name} is {NAMES[old].lower()} already.")
    if new not in MOVES[old]:
        ways = " or ".join(sorted(NAMES[state].lower() for state in MOVES[old]))
        way = f"; from here it is {ways}" if ways else "; write a new version instead"
        raise RuleBroken(
            f"The offer to {name} is {NAMES[old].lower()} and cannot become {NAMES[new].lower()}{way}."
        )
    if new in OWES_REASON and not reason.strip():
        verb = "was declined" if new is OfferState.DECLINED else "is withdrawn"
        raise RuleBroken(f"Say why the offer to {name} {verb}.")


def check_offer(name: str, stage: Stage) -> None:
    """Raises RuleBroken when no offer can be made to somebody at ``stage``."""
    if stage is Stage.HIRED:
        raise RuleBroken(f"{name} was hired already.")
    if stage in (Stage.REJECTED, Stage.WITHDRAWN, Stage.ARCHIVED):
        word = {
            Stage.REJECTED: "was turned down",
            Stage.WITHDRAWN: "withdrew",
            Stage.ARCHIVED: "was put aside",
        }
        raise RuleBroken(f"{name} {word[stage]}. Reopen the application before you make an offer.")
    if stage not in (Stage.OFFER, Stage.DECISION):
        raise RuleBroken(f"{name} is not at Decision or Offer yet, so there is no offer to make.")


def check_terms(
    *,
    starts_on: dt.date | None,
    expires_on: dt.date | None,
    written_on: dt.date,
    weekly_minutes: int | None,
    pay: int | None,
) -> None:
    """Raises RuleBroken for dates out of order and impossible figures. ``pay``: hundredths of the currency."""
    if expires_on is not None and expires_on < written_on:
        raise RuleBroken("The offer would have run out before it is written; choose a later day.")
    if starts_on is not None and expires_on is not None and starts_on < expires_on:
        raise RuleBroken(
            "The first day lies before the day the offer runs out; the answer would come too late."
        )
    if weekly_minutes is not None and not 0 < weekly_minutes <= 7 * 24 * 60:
        raise RuleBroken("The hours a week are more than 0 and at most 168.")
    if pay is not None and pay <= 0:
        raise RuleBroken("The pay is more than nothing; leave it empty where it is not agreed yet.")


def out_of_range(pay: int | None, low: int | None, high: int | None) -> str:
    """How ``pay`` lies outside the range of the opening, in words; empty inside, or where something is not known."""
    if pay is None:
        return ""
    if high is not None and pay > high:
        return "above the pay range of the opening"
    if low is not None and pay < low:
        return "below the pay range of the opening"
    return ""


def pay_text(amount: int, unit: PayUnit | None, currency: str) -> str:
    """An amount in words, as "12.50 EUR an hour"."""
    number = f"{amount / 100:,.2f}".removesuffix(".00")
    return " ".join(part for part in (number, currency, PAY_UNIT_NAMES[unit] if unit else "") if part)


def pay_range(low: int | None, high: int | None, unit: PayUnit | None, currency: str) -> str:
    """A range of pay in words; amounts in hundredths. "" where none is known."""
    known = [f"{amount / 100:,.2f}".removesuffix(".00") for amount in (low, high) if amount is not None]
    if not known:
        return ""
    per = f" {'an' if unit is PayUnit.HOUR else 'a'} {unit.value}" if unit is not None else ""
    return f"{' to '.join(dict.fromkeys(known))} {currency}{per}"
