"""The bundle for support is written from the menu."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.answers import ScriptedAnswers
from tests.ui.conftest import settle
from tests.ui.frame import Frame


def test_the_menu_writes_it_where_it_was_asked(
    frame: Frame, tmp_path: Path, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    answers.answers.append(tmp_path / "for support")
    frame.console.window.menus.actions["support"].trigger()
    made = tmp_path / "for support.zip"
    qtbot.waitUntil(made.exists, timeout=20_000)
    settle(frame, qtbot)
    assert "facts.json" in zipfile.ZipFile(made).namelist()
    assert answers.told == []
