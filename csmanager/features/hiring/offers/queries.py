"""The offers that were made, and what of them is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.hiring.offers import rules
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.rules import PayUnit, Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Opening

_EXPIRES_SOON = 2  # days


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One version of an offer. ``pay``: as stored, a token where it is sealed."""

    id: int
    applicant_id: int
    name: str
    opening: str
    version: int
    state: OfferState
    role: str
    weekly_minutes: int | None
    starts_on: dt.date | None
    pay: str
    pay_unit: PayUnit | None
    range_note: str
    range_reason: str
    written_on: dt.date
    sent_on: dt.date | None
    follow_up_on: dt.date | None
    expires_on: dt.date | None
    answered_on: dt.date | None
    reason: str
    note: str
    stage: Stage


def offers(session: Session, applicant_id: int | None = None) -> list[OfferRow]:
    """Offers, those under way first, then newest first; ``applicant_id`` None: to everybody."""
    query = (
        sa.select(Offer, Applicant.name, Opening.title, Applicant.stage)
        .join(Applicant, Applicant.id == Offer.applicant_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(Applicant.trashed_on.is_(None), Opening.trashed_on.is_(None))
    )
    if applicant_id is not None:
        query = query.where(Offer.applicant_id == applicant_id)
    rows = [
        OfferRow(
            offer.id,
            offer.applicant_id,
            name,
            title,
            offer.version,
            offer.state,
            offer.role,
            offer.weekly_minutes,
            offer.starts_on,
            offer.pay,
            offer.pay_unit,
            offer.range_note,
            offer.range_reason,
            offer.written_on,
            offer.sent_on,
            offer.follow_up_on,
            offer.expires_on,
            offer.answered_on,
            offer.reason,
            offer.note,
            stage,
        )
        for offer, name, title, stage in session.execute(query)
    ]
    under_way = (OfferState.SENT, OfferState.APPROVED, OfferState.DRAFT)
    return sorted(
        rows,
        key=lambda row: (
            under_way.index(row.state) if row.state in under_way else len(under_way),
            -row.written_on.toordinal(),
            -row.version,
        ),
    )


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Offers to ask about, that run out or have run out, and those accepted but not hired yet."""
    found = []
    for offer, name, title in session.execute(
        sa.select(Offer, Applicant.name, Opening.title)
        .join(Applicant, Applicant.id == Offer.applicant_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(
            Offer.state.in_((OfferState.SENT, OfferState.ACCEPTED)),
            Applicant.stage == Stage.OFFER,
            Applicant.trashed_on.is_(None),
        )
    ):
        record = f"offers:{offer.id}"
        end, asked = offer.expires_on, offer.follow_up_on
        if offer.state is OfferState.ACCEPTED:
            found.append(
                TodoItem(
                    "hiring",
                    f"Hire {name}",
                    f"{title}: the offer was accepted",
                    2,
                    offer.starts_on,
                    "signal",
                    record,
                )
            )
        elif end is not None and end < today:
            found.append(
                TodoItem(
                    "hiring",
                    f"The offer to {name} has run out",
                    f"{title}: note the answer, or that it expired",
                    1,
                    end,
                    "late",
                    record,
                )
            )
        elif end is not None and (end - today).days <= _EXPIRES_SOON:
            days = (end - today).days
            when = "today" if days == 0 else "tomorrow" if days == 1 else f"in {days} days"
            found.append(
                TodoItem("hiring", f"The offer to {name} runs out {when}", title, 2, end, "soon", record)
            )
        elif asked is not None and asked <= today:
            found.append(
                TodoItem(
                    "hiring",
                    f"Ask {name} about the offer",
                    f"{title}, sent {day_words(offer.sent_on)}" if offer.sent_on else title,
                    3,
                    asked,
                    "soon",
                    record,
                )
            )
    return found


__all__ = ["OfferRow", "offers", "rules", "todo"]
