"""Figures of a person as evidence: the last full month, each with its n and target."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.features.reviews.periods import last_full_month
from csmanager.features.reviews.queries import review
from csmanager.features.reviews.words import target_text, value_text


def figures_for(session: Session, person_id: int, today: dt.date) -> list[tuple[str, str]]:
    """(key, words) of every figure a person has in the last full month; none without data."""
    month = last_full_month(today)
    found = review(session, month, person=person_id, trends=False)
    rows = []
    for lines in found.people.values():
        for line in lines:
            if line.value is None or not line.n:
                continue
            aim = target_text(line.target, line.upper, line.unit) if line.target is not None else ""
            words = f"{line.name}, {month.title}: {value_text(line.value, line.unit)} (n = {line.n:,}"
            rows.append((f"figure:{line.metric}", f"{words}{f', target {aim}' if aim else ''})"))
    return rows
