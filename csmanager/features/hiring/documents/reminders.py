"""What Today says of documents: answers that are due, references nobody answered."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.hiring.documents.tables import HandedDocument, ReferenceCheck
from csmanager.features.hiring.rules import ACTIVE
from csmanager.features.hiring.tables import Applicant

SOON_DAYS = 1
REFERENCE_DAYS = 5  # after which a referee is asked again


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Answers due by tomorrow, and references that have been out for some days."""
    found = []
    for row in session.execute(
        sa.select(HandedDocument.id, HandedDocument.title, HandedDocument.answer_by, Applicant.name)
        .join(Applicant, Applicant.id == HandedDocument.applicant_id)
        .where(
            HandedDocument.trashed_on.is_(None),
            HandedDocument.answered_on.is_(None),
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
