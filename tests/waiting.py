"""Waiting for what was started, without sleeping."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from csmanager.ui.desk import Desk


def settle(qtbot: QtBot, desk: Desk) -> None:
    """Let every job of ``desk`` end and its result arrive; fails after 20 s."""
    qtbot.waitUntil(lambda: not desk.jobs.is_busy, timeout=20_000)
