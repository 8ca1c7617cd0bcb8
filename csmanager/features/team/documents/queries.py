"""Documents, certificates and emergency contacts as of a day, and which of them need the manager."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import Refused
from csmanager.core.feature import TodoItem
from csmanager.features.team.documents.rules import DocumentState, rung, stands
from csmanager.features.team.documents.tables import Certificate, EmergencyContact, PersonDocument, StoredFile
from csmanager.features.team.queries import labels
from csmanager.features.team.standing import works_here
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document; ``state`` as it stands on the day asked for."""

    id: int
    person_id: int
    person: str
    kind: str
    title: str
    state: DocumentState
    state_on: dt.date
    due_on: dt.date | None
    expires_on: dt.date | None
    reason: str
    note: str
    file_id: int | None
    file: str


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate; ``days_left``: until it runs out, negative when it has, None when it never does."""

    id: int
    person_id: int
    person: str
    name: str
    number: str
    issued_on: dt.date | None
    expires_on: dt.date | None
    notify_days: int
    note: str
    days_left: int | None
    file_id: int | None
    file: str


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """Whom to call; ``sealed``: JSON of name, number, relation, behind the seal."""

    id: int
    person_id: int
    sealed: str


def documents(session: Session, on: dt.date, person_id: int | None = None) -> list[DocumentRow]:
    """All documents (of one person), those still owed first."""
    names = labels(session)
    query = sa.select(PersonDocument, StoredFile.name).outerjoin(
        StoredFile, StoredFile.id == PersonDocument.file_id
    )
    if person_id is not None:
        query = query.where(PersonDocument.person_id == person_id)
    order = list(DocumentState)
    rows = [
        DocumentRow(
            each.id,
            each.person_id,
            names[each.person_id],
            each.kind,
            each.title,
            stands(each.state, each.expires_on, on),
            each.state_on,
            each.due_on,
            each.expires_on,
            each.reason,
            each.note,
            each.file_id,
            file or "",
        )
        for each, file in session.execute(query)
    ]
    return sorted(rows, key=lambda row: (order.index(row.state), row.person.casefold(), row.kind, row.id))


def certificates(session: Session, on: dt.date, person_id: int | None = None) -> list[CertificateRow]:
    """All certificates (of one person), those that run out first at the top."""
    names = labels(session)
    query = sa.select(Certificate, StoredFile.name).outerjoin(
        StoredFile, StoredFile.id == Certificate.file_id
    )
    if person_id is not None:
        query = query.where(Certificate.person_id == person_id)
    rows = [
        CertificateRow(
            each.id,
            each.person_id,
            names[each.person_id],
            each.name,
            each.number,
            each.issued_on,
            each.expires_on,
            each.notify_days,
            each.note,
            (each.expires_on - on).days if each.expires_on is not None else None,
            each.file_id,
            file or "",
        )
        for each, file in session.execute(query)
    ]
    return sorted(rows, key=lambda row: (row.expires_on or dt.date.max, row.person.casefold(), row.id))


def emergency(session: Session, person_id: int) -> list[EmergencyRow]:
    """Whom to call about someone, in order."""
    query = sa.select(EmergencyContact).where(EmergencyContact.person_id == person_id)
    found = session.scalars(query.order_by(EmergencyContact.position, EmergencyContact.id))
    return [EmergencyRow(each.id, each.person_id, each.sealed) for each in found]


def kinds(session: Session) -> list[str]:
    """The kinds of documents there are."""
    return sorted(set(session.scalars(sa.select(PersonDocument.kind))), key=str.casefold)


def certificate_names(session: Session) -> list[str]:
    """The names of certificates there are."""
    return sorted(set(session.scalars(sa.select(Certificate.name))), key=str.casefold)


def file_bytes(session: Session, file_id: int) -> tuple[str, bytes]:
    """Name and bytes of a kept file. Raises Refused when it is gone or its bytes are not those that were kept."""
    found = session.execute(
        sa.select(StoredFile.name, StoredFile.sha256, StoredFile.data).where(StoredFile.id == file_id)
    ).first()
    if found is None:
        raise Refused("This file is not in the store any more.")
    name, digest, data = found
    if hashlib.sha256(data).hexdigest() != digest:
        raise Refused(
            f"{name} is not the file that was kept: its check sum differs. Restore it from a backup."
        )
    return name, data


_KIND = "{n} papers of people need you"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Documents owed or to be looked at, and what runs out: 60, 30 and 7 days before, and after."""
    items = []
    query = (
        sa.select(PersonDocument, Person.name)
        .join(Person, Person.id == PersonDocument.person_id)
        .where(*works_here(today))
    )
    for document, name in session.execute(query):
        what, record = document.title or document.kind, f"papers:document-{document.id}"
        if document.state is DocumentState.REQUESTED and document.due_on is not None:
            days = (document.due_on - today).days
            if days <= 7:
                text = f"{what} of {name} {'was due' if days < 0 else 'is due'}"
                mark = "late" if days < 0 else "soon"
                item = TodoItem(
                    "team", text, "Asked for and not here", 30, document.due_on, mark, record, _KIND, name
                )
                items.append(item)
        elif document.state is DocumentState.RECEIVED:
            text = f"Look at {what} of {name}"
            items.append(
                TodoItem("team", text, "Approve or reject it", 50, None, "open", record, _KIND, name)
            )
        elif document.expires_on is not None and document.state is not DocumentState.REJECTED:
            items += _runs_out(what, name, document.expires_on, today, 60, record)
    held = sa.select(Certificate, Person.name).join(Person, Person.id == Certificate.person_id)
    held = held.where(*works_here(today), Certificate.expires_on.is_not(None))
    for certificate, name in session.execute(held):
        if certificate.expires_on is not None:
            record = f"papers:certificate-{certificate.id}"
            items += _runs_out(
                certificate.name, name, certificate.expires_on, today, certificate.notify_days, record
            )
    return items


def _runs_out(
    what: str, name: str, expires_on: dt.date, today: dt.date, first: int, record: str
) -> list[TodoItem]:
    found = rung(expires_on, today, first)
    if found is None:
        return []
    weight, mark = found
    days = (expires_on - today).days
    verb = "has run out" if days < 0 else "runs out"
    gone = f"{-days} {'day' if days == -1 else 'days'} ago; a new one is needed"
    detail = gone if days < 0 else "today" if days == 0 else f"{days} {'day' if days == 1 else 'days'} left"
    return [
        TodoItem("team", f"{what} of {name} {verb}", detail, weight, expires_on, mark, record, _KIND, name)
    ]
