"""A talk planned, held and taken back, by mouse and by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.sealing import is_token
from csmanager.core.visibility import MARKS, Visibility
from csmanager.features.talks.oneonones import actions, queries
from csmanager.features.talks.oneonones.oneonespage import OneOnOnesPage
from csmanager.features.talks.oneonones.paper import sheet
from csmanager.features.talks.oneonones.rules import ItemState, TalkState
from csmanager.features.talks.oneonones.talkview import TalkView
from csmanager.ui.desk import Desk
from csmanager.ui.sealing import LOCKED_TEXT
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.sealedfield import SealedField, SealedLabel
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.talks.staff import hire


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> OneOnOnesPage:
    hire(desk.store, "Ana", "Ben")
    made = OneOnOnesPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    with qtbot.waitActive(made):
        made.show()
    return made


def fill(page: OneOnOnesPage, **values: object) -> None:
    form = page.dialog
    assert isinstance(form, FormDialog)
    for key, value in values.items():
        form.inputs[key].set_value(value)
    form.submit()
    assert not form.isVisible(), form.problem.text()


def test_an_empty_page_teaches_and_its_button_plans(qtbot: QtBot, page: OneOnOnesPage) -> None:
    (empty,) = [one for one in page.talks.table.findChildren(EmptyState) if one.isVisible()]
    assert "roll on" in empty.text.text()
    assert empty.action is not None and page.header.primary is not None
    page.commands.actions["new"].setText("Plan another talk…")
    assert not page.header.primary.isVisible()  # the empty list has the same button
    qtbot.mouseClick(empty.action, Qt.MouseButton.LeftButton)
    fill(page, every_days=7)
    row = page.talks.table.rows()[0]
    assert (row.person, row.kind, row.every_days) == ("Ana", "Weekly talk", 7)


def test_the_story_of_a_talk_by_keys(
    qtbot: QtBot, desk: Desk, page: OneOnOnesPage, answers: ScriptedAnswers
) -> None:
    before = content(desk.store, history=False)
    qtbot.keyClick(
        page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    fill(page, every_days=7)
    qtbot.keyClick(
        page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    fill(page, text="Saturday shifts")
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    talk = page.dialog
    assert isinstance(talk, TalkView)
    qtbot.keyClicks(talk.new_item, "The new till")
    qtbot.keyClick(talk.new_item, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: talk.points.count() == 2)
    talk.points.setCurrentRow(0)
    qtbot.keyClick(talk.points, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.read(queries.items)[-1].state is ItemState.DISCUSSED)
    qtbot.keyClicks(talk.notes, "Wants every second one")
    question, box = next(iter(talk.answers.items()))
    qtbot.keyClicks(box, "The queue at noon")
    answers.answers.append("ask again in June")
    talk.points.setCurrentRow(0)
    qtbot.keyClick(talk.points, Qt.Key.Key_F2)
    qtbot.keyClick(talk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not talk.isVisible(), talk.problem.text()
    held = next(row for row in desk.read(queries.talks) if row.state is TalkState.HELD)
    found = desk.read(queries.detail, held.id)
    assert found is not None
    assert (held.notes, held.minutes) == ("Wants every second one", 30)
    assert dict(found.answers) == {question: "The queue at noon"}
    assert [one.text for one in found.items] == ["Saturday shifts"]
    (ahead,) = [row for row in desk.read(queries.talks) if row.is_open]
    assert ahead.waiting == 1
    while content(desk.store, history=False) != before:
        desk.store.undo()
    page.refresh()
    assert page.talks.table.rows() == []


def test_skipping_asks_why_and_moving_makes_another(
    qtbot: QtBot, desk: Desk, page: OneOnOnesPage, today: dt.date
) -> None:
    ids = [row.person_id for row in desk.read(queries.without, today)]
    made = desk.try_do("Plan", actions.plan, ids, set_id=None, planned_on=today)
    page.show_record(f"talk/{made[0]}")
    page.commands.actions["skip"].trigger()
    form = page.dialog
    assert isinstance(form, FormDialog)
    qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
    assert form.isVisible() and form.inputs["reason"].reason.text()
    fill(page, reason="Stock-taking")
    page.show_record(f"talk/{made[1]}")
    page.commands.actions["move"].trigger()
    fill(page, to=today + dt.timedelta(days=2), reason="Ill")
    states = sorted(row.state for row in desk.read(queries.talks))
    assert states == [TalkState.MOVED, TalkState.PLANNED, TalkState.SKIPPED]


def test_what_is_typed_is_kept_when_the_talk_is_closed(qtbot: QtBot, desk: Desk, page: OneOnOnesPage) -> None:
    today = desk.today()
    ana = desk.read(queries.without, today)[0].person_id
    desk.try_do("Plan", actions.plan, [ana], set_id=None, planned_on=today)
    page.commands.actions["begin"].trigger()
    talk = page.dialog
    assert isinstance(talk, TalkView)
    qtbot.keyClicks(talk.private, "Looks tired")
    qtbot.mouseClick(talk.later_button, Qt.MouseButton.LeftButton)
    (row,) = desk.read(queries.talks)
    assert (row.private_note, row.state) == ("Looks tired", TalkState.PLANNED)


def test_a_question_set_can_be_written(desk: Desk, page: OneOnOnesPage) -> None:
    page.commands.actions["new_set"].trigger()
    fill(page, name="After a hard day", questions="What happened?\nWhat helps?")
    found = next(row for row in desk.read(queries.sets) if row.name == "After a hard day")
    assert found.questions == ("What happened?", "What helps?")
    assert page.key() == "set"


def test_a_private_note_is_sealed_where_there_is_a_passphrase(
    qtbot: QtBot, desk: Desk, page: OneOnOnesPage
) -> None:
    lock, _, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(lock, secret)
    today = desk.today()
    ana = desk.read(queries.without, today)[0].person_id
    (first,) = desk.try_do("Plan", actions.plan, [ana], set_id=None, planned_on=today)
    page.commands.actions["begin"].trigger()
    talk = page.dialog
    assert isinstance(talk, TalkView) and isinstance(talk.private, SealedField)
    qtbot.keyClicks(talk.private.edit, "Looks tired")
    qtbot.mouseClick(talk.later_button, Qt.MouseButton.LeftButton)
    (row,) = desk.read(queries.talks)
    assert is_token(row.private_note)
    assert desk.sealing.read(row.private_note, queries.private_about(first)) == "Looks tired"
    second = desk.try_do("Move", actions.move, first, to=today + dt.timedelta(days=2), reason="Ill")
    desk.sealing.lock()
    page.show_record(f"talk/{second}")
    label = page.talks.pane.findChildren(SealedLabel)[-1]  # what the moved talk kept
    assert label.label.text() == LOCKED_TEXT
    desk.sealing.let_in(secret)
    assert label.label.text() == "Looks tired"


def test_who_may_read_notes_and_answers_is_chosen_in_the_talk(
    qtbot: QtBot, desk: Desk, page: OneOnOnesPage
) -> None:
    lock, _, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(lock, secret)
    today = desk.today()
    ana = desk.read(queries.without, today)[0].person_id
    stay = next(one.id for one in desk.read(queries.sets) if one.key == "stay")
    (first,) = desk.try_do("Plan", actions.plan, [ana], set_id=stay, planned_on=today)
    page.commands.actions["begin"].trigger()
    talk = page.dialog
    assert isinstance(talk, TalkView)
    question = next(iter(talk.answers))
    qtbot.keyClicks(talk.notes, "Thinks of going")
    qtbot.keyClicks(talk.answers[question], "More pay")
    assert talk.keep()
    before = content(desk.store, history=False)
    assert talk.classes.mark.text() == MARKS[Visibility.OPEN]
    talk.classes.box.setFocus()
    qtbot.keyClick(talk.classes.box, Qt.Key.Key_End)  # sealed
    qtbot.waitUntil(lambda: isinstance(talk.notes, SealedField))
    found = desk.read(queries.detail, first)
    assert found is not None and not found.is_shared
    assert (found.row.notes, dict(found.answers)[question]) == ("", "")
    assert desk.sealing.read(found.row.sealed_notes, queries.notes_about(first)) == "Thinks of going"
    assert [one[0] for one in found.sealed_answers] == [question]
    assert "Thinks" not in sheet(found, "Shop") and "More pay" not in sheet(found, "Shop")
    desk.sealing.lock()
    talk.classes.show_class(Visibility.OPEN)
    talk.choose_class()
    assert "Unlock" in talk.problem.text() and talk.classes.value is Visibility.SEALED
    desk.sealing.let_in(secret)
    qtbot.keyClick(talk.classes.box, Qt.Key.Key_Up)  # manager only
    qtbot.waitUntil(lambda: not isinstance(talk.notes, SealedField))
    found = desk.read(queries.detail, first)
    assert found is not None and found.row.notes == "Thinks of going" and not found.sealed_answers
    assert "Thinks" not in sheet(found, "Shop"), "for the manager alone"
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before
    talk.reject()
