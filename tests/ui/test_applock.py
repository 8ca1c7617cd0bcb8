"""The lock of the window: what is covered, what unlocks, what it leaves alone."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from csmanager.ui.applock import NEUTRAL, AppLock
from tests.ui.conftest import settle
from tests.ui.frame import Frame

WORDS = "three quiet words"


@pytest.fixture
def guarded(frame: Frame) -> Frame:
    """A window whose store has a passphrase; sealed notes are locked."""
    desk = frame.console.desk
    assert desk is not None
    lock, _code, secret = desk.sealing.make(WORDS)
    desk.sealing.take_first(lock, secret)
    desk.sealing.lock()
    return frame


def applock(frame: Frame) -> AppLock:
    return frame.commands.privacy.applock


def covered(window: QWidget) -> bool:
    """Whether nothing of ``window`` but its cover is to be seen."""
    middle = window.rect().center()
    child = window.childAt(middle)
    return child is not None and child.objectName() == "lockCover" and child.geometry() == window.rect()


def test_a_key_covers_every_window_and_only_the_passphrase_uncovers(qtbot: QtBot, guarded: Frame) -> None:
    window = guarded.console.window
    title = window.windowTitle()
    dialog = QDialog(window)
    qtbot.addWidget(dialog)
    dialog.setWindowTitle("Warning of Ana Example")
    field = QLineEdit("half a sentence", dialog)
    QVBoxLayout(dialog).addWidget(field)
    dialog.setModal(True)
    dialog.open()
    window.menus.actions["lock"].trigger()
    lock = applock(guarded)
    assert lock.is_locked
    assert covered(window)
    assert covered(dialog)
    assert {window.windowTitle(), dialog.windowTitle()} == {NEUTRAL}
    assert lock.dialog is not None
    assert QApplication.activeModalWidget() is lock.dialog
    qtbot.keyClick(lock.dialog, Qt.Key.Key_Escape)
    assert lock.is_locked
    qtbot.keyClicks(lock.dialog.field, "wrong words")
    qtbot.keyClick(lock.dialog.field, Qt.Key.Key_Return)
    settle(guarded, qtbot)
    assert "not the passphrase" in lock.dialog.reason.text()
    lock.dialog.field.clear()
    qtbot.keyClicks(lock.dialog.field, WORDS)
    qtbot.mouseClick(lock.dialog.unlock_button, Qt.MouseButton.LeftButton)
    settle(guarded, qtbot)
    assert not lock.is_locked
    assert window.windowTitle() == title
    assert dialog.windowTitle() == "Warning of Ana Example"
    assert dialog.isVisible()
    assert field.text() == "half a sentence"
    assert guarded.console.desk is not None
    assert not guarded.console.desk.sealing.is_open  # the window opens, the sealed notes stay shut


def test_a_window_that_opens_meanwhile_is_covered_too(qtbot: QtBot, guarded: Frame) -> None:
    lock = applock(guarded)
    lock.lock()
    late = QDialog(guarded.console.window)
    qtbot.addWidget(late)
    late.setModal(True)
    late.show()
    assert covered(late)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is lock.dialog, timeout=5_000)


def test_it_locks_when_idle_or_after_sleep_and_not_without_a_passphrase(frame: Frame) -> None:
    lock = applock(frame)
    assert not lock._idle.isActive()
    assert not lock.lock()
    desk = frame.console.desk
    assert desk is not None
    made, _code, secret = desk.sealing.make(WORDS)
    desk.sealing.take_first(made, secret)
    assert lock._idle.interval() == 10 * 60_000
    lock._idle.timeout.emit()
    assert lock.is_locked
    assert not desk.sealing.is_open
    lock._take_off()
    lock.look()
    assert not lock.is_locked
    lock._looked -= dt.timedelta(minutes=5)
    lock.look()
    assert lock.is_locked
    lock._take_off()
    lock.set_minutes(0)
    lock._looked -= dt.timedelta(minutes=5)
    lock.look()
    assert not lock.is_locked
    assert not lock._idle.isActive()


def test_the_kiosk_is_left_alone(qtbot: QtBot, guarded: Frame) -> None:
    kiosk = QWidget()
    qtbot.addWidget(kiosk)
    kiosk.setProperty("guards", True)
    kiosk.show()
    assert not applock(guarded).lock()
    assert not applock(guarded).is_locked


def test_the_status_line_says_how_sealed_notes_stand(qtbot: QtBot, guarded: Frame) -> None:
    privacy, desk = guarded.commands.privacy, guarded.console.desk
    assert desk is not None
    assert privacy.button.text() == "Sealed notes: locked – Unlock"
    assert guarded.console.window.menus.actions["sealed"].text().startswith("Unlock")
    desk.sealing.open_with(WORDS)
    assert privacy.button.text() == "Sealed notes: open – Lock"
    qtbot.mouseClick(privacy.button, Qt.MouseButton.LeftButton)
    assert not desk.sealing.is_open
    desk.sealing.open_with(WORDS)
    guarded.console.window.menus.actions["sealed"].trigger()
    assert not desk.sealing.is_open


def test_without_a_passphrase_locking_says_what_is_needed(qtbot: QtBot, frame: Frame) -> None:
    assert not frame.commands.privacy.button.isVisible()
    frame.console.ask.answers = [False]  # type: ignore[attr-defined]
    frame.console.window.menus.actions["lock"].trigger()
    assert frame.console.ask.asked[-1][2] == "Set a passphrase"  # type: ignore[attr-defined]
    frame.console.window.menus.actions["passphrase"].trigger()
    shown = QApplication.activeModalWidget()
    assert shown is not None
    assert shown.objectName() == "setUpSealing"
    shown.close()


def test_the_system_s_lock_locks_the_window_unless_it_was_switched_off(guarded: Frame) -> None:
    privacy = guarded.commands.privacy
    privacy._listen()
    assert privacy._system is not None
    privacy._system.on_active(False)
    assert not privacy.applock.is_locked
    privacy.applock.set_minutes(0)
    privacy._system.on_active(True)
    assert not privacy.applock.is_locked
    privacy.applock.set_minutes(10)
    privacy._system.on_active(True)
    assert privacy.applock.is_locked


@pytest.mark.parametrize(
    ("address", "is_local"),
    [
        ("unix:path=/run/user/1000/bus", True),
        ("unix:path=/a;unix:path=/b", True),
        ("tcp:host=elsewhere,port=1", False),
        ("unix:path=/a;tcp:host=b", False),
        ("", False),
    ],
)
def test_only_a_bus_on_this_computer_is_heard(address: str, is_local: bool) -> None:
    from csmanager.ui import systemlock

    assert systemlock._is_local(address) is is_local
