"""Templates in their versions, what was handed to whom, and references."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from csmanager.core.personal import IMPERSONAL, NAMED, PAY, TEXT
from csmanager.core.sealing import PrivateText, SealedText
from csmanager.core.tables import Base, Choice, Day
from csmanager.features.hiring.documents.rules import DocumentKind, ReferenceResult


class HiringTemplate(Base):
    """One version of a template; an edit makes the next. ``body``: Markdown with {{fields}}."""

    __tablename__ = "hiring_template"
    __table_args__ = (UniqueConstraint("family", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    family: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    kind: Mapped[DocumentKind] = mapped_column(Choice(DocumentKind))
    title: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    body: Mapped[str] = mapped_column(Text, info=IMPERSONAL)
    saved_on: Mapped[dt.date] = mapped_column(Day)
    note: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)


class HandedDocument(Base):
    """A document as it was handed over: its words at that time, to whom, and how.

    The pay stays out of ``body`` (its field stands there) and lies in ``pay``, sealed where there is a passphrase.
    ``goes_on``: it is written and held back until then; None: it is out, since ``handed_on``.
    """

    __tablename__ = "handed_document"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("hiring_template.id"), index=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("applicant.id"), index=True)
    opening_id: Mapped[int | None] = mapped_column(ForeignKey("opening.id"), index=True)
    handed_on: Mapped[dt.date] = mapped_column(Day)
    how: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    title: Mapped[str] = mapped_column(Text, info=TEXT)
    body: Mapped[str] = mapped_column(Text, info=TEXT)
    pay: Mapped[str] = mapped_column(PrivateText, default="", info=PAY)
    answer_by: Mapped[dt.date | None] = mapped_column(Day)
    answered_on: Mapped[dt.date | None] = mapped_column(Day)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
    goes_on: Mapped[dt.date | None] = mapped_column(Day, index=True)


class ReferenceCheck(Base):
    """Somebody who was asked about an applicant. ``notes`` are sealed."""

    __tablename__ = "reference_check"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("applicant.id"), index=True)
    referee: Mapped[str] = mapped_column(Text, info=NAMED)
    relation: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    contact: Mapped[str] = mapped_column(Text, default="", info=NAMED)
    asked_on: Mapped[dt.date] = mapped_column(Day)
    answered_on: Mapped[dt.date | None] = mapped_column(Day)
    result: Mapped[ReferenceResult | None] = mapped_column(Choice(ReferenceResult))
    notes: Mapped[str] = mapped_column(SealedText, default="", info=TEXT)
    trashed_on: Mapped[dt.date | None] = mapped_column(Day)
