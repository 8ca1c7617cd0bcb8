"""Names to choose from, for the forms."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.targets import dictionary
from csmanager.features.team import queries as team
from csmanager.features.team.tables import Role


def people(session: Session, today: dt.date) -> list[tuple[int, str]]:
    """Everyone who works here, by name."""
    return [(row.id, row.name) for row in team.people(session, today)]


def roles(session: Session) -> list[tuple[int, str]]:
    """All roles, by name."""
    return [(row[0], row[1]) for row in session.execute(sa.select(Role.id, Role.name).order_by(Role.name))]


def metric_names(session: Session) -> dict[str, str]:
    """Metric key -> name, in the order of the dictionary."""
    return {row.key: row.name for row in dictionary(session)}


def metric_units(session: Session) -> dict[str, str]:
    """Metric key -> unit."""
    return {row.key: str(row.unit) for row in dictionary(session)}
