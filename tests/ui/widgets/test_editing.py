"""Editing in place: what cannot be taken stays in the editor, with the reason beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.ui.widgets.cells import EditingDelegate
from csmanager.ui.widgets.table import RecordTable
from tests.ui.widgets.conftest import PEOPLE


def editor(table: RecordTable, qtbot: QtBot) -> QLineEdit:
    """The open editor."""

    def found() -> list[QLineEdit]:
        return [box for box in table.view.viewport().findChildren(QLineEdit) if box.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def is_open(table: RecordTable) -> bool:
    return any(box.isVisible() for box in table.view.viewport().findChildren(QLineEdit))


def reason(table: RecordTable) -> str:
    delegate = table.view.itemDelegate()
    assert isinstance(delegate, EditingDelegate)
    return delegate.reason.text() if delegate.reason.isVisible() else ""


def test_f2_edits_and_enter_hands_the_value_on(table: RecordTable, qtbot: QtBot) -> None:
    table.view.setCurrentIndex(table.model.index(0, 2))
    qtbot.keyClick(table.view, Qt.Key.Key_F2)
    box = editor(table, qtbot)
    assert box.text() == "88"
    assert box.accessibleName() == "n"
    qtbot.keyClicks(box, "90")
    with qtbot.waitSignal(table.edited) as heard:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard.args == [PEOPLE[0], "n", 90]
    qtbot.waitUntil(lambda: not is_open(table))


def test_a_double_click_edits_where_one_can(table: RecordTable, qtbot: QtBot) -> None:
    box = table.view.visualRect(table.model.index(0, 0))
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    with qtbot.assertNotEmitted(table.activated):
        qtbot.mouseDClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert editor(table, qtbot).text() == "Ana Ruiz"


@pytest.mark.parametrize(
    ("column", "typed", "said"), [("n", "many", "not a number"), ("day", "31 foo", "not a date")]
)
def test_what_cannot_be_understood_stays_in_the_editor_with_the_reason(
    table: RecordTable, qtbot: QtBot, column: str, typed: str, said: str
) -> None:
    table.edit(1, column)
    box = editor(table, qtbot)
    box.clear()
    qtbot.keyClicks(box, typed)
    with qtbot.assertNotEmitted(table.edited):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert is_open(table)
    assert box.text() == typed
    assert said in reason(table)
    assert said in box.accessibleDescription()
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    assert reason(table) == ""  # typing on takes the reason away


def test_what_a_rule_refuses_stays_in_the_editor_too(table: RecordTable, qtbot: QtBot) -> None:
    def refuse(_row: Any, _key: str, value: Any) -> None:
        if value == "Kim":
            raise RuleBroken("There is a Kim already.")

    table.on_edit = refuse
    table.edit(1, "name")
    box = editor(table, qtbot)
    box.clear()
    qtbot.keyClicks(box, "Kim")
    with qtbot.assertNotEmitted(table.edited):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert reason(table) == "There is a Kim already."
    qtbot.keyClicks(box, " B.")
    with qtbot.waitSignal(table.edited) as heard:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard.args[2] == "Kim B."


def test_enter_without_a_change_changes_nothing(table: RecordTable, qtbot: QtBot) -> None:
    table.edit(1, "name")
    box = editor(table, qtbot)
    with qtbot.assertNotEmitted(table.edited):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not is_open(table))


def test_leaving_the_cell_takes_what_was_typed(table: RecordTable, qtbot: QtBot) -> None:
    table.edit(1, "n")
    box = editor(table, qtbot)
    qtbot.keyClicks(box, "91")
    with qtbot.waitSignal(table.edited) as heard:
        table.view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert heard.args[2] == 91


def test_escape_changes_nothing(table: RecordTable, qtbot: QtBot) -> None:
    table.edit(1, "n")
    box = editor(table, qtbot)
    qtbot.keyClicks(box, "5")
    with qtbot.assertNotEmitted(table.edited):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_open(table))


def test_tab_moves_on_to_the_next_cell_that_can_be_edited(table: RecordTable, qtbot: QtBot) -> None:
    table.edit(1, "name")
    qtbot.keyClick(editor(table, qtbot), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: is_open(table) and editor(table, qtbot).accessibleName() == "n")
    qtbot.keyClick(editor(table, qtbot), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: is_open(table) and editor(table, qtbot).accessibleName() == "Started")
    qtbot.keyClick(editor(table, qtbot), Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: is_open(table) and editor(table, qtbot).text() == "Week 10")


def test_rows_that_come_anew_while_one_types_do_not_take_the_text_away(
    table: RecordTable, qtbot: QtBot
) -> None:
    table.edit(1, "name")
    box = editor(table, qtbot)
    qtbot.keyClicks(box, "Ana R")
    table.set_rows(list(PEOPLE))
    assert is_open(table)
    assert editor(table, qtbot).text() == "Ana R"


@pytest.mark.parametrize(
    ("typed", "day"), [("tomorrow", dt.date(2026, 4, 1)), ("fri", dt.date(2026, 4, 3)), ("", None)]
)
def test_dates_are_taken_as_people_write_them(
    table: RecordTable, qtbot: QtBot, typed: str, day: dt.date | None
) -> None:
    table.edit(1, "day")
    box = editor(table, qtbot)
    box.clear()
    qtbot.keyClicks(box, typed)
    with qtbot.waitSignal(table.edited) as heard:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard.args[2] == day
