"""What Windows and macOS say of a locked screen, told by stand-ins for both."""

from __future__ import annotations

import ctypes
from ctypes import wintypes

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from csmanager.ui import screenears
from csmanager.ui.screenears import MacEar, WindowsEar
from csmanager.ui.systemlock import SystemLock
from tests.ui.frame import Frame


def send(ear: WindowsEar, message: int, wparam: int, kind: bytes = b"windows_generic_MSG") -> None:
    told = wintypes.MSG()
    told.message, told.wParam = message, wparam
    assert ear.nativeEventFilter(kind, ctypes.addressof(told)) == (False, 0)  # Qt goes on with it


def test_windows_tells_of_lock_and_sleep_and_of_nothing_else(qtbot: QtBot) -> None:
    heard: list[str] = []
    ear = WindowsEar(lambda: heard.append("locked"))
    send(ear, screenears.WM_WTSSESSION_CHANGE, screenears.WTS_SESSION_LOCK)
    send(ear, screenears.WM_POWERBROADCAST, screenears.PBT_APMSUSPEND)
    assert len(heard) == 2
    send(ear, screenears.WM_WTSSESSION_CHANGE, 0x8)  # unlocked
    send(ear, screenears.WM_POWERBROADCAST, 0x12)  # awake again
    send(ear, 0x0200, 0x7)  # a mouse
    send(ear, screenears.WM_WTSSESSION_CHANGE, screenears.WTS_SESSION_LOCK, b"xcb_generic_event_t")
    assert len(heard) == 2
    assert not ear.register(0)  # not here


def test_macos_is_asked_and_tells_each_time_once(qtbot: QtBot) -> None:
    answers: list[bool | None] = [False, False, True, True, False, True]
    heard: list[str] = []
    parent = QObject()
    ear = MacEar(lambda: heard.append("locked"), parent, lambda: answers.pop(0))
    assert ear.begin()
    assert ear.timer.interval() <= 5_000
    for _ in range(5):
        ear.timer.timeout.emit()
    assert len(heard) == 2
    mute = MacEar(lambda: None, parent, lambda: None)
    assert not mute.begin()
    assert not mute.timer.isActive()
    ear.timer.stop()


def test_what_is_heard_locks_the_window(qtbot: QtBot, frame: Frame) -> None:
    desk = frame.console.desk
    assert desk is not None
    made, _code, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(made, secret)
    privacy = frame.commands.privacy
    privacy._listen()
    assert isinstance(privacy._system, SystemLock)
    privacy._system.locked.emit()
    assert privacy.applock.is_locked
    privacy.applock._take_off()
