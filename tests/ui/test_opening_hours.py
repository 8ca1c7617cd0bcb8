"""Public holidays and days off are set beside the opening hours."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.ui.settingsdialog import SettingsDialog
from tests.ui.conftest import settle
from tests.ui.frame import Frame


def opened(frame: Frame, qtbot: QtBot) -> SettingsDialog:
    frame.console.window.menus.actions["settings"].trigger()
    settle(frame, qtbot)
    found = frame.commands.dialogs["settings"]
    assert isinstance(found, SettingsDialog)
    return found


def test_holidays_and_days_off_are_kept(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot)
    qtbot.keyClicks(dialog.country, "at")
    qtbot.keyClicks(dialog.days_off, "2026-12-31, 2026-12-24 2026-12-24")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    settle(frame, qtbot)
    assert frame.console.desk is not None
    settings = frame.console.desk.settings
    assert (settings.holidays_country, settings.holidays_region) == ("AT", "")
    assert settings.days_off == ["2026-12-24", "2026-12-31"]


def test_a_country_is_found_by_its_name_and_brings_its_regions(frame: Frame, qtbot: QtBot) -> None:
    dialog = opened(frame, qtbot)
    assert not dialog.region.isEnabled()
    qtbot.keyClicks(dialog.country, "switzerland")
    assert dialog.country.code() == "CH"
    assert dialog.region.isEnabled()
    qtbot.keyClicks(dialog.region, "zh")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    settle(frame, qtbot)
    assert frame.console.desk is not None
    settings = frame.console.desk.settings
    assert (settings.holidays_country, settings.holidays_region) == ("CH", "ZH")
    again = opened(frame, qtbot)
    assert (again.country.currentText(), again.region.currentText()) == ("Switzerland (CH)", "ZH")
    again.country.setFocus()
    again.country.lineEdit().selectAll()
    qtbot.keyClicks(again.country, "austria")
    assert again.country.code() == "AT"
    assert again.region.code() == "", "a region of another country does not stay"
    again.reject()


@pytest.mark.parametrize(("field", "text"), [("country", "A1"), ("days_off", "24.12.2026")])
def test_what_is_no_country_or_day_is_said(frame: Frame, qtbot: QtBot, field: str, text: str) -> None:
    dialog = opened(frame, qtbot)
    if field == "country":
        dialog.country.set_code(text)
    else:
        dialog.days_off.setText(text)
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "2026-12-24" in dialog.reason.text() or "AT or GB" in dialog.reason.text()
    dialog.reject()
