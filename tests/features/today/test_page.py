"""The tab Today, by mouse and by keyboard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from csmanager.features.team import actions as team
from csmanager.features.team import moves
from csmanager.features.team.equipment import actions as equipment
from csmanager.features.today import actions, queries
from csmanager.features.today.page import TodayPage
from csmanager.features.today.rules import TaskKind
from csmanager.ui.desk import Desk
from tests.conftest import StandingClock
from tests.waiting import settle

D = dt.date
TODAY = D(2026, 3, 31)


def note(desk: Desk, text: str, due_on: D | None = None, kind: TaskKind = TaskKind.TODO) -> int:
    return desk.store.do("Note", actions.add_task, text=text, due_on=due_on, kind=kind)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[TodayPage]:
    note(desk, "late", D(2026, 3, 20))
    note(desk, "broken", D(2026, 3, 30), TaskKind.PROMISE)
    note(desk, "soon", D(2026, 4, 2))
    note(desk, "far", D(2026, 6, 1))
    made = show(desk, qtbot)
    yield made
    settle(qtbot, desk)
    made.close()


def show(desk: Desk, qtbot: QtBot) -> TodayPage:
    made = TodayPage(desk)
    qtbot.addWidget(made)
    made.resize(900, 700)
    with qtbot.waitExposed(made):
        made.show()
    settle(qtbot, desk)
    return made


def texts(page: TodayPage) -> list[str]:
    return [row.item.text for row in page.items.rows]


def open_tasks(desk: Desk) -> list[str]:
    return [row.text for row in desk.read(queries.tasks)]


def test_the_title_is_the_date_and_the_count_what_is_listed(page: TodayPage) -> None:
    assert page.header.title.text() == f"{QLocale().standaloneDayName(2)}, 31 {QLocale().monthName(3)}"
    assert page.header.note.text() == "Good morning. 3 things need you today."
    assert page.needs.title.text() == "Needs you today (3)"
    assert texts(page) == ["broken", "late", "soon"]
    assert [row.mark for row in page.items.rows] == ["1 day late", "11 days late", "In 2 days"]


def test_done_takes_the_line_away_and_undo_brings_it_back(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    button = page.items.rows[0].done_button
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert texts(page) == ["late", "soon"]
    assert desk.store.undo_label() == "Done: broken"
    desk.store.undo()
    assert texts(page) == ["broken", "late", "soon"]


def test_the_keyboard_moves_finishes_and_opens(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    page.items.rows[0].setFocus()
    qtbot.keyClick(page.items.rows[0], Qt.Key.Key_Down)
    assert page.items.rows[1].hasFocus()
    qtbot.keyClick(page.items.rows[1], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert texts(page) == ["broken", "soon"]
    assert page.items.rows[1].hasFocus()  # the line that took its place
    qtbot.keyClick(page.items.rows[1], Qt.Key.Key_Return)
    assert page.dialog is not None
    page.dialog.inputs["text"].set_value("sooner")
    page.dialog.inputs["due_on"].set_value(TODAY)
    page.dialog.submit()
    assert texts(page) == ["broken", "sooner"]


def test_a_line_of_another_duty_leads_to_its_record(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    bo = desk.store.do("Add", team.add_person, name="Bo", today=TODAY)
    desk.store.do("Leave", moves.leave, bo, last_day=D(2026, 4, 3), reason="Study", today=TODAY)
    row = page.items.row_of("team", str(bo))
    assert row is not None
    assert row.done_button is None
    with qtbot.waitSignal(desk.went) as went:
        qtbot.mouseClick(row.open_button, Qt.MouseButton.LeftButton)
    assert went.args == ["team", str(bo)]


def test_a_promise_is_noted_with_its_day_in_the_words(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    page.add.kind.set_value(TaskKind.PROMISE)
    page.find_on_page()
    assert page.add.text.hasFocus()
    qtbot.keyClicks(page.add.text, "call Ms Ortiz")
    qtbot.keyClick(page.add.text, Qt.Key.Key_Return)
    assert "by when" in page.add.hint.text()
    assert page.add.text.text() == "call Ms Ortiz"
    qtbot.keyClicks(page.add.text, " by tomorrow")
    assert page.add.hint.text().startswith("Promised for")
    qtbot.keyClick(page.add.text, Qt.Key.Key_Return)
    assert page.add.text.text() == ""
    made = next(row for row in desk.read(queries.tasks) if row.text == "call Ms Ortiz")
    assert (made.kind, made.due_on) == (TaskKind.PROMISE, D(2026, 4, 1))


def test_a_to_do_is_about_somebody_and_due_on_a_day(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    bo = desk.store.do("Add", team.add_person, name="Bo", today=TODAY)
    qtbot.keyClicks(page.add.text, "prepare the review")
    qtbot.keyClicks(page.add.by.edit, "fri")
    page.add.person.setCurrentIndex(page.add.person.findData(bo))
    qtbot.mouseClick(page.add.add_button, Qt.MouseButton.LeftButton)
    made = next(row for row in desk.read(queries.tasks) if row.text == "prepare the review")
    assert (made.due_on, made.person) == (D(2026, 4, 3), "Bo")
    assert page.items.rows[-1].item.detail == "To-do · Bo"


def test_a_date_that_is_none_is_not_taken(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.add.text, "one")
    qtbot.keyClicks(page.add.by.edit, "whenever")
    qtbot.keyClick(page.add.text, Qt.Key.Key_Return)
    assert "one" not in open_tasks(desk)
    assert "not a date" in page.add.hint.text()


def test_what_is_due_later_waits_behind_a_button(page: TodayPage, qtbot: QtBot) -> None:
    assert page.later_button.text() == "1 later"
    assert not page.later.isVisible()
    qtbot.mouseClick(page.later_button, Qt.MouseButton.LeftButton)
    assert page.later.isVisible()
    assert [row.item.text for row in page.later.rows] == ["far"]


def test_the_menu_puts_off_and_throws_away(page: TodayPage, desk: Desk) -> None:
    item = page.items.rows[1].item
    menu = page.make_menu(item)
    off = next(action.menu() for action in menu.actions() if action.text() == "Put off")
    next(action for action in off.actions() if action.text() == "By a week").trigger()  # type: ignore[union-attr]
    assert [row.due_on for row in desk.read(queries.tasks) if row.text == "late"] == [D(2026, 4, 7)]
    next(action for action in menu.actions() if action.text() == "Delete").trigger()
    assert "late" not in open_tasks(desk)
    desk.store.undo()
    assert "late" in open_tasks(desk)


def test_a_record_of_the_palette_gets_the_focus(page: TodayPage, desk: Desk) -> None:
    far = next(row.id for row in desk.read(queries.tasks) if row.text == "far")
    page.show_record(str(far))
    assert page.later.rows[0].hasFocus()


def test_many_lines_show_the_most_urgent_first_and_the_rest_on_demand(
    page: TodayPage, desk: Desk, qtbot: QtBot
) -> None:
    for number in range(12):
        note(desk, f"open {number}")
    assert page.needs.title.text() == "Needs you today (15)"
    assert len(page.items.rows) == 8
    assert page.items.more.text() == "Show 7 more"
    qtbot.mouseClick(page.items.more, Qt.MouseButton.LeftButton)
    assert len(page.items.rows) == 15


def test_a_new_store_says_how_to_begin(desk: Desk, qtbot: QtBot) -> None:
    page = show(desk, qtbot)
    shown = {button.text() for button in page.findChildren(QPushButton) if button.isVisible()}
    assert "Add your team" in shown
    assert page.needs.title.text() == "Needs you today"
    assert page.header.note.text() == "Good morning. Nothing needs you today."


def test_a_quiet_day_says_so(desk: Desk, qtbot: QtBot) -> None:
    desk.store.do("Add", team.add_person, name="Bo", today=TODAY)
    page = show(desk, qtbot)
    assert page.nothing.isVisible()
    assert page.nothing.text() == "Nothing is late, due or promised."


def test_the_list_can_be_printed(page: TodayPage, desk: Desk) -> None:
    note(desk, "<call> & ask")
    document = page.print_document()
    assert document is not None
    text = document.toPlainText()
    assert "31" in text.splitlines()[0]
    assert all(word in text for word in ("broken", "1 day late", "far", "<call> & ask"))


def test_another_day_is_noticed_while_the_window_stays_open(
    page: TodayPage, clock: StandingClock, qtbot: QtBot
) -> None:
    clock.pass_time(days=1)
    page.follow_the_date()
    assert page.header.title.text().endswith(f"1 {QLocale().monthName(4)}")
    assert [row.mark for row in page.items.rows] == ["2 days late", "12 days late", "Tomorrow"]


def test_a_command_of_the_menu_works_on_the_line_that_had_the_focus(
    page: TodayPage, desk: Desk, qtbot: QtBot
) -> None:
    page.items.rows[1].setFocus()
    page.add.text.setFocus()  # as a palette takes the focus
    page.done_action.trigger()
    assert "late" not in open_tasks(desk)


def test_many_of_one_kind_are_one_line_that_shows_them_by_mouse_and_keyboard(
    page: TodayPage, desk: Desk, qtbot: QtBot
) -> None:
    for name in ("Ana", "Bo"):
        person = desk.store.do("Add", team.add_person, name=name, today=TODAY)
        lent = {"item": f"Headset {name}", "out_on": D(2026, 3, 1), "due_on": TODAY}
        desk.store.do("Lend", equipment.issue, person, **lent)
    one = next(row for row in page.items.rows if row.item.inside)
    assert one.item.text == "2 things lent out should be back"
    assert one.item.detail == "Ana, Bo"
    before = len(page.items.rows)
    qtbot.mouseClick(one.open_button, Qt.MouseButton.LeftButton)
    assert [text for text in texts(page) if text.startswith("Headset")] == [
        "Headset Ana of Ana is due back",
        "Headset Bo of Bo is due back",
    ]
    line = next(row for row in page.items.rows if row.item.inside)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Left)
    assert len(page.items.rows) == before
    line = next(row for row in page.items.rows if row.item.inside)
    assert line.hasFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    inner = next(row for row in page.items.rows if row.indent)
    with qtbot.waitSignal(desk.went) as went:
        qtbot.keyClick(inner, Qt.Key.Key_Return)
    assert went.args[0] == "team" and str(went.args[1]).startswith("papers:equipment-")
    document = page.print_document()
    assert document is not None and "Headset Bo of Bo is due back" in document.toPlainText()
