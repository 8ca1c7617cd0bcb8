"""The roles and skills that come along."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.skills import kits, queries, rules
from csmanager.features.team import actions as team
from csmanager.features.team.tables import Role, Skill
from tests.digest import content

TODAY = dt.date(2026, 3, 31)


def test_every_kit_asks_only_for_skills_that_come_along_and_every_level_is_told() -> None:
    known = kits.catalogue()
    assert [kit.name for kit in kits.kits()] == [
        "Counter and phone store", "Phone and e-mail desk", "Web shop desk",
    ]  # fmt: skip
    for kit in kits.kits():
        assert len(kit.roles) == 3
        assert set(kit.skills) <= set(known)
        assert all(any(must for _, _, must in wanted) for wanted in kit.roles.values())
    for skill in known.values():
        assert skill.category
        assert skill.about
        words = rules.level_words(skill.levels)
        assert len(set(words)) == 5
        assert not set(words) & set(rules.USUAL)


def test_a_kit_brings_roles_and_skills_once_keeps_what_is_there_and_goes_with_one_undo(store: Store) -> None:
    bo = store.do("Add", team.add_person, name="Bo", today=TODAY, role="agent")
    store.do("Skill", team.set_skill, bo, "Writing", 4, today=TODAY, evidence="Twelve answers read")
    before = content(store, history=False)
    skills, roles = store.do("Start", kits.start_with, "Phone and e-mail desk")
    assert roles == 2  # "agent" was there
    with store.read() as session:
        names = set(session.scalars(sa.select(Role.name)))
        writing = session.scalars(sa.select(Skill).where(Skill.name == "Writing")).one()
        assert writing.category == "Channel"
        view = queries.matrix(session, TODAY)
    assert names == {"agent", "Senior agent", "Team lead"}
    assert skills == len(view.skills) - 1
    (row,) = view.rows
    assert row.gaps == 7  # all eight of the agent's skills but the one that was judged
    again = content(store, history=False)
    assert store.do("Start", kits.start_with, "Phone and e-mail desk") == (0, 0)
    assert content(store, history=False) == again
    store.undo()
    assert content(store, history=False) == before


def test_an_unknown_kind_of_business_is_refused(store: Store) -> None:
    with pytest.raises(RuleBroken, match="no such kind"):
        store.do("Start", kits.start_with, "Circus")
