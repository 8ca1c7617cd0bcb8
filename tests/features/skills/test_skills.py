"""Levels with their evidence, what roles ask for, where one person is all there is, and the bench."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.leave import moving
from csmanager.features.leave import queries as leave
from csmanager.features.skills import actions, queries, reminders, rules
from csmanager.features.skills.rules import Evidence, Readiness, Standing
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.features.team.tables import Role
from tests.digest import content

TODAY = dt.date(2026, 3, 31)


def add(store: Store, name: str, role: str = "Agent") -> int:
    return store.do(f"Add {name}", team.add_person, name=name, today=TODAY, role=role, weekly_minutes=2280)


def role(store: Store, name: str) -> int:
    with store.read() as session:
        return session.scalars(sa.select(Role.id).where(Role.name == name)).one()


def skill(store: Store, name: str = "Refunds", **more: Any) -> int:
    return store.do(f"Skill {name}", actions.save_skill, None, name=name, **more)


def judge(store: Store, person: int, what: int, level: int, **more: Any) -> int:
    terms = {"text": "Three graded refunds, all in order", "today": TODAY} | more
    return store.do("Judge", actions.judge, person_id=person, skill_id=what, level=level, **terms)


def cell(store: Store, person: int, what: int, today: dt.date = TODAY) -> queries.Cell | None:
    with store.read() as session:
        row = next(row for row in queries.matrix(session, today).rows if row.id == person)
    return row.cells.get(what)


@pytest.mark.parametrize("text", ["", "  ", "ok"])
def test_a_level_changes_only_with_evidence(store: Store, text: str) -> None:
    bo, refunds = add(store, "Bo Lind"), skill(store)
    before = content(store)
    with pytest.raises(RuleBroken, match="only with its evidence"):
        judge(store, bo, refunds, 3, text=text)
    assert content(store) == before


def test_every_judgement_is_kept_and_the_newest_counts(store: Store) -> None:
    bo, refunds = add(store, "Bo Lind"), skill(store, valid_months=12)
    judge(store, bo, refunds, 2, judged_on=dt.date(2025, 8, 31))
    judge(store, bo, refunds, 4, kind=Evidence.COURSE, reference="C-7", assessor="Ada")
    judge(store, bo, refunds, 1, judged_on=dt.date(2025, 2, 3))  # found late, on an old sheet
    now = cell(store, bo, refunds)
    assert now is not None
    assert (now.level, now.expires_on) == (4, dt.date(2027, 3, 31))
    with store.read() as session:
        found = queries.evidence(session, bo, refunds)
    assert [(row.level, row.kind) for row in found] == [
        (4, Evidence.COURSE), (2, Evidence.OBSERVED), (1, Evidence.OBSERVED),
    ]  # fmt: skip


def test_a_skill_that_is_taken_away_leaves_its_history(store: Store) -> None:
    bo, refunds = add(store, "Bo Lind"), skill(store)
    judge(store, bo, refunds, 3)
    judge(store, bo, refunds, 0, text="Moved to the shop floor")
    assert cell(store, bo, refunds) is None
    with pytest.raises(RuleBroken, match="have been judged in it"):
        store.do("Remove", actions.remove_skill, refunds)


@pytest.mark.parametrize(
    ("level", "required", "days", "is_now"),
    [
        (3, 3, None, Standing.FITS),
        (2, 3, None, Standing.GAP),
        (0, 3, None, Standing.GAP),
        (3, 3, 60, Standing.SOON),
        (3, 3, 61, Standing.FITS),
        (5, 3, -1, Standing.EXPIRED),
        (4, 0, None, Standing.EXTRA),
        (0, 0, None, Standing.NONE),
    ],
)
def test_how_a_level_stands(level: int, required: int, days: int | None, is_now: Standing) -> None:
    until = None if days is None else TODAY + dt.timedelta(days=days)
    assert rules.standing(level, required, until, TODAY) is is_now


def test_an_expired_level_is_a_whole_gap(store: Store) -> None:
    bo, refunds = add(store, "Bo Lind"), skill(store, valid_months=6)
    store.do("Expect", actions.expect, role(store, "Agent"), refunds, 3, mandatory=True)
    judge(store, bo, refunds, 4, judged_on=dt.date(2025, 9, 15))
    now = cell(store, bo, refunds)
    assert now is not None
    assert (now.standing, now.gap, now.mandatory) == (Standing.EXPIRED, 3, True)
    with store.read() as session:
        (item,) = reminders.todo(session, TODAY)
    assert item.mark == "late"
    assert "Refunds of Bo Lind" in item.text


def test_points_of_failure_count_nobody_who_is_away_leaving_or_out_of_date(store: Store) -> None:
    people = {name: add(store, name) for name in ("Ada", "Bo", "Eve", "Ivo", "Uma")}
    refunds = skill(store)
    store.do("Expect", actions.expect, role(store, "Agent"), refunds, 3)
    for name, level in (("Ada", 3), ("Bo", 4), ("Eve", 5), ("Ivo", 3), ("Uma", 2)):
        judge(store, people[name], refunds, level)

    def now() -> queries.PointRow:
        with store.read() as session:
            return queries.points(session, TODAY)[0]

    assert now().available == ("Ada", "Bo", "Eve", "Ivo")
    assert now().next == (("Uma", 2),)
    store.do("Long leave", moves.start_leave, people["Ada"], today=TODAY)
    store.do(
        "Notice",
        moves.leave,
        people["Bo"],
        last_day=TODAY + dt.timedelta(days=20),
        reason="Moves",
        today=TODAY,
    )
    with store.read() as session:
        sick = next(row.id for row in leave.types(session) if row.name == "Sick")
    store.do(
        "Sick",
        moving.record,
        person_id=people["Eve"],
        type_id=sick,
        first_on=TODAY,
        last_on=TODAY,
        today=TODAY,
    )
    assert now().available == ("Ivo",)
    assert now().absent == ("Ada", "Bo", "Eve")


def test_the_bench_says_who_is_ready_when_and_what_is_missing(store: Store) -> None:
    people = {name: add(store, name) for name in ("Ada", "Bo", "Eve")}
    lead = add(store, "Lena", role="Team lead")
    refunds, hard = skill(store), skill(store, "Hard talks")
    store.do("Expect", actions.expect, role(store, "Team lead"), refunds, 3)
    store.do("Expect", actions.expect, role(store, "Team lead"), hard, 4, mandatory=True)
    judge(store, lead, hard, 5)
    for name, levels in (("Ada", (3, 4)), ("Bo", (3, 2)), ("Eve", (1, 2))):
        judge(store, people[name], refunds, levels[0])
        judge(store, people[name], hard, levels[1])
    with store.read() as session:
        found = {row.person: row for row in queries.bench(session, TODAY) if row.role == "Team lead"}
    assert {name: row.readiness for name, row in found.items()} == {
        "Ada": Readiness.NOW, "Bo": Readiness.HALF_YEAR, "Eve": Readiness.YEAR,
    }  # fmt: skip
    assert found["Eve"].missing == ("Hard talks 2→4", "Refunds 1→3")
    assert found["Bo"].teachers == ("Lena",)


def test_a_role_has_one_emergency_cover_and_another_word_owes_a_note(store: Store) -> None:
    ada, bo = add(store, "Ada"), add(store, "Bo")
    add(store, "Lena", role="Team lead")
    lead = role(store, "Team lead")
    store.do("Cover", actions.put_on_bench, lead, ada, is_cover=True)
    store.do("Cover", actions.put_on_bench, lead, bo, is_cover=True)
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Bench", actions.put_on_bench, lead, ada, readiness=Readiness.NOW)
    with pytest.raises(RuleBroken, match="their own mentor"):
        store.do("Bench", actions.put_on_bench, lead, ada, mentor_id=ada)
    with store.read() as session:
        found = [(row.person, row.is_cover) for row in queries.bench(session, TODAY)]
    assert found == [("Bo", True), ("Ada", False)]


@pytest.mark.parametrize("step", ["judge", "save", "expect", "bench", "off", "remove"])
def test_every_step_is_taken_back_to_the_last_row(store: Store, step: str) -> None:
    ada = add(store, "Ada")
    refunds, other = skill(store), skill(store, "Other")
    agent = role(store, "Agent")
    judge(store, ada, refunds, 2)
    store.do("Bench", actions.put_on_bench, agent, ada)
    before = content(store, history=False)
    run: dict[str, Callable[[], object]] = {
        "judge": lambda: judge(store, ada, refunds, 3),
        "save": lambda: store.do(
            "S", actions.save_skill, refunds, name="Refunds", category="Money", levels="a\nb"
        ),
        "expect": lambda: store.do("E", actions.expect, agent, refunds, 3, mandatory=True),
        "bench": lambda: store.do(
            "B", actions.put_on_bench, agent, ada, is_cover=True, note="Knows the till"
        ),
        "off": lambda: store.do("O", actions.take_off_bench, agent, ada),
        "remove": lambda: store.do("R", actions.remove_skill, other),
    }
    run[step]()
    after = content(store, history=False)
    assert after != before
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    assert content(store, history=False) == after
