"""The story of month end by mouse and by keyboard, undone to the last row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from csmanager.features.commitments.queries import commitments
from csmanager.features.reviews.advice.advicepage import AdvicePage
from csmanager.features.reviews.cycles import actions, queries, savingwidget, sheets
from csmanager.features.reviews.cycles.cyclespage import CyclesPage
from csmanager.features.reviews.cycles.rules import CycleState, ReviewState
from csmanager.features.reviews.due import todo
from csmanager.features.reviews.page import ReviewsPage
from csmanager.features.reviews.periods import month
from csmanager.features.today.queries import everything
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.reviews.desk_shop import contacts, stock
from tests.features.reviews.shop import add_contacts
from tests.waiting import settle


@pytest.fixture
def ids(desk: Desk) -> dict[str, int]:
    """The people of the shop; today is the end of March."""
    desk._today = lambda: dt.date(2026, 3, 31)
    return stock(desk.store)


def shown(qtbot: QtBot, desk: Desk, page: Page) -> None:
    qtbot.addWidget(page)
    page.resize(1080, 720)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    settle(qtbot, desk)


def click(qtbot: QtBot, page: CyclesPage | AdvicePage) -> None:
    """Press the button of the form that is open."""
    assert page.dialog is not None
    qtbot.mouseClick(page.dialog.submit_button, Qt.MouseButton.LeftButton)
    assert not page.dialog.isVisible(), page.dialog.problem.text()


def state(page: CyclesPage, name: str) -> ReviewState:
    row = next(row for row in page.records.table.rows() if row.person == name)
    found: ReviewState = row.state
    return found


def test_an_empty_page_teaches_and_offers_to_prepare(qtbot: QtBot, desk: Desk) -> None:
    page = CyclesPage(desk)
    shown(qtbot, desk, page)
    assert page.records.pane.isHidden()
    assert not page.commands.actions["write"].isEnabled()


def test_month_end_by_mouse_and_back(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    before = content(desk.store, history=False)
    page = CyclesPage(desk)
    shown(qtbot, desk, page)
    page.commands.actions["prepare"].trigger()
    assert page.dialog is not None
    assert page.dialog.inputs["period"].value() == "2026-03"
    click(qtbot, page)
    settle(qtbot, desk)
    assert [row.person for row in page.records.table.rows()] == ["Ana", "Bo", "Cy", "Di"]
    assert page.header.note.text().startswith("4 reviews: 3 prepared, 1 skipped; due")
    cy = next(row for row in page.records.table.rows() if row.person == "Cy")
    assert (cy.overall, cy.judged) == ("Not judged", 0)

    page.records.table.select(next(row.id for row in page.records.table.rows() if row.person == "Ana"))
    page.commands.actions["discuss"].trigger()
    click(qtbot, page)
    assert state(page, "Ana") is ReviewState.DISCUSSED
    page.commands.actions["write"].trigger()
    assert page.dialog is not None
    page.dialog.inputs["summary"].set_value("We looked at what is handed up.")
    page.dialog.inputs["private_note"].set_value("Worried about the move.")
    click(qtbot, page)
    page.commands.actions["refuse"].trigger()
    assert page.dialog is not None
    page.dialog.submit()
    assert page.dialog.isVisible()
    page.dialog.inputs["reason"].set_value("Disagrees with the figure")
    page.dialog.inputs["witness"].set_value("Bo")
    click(qtbot, page)
    assert state(page, "Ana") is ReviewState.REFUSED
    page.commands.actions["close_cycle"].trigger()
    assert "2 reviews are not held yet" in desk.ask.told[-1]  # type: ignore[attr-defined]

    advice = AdvicePage(desk)
    shown(qtbot, desk, advice)
    rows = advice.offered.table.rows()
    mine = next(row for row in rows if row.rule.key == "hands-up")
    assert mine.person == "Ana"
    advice.offered.select(mine.id)
    advice.commands.actions["accept"].trigger()
    click(qtbot, advice)
    settle(qtbot, desk)
    actions = desk.read(commitments)
    assert len(actions) == len(mine.rule.todo) == 2
    today = desk.read(everything, desk.today())
    lines = {item.text for line in today for item in (line, *line.inside)}
    assert lines >= {row.text for row in actions}

    while desk.store.undo_label() != "Aim first_contact_resolution":
        desk.store.undo()
    assert content(desk.store, history=False) == before
    settle(qtbot, desk)
    assert page.records.table.rows() == []


def test_month_end_by_keyboard(qtbot: QtBot, desk: Desk, ids: dict[str, int]) -> None:
    page = CyclesPage(desk)
    shown(qtbot, desk, page)
    qtbot.keyClick(
        page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert page.dialog is not None
    qtbot.keyClick(page.dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk)
    view = page.records.table.view
    view.setFocus()
    page.records.table.select_first()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert page.dialog.windowTitle() == "Review of Ana"
    field = page.dialog.inputs["summary"].target
    field.setFocus()
    qtbot.keyClicks(field, "Calm month")
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    found = desk.read(queries.detail, page.records.table.selected_rows()[0].id)
    assert found is not None
    assert found.summary == "Calm month"
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert [row.person for row in page.records.table.selected_rows()] == ["Bo"]


def test_several_are_signed_in_one_step_and_the_cycle_closes(
    qtbot: QtBot, desk: Desk, ids: dict[str, int]
) -> None:
    page = CyclesPage(desk)
    shown(qtbot, desk, page)
    page.prepare()
    click(qtbot, page)
    page.records.table.view.selectAll()
    page._enable()
    assert not page.commands.actions["discuss"].isEnabled()
    page.records.table.select_first()
    for key in ("discuss", "sign"):
        for row in page.records.table.rows()[:3]:
            page.records.table.select(row.id)
            page.commands.actions[key].trigger()
            click(qtbot, page)
    page.commands.actions["close_cycle"].trigger()
    cycle = desk.read(queries.cycles)[0]
    assert cycle.state is CycleState.CLOSED
    assert cycle.note == "3 held, 1 skipped"
    assert not page.commands.actions["write"].isEnabled()
    page.commands.actions["reopen_cycle"].trigger()
    assert page.dialog is not None
    page.dialog.inputs["reason"].set_value("One was forgotten")
    click(qtbot, page)
    assert desk.read(queries.cycles)[0].state is CycleState.OPEN


def test_today_names_a_cycle_that_is_late_and_leads_to_it(
    qtbot: QtBot, desk: Desk, ids: dict[str, int]
) -> None:
    page = CyclesPage(desk)
    shown(qtbot, desk, page)
    page.prepare()
    click(qtbot, page)
    later = desk.today() + dt.timedelta(days=20)
    item = desk.read(todo, later)[0]
    assert (item.text, item.mark) == ("Hold 3 reviews of March 2026", "late")
    page.show_record(item.record.partition(":")[2])
    assert page.cycle() is not None


def test_templates_are_changed_in_words(qtbot: QtBot, desk: Desk) -> None:
    page = CyclesPage(desk)
    shown(qtbot, desk, page)
    page.commands.actions["templates"].trigger()
    assert page.dialog is not None
    page.dialog.inputs["weights"].set_value("Nonsense: 3")
    page.dialog.submit()
    assert "no measure called" in page.dialog.problem.text()
    page.dialog.inputs["weights"].set_value("Satisfied customers: 60\nHandle time: 40")
    click(qtbot, page)
    assert desk.store.undo_label() == "Save template Everyone"


def test_a_figure_of_a_review_opens_its_rows_of_its_own_days(
    qtbot: QtBot, desk: Desk, ids: dict[str, int]
) -> None:
    desk.do("Prepare", actions.prepare, period=month(2026, 2), today=dt.date(2026, 3, 31))
    page = CyclesPage(desk)
    shown(qtbot, desk, page)
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, record: went.append((feature, record)))
    found = page.records.pane.findChild(QPushButton, "rows escalation_rate")
    assert found is not None
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
    assert went == [("reviews", f"figures:person:{ids['Ana']}/2026-02/escalation_rate")]
    page.commands.actions["figures"].trigger()
    assert went[1][1] == f"figures:person:{ids['Ana']}/2026-02"
    figures = ReviewsPage(desk)
    shown(qtbot, desk, figures)
    figures.show_record(went[0][1].partition(":")[2])
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: not desk.jobs.is_busy, timeout=20_000)
    assert figures.stack.currentWidget() is figures.evidence
    assert figures.picker.period() == month(2026, 2)
    assert "February 2026" in figures.evidence.title.text()
    assert figures.chosen_person() == ids["Ana"]


def test_pages_of_a_cycle_are_saved_with_the_figures_as_they_were(
    qtbot: QtBot, desk: Desk, ids: dict[str, int], answers: ScriptedAnswers, tmp_path: Path
) -> None:
    cycle = desk.do("Prepare", actions.prepare, period=month(2026, 3), today=dt.date(2026, 3, 31))
    assert cycle is not None
    add_contacts(desk.store, contacts(ids["Ana"], dt.date(2026, 3, 1), 40, 0), "Late")  # restates the figures
    page = CyclesPage(desk)
    shown(qtbot, desk, page)
    said: list[str] = []
    desk.said.connect(lambda text, _undo: said.append(text))
    for kind in ("xlsx", "pdf"):
        said.clear()
        answers.answers += ["Everyone, 4 reviews", tmp_path / f"march.{kind}"]
        page.commands.actions[kind].trigger()
        qtbot.waitUntil(lambda: bool(said), timeout=20_000)
        assert said == [f"Saved march.{kind}."]
    assert (tmp_path / "march.pdf").read_bytes().startswith(b"%PDF")
    book = openpyxl.load_workbook(tmp_path / "march.xlsx")
    assert book.sheetnames == ["Ana", "Bo", "Cy", "Di"]
    cells = [[cell.value for cell in row] for row in book["Ana"].iter_rows()]
    line = next(row for row in cells if row[0] == "Escalation rate")
    assert line[1:3] == [0.5, 60]  # as it was, not the 30 of 100 that it is today
    assert any(str(row[0]).startswith("Signed, Ana:") for row in cells)
    with desk.store.read() as session:
        found = sheets.kept(session, [row.id for row in page.records.table.rows()])
    text = savingwidget.pages(found, "Reviews", "Shop").toPlainText()
    assert "Ana: March 2026" in text
    assert "50.0 %" in text
    assert "Signing says that this was talked about" in text
    said.clear()
    answers.answers += ["Only Ana", tmp_path / "none" / "ana.xlsx"]
    page.commands.actions["xlsx"].trigger()
    qtbot.waitUntil(lambda: bool(answers.told or said), timeout=20_000)
    assert answers.told  # the folder is not there
