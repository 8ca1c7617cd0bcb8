"""Consent, holds, and making applicants anonymous with every count kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import erasure
from csmanager.core.erasure import Erased, Erasure
from csmanager.core.errors import RuleBroken
from csmanager.core.settings import write_value
from csmanager.core.store import Store
from csmanager.features.hiring import rules as hiring
from csmanager.features.hiring.filing import actions as filing
from csmanager.features.hiring.interviews import carrying
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.privacy import queries, rules
from csmanager.features.hiring.rules import Consent, Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Candidate, StageMove
from csmanager.features.team.erasing.actions import Confirmed, spec_for_applicants
from csmanager.papers import merge


def set_period(session: Session, months: int) -> None:
    """For how many months after the last event applications are kept."""
    write_value(session, queries.MONTHS, rules.check_months(months))


def set_wording(session: Session, text: str) -> None:
    """The sentence that asks for consent; its fields are {{months}} and {{until}}."""
    clean = " ".join(text.split())
    if not clean:
        raise RuleBroken("Write the sentence that asks for consent.")
    unknown = [field for field in merge.fields(clean) if field not in ("months", "until")]
    if unknown:
        raise RuleBroken(
            f"{unknown[0]} is no field of this sentence; it has {{{{months}}}} and {{{{until}}}}."
        )
    write_value(session, queries.WORDING, clean)


def set_consent(
    session: Session,
    candidate_id: int,
    consent: Consent,
    *,
    today: dt.date,
    on: dt.date | None = None,
    until: dt.date | None = None,
) -> None:
    """Note that consent was asked for, given or refused, with the very words that were shown.

    ``until``: how long it holds, by default a year. Who refuses leaves the talent pool.
    """
    candidate = _candidate(session, candidate_id)
    day = on or today
    if day > today:
        raise RuleBroken("The answer cannot come after today; check the date.")
    if consent is Consent.NONE:
        candidate.consent, candidate.consent_wording = consent, ""
        candidate.consent_on = candidate.consent_until = None
        return
    last = until or rules.add_months(day, rules.CONSENT_MONTHS)
    if last <= day:
        raise RuleBroken("The consent would have run out before it was given; choose a later day.")
    if consent is not Consent.REFUSED or not candidate.consent_wording:
        candidate.consent_wording = merge.fill(
            queries.wording(session),
            {"months": str(queries.months(session)), "until": f"{day_words(last)}"},
        )
    candidate.consent, candidate.consent_on = consent, day
    candidate.consent_until = None if consent is Consent.REFUSED else last
    if consent is Consent.REFUSED:
        candidate.pool_on, candidate.pool_reason = None, ""


def hold(session: Session, candidate_id: int, reason: str, *, today: dt.date) -> None:
    """Stop the clock of somebody: nothing of them is taken out until the hold is lifted."""
    candidate = _candidate(session, candidate_id)
    note = " ".join(reason.split())
    if not note:
        raise RuleBroken("Say why this has to be kept, such as a complaint that is open.")
    if candidate.anonymised_on is not None:
        raise RuleBroken("This applicant is anonymous already; there is nothing left to hold.")
    candidate.hold_on, candidate.hold_reason = today, note


def lift(session: Session, candidate_id: int) -> None:
    """The clock runs on."""
    candidate = _candidate(session, candidate_id)
    if candidate.hold_on is None:
        raise RuleBroken("There is no hold on this applicant.")
    candidate.hold_on, candidate.hold_reason = None, ""


def anonymise(session: Session, candidate_ids: Iterable[int], *, today: dt.date) -> int:
    """Take out who they were: names, contacts, notes and papers. Returns how many people; all of them or none.

    Openings, sources, days, stages, ratings and reasons from the lists stay, so that every count of the funnel does.
    Raises RuleBroken for somebody held, hired or still under way.
    """
    count = 0
    for key in candidate_ids:
        candidate = _candidate(session, key)
        applicants = session.scalars(sa.select(Applicant).where(Applicant.candidate_id == key)).all()
        name = applicants[-1].name if applicants else "This applicant"
        if candidate.anonymised_on is not None:
            raise RuleBroken(f"{name} is anonymous already.")
        if candidate.hold_on is not None:
            raise RuleBroken(f"{name} is on hold ({candidate.hold_reason}). Lift the hold first.")
        for applicant in applicants:
            if applicant.stage is Stage.HIRED:
                raise RuleBroken(f"{name} was hired; what is kept of them belongs to their time on the team.")
            under_way = hiring.is_active(applicant.stage) and applicant.merged_into_id is None
            if under_way and applicant.trashed_on is None:
                raise RuleBroken(f"{name} is still under way for a place; end the application first.")
        for applicant in applicants:
            _blank(session, applicant)
        candidate.pool_on, candidate.pool_reason, candidate.consent_wording = None, "", ""
        candidate.anonymised_on = today
        count += 1
    return count


def erase(
    store: Store,
    candidate_ids: Sequence[int],
    *,
    today: dt.date,
    confirmed: Confirmed = (),
    progress: erasure.Progress = erasure.unheard,
) -> Erased:
    """Erase applicants for good: ``anonymise``, and out of the history, the file and the next backup too.

    ``confirmed``: texts elsewhere that lose the name as well (``team.erasing``). Raises as ``anonymise`` does.
    """

    with store.read() as reading:
        wanted = spec(reading, candidate_ids, today=today, confirmed=confirmed)
    return erasure.erase(store, wanted, progress=progress)


def spec(
    session: Session, candidate_ids: Sequence[int], *, today: dt.date, confirmed: Confirmed = ()
) -> Erasure:
    """What erasing these applicants means."""

    def first(session: Session) -> None:
        anonymise(session, candidate_ids, today=today)

    return spec_for_applicants(session, candidate_ids, today=today, confirmed=confirmed, first=first)


def _blank(session: Session, applicant: Applicant) -> None:
    applicant.name = rules.ANONYMOUS.format(number=applicant.id)
    applicant.email = applicant.phone = applicant.snooze_note = None
    applicant.notes = applicant.next_step = ""
    applicant.next_step_on = applicant.snoozed_until = None
    listed = {reason for reasons in hiring.REASONS.values() for reason in reasons}
    for move in session.scalars(sa.select(StageMove).where(StageMove.applicant_id == applicant.id)):
        if move.reason not in listed:
            move.reason = "" if move.to_stage in hiring.ACTIVE else "Other"
    for offer in session.scalars(sa.select(Offer).where(Offer.applicant_id == applicant.id)):
        offer.pay = offer.note = offer.range_reason = offer.reason = ""
    filing.take_out(session, applicant.id)
    carrying.forget(session, applicant.id)
    session.flush()


def _candidate(session: Session, candidate_id: int) -> Candidate:
    found = session.get(Candidate, candidate_id)
    if found is None:
        raise RuleBroken("This applicant is no longer there.")
    return found
