"""Joining and leaving by mouse and by keyboard, at the kiosk and on paper, undone to the last row."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.core.visibility import Visibility
from csmanager.features.handbook.knowing.quizdialog import TextDialog
from csmanager.features.kiosk import actions as kiosk
from csmanager.features.onboarding import actions, atkiosk, leaving, queries, sheetview
from csmanager.features.onboarding.joiningpage import JoiningPage
from csmanager.features.onboarding.kioskview import JoiningTaskView
from csmanager.features.onboarding.leaving import about
from csmanager.features.onboarding.rampwidget import RampChart
from csmanager.features.onboarding.rules import GateState, ItemState, LeavingState, PlanState
from csmanager.ui.desk import Desk
from csmanager.ui.sealing import LOCKED_TEXT
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.onboarding.conftest import START, Shop
from tests.waiting import settle

THIRD = START + dt.timedelta(days=3)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> JoiningPage:
    desk._today = lambda: THIRD
    made = JoiningPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    made.show()
    settle(qtbot, desk)
    return made


def form(page: JoiningPage) -> FormDialog:
    opened = [
        one for one in (page.commands.dialog, page.library.dialog) if one is not None and one.isVisible()
    ]
    assert len(opened) == 1
    assert isinstance(opened[0], FormDialog)
    return opened[0]


def submit(qtbot: QtBot, page: JoiningPage, **values: object) -> None:
    dialog = form(page)
    for key, value in values.items():
        dialog.inputs[key].set_value(value)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible(), dialog.problem.text()


def test_from_the_first_day_to_a_signed_gate_and_all_the_way_back(
    qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage
) -> None:
    page.refresh()
    settle(qtbot, desk)
    before = content(desk.store, history=False)
    page.commands.actions["start"].trigger()
    submit(qtbot, page, person_id=shop.ana, template_id=shop.template, starts_on=START, mentor_id=shop.bo)
    row = page.plan()
    assert row is not None
    assert (row.person, row.late(THIRD)) == ("Ana Ruiz", 2)
    qtbot.keyClick(page.plan_list.table.view, Qt.Key.Key_Return)
    assert page.key() == "items"
    page.item_list.table.select(row.items[1].id)
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(form(page).submit_button, Qt.MouseButton.LeftButton)
    assert form(page).inputs["evidence"].reason.text()
    submit(qtbot, page, evidence="Saw two calls", by="Bo")
    page.show_list("gates")
    page.gate_list.table.select_first()
    qtbot.keyClick(
        page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    qtbot.mouseClick(form(page).submit_button, Qt.MouseButton.LeftButton)
    assert "Tick that you have seen it" in form(page).problem.text()
    submit(qtbot, page, sure=True, evidence="Listened for two days")
    gate = page.gate_list.table.rows()[0]
    assert (gate.state, gate.signed_by) == (GateState.PASSED, "Bo Lind")
    for _ in range(3):
        desk.store.undo()
    assert content(desk.store, history=False) == before


def test_stuck_asks_for_the_reason_and_shows_it(
    qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage
) -> None:
    made = desk.store.do("Start", actions.start_plan, shop.ana, shop.template, START)
    page.refresh()
    page.show_list("items")
    item = desk.read(queries.plans, THIRD, plan_id=made)[0].items[0]
    page.show_record(f"item/{item.id}")
    page.commands.actions["stuck"].trigger()
    submit(qtbot, page, reason="No desk free")
    page.stands.set_value("stuck")
    assert [(row.title, row.state, row.reason) for row in page.item_list.table.rows()] == [
        ("Welcome", ItemState.STUCK, "No desk free")
    ]
    page.show_list("plans")
    assert page.plan_list.table.rows()[0].stuck == 1
    assert "1 stuck" in page.header.note.text()


def test_a_plan_that_is_not_done_is_not_completed(
    desk: Desk, shop: Shop, page: JoiningPage, answers: ScriptedAnswers
) -> None:
    desk.store.do("Start", actions.start_plan, shop.ana, shop.template, START)
    page.refresh()
    page.plan_list.table.select_first()
    page.commands.actions["complete"].trigger()
    assert "must be done or waived first" in answers.told[0]
    assert page.plan_list.table.rows()[0].state is PlanState.ACTIVE


def test_a_template_is_written_as_text_and_a_slip_stays_in_the_window(
    qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage
) -> None:
    page.refresh()
    page.show_list("templates").select(shop.template)
    page.library.actions["edit_template"].trigger()
    dialog = page.library.dialog
    assert isinstance(dialog, TextDialog)
    text = dialog.text.toPlainText()
    dialog.text.setPlainText(text.replace("[mentor]", "[chef]"))
    dialog.submit()
    assert "chef" in dialog.problem.text()
    dialog.text.setPlainText(text.replace("Ten questions", "Twelve questions"))
    dialog.submit()
    assert page.template() is not None
    assert page.template().version == 2  # type: ignore[union-attr]


def test_what_comes_along_is_added_from_the_empty_page(
    qtbot: QtBot, desk: Desk, page: JoiningPage, store: Store
) -> None:
    page.show_list("sheets")
    empty = page.sheet_list.table._empty
    qtbot.mouseClick(empty.action, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert len(page.template_list.table.rows()) == 4
    assert len(page.sheet_list.table.rows()) == 6


def test_a_sheet_is_printed_and_comes_back(
    qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage, answers: ScriptedAnswers
) -> None:
    from csmanager.features.onboarding import sheets

    sheet = desk.store.do("Sheet", sheets.save_sheet, "# The till\nAn hour.\n- Opens it\n- Closes it\n")
    copies = desk.store.do("Print", sheets.make_copies, sheet, [shop.ana], today=THIRD)
    page.refresh()
    copy = desk.read(queries.copies, copies)[0]
    text = sheetview.sheets([copy], "Shop").toPlainText()
    assert copy.code in text
    assert "Closes it" in text
    page.show_list("sheets")
    answers.answers.append(copy.code)
    qtbot.keyClick(page, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    submit(qtbot, page, m0="alone", m1="with_help", signed_by="Bo")
    row = page.sheet_list.table.rows()[0]
    assert (row.out, row.back, row.alone) == (0, 1, 0)


def test_leaving_from_notice_to_the_interview_with_a_sealed_answer(
    qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage, today: dt.date
) -> None:
    page.refresh()
    page.show_list("leavings")
    before = content(desk.store, history=False)
    page.library.actions["leave"].trigger()
    submit(qtbot, page, person_id=shop.cy, last_day=today, reason="Moves away")
    page.library.actions["interview"].trigger()
    submit(qtbot, page, main_reason="Pay", r6=True, q0="The rota")
    row = page.leaving()
    assert row is not None
    assert (row.state, row.main_reason, row.themes) == (LeavingState.INTERVIEWED, "Pay", ("Pay", "Team"))
    page.show_list("themes")
    assert [(one.id, one.n) for one in page.theme_list.table.rows()] == [("Pay", 1), ("Team", 1)]
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_a_delicate_answer_is_kept_sealed(
    qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage, today: dt.date
) -> None:
    lock, _code, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(lock, secret)
    made = desk.store.do("Leave", leaving.open_leaving, shop.cy, last_day=today, reason="Moves", today=THIRD)
    page.refresh()
    page.show_record(f"leaving/{made}")
    page.library.actions["interview"].trigger()
    asked = leaving.read_interview(desk.read(leaving.interview_text)).questions
    place = next(at for at, one in enumerate(asked) if one.is_sensitive)
    form(page).inputs[f"q{place}"].target.setFocus()
    qtbot.keyClicks(form(page).inputs[f"q{place}"].target, "Shouted at every week")
    submit(qtbot, page, main_reason="Management")
    row = page.leaving()
    assert row is not None
    answer = row.answers[0]
    assert (answer.question, answer.answer) == (asked[place].text, "")
    assert desk.sealing.read(answer.sealed, about(row.id, answer.place)) == "Shouted at every week"
    assert "Shouted" not in repr(content(desk.store))

    def shown() -> list[str]:
        labels = page.leaving_list.pane.findChildren(QLabel)
        return [label.text() for label in labels if label.isVisible()]

    qtbot.waitUntil(lambda: "Shouted at every week" in shown())
    desk.sealing.lock()
    qtbot.waitUntil(lambda: LOCKED_TEXT in shown())
    assert "Shouted at every week" not in shown()


def test_newcomer_and_mentor_at_the_kiosk(qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage) -> None:
    made = desk.store.do("Start", actions.start_plan, shop.ana, shop.template, START, shop.bo)
    desk.store.do("PIN", kiosk.set_pin, shop.bo, "8305", now=desk.store.clock())
    own = desk.read(atkiosk.tasks, shop.ana, THIRD)[0]
    view = JoiningTaskView(desk, own, shop.ana)
    qtbot.addWidget(view)
    view.show()
    view.tick()
    assert "Tick what you have done" in view.problem.text()
    box = next(iter(view.boxes.values()))
    box.click()
    with qtbot.waitSignal(view.finished) as done:
        qtbot.mouseClick(view.do_button, Qt.MouseButton.LeftButton)
    assert done.args == [True]
    task = desk.read(atkiosk.tasks, shop.bo, THIRD)[0]
    signing = JoiningTaskView(desk, task, shop.bo)
    qtbot.addWidget(signing)
    signing.show()
    signing.pin.setText("1739")
    qtbot.keyClick(signing.pin, Qt.Key.Key_Return)
    assert "not the PIN of Bo Lind" in signing.problem.text()
    signing.pin.setText("8305")
    with qtbot.waitSignal(signing.finished):
        qtbot.keyClick(signing.pin, Qt.Key.Key_Return)
    gate = desk.read(queries.plans, THIRD, plan_id=made)[0].gates[0]
    assert (gate.state, gate.signed_at_kiosk) == (GateState.PASSED, True)


def test_a_plan_is_printed_and_a_curve_says_what_it_shows(
    qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage
) -> None:
    from csmanager.features.onboarding import ramp

    desk.store.do("Start", actions.start_plan, shop.ana, shop.template, START, shop.bo)
    page.refresh()
    page.plan_list.table.select_first()
    document = page.print_document()
    assert document is not None
    assert "Ten questions" in document.toPlainText()
    points = tuple(ramp.WeekPoint(week, 10.0 + week, 12, 9, 11, 14, 3) for week in range(1, 7))
    row = ramp.RampRow(
        "1.volume", 1, "Ana Ruiz", START, 6, "volume", "Contacts a week", "count", points, "open", "Fine."
    )
    chart = RampChart(row)
    qtbot.addWidget(chart)
    chart.resize(400, 220)
    picture = chart.grab().toImage()
    assert "Contacts a week of Ana Ruiz" in chart.accessibleName()
    colours = {picture.pixelColor(x, y).rgb() for x in range(0, 400, 3) for y in range(0, 210, 3)}
    assert len(colours) > 4


def test_answers_of_an_exit_interview_are_of_the_class_that_was_chosen(
    qtbot: QtBot, desk: Desk, shop: Shop, page: JoiningPage, today: dt.date
) -> None:
    lock, _code, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(lock, secret)
    made = desk.store.do("Leave", leaving.open_leaving, shop.cy, last_day=today, reason="Moves", today=THIRD)
    page.refresh()
    page.show_record(f"leaving/{made}")
    page.library.actions["interview"].trigger()
    assert form(page).inputs["visibility"].value() == Visibility.MANAGER
    submit(qtbot, page, main_reason="Pay", q0="The rota", visibility=Visibility.SEALED)
    row = page.leaving()
    assert row is not None
    (answer,) = row.answers
    assert (answer.answer, answer.visibility) == ("", Visibility.SEALED)
    assert desk.sealing.read(answer.sealed, about(row.id, answer.place)) == "The rota"
