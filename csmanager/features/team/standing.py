"""Who works here on a day, as conditions of a query on ``Person``."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Person


def works_here(on: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions for who has not left by ``on``: the state is not "left", and the last day is not over.

    The state alone does not do: of somebody who is leaving it stays as it is when the last day has passed.
    """
    return (Person.status != Status.LEFT, sa.or_(Person.left_on.is_(None), Person.left_on >= on))
