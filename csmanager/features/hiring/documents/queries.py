"""Templates, the register of what was handed over, references, and the values that stand in the fields."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found
from csmanager.core.sealing import is_token, place
from csmanager.core.settings import read_settings
from csmanager.features.hiring.documents import rules
from csmanager.features.hiring.documents.rules import DocumentKind, ReferenceResult
from csmanager.features.hiring.documents.tables import HandedDocument, HiringTemplate, ReferenceCheck
from csmanager.features.hiring.interviews import queries as interviews
from csmanager.features.hiring.interviews.rules import InterviewState
from csmanager.features.hiring.offers.rules import pay_range, pay_text
from csmanager.features.hiring.offers.tables import Offer
from csmanager.features.hiring.rules import PayUnit, Stage
from csmanager.features.hiring.tables import Applicant, Opening
from csmanager.features.team.tables import Role, Team


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """The newest version of a template. ``used``: how often any version of it was handed over."""

    id: int
    family: int
    version: int
    kind: DocumentKind
    title: str
    body: str
    saved_on: dt.date
    note: str
    used: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedRow:
    """One document that was handed over, or is held back until ``goes_on``.

    ``pay``: what belongs into its field, a token where it is sealed.
    """

    id: int
    title: str
    kind: DocumentKind
    version: int
    to: str
    applicant_id: int | None
    opening: str
    handed_on: dt.date
    how: str
    answer_by: dt.date | None
    answered_on: dt.date | None
    body: str
    pay: str
    goes_on: dt.date | None


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One reference. ``notes``: a sealed token, "" for none."""

    id: int
    applicant_id: int
    applicant: str
    opening: str
    referee: str
    relation: str
    contact: str
    asked_on: dt.date
    answered_on: dt.date | None
    result: ReferenceResult | None
    notes: str


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """An applicant a document can go to."""

    id: int
    name: str
    opening_id: int
    opening: str
    stage: Stage


def templates(session: Session) -> list[TemplateRow]:
    """The newest version of every template outside the Trash, in the order of their kinds."""
    newest: dict[int, HiringTemplate] = {}
    families: dict[int, int] = {}
    for row in session.scalars(
        sa.select(HiringTemplate).where(HiringTemplate.trashed_on.is_(None)).order_by(HiringTemplate.version)
    ):
        newest[row.family], families[row.id] = row, row.family
    used: dict[int, int] = defaultdict(int)
    for key, count in session.execute(
        sa.select(HandedDocument.template_id, sa.func.count())
        .where(HandedDocument.trashed_on.is_(None))
        .group_by(HandedDocument.template_id)
    ):
        if key in families:
            used[families[key]] += count
    order = list(DocumentKind)
    found = [
        TemplateRow(
            row.id, row.family, row.version, row.kind, row.title, row.body, row.saved_on, row.note,
            used[row.family], rules.check_template(row.title, row.body),
        )
        for row in newest.values()
    ]  # fmt: skip
    return sorted(found, key=lambda row: (order.index(row.kind), row.family))


