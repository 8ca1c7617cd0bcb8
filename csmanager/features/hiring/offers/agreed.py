"""What is agreed when somebody is hired: the offer accepted, and what the first days bring with them."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.offers import rules
from csmanager.features.hiring.offers.rules import OfferState
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.pool import week
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.onboarding import actions as onboarding
from csmanager.features.team.contracts import actions as contracts
from csmanager.features.team.contracts.rules import ContractKind, ContractReason
from csmanager.features.team.tables import Role
from csmanager.features.training import actions as training
from csmanager.features.wellbeing import availability
from csmanager.features.wellbeing.rules import Can


def standing_offer(session: Session, applicant_id: int) -> Offer | None:
    """The newest offer to an applicant, whatever became of it; None where there never was one."""
    return session.scalars(
        sa.select(Offer).where(Offer.applicant_id == applicant_id).order_by(Offer.version.desc()).limit(1)
    ).first()


def accept(
    session: Session, applicant: Applicant, opening: Opening, *, today: dt.date, starts_on: dt.date | None
) -> Offer:
    """The offer by which an applicant is hired, accepted; one agreed by word is written down.

    Raises RuleBroken when the last offer was declined, ran out or was taken back, or the dates are out of order.
    """
    offer = standing_offer(session, applicant.id)
    if offer is None:
        role = session.get(Role, opening.role_id) if opening.role_id is not None else None
        offer = Offer(
            applicant_id=applicant.id,
            version=1,
            state=OfferState.ACCEPTED,
            role=role.name if role else "",
            weekly_minutes=opening.weekly_minutes,
            written_on=today,
            answered_on=today,
            note="Agreed by word",
        )
        session.add(offer)
    elif offer.state not in rules.OPEN:
        raise RuleBroken(
            f"The offer to {applicant.name} is {rules.NAMES[offer.state].lower()}. Make a new offer before they are"
            " hired."
        )
    elif offer.state is not OfferState.ACCEPTED:
        offer.state, offer.answered_on = OfferState.ACCEPTED, today
    offer.starts_on = starts_on or offer.starts_on or today
    if offer.starts_on < applicant.applied_on:
        raise RuleBroken(
            f"{applicant.name} applied on {day_words(applicant.applied_on)} and cannot start before that day."
        )
    session.flush()
    return offer


def end_offers(session: Session, applicant_id: int, reason: str) -> None:
    """Take back what was offered to somebody whose application ended."""
    for offer in session.scalars(
        sa.select(Offer).where(Offer.applicant_id == applicant_id, Offer.state.in_(rules.OPEN))
    ):
        offer.state, offer.reason = OfferState.WITHDRAWN, reason


def welcome(
    session: Session,
    person_id: int,
    *,
    today: dt.date,
    starts_on: dt.date,
    template_id: int | None,
    mentor_id: int | None,
    contract: ContractKind | None = None,
    weekly_minutes: int | None = None,
    place: str = "",
    pay: str = "",
    can_work: str = "",
) -> None:
    """Give somebody new a contract, the plan for the first weeks and the courses of their role.

    ``contract`` None: none is noted. ``pay``: in plain words; it is kept sealed. ``can_work``: the times of a week
    that go into their availability, as ``week.read`` takes them.
    """
    if spans := week.read(can_work):
        availability.set_week(
            session,
            person_id,
            [availability.Span(day, start, end, Can.AVAILABLE) for day, start, end in spans],
            today=today,
            how="manager",
        )
    if contract is not None:
        contracts.add_contract(
            session,
            person_id,
            kind=contract,
            reason=ContractReason.HIRE,
            starts_on=starts_on,
            weekly_minutes=weekly_minutes,
            location=place,
            pay=pay,
        )
    if template_id is not None:
        onboarding.start_plan(session, person_id, template_id, starts_on, mentor_id)
    elif mentor_id is not None:
        raise RuleBroken("A mentor needs a plan to go by; choose the plan for the first weeks as well.")
    training.assign_required(session, person_id, today)
