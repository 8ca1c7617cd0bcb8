"""What papers, equipment and reporting lines add to the story of a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.feature import Moment
from csmanager.features.team.contracts.rules import CONTRACT_WORDS, REASON_WORDS
from csmanager.features.team.contracts.tables import Contract
from csmanager.features.team.documents.rules import STATE_WORDS
from csmanager.features.team.documents.tables import Certificate, PersonDocument
from csmanager.features.team.equipment.tables import EquipmentIssue
from csmanager.features.team.org.rules import LINE_WORDS
from csmanager.features.team.org.tables import ReportingLine
from csmanager.features.team.person import story
from csmanager.features.team.person.queries import ids_of
from csmanager.features.team.queries import labels
from csmanager.features.team.rules import hours_text

KIND = "Papers"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Everything this duty knows: employment, contracts, documents, certificates, equipment, reporting lines."""
    ids = ids_of(session, person_id)
    found = story.timeline(session, person_id, since, until)
    own = [
        *_contracts(session, ids),
        *_documents(session, ids),
        *_equipment(session, ids),
        *_lines(session, ids),
    ]
    return [*found, *(moment for moment in own if since <= moment.on <= until)]


def _contracts(session: Session, ids: list[int]) -> list[Moment]:
    found = []
    for each in session.scalars(sa.select(Contract).where(Contract.person_id.in_(ids))):
        hours = f", {hours_text(each.weekly_minutes)} h a week" if each.weekly_minutes is not None else ""
        until = f"until {saying.day(each.ends_on)}" if each.ends_on else "until further"
        text = f"{CONTRACT_WORDS[each.kind]} contract{hours}"
        detail = f"{REASON_WORDS[each.reason]}, {until}"
        found.append(Moment(each.starts_on, KIND, text, detail, "team", f"papers:contract-{each.id}"))
    return found


def _documents(session: Session, ids: list[int]) -> list[Moment]:
    found = []
    for each in session.scalars(sa.select(PersonDocument).where(PersonDocument.person_id.in_(ids))):
        text = f"{each.title or each.kind}: {STATE_WORDS[each.state].lower()}"
        found.append(Moment(each.state_on, KIND, text, each.reason, "team", f"papers:document-{each.id}"))
    for held in session.scalars(sa.select(Certificate).where(Certificate.person_id.in_(ids))):
        record = f"papers:certificate-{held.id}"
        if held.issued_on is not None:
            found.append(Moment(held.issued_on, KIND, f"{held.name} issued", held.number, "team", record))
        if held.expires_on is not None:
            found.append(Moment(held.expires_on, KIND, f"{held.name} runs out", held.number, "team", record))
    return found


def _equipment(session: Session, ids: list[int]) -> list[Moment]:
    found = []
    for each in session.scalars(sa.select(EquipmentIssue).where(EquipmentIssue.person_id.in_(ids))):
        called, record = f"{each.item} {each.serial}".strip(), f"papers:equipment-{each.id}"
        found.append(Moment(each.out_on, KIND, f"{called} handed out", "", "team", record))
        if each.in_on is not None:
            found.append(Moment(each.in_on, KIND, f"{called} back", each.condition, "team", record))
    return found


def _lines(session: Session, ids: list[int]) -> list[Moment]:
    names = labels(session)
    query = sa.select(ReportingLine).where(
        ReportingLine.person_id.in_(ids), ReportingLine.starts_on.is_not(None)
    )
    return [
        Moment(
            line.starts_on,
            "Employment",
            f"{LINE_WORDS[line.kind]} {names[line.to_id]}",
            line.note,
            "team",
            f"org:{line.person_id}",
        )
        for line in session.scalars(query)
        if line.starts_on is not None
    ]
