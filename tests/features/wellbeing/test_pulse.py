"""A pulse keeps no name, shows nothing of few, and cannot be taken apart by comparing."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken, Stale
from csmanager.core.store import Store
from csmanager.features.wellbeing import paper, pulse, reminders, rules
from csmanager.features.wellbeing.tables import PulseAnswer, PulseUsed
from tests.digest import content
from tests.features.talks.staff import hire

NAMES = ("Ana", "Ben", "Cem", "Dora", "Eva")


@given(st.lists(st.sampled_from([1, 2, 3, 4, 5, None]), min_size=2, max_size=8))
def test_marks_are_read_as_they_are_written(marks: list[int | None]) -> None:
    text = pulse.marks_text(marks)
    if any(mark is not None for mark in marks):
        assert rules.read_marks(text, len(marks)) == tuple(marks)
        assert rules.read_marks(text.replace(" ", ""), len(marks)) == tuple(marks)
    else:
        with pytest.raises(RuleBroken):
            rules.read_marks(text, len(marks))


@pytest.mark.parametrize("wrong", ["4 5", "4 5 6", "4 5 a", "", "- - -"])
def test_a_slip_in_the_marks_is_said(wrong: str) -> None:
    with pytest.raises(RuleBroken):
        rules.read_marks(wrong, 3)


@pytest.mark.parametrize(
    ("asked", "others", "fine"),
    [
        ((1, 2, 3), [], False),
        ((1, 2, 3, 4), [], True),
        ((1, 2, 3, 4), [(1, 2, 3, 4)], True),
        ((1, 2, 3, 4), [(1, 2, 3, 4, 5)], False),
        ((1, 2, 3, 4), [(1, 2, 3, 4, 5, 6, 7, 8)], True),
    ],
)
def test_no_two_rounds_differ_by_a_few_people(
    asked: tuple[int, ...], others: list[tuple[int, ...]], fine: bool
) -> None:
    if fine:
        rules.check_audience(asked, 4, others)
    else:
        with pytest.raises(RuleBroken):
            rules.check_audience(asked, 4, others)


def opened(store: Store, today: dt.date) -> int:
    return store.do(
        "Open", pulse.open_wave, set_id=1, name="", closes_on=today + dt.timedelta(7), today=today
    )


def say(
    store: Store, wave: int, person: int, today: dt.date, marks: str = "4 5 3 4 2 5", words: str = ""
) -> None:
    store.keep_aside(pulse.answer, wave, person, rules.read_marks(marks, 6), words, today)


def test_nothing_is_shown_before_it_is_closed_nor_of_three(store: Store, today: dt.date) -> None:
    ids = hire(store, *NAMES)
    wave = opened(store, today)
    for person in ids[:3]:
        say(store, wave, person, today, words="More light")
    with store.read() as session:
        (row,) = pulse.waves(session)
    assert (row.answered, row.asked, row.results, row.words) == (3, 5, (), ())
    store.note("Close", pulse.close_wave, wave, today=today)
    with store.read() as session:
        (row,) = pulse.waves(session)
    assert (row.is_shown, row.results, row.words) == (False, (), ())
    assert "3 answered and 4 are needed" in row.why_hidden


def test_a_round_of_four_is_shown_with_n_and_limits(store: Store, today: dt.date) -> None:
    ids = hire(store, *NAMES)
    wave = opened(store, today)
    for person, marks in zip(ids, ("5 5 3 4 2 -", "4 5 3 4 2 -", "3 5 3 4 2 -", "4 5 3 4 2 5"), strict=False):
        say(store, wave, person, today, marks, words="Zebra" if person == ids[0] else "")
    store.note("Close", pulse.close_wave, wave, today=today)
    with store.read() as session:
        (row,) = pulse.waves(session)
    first, last = row.results[0], row.results[-1]
    assert (first.n, first.mean, first.favourable) == (4, 4.0, 0.75)
    assert first.text == "4.0 of 5; n = 4, too few for a range"
    assert (last.n, last.mean) == (0, None)  # one answer alone to a question stays hidden
    assert row.words == ("Zebra",)


def test_an_answer_leaves_no_trace_of_who_gave_it(store: Store, today: dt.date) -> None:
    ids = hire(store, *NAMES)
    wave = opened(store, today)
    before = content(store)
    say(store, wave, ids[3], today)
    after = content(store)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"pulse_answer", "pulse_used"}  # the history says nothing at all
    columns = {column.name for column in PulseAnswer.__table__.columns}
    assert columns == {"id", "wave_id", "marks", "words"}
    with store.read() as session:
        token = session.scalar(sa.select(PulseUsed.token))
        assert pulse.waiting_for(session, ids[3], today) == []
        assert len(pulse.waiting_for(session, ids[2], today)) == 1
    assert token not in str(after["pulse_answer"])
    with pytest.raises(RuleBroken, match="already"):
        say(store, wave, ids[3], today)


def test_keys_are_drawn_so_that_they_tell_no_order(store: Store, today: dt.date) -> None:
    ids = hire(store, *NAMES)
    wave = opened(store, today)
    for person in ids:
        say(store, wave, person, today)
    with store.read() as session:
        keys = list(session.scalars(sa.select(PulseAnswer.id)))
    assert max(keys) > 1_000_000 and len(set(keys)) == 5


def test_closing_cannot_be_taken_back_and_opening_only_while_nobody_answered(
    store: Store, today: dt.date
) -> None:
    ids = hire(store, *NAMES)
    before = content(store, history=False)
    opened(store, today)
    store.undo()
    assert content(store, history=False) == before
    wave = opened(store, today)
    for person in ids[:4]:
        say(store, wave, person, today)
    with pytest.raises(Stale, match="lean on"):
        store.undo()
    store.note("Close", pulse.close_wave, wave, today=today)
    with pytest.raises(Stale, match="changed since"):
        store.undo()
    with pytest.raises(RuleBroken, match="closed"):
        say(store, wave, ids[4], today)
    with pytest.raises(RuleBroken, match="closed already"):
        store.note("Close", pulse.close_wave, wave, today=today)


def test_a_second_round_may_not_leave_one_person_out(store: Store, today: dt.date) -> None:
    hire(store, *NAMES)
    wave = opened(store, today)
    with pytest.raises(RuleBroken, match="Close it first"):
        opened(store, today)
    store.note("Close", pulse.close_wave, wave, today=today)
    hire_one = store.do  # one more joins
    from csmanager.features.team.rules import Status
    from csmanager.features.team.tables import Person

    hire_one(
        "Add", lambda session: session.add(Person(code="X9", name="Fay", status=Status.ACTIVE, notes=""))
    )
    with pytest.raises(RuleBroken, match="told apart"):
        opened(store, today)
    later = today + dt.timedelta(days=rules.OVERLAP_DAYS)
    assert opened(store, later) > wave


def test_paper_belongs_to_nobody_and_counts_once(store: Store, today: dt.date) -> None:
    ids = hire(store, *NAMES)
    wave = opened(store, today)
    codes = store.keep_aside(pulse.hand_out, wave, ids[:2], today)
    assert len(set(codes)) == 2
    assert all(code in paper.sheets("Pulse", "", ["One"], codes, "Shop") for code in codes)
    with pytest.raises(RuleBroken, match="already"):
        say(store, wave, ids[0], today)
    with store.read() as session:
        line = pulse.read_paper(session, f"{codes[0].lower()} 45345-", today)
        assert line.marks == (4, 5, 3, 4, 5, None)
        for wrong, words in ((f"{codes[0]} 4 5", "6 questions"), ("K7M-P2X 4 4 4 4 4 4", "slip|No sheet")):
            with pytest.raises(RuleBroken, match=words):
                pulse.read_paper(session, wrong, today)
    store.keep_aside(pulse.enter_paper, [line], today)
    with store.read() as session, pytest.raises(RuleBroken, match="entered already"):
        pulse.read_paper(session, f"{codes[0]} 454545", today)


def test_the_smallest_group_is_never_below_four(store: Store) -> None:
    with pytest.raises(RuleBroken, match="4 or more"):
        store.do("x", pulse.set_minimum, 3)
    store.do("x", pulse.set_minimum, 6)
    with store.read() as session:
        assert pulse.minimum(session) == 6
        assert [row.key for row in pulse.sets(session)] == ["pulse-manager", "pulse-week"]


def test_too_few_people_are_not_asked_at_all(store: Store, today: dt.date) -> None:
    hire(store, "Ana", "Ben", "Cem")
    with pytest.raises(RuleBroken, match="this would be 3"):
        opened(store, today)


def test_today_asks_to_close_when_the_last_day_has_come(store: Store, today: dt.date) -> None:
    hire(store, *NAMES)
    opened(store, today)
    with store.read() as session:
        assert reminders.todo(session, today) == []
        (item,) = reminders.todo(session, today + dt.timedelta(days=8))
    assert item.mark == "late"
