"""What Today and the palette hear of reviews: measures that missed their target last month, and all by name."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem
from csmanager.features.reviews.periods import last_full_month, month_number
from csmanager.features.reviews.queries import review
from csmanager.features.reviews.rules import Verdict
from csmanager.features.reviews.words import counted, target_text, value_text


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """What cycles, plans, advice and goals need, then what the figures say."""
    from csmanager.features.reviews import due

    return [*due.todo(session, today), *missed(session, today)]


def missed(session: Session, today: dt.date) -> list[TodoItem]:
    """One item a measure of the team that missed its target last full month, and one when data is missing."""
    import sqlalchemy as sa

    from csmanager.features.reviews.tables import CubeMonth

    newest = session.scalar(sa.select(sa.func.max(CubeMonth.month)))
    if newest is None:
        return []
    month = last_full_month(today)
    if month_number(month.first) > newest:
        if month_number(month.first) - newest > 3:
            return []
        text = f"No contacts of {month.title} yet"
        return [TodoItem("reviews", text, "Import the export of that month.", 6, None, "open", month.key)]
    found = review(session, month, trends=False, only_team=True)
    items = []
    for line in found.team:
        if line.status is Verdict.MISSING:
            value, aim = (
                value_text(line.value, line.unit),
                target_text(line.target, line.upper, line.unit),
            )
            items.append(
                TodoItem(
                    "reviews",
                    f"{line.name} missed its target in {month.title}",
                    f"{value} instead of {aim}, from {counted(line.n)}",
                    5,
                    None,
                    "signal",
                    f"{month.key}/{line.metric}",
                )
            )
    return items


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Measures of the dictionary that have every word of ``text`` in their name."""
    from csmanager.features.reviews.targets import dictionary

    words = text.casefold().split()
    return [
        Found("reviews", f"/{row.key}", row.name, "Measure")
        for row in dictionary(session)
        if words and all(word in row.name.casefold() for word in words)
    ][:limit]
