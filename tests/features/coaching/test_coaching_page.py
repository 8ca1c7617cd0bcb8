"""Coaching by mouse and by keyboard, and at the kiosk."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager import catalogue
from csmanager.core.feature import load
from csmanager.core.sealing import is_token
from csmanager.core.visibility import Visibility
from csmanager.features.coaching import actions, atkiosk, queries
from csmanager.features.coaching.coachpage import CoachingPage
from csmanager.features.coaching.kioskview import CoachingTaskView
from csmanager.features.coaching.rules import CoachState, EvidenceKind
from csmanager.features.kiosk.queries import tasks
from csmanager.features.reviews.cycles import choices
from csmanager.features.talks.codesdialog import CodesDialog
from csmanager.features.talks.oneonones.queries import items
from csmanager.features.wellbeing import availability, pulse
from csmanager.ui.desk import Desk
from csmanager.ui.sealing import LOCKED_TEXT
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.sealedfield import SealedLabel
from tests.digest import content
from tests.features.coaching.test_coaching import held, low_grade
from tests.features.reviews.desk_shop import stock
from tests.features.talks.staff import hire
from tests.waiting import settle


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> CoachingPage:
    hire(desk.store, "Ana", "Ben")
    made = CoachingPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    with qtbot.waitActive(made):
        made.show()
    return made


def fill(page: CoachingPage, **values: object) -> None:
    form = page.dialog
    assert isinstance(form, FormDialog)
    for key, value in values.items():
        form.inputs[key].set_value(value)
    form.submit()
    assert not form.isVisible(), form.problem.text()


CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_from_a_low_score_to_the_close_by_keys(qtbot: QtBot, desk: Desk, page: CoachingPage) -> None:
    today = desk.today()
    ana = 1
    low_grade(desk.store, ana, today - dt.timedelta(days=1))
    before = content(desk.store, history=False)
    page.show_record("waiting/0")
    page.refresh()
    page.waiting.table.select_first()
    qtbot.keyClick(page, Qt.Key.Key_Return, CTRL)
    (row,) = page.sessions.table.rows()
    assert (page.key(), row.state, row.evidence, row.took) == ("session", CoachState.DRAFT, 1, 1)
    qtbot.keyClick(page, Qt.Key.Key_D, CTRL)
    fill(page, agreed="Say it back")
    qtbot.keyClick(page, Qt.Key.Key_T, CTRL | SHIFT)
    assert [one.source for one in desk.read(items)] == ["coaching"]
    page.commands.actions["answer"].trigger()
    fill(page)
    qtbot.keyClick(page, Qt.Key.Key_F, CTRL | SHIFT)
    settle(qtbot, desk)
    fill(page, effect="unclear", note="Too early")
    page.commands.actions["close"].trigger()
    form = page.dialog
    assert isinstance(form, FormDialog)
    form.submit()
    assert form.isVisible()
    fill(page, reason="Moves to the shop floor")
    assert page.sessions.table.rows()[0].state is CoachState.CLOSED
    while content(desk.store, history=False) != before:
        desk.store.undo()


def test_a_session_by_mouse(qtbot: QtBot, desk: Desk, page: CoachingPage) -> None:
    page.commands.actions["new"].trigger()
    form = page.dialog
    assert isinstance(form, FormDialog)
    form.inputs["behaviour"].set_value("Says hello\nSays goodbye")
    form.inputs["behaviour"].set_value("Greets; says goodbye")
    qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
    assert form.isVisible() and "One behaviour" in form.problem.text()
    form.inputs["behaviour"].set_value("Greets within a minute")
    form.inputs["seen"].set_value("Saturday at noon")
    qtbot.mouseClick(form.submit_button, Qt.MouseButton.LeftButton)
    (row,) = page.sessions.table.rows()
    assert (row.behaviour, row.evidence) == ("Greets within a minute", 1)


def test_sheets_are_entered_by_their_codes(qtbot: QtBot, desk: Desk, page: CoachingPage) -> None:
    from csmanager.features.coaching import sheets

    held(desk.store, 1, desk.today())
    (line,) = desk.read(sheets.open_lines)
    page.commands.actions["codes"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, CodesDialog)
    qtbot.keyClicks(dialog.code, "ABC")
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    assert dialog.problem.text()
    dialog.code.clear()
    qtbot.keyClicks(dialog.code, line.code)
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    qtbot.mouseClick(dialog.enter_button, Qt.MouseButton.LeftButton)
    assert page.sessions.table.rows()[0].state is CoachState.ACKNOWLEDGED


@pytest.mark.parametrize("agrees", [True, False])
def test_the_person_answers_at_the_kiosk(qtbot: QtBot, desk: Desk, page: CoachingPage, agrees: bool) -> None:
    made = held(desk.store, 1, desk.today())
    (task,) = desk.read(atkiosk.tasks, 1, desk.today())
    view = CoachingTaskView(desk, task, 1)
    qtbot.addWidget(view)
    view.show()
    ended: list[bool] = []
    view.finished.connect(ended.append)
    if agrees:
        qtbot.mouseClick(view.yes_button, Qt.MouseButton.LeftButton)
    else:
        qtbot.mouseClick(view.no_button, Qt.MouseButton.LeftButton)
        assert ended == [] and view.problem.isVisible()
        qtbot.keyClicks(view.text, "It was not my call")
        qtbot.mouseClick(view.no_button, Qt.MouseButton.LeftButton)
    found = desk.read(queries.detail, made, desk.today())
    assert ended == [True] and found is not None
    assert (found.row.is_disputed, found.answered_how) == (not agrees, "kiosk")


def test_figures_and_grades_are_offered_as_evidence(qtbot: QtBot, desk: Desk) -> None:
    desk._today = lambda: dt.date(2026, 3, 31)
    stock(desk.store)
    page = CoachingPage(desk)
    qtbot.addWidget(page)
    page.show()
    people = dict(desk.read(choices.people, desk.today()))
    ana = next(key for key, name in people.items() if name == "Ana")
    desk.try_do("Draft", actions.draft, person_id=ana, behaviour="Escalates late", today=desk.today())
    page.sessions.table.select_first()
    page.commands.actions["evidence"].trigger()
    settle(qtbot, desk)
    form = page.dialog
    assert isinstance(form, FormDialog)
    keys = [key for key, _ in form.inputs["ref"].field.options if key.startswith("figure:")]
    assert keys
    form.inputs["ref"].set_value(keys[0])
    form.submit()
    found = desk.read(queries.detail, page.sessions.table.rows()[0].id, desk.today())
    assert found is not None
    assert (found.evidence[0].kind, "n = " in found.evidence[0].text) == (EvidenceKind.FIGURE, True)


def test_the_kiosk_lists_what_talks_ask_of_a_person(desk: Desk) -> None:
    ids = hire(desk.store, "Ana", "Ben", "Cem", "Dora")
    today = desk.today()
    held(desk.store, ids[0], today)
    desk.try_do("Open", pulse.open_wave, set_id=1, name="", closes_on=today + dt.timedelta(7), today=today)
    desk.try_do("Ask", availability.ask_at_kiosk, True)
    found = desk.read(tasks, catalogue.FEATURES, ids[0], today)
    assert {(one.feature, one.kind) for one in found} >= {
        ("coaching", "Read and answer"), ("wellbeing", "Answer"), ("wellbeing", "Look"),
    }  # fmt: skip
    for one in found:
        feature = next(item for item in catalogue.FEATURES if item.key == one.feature)
        assert feature.kiosk_view is not None and callable(load(feature.kiosk_view))


def test_a_private_note_is_sealed_and_stays_where_it_is_not_touched(
    qtbot: QtBot, desk: Desk, page: CoachingPage
) -> None:
    lock, _, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(lock, secret)
    page.new()
    fill(page, behaviour="Says back what was understood", seen="Monday, at the till")
    page.edit()
    fill(page, private_note="Tired lately")
    page.edit()
    fill(page, notes="Wants to hear herself")
    found = page.found
    assert found is not None and is_token(found.private_note) and found.notes == "Wants to hear herself"
    assert desk.sealing.read(found.private_note, queries.private_about(found.row.id)) == "Tired lately"
    desk.sealing.lock()
    label = page.sessions.pane.findChildren(SealedLabel)[-1]  # those before it wait to be deleted
    assert label.label.text() == LOCKED_TEXT


def test_who_may_read_the_notes_of_a_session_is_chosen(desk: Desk, page: CoachingPage) -> None:
    lock, _, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(lock, secret)
    page.new()
    fill(page, behaviour="Says back what was understood", seen="Monday, at the till")
    before = content(desk.store, history=False)
    page.edit()
    fill(page, notes="Afraid of the phone", notes_seen=Visibility.SEALED)
    found = page.found
    assert found is not None and found.notes == ""
    about = queries.notes_about(found.row.id)
    assert desk.sealing.read(found.sealed_notes, about) == "Afraid of the phone"
    page.edit()
    fill(page, notes_seen=Visibility.OPEN)
    found = page.found
    assert found is not None and (found.notes, found.sealed_notes) == ("Afraid of the phone", "")
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before
