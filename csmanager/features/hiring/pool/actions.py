"""Putting off, keeping in mind, telling that two applications are one person's, and what sources cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import actions, lookups, rules
from csmanager.features.hiring.filing.tables import ApplicantFile
from csmanager.features.hiring.interviews import carrying
from csmanager.features.hiring.rules import Consent, Stage
from csmanager.features.hiring.tables import Applicant, Candidate, SourceCost

_LONGEST_SNOOZE = 366  # days


def snooze(session: Session, applicant_id: int, until: dt.date, note: str, *, today: dt.date) -> None:
    """Put an application off until a day, on which Today names it; what was to be done then is ``note``."""
    applicant = lookups.applicant(session, applicant_id)
    if applicant.stage not in rules.ACTIVE and applicant.stage is not Stage.ARCHIVED:
        raise RuleBroken(f"{applicant.name} {rules.ENDED_AS[applicant.stage]}; there is nothing to put off.")
    if until <= today:
        raise RuleBroken("Choose a day after today to come back to this.")
    if (until - today).days > _LONGEST_SNOOZE:
        raise RuleBroken("That is more than a year away; keep them in the talent pool instead.")
    applicant.snoozed_until, applicant.snooze_note = until, " ".join(note.split()) or None


def wake(session: Session, applicant_id: int) -> None:
    """Take an application up again before the day it was put off to."""
    applicant = lookups.applicant(session, applicant_id)
    if applicant.snoozed_until is None:
        raise RuleBroken(f"{applicant.name} was not put off.")
    applicant.snoozed_until, applicant.snooze_note = None, None


def keep_in_pool(session: Session, applicant_id: int, reason: str, *, today: dt.date) -> None:
    """Keep somebody in mind for later openings. Raises RuleBroken without a reason or against their will."""
    applicant = lookups.applicant(session, applicant_id)
    candidate = _candidate(session, applicant)
    note = " ".join(reason.split())
    if applicant.stage is Stage.HIRED:
        raise RuleBroken(f"{applicant.name} was hired and is on the roster.")
    if not note:
        raise RuleBroken(f"Say what {applicant.name} is kept in mind for.")
    if candidate.consent is Consent.REFUSED:
        raise RuleBroken(f"{applicant.name} did not agree to be kept on file, so they cannot be in the pool.")
    candidate.pool_on, candidate.pool_reason = today, note


def leave_pool(session: Session, applicant_id: int) -> None:
    """Take somebody out of the talent pool."""
    applicant = lookups.applicant(session, applicant_id)
    candidate = _candidate(session, applicant)
    if candidate.pool_on is None:
        raise RuleBroken(f"{applicant.name} is not in the talent pool.")
    candidate.pool_on, candidate.pool_reason = None, ""


def invite(session: Session, applicant_id: int, opening_id: int, *, today: dt.date) -> int:
    """A new application of somebody who is known, for another opening; returns its id."""
    applicant = lookups.applicant(session, applicant_id)
    candidate = _candidate(session, applicant)
    if candidate.anonymised_on is not None:
        raise RuleBroken("The name of this applicant was taken out; nobody can be invited by it.")
    double = session.scalar(
        sa.select(Applicant.id).where(
            Applicant.candidate_id == candidate.id,
            Applicant.opening_id == opening_id,
            Applicant.trashed_on.is_(None),
            Applicant.merged_into_id.is_(None),
        )
    )
    if double is not None:
        raise RuleBroken(f"{applicant.name} applied for this opening already.")
    return actions.add_applicant(
        session,
        opening_id=opening_id,
        name=applicant.name,
        today=today,
        email=applicant.email,
        phone=applicant.phone,
        source="Talent pool" if candidate.pool_on is not None else applicant.source,
        notes=applicant.notes,
        candidate_id=candidate.id,
    )


def merge(session: Session, kept_id: int, other_id: int) -> None:
    """Two applications are one person's: both histories stay, in one place.

    Of the same opening, the other is joined to the one that is kept and listed no more; of different openings, both
    go on as applications of one person. Blanks of the one that is kept are filled from the other.
    """
    kept, other = lookups.applicant(session, kept_id), lookups.applicant(session, other_id)
    if kept.id == other.id:
        raise RuleBroken("Choose two different applications.")
    if kept.merged_into_id is not None or other.merged_into_id is not None:
        raise RuleBroken("One of these was joined to another application already.")
    candidate, gone = _candidate(session, kept), _candidate(session, other)
    if candidate.id != gone.id:
        _take_over(candidate, gone)
        for applicant in session.scalars(sa.select(Applicant).where(Applicant.candidate_id == gone.id)):
            applicant.candidate_id = candidate.id
        session.flush()
        session.delete(gone)
    elif kept.opening_id != other.opening_id:
        raise RuleBroken(f"{kept.name} and {other.name} are known to be one person already.")
    kept.email, kept.phone = kept.email or other.email, kept.phone or other.phone
    if kept.opening_id == other.opening_id:
        _join(session, kept, other)
    session.flush()


def part(session: Session, applicant_id: int) -> None:
    """An application turned out to be somebody else's: it gets a person of its own."""
    applicant = lookups.applicant(session, applicant_id)
    old = _candidate(session, applicant)
    others = session.scalar(
        sa.select(sa.func.count())
        .select_from(Applicant)
        .where(Applicant.candidate_id == old.id, Applicant.id != applicant_id)
    )
    if not others:
        raise RuleBroken(f"{applicant.name} has no other application to be told apart from.")
    made = Candidate(consent=Consent.NONE)
    session.add(made)
    session.flush()
    applicant.candidate_id, applicant.merged_into_id = made.id, None


