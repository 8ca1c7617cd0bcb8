"""A person's graded contacts."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.quality.disputes import queries as disputes
from csmanager.features.quality.tables import Evaluation, Scorecard
from csmanager.features.team.person.queries import day_number, day_of, ids_of


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each grade with its score, the card, and what the grader wrote."""
    rows = session.execute(
        sa.select(Evaluation, Scorecard.name)
        .join(Scorecard, Scorecard.id == Evaluation.scorecard_id)
        .where(
            Evaluation.person_id.in_(ids_of(session, person_id)),
            Evaluation.day.between(day_number(since), day_number(until)),
        )
    )
    found = []
    for row, card in rows:
        score = "not scored" if row.share is None else f"{row.share * 100:.0f} %"
        missed = f", {row.critical_missed} critical missed" if row.critical_missed else ""
        text = f"Graded {score} on {card}{missed}"
        found.append(Moment(day_of(row.day), "Quality", text, row.comment, "contacts", f"grades:{row.id}"))
    return [*found, *disputes.timeline(session, person_id, since, until)]
