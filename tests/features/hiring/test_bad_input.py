"""What cannot be, tried by mouse and by keyboard: each time a sentence is said and nothing is lost or changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.features.hiring import actions, queries
from csmanager.features.hiring.filing import actions as filing
from csmanager.features.hiring.formdialogs import ApplicantDialog
from csmanager.features.hiring.page import HiringPage
from csmanager.features.hiring.rules import Stage
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.hiring.test_filing import word
from tests.features.hiring.test_page import add, column, drop, form, move_all_the_way, press, stage
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opening(desk: Desk) -> int:
    return desk.store.do("Add", actions.add_opening, title="Agent", today=TODAY, weekly_minutes=960)


@pytest.fixture
def page(desk: Desk, opening: int, qtbot: QtBot) -> Iterator[HiringPage]:
    made = HiringPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def test_an_offer_to_somebody_turned_down(
    desk: Desk, opening: int, page: HiringPage, qtbot: QtBot, answers: ScriptedAnswers
) -> None:
    mia = add(desk, opening, "Mia Novák")
    desk.store.do("End", actions.move, mia, Stage.REJECTED, today=TODAY, reason="Hours do not fit")
    page.select(mia)
    before = content(desk.store)
    drop(column(page, Stage.OFFER), [mia])  # by mouse
    press(column(page, Stage.REJECTED), qtbot, Qt.Key.Key_Right, control=True)  # by keyboard
    page.commands.actions["offer"].trigger()  # by the menu
    assert answers.told == [
        "Mia Novák was at Applied and can only be reopened there.",
        "No stage comes after Rejected.",
        "Mia Novák was turned down. Reopen the application before you make an offer.",
    ]
    assert content(desk.store) == before
    assert "Make an offer…" not in [action.text() for action in page.commands.for_applicant()]


def test_a_hire_beyond_the_headcount(
    desk: Desk, opening: int, page: HiringPage, qtbot: QtBot, answers: ScriptedAnswers
) -> None:
    mia, bo = add(desk, opening, "Mia Novák"), add(desk, opening, "Bo Lindt")
    for key in (mia, bo):
        move_all_the_way(desk, key)
    desk.store.do("Hire", actions.hire, mia, today=TODAY)
    before = content(desk.store, history=False)
    answers.answers.append("Hire")
    page.select(bo)
    drop(column(page, Stage.HIRED), [bo])  # by mouse
    dialog = form(page)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert content(desk.store, history=False) == before
    dialog.reject()
    press(column(page, Stage.OFFER), qtbot, Qt.Key.Key_Right, control=True)  # by keyboard
    dialog = form(page)
    qtbot.keyClicks(dialog.inputs["override"].target, "Ana leaves in May")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert stage(desk, bo) is Stage.HIRED
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_a_cv_of_200_mb_and_one_with_macros(
    desk: Desk, opening: int, page: HiringPage, qtbot: QtBot, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    mia = add(desk, opening, "Mia Novák")
    page.select(mia)
    huge = tmp_path / "cv.pdf"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    before = content(desk.store)
    assert page.drop([huge])  # by mouse
    settle(qtbot, desk)
    answers.answers.append([huge])
    page.commands.actions["attach"].trigger()  # by keyboard
    settle(qtbot, desk)
    assert len(answers.told) == 2
    assert all("cv.pdf has 200 MB" in said for said in answers.told)
    assert content(desk.store) == before
    assert page.drop([word(tmp_path / "cv.docm", "Careful", macros=True)])
    settle(qtbot, desk)
    assert "It holds macros" in answers.told[-1]
    (kept,) = desk.read(filing.files, mia)
    assert kept.has_macros
    desk.store.undo()
    assert desk.read(filing.files, mia) == []


def test_the_same_person_under_two_spellings(
    desk: Desk, opening: int, page: HiringPage, qtbot: QtBot, answers: ScriptedAnswers
) -> None:
    first = add(desk, opening, "Mia Novák")
    page.commands.actions["add"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, ApplicantDialog)
    qtbot.keyClicks(dialog.inputs["name"].target, "Mia Nowak")
    assert "Mia Novák applied for Agent" in dialog.hint.text()
    assert dialog.hint.text().endswith("similar name.")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)  # added all the same
    before = content(desk.store, history=False)
    answers.answers.append("Mia Novák, Agent, 31 Mar 2026 (similar name)")
    page.commands.actions["merge"].trigger()
    assert len(desk.read(queries.applicants, TODAY)) == 1
    desk.store.undo()
    assert content(desk.store, history=False) == before
    assert first in {row.id for row in desk.read(queries.applicants, TODAY)}


def test_dates_out_of_order(desk: Desk, opening: int, page: HiringPage, qtbot: QtBot) -> None:
    mia = add(desk, opening, "Mia Novák")
    move_all_the_way(desk, mia)
    page.select(mia)
    before = content(desk.store)
    for command, field, day, words in (
        ("hire", "starts_on", TODAY - dt.timedelta(days=400), "cannot start before that day"),
        ("offer", "expires_on", TODAY - dt.timedelta(days=1), "would have run out before it is written"),
    ):
        page.commands.actions[command].trigger()
        dialog = page.commands.dialog
        assert isinstance(dialog, FormDialog)
        dialog.inputs[field].set_value(day)
        qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        assert words in dialog.problem.text()
        qtbot.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
        assert dialog.isVisible()
        assert words in dialog.problem.text()
        dialog.reject()
    assert content(desk.store) == before