def add_cost(
    session: Session,
    *,
    source: str,
    amount: int,
    spent_on: dt.date,
    opening_id: int | None = None,
    note: str = "",
) -> int:
    """Money spent on a source of applicants, in hundredths of the store's currency; returns its id."""
    clean = " ".join(source.split())
    if not clean:
        raise RuleBroken("Say what the money was spent on: the source.")
    if amount <= 0:
        raise RuleBroken("The amount is more than nothing.")
    row = SourceCost(
        source=clean,
        amount=amount,
        spent_on=spent_on,
        opening_id=opening_id,
        note=" ".join(note.split()),
    )
    session.add(row)
    session.flush()
    return row.id


def remove_costs(session: Session, cost_ids: Iterable[int]) -> int:
    """Take out costs that were noted by mistake; returns how many."""
    count = 0
    for key in cost_ids:
        row = session.get(SourceCost, key)
        if row is not None:
            session.delete(row)
            count += 1
    return count


def _candidate(session: Session, applicant: Applicant) -> Candidate:
    found = session.get(Candidate, applicant.candidate_id) if applicant.candidate_id is not None else None
    if found is None:
        found = Candidate(consent=Consent.NONE)
        session.add(found)
        session.flush()
        applicant.candidate_id = found.id
    return found


def _take_over(kept: Candidate, gone: Candidate) -> None:
    """The stricter word counts: a refusal, a hold; else what was asked or given last."""
    order = (Consent.NONE, Consent.ASKED, Consent.GIVEN, Consent.REFUSED)
    if order.index(gone.consent) > order.index(kept.consent):
        kept.consent, kept.consent_wording = gone.consent, gone.consent_wording
        kept.consent_on, kept.consent_until = gone.consent_on, gone.consent_until
    if gone.hold_on is not None and kept.hold_on is None:
        kept.hold_on, kept.hold_reason = gone.hold_on, gone.hold_reason
    if kept.consent is Consent.REFUSED:
        kept.pool_on, kept.pool_reason = None, ""
    elif gone.pool_on is not None and kept.pool_on is None:
        kept.pool_on, kept.pool_reason = gone.pool_on, gone.pool_reason


def _join(session: Session, kept: Applicant, other: Applicant) -> None:
    if other.stage is Stage.HIRED:
        raise RuleBroken(
            f"{other.name} was hired through this application; keep that one and join the other."
        )
    other.merged_into_id = kept.id
    carrying.join(session, other.id, kept.id)
    for again in session.scalars(sa.select(Applicant).where(Applicant.merged_into_id == other.id)):
        again.merged_into_id = kept.id
    kept.source = kept.source or other.source
    kept.rating = kept.rating or other.rating
    if not kept.next_step and other.next_step:
        kept.next_step, kept.next_step_on = other.next_step, other.next_step_on
    if other.notes.strip() and other.notes.strip() not in kept.notes:
        kept.notes = f"{kept.notes.rstrip()}\n\n{other.notes.strip()}".strip()
    for file in session.scalars(sa.select(ApplicantFile).where(ApplicantFile.applicant_id == other.id)):
        file.applicant_id = kept.id


def snooze_many(
    session: Session, applicant_ids: Iterable[int], until: dt.date, note: str, *, today: dt.date
) -> int:
    """Put several off in one step, all or none; returns how many."""
    count = 0
    for applicant_id in applicant_ids:
        snooze(session, applicant_id, until, note, today=today)
        count += 1
    return count
