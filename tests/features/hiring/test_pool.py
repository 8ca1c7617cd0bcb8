"""Putting off, the talent pool, one person with several applications, sources, and walking in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions, queries, reminders
from csmanager.features.hiring.page import HiringPage
from csmanager.features.hiring.pool import actions as pool
from csmanager.features.hiring.pool import queries as kept
from csmanager.features.hiring.pool import walkin
from csmanager.features.hiring.pool.poolpage import PoolPage
from csmanager.features.hiring.privacy import actions as privacy
from csmanager.features.hiring.rules import Consent, Stage
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content

TODAY = dt.date(2026, 3, 31)
DAY = dt.timedelta(days=1)


@pytest.fixture
def opening(store: Store) -> int:
    return store.do("Add", actions.add_opening, title="Agent", today=TODAY - 60 * DAY)


def add(store: Store, opening: int, name: str, **more: Any) -> int:
    return store.do("Add", actions.add_applicant, opening_id=opening, name=name, today=TODAY, **more)


def rows(store: Store) -> dict[int, queries.ApplicantRow]:
    with store.read() as session:
        return {row.id: row for row in queries.applicants(session, TODAY)}


def alike(store: Store, **typed: Any) -> list[tuple[str, tuple[str, ...]]]:
    with store.read() as session:
        return [(row.name, row.same) for row in queries.duplicates(session, **typed)]


def test_the_same_person_under_two_spellings_is_found(store: Store, opening: int) -> None:
    add(store, opening, "Katarzyna Wiśniewska", phone="+48 600 700 800")
    add(store, opening, "Bo Lindt")
    assert alike(store, name="Katarzina Wisniewska") == [("Katarzyna Wiśniewska", ("similar name",))]
    assert alike(store, name="K. W.", phone="600-700-800") == [("Katarzyna Wiśniewska", ("phone",))]
    assert alike(store, name="Bob Ross") == []


def test_two_of_one_opening_become_one_with_both_histories(store: Store, opening: int) -> None:
    first = add(store, opening, "Mia Novák", notes="Asked at the counter", applied_on=TODAY - 9 * DAY)
    second = add(store, opening, "Mia Nowak", email="mia@x.example", notes="Wrote a letter", source="Website")
    store.do("Move", actions.move, first, Stage.SCREEN, today=TODAY)
    start = content(store, history=False)
    store.do("Join", pool.merge, first, second)
    (row,) = rows(store).values()
    assert (row.id, row.stage, row.email, row.source) == (first, Stage.SCREEN, "mia@x.example", "Website")
    assert row.notes == "Asked at the counter\n\nWrote a letter"
    with store.read() as session:
        told = queries.timeline(session, first)
        assert kept.sources(session)[0].applicants == 1
    assert len(told) == 3
    assert [move.joined for move in told if move.joined] == ["Mia Nowak, 31 Mar 2026"]
    with pytest.raises(RuleBroken, match="joined to another"):
        store.do("Join", pool.merge, first, second)
    store.undo()
    assert content(store, history=False) == start


def test_applications_for_two_openings_stay_two_of_one_person(store: Store, opening: int) -> None:
    other = store.do("Add", actions.add_opening, title="Lead", today=TODAY - 60 * DAY)
    first, second = add(store, opening, "Mia Novák"), add(store, other, "Mia Nowak", phone="600 700 800")
    store.do("Join", pool.merge, first, second)
    found = rows(store)
    assert set(found) == {first, second}
    assert found[first].candidate_id == found[second].candidate_id
    with store.read() as session:
        assert kept.others_of(session, first) == [(second, "Lead, 31 Mar 2026, applied")]
    with pytest.raises(RuleBroken, match="one person already"):
        store.do("Join", pool.merge, first, second)
    store.do("Part", pool.part, second)
    found = rows(store)
    assert found[first].candidate_id != found[second].candidate_id
    with pytest.raises(RuleBroken, match="no other application"):
        store.do("Part", pool.part, second)


def test_a_refusal_counts_when_two_turn_out_to_be_one(store: Store, opening: int) -> None:
    first, second = add(store, opening, "Mia Novák"), add(store, opening, "Mia Nowak")
    store.do("Pool", pool.keep_in_pool, first, "Weekends", today=TODAY)
    candidate = rows(store)[second].candidate_id
    store.do("No", privacy.set_consent, candidate, Consent.REFUSED, today=TODAY)
    store.do("Join", pool.merge, first, second)
    assert (rows(store)[first].consent, rows(store)[first].pool_on) == (Consent.REFUSED, None)
    with pytest.raises(RuleBroken, match="did not agree"):
        store.do("Pool", pool.keep_in_pool, first, "Weekends", today=TODAY)


def test_who_was_put_off_is_not_stalled_and_comes_up_on_the_day(store: Store, opening: int) -> None:
    key = add(store, opening, "Mia", applied_on=TODAY - 30 * DAY)
    assert rows(store)[key].is_stalled
    until = TODAY + 5 * DAY
    store.do("Off", pool.snooze, key, until, "Call back", today=TODAY)
    assert not rows(store)[key].is_stalled

    def told(day: dt.date) -> list[str]:
        with store.read() as session:
            return [item.text for item in reminders.todo(session, day)]

    assert told(TODAY) == []
    assert told(until) == ["Mia: Call back"]
    store.do("On", actions.move, key, Stage.SCREEN, today=TODAY)
    assert rows(store)[key].snoozed_until is None
    for wrong, words in ((TODAY, "after today"), (TODAY + 400 * DAY, "talent pool instead")):
        with pytest.raises(RuleBroken, match=words):
            store.do("Off", pool.snooze, key, wrong, "", today=TODAY)


def test_several_are_put_off_in_one_step_or_none(store: Store, opening: int) -> None:
    first, second = add(store, opening, "Mia"), add(store, opening, "Bo")
    store.do("No", actions.move, second, Stage.REJECTED, today=TODAY, reason="References")
    before = content(store)
    with pytest.raises(RuleBroken, match="Bo was rejected"):
        store.do("Off", pool.snooze_many, [first, second], TODAY + DAY, "", today=TODAY)
    assert content(store) == before


def test_somebody_from_the_pool_is_invited_with_all_that_is_known(store: Store, opening: int) -> None:
    key = add(store, opening, "Mia", email="mia@x.example")
    store.do("No", actions.move, key, Stage.ARCHIVED, today=TODAY, reason="Free from a later date")
    store.do("Pool", pool.keep_in_pool, key, "Weekends", today=TODAY)
    with pytest.raises(RuleBroken, match="for this opening already"):
        store.do("Invite", pool.invite, key, opening, today=TODAY)
    other = store.do("Add", actions.add_opening, title="Weekend agent", today=TODAY)
    made = store.do("Invite", pool.invite, key, other, today=TODAY)
    row = rows(store)[made]
    assert (row.email, row.source, row.candidate_id) == (
        "mia@x.example",
        "Talent pool",
        rows(store)[key].candidate_id,
    )
    with store.read() as session:
        (shown,) = kept.pool(session)
    assert (shown.id, shown.applications, shown.reason) == (made, 2, "Weekends")


def test_sources_count_people_and_money(store: Store, opening: int) -> None:
    add(store, opening, "Mia", source="Job board")
    add(store, opening, "Bo", source="job board")
    store.do("Cost", pool.add_cost, source="Job board", amount=12_345, spent_on=TODAY)
    with store.read() as session:
        (row,) = kept.sources(session)
    assert (row.applicants, row.interviewed, row.hired, row.cost, row.cost_a_hire) == (2, 0, 0, 12_345, None)
    with pytest.raises(RuleBroken, match="more than nothing"):
        store.do("Cost", pool.add_cost, source="Job board", amount=0, spent_on=TODAY)


@pytest.mark.parametrize(
    ("reach", "email", "phone"),
    [("mia@x.example", "mia@x.example", ""), ("0600 700 800", "", "0600 700 800"), ("", "", "")],
)
def test_a_walk_in_is_taken_with_one_way_to_reach_them(
    store: Store, opening: int, reach: str, email: str, phone: str
) -> None:
    key = store.do(
        "Walk-in", walkin.take, name="Mia", opening_id=opening, today=TODAY, reach=reach, may_keep=True
    )
    row = rows(store)[key]
    assert (row.email, row.phone, row.source, row.consent) == (email, phone, "Walk-in", Consent.GIVEN)


# the views


@pytest.fixture
def page(desk: Desk, opening: int, qtbot: QtBot) -> Iterator[HiringPage]:
    made = HiringPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def test_a_walk_in_is_taken_by_keyboard_alone(desk: Desk, page: HiringPage, qtbot: QtBot) -> None:
    page.commands.actions["walk_in"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    assert len(dialog.inputs) <= 7
    qtbot.keyClicks(dialog.inputs["name"].target, "Ada Byron")
    qtbot.keyClicks(dialog.inputs["reach"].target, "12")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "neither a phone number nor an e-mail" in dialog.problem.text()
    qtbot.keyClicks(dialog.inputs["reach"].target, "3456789")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (row,) = desk.read(queries.applicants, desk.today())
    assert (row.name, row.phone, row.source) == ("Ada Byron", "123456789", "Walk-in")
    assert page.pane.title.text() == "Ada Byron"


def test_doubles_are_joined_from_the_board_and_undone(
    desk: Desk, opening: int, page: HiringPage, answers: ScriptedAnswers
) -> None:
    first, second = add(desk.store, opening, "Mia Novák"), add(desk.store, opening, "Mia Nowak")
    page.select(first)
    answers.answers.append("Mia Nowak, Agent, 31 Mar 2026 (similar name)")
    page.commands.actions["merge"].trigger()
    assert set(rows(desk.store)) == {first}
    desk.store.undo()
    assert set(rows(desk.store)) == {first, second}


def test_several_are_turned_down_in_one_step_with_one_reason(
    desk: Desk, opening: int, page: HiringPage, qtbot: QtBot
) -> None:
    ids = [add(desk.store, opening, name) for name in ("Mia", "Bo", "Cy")]
    page.select(ids[0])
    page.board.columns[0].selectAll()
    page.commands.actions["archive"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    dialog.inputs["reason"].set_value("The opening was stopped")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert {row.stage for row in rows(desk.store).values()} == {Stage.ARCHIVED}
    assert desk.store.undo_label() == "Put 3 applicants aside for now"
    desk.store.undo()
    assert {row.stage for row in rows(desk.store).values()} == {Stage.APPLIED}


def test_the_pool_invites_and_notes_costs(
    desk: Desk, opening: int, qtbot: QtBot, answers: ScriptedAnswers
) -> None:
    made = PoolPage(desk)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    key = add(desk.store, opening, "Mia", source="Job board")
    desk.store.do("Pool", pool.keep_in_pool, key, "Weekends", today=TODAY)
    desk.store.do("Add", actions.add_opening, title="Weekend agent", today=TODAY)
    assert [row.name for row in made.pool.table.shown_rows()] == ["Mia"]
    answers.answers.append("Weekend agent")
    made.commands.actions["invite"].trigger()
    assert len(rows(desk.store)) == 2
    made.show_list("sources")
    made.commands.actions["cost"].trigger()
    dialog = made.dialog
    assert isinstance(dialog, FormDialog)
    dialog.inputs["source"].set_value("Job board")
    dialog.inputs["amount"].set_value(120)
    dialog.submit()
    assert {row.source: row.cost for row in desk.read(kept.sources)}["Job board"] == 12_000
    made.close()
