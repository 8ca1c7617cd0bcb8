"""Strain adds up in the open; breathers are one tap; a week is said by weekday."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Step, Store
from csmanager.features.team.person.queries import day_number
from csmanager.features.wellbeing import availability, breathers, pulse, reminders, rules, strain
from csmanager.features.wellbeing.availability import Span
from csmanager.features.wellbeing.rules import Can
from tests.conftest import NOW
from tests.digest import content
from tests.features.talks.staff import hire

MONDAY = dt.date(2026, 3, 30)


@pytest.mark.parametrize(
    ("shifts", "count"),
    [
        ([], 0),
        ([(MONDAY, 540, 1320), (MONDAY + dt.timedelta(1), 480, 960)], 1),
        ([(MONDAY, 540, 1020), (MONDAY + dt.timedelta(1), 540, 1020)], 0),
        ([(MONDAY, 540, 720), (MONDAY, 900, 1080)], 0),
    ],
)
def test_short_nights(shifts: list[tuple[dt.date, int, int]], count: int) -> None:
    assert rules.short_rests(shifts) == count


@given(st.lists(st.booleans(), max_size=40))
def test_the_longest_run_is_found(hard: list[bool]) -> None:
    text = "".join("x" if one else " " for one in hard)
    assert rules.longest_run(hard) == max((len(part) for part in text.split()), default=0)


def test_days_in_a_row_end_with_yesterday_or_today() -> None:
    days = {MONDAY - dt.timedelta(days=back) for back in (1, 2, 3, 5)}
    assert rules.days_without_rest(days, MONDAY) == 3
    assert rules.days_without_rest(days | {MONDAY}, MONDAY) == 4
    assert rules.days_without_rest(days, MONDAY + dt.timedelta(days=1)) == 0


def work(store: Store, person_id: int, days: list[dt.date], start: int, end: int, pause: int) -> None:
    rows = [(person_id, day_number(day), start, end, pause, end - start - pause, "") for day in days]

    def add(step: Step) -> None:
        step.door().add(
            "worked_shift",
            ("person_id", "day", "start_minute", "end_minute", "break_minutes", "worked_minutes", "note"),
            rows,
        )

    with store.change("Shifts") as step:
        add(step)


def test_what_is_not_known_is_unknown_and_not_zero(store: Store, today: dt.date) -> None:
    ana, ben = hire(store, "Ana", "Ben")
    work(store, ana, [today - dt.timedelta(days=back) for back in range(8)], 480, 1300, 0)
    with store.read() as session:
        rows = {row.id: row for row in strain.strain(session, today)}
    parts = {part.kind.key: part for part in rows[ana].parts}
    assert parts["no_day_off"].count == 3 and parts["no_break"].count == 8 and parts["short_rest"].count == 7
    assert parts["overtime"].count is None  # the contract is not known
    assert parts["abuse"].count is None
    assert rows[ana].total == pytest.approx(3 * 2 + 8 * 2 + 7 * 3)
    assert (rows[ana].known, rows[ana].is_judged) == (3, False)
    assert (rows[ben].total, rows[ben].known, rows[ben].should_ask) == (None, 0, False)


def test_weights_can_be_changed_and_taken_back(store: Store, today: dt.date) -> None:
    with store.read() as session:
        found = strain.inputs(session)
    assert [row.kind.key for row in found] == [kind.key for kind in strain.KINDS]
    before = content(store, history=False)
    store.do("x", strain.weigh_all, [(row.id, 0.0 if row.kind.key == "abuse" else 9.0) for row in found], 20)
    with store.read() as session:
        assert strain.look_at(session) == 20
        assert [row.kind.key for row in strain.inputs(session) if not row.is_on] == ["abuse"]
    store.undo()
    assert content(store, history=False) == before


def test_the_palette_finds_breathers_and_rounds_and_no_answer(store: Store, today: dt.date) -> None:
    ids = hire(store, "Ana", "Ben", "Cem", "Dan", "Eve")
    with store.read() as session:
        asked = pulse.sets(session)[0]
    late = today + dt.timedelta(days=7)
    store.do("Ask", pulse.open_wave, set_id=asked.id, name=asked.name, today=today, closes_on=late)
    store.do("x", breathers.log, ids[0], at=NOW, reason="A caller who shouted")
    with store.read() as session:
        (one,) = reminders.find(session, "ana shouted", 5)
        assert (one.record[:16], one.title) == ("pulse:breather/1", "Breather: Ana")
        (wave,) = reminders.find(session, f"pulse {asked.name[:6]}", 5)
        assert wave.record == "pulse:wave/1"
        assert reminders.find(session, "", 5) == reminders.find(session, "nobody", 5) == []


def test_a_breather_is_one_step_and_stands_in_the_story(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    before = content(store, history=False)
    made = store.do("Breather", breathers.log, ana, at=NOW)
    store.do("x", breathers.edit, made, minutes=15, reason="A long call", contact="C-9")
    with store.read() as session:
        (row,) = breathers.breathers(session)
        (moment,) = reminders.timeline(session, ana, today, today)
    assert (row.minutes, row.reason, moment.text) == (15, "A long call", "Breather of 15 minutes")
    with pytest.raises(RuleBroken, match="120"):
        store.do("x", breathers.edit, made, minutes=500, reason="", contact="")
    store.undo()
    store.undo()
    assert content(store, history=False) == before


@pytest.mark.parametrize(("text", "minutes"), [("9", 540), ("09:30", 570), ("2400", 1440), ("", 7)])
def test_times_are_read_as_they_are_typed(text: str, minutes: int) -> None:
    assert rules.read_time(text, 7) == minutes


@pytest.mark.parametrize("wrong", ["25", "9:75", "noon", "-1"])
def test_a_time_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(RuleBroken, match="no time of day"):
        rules.read_time(wrong, 0)


def test_a_week_replaces_the_one_before(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    first = [Span(0, 540, 1020, Can.PREFERRED), Span(5, 0, 1440, Can.UNAVAILABLE)]
    store.do("x", availability.set_week, ana, first, today=today, how="kiosk")
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="overlap"):
        store.do(
            "x", availability.set_week, ana, [Span(0, 0, 600, Can.AVAILABLE), Span(0, 540, 700, Can.PREFERRED)],
            today=today, how="kiosk",
        )  # fmt: skip
    with pytest.raises(RuleBroken, match="after the start"):
        store.do(
            "x", availability.set_week, ana, [Span(0, 600, 600, Can.AVAILABLE)], today=today, how="kiosk"
        )
    store.do("x", availability.set_week, ana, [Span(1, 0, 1440, Can.AVAILABLE)], today=today, how="manager")
    store.undo()
    assert content(store, history=False) == before
    with store.read() as session:
        (row,) = availability.weeks(session, today)
    assert (row.day(0), row.day(5), row.day(1)) == ("likes to 09:00–17:00", "cannot all day", "")
