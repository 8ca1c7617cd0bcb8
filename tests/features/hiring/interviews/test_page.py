"""Interviews by mouse and by keyboard: planned with a clash said, asked on screen with the keys 1 to 4, compared."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring.documents.editordialog import EditorDialog
from csmanager.features.hiring.interviews import queries
from csmanager.features.hiring.interviews.askview import AskView
from csmanager.features.hiring.interviews.interviewspage import InterviewsPage
from csmanager.features.hiring.interviews.kioskview import CardTaskView
from csmanager.features.hiring.interviews.kittext import Question
from csmanager.features.hiring.interviews.rules import Entered, InterviewState
from csmanager.features.hiring.interviews.trialdialog import TrialDialog
from csmanager.features.hiring.offers import actions as offers
from csmanager.features.hiring.rules import PayUnit, Stage
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.hiring.interviews.people import applicant, card, opening, person, read, talk
from tests.waiting import settle

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, today: dt.date) -> InterviewsPage:
    """The page of a shop with one applicant at the interview."""
    applicant(desk.store, opening(desk.store, today), today)
    made = InterviewsPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    made.show()
    settle(qtbot, desk)
    return made


def form(page: InterviewsPage) -> FormDialog:
    assert isinstance(page.dialog, FormDialog)
    return page.dialog


def click(qtbot: QtBot, dialog: QDialog) -> None:
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]


def test_planned_by_keyboard_with_the_clash_said_first(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, answers: ScriptedAnswers, today: dt.date
) -> None:
    before = content(desk.store, history=False)
    other = applicant(desk.store, opening(desk.store, today, "Other"), today, "Jon Ek")
    talk(desk.store, other, today + dt.timedelta(days=1), today, [(None, "Ingrid")])
    qtbot.keyClick(page, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.ShiftModifier)
    form(page).inputs["interviewers"].set_value("ingrid, Tom")
    answers.answers.append(False)
    click(qtbot, form(page))
    assert form(page).isVisible()
    assert "ingrid" not in desk.read(queries.interviews)[0].who
    assert "Ingrid talks with Jon Ek from 10:00." in answers.asked[-1][1]
    form(page).inputs["start"].set_value("25:00")
    click(qtbot, form(page))
    assert form(page).inputs["start"].reason.text().startswith("Write the time")
    form(page).inputs["start"].set_value("14")
    qtbot.keyClick(form(page), Qt.Key.Key_Return, CTRL)
    assert not form(page).isVisible()
    assert len(page.interviews.table.rows()) == 2
    while desk.store.undo_label() and len(desk.read(queries.interviews)):
        desk.store.undo()
    assert before["interview"] == content(desk.store, history=False)["interview"]


def test_the_kit_follows_the_applicant_until_one_is_chosen_by_hand(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, today: dt.date
) -> None:
    lead = applicant(desk.store, opening(desk.store, today, "Team lead, senior"), today, "Jon Ek")
    page.refresh()
    page.commands.plan(1)
    who, kit = form(page).inputs["applicant_id"], form(page).inputs["kit_id"]
    first = kit.value()
    who.set_value(lead)
    assert kit.value() != first
    who.set_value(1)
    assert kit.value() == first
    kit.set_value(None)
    who.set_value(lead)
    assert kit.value() is None  # chosen by hand


def test_asked_on_screen_by_keys_alone(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, answers: ScriptedAnswers, today: dt.date
) -> None:
    key = talk(desk.store, 1, today, today)
    page.refresh()
    page.show_record(f"{key}")
    answers.answers.append("Tom")
    qtbot.keyClick(page, Qt.Key.Key_D, CTRL)
    view = page.ask
    assert isinstance(view, AskView)
    assert page.dialog is not None
    page.dialog.activateWindow()
    qtbot.waitUntil(page.dialog.isActiveWindow)
    for at, part in enumerate(view.parts):
        assert view.list.currentRow() == at
        if isinstance(part.part, Question):
            qtbot.keyClick(view, Qt.Key.Key_4 if at == 1 else Qt.Key.Key_3)
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
    qtbot.keyClick(view, Qt.Key.Key_Return, CTRL)
    assert "Choose a recommendation" in view.problem.text() or "needs the sentence" in view.problem.text()
    view.end.recommendation.setCurrentIndex(view.end.recommendation.findData("yes"))
    qtbot.keyClick(view, Qt.Key.Key_Return, CTRL)
    assert "“Very much so” on “An angry customer” needs the sentence" in view.problem.text()
    assert view.list.currentRow() == 1
    qtbot.keyClicks(view.parts[1].evidence, "Let me finish, then asked 2 things")
    assert view.parts[1].buttons.checkedId() == 4  # digits typed into a text are no marks
    qtbot.keyClick(view, Qt.Key.Key_Return, CTRL)
    row = desk.read(queries.interview, key)
    assert row is not None
    assert (row.state, row.cards, row.missing) == (InterviewState.DONE, 1, ("Ingrid",))
    assert desk.store.draft(f"interview-card:{row.askers[1].id}") is None


def test_a_card_that_is_closed_keeps_its_draft(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, today: dt.date
) -> None:
    key = talk(desk.store, 1, today, today, [(None, "Ingrid")])
    page.refresh()
    page.show_record(f"{key}")
    page.commands.actions["score"].trigger()
    assert page.ask is not None
    page.ask.step(1)
    page.ask.parts[1].rate(2)
    page.ask.parts[1].notes.setPlainText("spoke of the neighbour")
    page.ask.leave()
    before = desk.read(queries.interview, key)
    assert before is not None
    assert before.cards == 0
    page.commands.actions["score"].trigger()
    assert page.ask.parts[1].buttons.checkedId() == 2
    assert page.ask.parts[1].notes.toPlainText() == "spoke of the neighbour"


def test_a_second_card_of_the_same_person_is_refused_and_nothing_typed_is_lost(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, answers: ScriptedAnswers, today: dt.date
) -> None:
    key = talk(desk.store, 1, today, today)
    page.refresh()
    page.show_record(f"{key}")
    answers.answers.append("Ingrid")
    page.commands.actions["score"].trigger()
    view = page.ask
    assert view is not None and page.dialog is not None
    for part in view.parts:
        if isinstance(part.part, Question):
            part.rate(3)
    view.parts[1].notes.setPlainText("spoke of the neighbour")
    view.end.recommendation.setCurrentIndex(view.end.recommendation.findData("yes"))
    card(desk.store, key, today, rating=2)  # the same card comes in from elsewhere meanwhile
    before = content(desk.store)
    view.submit()
    assert "Ingrid has handed in a scorecard for Mia Novák already." in view.problem.text()
    assert page.dialog.isVisible()
    assert view.parts[1].notes.toPlainText() == "spoke of the neighbour"
    assert view.parts[1].buttons.checkedId() == 3
    assert content(desk.store) == before


def test_a_memo_names_sealed_pay_only_when_it_is_unlocked(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, answers: ScriptedAnswers, today: dt.date
) -> None:
    lock, _, secret = desk.sealing.make("quiet harbour stones")
    desk.sealing.take_first(lock, secret)
    key = talk(desk.store, 1, today, today)
    card(desk.store, key, today)
    card(desk.store, key, today, place=1)
    desk.store.do("Decide", hiring.move, 1, Stage.DECISION, today=today)
    desk.store.do(
        "Offer", offers.make_offer, 1, role="Agent", pay=1550, pay_unit=PayUnit.HOUR, weekly_minutes=1800,
        starts_on=today + dt.timedelta(days=14), expires_on=today + dt.timedelta(days=7), today=today,
    )  # fmt: skip
    page.refresh()
    page.show_list("finalist").table.select_first()
    page.commands.actions["memo"].trigger()
    assert form(page).inputs["offer"].value().startswith("15.50")
    form(page).reject()
    desk.sealing.lock()
    answers.answers.append(False)  # leave it out
    page.commands.actions["memo"].trigger()
    assert "15.50" not in form(page).inputs["offer"].value()
    assert "The memo can name it, or go without." in answers.asked[-1][1]


def test_a_question_left_open_is_named(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, today: dt.date
) -> None:
    key = talk(desk.store, 1, today, today, [(None, "Ingrid")])
    page.refresh()
    page.show_record(f"{key}")
    page.commands.actions["score"].trigger()
    assert page.ask is not None
    page.ask.submit()
    assert page.ask.problem.text() == "“An angry customer” has no mark yet. 0 says that it was not asked."


def test_nobody_scores_what_lies_ahead(desk: Desk, page: InterviewsPage, today: dt.date) -> None:
    key = talk(desk.store, 1, today + dt.timedelta(days=1), today)
    page.refresh()
    page.show_record(f"{key}")
    assert not page.commands.actions["score"].isEnabled()
    assert page.commands.actions["reschedule"].isEnabled()


def test_moved_cancelled_and_undone(qtbot: QtBot, desk: Desk, page: InterviewsPage, today: dt.date) -> None:
    key = talk(desk.store, 1, today + dt.timedelta(days=1), today)
    before = content(desk.store, history=False)
    page.refresh()
    page.show_record(f"{key}")
    page.commands.actions["reschedule"].trigger()
    form(page).inputs["start"].set_value("15:30")
    form(page).inputs["reason"].set_value("The applicant asked")
    click(qtbot, form(page))
    page.commands.actions["cancel"].trigger()
    click(qtbot, form(page))
    assert form(page).inputs["reason"].reason.text() == "This is needed."
    form(page).inputs["reason"].set_value("Turned down")
    click(qtbot, form(page))
    row = desk.read(queries.interview, key)
    assert row is not None
    assert (row.state, row.start_minute) == (InterviewState.CANCELLED, 930)
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_finalists_are_compared_without_names_and_a_memo_is_written(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, answers: ScriptedAnswers, today: dt.date, tmp_path: Path
) -> None:
    key = talk(desk.store, 1, today, today)
    card(desk.store, key, today)
    card(desk.store, key, today, place=1, rating=2)
    page.refresh()
    page.show_list("finalist").table.select_first()
    page.hide_names.setChecked(True)
    assert page.finalists.table.export_rows()[1][0][0] == "Applicant A"
    assert page.finalists.pane.title.text() == "Applicant A"
    target = tmp_path / "memo.docx"
    answers.answers.append(target)
    page.commands.actions["memo"].trigger()
    form(page).inputs["why"].set_value("Steady on every question")
    click(qtbot, form(page))
    assert zipfile.is_zipfile(target)
    assert "Steady on every question" in zipfile.ZipFile(target).read("word/document.xml").decode()


def test_a_trial_is_scored(qtbot: QtBot, desk: Desk, page: InterviewsPage) -> None:
    page.show_list("trial")
    page.commands.actions["new"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, TrialDialog)
    click(qtbot, dialog)
    assert dialog.problem.text() == "Mark at least one item."
    for switch in dialog.marks:
        switch.set_value("1")
    click(qtbot, dialog)
    (row,) = page.trials.table.rows()
    assert row.title == "Late parcel"


def test_a_kit_is_changed_with_its_page_beside_it(qtbot: QtBot, desk: Desk, page: InterviewsPage) -> None:
    page.show_list("kit").table.select_first()
    page.commands.actions["edit"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, EditorDialog)
    text = dialog.text.toPlainText()
    dialog.text.setPlainText(text.replace("Goal:", "Gaol:", 1))
    click(qtbot, dialog)
    assert "Line 2 is not understood" in dialog.problem.text()
    dialog.text.setPlainText(text.replace("Goal: Find", "Goal: First find", 1))
    click(qtbot, dialog)
    assert page.kits.table.rows()[0].version == 2


def test_the_calendar_file_is_saved(
    desk: Desk, page: InterviewsPage, answers: ScriptedAnswers, today: dt.date, tmp_path: Path
) -> None:
    key = talk(desk.store, 1, today, today)
    page.refresh()
    page.show_record(f"{key}")
    answers.answers.append(tmp_path / "talk")
    page.commands.actions["ics"].trigger()
    assert (tmp_path / "talk.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_the_kiosk_takes_ones_own_card(
    qtbot: QtBot, desk: Desk, page: InterviewsPage, today: dt.date
) -> None:
    ana = person(desk.store, "Ana", today)
    key = talk(desk.store, 1, today, today, [(ana, "")])
    who = read(desk.store, queries.interview, key).askers[0].id
    task = KioskTask("interviews", f"card:{who}", "", "", today, "")
    stranger = CardTaskView(desk, task, ana + 100)
    qtbot.addWidget(stranger)
    assert not stranger.findChildren(AskView)
    view = CardTaskView(desk, task, ana)
    qtbot.addWidget(view)
    (ask,) = view.findChildren(AskView)
    for part in ask.parts:
        part.rate(3)
    ask.end.recommendation.setCurrentIndex(3)
    with qtbot.waitSignal(view.finished) as done:
        ask.submit()
    assert done.args == [True]
    assert read(desk.store, queries.cards, key)[0].entered is Entered.KIOSK


def test_an_empty_shop_is_taught(qtbot: QtBot, desk: Desk, answers: ScriptedAnswers) -> None:
    made = InterviewsPage(desk)
    qtbot.addWidget(made)
    made.show()
    made.commands.actions["new"].trigger()
    assert answers.told == ["Nobody is applying at the moment. Add an applicant on the board first."]


def test_filled_scorecards_go_on_paper(
    desk: Desk, page: InterviewsPage, answers: ScriptedAnswers, tmp_path: Path, today: dt.date
) -> None:
    (mia,) = [row.id for row in desk.read(queries.choices)]
    key = talk(desk.store, mia, today, today)
    page.refresh()
    for place in (0, 1):
        page.show_list("interview").select(key)
        assert not page.commands.actions[
            "save_cards"
        ].isEnabled()  # whoever is missing would read the other's
        card(desk.store, key, today, place, p1=4)
        page.refresh()
    page.show_list("interview").select(key)
    answers.answers.append(tmp_path / "cards.docx")
    page.commands.actions["save_cards"].trigger()
    with zipfile.ZipFile(tmp_path / "cards.docx") as file:
        text = file.read("word/document.xml").decode()
    for said in (
        "Mia Novák",
        "Ingrid: Yes",
        "Tom: Yes",
        "3, yes",
        "4, very much so",
        "said it in three words",
    ):
        assert said in text
