"""Coaching: its moves, its clock, its evidence, its effect; each change goes back to the last row."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.coaching import actions, atkiosk, queries, reminders, rules, sheets
from csmanager.features.coaching.rules import Answer, CoachState, Effect, EvidenceKind
from csmanager.features.coaching.timeline import timeline
from csmanager.features.quality.cardactions import add_grade, add_starter_scorecards
from csmanager.features.quality.tables import ScorecardItem
from tests.conftest import NOW
from tests.digest import content
from tests.features.talks.staff import hire

SEEN = actions.Proof(EvidenceKind.SEEN, "Tuesday, at the till")


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (dt.date(2026, 3, 2), dt.date(2026, 3, 2), 0),
        (dt.date(2026, 3, 2), dt.date(2026, 3, 9), 5),
        (dt.date(2026, 3, 6), dt.date(2026, 3, 9), 1),
        (dt.date(2026, 3, 9), dt.date(2026, 3, 2), 0),
    ],
)
def test_only_working_days_are_counted(first: dt.date, last: dt.date, days: int) -> None:
    assert rules.working_days(first, last) == days


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 400))
def test_working_days_add_up(first: dt.date, span: int) -> None:
    middle, last = first + dt.timedelta(days=span // 2), first + dt.timedelta(days=span)
    whole = rules.working_days(first, last)
    assert whole == rules.working_days(first, middle) + rules.working_days(middle, last) <= span


def test_one_behaviour_for_each_session() -> None:
    assert rules.clean_behaviour("  Says   hello ") == "Says hello"
    for wrong in ("", "Says hello\nSays goodbye", "Says hello; says goodbye"):
        with pytest.raises(RuleBroken):
            rules.clean_behaviour(wrong)


def test_it_cannot_close_before_the_follow_up() -> None:
    with pytest.raises(RuleBroken, match="followed up"):
        rules.after(CoachState.ACKNOWLEDGED, "close", "done")


def held(store: Store, person_id: int, today: dt.date, on: dt.date | None = None) -> int:
    made = store.do(
        "Draft", actions.draft, person_id=person_id, behaviour="Says back what was understood", today=today,
        evidence=[SEEN], agreed="Say it back",
    )  # fmt: skip
    day = on or today
    store.do(
        "Talk held",
        actions.deliver,
        made,
        today=today,
        on=day,
        follow_up_on=day + dt.timedelta(days=28),
        minutes=20,
    )
    return made


def test_a_talk_needs_evidence_a_try_and_a_follow_up(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    made = store.do("Draft", actions.draft, person_id=ana, behaviour="Says hello", today=today)
    with pytest.raises(RuleBroken, match="evidence"):
        store.do("x", actions.deliver, made, today=today)
    store.do("x", actions.add_evidence, made, SEEN)
    with pytest.raises(RuleBroken, match="try"):
        store.do("x", actions.deliver, made, today=today)
    with pytest.raises(RuleBroken, match="follow-up"):
        store.do("x", actions.deliver, made, today=today, agreed="Say hello")
    store.do(
        "x", actions.deliver, made, today=today, agreed="Say hello", follow_up_on=today + dt.timedelta(7)
    )
    with pytest.raises(RuleBroken, match="heard stays"):
        store.do(
            "x", actions.edit, made, behaviour="Else", kind="praise", agreed="Say hello", watch_metric="",
            follow_up_on=today + dt.timedelta(7), notes="", private_note="",
        )  # fmt: skip


def test_the_whole_way_and_back_to_the_last_row(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    before = content(store, history=False)
    made = held(store, ana, today)
    store.do("x", actions.answer, made, given="acknowledged", text="", how="kiosk", now=NOW, today=today)
    store.do("x", actions.follow_up, made, effect="no_change", note="Same", today=today)
    with pytest.raises(RuleBroken, match="did not help"):
        store.do("x", actions.close, made, today=today)
    store.do(
        "x",
        actions.coach_again,
        made,
        reason="By role-play",
        follow_up_on=today + dt.timedelta(14),
        today=today,
    )
    store.do("x", actions.follow_up, made, effect="helped", note="", today=today)
    store.do("x", actions.close, made, today=today)
    with store.read() as session:
        found = queries.detail(session, made, today)
        story = timeline(session, ana, today, today)
    assert found is not None and found.row.state is CoachState.CLOSED
    assert [one.what for one in found.moves] == [
        "Talk held", "Acknowledged", "Followed up", "To be coached again", "Followed up", "Closed",
    ]  # fmt: skip
    assert len(story) == 2 and "it helped" in story[1].text
    while content(store, history=False) != before:
        store.undo()


def test_a_dispute_needs_words_comes_to_today_and_is_settled(store: Store, today: dt.date) -> None:
    ana, ben = hire(store, "Ana", "Ben")
    made = held(store, ana, today)
    common = {"how": "kiosk", "now": NOW, "today": today}
    with pytest.raises(RuleBroken, match="not yours"):
        store.do("x", actions.answer, made, given="acknowledged", text="", person_id=ben, **common)
    with pytest.raises(RuleBroken):
        store.do("x", actions.answer, made, given="disputed", text=" ", person_id=ana, **common)
    store.do("x", actions.answer, made, given="disputed", text="It was not my call", person_id=ana, **common)
    with store.read() as session:
        items = reminders.todo(session, today)
        assert atkiosk.tasks(session, ana, today) == []
    assert [(one.mark, one.detail) for one in items] == [("signal", "They say: It was not my call")]
    with pytest.raises(RuleBroken, match="answered already"):
        store.do("x", actions.answer, made, given="acknowledged", text="", person_id=ana, **common)
    store.do("x", actions.settle, made, reason="Another call was meant", today=today)
    with store.read() as session:
        found = queries.detail(session, made, today)
    assert found is not None
    assert (found.row.state, found.row.answer) == (CoachState.ACKNOWLEDGED, Answer.DISPUTED)


def test_the_kiosk_shows_no_notes(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    made = held(store, ana, today)
    with store.read() as session:
        (task,) = atkiosk.tasks(session, ana, today)
        told = atkiosk.told(session, made, ana)
    assert (task.feature, task.key) == ("coaching", str(made))
    assert told is not None and told.evidence == ("Tuesday, at the till",)


def low_grade(store: Store, person_id: int, day: dt.date) -> int:
    def add(session: Session) -> int:
        card = add_starter_scorecards(session)[0]
        marks = {
            row.id: 0.0 if at == 2 else 1.0
            for at, row in enumerate(
                session.query(ScorecardItem).filter_by(scorecard_id=card).order_by("position")
            )
        }
        marks[min(marks)] = 0.0
        return add_grade(session, card, marks, day=day, person_id=person_id, reference="C-7")

    return store.do("Grade", add)


def test_a_low_score_waits_with_its_clock_until_somebody_coaches(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    grade = low_grade(store, ana, today - dt.timedelta(days=10))
    with store.read() as session:
        (row,) = queries.waiting(session, today)
        (item,) = reminders.todo(session, today)
    assert (row.id, row.waits, row.is_late, bool(row.behaviour)) == (grade, 7, True, True)
    assert item.mark == "signal" and "7 working days" in item.detail
    store.do(
        "Draft", actions.draft, person_id=ana, behaviour=row.behaviour, today=today, scored_on=row.day,
        evidence=[actions.Proof(EvidenceKind.EVALUATION, row.words, row.id, row.day)],
    )  # fmt: skip
    with store.read() as session:
        assert queries.waiting(session, today) == []
        (made,) = queries.sessions(session, today)
    assert (made.took, made.is_in_time) == (7, False)


def test_the_share_in_time_says_too_few_below_five(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    for back in range(6):
        made = held(store, ana, today)
        row_day = today - dt.timedelta(days=back * 3)

        def score(session: Session, made: int = made, day: dt.date = row_day) -> None:
            from csmanager.features.coaching.tables import Coaching

            session.get_one(Coaching, made).scored_on = day

        store.do("x", score)
        with store.read() as session:
            found = queries.in_time(queries.sessions(session, today), today)
        assert ("too few" in found.text) == (found.n < 5)
    assert (found.hits, found.n) == (3, 6)
    assert "likely" in found.text


def test_the_ledger_says_nothing_from_few(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    made = held(store, ana, today)
    store.do("x", actions.follow_up, made, effect=Effect.HELPED, note="", today=today, reason="Due")
    with store.read() as session:
        rows = queries.ledger(queries.sessions(session, today))
    assert [(row.kind, row.n, row.too_few, row.said_helped) for row in rows] == [
        ("Performance", 1, 1, 1), ("All", 1, 1, 1),
    ]  # fmt: skip
    assert rows[0].verdict.startswith("Too few to say")


def test_paper_codes_lead_to_the_very_text(store: Store, today: dt.date) -> None:
    ana, ben = hire(store, "Ana", "Ben")
    first, second = held(store, ana, today), held(store, ben, today)
    with store.read() as session:
        lines = sheets.open_lines(session)
        assert {line.coaching_id for line in lines} == {first, second}
        assert all(line.code in sheets.ack_sheet(lines, "Shop") for line in lines)
        assert sheets.read_code(session, lines[0].code.lower()).coaching_id == lines[0].coaching_id
        wrong = lines[0].code[:-1] + ("2" if lines[0].code[-1] != "2" else "3")
        with pytest.raises(RuleBroken, match="slip"):
            sheets.read_code(session, wrong)
    store.do("x", actions.acknowledge_paper, [first], signed_on=today, now=NOW)
    with store.read() as session:
        code = next(line.code for line in lines if line.coaching_id == first)
        with pytest.raises(RuleBroken, match="answered already"):
            sheets.read_code(session, code)


def test_grow_and_sbi_are_shipped_and_print_beside_the_facts(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    made = held(store, ana, today)
    store.do(
        "x", actions.edit, made, behaviour="Says back what was understood", kind="performance", agreed="Say it back",
        watch_metric="", follow_up_on=today + dt.timedelta(28), notes="", private_note="Tired lately",
    )  # fmt: skip
    with store.read() as session:
        prompts = {row.key: row for row in queries.prompts(session)}
        found = queries.detail(session, made, today)
    assert {"grow", "sbi"} <= set(prompts) and found is not None
    text = sheets.script(found, prompts["sbi"], "Shop")
    assert "Situation" in text and "Tuesday, at the till" in text and "Tired" not in text
