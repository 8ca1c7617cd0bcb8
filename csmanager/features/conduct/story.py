"""What conduct adds to a person's story. All of it is sealed: nothing of it is shown while locked."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Moment
from csmanager.core.sealing import place
from csmanager.core.visibility import Visibility
from csmanager.features.conduct import rules
from csmanager.features.conduct.tables import Conflict, ConflictParty, Discipline
from csmanager.features.team.person.queries import ids_of

KIND = "Conduct"


def timeline(session: Session, person_id: int, since: dt.date, until: dt.date) -> list[Moment]:
    """Warnings that were issued and conflicts that were raised."""
    ids = ids_of(session, person_id)
    given = sa.select(Discipline).where(
        Discipline.person_id.in_(ids), Discipline.issued_on >= since, Discipline.issued_on <= until
    )
    found = [
        Moment(
            row.issued_on,
            KIND,
            f"{rules.STEP_WORDS[row.step]}: {row.clause}",
            feature="talks",
            record=f"conduct:warning/{row.id}",
            visibility=Visibility.SEALED,
            sealed=row.facts,
            about=place("discipline", "facts", row.id),
        )
        for row in session.scalars(given)
        if row.issued_on is not None
    ]
    raised = (
        sa.select(Conflict)
        .where(
            Conflict.id.in_(sa.select(ConflictParty.conflict_id).where(ConflictParty.person_id.in_(ids))),
            Conflict.opened_on >= since,
            Conflict.opened_on <= until,
        )
        .order_by(Conflict.id)
    )
    found += [
        Moment(
            row.opened_on,
            KIND,
            f"Conflict: {rules.KIND_WORDS[row.kind].lower()}",
            feature="talks",
            record=f"conduct:conflict/{row.id}",
            visibility=Visibility.SEALED,
            sealed=row.about,
            about=place("conflict", "about", row.id),
        )
        for row in session.scalars(raised)
    ]
    return found