def versions(session: Session, family: int) -> list[tuple[int, int, dt.date, str, str]]:
    """All versions of a template, newest first: id, version, day, what changed, text."""
    rows = session.execute(
        sa.select(
            HiringTemplate.id,
            HiringTemplate.version,
            HiringTemplate.saved_on,
            HiringTemplate.note,
            HiringTemplate.body,
        )
        .where(HiringTemplate.family == family)
        .order_by(HiringTemplate.version.desc())
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def handed(session: Session, applicant_id: int | None = None) -> list[HandedRow]:
    """What was handed over, newest first; ``applicant_id``: to one applicant."""
    query = (
        sa.select(HandedDocument, HiringTemplate.kind, HiringTemplate.version, Applicant.name, Opening.title)
        .join(HiringTemplate, HiringTemplate.id == HandedDocument.template_id)
        .outerjoin(Applicant, Applicant.id == HandedDocument.applicant_id)
        .outerjoin(Opening, Opening.id == HandedDocument.opening_id)
        .where(HandedDocument.trashed_on.is_(None))
        .order_by(HandedDocument.handed_on.desc(), HandedDocument.id.desc())
    )
    if applicant_id is not None:
        query = query.where(HandedDocument.applicant_id == applicant_id)
    return [
        HandedRow(
            row.id, row.title, kind, version, name or "Everybody", row.applicant_id, opening or "", row.handed_on,
            row.how, row.answer_by, row.answered_on, row.body, row.pay, row.goes_on,
        )
        for row, kind, version, name, opening in session.execute(query)
    ]  # fmt: skip


def references(session: Session, applicant_id: int | None = None) -> list[ReferenceRow]:
    """Every reference outside the Trash, newest first."""
    query = (
        sa.select(ReferenceCheck, Applicant.name, Opening.title)
        .join(Applicant, Applicant.id == ReferenceCheck.applicant_id)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(ReferenceCheck.trashed_on.is_(None), Applicant.trashed_on.is_(None))
        .order_by(ReferenceCheck.asked_on.desc(), ReferenceCheck.id.desc())
    )
    if applicant_id is not None:
        query = query.where(ReferenceCheck.applicant_id == applicant_id)
    return [
        ReferenceRow(
            row.id, row.applicant_id, name, opening, row.referee, row.relation, row.contact, row.asked_on,
            row.answered_on, row.result, row.notes,
        )
        for row, name, opening in session.execute(query)
    ]  # fmt: skip


def subjects(session: Session) -> list[SubjectRow]:
    """Applicants documents can go to, those of the last moves first."""
    rows = session.execute(
        sa.select(Applicant.id, Applicant.name, Opening.id, Opening.title, Applicant.stage)
        .join(Opening, Opening.id == Applicant.opening_id)
        .where(Applicant.trashed_on.is_(None), Opening.trashed_on.is_(None))
        .order_by(Applicant.stage_since.desc(), Applicant.name)
    )
    return [SubjectRow(*row) for row in rows]


def open_openings(session: Session) -> list[tuple[int, str]]:
    """Openings an advertisement can be written for."""
    rows = session.execute(
        sa.select(Opening.id, Opening.title)
        .where(Opening.trashed_on.is_(None))
        .order_by(Opening.opened_on.desc())
    )
    return [(row[0], row[1]) for row in rows]


def values(
    session: Session, today: dt.date, *, applicant_id: int | None = None, opening_id: int | None = None
) -> dict[str, str]:
    """What is known of each field; a field nothing is known of is left out."""
    found = {"shop": read_settings(session).name, "today": _day(today)}
    person = session.get(Applicant, applicant_id) if applicant_id is not None else None
    if person is not None:
        opening_id = person.opening_id
        found |= {
            "applicant": person.name,
            "first name": person.name.split()[0],
            "source": person.source,
            "applied on": _day(person.applied_on),
        }
        talks = [
            row for row in interviews.interviews(session, person.id) if row.state is InterviewState.PLANNED
        ]
        if talks:
            talk = talks[-1]
            found |= {
                "interview day": _day(talk.on),
                "interview time": talk.time,
                "interview place": talk.place,
                "interview minutes": str(talk.minutes),
                "interviewers": talk.who,
            }
        referees = references(session, person.id)
        if referees:
            found["referee"] = referees[0].referee
    opening = session.get(Opening, opening_id) if opening_id is not None else None
    if opening is not None:
        role = session.get(Role, opening.role_id) if opening.role_id is not None else None
        team = session.get(Team, opening.team_id) if opening.team_id is not None else None
        found |= {
            "opening": opening.title,
            "role": role.name if role is not None else "",
            "team": team.name if team is not None else "",
            "hours": _hours(opening.weekly_minutes),
            "offer hours": _hours(opening.weekly_minutes),
            "closing date": _day(opening.closes_on),
            "start": _day(opening.need_by),
            "place": opening.place or "",
            "apply to": opening.apply_how or "",
            "pay range": pay_range(
                opening.pay_min, opening.pay_max, opening.pay_unit, read_settings(session).currency
            ),
        }
    if person is not None:
        found |= {key: value for key, value in _offered(session, person.id).items() if value}
    return {key: value for key, value in found.items() if value}


def newest_offer(session: Session, applicant_id: int) -> Offer | None:
    """The newest version of what somebody was offered."""
    return session.scalars(
        sa.select(Offer).where(Offer.applicant_id == applicant_id).order_by(Offer.version.desc()).limit(1)
    ).first()


@dataclass(frozen=True, slots=True)
class SealedPay:
    """The pay of an offer that can be read only while sealed notes are unlocked."""

    token: str
    about: str
    unit: PayUnit | None
    currency: str

    def words(self, text: str) -> str:
        """As a letter says it; ``text``: what the token holds."""
        return pay_text(int(text), self.unit, self.currency) if text.isdigit() else ""


def sealed_pay(session: Session, applicant_id: int | None) -> SealedPay | None:
    """The sealed pay of the newest offer; None where there is none, or it lies open."""
    offer = newest_offer(session, applicant_id) if applicant_id is not None else None
    if offer is None or not is_token(offer.pay):
        return None
    return SealedPay(
        offer.pay, place("offer", "pay", offer.id), offer.pay_unit, read_settings(session).currency
    )


def _offered(session: Session, applicant_id: int) -> dict[str, str]:
    """What the newest offer says; its pay where it is not sealed."""
    offer = newest_offer(session, applicant_id)
    if offer is None:
        return {}
    pay = offer.pay if offer.pay.isdigit() else ""
    return {
        "role": offer.role,
        "offer hours": _hours(offer.weekly_minutes),
        "start": _day(offer.starts_on),
        "offer expires": _day(offer.expires_on),
        "pay": pay_text(int(pay), offer.pay_unit, read_settings(session).currency) if pay else "",
    }


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day is not None else ""


def _hours(minutes: int | None) -> str:
    return f"{minutes / 60:g} hours" if minutes else ""


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Templates by their names, for the palette."""
    wanted = text.casefold().strip()
    return [
        Found("hiring", f"documents:template/{row.id}", row.title, "Hiring document")
        for row in (templates(session) if wanted else [])
        if wanted in row.title.casefold()
    ][:limit]
