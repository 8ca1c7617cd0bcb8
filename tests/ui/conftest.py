"""A frame over small pages and a store on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager.core.clock import Clock
from csmanager.core.settings import StoreSettings
from csmanager.core.store import Store
from csmanager.open import open_store
from tests.answers import ScriptedAnswers

if TYPE_CHECKING:
    from tests.ui.frame import Frame


@pytest.fixture
def closed_frame(qtbot: QtBot, tmp_path: Path, clock: Clock, answers: ScriptedAnswers) -> Iterator[Frame]:
    """A window without a store."""
    from csmanager.ui.appearance import Appearance
    from csmanager.ui.commands import Commands
    from csmanager.ui.console import Console
    from csmanager.ui.preferences import Preferences
    from csmanager.ui.program import Program
    from tests.ui import frame as parts

    imported: list[list[Path]] = []

    def opening(path: Path, create: bool, read_only: bool, settings: StoreSettings | None) -> Store:
        return open_store(path, create=create, read_only=read_only, clock=clock, settings=settings)

    program = Program(
        parts.FEATURES,
        opening,
        lambda path, _progress: open_store(path, create=True, clock=clock).close(),
        lambda _desk, _parent, paths: imported.append(list(paths)),
        lambda: None,
    )
    parts.BrokenPage.tries = 0
    preferences = Preferences(tmp_path / "window.ini")
    console = Console(program, preferences, ask=lambda _window: answers)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    appearance = Appearance(app, preferences)
    commands = Commands(console, appearance)
    qtbot.addWidget(console.window)
    console.window.resize(1280, 800)
    console.window.show()
    console.window.activateWindow()
    qtbot.waitUntil(console.window.isActiveWindow, timeout=10_000)
    yield parts.Frame(console, commands, appearance, imported)
    console.end()
    appearance.set_theme("light")
    appearance.zoom(0)
    console.window.close()


@pytest.fixture
def frame(closed_frame: Frame, store_file: Path, qtbot: QtBot) -> Frame:
    """A window with a store of its own."""
    open_in(closed_frame, store_file, qtbot)
    return closed_frame


def open_in(frame: Frame, path: Path, qtbot: QtBot) -> None:
    """Open ``path`` in the window and wait until it shows."""
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        frame.console.open(path)
    settle(frame, qtbot)


def settle(frame: Frame, qtbot: QtBot) -> None:
    """Let counts and reads arrive."""
    desk = frame.console.desk
    assert desk is not None
    qtbot.waitUntil(lambda: not desk.jobs.is_busy and not frame.console.standing.is_waiting, timeout=20_000)
