"""A small team with a course, for the tests of training."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from csmanager.core.store import Store
from csmanager.features.team import actions as team
from csmanager.features.team.tables import Role, Skill
from csmanager.features.training import actions

START = dt.date(2026, 1, 5)


@dataclass(frozen=True)
class Shop:
    """Ids of what the shop holds."""

    ana: int
    bo: int
    cy: int
    agent: int
    skill: int
    course: int


@pytest.fixture
def shop(store: Store, today: dt.date) -> Shop:
    """Ana and Bo are agents, Cy leads; one course that counts for a year and proves level 3 of Refunds."""
    with store.change("Begin") as step:
        session = step.session
        people = [
            team.add_person(session, name=name, today=today, role=role, team="Desk", started_on=START)
            for name, role in (("Ana Ruiz", "Agent"), ("Bo Lind", "Agent"), ("Cy Okafor", "Lead"))
        ]
        session.add(Skill(name="Refunds"))
        session.flush()
        skill = session.scalars(sa.select(Skill.id)).one()
        agent = session.scalars(sa.select(Role.id).where(Role.name == "Agent")).one()
        course = actions.add_course(
            session, title="Returns", today=today, minutes=90, validity_days=365, skill_id=skill, raises_to=3,
            pass_percent=80, metric_key="csat_top2",
        )  # fmt: skip
    return Shop(*people, agent, skill, course)
