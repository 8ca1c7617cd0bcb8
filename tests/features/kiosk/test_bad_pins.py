"""A PIN that is tried again and again makes everybody wait, longer each time, and says for how long."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from csmanager import catalogue
from csmanager.features.kiosk import handoverdialog
from csmanager.features.kiosk.kioskview import KioskWindow
from csmanager.ui.desk import Desk
from tests.conftest import StandingClock
from tests.features.handbook.knowing.cast import PIN, Cast


def test_wrong_pins_make_everybody_wait_and_the_right_one_waits_too(
    qtbot: QtBot, desk: Desk, clock: StandingClock
) -> None:
    cast = Cast(desk.store)
    cast.pin(cast.person("Ana Reyes"))
    cast.pin(None, "9753")
    main = QMainWindow()
    qtbot.addWidget(main)
    main.show()
    kiosk = handoverdialog.hand_over(desk, main, catalogue.FEATURES)
    assert isinstance(kiosk, KioskWindow)

    def try_pin(pin: str) -> str:
        qtbot.keyClicks(kiosk.pad.field, pin)
        qtbot.keyClick(kiosk.pad.field, Qt.Key.Key_Return)
        return kiosk.pad.problem.text()

    qtbot.keyClicks(kiosk.search, "ana")
    qtbot.keyClick(kiosk.search, Qt.Key.Key_Return)
    said = [try_pin("0007") for _ in range(4)]
    assert "Too many wrong PINs" in said[-1] and "second" in said[-1]
    assert "Too many wrong PINs" in try_pin(PIN)
    assert kiosk.person is None
    clock.pass_time(seconds=dt.timedelta(hours=1).seconds)
    try_pin(PIN)
    assert kiosk.person is not None
    qtbot.keyClick(kiosk.done, Qt.Key.Key_Space)
    qtbot.mouseClick(kiosk.back, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(kiosk.pad.field, "9753")
    qtbot.keyClick(kiosk.pad.field, Qt.Key.Key_Return)
    assert handoverdialog.kiosk() is None
