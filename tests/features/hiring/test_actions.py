"""Openings and applicants on a real file."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from csmanager.core import trash
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions, finding, queries, reminders
from csmanager.features.hiring.queries import ApplicantRow, OpeningRow
from csmanager.features.hiring.rules import OpeningState, Stage
from csmanager.features.team.queries import people
from tests.digest import content

TO_OFFER = (Stage.SCREEN, Stage.INTERVIEW, Stage.DECISION, Stage.OFFER)


def read(store: Store, query: Any, *args: Any, **kwargs: Any) -> Any:
    with store.read() as session:
        return query(session, *args, **kwargs)


def applicant(store: Store, today: dt.date, key: int) -> ApplicantRow:
    return next(row for row in read(store, queries.applicants, today) if row.id == key)


def opening_row(store: Store, key: int) -> OpeningRow:
    return next(row for row in read(store, queries.openings) if row.id == key)


@pytest.fixture
def opening(store: Store, today: dt.date) -> int:
    """Room for one agent of 30 hours."""
    return store.do(
        "Add opening",
        actions.add_opening,
        title="Weekend agent",
        today=today,
        role="Agent",
        team="Phone",
        weekly_minutes=1800,
    )


def add(store: Store, opening: int, today: dt.date, name: str = "Mia Novák", **more: Any) -> int:
    return store.do(f"Add {name}", actions.add_applicant, opening_id=opening, name=name, today=today, **more)


def bring_to_offer(store: Store, key: int, today: dt.date) -> None:
    for stage in TO_OFFER:
        store.do("Move", actions.move, key, stage, today=today)


def test_an_applicant_begins_as_applied_with_a_move(store: Store, opening: int, today: dt.date) -> None:
    key = add(store, opening, today, email=" mia@example.org ", source="Walk-in")
    row = applicant(store, today, key)
    assert (row.stage, row.email, row.source, row.days) == (Stage.APPLIED, "mia@example.org", "Walk-in", 0)
    moves = read(store, queries.timeline, key)
    assert [(move.old, move.new) for move in moves] == [(None, Stage.APPLIED)]


def test_moves_are_kept_with_reason_and_days(store: Store, opening: int, today: dt.date) -> None:
    key = add(store, opening, today)
    store.do("Move", actions.move, key, Stage.SCREEN, today=today + dt.timedelta(days=3))
    store.do(
        "Turn down", actions.move, key, Stage.REJECTED, today=today + dt.timedelta(days=5), reason="Hours"
    )
    newest, middle, _ = read(store, queries.timeline, key)
    assert (newest.new, newest.reason, newest.days) == (Stage.REJECTED, "Hours", 2)
    assert middle.days == 3
    row = applicant(store, today, key)
    assert (row.left, row.reason) == (Stage.SCREEN, "Hours")


def test_a_refused_move_leaves_no_trace(store: Store, opening: int, today: dt.date) -> None:
    key = add(store, opening, today)
    before = content(store, history=True)
    with pytest.raises(RuleBroken, match="no interview yet"):
        store.do("Move", actions.move, key, Stage.OFFER, today=today)
    assert content(store, history=True) == before


def test_reopening_goes_back_to_the_stage_that_was_left(store: Store, opening: int, today: dt.date) -> None:
    key = add(store, opening, today)
    store.do("Move", actions.move, key, Stage.SCREEN, today=today)
    store.do("Withdraw", actions.move, key, Stage.WITHDRAWN, today=today, reason="Pay")
    with pytest.raises(RuleBroken, match="only be reopened there"):
        store.do("Reopen", actions.move, key, Stage.APPLIED, today=today, reason="Called back")
    store.do("Reopen", actions.move, key, Stage.SCREEN, today=today, reason="Called back")
    assert applicant(store, today, key).stage is Stage.SCREEN


def test_hiring_adds_to_the_roster_and_one_undo_takes_both_back(
    store: Store, opening: int, today: dt.date
) -> None:
    key = add(store, opening, today, email="mia@example.org")
    bring_to_offer(store, key, today)
    before = content(store, history=False)
    person_id = store.do("Hire Mia", actions.hire, key, today=today, starts_on=today + dt.timedelta(days=14))
    row = applicant(store, today, key)
    assert (row.stage, row.person_id) == (Stage.HIRED, person_id)
    assert opening_row(store, opening).state is OpeningState.FILLED
    person = next(row for row in read(store, people, today + dt.timedelta(days=14)) if row.id == person_id)
    assert (person.name, person.team, person.role, person.weekly_minutes) == (
        "Mia Novák",
        "Phone",
        "Agent",
        1800,
    )
    after = content(store, history=False)
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    assert content(store, history=False) == after


def test_nobody_is_hired_by_a_plain_move(store: Store, opening: int, today: dt.date) -> None:
    key = add(store, opening, today)
    bring_to_offer(store, key, today)
    with pytest.raises(RuleBroken, match="hired with Hire"):
        store.do("Move", actions.move, key, Stage.HIRED, today=today)


def test_one_more_than_there_are_places_needs_a_reason(store: Store, opening: int, today: dt.date) -> None:
    first, second = add(store, opening, today), add(store, opening, today, "Bo Lindt")
    for key in (first, second):
        bring_to_offer(store, key, today)
    store.do("Hire", actions.hire, first, today=today)
    with pytest.raises(RuleBroken, match="no place left"):
        store.do("Hire", actions.hire, second, today=today)
    store.do("Hire", actions.hire, second, today=today, override="Ana leaves in May")
    assert read(store, queries.timeline, second)[0].reason == "Ana leaves in May"


def test_who_was_hired_and_lies_in_the_trash_takes_no_place(
    store: Store, opening: int, today: dt.date
) -> None:
    first, second = add(store, opening, today), add(store, opening, today, "Bo Lindt")
    for key in (first, second):
        bring_to_offer(store, key, today)
    store.do("Hire", actions.hire, first, today=today)
    store.do("Trash", actions.trash_applicants, [first], today=today)
    assert opening_row(store, opening).left == 1
    store.do("Hire", actions.hire, second, today=today)
    assert opening_row(store, opening).hired == 1


def test_a_bulk_move_is_one_step_and_all_or_none(store: Store, opening: int, today: dt.date) -> None:
    keys = [add(store, opening, today, name) for name in ("Mia", "Bo", "Cy")]
    before = content(store, history=False)
    store.do("Move 3", actions.move_many, keys, None, today=today)
    assert {row.stage for row in read(store, queries.applicants, today)} == {Stage.SCREEN}
    store.undo()
    assert content(store, history=False) == before
    store.do("Turn down Cy", actions.move, keys[2], Stage.REJECTED, today=today, reason="Hours")
    standing = content(store, history=False)
    with pytest.raises(RuleBroken):
        store.do("Move 3", actions.move_many, keys, None, today=today)
    assert content(store, history=False) == standing


def test_duplicates_are_hinted_by_name_address_or_number(store: Store, opening: int, today: dt.date) -> None:
    key = add(store, opening, today, email="Mia@Example.org", phone="+49 30 1234 5678")
    found = read(store, queries.duplicates, name="Novak, Mia", email="mia@example.ORG", phone="030 12345678")
    assert [(row.id, row.same) for row in found] == [(key, ("name", "e-mail", "phone"))]
    assert read(store, queries.duplicates, name="Novak, Mia", besides=key) == []
    (alike,) = read(store, queries.duplicates, name="M. Novak-Lindt", email="mia@example.org")
    assert alike.same == ("e-mail",)
    assert read(store, queries.duplicates, name="", email="", phone="") == []


def test_an_opening_takes_its_applicants_into_the_trash(store: Store, opening: int, today: dt.date) -> None:
    add(store, opening, today)
    before = content(store, history=False)
    assert store.do("Trash", actions.trash_opening, opening, today=today) == 1
    assert read(store, queries.openings) == []
    assert read(store, queries.applicants, today) == []
    assert {row.kind for row in read(store, trash.trash)} == {"Opening", "Applicant"}
    store.undo()
    assert content(store, history=False) == before


def test_more_places_open_a_filled_opening_again(store: Store, opening: int, today: dt.date) -> None:
    key = add(store, opening, today)
    bring_to_offer(store, key, today)
    store.do("Hire", actions.hire, key, today=today)
    row = opening_row(store, opening)
    values: dict[str, Any] = {
        "title": row.title,
        "role": row.role,
        "team": row.team,
        "weekly_minutes": row.weekly_minutes,
        "opened_on": row.opened_on,
        "closes_on": None,
        "description": "",
        "reason": "",
    }
    store.do("Edit", actions.edit_opening, opening, headcount=2, **values)
    assert opening_row(store, opening).state is OpeningState.OPEN
    with pytest.raises(RuleBroken, match="at least 1 place"):
        store.do("Edit", actions.edit_opening, opening, headcount=0, **values)


def test_a_closed_opening_takes_nobody_and_says_why(store: Store, opening: int, today: dt.date) -> None:
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Close", actions.set_opening_state, opening, OpeningState.CLOSED)
    store.do("Close", actions.set_opening_state, opening, OpeningState.CLOSED, reason="Budget")
    with pytest.raises(RuleBroken, match="is closed"):
        add(store, opening, today)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"name": "  "}, "needs a name"),
        ({"email": "no address"}, "not an e-mail address"),
        ({"rating": 6}, "1 to 5"),
        ({"applied_on": dt.date(2030, 1, 1)}, "in the future"),
    ],
)
def test_what_cannot_be_is_refused(
    store: Store, opening: int, today: dt.date, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        add(store, opening, today, **{"name": "Mia", **more})


def test_today_names_due_steps_and_those_who_wait(store: Store, opening: int, today: dt.date) -> None:
    late = add(store, opening, today, "Late", next_step="Call", next_step_on=today - dt.timedelta(days=2))
    soon = add(store, opening, today, "Soon", next_step="Talk", next_step_on=today + dt.timedelta(days=1))
    add(store, opening, today, "Later", next_step="Talk", next_step_on=today + dt.timedelta(days=9))
    waiting = add(store, opening, today, "Waiting", applied_on=today - dt.timedelta(days=20))
    add(store, opening, today, "Fresh")
    items = {item.record: item for item in read(store, reminders.todo, today)}
    assert set(items) == {str(late), str(soon), str(waiting)}
    assert items[str(late)].mark == "late"
    assert items[str(waiting)].text == "Waiting has waited 20 days at Applied"


def test_the_palette_finds_applicants_and_openings(store: Store, opening: int, today: dt.date) -> None:
    key = add(store, opening, today, email="mia@example.org")
    assert [item.record for item in read(store, finding.find, "novák", 8)] == [str(key)]
    assert [item.record for item in read(store, finding.find, "mia@", 8)] == [str(key)]
    assert [item.record for item in read(store, finding.find, "weekend", 8)] == [f"opening:{opening}"]
    assert read(store, finding.find, " ", 8) == []


def test_the_pipeline_counts_by_stage(store: Store, opening: int, today: dt.date) -> None:
    for name in ("Mia", "Bo"):
        add(store, opening, today, name)
    row = read(store, queries.pipeline)[0]
    assert row.counts[Stage.APPLIED] == 2
    assert row.counts[Stage.OFFER] == 0


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_the_moves_fit_together_and_undo_gives_everything_back(
    store: Store, opening: int, today: dt.date, seed: int
) -> None:
    chance = random.Random(seed)
    for name in ("Mia", "Bo", "Cy"):
        add(store, opening, today, name)
    start = content(store, history=False)
    label = store.undo_label()
    for number in range(80):
        row = chance.choice(read(store, queries.applicants, today))
        day = today + dt.timedelta(days=number)
        act = chance.choice(("move", "move", "move", "hire", "step", "undo", "redo"))
        try:
            if act == "move":
                to = chance.choice(list(Stage))
                store.do("Try", actions.move, row.id, to, today=day, reason=chance.choice(["", "why"]))
            elif act == "hire":
                store.do("Try", actions.hire, row.id, today=day, override=chance.choice(["", "why"]))
            elif act == "step":
                store.do("Try", actions.set_next_step, row.id, f"Call {number}", day)
            elif act == "undo" and store.undo_label() == "Try":
                store.undo()
            elif act == "redo":
                store.redo()
        except RuleBroken:
            pass
        roster = read(store, people, day)
        hired = [one for one in read(store, queries.applicants, today) if one.stage is Stage.HIRED]
        assert {one.person_id for one in hired} == {person.id for person in roster}
        for one in read(store, queries.applicants, today):
            moves = read(store, queries.timeline, one.id)[::-1]
            assert moves[0].old is None
            assert [move.new for move in moves[:-1]] == [move.old for move in moves[1:]]
            assert moves[-1].new is one.stage
    while store.undo_label() != label:
        store.undo()
    assert content(store, history=False) == start
