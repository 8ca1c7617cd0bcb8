"""Stores in the window: opening, refusing, read-only, backups, restore, the example."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from csmanager.core import backup
from csmanager.core.lock import StoreLock
from csmanager.ui.ask import QtAnswers
from csmanager.ui.console import usual_store
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.ui.conftest import open_in, settle
from tests.ui.frame import Frame, NotePage


def change(frame: Frame, qtbot: QtBot) -> None:
    page = frame.console.window.page()
    assert isinstance(page, NotePage)
    page.do_rename()
    settle(frame, qtbot)


def test_the_status_line_says_what_is_saved_and_backed_up(frame: Frame, qtbot: QtBot) -> None:
    status = frame.console.window.status
    assert status.facts.text() == "All changes saved · No backup yet · store.csm"
    frame.console.window.menus.actions["back_up"].trigger()
    settle(frame, qtbot)
    assert status.facts.text().startswith("All changes saved · Last backup today ")
    assert status.message.text().startswith("Backed up as store 20260331-090000 by-hand")


def test_the_title_names_the_store(frame: Frame, qtbot: QtBot) -> None:
    change(frame, qtbot)
    assert frame.console.window.windowTitle() == "My store! – csmanager"


def test_a_step_is_told_with_undo_at_hand(frame: Frame, qtbot: QtBot) -> None:
    change(frame, qtbot)
    status = frame.console.window.status
    assert status.message.text() == "Rename the store"
    assert status.button.isVisible() and status.button.text() == "Undo"
    qtbot.mouseClick(status.button, Qt.MouseButton.LeftButton)
    assert frame.console.desk is not None
    assert frame.console.desk.settings.name == "My store"
    assert status.message.text() == "Undone: Rename the store"
    assert not status.button.isVisible()


def test_an_undo_offered_for_one_step_never_takes_back_another(frame: Frame, qtbot: QtBot) -> None:
    change(frame, qtbot)
    assert frame.console.desk is not None
    from tests.ui.frame import rename

    frame.console.desk.store.do("Rename aside", rename, "Other")  # nobody says anything of this one
    assert not frame.console.window.status.button.isVisible()
    settle(frame, qtbot)


def test_a_file_that_is_no_store_is_refused_and_the_present_one_stays(
    frame: Frame, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "letter.csm"
    other.write_text("Dear Ms Ortiz", encoding="utf-8")
    with qtbot.waitSignal(frame.console.opening_failed, timeout=20_000):
        frame.console.open(other)
    assert "not a csmanager store" in answers.told[0]
    assert other.read_text(encoding="utf-8") == "Dear Ms Ortiz"
    assert frame.console.present is not None and frame.console.present.path.name == "store.csm"
    change(frame, qtbot)


def test_a_missing_store_is_said_and_the_beginning_is_offered(
    closed_frame: Frame, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(closed_frame.console.opening_failed, timeout=20_000):
        closed_frame.commands.begin(tmp_path / "gone.csm")
    assert answers.told
    assert closed_frame.commands.welcome is not None and closed_frame.commands.welcome.isVisible()
    assert not (tmp_path / "gone.csm").exists()


def test_a_store_held_elsewhere_opens_read_only_and_says_by_whom(
    closed_frame: Frame, store_file: Path, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    held = StoreLock(store_file)
    answers.answers.append(True)
    with qtbot.waitSignal(closed_frame.console.opened, timeout=20_000):
        closed_frame.console.open(store_file)
    title, text, verb, _keep = answers.asked[0]
    assert title == "store.csm is in use" and verb == "Open read-only"
    assert "on the computer " in text
    window = closed_frame.console.window
    assert window.banner.isVisible() and "on the computer " in window.banner.label.text()
    assert not window.menus.actions["import"].isEnabled()
    assert window.menus.actions["save_copy"].isEnabled()
    page = window.page()
    assert isinstance(page, NotePage)
    page.do_rename()
    assert "reading only" in answers.told[-1]
    held.release()
    with qtbot.waitSignal(closed_frame.console.opened, timeout=20_000):
        window.banner.button.click()
    assert "A passphrase keeps" in window.banner.label.text(), "nothing of reading only any more"
    settle(closed_frame, qtbot)


def test_a_store_held_elsewhere_may_be_left_alone(
    closed_frame: Frame, store_file: Path, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    held = StoreLock(store_file)
    answers.answers.append(False)
    with qtbot.waitSignal(closed_frame.console.opening_failed, timeout=20_000):
        closed_frame.console.open(store_file)
    assert closed_frame.console.desk is None
    held.release()


def left_open_elsewhere(store_file: Path) -> Path:
    """The note another computer leaves beside a store it has open."""
    note = store_file.with_name(store_file.name + "-who")
    note.write_text(json.dumps({"pid": 7, "host": "FRONTDESK", "user": "ana"}), encoding="utf-8")
    return note


def in_the_question(qtbot: QtBot, act: Callable[[QMessageBox], object]) -> list[str]:
    """``act`` on the next message that is shown; its texts."""
    told: list[str] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            told.extend((box.text(), box.informativeText()))
            act(box)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)
    return told


def press(box: QMessageBox, verb: str) -> QPushButton:
    found = [one for one in box.buttons() if one.text().replace("&", "") == verb]
    assert len(found) == 1 and isinstance(found[0], QPushButton)
    return found[0]


def test_a_lock_of_another_computer_is_taken_over_only_by_pressing_so(
    closed_frame: Frame, store_file: Path, qtbot: QtBot
) -> None:
    console = closed_frame.console
    console.ask = QtAnswers(lambda: console.window)
    note = left_open_elsewhere(store_file)

    def enter(box: QMessageBox) -> None:
        assert box.defaultButton() is press(box, "Look at it only"), "Enter must not take over"
        qtbot.keyClick(box, Qt.Key.Key_Return)

    told = in_the_question(qtbot, enter)
    with qtbot.waitSignal(console.opened, timeout=20_000):
        console.open(store_file)
    assert "may be open on another computer" in told[0]
    assert "ana on the computer FRONTDESK opened it" in told[1]
    assert console.present is not None and console.present.lock is None
    assert "FRONTDESK" in console.window.banner.label.text()
    settle(closed_frame, qtbot)

    in_the_question(
        qtbot, lambda box: qtbot.mouseClick(press(box, "Open for changes"), Qt.MouseButton.LeftButton)
    )
    with qtbot.waitSignal(console.opened, timeout=20_000):
        qtbot.mouseClick(console.window.banner.button, Qt.MouseButton.LeftButton)
    assert console.present is not None and console.present.lock is not None
    assert "FRONTDESK" not in note.read_text(encoding="utf-8")
    settle(closed_frame, qtbot)


def test_the_question_about_another_computer_is_answered_by_keys(
    closed_frame: Frame, store_file: Path, qtbot: QtBot
) -> None:
    console = closed_frame.console
    console.ask = QtAnswers(lambda: console.window)
    left_open_elsewhere(store_file)

    def take(box: QMessageBox) -> None:
        yes = press(box, "Open for changes")
        for _ in range(4):
            if QApplication.focusWidget() is yes:
                break
            qtbot.keyClick(QApplication.focusWidget() or box, Qt.Key.Key_Tab)
        yes.setFocus()
        qtbot.keyClick(yes, Qt.Key.Key_Space)

    in_the_question(qtbot, take)
    with qtbot.waitSignal(console.opened, timeout=20_000):
        console.open(store_file)
    assert console.present is not None and console.present.lock is not None
    settle(closed_frame, qtbot)


@pytest.mark.parametrize("left", ["", "{", '{"pid": 3}', "[]", "\x00\x00\x00", '{"host": 5, "user": null}'])
def test_a_garbled_note_or_lock_never_keeps_the_owner_out(
    closed_frame: Frame, store_file: Path, answers: ScriptedAnswers, qtbot: QtBot, left: str
) -> None:
    store_file.with_name(store_file.name + "-who").write_bytes(left.encode())
    store_file.with_name(store_file.name + "-lock").write_bytes(b"torn by a power cut" * 40)
    with qtbot.waitSignal(closed_frame.console.opened, timeout=20_000):
        closed_frame.console.open(store_file)
    present = closed_frame.console.present
    assert present is not None and present.lock is not None
    assert answers.asked == []
    settle(closed_frame, qtbot)


def test_a_store_is_backed_up_at_close_only_if_it_changed(
    frame: Frame, store_file: Path, qtbot: QtBot
) -> None:
    frame.console.close()
    assert backup.backups(store_file) == []
    open_in(frame, store_file, qtbot)
    change(frame, qtbot)
    frame.console.window.close()
    assert [row.reason for row in backup.backups(store_file)] == ["at-close"]
    assert not store_file.with_name("store.csm-wal").exists()
    assert not store_file.with_name("store.csm-lock").exists()


def test_a_changed_store_is_backed_up_when_its_time_has_come(
    frame: Frame, store_file: Path, qtbot: QtBot
) -> None:
    frame.console.backups.timer.timeout.emit()
    settle(frame, qtbot)
    assert backup.backups(store_file) == []
    change(frame, qtbot)
    frame.console.backups.timer.timeout.emit()
    settle(frame, qtbot)
    assert [row.reason for row in backup.backups(store_file)] == ["timer"]
    assert frame.console.backups.timer.interval() == 30 * 60_000


def test_restoring_keeps_the_present_file_and_shows_the_earlier_one(
    frame: Frame, store_file: Path, clock: StandingClock, qtbot: QtBot
) -> None:
    frame.console.backups.back_up()
    settle(frame, qtbot)
    clock.pass_time(minutes=5)
    change(frame, qtbot)
    [row] = backup.backups(store_file)
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        frame.console.restore(row.path)
    settle(frame, qtbot)
    assert frame.console.desk is not None
    assert frame.console.desk.settings.name == "My store"
    reasons = {row.reason for row in backup.backups(store_file)}
    assert {"by-hand", "before-restore"} <= reasons


def test_the_first_start_offers_three_ways_to_begin(closed_frame: Frame, qtbot: QtBot) -> None:
    closed_frame.commands.begin(None)
    welcome = closed_frame.commands.welcome
    assert welcome is not None
    assert [
        button.accessibleName() for button in (welcome.sample_button, welcome.own_button, welcome.open_button)
    ] == [
        "Look around with example data",
        "Start with my team",
        "Open a store…",
    ]
    with qtbot.waitSignal(closed_frame.console.opened, timeout=20_000):
        qtbot.mouseClick(welcome.own_button, Qt.MouseButton.LeftButton)
    assert usual_store().exists()
    assert closed_frame.console.preferences.recent() == [usual_store()]
    settle(closed_frame, qtbot)


def test_the_first_start_works_by_keyboard(
    closed_frame: Frame, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    closed_frame.commands.begin(None)
    window = closed_frame.console.window
    answers.answers.append([])
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert answers.asked[-1][0] == "Open a store"


def test_example_data_is_marked_and_thrown_away_in_one_click(closed_frame: Frame, qtbot: QtBot) -> None:
    console = closed_frame.console
    closed_frame.commands.begin(None)
    assert closed_frame.commands.welcome is not None
    with qtbot.waitSignal(console.opened, timeout=20_000):
        qtbot.mouseClick(closed_frame.commands.welcome.sample_button, Qt.MouseButton.LeftButton)
    settle(closed_frame, qtbot)
    assert console.present is not None
    folder = console.present.folder
    assert folder is not None and folder.exists()
    assert console.window.banner.isVisible() and "made-up" in console.window.banner.label.text()
    assert console.preferences.recent() == []
    with qtbot.waitSignal(console.opened, timeout=20_000):
        qtbot.mouseClick(console.window.banner.button, Qt.MouseButton.LeftButton)
    assert not folder.exists()
    assert "A passphrase keeps" in console.window.banner.label.text(), "nothing of example data any more"
    settle(closed_frame, qtbot)


def test_the_store_of_last_time_opens_by_itself(frame: Frame, store_file: Path, qtbot: QtBot) -> None:
    frame.console.close()
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        frame.commands.begin(None)
    assert frame.console.present is not None and frame.console.present.path == store_file
    settle(frame, qtbot)


def test_a_second_start_brings_the_window_to_the_front_with_its_store(
    frame: Frame, tmp_path: Path, store_file: Path, qtbot: QtBot
) -> None:
    from shutil import copyfile

    from csmanager.ui.instance import Instance

    other = tmp_path / "other.csm"
    copyfile(store_file, other)
    instance = Instance("csmanager-test", frame.console)
    instance.called.connect(frame.commands.answer_call)
    frame.console.window.showMinimized()
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        instance.called.emit(str(other))
    assert not frame.console.window.isMinimized()
    assert frame.console.present is not None and frame.console.present.path == other
    instance.close()
    settle(frame, qtbot)


def test_long_work_shows_progress_that_never_goes_back(frame: Frame, qtbot: QtBot) -> None:
    from csmanager.ui.jobbar import JobBar
    from csmanager.ui.jobs import Job

    job = Job("Counting", frame.console)
    bar = JobBar(job, frame.console.window)
    assert not bar.isVisible()
    bar._on_late()
    assert bar.isVisible()
    job.progressed.emit(5, 10, "half")
    job.progressed.emit(2, 10, "less")
    assert bar.bar.value() == 500 and bar.label.text() == "less"
    qtbot.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
    assert job.is_cancelled
    job.finished.emit()
    assert not bar.isVisible()


@pytest.mark.parametrize(("days", "word"), [(0, "today"), (1, "yesterday")])
def test_recent_moments_are_said_in_words(days: int, word: str) -> None:
    from zoneinfo import ZoneInfo

    from csmanager.ui.moments import recent_text

    moment = dt.datetime(2026, 3, 30, 22, 30, tzinfo=dt.UTC)  # already the 31st in Vienna
    today = dt.date(2026, 3, 31) + dt.timedelta(days=days)
    assert recent_text(moment, ZoneInfo("Europe/Vienna"), today).startswith(word)


def test_a_long_message_is_cut_and_never_widens_the_window(frame: Frame, qtbot: QtBot) -> None:
    window = frame.console.window
    window.resize(700, 500)
    window.status.say("Note a promise: " + "very " * 80 + "long", frame.console.undo)
    qtbot.waitUntil(window.status.message.isVisible)
    assert window.width() == 700 and window.minimumSizeHint().width() <= 700
    assert window.status.message.text().endswith("…")
    assert window.status.message.toolTip().endswith("long")


def test_closing_stops_long_work_and_waits_until_it_has_rolled_back(frame: Frame, qtbot: QtBot) -> None:
    import threading

    desk = frame.console.desk
    assert desk is not None
    store, started, ended = desk.store, threading.Event(), threading.Event()

    def work(progress: Callable[[int, int, str], None]) -> None:
        from tests.ui.frame import rename

        try:
            with store.change("Rename for long") as step:
                rename(step.session, "Half done")
                started.set()
                while True:
                    progress(1, 2, "working")
        finally:
            ended.set()

    desk.run("Long work", work)
    assert started.wait(10)
    frame.console.window.close()
    assert ended.is_set()
    assert frame.console.desk is None


def test_undo_of_a_whole_batch_runs_aside(
    frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from csmanager.ui import console

    page = frame.console.window.page()
    assert isinstance(page, NotePage)
    page.do_rename()
    monkeypatch.setattr(console, "_is_large", lambda _desk, _is_undo: True)
    frame.console.undo()
    settle(frame, qtbot)
    assert frame.console.desk is not None and frame.console.desk.settings.name == "My store"
    assert frame.console.window.status.message.text() == "Undone: Rename the store"


def test_the_keys_of_the_first_start_are_not_those_of_the_menus(closed_frame: Frame) -> None:
    closed_frame.commands.show_welcome()
    welcome = closed_frame.commands.welcome
    assert welcome is not None
    buttons = (welcome.sample_button, welcome.own_button, welcome.open_button)
    letters = {button.shortcut().toString().removeprefix("Alt+") for button in buttons}
    bar = closed_frame.console.window.menuBar()
    assert len(letters) == 3
    assert not letters & {action.text()[action.text().index("&") + 1] for action in bar.actions()}


def test_a_store_that_is_still_opening_when_the_program_ends_is_let_go(
    closed_frame: Frame, store_file: Path, qtbot: QtBot
) -> None:
    closed_frame.console.open(store_file)
    closed_frame.console.end()
    assert closed_frame.console.desk is None
    StoreLock(store_file).release()
    assert not store_file.with_name("store.csm-lock").exists()
