"""What Today says of documents: answers that are due, references nobody answered."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.hiring.documents.tables import HandedDocument, ReferenceCheck
from csmanager.features.hiring.rules import ACTIVE, STAGE_NAMES
from csmanager.features.hiring.spelling import day_words
from csmanager.features.hiring.tables import Applicant

SOON_DAYS = 1
REFERENCE_DAYS = 5  # after which a referee is asked again


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Letters that go out now, answers due by tomorrow, and references that have been out for some days."""
    found = _held_back(session, today)
    for row in session.execute(
        sa.select(HandedDocument.id, HandedDocument.title, HandedDocument.answer_by, Applicant.name)
        .join(Applicant, Applicant.id == HandedDocument.applicant_id)
        .where(
            HandedDocument.trashed_on.is_(None),
            HandedDocument.answered_on.is_(None),
            HandedDocument.goes_on.is_(None),
            HandedDocument.answer_by <= today + dt.timedelta(days=SOON_DAYS),
            Applicant.trashed_on.is_(None),
            Applicant.stage.in_(ACTIVE),
        )
        .order_by(HandedDocument.answer_by)
    ):
        days = (today - row.answer_by).days
        when = (
            f"{days} day{'s' if days > 1 else ''} late" if days > 0 else "today" if days == 0 else "tomorrow"
        )
        found.append(
            TodoItem(
                "hiring", f"{row.title}: answer of {row.name}", f"It was asked for by then, {when}",
                1 if days > 0 else 3, row.answer_by, "late" if days > 0 else "soon", f"documents:handed/{row.id}",
            )
        )  # fmt: skip
    for row in session.execute(
        sa.select(ReferenceCheck.id, ReferenceCheck.referee, ReferenceCheck.asked_on, Applicant.name)
        .join(Applicant, Applicant.id == ReferenceCheck.applicant_id)
        .where(
            ReferenceCheck.trashed_on.is_(None),
            ReferenceCheck.answered_on.is_(None),
            ReferenceCheck.asked_on <= today - dt.timedelta(days=REFERENCE_DAYS),
            Applicant.trashed_on.is_(None),
            Applicant.stage.in_(ACTIVE),
        )
        .order_by(ReferenceCheck.asked_on)
    ):
        days = (today - row.asked_on).days
        found.append(
            TodoItem(
                "hiring", f"Reference on {row.name} from {row.referee}", f"Asked {days} days ago, no answer noted",
                4, row.asked_on + dt.timedelta(days=REFERENCE_DAYS), "open", f"documents:reference/{row.id}",
                "{n} answers on applicants are missing", row.name,
            )
        )  # fmt: skip
    return found


def _held_back(session: Session, today: dt.date) -> list[TodoItem]:
    """Letters held back until today or before. Nothing leaves by itself; whoever sends it reads it once more."""
    rows = session.execute(
        sa.select(HandedDocument.id, HandedDocument.title, HandedDocument.goes_on, Applicant.name, Applicant.stage)
        .join(Applicant, Applicant.id == HandedDocument.applicant_id)
        .where(
            HandedDocument.goes_on <= today, HandedDocument.trashed_on.is_(None), Applicant.trashed_on.is_(None)
        )
        .order_by(HandedDocument.goes_on)
    )  # fmt: skip
    found = []
    for row in rows:
        days = (today - row.goes_on).days
        late = f", {days} day{'s' if days > 1 else ''} ago" if days else ""
        stage = STAGE_NAMES[row.stage].lower()
        reason = f"Held back until {day_words(row.goes_on)}{late}; {row.name} stands at {stage}"
        found.append(
            TodoItem(
                "hiring", f"{row.title} to {row.name} goes out", reason, 2 if days else 3, row.goes_on,
                "late" if days else "soon", f"documents:handed/{row.id}",
            )
        )  # fmt: skip
    return found
