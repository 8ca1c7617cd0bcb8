"""Asking, deciding, taking and counting leave in a store; every step back to the last row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.leave import actions, ledger, moving, queries, reminders, rules
from csmanager.features.leave.away import away, out_on
from csmanager.features.leave.rules import LeaveState
from csmanager.features.leave.tables import LeaveRequest
from csmanager.features.schedule.rules import AbsenceKind
from csmanager.features.schedule.tables import Absence, PlannedShift
from csmanager.features.skills import actions as skills
from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.features.team.person.queries import day_number
from tests.digest import content

TODAY = dt.date(2026, 3, 31)
MONDAY, FRIDAY = dt.date(2026, 4, 13), dt.date(2026, 4, 17)


def add(store: Store, name: str, hours: float = 38, **more: Any) -> int:
    return store.do(
        f"Add {name}", team.add_person, name=name, today=TODAY, started_on=dt.date(2024, 1, 8),
        weekly_minutes=round(hours * 60), **more,
    )  # fmt: skip


def kind(store: Store, name: str = "Paid leave") -> int:
    with store.read() as session:
        return next(row.id for row in queries.types(session) if row.name == name)


def ask(store: Store, person: int, **more: Any) -> int:
    terms = {"first_on": MONDAY, "last_on": FRIDAY, "type_id": kind(store), "today": TODAY} | more
    return store.do("Ask", moving.ask, person_id=person, **terms)


def left(store: Store, person: int, on: dt.date = dt.date(2026, 12, 31)) -> int | None:
    with store.read() as session:
        return ledger.balance(session, person, kind(store), on)


def grant(store: Store, person: int, minutes: int = 10_000) -> None:
    store.do(
        "Grant", ledger.correct, person_id=person, type_id=kind(store), on=dt.date(2026, 1, 1),
        minutes=minutes, note="Brought over from the sheet", today=TODAY,
    )  # fmt: skip


def test_a_leave_goes_from_asked_to_taken_and_each_move_is_kept(store: Store) -> None:
    bo, _other = add(store, "Bo Lind"), add(store, "Ada Berg")
    grant(store, bo)
    made = ask(store, bo, reason="Family")
    store.do("Approve", moving.move, made, "approve", today=TODAY)
    assert left(store, bo, MONDAY) == 10_000 - 456
    assert left(store, bo) == 10_000 - 5 * 456
    with pytest.raises(RuleBroken, match="cannot have been taken yet"):
        store.do("Take", moving.move, made, "take", today=TODAY)
    moving.keep_the_day(store, FRIDAY)
    with store.read() as session:
        assert session.get_one(LeaveRequest, made).state is LeaveState.APPROVED
    moving.keep_the_day(store, FRIDAY + dt.timedelta(days=1))
    with store.read() as session:
        assert session.get_one(LeaveRequest, made).state is LeaveState.TAKEN
        assert [row.move for row in queries.moves(session, made)] == ["ask", "approve", "take"]


def test_cancelling_gives_everything_back_on_the_very_days(store: Store) -> None:
    bo, _other = add(store, "Bo Lind"), add(store, "Ada Berg")
    grant(store, bo)
    made = ask(store, bo, first_half=True)
    store.do("Approve", moving.move, made, "approve", today=TODAY)
    assert left(store, bo, MONDAY) == 10_000 - 228
    with pytest.raises(RuleBroken, match="needs a reason"):
        store.do("Cancel", moving.move, made, "cancel", today=TODAY)
    store.do("Cancel", moving.move, made, "cancel", today=TODAY, reason="The trip fell through")
    assert left(store, bo, MONDAY) == left(store, bo) == 10_000
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Absence.id))) == 0
        assert not away(session, MONDAY, FRIDAY)


def test_hours_that_change_inside_a_leave_count_day_by_day_and_can_be_counted_again(store: Store) -> None:
    bo, _other = add(store, "Bo Lind", hours=40), add(store, "Ada Berg")
    grant(store, bo)
    made = ask(store, bo)
    store.do("Approve", moving.move, made, "approve", today=TODAY)
    assert left(store, bo) == 10_000 - 5 * 480
    store.do("Hours", moves.change_employment, bo, starts_on=dt.date(2026, 4, 15), weekly_minutes=20 * 60)
    with store.read() as session:
        row = queries.leave(session, made)
    assert row is not None
    assert row.is_changed
    changed = store.do("Count", moving.count_again, made, today=TODAY)
    assert changed == -3 * 240
    assert left(store, bo) == 10_000 - 2 * 480 - 3 * 240
    with store.read() as session:
        again = queries.leave(session, made)
    assert again is not None
    assert not again.is_changed


def test_whoever_comes_back_early_gets_the_rest_back(store: Store) -> None:
    bo, _other = add(store, "Bo Lind"), add(store, "Ada Berg")
    grant(store, bo)
    made = ask(store, bo)
    store.do("Approve", moving.move, made, "approve", today=TODAY)
    store.do("Back", moving.shorten, made, MONDAY, today=TODAY, reason="Needed at home no longer")
    assert left(store, bo) == 10_000 - 456
    with store.read() as session:
        assert [(row.first, row.last) for row in away(session, MONDAY, FRIDAY)] == [(MONDAY, MONDAY)]


def test_two_leaves_of_one_person_never_overlap(store: Store) -> None:
    bo = add(store, "Bo Lind")
    ask(store, bo)
    with pytest.raises(RuleBroken, match="has leave on some of these days already"):
        ask(store, bo, first_on=FRIDAY, last_on=FRIDAY)
    ask(store, bo, first_on=FRIDAY + dt.timedelta(days=3), last_on=FRIDAY + dt.timedelta(days=4))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"first_on": dt.date(2023, 12, 4), "last_on": dt.date(2023, 12, 8)}, "starts on 2024-01-08"),
        ({"first_on": dt.date(2026, 4, 18), "last_on": dt.date(2026, 4, 19)}, "works on none of these days"),
        ({"first_on": dt.date(1926, 4, 18), "last_on": dt.date(2026, 4, 19)}, "more than two years"),
        ({"type_id": 99}, "no longer there"),
    ],
)
def test_bad_leave_is_refused_and_nothing_is_lost(store: Store, change: dict[str, Any], said: str) -> None:
    bo = add(store, "Bo Lind")
    before = content(store)
    with pytest.raises(RuleBroken, match=said):
        ask(store, bo, **change)
    assert content(store) == before


def test_after_the_last_day_of_work_nobody_has_leave(store: Store) -> None:
    bo = add(store, "Bo Lind")
    store.do("Leave", moves.leave, bo, last_day=dt.date(2026, 4, 15), reason="Moves away", today=TODAY)
    with pytest.raises(RuleBroken, match="last day of Bo Lind is 2026-04-15"):
        ask(store, bo)


def test_unknown_hours_are_asked_for_before_a_balance_is_touched(store: Store) -> None:
    bo = store.do("Add", team.add_person, name="Bo Lind", today=TODAY)
    add(store, "Ada Berg")
    made = ask(store, bo)
    with pytest.raises(RuleBroken, match="contract hours of Bo Lind"):
        store.do("Approve", moving.move, made, "approve", today=TODAY)


def test_approving_without_cover_or_balance_owes_a_reason(store: Store) -> None:
    bo, ada = add(store, "Bo Lind", role="Agent"), add(store, "Ada Berg", role="Agent")
    with store.read() as session:
        from csmanager.features.team.tables import Role

        role = session.scalar(sa.select(Role.id))
    skill = store.do("Skill", skills.save_skill, None, name="Refunds")
    assert role is not None
    store.do("Expect", skills.expect, role, skill, 3)
    store.do("Judge", skills.judge, person_id=bo, skill_id=skill, level=3, text="Saw three", today=TODAY)
    made = ask(store, bo)
    with pytest.raises(RuleBroken, match="nobody with Refunds would remain"):
        store.do("Approve", moving.move, made, "approve", today=TODAY)
    store.do("Judge", skills.judge, person_id=ada, skill_id=skill, level=4, text="Saw two", today=TODAY)
    grant(store, bo, minutes=60)
    with pytest.raises(RuleBroken, match="balance would be −37 h"):
        store.do("Approve", moving.move, made, "approve", today=TODAY)
    store.do("Approve", moving.move, made, "approve", today=TODAY, reason="From next year's days")
    with store.read() as session:
        row = queries.leave(session, made)
    assert row is not None
    assert row.answer == "From next year's days"


def test_the_rota_says_who_remains(store: Store) -> None:
    from csmanager.features.leave.cover import cover

    bo, ada, eve = add(store, "Bo Lind"), add(store, "Ada Berg"), add(store, "Eve Holm")

    def plan(session: Any) -> None:
        for person, day in (
            (bo, MONDAY),
            (ada, MONDAY),
            (bo, dt.date(2026, 4, 18)),
            (eve, FRIDAY),
            (bo, FRIDAY),
        ):
            session.add(
                PlannedShift(
                    person_id=person, day=day_number(day), start_minute=540, end_minute=1020, note=""
                )
            )

    store.do("Rota", plan)
    store.do(
        "Sick",
        moving.record,
        person_id=ada,
        type_id=kind(store, "Training"),
        first_on=MONDAY,
        last_on=MONDAY,
        today=TODAY,
    )
    with store.read() as session:
        found = {day.day: day for day in cover(session, bo, MONDAY, dt.date(2026, 4, 19))}
    assert (found[MONDAY].planned, found[MONDAY].remain, found[MONDAY].away) == (2, 0, ("Ada Berg",))
    assert found[MONDAY].is_short
    assert (found[FRIDAY].planned, found[FRIDAY].remain) == (2, 1)
    assert found[dt.date(2026, 4, 18)].planned == 1  # a Saturday, but one of the rota
    assert found[dt.date(2026, 4, 14)].planned is None  # no rota: counted from those who work on Tuesdays
    assert found[dt.date(2026, 4, 14)].remain == 2
    assert dt.date(2026, 4, 19) not in found


def test_absences_of_files_are_taken_leave_and_count_once(store: Store) -> None:
    bo, _ada = add(store, "Bo Lind"), add(store, "Ada Berg")
    grant(store, bo)

    def bring(session: Any) -> None:
        for _ in range(2):  # two files that overlap
            session.add(
                Absence(
                    person_id=bo, first_day=day_number(MONDAY), last_day=day_number(FRIDAY), minutes=None,
                    kind=AbsenceKind.ANNUAL, word="AL", note="",
                )
            )  # fmt: skip

    made = ask(store, bo, first_on=MONDAY, last_on=dt.date(2026, 4, 14))
    store.do("Approve", moving.move, made, "approve", today=TODAY)
    store.do("File", bring)
    assert left(store, bo) == 10_000 - 5 * 456
    with store.read() as session:
        found = away(session, MONDAY, FRIDAY)
        assert [(row.first.day, row.last.day, row.request_id) for row in found] == [
            (13, 14, made),
            (15, 17, None),
        ]
        assert out_on(session, FRIDAY)[bo].word == "AL"
    with pytest.raises(RuleBroken, match="A file says that Bo Lind was away"):
        ask(store, bo, first_on=FRIDAY, last_on=FRIDAY)


def test_a_half_day_stands_among_the_absences_as_part_of_a_day(store: Store) -> None:
    bo, _ada = add(store, "Bo Lind"), add(store, "Ada Berg")
    made = ask(store, bo, type_id=kind(store, "Training"), first_half=True)
    store.do("Approve", moving.move, made, "approve", today=TODAY)
    with store.read() as session:
        rows = session.execute(
            sa.select(Absence.first_day, Absence.last_day, Absence.minutes).order_by(Absence.first_day)
        ).all()
    assert rows == [
        (day_number(MONDAY), day_number(MONDAY), 228),
        (day_number(MONDAY) + 1, day_number(FRIDAY), None),
    ]


def test_sick_calls_are_noted_in_one_step_and_today_says_who_is_out(store: Store) -> None:
    bo, _ada = add(store, "Bo Lind"), add(store, "Ada Berg")
    store.do(
        "Sick",
        moving.record,
        person_id=bo,
        type_id=kind(store, "Sick"),
        first_on=TODAY,
        last_on=TODAY,
        today=TODAY,
    )
    with store.read() as session:
        assert "1 person is out today" in [item.text for item in reminders.todo(session, TODAY)]
    with pytest.raises(RuleBroken, match="Sealed notes are not set up"):
        store.do(
            "Sick", moving.record, person_id=_ada, type_id=kind(store, "Sick"), first_on=TODAY, last_on=TODAY,
            today=TODAY, reason="Flu",
        )  # fmt: skip


def test_today_asks_for_a_decision_and_says_how_long_it_has_waited(store: Store) -> None:
    bo = add(store, "Bo Lind")
    ask(store, bo)
    with store.read() as session:
        (item,) = reminders.todo(session, TODAY + dt.timedelta(days=9))
        found = reminders.find(session, "bo lea", 5)
    assert item.text == "Decide on leave of Bo Lind: 13 to 17 Apr 2026"
    assert "9 days ago" in item.detail
    assert item.mark == "late"
    assert [one.record for one in found] == [item.record]


def test_a_year_is_granted_once_earned_by_months_and_carried_with_a_limit(store: Store) -> None:
    bo = add(store, "Bo Lind", hours=40)
    terms = {
        "name": "Paid leave", "kind": AbsenceKind.ANNUAL, "is_paid": True, "is_counted": True,
        "is_sensitive": False, "allows_half": True,
    }  # fmt: skip
    store.do(
        "Type",
        actions.save_type,
        kind(store),
        yearly_days=24,
        is_monthly=True,
        carry_days=5,
        carry_until="03-31",
        **terms,
    )

    def credit(today: dt.date) -> int:
        with store.read() as session:
            rows = ledger.due_credits(session, today)
        return store.do("Credit", ledger.enter, rows, today=today)

    assert credit(dt.date(2025, 12, 31)) == 12
    assert credit(dt.date(2025, 12, 31)) == 0
    assert left(store, bo, dt.date(2025, 12, 31)) == 24 * 480
    credit(dt.date(2026, 1, 1))
    assert left(store, bo, dt.date(2025, 12, 31)) == 24 * 480 - 5 * 480  # the carried days left the old year
    assert left(store, bo, dt.date(2026, 1, 1)) == 5 * 480 + 2 * 480
    credit(dt.date(2026, 4, 1))
    assert left(store, bo, dt.date(2026, 4, 1)) == 4 * 2 * 480  # what was carried and not taken is gone
    assert credit(dt.date(2026, 4, 1)) == 0


def test_half_a_year_of_a_yearly_grant_for_whoever_starts_in_july(store: Store) -> None:
    bo = store.do(
        "Add", team.add_person, name="Bo", today=TODAY, started_on=dt.date(2025, 7, 7), weekly_minutes=2400
    )
    store.do(
        "Type", actions.save_type, kind(store), name="Paid leave", kind=AbsenceKind.ANNUAL, is_paid=True,
        is_counted=True, is_sensitive=False, allows_half=True, yearly_days=24,
    )  # fmt: skip
    with store.read() as session:
        (row,) = ledger.due_credits(session, dt.date(2025, 12, 1))
    assert (row.person_id, row.minutes, row.on) == (bo, 12 * 480, dt.date(2025, 7, 7))


@pytest.mark.parametrize(
    "step", ["ask", "approve", "cancel", "shorten", "count", "record", "grant", "week", "type"]
)
def test_every_step_is_taken_back_to_the_last_row(store: Store, step: str) -> None:
    bo, _ada = add(store, "Bo Lind", hours=40), add(store, "Ada Berg")
    grant(store, bo)
    made = ask(store, bo, first_on=dt.date(2026, 5, 4), last_on=dt.date(2026, 5, 8), first_half=True)
    if step in ("cancel", "shorten", "count"):
        store.do("Approve", moving.move, made, "approve", today=TODAY)
    if step == "count":
        store.do("Hours", moves.change_employment, bo, starts_on=dt.date(2026, 5, 6), weekly_minutes=1200)
    before = content(store, history=False)
    run: dict[str, Callable[[], object]] = {
        "ask": lambda: ask(store, bo),
        "approve": lambda: store.do("A", moving.move, made, "approve", today=TODAY),
        "cancel": lambda: store.do("C", moving.move, made, "cancel", today=TODAY, reason="No trip"),
        "shorten": lambda: store.do(
            "S", moving.shorten, made, dt.date(2026, 5, 6), today=TODAY, reason="Back"
        ),
        "count": lambda: store.do("N", moving.count_again, made, today=TODAY),
        "record": lambda: store.do(
            "R",
            moving.record,
            person_id=bo,
            type_id=kind(store, "Sick"),
            first_on=TODAY,
            last_on=TODAY,
            today=TODAY,
        ),
        "grant": lambda: grant(store, bo, 60),
        "week": lambda: store.do("W", actions.set_week, bo, starts_on=TODAY, weekdays="024"),
        "type": lambda: store.do("T", actions.trash_type, kind(store, "Training"), today=TODAY),
    }
    run[step]()
    after = content(store, history=False)
    assert after != before
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    assert content(store, history=False) == after


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["approve", "decline", "cancel", "take", "ask"]), min_size=1, max_size=5))
def test_whatever_is_tried_the_balance_is_what_is_away(store: Store, tries: list[str]) -> None:
    with store.read() as session:
        from csmanager.features.team.queries import people

        known = {row.name: row.id for row in people(session, TODAY)}
    bo = known.get("Bo Lind") or add(store, "Bo Lind")
    known.get("Ada Berg") or add(store, "Ada Berg")
    if left(store, bo) is None:
        grant(store, bo)
    start = left(store, bo)
    made = ask(store, bo, draft=True)
    for move in tries:
        try:
            store.do(move, moving.move, made, move, today=FRIDAY, reason="Because")
        except RuleBroken as error:
            assert str(error).endswith(".")
    with store.read() as session:
        state = session.get_one(LeaveRequest, made).state
        is_away = bool(away(session, MONDAY, FRIDAY, asked=False))
    assert is_away == (state in rules.HOLDS)
    assert start is not None
    assert left(store, bo) == start - (5 * 456 if state in rules.HOLDS else 0)
    while store.undo_label() != "Ask":
        store.undo()
    store.undo()
    assert left(store, bo) == start
