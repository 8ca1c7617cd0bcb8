"""Whom each policy is for."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.handbook.knowing.rules import Audience
from csmanager.features.handbook.tables import PolicyAudience


def audiences(session: Session) -> dict[int, Audience]:
    """The audience of every policy that has one; a policy that is missing here is for everybody."""
    teams: dict[int, set[int]] = {}
    roles: dict[int, set[int]] = {}
    people: dict[int, set[int]] = {}
    policies: set[int] = set()
    for row in session.scalars(sa.select(PolicyAudience)):
        policies.add(row.policy_id)
        for found, key in ((teams, row.team_id), (roles, row.role_id), (people, row.person_id)):
            if key is not None:
                found.setdefault(row.policy_id, set()).add(key)
    return {
        key: Audience(
            frozenset(teams.get(key, ())), frozenset(roles.get(key, ())), frozenset(people.get(key, ()))
        )
        for key in policies
    }
