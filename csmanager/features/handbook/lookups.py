"""The clauses of texts, and whom policies are for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook import records
from csmanager.features.handbook.rules import VersionState
from csmanager.features.handbook.tables import Policy, PolicyAudience, PolicyClause, PolicyVersion
from csmanager.features.team.queries import labels, people
from csmanager.features.team.rules import Status
from csmanager.features.team.segments.queries import members, names_of
from csmanager.features.team.tables import Person, Role, Team


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause of a version. ``key`` stays the same from version to version; ``number`` is how people cite it.

    ``text`` is the Markdown below the heading; ``line`` the heading's line in the version's text, from 0.
    """

    key: str
    number: str
    heading: str
    text: str
    level: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class PersonChoiceRow:
    """Someone who may own a policy."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """Whom a policy is for: whoever is in one of these teams or roles, or is named."""

    team_ids: frozenset[int]
    role_ids: frozenset[int]
    person_ids: frozenset[int]
    names: tuple[str, ...]


def audiences(session: Session) -> dict[int, AudienceRow]:
    """The audience of each policy that is not for everyone."""
    query = (
        sa.select(PolicyAudience, Team.name, Role.name, Person.name)
        .outerjoin(Team, Team.id == PolicyAudience.team_id)
        .outerjoin(Role, Role.id == PolicyAudience.role_id)
        .outerjoin(Person, Person.id == PolicyAudience.person_id)
    )
    grouped: dict[int, list[tuple[PolicyAudience, str]]] = {}
    for row, team, role, person in session.execute(query.order_by(PolicyAudience.id)):
        grouped.setdefault(row.policy_id, []).append((row, team or role or person or ""))
    return {
        key: AudienceRow(
            frozenset(row.team_id for row, _ in rows if row.team_id is not None),
            frozenset(row.role_id for row, _ in rows if row.role_id is not None),
            frozenset(row.person_id for row, _ in rows if row.person_id is not None),
            tuple(sorted(name for _, name in rows)),
        )
        for key, rows in grouped.items()
    }


def groups(session: Session) -> tuple[list[PersonChoiceRow], list[PersonChoiceRow]]:
    """The teams and the roles a policy may be for."""
    return (
        [PersonChoiceRow(*row) for row in session.execute(sa.select(Team.id, Team.name).order_by(Team.name))],
        [PersonChoiceRow(*row) for row in session.execute(sa.select(Role.id, Role.name).order_by(Role.name))],
    )


def people_and_groups(
    session: Session, today: dt.date, named: Collection[int] = ()
) -> tuple[list[PersonChoiceRow], list[tuple[str, frozenset[int]]]]:
    """Everybody a policy may name (those ``named`` also when they have left), and saved groups with their people."""
    names = labels(session)
    everyone = [
        PersonChoiceRow(row.id, names[row.id])
        for row in people(session, today, include_left=True, include_future=True)
        if row.status is not Status.LEFT or row.id in named
    ]
    groups = [(name, frozenset(members(session, key, today))) for key, name in names_of(session)]
    return everyone, groups


def clauses(session: Session, version_id: int) -> list[ClauseRow]:
    """The clauses of a version, in the order of its text."""
    version = session.get(PolicyVersion, version_id)
    if version is None:
        return []
    return [
        ClauseRow(row.key, row.number, row.heading, row.text, row.level, row.line)
        for row in records.clauses_of(session, version)
    ]


def clauses_in_force(session: Session) -> dict[str, list[ClauseRow]]:
    """The clauses of every policy in force, by the policy's code."""
    keys: dict[int, dict[int, str]] = {}
    standing = PolicyVersion.state == VersionState.IN_FORCE
    for row in session.execute(
        sa.select(PolicyClause.version_id, PolicyClause.position, PolicyClause.key)
        .join(PolicyVersion, PolicyVersion.id == PolicyClause.version_id)
        .where(standing)
    ):
        keys.setdefault(row.version_id, {})[row.position] = row.key
    query = (
        sa.select(Policy.code, PolicyVersion.id, PolicyVersion.body)
        .join(PolicyVersion, PolicyVersion.policy_id == Policy.id)
        .where(standing, Policy.trashed_on.is_(None))
    )
    return {
        code: [
            ClauseRow(row.key, row.number, row.heading, row.text, row.level, row.line)
            for row in records.with_texts(body, keys.get(version_id, {}))
        ]
        for code, version_id, body in session.execute(query.order_by(Policy.code))
    }
