"""What the training view reads at once, and names to choose from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.cycles.choices import metric_names
from csmanager.features.team import queries as team
from csmanager.features.team.segments.tables import Segment
from csmanager.features.team.tables import Role, Skill, Team
from csmanager.features.training import queries
from csmanager.features.training.figures import SpentRow, spent
from csmanager.features.training.queries import CourseRow, EnrolmentRow, PairRow, SessionRow


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the view shows."""

    today: dt.date
    entries: list[EnrolmentRow]
    sessions: list[SessionRow]
    courses: list[CourseRow]
    pairs: list[PairRow]
    spent: list[SpentRow]


@dataclass(frozen=True, slots=True)
class Names:
    """What forms offer, as (id, name)."""

    people: list[tuple[int, str]]
    roles: list[tuple[int, str]]
    teams: list[tuple[int, str]]
    skills: list[tuple[int, str]]
    segments: list[tuple[int, str]]
    metrics: dict[str, str]


def read(session: Session, today: dt.date, first: dt.date, last: dt.date) -> Shown:
    """All lists; hours and cost from ``first`` to ``last``."""
    return Shown(
        today,
        queries.enrolments(session, today),
        queries.sessions(session),
        queries.courses(session),
        queries.pairs(session),
        spent(session, first, last, today),
    )


def names(session: Session, today: dt.date) -> Names:
    """Names to choose from."""

    def of(table: type[Role] | type[Team] | type[Skill] | type[Segment]) -> list[tuple[int, str]]:
        return [
            (row[0], row[1]) for row in session.execute(sa.select(table.id, table.name).order_by(table.name))
        ]

    people = [(row.id, row.name) for row in team.people(session, today, include_future=True)]
    return Names(people, of(Role), of(Team), of(Skill), of(Segment), metric_names(session))


def spans(today: dt.date) -> dict[str, tuple[str, dt.date, dt.date]]:
    """Periods of hours and cost: key -> (words, first, last)."""
    year = today.year
    quarter = dt.date(year, 3 * ((today.month - 1) // 3) + 1, 1)
    return {
        "": ("The last 12 months", today - dt.timedelta(days=364), today),
        "quarter": ("This quarter", quarter, today),
        "year": (f"This year ({year})", dt.date(year, 1, 1), today),
        "last": (f"Last year ({year - 1})", dt.date(year - 1, 1, 1), dt.date(year - 1, 12, 31)),
    }
