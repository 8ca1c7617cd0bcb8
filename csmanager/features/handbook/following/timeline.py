"""Spot checks with a person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.features.handbook.following.rules import RESULT_NAMES
from csmanager.features.handbook.following.tables import SpotCheck
from csmanager.features.team.person.queries import ids_of


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Each spot check that was done, with what was seen."""
    rows = session.scalars(
        sa.select(SpotCheck).where(
            SpotCheck.person_id.in_(ids_of(session, person_id)),
            SpotCheck.done_on.between(since, until),
            SpotCheck.result.is_not(None),
        )
    )
    return [
        Moment(
            row.done_on,
            "Policies",
            f"Spot check of {row.policy_code}, {row.clause}: {RESULT_NAMES[row.result].lower()}",
            row.evidence,
            "handbook",
            f"following:checks:{row.id}",
        )
        for row in rows
        if row.done_on is not None and row.result is not None
    ]
