"""Find anything: commands and records by typing, Enter to go there, Esc to go back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.ui.palettematch import score
from tests.ui.conftest import settle
from tests.ui.frame import Frame, NotePage, OtherPage

CONTROL = Qt.KeyboardModifier.ControlModifier


def ask(frame: Frame, qtbot: QtBot, text: str) -> list[str]:
    palette = frame.commands.palette
    qtbot.keyClick(frame.console.window, Qt.Key.Key_K, CONTROL)
    assert palette.isVisible() and palette.field.hasFocus()
    qtbot.keyClicks(palette.field, text)
    settle(frame, qtbot)
    return palette.entries()


def test_a_record_is_found_and_shown_on_its_page(frame: Frame, qtbot: QtBot) -> None:
    assert ask(frame, qtbot, "okaf")[0] == "Dana Okafor"
    qtbot.keyClick(frame.commands.palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: frame.console.window.navigation.current() == "other")
    page = frame.console.window.page()
    assert isinstance(page, OtherPage)
    assert page.shown == ["Dana Okafor"]
    assert not frame.commands.palette.isVisible()


def test_a_command_is_found_by_a_word_and_run(frame: Frame, qtbot: QtBot) -> None:
    assert "Dark colours" in ask(frame, qtbot, "dark")
    qtbot.keyClick(frame.commands.palette.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: frame.appearance.theme == "dark")


def test_the_commands_of_the_page_are_found_too(frame: Frame, qtbot: QtBot) -> None:
    assert "Rename the store" in ask(frame, qtbot, "rename")


def test_arrows_choose_another_line(frame: Frame, qtbot: QtBot) -> None:
    lines = ask(frame, qtbot, "colours")
    assert len(lines) == 3
    palette = frame.commands.palette
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentRow() == 0


def test_a_click_runs_a_line(frame: Frame, qtbot: QtBot) -> None:
    ask(frame, qtbot, "okaf")
    palette = frame.commands.palette
    where = palette.list.visualItemRect(palette.list.item(0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: frame.console.window.navigation.current() == "other")


def test_escape_closes_and_gives_the_focus_back(frame: Frame, qtbot: QtBot) -> None:
    page = frame.console.window.page()
    assert isinstance(page, NotePage)
    page.field.setFocus()
    ask(frame, qtbot, "x")
    qtbot.keyClick(frame.commands.palette.field, Qt.Key.Key_Escape)
    assert not frame.commands.palette.isVisible()
    assert page.field.hasFocus()


def test_what_nothing_is_called_is_said(frame: Frame, qtbot: QtBot) -> None:
    assert ask(frame, qtbot, "qqqq") == []
    assert frame.commands.palette.nothing.isVisible()


def test_greyed_commands_are_not_offered(frame: Frame, qtbot: QtBot) -> None:
    assert not any(line.startswith("Undo") for line in ask(frame, qtbot, "undo"))


def test_it_stays_inside_a_small_window(frame: Frame, qtbot: QtBot) -> None:
    frame.console.window.resize(640, 480)
    ask(frame, qtbot, "")
    assert frame.console.window.rect().contains(frame.commands.palette.geometry())


@pytest.mark.parametrize(
    ("wanted", "title", "path", "expected"),
    [
        ("", "Undo", "Edit", 0),
        ("und", "Undo", "Edit", 0),
        ("copy", "Save a copy…", "File", 1),
        ("file copy", "Save a copy…", "File", 2),
        ("olour", "Dark colours", "View", 3),
        ("dkco", "Dark colours", "View", 4),
        ("resume", "Résumé", "Hiring", 0),
        ("xyz", "Undo", "Edit", None),
        ("uo", "Undo", "Edit", None),
    ],
)
def test_nearer_names_come_first(wanted: str, title: str, path: str, expected: int | None) -> None:
    assert score(wanted, title, path) == expected
