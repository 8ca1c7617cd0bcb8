"""Menus: every command is there once, under a key of its own, and says whether it asks for more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from csmanager.ui.commandlist import COMMANDS
from csmanager.ui.menus import plain, with_access_key
from csmanager.ui.shortcutsdialog import rows
from tests.answers import ScriptedAnswers
from tests.ui.conftest import open_in, settle
from tests.ui.frame import Frame, NotePage


def every_action(frame: Frame) -> list[QAction]:
    window = frame.console.window
    found = {id(action): action for action in window.findChildren(QAction)}
    for _path, action in window.menus.all():
        found[id(action)] = action
    return list(found.values())


def test_the_menus_stand_in_the_usual_order(closed_frame: Frame) -> None:
    bar = closed_frame.console.window.menuBar()
    assert [plain(action) for action in bar.actions()] == [
        "File",
        "Edit",
        "View",
        "Go",
        "Record",
        "Tools",
        "Help",
    ]


def test_no_shortcut_is_defined_twice(frame: Frame) -> None:
    keys = Counter(
        key.toString() for action in every_action(frame) for key in action.shortcuts() if not key.isEmpty()
    )
    assert {key: count for key, count in keys.items() if count > 1} == {}


def test_every_action_with_a_shortcut_stands_in_a_menu(frame: Frame) -> None:
    in_menus = {id(action) for _path, action in frame.console.window.menus.all()}
    hidden = [
        plain(action) for action in every_action(frame) if action.shortcuts() and id(action) not in in_menus
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("command", "key"),
    [
        ("undo", "Ctrl+Z"),
        ("redo", "Ctrl+Y"),
        ("redo", "Ctrl+Shift+Z"),
        ("quit", "Ctrl+Q"),
        ("settings", "Ctrl+,"),
        ("palette", "Ctrl+K"),
        ("find", "Ctrl+F"),
        ("refresh", "F5"),
        ("help", "F1"),
        ("open", "Ctrl+O"),
        ("new", "Ctrl+N"),
        ("print", "Ctrl+P"),
        ("select_all", "Ctrl+A"),
        ("go_today", "Ctrl+1"),
        ("go_other", "Ctrl+3"),
        ("next_page", "Ctrl+Tab"),
        ("next_page", "Ctrl+PgDown"),
        ("previous_page", "Ctrl+PgUp"),
        ("zoom_in", "Ctrl++"),
    ],
)
def test_a_standard_key_runs_its_command(frame: Frame, command: str, key: str) -> None:
    assert QKeySequence(key) in frame.console.window.menus.actions[command].shortcuts()


def test_only_commands_that_ask_end_in_an_ellipsis(frame: Frame) -> None:
    for command in COMMANDS:
        if command.key not in ("recent", "undo", "redo"):
            assert plain(frame.console.window.menus.actions[command.key]).endswith("…") == command.asks, (
                command.key
            )


def test_mac_finds_settings_about_and_quit_by_their_roles(frame: Frame) -> None:
    actions = frame.console.window.menus.actions
    assert actions["settings"].menuRole() == QAction.MenuRole.PreferencesRole
    assert actions["about"].menuRole() == QAction.MenuRole.AboutRole
    assert actions["quit"].menuRole() == QAction.MenuRole.QuitRole
    others = [
        key for key, action in actions.items() if action.menuRole() == QAction.MenuRole.TextHeuristicRole
    ]
    assert set(others) <= {"recent"}


def test_access_keys_are_unique_within_each_menu(frame: Frame) -> None:
    for title, menu in frame.console.window.menus.menus.items():
        letters = [
            action.text().replace("&&", "")[action.text().replace("&&", "").index("&") + 1].casefold()
            for action in menu.actions()
            if "&" in action.text().replace("&&", "")
        ]
        assert len(letters) == len(set(letters)), (title, letters)
        for action in menu.actions():
            if not action.isSeparator() and action.isEnabled():
                assert "&" in action.text(), f"{title}: {action.text()}"


def test_an_access_key_avoids_those_that_are_taken() -> None:
    taken = {"r"}
    assert with_access_key("Reviews", taken) == "R&eviews"
    assert with_access_key("Reports", taken) == "Re&ports"


def test_without_a_store_only_what_works_without_one_is_offered(closed_frame: Frame) -> None:
    actions = closed_frame.console.window.menus.actions
    assert actions["open"].isEnabled() and actions["about"].isEnabled()
    assert not any(actions[key].isEnabled() for key in ("save_copy", "import", "undo", "history", "go_today"))


def test_the_record_menu_shows_the_commands_of_the_page(frame: Frame, qtbot: QtBot) -> None:
    window = frame.console.window
    menu = window.menus.menus["&Record"]
    assert [plain(action) for action in menu.actions()] == ["Rename the store"]
    window.show_page("broken")
    assert [action.isEnabled() for action in menu.actions()] == [False]


def test_a_key_runs_the_command_of_the_page_in_front_only(frame: Frame, qtbot: QtBot) -> None:
    window = frame.console.window
    window.show_page("note")
    window.show_page("other")
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert frame.console.desk is not None
    assert frame.console.desk.settings.name.endswith("!")
    assert not frame.console.desk.settings.name.endswith("!!")


def test_undo_names_the_step_and_takes_it_back(frame: Frame, qtbot: QtBot) -> None:
    console, window = frame.console, frame.console.window
    assert console.desk is not None
    before = console.desk.settings.name
    undo, redo = window.menus.actions["undo"], window.menus.actions["redo"]
    assert not undo.isEnabled() and not redo.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert plain(undo) == "Undo rename the store"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert console.desk.settings.name == before
    assert plain(redo) == "Redo rename the store"
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert console.desk.settings.name == f"{before}!"
    settle(frame, qtbot)


def test_undo_in_a_field_belongs_to_the_field(frame: Frame, qtbot: QtBot) -> None:
    console, window = frame.console, frame.console.window
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    page = window.page()
    assert isinstance(page, NotePage) and console.desk is not None
    page.field.setFocus()
    qtbot.keyClicks(page.field, "abc")
    qtbot.keyClick(page.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.field.text() == ""
    assert console.desk.settings.name.endswith("!")
    settle(frame, qtbot)


def test_the_list_of_shortcuts_is_read_from_the_menus(frame: Frame) -> None:
    frame.console.window.menus.actions["history"].setShortcut(QKeySequence("Ctrl+Alt+J"))
    listed = {(title, keys) for _path, title, keys in rows(frame.console.window.menus)}
    assert ("History", "Ctrl+Alt+J") in listed
    assert ("Rename the store", "Ctrl+R") in listed


def test_open_recent_lists_five_and_greys_what_is_gone(frame: Frame, tmp_path: Path, qtbot: QtBot) -> None:
    preferences = frame.console.preferences
    for number in range(6):
        preferences.remember(tmp_path / f"gone {number}.csm")
    there = tmp_path / "store.csm"
    preferences.remember(there)
    menu: QMenu = frame.console.window.menus.recent_menu
    menu.aboutToShow.emit()
    assert len(menu.actions()) == 5
    assert [action.isEnabled() for action in menu.actions()] == [True, False, False, False, False]


def test_check_store_says_that_it_is_whole(frame: Frame, answers: ScriptedAnswers, qtbot: QtBot) -> None:
    frame.console.window.menus.actions["check"].trigger()
    settle(frame, qtbot)
    assert "as they should be, and so is the history (entries: 1)." in answers.told[-1]


def test_a_theme_is_chosen_and_kept(frame: Frame) -> None:
    actions = frame.console.window.menus.actions
    actions["theme_dark"].trigger()
    assert frame.appearance.scheme == "dark"
    assert frame.console.preferences.get("look/theme") == "dark"
    assert actions["theme_dark"].isChecked() and not actions["theme_light"].isChecked()
    actions["theme_light"].trigger()
    assert frame.appearance.scheme == "light"


def test_zoom_changes_the_size_of_text_and_goes_back(frame: Frame, qtbot: QtBot) -> None:
    window = frame.console.window
    before = window.navigation.font().pointSizeF()
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.navigation.font().pointSizeF() > before)
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.navigation.font().pointSizeF() == pytest.approx(before))


def test_a_new_store_is_made_where_the_person_says(
    frame: Frame, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.answers.append(tmp_path / "Second shop")
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        frame.console.window.menus.actions["new"].trigger()
    assert (tmp_path / "Second shop.csm").exists()
    assert frame.console.preferences.recent()[0] == tmp_path / "Second shop.csm"
    settle(frame, qtbot)


def test_a_copy_is_saved_and_the_window_keeps_its_store(
    frame: Frame, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.answers.append(tmp_path / "copy.csm")
    frame.console.window.menus.actions["save_copy"].trigger()
    settle(frame, qtbot)
    assert frame.console.present is not None
    assert frame.console.present.path.name == "store.csm"
    open_in(frame, tmp_path / "copy.csm", qtbot)


def test_files_are_chosen_and_handed_to_the_importer(
    frame: Frame, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    answers.answers.append([tmp_path / "march.csv"])
    frame.console.window.menus.actions["import"].trigger()
    assert frame.imported == [[tmp_path / "march.csv"]]
