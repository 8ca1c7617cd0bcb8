"""Courses in the store: assigned by rule, booked, passed, run out and assigned again."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.skills.tables import SkillEvidence
from csmanager.features.team.segments.rules import Condition, dump
from csmanager.features.team.segments.tables import Segment
from csmanager.features.team.tables import PersonSkill
from csmanager.features.training import actions, assigning, figures, library, queries, reminders, sessions
from csmanager.features.training.rules import SessionState, State
from tests.digest import content
from tests.features.training.conftest import Shop

DAY = dt.timedelta(days=1)


def entries(store: Store, on: dt.date) -> list[queries.EnrolmentRow]:
    with store.read() as session:
        return queries.enrolments(session, on)


def level(store: Store, person: int) -> int | None:
    with store.read() as session:
        return session.scalar(sa.select(PersonSkill.level).where(PersonSkill.person_id == person))


def required(store: Store, shop: Shop, today: dt.date) -> None:
    store.do(
        "Require",
        actions.require,
        shop.course,
        today=today,
        role_id=shop.agent,
        within_days=14,
        mandatory=True,
    )
    store.do("Assign", assigning.keep_up, today)


def test_whoever_has_the_role_gets_it_and_nobody_else(store: Store, shop: Shop, today: dt.date) -> None:
    required(store, shop, today)
    assert {row.person for row in entries(store, today)} == {"Ana Ruiz", "Bo Lind"}
    assert all(row.due_on == today + 14 * DAY and row.mandatory for row in entries(store, today))
    assert store.do("Again", actions.assign_required, shop.ana, today) == 0


def test_a_joiner_gets_what_is_required_through_the_one_action(
    store: Store, shop: Shop, today: dt.date
) -> None:
    store.do("Require", actions.require, shop.course, today=today, role_id=shop.agent)
    before = content(store, history=False)
    assert store.do("Assign", actions.assign_required, shop.bo, today) == 1
    store.undo()
    assert content(store, history=False) == before


def test_a_saved_group_can_be_asked_too(store: Store, shop: Shop, today: dt.date) -> None:
    with store.change("Group") as step:
        group = Segment(name="Leads", rules=dump([Condition("role", "one_of", ("Lead",))]), note="")
        step.session.add(group)
        step.session.flush()
        actions.require(step.session, shop.course, today=today, segment_id=group.id)
    store.do("Daily", assigning.keep_up, today)
    assert {row.person for row in entries(store, today)} == {"Cy Okafor"}
    with store.read() as session:
        assert [word for _, word in queries.courses(session)[0].required] == ["Leads must, within 30 days"]


def test_courses_come_along_when_two_records_are_one_person(store: Store, shop: Shop, today: dt.date) -> None:
    from csmanager.features.team import actions as team

    store.do("Assign", actions.assign, shop.course, [shop.bo], today=today)
    store.do("Pair", sessions.pair, mentor_id=shop.ana, mentee_id=shop.bo, starts_on=today, goal="Refunds")
    before = content(store, history=False)
    store.do("Merge", team.merge, shop.ana, shop.bo)
    assert [row.person for row in entries(store, today)] == ["Ana Ruiz"]
    with store.read() as session:
        assert queries.pairs(session) == []
    store.undo()
    assert content(store, history=False) == before


def test_a_pass_raises_the_skill_runs_out_and_is_assigned_again(
    store: Store, shop: Shop, today: dt.date
) -> None:
    required(store, shop, today)
    row = next(one for one in entries(store, today) if one.person_id == shop.ana)
    before = content(store, history=False)
    store.do("Pass", actions.record, [row.id], State.PASSED, on=today, today=today, score=90)
    assert level(store, shop.ana) == 3
    with store.read() as session:
        shown = session.scalars(sa.select(SkillEvidence)).one()
    assert (shown.text, shown.kind, shown.expires_on) == ("Passed Returns, 90 %", "course", today + 365 * DAY)
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    later = today + 366 * DAY
    store.do("Daily", assigning.keep_up, later)
    own = [one for one in entries(store, later) if one.person_id == shop.ana]
    assert [one.state for one in own] == [State.ASSIGNED]
    with store.read() as session:
        states = [
            one.state for one in queries.enrolments(session, later, person_id=shop.ana, everything=True)
        ]
    assert sorted(states) == [State.ASSIGNED, State.EXPIRED]


def test_a_certificate_that_runs_out_soon_is_assigned_before_it_does(
    store: Store, shop: Shop, today: dt.date
) -> None:
    required(store, shop, today)
    row = next(one for one in entries(store, today) if one.person_id == shop.ana)
    store.do("Pass", actions.record, [row.id], State.PASSED, on=today, today=today)
    near = today + 350 * DAY
    store.do("Daily", assigning.keep_up, near)
    again = next(one for one in entries(store, near) if one.person_id == shop.ana)
    assert (again.state, again.due_on) == (State.ASSIGNED, today + 365 * DAY)


def test_passing_lowers_nobody(store: Store, shop: Shop, today: dt.date) -> None:
    with store.change("Judge") as step:
        step.session.add(PersonSkill(person_id=shop.ana, skill_id=shop.skill, level=5, judged_on=today))
    required(store, shop, today)
    row = next(one for one in entries(store, today) if one.person_id == shop.ana)
    store.do("Pass", actions.record, [row.id], State.PASSED, on=today, today=today)
    assert level(store, shop.ana) == 5


def test_a_score_below_the_line_is_no_pass(store: Store, shop: Shop, today: dt.date) -> None:
    required(store, shop, today)
    row = entries(store, today)[0]
    with pytest.raises(RuleBroken, match="80 % or more, not 60 %"):
        store.do("Pass", actions.record, [row.id], State.PASSED, on=today, today=today, score=60)
    with pytest.raises(RuleBroken, match="has not been yet"):
        store.do("Pass", actions.record, [row.id], State.PASSED, on=today + DAY, today=today)


def test_a_full_session_is_refused_with_a_sentence(store: Store, shop: Shop, today: dt.date) -> None:
    required(store, shop, today)
    held = store.do("Plan", sessions.plan_session, shop.course, held_on=today + DAY, today=today, capacity=1)
    store.do("Book", actions.book, held, [shop.ana], today=today)
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match=r"full: all 1 places are taken.*Bo Lind"):
        store.do("Book", actions.book, held, [shop.bo], today=today)
    assert content(store, history=False) == before


def test_who_was_there_attended_and_the_rest_was_absent(store: Store, shop: Shop, today: dt.date) -> None:
    required(store, shop, today)
    held = store.do("Plan", sessions.plan_session, shop.course, held_on=today, today=today)
    store.do("Book", actions.book, held, [shop.ana, shop.bo], today=today)
    assert store.do("Hold", sessions.hold_session, held, absent=[shop.bo], passed=True, today=today) == 1
    states = {row.person: row.state for row in entries(store, today)}
    assert states == {"Ana Ruiz": State.PASSED, "Bo Lind": State.ABSENT}
    with store.read() as session:
        spent = figures.spent(session, today, today, today)
    assert [(row.n, row.minutes, row.passed) for row in spent] == [(1, 90, 1)]
    with pytest.raises(RuleBroken, match="held and stays so"):
        store.do("Cancel", sessions.cancel_session, held, reason="ill", today=today)


def test_a_cancelled_date_puts_everybody_back(store: Store, shop: Shop, today: dt.date) -> None:
    required(store, shop, today)
    held = store.do("Plan", sessions.plan_session, shop.course, held_on=today + DAY, today=today)
    store.do("Book", actions.book, held, [shop.ana], today=today)
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Cancel", sessions.cancel_session, held, reason=" ", today=today)
    store.do("Cancel", sessions.cancel_session, held, reason="Trainer ill", today=today)
    assert {row.state for row in entries(store, today)} == {State.ASSIGNED}
    with store.read() as session:
        assert queries.sessions(session)[0].state is SessionState.CANCELLED


def test_whoever_failed_practises_before_the_next_try(store: Store, shop: Shop, today: dt.date) -> None:
    required(store, shop, today)
    row = next(one for one in entries(store, today) if one.person_id == shop.ana)
    store.do("Fail", actions.record, [row.id], State.FAILED, on=today, today=today, score=40)
    held = store.do("Plan", sessions.plan_session, shop.course, held_on=today + 2 * DAY, today=today)
    with pytest.raises(RuleBroken, match="can try again from 7 Apr 2026"):
        store.do("Book", actions.book, held, [shop.ana], today=today)


def test_a_third_person_for_one_mentor_needs_a_reason(store: Store, shop: Shop, today: dt.date) -> None:
    from csmanager.features.team import actions as team

    fourth = store.do("Add", team.add_person, name="Di Moss", today=today)
    for mentee in (shop.ana, shop.bo):
        store.do(
            "Pair", sessions.pair, mentor_id=shop.cy, mentee_id=mentee, starts_on=today, goal="Refunds alone"
        )
    with pytest.raises(RuleBroken, match="has 2 people already"):
        store.do("Pair", sessions.pair, mentor_id=shop.cy, mentee_id=fourth, starts_on=today, goal="Refunds")
    made = store.do(
        "Pair", sessions.pair, mentor_id=shop.cy, mentee_id=fourth, starts_on=today, goal="Refunds",
        over_load="Only two weeks",
    )  # fmt: skip
    store.do("Talk", sessions.note_talk, made, held_on=today, minutes=30, topic="Notes", today=today)
    with store.read() as session:
        pair = next(row for row in queries.pairs(session) if row.id == made)
    assert (pair.load, pair.minutes, pair.over_load) == (3, 30, "Only two weeks")


def test_today_and_the_timeline_say_why(store: Store, shop: Shop, today: dt.date) -> None:
    required(store, shop, today)
    late = today + 20 * DAY
    with store.read() as session:
        item = reminders.todo(session, late)[0]
    assert (item.text, item.mark) == ("2 still have to take Returns", "late")
    assert "late since 6 days, required of their role: Ana Ruiz, Bo Lind" in item.detail
    row = next(one for one in entries(store, today) if one.person_id == shop.ana)
    store.do("Pass", actions.record, [row.id], State.PASSED, on=today, today=today, score=91)
    with store.read() as session:
        moments = reminders.timeline(session, shop.ana, today, today)
    assert [(one.text, one.detail) for one in moments] == [("Returns: passed", "91 %")]


def test_the_effect_card_says_when_it_is_too_few(store: Store, shop: Shop, today: dt.date) -> None:
    with store.read() as session:
        found = figures.course_effect(session, shop.course, today)
    assert found is not None
    assert (found.outcome, found.before) == ("unknown", None)
    assert "Nobody has passed" in found.says


def test_the_ten_modules_are_whole_and_come_once(store: Store, today: dt.date) -> None:
    modules = library.modules()
    assert len(modules) == 10
    for module in modules:
        for part in (
            "## Goal",
            "## Agenda",
            "## Exercises",
            "## Check questions",
            "## What a good answer holds",
        ):
            assert part in module.outline, module.key
        minutes = [
            int(line.split("|")[1]) for line in module.outline.splitlines() if line.startswith("| ") and
            line.split("|")[1].strip().isdigit()
        ]  # fmt: skip
        assert sum(minutes) == int(module.facts["minutes"]), module.key
    assert len(store.do("Add", library.add_modules, today)) == 10
    assert store.do("Add", library.add_modules, today) == []
