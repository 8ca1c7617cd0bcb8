"""Targets: which one holds for whom on a day. The narrowest wins: person, role, team, store."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.reviews.dictionary import BY_KEY
from csmanager.features.reviews.rules import Aim, Better, Level, Scope, Unit
from csmanager.features.reviews.tables import Metric, Target
from csmanager.features.team.tables import Person, Role, Team


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One measure of the store's dictionary. ``what``: of what ``n`` counts; ``options``: what was set."""

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


def dictionary(session: Session) -> list[MetricRow]:
    """The metric dictionary, in its order."""
    table = Metric
    query = sa.select(
        table.id,
        table.key,
        table.name,
        table.definition,
        table.formula,
        table.unit,
        table.better,
        table.level,
        table.minimum_n,
        table.version,
        table.position,
        table.options,
    ).order_by(table.position, table.id)
    found = []
    for row in session.execute(query):
        values: list[Any] = list(row)
        if values[1] in BY_KEY:
            made: list[Any] = [*values[:-1], json.loads(values[-1]), BY_KEY[values[1]].what]
            found.append(MetricRow(*made))
    return found


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


class InForce:
    """The targets of a day; ``aim`` picks the narrowest for somebody."""

    def __init__(self, rows: list[TargetRow], canonical: dict[int, int]) -> None:
        self._aims: dict[tuple[str, Scope, int | None], Aim] = {}
        for row in rows:  # newest first, so the first one of a scope holds
            whom = row.scope_id
            if row.scope is Scope.PERSON and whom is not None:
                whom = canonical.get(whom, whom)
            self._aims.setdefault((row.metric, row.scope, whom), Aim(row.value, row.upper))

    def aim(
        self,
        metric: str,
        *,
        person: int | None = None,
        role: int | None = None,
        team: int | None = None,
    ) -> Aim | None:
        """The target of a measure for a person of this role and team; for the whole store without any."""
        if not self._aims:
            return None
        for scope, whom in ((Scope.PERSON, person), (Scope.ROLE, role), (Scope.TEAM, team)):
            if whom is not None and (found := self._aims.get((metric, scope, whom))):
                return found
        return self._aims.get((metric, Scope.STORE, None))
