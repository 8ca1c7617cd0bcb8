"""Training by mouse and by keyboard, on paper and as a workbook, and undone to the last row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.features.training.rules import State
from csmanager.features.training.trainingpage import TrainingPage
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.training.conftest import Shop
from tests.waiting import settle


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> TrainingPage:
    made = TrainingPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    made.show()
    settle(qtbot, desk)
    return made


def form(page: TrainingPage) -> FormDialog:
    assert isinstance(page.commands.dialog, FormDialog)
    return page.commands.dialog


def fill(page: TrainingPage, **values: object) -> None:
    for key, value in values.items():
        form(page).inputs[key].set_value(value)


def click(qtbot: QtBot, page: TrainingPage) -> None:
    qtbot.mouseClick(form(page).submit_button, Qt.MouseButton.LeftButton)
    assert not form(page).isVisible(), form(page).problem.text()


def test_from_a_requirement_to_a_pass_and_all_the_way_back(
    qtbot: QtBot, desk: Desk, shop: Shop, page: TrainingPage, today: dt.date
) -> None:
    page.refresh()
    before = content(desk.store, history=False)
    page.commands.actions["require"].trigger()
    fill(page, course_id=shop.course, role_id=shop.agent, within_days=10)
    click(qtbot, page)
    assert [row.late for row in page.matrix.table.rows()] == [0, 0]
    page.show_list("entries")
    page.entry_list.table.view.setFocus()
    page.entry_list.table.select_first()
    qtbot.keyClick(
        page, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    fill(page, score=85)
    qtbot.keyClick(form(page), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sorted(row.state for row in page.entry_list.table.rows()) == [State.ASSIGNED, State.PASSED]
    assert "1 open" in page.header.note.text()
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_a_date_is_planned_booked_and_noted(
    qtbot: QtBot, desk: Desk, shop: Shop, page: TrainingPage, today: dt.date
) -> None:
    page.refresh()
    page.show_list("dates")
    page.commands.actions["plan"].trigger()
    fill(page, held_on=today, at="14:30", trainer="Cy", capacity=2)
    click(qtbot, page)
    page.commands.actions["book"].trigger()
    fill(page, **{f"p{shop.ana}": True, f"p{shop.bo}": True})
    click(qtbot, page)
    assert page.dates.table.rows()[0].is_full
    page.commands.actions["hold"].trigger()
    fill(page, **{f"p{shop.bo}": False})
    click(qtbot, page)
    assert {name: state for _, name, state in page.dates.table.rows()[0].people} == {
        "Ana Ruiz": State.ATTENDED,
        "Bo Lind": State.ABSENT,
    }
    document = page.print_document()
    assert document is not None
    assert "Ana Ruiz" in document.toPlainText()
    assert "14:30" in document.toPlainText()


def test_a_wrong_time_stays_in_the_form_with_the_reason(
    qtbot: QtBot, desk: Desk, shop: Shop, page: TrainingPage
) -> None:
    page.refresh()
    page.show_list("dates")
    page.commands.actions["plan"].trigger()
    fill(page, at="half past two")
    qtbot.mouseClick(form(page).submit_button, Qt.MouseButton.LeftButton)
    assert "14:30" in form(page).inputs["at"].reason.text()
    form(page).reject()


def test_an_empty_page_teaches_and_adds_the_modules(qtbot: QtBot, desk: Desk, page: TrainingPage) -> None:
    page.show_list("courses")
    empty = page.course_list.table._empty
    qtbot.mouseClick(empty.action, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]
    assert len(page.course_list.table.rows()) == 10
    page.show_record(f"course/{page.course_list.table.rows()[3].id}")
    settle(qtbot, desk)
    assert page.course() == page.course_list.table.rows()[3]


def test_a_form_that_needs_a_course_offers_the_modules(
    qtbot: QtBot, desk: Desk, page: TrainingPage, answers: ScriptedAnswers
) -> None:
    answers.answers.append(True)
    page.commands.plan()
    assert "There is no course yet" in answers.asked[0][1]
    assert len(page.course_list.table.rows()) == 10


def test_matrix_and_record_go_on_paper_and_into_a_workbook(
    qtbot: QtBot, desk: Desk, shop: Shop, page: TrainingPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    page.refresh()
    page.commands.actions["assign"].trigger()
    fill(page, course_id=shop.course, **{f"p{shop.cy}": True})
    click(qtbot, page)
    document = page.print_document()
    assert document is not None
    assert "Cy Okafor" in document.toPlainText()
    assert "blank: not asked" in document.toPlainText()
    answers.answers.append(tmp_path / "training.xlsx")
    page.commands.actions["workbook"].trigger()
    book = load_workbook(tmp_path / "training.xlsx")
    assert book.sheetnames == ["Matrix", "Every entry", "Hours and cost", "About"]
    assert [cell.value for cell in book["Matrix"][2]] == ["Cy Okafor", "Lead", "Assigned"]


def test_a_pair_is_made_and_its_talks_are_noted(
    qtbot: QtBot, desk: Desk, shop: Shop, page: TrainingPage
) -> None:
    page.refresh()
    page.show_list("pairs")
    page.commands.actions["pair"].trigger()
    fill(page, mentee_id=shop.ana, mentor_id=shop.cy, goal="Refunds alone")
    click(qtbot, page)
    page.commands.actions["talk"].trigger()
    fill(page, minutes=45, topic="Saying no")
    click(qtbot, page)
    assert page.pair_list.table.rows()[0].minutes == 45
