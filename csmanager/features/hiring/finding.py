"""Finding applicants and openings: for the palette, and by what their papers say."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import search
from csmanager.core.feature import Found
from csmanager.features.hiring import rules
from csmanager.features.hiring.filing.tables import FILE_INDEX
from csmanager.features.hiring.tables import Applicant, HiringStage, Opening

_LEAST_IN_PAPERS = 3  # letters


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Applicants by name or e-mail, and openings by title, for the palette."""
    wanted = text.casefold().strip()
    if not wanted:
        return []
    hits = search.find(session, FILE_INDEX, text, limit=limit, first="name")
    known = {
        row.id: row
        for row in session.execute(
            sa.select(
                Applicant.id,
                Applicant.name,
                Applicant.stage,
                Opening.title,
                HiringStage.name.label("stage_name"),
            )
            .join(Opening, Opening.id == Applicant.opening_id)
            .outerjoin(HiringStage, HiringStage.id == Applicant.stage_id)
            .where(Applicant.id.in_([hit.key for hit in hits]), Opening.trashed_on.is_(None))
        )
    }
    found = [
        Found(
            "hiring",
            str(row.id),
            row.name,
            f"{row.stage_name or rules.STAGE_NAMES[row.stage]}, {row.title}",
        )
        for hit in hits
        if (row := known.get(hit.key)) is not None
    ]
    found += [
        Found("hiring", f"opening:{row.id}", row.title, f"Opening, {rules.STATE_NAMES[row.state].lower()}")
        for row in session.execute(
            sa.select(Opening.id, Opening.title, Opening.state).where(Opening.trashed_on.is_(None))
        )
        if wanted in row.title.casefold()
    ]
    return found[:limit]


def found_in_papers(session: Session, text: str) -> set[int]:
    """The applicants whose papers or notes say ``text``; too little text finds none."""
    if len(text.strip()) < _LEAST_IN_PAPERS:
        return set()
    hits = search.find(session, FILE_INDEX, text, limit=200)
    return {hit.key for hit in hits if hit.is_full}
