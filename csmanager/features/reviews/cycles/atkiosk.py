"""What waits for a person at the kiosk: what they say of themselves before their review."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.reviews.cycles.queries import self_reviews_due


def tasks(session: Session, person_id: int, today: dt.date) -> list[KioskTask]:
    """One task a prepared review of an open cycle."""
    return [
        KioskTask(
            "reviews",
            str(row.id),
            f"Self-review: {row.period_title}",
            f"{len(questions)} question{'s' * (len(questions) != 1)}; your manager reads the answers before the talk",
            due,
            "Answer",
        )
        for row, questions, due in self_reviews_due(session, person_id)
        if questions
    ]


def questions_of(session: Session, review_id: int, person_id: int) -> tuple[str, list[str]]:
    """(period, questions) of a person's own review; nothing when it is not theirs, gone, or was held."""
    for row, questions, _due in self_reviews_due(session, person_id):
        if row.id == review_id:
            return row.period_title, questions
    return "", []
