"""Wellbeing by mouse and by keyboard, and at the kiosk."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.features.talks.codesdialog import CodesDialog
from csmanager.features.talks.oneonones.queries import items
from csmanager.features.wellbeing import atkiosk, availability, pulse, strain
from csmanager.features.wellbeing.kioskview import WellbeingTaskView
from csmanager.features.wellbeing.weekwidget import WeekDialog
from csmanager.features.wellbeing.wellbeingpage import WellbeingPage
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.talks.staff import hire
from tests.waiting import settle

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> WellbeingPage:
    hire(desk.store, "Ana", "Ben", "Cem", "Dora")
    made = WellbeingPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    with qtbot.waitActive(made):
        made.show()
    settle(qtbot, desk)
    return made


def fill(page: WellbeingPage, **values: object) -> None:
    form = page.dialog
    assert isinstance(form, FormDialog)
    for key, value in values.items():
        form.inputs[key].set_value(value)
    form.submit()
    assert not form.isVisible(), form.problem.text()


def kiosk(qtbot: QtBot, desk: Desk, person_id: int, kind: str) -> WellbeingTaskView:
    task = next(one for one in desk.read(atkiosk.tasks, person_id, desk.today()) if one.key.startswith(kind))
    view = WellbeingTaskView(desk, task, person_id)
    qtbot.addWidget(view)
    view.show()
    return view


def test_a_pulse_from_asking_to_showing(
    qtbot: QtBot, desk: Desk, page: WellbeingPage, answers: ScriptedAnswers
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL | SHIFT)
    fill(page)
    for person in (1, 2, 3):
        view = kiosk(qtbot, desk, person, "pulse")
        ended: list[bool] = []
        view.finished.connect(ended.append)
        qtbot.mouseClick(view.keep_button, Qt.MouseButton.LeftButton)
        assert ended == [] and "at least one" in view.problem.text()
        for group in view.marks:
            qtbot.mouseClick(group.button(4), Qt.MouseButton.LeftButton)
        qtbot.mouseClick(view.keep_button, Qt.MouseButton.LeftButton)
        assert ended == [True]
    wave = desk.read(pulse.waves)[0]
    (code,) = desk.store.keep_aside(pulse.hand_out, wave.id, [4], desk.today())
    page.commands.actions["codes"].setEnabled(True)
    page.commands.actions["codes"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, CodesDialog)
    qtbot.keyClicks(dialog.code, f"{code} 222222")
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return, CTRL)
    dialog.submit()
    assert not dialog.isVisible(), dialog.problem.text()
    page.waves.table.select_first()
    answers.answers.append(True)
    qtbot.keyClick(page, Qt.Key.Key_D, CTRL)
    (row,) = desk.read(pulse.waves)
    assert (row.is_shown, row.answered, row.results[0].mean) == (True, 4, 3.5)


def test_a_breather_is_one_key_and_comes_back_by_undo(qtbot: QtBot, desk: Desk, page: WellbeingPage) -> None:
    before = content(desk.store, history=False)
    page.show_list("strain")
    page.strain.table.select(2)
    qtbot.keyClick(page, Qt.Key.Key_B, CTRL | SHIFT)
    settle(qtbot, desk)
    (row,) = page.breathers.table.rows()
    assert (row.person, row.minutes) == ("Ben", 10)
    qtbot.keyClick(page, Qt.Key.Key_T, CTRL | SHIFT)
    assert [one.person for one in desk.read(items)] == ["Ben"]
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_weights_are_seen_and_changed(desk: Desk, page: WellbeingPage) -> None:
    page.commands.actions["weights"].trigger()
    fill(page, overtime=0, look_at=20)
    assert desk.read(strain.look_at) == 20
    assert [row.kind.key for row in desk.read(strain.inputs) if not row.is_on] == ["overtime"]


def test_a_week_by_the_manager_and_at_the_kiosk(qtbot: QtBot, desk: Desk, page: WellbeingPage) -> None:
    page.show_list("week")
    page.weeks.table.select(1)
    qtbot.keyClick(page, Qt.Key.Key_F2)
    dialog = page.dialog
    assert isinstance(dialog, WeekDialog)
    can, start, end = dialog.week.rows[0]
    qtbot.keyClicks(start, "17")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and "Monday" in dialog.problem.text()
    can.setCurrentIndex(3)
    qtbot.keyClicks(end, "9")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert "after the start" in dialog.problem.text()
    end.clear()
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert [one for one in desk.read(atkiosk.tasks, 1, desk.today()) if one.key == "week"] == []
    page.commands.actions["kiosk"].trigger()
    view = kiosk(qtbot, desk, 1, "week")
    assert view.week is not None and view.week.rows[0][1].text() == "17:00"
    view.week.rows[5][0].setCurrentIndex(2)
    qtbot.mouseClick(view.keep_button, Qt.MouseButton.LeftButton)
    row = desk.read(availability.weeks, desk.today())[0]
    assert (row.day(0), row.day(5), row.how) == ("cannot 17:00–24:00", "likes to all day", "kiosk")


def test_the_page_says_why_nothing_is_shown(desk: Desk, page: WellbeingPage) -> None:
    today = desk.today()
    desk.try_do("Open", pulse.open_wave, set_id=1, name="", closes_on=today + dt.timedelta(7), today=today)
    page.waves.table.select_first()
    texts = [label.text() for label in page.waves.pane.findChildren(type(page.header.note))]
    assert any("while it is open" in text for text in texts)
    assert any("There is no filter" in text for text in texts)
