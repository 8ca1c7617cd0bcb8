"""Documents are asked for, brought, judged; certificates noted; files kept once; emergency contacts sealed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import seal
from csmanager.core.tables import Base
from csmanager.features.team.documents.rules import DocumentState, require_file, require_move, require_order
from csmanager.features.team.documents.tables import Certificate, EmergencyContact, PersonDocument, StoredFile
from csmanager.features.team.moves import KEEP, Keep, get_person

File = tuple[str, bytes]  # name, bytes


def keep_file(session: Session, name: str, data: bytes) -> int:
    """Keep a file, once for the same bytes; returns its id. Raises RuleBroken when it is empty or too large."""
    require_file(name, len(data))
    digest = hashlib.sha256(data).hexdigest()
    known = session.scalar(sa.select(StoredFile.id).where(StoredFile.sha256 == digest))
    if known is not None:
        return known
    made = StoredFile(sha256=digest, name=name, size=len(data), data=data)
    session.add(made)
    session.flush()
    return made.id


def request(
    session: Session,
    person_ids: Sequence[int],
    *,
    kind: str,
    today: dt.date,
    title: str = "",
    due_on: dt.date | None = None,
    note: str = "",
) -> int:
    """Ask people for a document; returns how many it was asked of. Who was asked for it already is passed over."""
    clean = kind.strip()
    if not clean:
        raise RuleBroken("Say which kind of document is asked for.")
    if due_on is not None and due_on < today:
        raise RuleBroken("The day it is wanted by lies in the past.")
    query = sa.select(PersonDocument.person_id).where(
        PersonDocument.kind == clean,
        PersonDocument.title == title.strip(),
        PersonDocument.state == DocumentState.REQUESTED,
    )
    asked = set(session.scalars(query))
    count = 0
    for person_id in dict.fromkeys(person_ids):
        get_person(session, person_id)
        if person_id in asked:
            continue
        session.add(
            PersonDocument(
                person_id=person_id,
                kind=clean,
                title=title.strip(),
                state=DocumentState.REQUESTED,
                state_on=today,
                due_on=due_on,
                note=note.strip(),
            )
        )
        count += 1
    if not count:
        raise RuleBroken("They have all been asked for this document already.")
    session.flush()
    return count


def add_document(
    session: Session,
    person_id: int,
    *,
    kind: str,
    today: dt.date,
    title: str = "",
    state: DocumentState = DocumentState.RECEIVED,
    expires_on: dt.date | None = None,
    note: str = "",
    file: File | None = None,
) -> int:
    """A document that is here already; returns its id."""
    get_person(session, person_id)
    if not kind.strip():
        raise RuleBroken("Say which kind of document it is.")
    made = PersonDocument(
        person_id=person_id,
        kind=kind.strip(),
        title=title.strip(),
        state=state,
        state_on=today,
        expires_on=expires_on,
        note=note.strip(),
        file_id=keep_file(session, *file) if file is not None else None,
    )
    session.add(made)
    session.flush()
    return made.id


def move(
    session: Session,
    document_id: int,
    state: DocumentState,
    *,
    today: dt.date,
    reason: str = "",
    expires_on: dt.date | Keep | None = KEEP,
    file: File | None = None,
) -> None:
    """The document stands elsewhere now. Raises RuleBroken when that is not on the way, or owes a reason."""
    document = _document(session, document_id)
    require_move(document.title or document.kind, document.state, state, reason)
    document.state, document.state_on, document.reason = state, today, reason.strip()
    if not isinstance(expires_on, Keep):
        document.expires_on = expires_on
    if file is not None:
        attach(session, document, file)


def change_document(
    session: Session,
    document_id: int,
    *,
    kind: str,
    title: str,
    due_on: dt.date | None,
    expires_on: dt.date | None,
    note: str,
    file: File | None = None,
) -> None:
    """Put right what is noted of a document."""
    document = _document(session, document_id)
    if not kind.strip():
        raise RuleBroken("Say which kind of document it is.")
    document.kind, document.title, document.note = kind.strip(), title.strip(), note.strip()
    document.due_on, document.expires_on = due_on, expires_on
    if file is not None:
        attach(session, document, file)


def remove_document(session: Session, document_id: int) -> None:
    """Take out a document, and its file when nothing else shows it."""
    document = _document(session, document_id)
    file_id = document.file_id
    session.delete(document)
    _forget_file(session, file_id)


def add_certificate(
    session: Session,
    person_id: int,
    *,
    name: str,
    number: str = "",
    issued_on: dt.date | None = None,
    expires_on: dt.date | None = None,
    notify_days: int = 60,
    note: str = "",
    file: File | None = None,
) -> int:
    """A licence or certificate someone holds; returns its id."""
    get_person(session, person_id)
    made = Certificate(person_id=person_id, name="", notify_days=60)
    _fill(made, name, number, issued_on, expires_on, notify_days, note)
    session.add(made)
    session.flush()
    if file is not None:
        attach(session, made, file)
    return made.id


def change_certificate(
    session: Session,
    certificate_id: int,
    *,
    name: str,
    number: str = "",
    issued_on: dt.date | None = None,
    expires_on: dt.date | None = None,
    notify_days: int = 60,
    note: str = "",
    file: File | None = None,
) -> None:
    """Put right, or renew, a certificate."""
    known = _certificate(session, certificate_id)
    _fill(known, name, number, issued_on, expires_on, notify_days, note)
    if file is not None:
        attach(session, known, file)


def remove_certificate(session: Session, certificate_id: int) -> None:
    """Take out a certificate, and its file when nothing else shows it."""
    known = _certificate(session, certificate_id)
    file_id = known.file_id
    session.delete(known)
    _forget_file(session, file_id)


def attach(session: Session, to: PersonDocument | Certificate, file: File) -> None:
    """Put another file in the place of the one that was there."""
    former = to.file_id
    to.file_id = keep_file(session, *file)
    if former != to.file_id:
        _forget_file(session, former)


def attach_to_document(session: Session, document_id: int, file: File) -> None:
    """Attach a file to a document."""
    attach(session, _document(session, document_id), file)


def attach_to_certificate(session: Session, certificate_id: int, file: File) -> None:
    """Attach a file to a certificate."""
    attach(session, _certificate(session, certificate_id), file)


def add_emergency(session: Session, person_id: int, *, name: str, phone: str, relation: str = "") -> int:
    """Whom to call about someone, sealed; returns its id. Raises RuleBroken without a name or a number."""
    get_person(session, person_id)
    count = session.scalar(
        sa.select(sa.func.count())
        .select_from(EmergencyContact)
        .where(EmergencyContact.person_id == person_id)
    )
    made = EmergencyContact(person_id=person_id, position=count or 0)
    session.add(made)
    session.flush()
    made.sealed = _sealed(session, made.id, name, phone, relation)
    return made.id


def change_emergency(session: Session, contact_id: int, *, name: str, phone: str, relation: str = "") -> None:
    """Another name or number."""
    _emergency(session, contact_id).sealed = _sealed(session, contact_id, name, phone, relation)


def remove_emergency(session: Session, contact_id: int) -> None:
    """Take out an emergency contact."""
    session.delete(_emergency(session, contact_id))


def _fill(
    to: Certificate,
    name: str,
    number: str,
    issued_on: dt.date | None,
    expires_on: dt.date | None,
    notify_days: int,
    note: str,
) -> None:
    if not name.strip():
        raise RuleBroken("Name the certificate.")
    require_order(issued_on, expires_on)
    if not 0 <= notify_days <= 366:
        raise RuleBroken("Today can begin to remind 0 to 366 days before.")
    to.name, to.number, to.note = name.strip(), number.strip(), note.strip()
    to.issued_on, to.expires_on, to.notify_days = issued_on, expires_on, notify_days


def emergency_about(contact_id: int) -> str:
    """What a sealed emergency contact is the text of."""
    return f"emergency_contact.sealed:{contact_id}"


def _sealed(session: Session, contact_id: int, name: str, phone: str, relation: str) -> str:
    if not name.strip() or not phone.strip():
        raise RuleBroken("An emergency contact needs a name and a number to call.")
    text = json.dumps([name.strip(), phone.strip(), relation.strip()], ensure_ascii=False)
    return seal(session, text, emergency_about(contact_id))


def _document(session: Session, document_id: int) -> PersonDocument:
    found = session.get(PersonDocument, document_id)
    if found is None:
        raise RuleBroken("This document is not in the store any more.")
    return found


def _certificate(session: Session, certificate_id: int) -> Certificate:
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise RuleBroken("This certificate is not in the store any more.")
    return found


def _emergency(session: Session, contact_id: int) -> EmergencyContact:
    found = session.get(EmergencyContact, contact_id)
    if found is None:
        raise RuleBroken("This contact is not in the store any more.")
    return found


def _forget_file(session: Session, file_id: int | None) -> None:
    if file_id is None:
        return
    session.flush()
    for table in Base.metadata.tables.values():  # papers of applicants are kept there too
        for column in table.columns:
            if not any(key.target_fullname == "stored_file.id" for key in column.foreign_keys):
                continue
            used = sa.select(sa.literal(1)).select_from(table).where(column == file_id).limit(1)
            if session.scalar(used) is not None:
                return
    file = session.get(StoredFile, file_id)
    if file is not None:
        session.delete(file)
