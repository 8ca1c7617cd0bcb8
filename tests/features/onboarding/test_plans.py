"""Plans in the store: started, moved on, gates opened and signed; sheets, leaving, curves."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
import sqlalchemy as sa

from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import is_token
from csmanager.core.settings import StoreSettings, write_settings
from csmanager.core.store import Store
from csmanager.features.kiosk.rules import Proof
from csmanager.features.onboarding import (
    actions,
    atkiosk,
    competency,
    exits,
    gates,
    leaving,
    queries,
    ramp,
    reminders,
    sheets,
    templating,
)
from csmanager.features.onboarding.rules import (
    GateState,
    ItemState,
    LeavingState,
    Mark,
    PlanState,
)
from csmanager.features.team.equipment.actions import issue, take_back
from csmanager.features.team.tables import Person
from csmanager.features.training import queries as training
from csmanager.features.training.actions import add_course
from tests.digest import content
from tests.features.onboarding.conftest import PLAN, START, Shop, grade

DAY = dt.timedelta(days=1)


def start(store: Store, shop: Shop) -> int:
    made = store.do("Start", actions.start_plan, shop.ana, shop.template, START, shop.bo)
    assert made is not None
    return made


def plan(store: Store, plan_id: int, on: dt.date) -> queries.PlanRow:
    with store.read() as session:
        return queries.plans(session, on, plan_id=plan_id)[0]


def test_a_plan_falls_due_on_open_days_and_makes_the_pair(store: Store, shop: Shop) -> None:
    with store.change("Days off") as step:
        write_settings(step.session, StoreSettings(days_off=["2026-03-09"]))
    before = content(store, history=False)
    made = plan(store, start(store, shop), START)
    assert [(item.title, item.due_on) for item in made.items] == [
        ("Welcome", START),
        ("Beside the mentor", START + DAY),
        ("Ten questions", dt.date(2026, 3, 10)),  # Saturday, and Monday is a day off
    ]
    with store.read() as session:
        pair = training.pairs(session)[0]
    assert (pair.mentor, pair.mentee, pair.over_load) == ("Bo Lind", "Ana Ruiz", "")
    with pytest.raises(RuleBroken, match="has a plan under way already: New agent"):
        start(store, shop)
    with pytest.raises(RuleBroken, match="own mentor"):
        store.do("Start", actions.start_plan, shop.bo, shop.template, START, shop.bo)
    store.undo()
    assert content(store, history=False) == before


def test_what_must_be_done_keeps_a_plan_from_ending(store: Store, shop: Shop) -> None:
    made = start(store, shop)
    with pytest.raises(RuleBroken, match="Welcome, Beside the mentor must be done or waived first"):
        store.do("Complete", actions.move_plan, made, PlanState.COMPLETED, today=START)
    items = plan(store, made, START).items
    with pytest.raises(RuleBroken, match="something to show"):
        store.do("Done", actions.move_items, [items[1].id], ItemState.DONE, today=START)
    store.do("Done", actions.move_items, [items[0].id], ItemState.DONE, today=START, by="Sam")
    store.do("Done", actions.move_items, [items[1].id], ItemState.DONE, today=START, evidence="Seen")
    with pytest.raises(RuleBroken, match="Shadow, Solo are gates that nobody has signed"):
        store.do("Complete", actions.move_plan, made, PlanState.COMPLETED, today=START)
    for gate in plan(store, made, START).gates:
        store.do("Waive", gates.waive, gate.id, on=START, reason="Knows the work")
    store.do("Complete", actions.move_plan, made, PlanState.COMPLETED, today=START)
    assert plan(store, made, START).state is PlanState.COMPLETED


def test_a_pause_moves_what_is_open_along(store: Store, shop: Shop) -> None:
    made = start(store, shop)
    store.do("Pause", actions.move_plan, made, PlanState.PAUSED, today=START, reason="Ill")
    with pytest.raises(RuleBroken, match="paused; nothing in it changes"):
        item = plan(store, made, START).items[0].id
        store.do("Done", actions.move_items, [item], ItemState.DONE, today=START)
    store.do("Go on", actions.move_plan, made, PlanState.ACTIVE, today=START + 7 * DAY)
    assert plan(store, made, START).items[0].due_on == START + 7 * DAY


def test_a_gate_opens_by_itself_and_is_passed_by_a_signature_only(store: Store, shop: Shop) -> None:
    made = start(store, shop)
    shadow, solo = plan(store, made, START).gates
    with pytest.raises(RuleBroken, match="Shadow is closed for Ana Ruiz: day 1 of 3"):
        store.do("Sign", gates.sign, shadow.id, signed_by="Bo", on=START + DAY)
    third = START + 3 * DAY
    gates.daily(store, third)
    assert plan(store, made, third).gates[0].state is GateState.READY
    with store.read() as session:
        assert "ready for the gate Shadow" in "".join(item.text for item in reminders.todo(session, third))
    with pytest.raises(RuleBroken, match="Nobody signs their own gate"):
        store.do("Sign", gates.sign, shadow.id, signed_by="Ana", on=third, signer_id=shop.ana)
    before = content(store, history=False)
    store.do("Sign", gates.sign, shadow.id, signed_by="Bo Lind", on=third, signer_id=shop.bo)
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    later = START + 10 * DAY
    grade(store, shop.ana, [1.0, 0.8], START + 4 * DAY)
    with pytest.raises(RuleBroken, match="2 of 3 graded contacts"):
        store.do("Sign", gates.sign, solo.id, signed_by="Bo", on=later)
    grade(store, shop.ana, [0.9], START + 5 * DAY)
    store.do("Sign", gates.sign, solo.id, signed_by="Bo", on=later)
    done = plan(store, made, later)
    assert done.days_to_solo == 10
    assert competency.split([], {}) == []
    shown = dict(competency.split([done], {shop.ana: "friends"}))
    assert shown["Everybody"] == shown["Mentor: Bo Lind"] == "10 days (n = 1, too few for a median)"
    assert "Source: friends" in shown and f"Plan: {done.name}" in shown
    third_one = [replace(done, starts_on=done.starts_on - at * DAY) for at in (0, 4, 5)]
    assert dict(competency.split(third_one, {}))["Everybody"] == "median 14 days (n = 3)"


def test_an_earlier_gate_comes_first_and_an_open_one_closes_again(store: Store, shop: Shop) -> None:
    made = start(store, shop)
    grade(store, shop.ana, [1.0, 1.0, 1.0], START + DAY)
    later = START + 12 * DAY
    solo = plan(store, made, later).gates[1]
    with pytest.raises(RuleBroken, match="Shadow comes before Solo"):
        store.do("Sign", gates.sign, solo.id, signed_by="Bo", on=later)
    store.do("Sign", gates.sign, plan(store, made, later).gates[0].id, signed_by="Bo", on=later)
    gates.daily(store, later)
    assert plan(store, made, later).gates[1].state is GateState.READY
    grade(store, shop.ana, [0.0, 0.0, 0.0], later)
    gates.daily(store, later)
    assert plan(store, made, later).gates[1].state is GateState.CLOSED


def test_not_yet_says_why_and_rests_a_week(store: Store, shop: Shop) -> None:
    made = start(store, shop)
    day = START + 4 * DAY
    shadow = plan(store, made, day).gates[0].id
    with pytest.raises(RuleBroken, match="Say why Shadow is not passed"):
        store.do("Not yet", gates.fail, shadow, signed_by="Bo", on=day, reason=" ")
    store.do("Not yet", gates.fail, shadow, signed_by="Bo", on=day, reason="Reads the screen aloud")
    gates.daily(store, day + 3 * DAY)
    assert plan(store, made, day).gates[0].state is GateState.FAILED
    gates.daily(store, day + 7 * DAY)
    assert plan(store, made, day).gates[0].state is GateState.READY


def test_a_course_of_the_plan_is_assigned_and_settles_its_item(store: Store, shop: Shop) -> None:
    from csmanager.features.training import actions as courses

    store.do("Course", add_course, title="Refunds", today=START)
    text = PLAN.replace("Ten questions", "Take refunds -> course Refunds")
    template = store.do("Edit", templating.save_template, text, today=START, template_id=shop.template)
    made = store.do("Start", actions.start_plan, shop.ana, template, START)
    with store.read() as session:
        entry = training.enrolments(session, START, person_id=shop.ana)[0]
    assert entry.due_on == dt.date(2026, 3, 9)
    store.do("Pass", courses.record, [entry.id], "passed", on=START, today=START)
    gates.daily(store, START + DAY)
    item = next(one for one in plan(store, made, START).items if one.title == "Take refunds")
    assert (item.state, item.evidence) == (ItemState.DONE, "Passed on 2 Mar 2026")


def test_an_edited_template_is_a_new_version_and_plans_keep_theirs(store: Store, shop: Shop) -> None:
    made = start(store, shop)
    text = PLAN.replace("Ten questions", "Twelve questions")
    newer = store.do("Edit", templating.save_template, text, today=START, template_id=shop.template)
    with store.read() as session:
        rows = [row for row in queries.templates(session) if row.kind == "onboarding"]
        assert templating.text_of(session, newer) == text
    assert [(row.id, row.version, row.plans) for row in rows] == [(newer, 2, 1)]
    assert plan(store, made, START).items[2].title == "Ten questions"
    with pytest.raises(RuleBroken, match="Another version took the place"):
        store.do("Edit", templating.save_template, text, today=START, template_id=shop.template)
    with pytest.raises(RuleBroken, match="There is no policy “P-99”"):
        store.do(
            "New", templating.save_template, "# A\n## B\n- [manager] 1 Sign -> policy P-99\n", today=START
        )


def test_stuck_and_late_items_stand_on_today_with_their_reason(store: Store, shop: Shop) -> None:
    made = start(store, shop)
    item = plan(store, made, START).items[1]
    store.do("Stuck", actions.move_items, [item.id], ItemState.STUCK, today=START, reason="No desk free")
    with store.read() as session:
        found = reminders.todo(session, START + 2 * DAY)
    assert [(one.text, one.detail) for one in found] == [
        ("Ana Ruiz is stuck: Beside the mentor", "No desk free"),
        ("Joining of Ana Ruiz: 1 item late", "Welcome"),
    ]
    with store.read() as session:
        moments = reminders.timeline(session, shop.ana, START, START)
    assert [(one.text, one.detail, one.visibility) for one in moments] == [
        ("Plan began: New agent", "", "open"),
        ("Stuck: Beside the mentor", "No desk free", "manager"),
    ]


def test_a_returned_sheet_is_entered_by_its_code_and_settles_its_item(store: Store, shop: Shop) -> None:
    sheet = store.do("Sheet", sheets.save_sheet, "# At the till\nAn hour.\n- Opens it\n- Closes it\n")
    text = PLAN.replace("Beside the mentor", "The till -> sheet At the till")
    template = store.do("Edit", templating.save_template, text, today=START, template_id=shop.template)
    made = store.do("Start", actions.start_plan, shop.ana, template, START)
    copies = store.do("Print", sheets.make_copies, sheet, [shop.ana, shop.bo], today=START)
    with store.read() as session:
        code = queries.copies(session, copies[:1])[0].code
    with pytest.raises(RuleBroken, match=r"slip|too short|holds"):
        store.do(
            "Enter",
            sheets.enter,
            code[:-1] + ("2" if code[-1] != "2" else "3"),
            {},
            signed_by="Bo",
            today=START,
        )
    with pytest.raises(RuleBroken, match="missing is: Closes it"):
        store.do("Enter", sheets.enter, code, {0: Mark.ALONE}, signed_by="Bo", today=START)
    marks = {0: Mark.ALONE, 1: Mark.ALONE}
    store.do("Enter", sheets.enter, code.lower(), marks, signed_by="Bo", today=START)
    item = next(one for one in plan(store, made, START).items if one.title == "The till")
    assert (item.state, item.evidence) == (ItemState.DONE, f"Sheet {code}")
    with pytest.raises(RuleBroken, match="entered on 2 Mar 2026 already"):
        store.do("Enter", sheets.enter, code, marks, signed_by="Bo", today=START)


def test_the_kiosk_offers_ones_own_items_and_a_mentors_gates_only(
    store: Store, shop: Shop, clock: object
) -> None:
    made = start(store, shop)
    third = START + 3 * DAY
    with store.read() as session:
        mine, mentors = atkiosk.tasks(session, shop.ana, third), atkiosk.tasks(session, shop.bo, third)
        assert atkiosk.tasks(session, shop.cy, third) == []
    assert [task.key for task in mine] == [f"items:{made}"]
    shadow, item = plan(store, made, third).gates[0], plan(store, made, third).items
    assert [task.key for task in mentors] == [f"gate:{shadow.id}"]
    with pytest.raises(RuleBroken, match="Welcome is not yours to tick"):
        store.do("Tick", atkiosk.tick, shop.ana, [item[0].id], name="Ana", today=third)
    store.do("Tick", atkiosk.tick, shop.ana, [item[2].id], name="Ana Ruiz", today=third)
    with pytest.raises(RuleBroken, match="not that of the person who signs"):
        store.do(
            "Sign", gates.sign, shadow.id, signed_by="Bo", on=third, signer_id=shop.bo,
            proof=Proof(shop.cy, store.clock()),
        )  # fmt: skip
    store.do(
        "Sign", gates.sign, shadow.id, signed_by="Bo Lind", on=third, signer_id=shop.bo,
        proof=Proof(shop.bo, store.clock()),
    )  # fmt: skip
    done = plan(store, made, third)
    assert done.items[2].done_by == "Ana Ruiz, at the kiosk"
    assert done.gates[0].says == "Signed by Bo Lind with a PIN on 5 Mar 2026"


def test_nobody_is_closed_while_something_is_out(store: Store, shop: Shop, today: dt.date) -> None:
    headset = store.do("Issue", issue, shop.cy, item="Headset", serial="H-1", out_on=START)
    before = content(store, history=False)
    made = store.do("Leave", leaving.open_leaving, shop.cy, last_day=today, reason="Moves", today=START)
    with store.read() as session:
        row = exits.leavings(session)[0]
        assert session.get_one(Person, shop.cy).left_on == today
    assert row.blocks == ("Headset H-1 is still out", "List of open cases is open")
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    store.do("Go on", leaving.move_leaving, made, LeavingState.HANDOVER, today=START)
    with pytest.raises(RuleBroken, match="Headset H-1 is still out; List of open cases is open"):
        store.do("Clear", leaving.move_leaving, made, LeavingState.CLEARED, today=START)
    store.do("Back", take_back, headset, in_on=START)
    items = plan(store, row.plan_id or 0, START).items
    assert [item.due_on for item in items] == [today - 7 * DAY, today]
    store.do("Done", actions.move_items, [items[0].id], ItemState.DONE, today=START)
    store.do("Clear", leaving.move_leaving, made, LeavingState.CLEARED, today=START)
    with pytest.raises(RuleBroken, match="works until 31 Mar 2026"):
        store.do("Close", leaving.move_leaving, made, LeavingState.CLOSED, today=START)
    store.do("Close", leaving.move_leaving, made, LeavingState.CLOSED, today=today)
    assert plan(store, row.plan_id or 0, today).state is PlanState.COMPLETED


def test_whoever_stays_after_all_is_back_in_the_roster(store: Store, shop: Shop, today: dt.date) -> None:
    made = store.do("Leave", leaving.open_leaving, shop.cy, last_day=today, reason="Pay", today=START)
    with pytest.raises(RuleBroken, match="Say what made Cy Okafor stay"):
        store.do("Stay", leaving.move_leaving, made, LeavingState.RETAINED, today=START)
    store.do("Stay", leaving.move_leaving, made, LeavingState.RETAINED, today=START, reason="A raise")
    with store.read() as session:
        assert session.get_one(Person, shop.cy).left_on is None
        assert exits.leavings(session)[0].state is LeavingState.RETAINED


def test_exit_themes_need_enough_interviews_for_a_share(store: Store, shop: Shop) -> None:
    def row(number: int, main: str, *also: str) -> exits.LeavingRow:
        return exits.LeavingRow(
            number, number, f"P{number}", None, START, START, LeavingState.CLOSED, START, "", (), START, "", main,
            (main, *also), None, None, None, (),
        )  # fmt: skip

    few = exits.exit_themes([row(1, "Pay"), row(2, "Team", "Pay")])
    assert [(one.id, one.n, one.main, one.share) for one in few] == [
        ("Pay", 2, 1, None),
        ("Team", 1, 1, None),
    ]
    many = exits.exit_themes([row(n, "Pay" if n < 4 else "Team") for n in range(1, 6)])
    assert [(one.id, one.share) for one in many] == [("Pay", 0.6), ("Team", 0.4)]


def test_an_interview_is_kept_once_with_its_reasons(store: Store, shop: Shop, today: dt.date) -> None:
    made = store.do("Leave", leaving.open_leaving, shop.cy, last_day=today, reason="Pay", today=START)
    store.do(
        "Interview", leaving.note_interview, made, held_on=START, today=START, main_reason="Pay",
        reasons=["Team", "Pay"], would_return=True, answers=[("What first?", "The rota", ""), ("Else?", "", "")],
    )  # fmt: skip
    with store.read() as session:
        row = exits.leavings(session)[0]
    assert row.state is LeavingState.INTERVIEWED
    assert row.themes == ("Pay", "Team")
    assert [(one.question, one.answer) for one in row.answers] == [("What first?", "The rota")]
    assert not is_token(row.answers[0].sealed)
    with pytest.raises(RuleBroken, match="noted already"):
        store.do("Again", leaving.note_interview, made, held_on=START, today=START, main_reason="Pay")


def contacts(store: Store, person: int, first: dt.date, a_week: list[int]) -> None:
    """So many handled calls of 300 s in each week from ``first``."""
    from csmanager.features.contacts.tables import Contact, ImportBatch

    with store.change("Contacts") as step:
        batch = ImportBatch(
            file_name=f"{person}.csv", sha256=f"{person}{first}", kind="calls", source="", imported_at=store.clock(),
            rows_read=0, rows_added=0, rows_updated=0, rows_set_aside=0, summary="{}",
        )  # fmt: skip
        step.session.add(batch)
        step.session.flush()
        for week, count in enumerate(a_week):
            for number in range(count):
                day = first + dt.timedelta(days=7 * week + number % 5)
                step.session.add(
                    Contact(
                        batch_id=batch.id, external_id=f"{person}-{week}-{number}", kind=1, person_id=person, channel=1,
                        started=dt.datetime.combine(day, dt.time(9), dt.UTC), day=(day - dt.date(1970, 1, 1)).days,
                        outcome=1, talk_ms=300_000,
                    )
                )  # fmt: skip


def test_the_curve_lies_over_the_quartiles_of_earlier_joiners(
    store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmanager.features.team import actions as team

    luck = random.Random(4)
    ids = []
    for number in range(4):
        began = dt.date(2025, 6, 2) + dt.timedelta(weeks=4 * number)
        ids.append(store.do("Add", team.add_person, name=f"Earlier {number}", today=began, started_on=began))
        contacts(store, ids[-1], began, [10 + 2 * number + luck.randrange(2) for _ in range(6)])
    contacts(store, shop.ana, START, [4, 4, 4, 4, 1])
    until = START + 30 * DAY
    with store.read() as session:
        rows = {row.measure: row for row in ramp.ramps(session, until) if row.person_id == shop.ana}
        counts = sorted(
            session.scalars(
                sa.text("SELECT count(*) FROM contact WHERE person_id IN (:a, :b, :c, :d)"
                        " AND external_id LIKE '%-0-%' GROUP BY person_id").bindparams(
                    **dict(zip("abcd", ids, strict=True))
                )
            )
        )  # fmt: skip
    volume = rows["volume"]
    assert [point.value for point in volume.points] == [4, 4, 4, 4]
    first = volume.points[0]
    assert (first.earlier, first.low) == (4, counts[0] + 0.75 * (counts[1] - counts[0]))
    assert volume.mark == "watch"
    assert rows["handle"].points[0].value == 300
    assert rows["quality"].mark == "none"
    with store.read() as session:
        assert competency.mentor_outcome(session, shop.bo, until) == []
    store.do("Start", actions.start_plan, shop.ana, shop.template, START, shop.bo)
    with store.read() as session:
        told = dict(competency.mentor_outcome(session, shop.bo, until))
    assert (told["Had"], told["Contacts a week"]) == ("1 newcomer", "too few to say (1 judged, 3 are needed)")
    for other in ids[2:]:
        store.do("Start", actions.start_plan, other, shop.template, START, shop.bo)
    monkeypatch.setattr(competency, "ENOUGH", 1)
    with store.read() as session:
        told = dict(competency.mentor_outcome(session, shop.bo, until))
    assert told["Contacts a week"].endswith("1 behind what earlier joiners showed (n = 2)")
    with store.read() as session:
        oldest = [row for row in ramp.ramps(session, dt.date(2025, 8, 1)) if row.person_id == ids[0]]
    assert all(not point.has_band for row in oldest for point in row.points)


def test_a_draft_asks_for_nothing_until_it_is_begun(store: Store, shop: Shop) -> None:
    made = store.do("Draft", actions.start_plan, shop.ana, shop.template, START, shop.bo, draft=True)
    with store.read() as session:
        assert training.pairs(session) == []
        assert reminders.todo(session, START + 5 * DAY) == []
    item = plan(store, made, START).items[0].id
    with pytest.raises(RuleBroken, match="This plan is draft"):
        store.do("Done", actions.move_items, [item], ItemState.DONE, today=START)
    store.do("Add", actions.add_item, made, title="Badge", owner="manager", due_on=START)
    store.do("Begin", actions.move_plan, made, PlanState.ACTIVE, today=START)
    with store.read() as session:
        assert [row.mentor for row in training.pairs(session)] == ["Bo Lind"]
    assert len(plan(store, made, START).items) == 4


def test_an_anonymous_record_keeps_its_counts_and_none_of_its_words(
    store: Store, shop: Shop, today: dt.date
) -> None:
    from csmanager.features.team.carrying import anonymise

    made = start(store, shop)
    third = START + 3 * DAY
    store.do(
        "Sign",
        gates.sign,
        plan(store, made, third).gates[0].id,
        signed_by="Bo Lind",
        signer_id=shop.bo,
        on=third,
    )
    leaves = store.do(
        "Leave", leaving.open_leaving, shop.bo, last_day=third, reason="Quarrel at home", today=third
    )
    store.do(
        "Interview", leaving.note_interview, leaves, held_on=third, today=third, main_reason="Pay",
        answers=[("What first?", "My brother", "")],
    )  # fmt: skip
    before = content(store, history=False)
    store.do("Anonymous", anonymise, shop.bo, today=today)
    text = repr(content(store, history=False))
    assert "Quarrel" not in text
    assert "brother" not in text
    assert "Bo Lind" not in text
    with store.read() as session:
        assert [(row.id, row.n) for row in exits.exit_themes(exits.leavings(session))] == [("Pay", 1)]
    store.undo()
    assert content(store, history=False) == before
