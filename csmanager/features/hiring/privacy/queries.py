"""What applicants agreed to, and whose time is over."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.core.settings import read_value
from csmanager.features.hiring import rules as hiring
from csmanager.features.hiring.filing.tables import ApplicantFile
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.privacy import rules
from csmanager.features.hiring.privacy.rules import Due
from csmanager.features.hiring.rules import Consent, Stage
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant, Candidate, Opening, StageMove

MONTHS, WORDING = "hiring_retention_months", "hiring_consent_wording"


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One person who applied, with the clock of what is kept of them. ``id``: the candidate's.

    ``last_event``: the newest day of any of their applications; ``until``: the last day they are kept.
    """

    id: int
    applicant_id: int
    name: str
    opening: str
    applications: int
    stage: Stage
    last_event: dt.date
    until: dt.date
    due: Due
    consent: Consent
    consent_on: dt.date | None
    consent_until: dt.date | None
    consent_wording: str
    hold_reason: str
    hold_on: dt.date | None
    anonymised_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What making somebody anonymous would take out, and what stays."""

    name: str
    fields: tuple[str, ...]
    files: int
    offers: int
    stays: str


def months(session: Session) -> int:
    """For how many months after its last event an application is kept."""
    return int(read_value(session, MONTHS, rules.DEFAULT_MONTHS))


def wording(session: Session) -> str:
    """The sentence that asks for consent, with its fields."""
    return str(read_value(session, WORDING, rules.WORDING))


def kept(session: Session, today: dt.date) -> list[KeptRow]:
    """Everybody who ever applied; those whose time is over first."""
    period = months(session)
    asked = sa.select(StageMove.applicant_id, sa.func.max(StageMove.moved_on).label("day"))
    last_moves = {
        row.applicant_id: row.day for row in session.execute(asked.group_by(StageMove.applicant_id))
    }
    grouped: dict[int, list[tuple[Applicant, str]]] = defaultdict(list)
    candidates: dict[int, Candidate] = {}
    for applicant, candidate, title in session.execute(
        sa.select(Applicant, Candidate, Opening.title)
        .join(Candidate, Candidate.id == Applicant.candidate_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .order_by(Applicant.applied_on, Applicant.id)
    ):
        grouped[candidate.id].append((applicant, title))
        candidates[candidate.id] = candidate
    rows = []
    for key, listed in grouped.items():
        candidate = candidates[key]
        newest, title = listed[-1]
        events = [
            max(applicant.applied_on, _day(last_moves.get(applicant.id)) or applicant.applied_on)
            for applicant, _ in listed
        ]
        last_event = max(events)
        is_hired = any(applicant.stage is Stage.HIRED for applicant, _ in listed)
        is_active = any(
            hiring.is_active(applicant.stage)
            and applicant.trashed_on is None
            and applicant.merged_into_id is None
            for applicant, _ in listed
        )
        agreed = candidate.consent_until if candidate.consent is Consent.GIVEN else None
        until = rules.keep_until(last_event, period, agreed)
        due = rules.standing(
            is_active=is_active,
            is_hired=is_hired,
            is_held=candidate.hold_on is not None,
            is_done=candidate.anonymised_on is not None,
            until=until,
            today=today,
        )
        rows.append(
            KeptRow(
                key,
                newest.id,
                newest.name,
                title,
                sum(applicant.merged_into_id is None for applicant, _ in listed),
                newest.stage,
                last_event,
                until,
                due,
                candidate.consent,
                candidate.consent_on,
                candidate.consent_until,
                candidate.consent_wording,
                candidate.hold_reason,
                candidate.hold_on,
                candidate.anonymised_on,
            )
        )
    order = (Due.DUE, Due.SOON, Due.HELD, Due.RUNNING, Due.STOPPED, Due.HIRED, Due.DONE)
    return sorted(rows, key=lambda row: (order.index(row.due), row.until, row.name.casefold()))


def _day(value: object) -> dt.date | None:
    return (
        dt.date.fromisoformat(value)
        if isinstance(value, str)
        else value
        if isinstance(value, dt.date)
        else None
    )


def preview(session: Session, candidate_id: int) -> Preview:
    """What would go and what would stay."""
    applicants = session.scalars(sa.select(Applicant).where(Applicant.candidate_id == candidate_id)).all()
    keys = [applicant.id for applicant in applicants]
    fields = [
        word
        for word, has in (
            ("name", True),
            ("e-mail", any(applicant.email for applicant in applicants)),
            ("phone", any(applicant.phone for applicant in applicants)),
            ("notes", any(applicant.notes for applicant in applicants)),
            ("next step", any(applicant.next_step or applicant.snooze_note for applicant in applicants)),
        )
        if has
    ]
    count = {
        kind: session.scalar(sa.select(sa.func.count()).select_from(kind).where(kind.applicant_id.in_(keys)))
        or 0
        for kind in (ApplicantFile, Offer)
    }
    return Preview(
        applicants[-1].name if applicants else "",
        tuple(fields),
        count[ApplicantFile],
        count[Offer],
        "opening, source, days, stages and reasons from the lists, so that every count stays",
    )


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """One line when the time of applicants is over, and one for each consent that runs out in the pool."""
    period = months(session)
    before = rules.add_months(today, -period)
    last = (
        sa.select(StageMove.applicant_id, sa.func.max(StageMove.moved_on).label("day"))
        .group_by(StageMove.applicant_id)
        .subquery()
    )
    old = session.scalar(
        sa.select(sa.func.count())
        .select_from(Applicant)
        .join(last, last.c.applicant_id == Applicant.id)
        .where(last.c.day < before, Applicant.stage.not_in((*hiring.ACTIVE, Stage.HIRED)))
    )
    found = []
    if old:
        due = [row for row in kept(session, today) if row.due is Due.DUE]
        if due:
            who = "1 applicant is" if len(due) == 1 else f"{len(due)} applicants are"
            found.append(
                TodoItem(
                    "hiring",
                    f"{who} kept longer than {period} months",
                    "Look through them and make them anonymous, or say why they stay",
                    4,
                    due[0].until,
                    "signal",
                    "privacy:due",
                )
            )
    for name, until in session.execute(
        sa.select(Applicant.name, Candidate.consent_until)
        .join(Candidate, Candidate.id == Applicant.candidate_id)
        .where(
            Candidate.pool_on.is_not(None),
            Candidate.consent == Consent.GIVEN,
            Candidate.consent_until <= today + dt.timedelta(days=14),
            Applicant.merged_into_id.is_(None),
        )
        .group_by(Candidate.id)
    ):
        assert until is not None
        found.append(
            TodoItem(
                "hiring",
                f"Ask {name} again whether to stay in the pool",
                f"The consent holds until {day_words(until)}",
                4,
                until,
                "late" if until < today else "soon",
                "pool:",
            )
        )
    return found
