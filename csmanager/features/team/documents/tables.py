"""Documents, certificates, their files, and emergency contacts."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from csmanager.core.personal import FILE, IDENTITY, IMPERSONAL, TEXT
from csmanager.core.sealing import SealedText
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.team.documents.rules import DocumentState


class StoredFile(Base):
    """The bytes of a file kept in the store, once for the same content; read only when it is opened."""

    __tablename__ = "stored_file"
    __erased__ = "delete"
    __about__ = ("<certificate.file_id", "<person_document.file_id", "<applicant_file.file_id")

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[str] = mapped_column(Text, unique=True, info=IMPERSONAL)
    name: Mapped[str] = mapped_column(Text, info=FILE)
    size: Mapped[int] = mapped_column(Integer)  # bytes
    data: Mapped[bytes] = deferred(mapped_column(LargeBinary, info=FILE))


class PersonDocument(Base):
    """A document that was asked for, brought, and found good or not."""

    __tablename__ = "person_document"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, default="", info=FILE)
    state: Mapped[DocumentState] = mapped_column(Choice(DocumentState))
    state_on: Mapped[dt.date] = mapped_column(Day)
    due_on: Mapped[dt.date | None] = mapped_column(Day)  # by when it was asked for
    expires_on: Mapped[dt.date | None] = mapped_column(Day, index=True)
    reason: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)


class Certificate(Base):
    """A licence or certificate; ``notify_days``: how long before it runs out Today begins to say so."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    number: Mapped[str] = mapped_column(Text, default="", info=IDENTITY)
    issued_on: Mapped[dt.date | None] = mapped_column(Day)
    expires_on: Mapped[dt.date | None] = mapped_column(Day, index=True)
    notify_days: Mapped[int] = mapped_column(Integer, default=60)
    note: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)


class EmergencyContact(Base):
    """Whom to call when something happens to a person; JSON of name, number and relation, sealed together."""

    __tablename__ = "emergency_contact"
    __erased__ = "delete"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    sealed: Mapped[str] = mapped_column(SealedText, default="", info=IDENTITY)
