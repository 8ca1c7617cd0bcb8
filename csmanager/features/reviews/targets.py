"""Targets: which one holds for whom on a day. The narrowest wins: person, role, team, store."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.dictionary import BY_KEY
from csmanager.features.reviews.kinds import Family, Source
from csmanager.features.reviews.rules import Aim, Better, Level, Scope, Unit
from csmanager.features.reviews.tables import Metric, Target
from csmanager.features.team.tables import Person, Role, Team


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One measure of the store's dictionary. ``what``: of what ``n`` counts; ``options``: what was set.

    ``expression``: the formula of the store's own measure, "" of one that is written down by hand, None otherwise.
    """

    id: int
    key: str
    name: str
    definition: str
    formula: str
    unit: Unit
    better: Better
    level: Level
    minimum_n: int
    version: int
    position: int
    options: dict[str, int]
    what: str
    family: Family = Family.SERVICE
    source: Source = Source.CONTACTS
    exclusions: str = ""
    expression: str | None = None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target. ``whom``: for whom it holds, in words. ``upper`` closes a range."""

    id: int
    metric: str
    name: str
    unit: Unit
    scope: Scope
    scope_id: int | None
    whom: str
    value: float
    upper: float | None
    starts_on: dt.date
    ends_on: dt.date | None
    note: str


_DICTIONARY = (
    "SELECT id, key, name, definition, formula, unit, better, level, minimum_n, version, position, options, expression,"
    " what FROM metric WHERE trashed_on IS NULL ORDER BY position, id"
)


def dictionary(session: Session) -> list[MetricRow]:
    """The metric dictionary, in its order; measures in the trash are not in it."""
    found = []
    for row in session.connection().exec_driver_sql(_DICTIONARY):
        key, options, expression, what = row[1], json.loads(row[11]), row[12], row[13]
        values: list[Any] = [*row[:5], Unit(row[5]), Better(row[6]), Level(row[7]), *row[8:11], options]
        known = BY_KEY.get(key)
        if known is not None:
            made = [*values, known.what, known.family, known.source, known.exclusions]
            found.append(MetricRow(*made))
        elif expression is not None:
            source = Source.FORMULA if expression else Source.BY_HAND
            made = [*values, what or "records", Family.OWN, source, "", expression]
            found.append(MetricRow(*made))
    return found


def changed_inside(session: Session, first: dt.date, last: dt.date) -> dict[int, tuple[dt.date, int]]:
    """Measures whose meaning changed after ``first`` and up to ``last``: id -> (day, version from then on)."""
    rows = session.connection().exec_driver_sql(
        "SELECT metric_id, starts_on, version FROM metric_version"
        " WHERE starts_on > ? AND starts_on <= ? AND version > 1 ORDER BY version",
        (first.isoformat(), last.isoformat()),
    )
    return {metric: (dt.date.fromisoformat(day), version) for metric, day, version in rows}


def targets(session: Session, *, on: dt.date | None = None, metric: str | None = None) -> list[TargetRow]:
    """Targets that are not in the trash, newest first; ``on``: only those in force on that day."""
    query = (
        sa.select(
            Target.id,
            Metric.key,
            Metric.name,
            Metric.unit,
            Target.scope,
            sa.func.coalesce(Target.person_id, Target.role_id, Target.team_id),
            sa.func.coalesce(Person.name, Role.name, Team.name, "Everyone"),
            Target.value,
            Target.upper,
            Target.starts_on,
            Target.ends_on,
            Target.note,
        )
        .join(Metric, Metric.id == Target.metric_id)
        .outerjoin(Person, Person.id == Target.person_id)
        .outerjoin(Role, Role.id == Target.role_id)
        .outerjoin(Team, Team.id == Target.team_id)
        .where(Target.trashed_on.is_(None))
        .order_by(Metric.position, Target.starts_on.desc(), Target.id.desc())
    )
    if on is not None:
        query = query.where(Target.starts_on <= on, sa.or_(Target.ends_on.is_(None), Target.ends_on >= on))
    if metric is not None:
        query = query.where(Metric.key == metric)
    rows: list[Any] = list(session.execute(query))
    return [TargetRow(*row) for row in rows]


@dataclass(slots=True)
class Aims:
    """The targets of one measure on a day, by whom they hold for."""

    store: Aim | None = None
    teams: dict[int, Aim] = field(default_factory=dict)
    roles: dict[int, Aim] = field(default_factory=dict)
    people: dict[int, Aim] = field(default_factory=dict)

    def narrowest(self, person: int, role: int | None, team: int | None) -> Aim | None:
        """The one that holds for a person of this role and team."""
        if (found := self.people.get(person)) is not None:
            return found
        if role is not None and (found := self.roles.get(role)) is not None:
            return found
        if team is not None and (found := self.teams.get(team)) is not None:
            return found
        return self.store


NO_AIMS = Aims()


def in_force(rows: list[TargetRow], canonical: dict[int, int]) -> dict[str, Aims]:
    """Targets of a day by measure. ``rows`` newest first: the first one of a scope holds."""
    found: dict[str, Aims] = {}
    for row in rows:
        aims, aim = found.setdefault(row.metric, Aims()), Aim(row.value, row.upper)
        if row.scope is Scope.STORE or row.scope_id is None:
            aims.store = aims.store or aim
        elif row.scope is Scope.PERSON:
            aims.people.setdefault(canonical.get(row.scope_id, row.scope_id), aim)
        else:
            (aims.roles if row.scope is Scope.ROLE else aims.teams).setdefault(row.scope_id, aim)
    return found
