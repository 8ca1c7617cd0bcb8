"""The register of exports: what left the program, when, about whom, for whom, and how the history stood then.

Whatever writes a file for somebody else's eyes enters it here with ``note``, after it was put in its place. The
entry is a fact: Undo passes over it. So a person who asks who received what of them can be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, Session, mapped_column

from csmanager.core import files, history
from csmanager.core.errors import RuleBroken
from csmanager.core.personal import FILE, IDENTITY, IMPERSONAL, TEXT, Subject
from csmanager.core.tables import Base, Choice, Flag, Instant

if TYPE_CHECKING:
    from csmanager.core.store import Store


class OutKind(StrEnum):
    """In what form something left."""

    WORKBOOK = "workbook"
    PDF = "pdf"
    CSV = "csv"
    WORD = "word"
    PICTURE = "picture"
    TEXT = "text"
    COPY = "copy of the store"
    FOLDER = "folder"
    PRINT = "print"


KIND_NAMES = {
    OutKind.WORKBOOK: "Workbook",
    OutKind.PDF: "PDF",
    OutKind.CSV: "CSV",
    OutKind.WORD: "Word",
    OutKind.PICTURE: "Picture",
    OutKind.TEXT: "Text",
    OutKind.COPY: "Store",
    OutKind.FOLDER: "Folder",
    OutKind.PRINT: "On paper",
}
_BY_SUFFIX = {
    ".xlsx": OutKind.WORKBOOK,
    ".pdf": OutKind.PDF,
    ".csv": OutKind.CSV,
    ".docx": OutKind.WORD,
    ".png": OutKind.PICTURE,
    ".svg": OutKind.PICTURE,
    ".csm": OutKind.COPY,
}


class ExportMade(Base):
    """Something that left the program. ``what`` names no person; ``sha256`` is "" for paper and folders."""

    __tablename__ = "export_made"
    __about__ = "of many people, or of those in export_about; a name in a file's name is found by the search"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    kind: Mapped[OutKind] = mapped_column(Choice(OutKind))
    what: Mapped[str] = mapped_column(Text, info=TEXT)
    period: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    file_name: Mapped[str] = mapped_column(Text, default="", info=FILE)
    sha256: Mapped[str] = mapped_column(Text, default="", info=IMPERSONAL)
    rows: Mapped[int | None] = mapped_column(Integer)
    with_names: Mapped[bool] = mapped_column(Flag, default=True)
    is_encrypted: Mapped[bool] = mapped_column(Flag, default=False)
    recipient: Mapped[str] = mapped_column(Text, default="", info=IDENTITY)
    purpose: Mapped[str] = mapped_column(Text, default="", info=TEXT)
    chain_head: Mapped[str] = mapped_column(Text, info=IMPERSONAL)


class ExportAbout(Base):
    """One person or applicant an export is about."""

    __tablename__ = "export_about"
    __table_args__ = (Index("ix_export_about_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    export_id: Mapped[int] = mapped_column(ForeignKey("export_made.id"), index=True)
    subject: Mapped[Subject] = mapped_column(Choice(Subject))
    subject_id: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What to enter. ``what``: in words without a name ("Plan of improvement"); ``about``: (kind, id) of people."""

    what: str
    kind: OutKind
    file_name: str = ""
    sha256: str = ""
    period: str = ""
    rows: int | None = None
    with_names: bool = True
    is_encrypted: bool = False
    recipient: str = ""
    purpose: str = ""
    about: tuple[tuple[Subject, int], ...] = ()


def person(*ids: int) -> tuple[tuple[Subject, int], ...]:
    """``about`` for people of the team."""
    return tuple((Subject.PERSON, one) for one in ids)


def applicant(*ids: int) -> tuple[tuple[Subject, int], ...]:
    """``about`` for applicants, by the id of the candidate."""
    return tuple((Subject.APPLICANT, one) for one in ids)


def note(
    store: Store,
    placed: Path,
    what: str,
    *,
    about: Iterable[tuple[Subject, int]] = (),
    period: str = "",
    rows: int | None = None,
    with_names: bool = True,
    is_encrypted: bool = False,
    recipient: str = "",
) -> None:
    """Enter the file that lies at ``placed``; a store open for reading only keeps no register."""
    kind = OutKind.FOLDER if placed.is_dir() else _BY_SUFFIX.get(placed.suffix.lower(), OutKind.TEXT)
    digest = "" if placed.is_dir() else files.sha256(placed)
    note_out(
        store,
        Outgoing(
            what,
            kind,
            placed.name,
            digest,
            period,
            rows,
            with_names,
            is_encrypted,
            recipient,
            "",
            tuple(about),
        ),
    )


def note_out(store: Store, out: Outgoing) -> None:
    """Enter ``out``, also what has no file, such as paper."""
    if not store.read_only:
        store.note(f"Enter in the register of exports: {out.what}", enter, out, store.clock())


def enter(session: Session, out: Outgoing, now: dt.datetime) -> int:
    """The entry itself, as a part of a step; returns its number."""
    row = ExportMade(
        made_at=now,
        kind=out.kind,
        what=" ".join(out.what.split()),
        period=out.period,
        file_name=out.file_name,
        sha256=out.sha256,
        rows=out.rows,
        with_names=out.with_names,
        is_encrypted=out.is_encrypted,
        recipient=out.recipient,
        purpose=out.purpose,
        chain_head=history.last(session.connection())[1],
    )
    session.add(row)
    session.flush()
    session.add_all(
        ExportAbout(export_id=row.id, subject=subject, subject_id=number)
        for subject, number in dict.fromkeys(out.about)
    )
    return row.id


def tell(session: Session, export_id: int, *, recipient: str, purpose: str) -> None:
    """Say afterwards for whom it was and why; both may be empty."""
    row = session.get(ExportMade, export_id)
    if row is None:
        raise RuleBroken("This entry of the register is no longer there.")
    row.recipient, row.purpose = " ".join(recipient.split()), " ".join(purpose.split())


def made_about(session: Session, subject: Subject, ids: Iterable[int]) -> list[ExportMade]:
    """What left about somebody, the latest first; exports of whole tables are not among them."""
    chosen = sa.select(ExportAbout.export_id).where(
        ExportAbout.subject == subject, ExportAbout.subject_id.in_(list(ids))
    )
    found = sa.select(ExportMade).where(ExportMade.id.in_(chosen)).order_by(ExportMade.made_at.desc())
    return list(session.scalars(found.order_by(ExportMade.id.desc())))
