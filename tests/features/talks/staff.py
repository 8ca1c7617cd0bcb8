"""A few people to talk with."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.store import Store
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person


def hire(store: Store, *names: str) -> list[int]:
    """Add people; returns their ids in order."""

    def add(session: Session) -> list[int]:
        made = [
            Person(
                code=f"T{at:02}", name=name, status=Status.ACTIVE, started_on=dt.date(2025, 1, 1), notes=""
            )
            for at, name in enumerate(names, 1)
        ]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]

    return store.do("Add people", add)
