"""Many people added in one go: the same answers as one by one, and work that grows with their number only."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions
from csmanager.features.team.rules import alias_key
from csmanager.features.team.spellings import Spellings

TODAY = dt.date(2026, 3, 31)


def test_codes_and_spellings_are_kept_apart_as_they_are_one_by_one(store: Store) -> None:
    with store.change("Add people") as step:
        session = step.session
        known = Spellings(session)
        ana = actions.add_person(session, name="Ana Ruiz", today=TODAY, code="P007", team="Care", known=known)
        bo = actions.add_person(
            session, name="Bo Lind", today=TODAY, team="care", aliases=["b.lind"], known=known
        )
        assert known.owner(alias_key("Lind, Bo")) == known.owner("b.lind") == bo
        with pytest.raises(RuleBroken, match="belongs to Ana Ruiz"):
            actions.add_person(session, name="Cy", today=TODAY, code="p007", known=known)
        with pytest.raises(RuleBroken, match="already means Ana Ruiz"):
            actions.add_alias(session, bo, "Ruiz, Ana", known=known)
        assert actions.add_alias(session, ana, "ana ruiz", known=known) is None
        codes = [row[0] for row in session.execute(sa.text("SELECT code FROM person ORDER BY id"))]
        assert codes == ["P007", "P008"]
        assert session.execute(sa.text("SELECT count(*) FROM team")).scalar() == 1


def test_what_was_refused_is_forgotten(store: Store) -> None:
    with store.change("Add people") as step:
        known = Spellings(step.session)
        known.begin()
        known.note_person(99, "Ana Ruiz", "A1")
        known.note_alias(99, "ana")
        known.forget()
        assert known.owner("ana") is None and known.code_owner("A1") is None
        made = actions.add_person(step.session, name="Ana Ruiz", today=TODAY, code="A1", known=known)
        assert known.code_owner("a1") == made


def test_a_person_more_costs_the_same_number_of_statements(store: Store) -> None:
    def statements(first: int, last: int) -> int:
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        with store.change("Add people") as step:
            known = Spellings(step.session)
            connection = step.session.connection()
            sa.event.listen(connection, "before_cursor_execute", count)
            for number in range(first, last):
                actions.add_person(
                    step.session,
                    name=f"Person {number}",
                    today=TODAY,
                    code=f"E{number}",
                    team="Care",
                    known=known,
                )
            sa.event.remove(connection, "before_cursor_execute", count)
        return counted

    statements(0, 1)
    assert statements(1, 11) == statements(11, 21)
