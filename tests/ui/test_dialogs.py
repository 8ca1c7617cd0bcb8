"""History, Trash, Restore, Settings, Help, Shortcuts, About and the dialog of a fault."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from csmanager.core import backup, trash
from csmanager.core.errors import RuleBroken
from csmanager.features.hiring.rules import OpeningState
from csmanager.features.hiring.tables import Opening
from csmanager.ui import crash
from csmanager.ui.aboutdialog import AboutDialog
from csmanager.ui.helpview import HelpView, help_folder
from csmanager.ui.historyview import HistoryView
from csmanager.ui.hours import hours_text, parse_hours
from csmanager.ui.restoredialog import RestoreDialog, look_into
from csmanager.ui.settingsdialog import SettingsDialog
from csmanager.ui.shortcutsdialog import ShortcutsDialog
from csmanager.ui.trashview import TrashView
from tests.answers import ScriptedAnswers
from tests.ui.conftest import settle
from tests.ui.frame import Frame, NotePage

DAY = dt.date(2026, 3, 1)


def opened(frame: Frame, key: str, qtbot: QtBot) -> QDialog:
    frame.console.window.menus.actions[key].trigger()
    settle(frame, qtbot)
    return frame.commands.dialogs[key]


def throw_away(frame: Frame, title: str) -> None:
    assert frame.console.desk is not None
    with frame.console.desk.store.change(f"Move {title} to Trash") as step:
        step.session.add(Opening(title=title, state=OpeningState.OPEN, opened_on=DAY, trashed_on=DAY))


# History


def test_history_lists_every_step_and_follows_new_ones(frame: Frame, qtbot: QtBot) -> None:
    view = opened(frame, "history", qtbot)
    assert isinstance(view, HistoryView)
    assert [row.label for row in view.steps.rows()] == ["Start the store"]
    page = frame.console.window.page()
    assert isinstance(page, NotePage)
    page.do_rename()
    settle(frame, qtbot)
    assert [row.label for row in view.steps.rows()] == ["Rename the store", "Start the store"]


def test_history_shows_what_a_step_did_and_the_life_of_a_record(frame: Frame, qtbot: QtBot) -> None:
    throw_away(frame, "Night agent")
    view = opened(frame, "history", qtbot)
    assert isinstance(view, HistoryView)
    view.steps.select_first()
    settle(frame, qtbot)
    assert [(row.title, row.what) for row in view.records.rows()] == [("Night agent", "added")]
    view.records.select_first()
    settle(frame, qtbot)
    assert "Night agent" in view.life_title.text()
    assert [row.label for row in view.life.rows()] == ["Move Night agent to Trash"]


def test_the_chain_is_verified_at_a_click(frame: Frame, qtbot: QtBot) -> None:
    view = opened(frame, "history", qtbot)
    assert isinstance(view, HistoryView)
    qtbot.mouseClick(view.verify_button, Qt.MouseButton.LeftButton)
    settle(frame, qtbot)
    assert "The history is whole: 1 entry" in view.verdict.text()


def test_a_window_that_is_open_already_comes_to_the_front(frame: Frame, qtbot: QtBot) -> None:
    first = opened(frame, "history", qtbot)
    frame.console.window.menus.actions["history"].trigger()
    assert frame.commands.dialogs["history"] is first


# Trash


def test_the_trash_gives_back_what_is_restored(frame: Frame, qtbot: QtBot) -> None:
    throw_away(frame, "Night agent")
    throw_away(frame, "Day agent")
    view = opened(frame, "trash", qtbot)
    assert isinstance(view, TrashView)
    assert {row.title for row in view.table.rows()} == {"Night agent", "Day agent"}
    view.table.select_first()
    qtbot.mouseClick(view.restore_button, Qt.MouseButton.LeftButton)
    assert len(view.table.rows()) == 1
    assert frame.console.window.status.message.text().startswith("Restore ")
    settle(frame, qtbot)


def test_only_emptying_the_trash_asks_and_the_button_says_what_it_does(
    frame: Frame, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    throw_away(frame, "Night agent")
    view = opened(frame, "trash", qtbot)
    assert isinstance(view, TrashView) and frame.console.desk is not None
    answers.answers += [False, True]
    qtbot.mouseClick(view.empty_button, Qt.MouseButton.LeftButton)
    assert len(frame.console.desk.read(trash.trash)) == 1
    qtbot.mouseClick(view.empty_button, Qt.MouseButton.LeftButton)
    assert frame.console.desk.read(trash.trash) == []
    assert answers.asked[0][2:] == ("Delete 1 record", "Keep")
    assert not view.empty_button.isEnabled()
    settle(frame, qtbot)


# Restore


def test_restore_shows_date_size_and_contents_before_anything_happens(
    frame: Frame, store_file: Path, qtbot: QtBot
) -> None:
    throw_away(frame, "Night agent")
    frame.console.backups.back_up()
    settle(frame, qtbot)
    dialog = opened(frame, "restore", qtbot)
    assert isinstance(dialog, RestoreDialog)
    assert not dialog.restore_button.isEnabled()
    dialog.table.select_first()
    assert "2 steps of history" in dialog.facts.text()
    assert "the present file is kept" in dialog.facts.text()
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        qtbot.mouseClick(dialog.restore_button, Qt.MouseButton.LeftButton)
    settle(frame, qtbot)
    assert {row.reason for row in backup.backups(store_file)} == {"before-restore", "by-hand"}


def test_a_file_that_is_no_backup_cannot_be_restored(
    frame: Frame, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    letter = tmp_path / "letter.csm-backup"
    letter.write_text("Dear Ms Ortiz", encoding="utf-8")
    dialog = opened(frame, "restore", qtbot)
    assert isinstance(dialog, RestoreDialog)
    answers.answers.append([letter])
    qtbot.mouseClick(dialog.other_button, Qt.MouseButton.LeftButton)
    assert not dialog.restore_button.isEnabled()
    assert "not a csmanager store" in dialog.facts.text()


def test_a_store_from_elsewhere_says_what_is_in_it(store_file: Path) -> None:
    row = look_into(store_file)
    assert row.problem == "" and row.counts["history_step"] == 1


# Settings


def test_settings_of_the_store_are_one_undoable_step(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, "settings", qtbot)
    assert isinstance(dialog, SettingsDialog)
    dialog.name.setText("Riverside")
    dialog.zone.setCurrentText("Europe/Vienna")
    dialog.hours["Saturday"].setText("9-12:30, 14-16")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert frame.console.desk is not None
    settings = frame.console.desk.settings
    assert (settings.name, settings.time_zone) == ("Riverside", "Europe/Vienna")
    assert settings.business_hours["Saturday"] == [["09:00", "12:30"], ["14:00", "16:00"]]
    frame.console.undo()
    assert frame.console.desk.settings.name == "My store"
    settle(frame, qtbot)


def test_a_setting_that_cannot_be_is_explained_and_kept_as_typed(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, "settings", qtbot)
    assert isinstance(dialog, SettingsDialog)
    dialog.zone.setCurrentText("Europe/Narnia")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and dialog.reason.isVisible()
    assert "Europe/Narnia is not a known time zone" in dialog.reason.text()
    assert dialog.zone.currentText() == "Europe/Narnia"
    assert frame.console.desk is not None and frame.console.desk.store.undo_label() is None


def test_the_time_between_backups_is_kept(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, "settings", qtbot)
    assert isinstance(dialog, SettingsDialog)
    dialog.minutes.setValue(10)
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert frame.console.backups.timer.interval() == 10 * 60_000


def test_colours_and_size_take_effect_while_one_looks(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, "settings", qtbot)
    assert isinstance(dialog, SettingsDialog)
    dialog.tabs.setCurrentIndex(1)
    dialog.themes.button(2).setChecked(True)
    assert frame.appearance.scheme == "dark"
    assert frame.console.window.menus.actions["theme_dark"].isChecked()
    dialog.zoom.setValue(150)
    assert frame.appearance.factor == 1.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("closed", []),
        ("9-17", [["09:00", "17:00"]]),
        ("13:30–18, 09.00 to 12h30", [["09:00", "12:30"], ["13:30", "18:00"]]),
        ("0-24", [["00:00", "24:00"]]),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: list[list[str]]) -> None:
    spans = parse_hours("Monday", text)
    assert spans == expected
    assert parse_hours("Monday", hours_text(spans)) == spans


@pytest.mark.parametrize("text", ["soon", "17-9", "9-25", "9:75-10", "9-12, 11-13"])
def test_hours_that_make_no_sense_name_the_day(text: str) -> None:
    with pytest.raises(RuleBroken, match=r"^Monday: "):
        parse_hours("Monday", text)


# Help, Shortcuts, About


def test_help_opens_at_the_page_in_front(frame: Frame, qtbot: QtBot) -> None:
    frame.console.window.show_page("other")
    qtbot.keyClick(frame.console.window, Qt.Key.Key_F1)
    view = frame.commands.dialogs["help"]
    assert isinstance(view, HelpView)
    assert view.topic() == "team.md"
    frame.console.window.show_page("note")
    frame.console.window.menus.actions["help"].trigger()
    assert view.topic() == "start.md"


def test_help_is_searched_and_its_links_stay_inside(
    frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: gone.append(url.toString()))
    view = HelpView(frame.console.window)
    view.search.setText("leading zeros nowhere")
    assert all(view.topics.item(row).isHidden() for row in range(view.topics.count()))
    view.search.setText("ledger")
    view.search.clear()
    view._on_link(QUrl("importing.md"))
    assert view.topic() == "importing.md"
    assert gone == []


def test_every_link_of_the_help_leads_somewhere() -> None:
    import re

    names = {path.name for path in help_folder().glob("*.md")}
    for path in help_folder().glob("*.md"):
        assert set(re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))) <= names, path.name


def test_every_help_page_that_a_duty_names_exists() -> None:
    from csmanager.catalogue import FEATURES

    missing = [item.help for item in FEATURES if item.help and not (help_folder() / item.help).exists()]
    assert missing == []


def test_shortcuts_can_be_searched(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, "shortcuts", qtbot)
    assert isinstance(dialog, ShortcutsDialog)
    qtbot.keyClicks(dialog.filter, "palet")
    dialog.filter.setText("ctrl+k")
    shown = [
        group.child(row).text(0)
        for place in range(dialog.tree.topLevelItemCount())
        if (group := dialog.tree.topLevelItem(place)) is not None
        for row in range(group.childCount())
        if not group.child(row).isHidden()
    ]
    assert shown == ["Find a record or command…"]


def test_about_names_version_data_file_and_licences(frame: Frame, store_file: Path, qtbot: QtBot) -> None:
    dialog = opened(frame, "about", qtbot)
    assert isinstance(dialog, AboutDialog)
    assert str(store_file) in dialog.facts.text()
    assert "LGPLv3" in dialog.licences.toPlainText()


def test_dialogs_go_with_their_store(frame: Frame, qtbot: QtBot) -> None:
    opened(frame, "history", qtbot)
    opened(frame, "trash", qtbot)
    frame.console.close()
    qtbot.waitUntil(lambda: frame.commands.dialogs == {})


# Faults


def fault() -> BaseException:
    try:
        try:
            {}["Ana Ruiz"]
        except KeyError as error:
            raise ValueError("Ana Ruiz has no phone +43 1 555") from error
    except ValueError as error:
        return error


def test_the_details_of_a_fault_hold_places_and_no_data() -> None:
    text = crash.details(fault())
    assert "builtins.KeyError" in text and "builtins.ValueError" in text
    assert "tests/ui/test_dialogs.py:" in text and " in fault" in text
    assert "Ana" not in text and "555" not in text


def test_details_can_be_copied_and_the_dialog_stays(qtbot: QtBot) -> None:
    box = crash.crash_dialog(fault())
    qtbot.addWidget(box)
    box.show()
    button = next(one for one in box.buttons() if one.text() == "Copy details")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "builtins.ValueError" in QApplication.clipboard().text()
    assert box.isVisible()


def test_a_fault_is_shown_once_and_written_to_the_log(qtbot: QtBot, tmp_path: Path) -> None:
    import sys
    import threading

    shown: list[BaseException] = []
    crashes = crash.Crashes(lambda: None, show=shown.append, log_path=tmp_path / "log")
    error = fault()
    sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(shown) == 2)
    crashes.stop()
    assert [type(one) for one in shown] == [ValueError, ZeroDivisionError]
    assert (tmp_path / "log").read_text(encoding="utf-8").count("builtins.ValueError") == 2


def test_the_log_never_grows_without_end(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * 600 * 1024)
    crash.note("new", path)
    assert path.stat().st_size < 300 * 1024
    assert path.read_text(encoding="utf-8").endswith("new\n")
