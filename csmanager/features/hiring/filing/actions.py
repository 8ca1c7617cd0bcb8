"""Filing papers of applicants, and taking them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.hiring import lookups
from csmanager.features.hiring.filing import rules
from csmanager.features.hiring.filing.tables import ApplicantFile
from csmanager.features.hiring.tables import Applicant
from csmanager.features.team.documents.actions import keep_file
from csmanager.features.team.documents.tables import StoredFile

if TYPE_CHECKING:
    from csmanager.features.hiring.filing.reading import Paper


@dataclass(frozen=True, slots=True)
class FileRow:
    """One paper of an applicant. ``size``: bytes; ``applicant``: whose application it came with."""

    id: int
    applicant_id: int
    name: str
    kind: str
    size: int
    sha256: str
    warning: str
    has_macros: bool
    has_text: bool
    added_on: dt.date


def add_file(session: Session, applicant_id: int, paper: Paper, kind: str, *, today: dt.date) -> int:
    """File a paper; returns its id. The same paper twice is refused."""
    applicant = lookups.applicant(session, applicant_id)
    if kind not in rules.KINDS:
        raise RuleBroken(f"A paper is one of: {', '.join(rules.KINDS)}.")
    file_id = keep_file(session, paper.name, paper.data)
    double = session.scalar(
        sa.select(ApplicantFile.id).where(
            ApplicantFile.applicant_id == applicant_id,
            ApplicantFile.file_id == file_id,
            ApplicantFile.trashed_on.is_(None),
        )
    )
    if double is not None:
        raise RuleBroken(f"{paper.name} is filed for {applicant.name} already.")
    row = ApplicantFile(
        applicant_id=applicant_id,
        file_id=file_id,
        name=paper.name,
        kind=kind,
        text=paper.text,
        warning=paper.warning,
        has_macros=paper.has_macros,
        added_on=today,
    )
    session.add(row)
    session.flush()
    return row.id


def trash_file(session: Session, row_id: int, *, today: dt.date) -> None:
    """Put a paper into the Trash."""
    row = session.get(ApplicantFile, row_id)
    if row is None:
        raise RuleBroken("This paper is no longer there.")
    row.trashed_on = today


def files(session: Session, applicant_id: int) -> list[FileRow]:
    """The papers of the person behind an application, of all their applications, newest first."""
    mine = sa.select(Applicant.candidate_id).where(Applicant.id == applicant_id).scalar_subquery()
    rows = session.execute(
        sa.select(
            ApplicantFile.id,
            ApplicantFile.applicant_id,
            ApplicantFile.name,
            ApplicantFile.kind,
            StoredFile.size,
            StoredFile.sha256,
            ApplicantFile.warning,
            ApplicantFile.has_macros,
            sa.func.length(ApplicantFile.text) > 0,
            ApplicantFile.added_on,
        )
        .join(Applicant, Applicant.id == ApplicantFile.applicant_id)
        .join(StoredFile, StoredFile.id == ApplicantFile.file_id)
        .where(
            sa.or_(Applicant.candidate_id == mine, Applicant.id == applicant_id),
            ApplicantFile.trashed_on.is_(None),
        )
        .order_by(ApplicantFile.added_on.desc(), ApplicantFile.id.desc())
    )
    return [FileRow(*row[:8], bool(row[8]), row[9]) for row in rows]


def content(session: Session, row_id: int) -> tuple[str, bytes]:
    """Name and bytes of a paper, as they came."""
    found = session.execute(
        sa.select(ApplicantFile.name, StoredFile.data)
        .join(StoredFile, StoredFile.id == ApplicantFile.file_id)
        .where(ApplicantFile.id == row_id)
    ).first()
    if found is None:
        raise RuleBroken("This paper is no longer there.")
    return found[0], found[1]


def take_out(session: Session, applicant_id: int) -> int:
    """Take out every paper of an application, bytes and text; returns how many. For good, but for Undo."""
    count = 0
    for row in session.scalars(sa.select(ApplicantFile).where(ApplicantFile.applicant_id == applicant_id)):
        file_id = row.file_id
        session.delete(row)
        session.flush()
        others = session.scalar(sa.select(ApplicantFile.id).where(ApplicantFile.file_id == file_id).limit(1))
        if others is None and file_id is not None:
            lookups.forget_file(session, file_id)
        count += 1
    return count


def add_files(
    session: Session, applicant_id: int, listed: Sequence[tuple[Paper, str]], *, today: dt.date
) -> list[int]:
    """File several papers (paper, kind) in one step, all or none; returns their ids."""
    return [add_file(session, applicant_id, paper, kind, today=today) for paper, kind in listed]


def text_of(session: Session, row_id: int) -> str:
    """What could be read from a paper."""
    return session.scalar(sa.select(ApplicantFile.text).where(ApplicantFile.id == row_id)) or ""
