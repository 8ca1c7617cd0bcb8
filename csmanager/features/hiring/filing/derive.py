"""Keeps the search index of applicants true: who they are, what was noted, and what their papers say."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.store import Touched
from csmanager.features.hiring.filing.tables import FILE_INDEX, ApplicantFile
from csmanager.features.hiring.tables import Applicant

_TABLES = {"applicant": "id", "applicant_file": "applicant_id"}


def derive(session: Session, touched: Touched) -> None:
    """Index every applicant that was touched anew; what is in the Trash or was joined to another is not found."""
    if not _TABLES.keys() & touched.tables:
        return
    keys = {
        int((row.after or row.before or {})[_TABLES[row.table]])
        for row in touched.rows
        if row.table in _TABLES
    }
    for key in sorted(keys):
        _index(session, key)


def _index(session: Session, key: int) -> None:
    row = session.execute(
        sa.select(
            Applicant.name,
            Applicant.email,
            Applicant.phone,
            Applicant.source,
            Applicant.next_step,
            Applicant.notes,
        ).where(Applicant.id == key, Applicant.trashed_on.is_(None), Applicant.merged_into_id.is_(None))
    ).first()
    if row is None:
        FILE_INDEX.remove(session, key)
        return
    files = session.execute(
        sa.select(ApplicantFile.name, ApplicantFile.text).where(
            ApplicantFile.applicant_id == key, ApplicantFile.trashed_on.is_(None)
        )
    ).all()
    notes = "\n".join(filter(None, (row.email, row.phone, row.source, row.next_step, row.notes)))
    FILE_INDEX.put(
        session,
        key,
        (row.name, "\n".join(file.name for file in files), notes, "\n".join(file.text for file in files)),
    )
