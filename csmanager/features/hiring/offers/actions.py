"""Making offers, sending them, and noting the answer."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import actions, lookups
from csmanager.features.hiring.offers import rules
from csmanager.features.hiring.offers.agreed import standing_offer
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.rules import PayUnit, Stage
from csmanager.features.hiring.tables import Applicant


def make_offer(
    session: Session,
    applicant_id: int,
    *,
    today: dt.date,
    role: str = "",
    weekly_minutes: int | None = None,
    starts_on: dt.date | None = None,
    pay: int | None = None,
    pay_unit: PayUnit | None = None,
    expires_on: dt.date | None = None,
    range_reason: str = "",
    note: str = "",
) -> int:
    """A draft of an offer, a new version where there was one; returns its id. ``pay``: hundredths of the currency.

    From Decision the applicant moves on to Offer with it. Raises RuleBroken for somebody turned down, while another
    offer is out, for dates out of order, and for pay outside the opening's range without a reason.
    """
    applicant = lookups.applicant(session, applicant_id)
    rules.check_offer(applicant.name, applicant.stage)
    last = standing_offer(session, applicant_id)
    if last is not None and last.state in (OfferState.SENT, OfferState.ACCEPTED):
        raise RuleBroken(
            f"An offer to {applicant.name} is {rules.NAMES[last.state].lower()}. Take it back before you write another."
        )
    offer = Offer(
        applicant_id=applicant_id,
        version=(last.version if last is not None else 0) + 1,
        state=OfferState.DRAFT,
        written_on=today,
    )
    _fill(
        session,
        offer,
        applicant,
        role,
        weekly_minutes,
        starts_on,
        pay,
        pay_unit,
        expires_on,
        range_reason,
        note,
    )
    if applicant.stage is Stage.DECISION:
        actions.move(session, applicant_id, Stage.OFFER, today=today)
    if last is not None and last.state in (OfferState.DRAFT, OfferState.APPROVED):
        last.state, last.reason = OfferState.WITHDRAWN, f"Version {offer.version} took its place"
    return offer.id


def edit_offer(
    session: Session,
    offer_id: int,
    *,
    role: str = "",
    weekly_minutes: int | None = None,
    starts_on: dt.date | None = None,
    pay: int | None = None,
    pay_unit: PayUnit | None = None,
    expires_on: dt.date | None = None,
    range_reason: str = "",
    note: str = "",
) -> None:
    """Change a draft; what was approved or sent needs a new version."""
    offer = get_offer(session, offer_id)
    applicant = lookups.applicant(session, offer.applicant_id)
    if offer.state is not OfferState.DRAFT:
        raise RuleBroken(
            f"This offer is {rules.NAMES[offer.state].lower()} and stays as it is; write a new version instead."
        )
    _fill(
        session,
        offer,
        applicant,
        role,
        weekly_minutes,
        starts_on,
        pay,
        pay_unit,
        expires_on,
        range_reason,
        note,
    )


def set_state(
    session: Session,
    offer_id: int,
    state: OfferState,
    *,
    today: dt.date,
    reason: str = "",
    follow_up_on: dt.date | None = None,
) -> None:
    """Approve, send, note the answer to, or take back an offer. Accepting it is part of hiring, or comes before it.

    When it is declined or has run out, the applicant goes back to the stage before the offer.
    """
    offer = get_offer(session, offer_id)
    applicant = lookups.applicant(session, offer.applicant_id)
    rules.check_move(applicant.name, offer.state, state, reason)
    if state in (OfferState.APPROVED, OfferState.SENT, OfferState.ACCEPTED):
        rules.check_offer(applicant.name, applicant.stage)
    if state is OfferState.SENT:
        if offer.expires_on is not None and offer.expires_on < today:
            raise RuleBroken("The offer has run out before it was sent; give it a later day first.")
        offer.sent_on = today
        asked = follow_up_on or today + dt.timedelta(days=rules.FOLLOW_UP_DAYS)
        if asked < today:
            raise RuleBroken("The day to ask again lies before the day it is sent.")
        offer.follow_up_on = min(asked, offer.expires_on) if offer.expires_on else asked
    if state in (OfferState.ACCEPTED, OfferState.DECLINED):
        if offer.sent_on is not None and today < offer.sent_on:
            raise RuleBroken("The answer cannot come before the offer was sent.")
        offer.answered_on = today
    offer.state, offer.reason = state, " ".join(reason.split())
    if state in (OfferState.DECLINED, OfferState.EXPIRED) and applicant.stage is Stage.OFFER:
        actions.move_many(session, [applicant.id], today=today, way=-1, reason=offer.reason)
    session.flush()


def get_offer(session: Session, offer_id: int) -> Offer:
    """An offer; raises RuleBroken when it is gone."""
    found = session.get(Offer, offer_id)
    if found is None:
        raise RuleBroken("This offer is no longer there.")
    return found


def _fill(
    session: Session,
    offer: Offer,
    applicant: Applicant,
    role: str,
    weekly_minutes: int | None,
    starts_on: dt.date | None,
    pay: int | None,
    pay_unit: PayUnit | None,
    expires_on: dt.date | None,
    range_reason: str,
    note: str,
) -> None:
    opening = lookups.opening(session, applicant.opening_id)
    rules.check_terms(
        starts_on=starts_on,
        expires_on=expires_on,
        written_on=offer.written_on,
        weekly_minutes=weekly_minutes,
        pay=pay,
    )
    unit = pay_unit or opening.pay_unit
    is_comparable = opening.pay_unit is None or unit is opening.pay_unit
    outside = rules.out_of_range(pay, opening.pay_min, opening.pay_max) if is_comparable else ""
    why = " ".join(range_reason.split())
    if outside and not why:
        raise RuleBroken(f"The pay is {outside}; say why it is offered all the same.")
    offer.role, offer.weekly_minutes = " ".join(role.split()), weekly_minutes
    offer.starts_on, offer.expires_on = starts_on, expires_on
    offer.pay_unit = unit if pay is not None else None
    offer.range_note, offer.range_reason = outside, why if outside else ""
    offer.note = " ".join(note.split())
    session.add(offer)
    session.flush()
    offer.pay = (
        sealing.kept(session, str(pay), sealing.place("offer", "pay", offer.id)) if pay is not None else ""
    )
    session.flush()
