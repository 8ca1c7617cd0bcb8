"""Leave asked for, decided, taken back and seen in the calendar, by mouse and by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.leave import ledger, moving, queries
from csmanager.features.leave.away import AwayRow
from csmanager.features.leave.leavepage import LeavePage
from csmanager.features.leave.rules import LeaveState
from csmanager.features.team import actions as team
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
MONDAY, FRIDAY = dt.date(2026, 4, 13), dt.date(2026, 4, 17)


@pytest.fixture
def team_ids(store: Store) -> dict[str, int]:
    return {
        name: store.do(
            f"Add {name}", team.add_person, name=name, today=TODAY, started_on=dt.date(2024, 1, 8),
            weekly_minutes=2280, team="Desk",
        )
        for name in ("Ada Berg", "Bo Lind", "Eve Holm")
    }  # fmt: skip


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, team_ids: dict[str, int]) -> LeavePage:
    made = LeavePage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    settle(qtbot, desk)
    return made


def form(page: LeavePage) -> FormDialog:
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    return dialog


def kind(desk: Desk, name: str) -> int:
    return next(row.id for row in desk.read(queries.types) if row.name == name)


def test_asked_for_from_the_calendar_and_approved_by_keys_then_back_to_the_last_row(
    qtbot: QtBot, desk: Desk, page: LeavePage, team_ids: dict[str, int]
) -> None:
    before = content(desk.store, history=False)
    page.go_to(MONDAY)
    settle(qtbot, desk)
    grid = page.days.grid
    row = next(at for at, each in enumerate(grid.days.view.rows) if each.person == "Bo Lind")
    grid.setCurrentIndex(grid.days.index(row, MONDAY.day - 1))
    grid.setFocus()
    for _ in range(4):
        qtbot.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    dialog = form(page)
    assert dialog.inputs["person_id"].value() == team_ids["Bo Lind"]
    assert (dialog.inputs["first_on"].value(), dialog.inputs["last_on"].value()) == (MONDAY, FRIDAY)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, desk)
    assert page.key() == "requests"
    current = page.requests.table.current_row()
    assert current is not None
    assert current.state is LeaveState.REQUESTED
    page.commands.actions["approve"].trigger()
    settle(qtbot, desk)
    (found,) = desk.read(queries.leaves)
    assert found.state is LeaveState.APPROVED
    page.show_list("calendar")
    cells = grid.days.view.rows[row].cells
    assert [at + 1 for at, cell in enumerate(cells) if isinstance(cell, AwayRow)] == [13, 14, 15, 16, 17]
    assert grid.days.view.out[MONDAY.day - 1] == 1
    assert "Bo Lind" in grid.days.words(row, MONDAY.day - 1)
    assert "Paid leave" in grid.days.words(row, MONDAY.day - 1)
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before
    settle(qtbot, desk)


def test_approving_below_nothing_asks_why_and_the_answer_stays(
    qtbot: QtBot, desk: Desk, page: LeavePage, team_ids: dict[str, int]
) -> None:
    paid = kind(desk, "Paid leave")
    desk.do(
        "Grant", ledger.correct, person_id=team_ids["Bo Lind"], type_id=paid, on=dt.date(2026, 1, 1), minutes=60,
        note="Left over", today=TODAY,
    )  # fmt: skip
    made = desk.do(
        "Ask",
        moving.ask,
        person_id=team_ids["Bo Lind"],
        type_id=paid,
        first_on=MONDAY,
        last_on=FRIDAY,
        today=TODAY,
    )
    settle(qtbot, desk)
    page.show_record(f"request/{made}")
    page.commands.actions["approve"].trigger()
    dialog = form(page)
    assert "Approve all the same" in dialog.windowTitle()
    dialog.submit()
    assert dialog.isVisible()  # a reason is owed
    dialog.inputs["reason"].set_value("Taken from next year")
    dialog.submit()
    settle(qtbot, desk)
    (found,) = desk.read(queries.leaves)
    assert (found.state, found.answer) == (LeaveState.APPROVED, "Taken from next year")


def test_who_remains_and_who_else_asked_stands_beside_the_request(
    qtbot: QtBot, desk: Desk, page: LeavePage, team_ids: dict[str, int]
) -> None:
    paid = kind(desk, "Paid leave")
    for name in ("Ada Berg", "Bo Lind"):
        desk.do(
            "Ask",
            moving.ask,
            person_id=team_ids[name],
            type_id=paid,
            first_on=MONDAY,
            last_on=MONDAY,
            today=TODAY,
        )
    settle(qtbot, desk)
    page.show_list("requests").select(1)
    from PySide6.QtWidgets import QLabel

    from csmanager.ui.widgets.chips import StatusChip

    chips = [chip.text for chip in page.requests.pane.findChildren(StatusChip)]
    assert "2 remain" in chips
    assert any("asked as well: Bo Lind" in label.text() for label in page.requests.pane.findChildren(QLabel))


def test_somebody_out_today_counts_at_once_and_can_be_back_earlier(
    qtbot: QtBot, desk: Desk, page: LeavePage
) -> None:
    page.commands.out()
    dialog = form(page)
    dialog.inputs["last_on"].set_value(TODAY + dt.timedelta(days=2))
    dialog.submit()
    settle(qtbot, desk)
    assert "Ada Berg: sick" in page.days.out.text()
    row = page.requests.table.current_row()
    assert row is not None
    assert row.state is LeaveState.APPROVED
    page.commands.actions["shorten"].trigger()
    form(page).inputs["reason"].set_value("Well again")
    form(page).submit()
    settle(qtbot, desk)
    (found,) = desk.read(queries.leaves)
    assert found.last_on == TODAY


def test_a_refused_leave_keeps_what_was_typed_and_says_why(qtbot: QtBot, desk: Desk, page: LeavePage) -> None:
    page.commands.ask(None, dt.date(2026, 4, 18), dt.date(2026, 4, 19))
    dialog = form(page)
    dialog.submit()
    assert dialog.isVisible()
    assert "works on none of these days" in dialog.problem.text()
    assert dialog.inputs["first_on"].value() == dt.date(2026, 4, 18)


def test_credit_says_what_is_missing_first(
    qtbot: QtBot, desk: Desk, page: LeavePage, answers: ScriptedAnswers
) -> None:
    page.commands.credit()
    assert "how many days a year" in answers.told[-1]
    page.show_list("types").select(kind(desk, "Paid leave"))
    page.commands.actions["edit_type"].trigger()
    form(page).inputs["yearly_days"].set_value(25)
    form(page).submit()
    settle(qtbot, desk)
    answers.answers.append(True)
    page.commands.credit()
    settle(qtbot, desk)
    assert [row.minutes for row in page.balances.table.rows()] == [25 * 456] * 3


def test_the_calendar_steps_through_months_and_quarters_and_prints(
    qtbot: QtBot, desk: Desk, page: LeavePage
) -> None:
    assert page.days.title.text() == "March 2026"
    page.commands.actions["later"].trigger()
    settle(qtbot, desk)
    assert page.days.title.text() == "April 2026"
    page.days.span.set_value("quarter")
    settle(qtbot, desk)
    assert len(page.days.grid.days.view.days) == 91
    document = page.print_document()
    assert isinstance(document, QTextDocument)
    assert "Bo Lind" in document.toPlainText()


def test_an_empty_store_teaches(qtbot: QtBot, desk: Desk) -> None:
    made = LeavePage(desk)
    qtbot.addWidget(made)
    made.show()
    settle(qtbot, desk)
    assert made.days.empty.isVisible()
    assert not made.commands.actions["ask"].isEnabled()
