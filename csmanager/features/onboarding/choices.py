"""What the joining view reads at once, and names to choose from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.onboarding import exits, queries
from csmanager.features.onboarding.exits import LeavingRow
from csmanager.features.onboarding.queries import PlanRow, SheetRow, TemplateRow
from csmanager.features.team import queries as team
from csmanager.features.training.rules import MENTOR_LOAD
from csmanager.features.training.tables import Mentoring


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the view shows, but the curves."""

    today: dt.date
    plans: list[PlanRow]
    templates: list[TemplateRow]
    sheets: list[SheetRow]
    leavings: list[LeavingRow]


@dataclass(frozen=True, slots=True)
class Names:
    """What forms offer, as (id, name); mentors with how many they have."""

    people: list[tuple[int, str]]
    mentors: list[tuple[int, str]]


def read(session: Session, today: dt.date) -> Shown:
    """All lists."""
    return Shown(
        today,
        queries.plans(session, today),
        queries.templates(session),
        queries.sheets(session),
        exits.leavings(session),
    )


def names(session: Session, today: dt.date) -> Names:
    """Names to choose from."""
    people = [(row.id, row.name) for row in team.people(session, today, include_future=True)]
    load = Counter(session.scalars(sa.select(Mentoring.mentor_id).where(Mentoring.ends_on.is_(None))))
    mentors = [(key, f"{name} ({load[key]} of {MENTOR_LOAD})" if load[key] else name) for key, name in people]
    return Names(people, mentors)
