"""What about the people needs the manager, of all parts of this duty."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.team import dates, queries
from csmanager.features.team.contracts import queries as contracts
from csmanager.features.team.documents import queries as documents
from csmanager.features.team.equipment import queries as equipment


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Starts, leavers, leaves, contracts, documents, equipment, anniversaries."""
    return [
        *queries.todo(session, today),
        *contracts.todo(session, today),
        *documents.todo(session, today),
        *equipment.todo(session, today),
        *dates.todo(session, today),
    ]
