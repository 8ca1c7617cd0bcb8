"""From the process to the first painted window, and from there to an open store.

What is imported at the top is all that the first paint waits for; ``running`` brings the rest right after it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from csmanager.core.paths import settings_file
from csmanager.ui.appearance import Appearance
from csmanager.ui.preferences import Preferences
from csmanager.ui.program import Program
from csmanager.ui.window import Window

if TYPE_CHECKING:
    from PySide6.QtCore import QtMsgType

    from csmanager.ui.running import Running

MARKER = "window.open"  # lies beside the settings while a window is open; without it nobody looks for one


def run(program: Program, store: Path | None, *, sample: bool, smoke: bool) -> int:
    """Run the window until it is closed; returns the exit code."""
    app = make_application()
    stands_alone = sample or smoke
    if not stands_alone and settings_file().with_name(MARKER).exists():
        from csmanager.ui.instance import hand_over, server_name

        if hand_over(server_name(), store):
            return 0  # the first window is in front now
    preferences = Preferences()
    appearance = Appearance(app, preferences)
    window = Window(program.pages(), preferences)
    started: list[Running] = []
    faults: list[Exception] = []

    def begin() -> None:
        try:
            furnish()
        except Exception as error:  # else an empty window would stand there for ever
            faults.append(error)
            app.exit(1)

    def furnish() -> None:
        from csmanager.ui.running import Running

        running = Running(program, window, preferences, appearance, is_smoke=smoke)
        started.append(running)
        if not stands_alone:
            running.listen()
        running.commands.begin(store, sample=sample, smoke=smoke)
        if smoke:
            running.smoke()

    window.painted.connect(begin)
    window.show()
    try:
        code = app.exec()
        if faults:
            raise faults[0]
        return started[0].smoke_code if started and smoke else code
    finally:
        for running in started:
            running.stop()
        let_go_of_clipboard(app)


def let_go_of_clipboard(app: QApplication) -> None:
    """Leave what was copied as Qt's own text: data made here would be freed after Python has ended, and crash."""
    clipboard = app.clipboard()
    if clipboard.ownsClipboard() or app.platformName() in ("offscreen", "minimal"):  # these never say so
        clipboard.setText(clipboard.text())


def make_application() -> QApplication:
    """The one QApplication, named so that the desktop knows it."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    qInstallMessageHandler(_on_message)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("csmanager")
    app.setApplicationDisplayName("csmanager")
    app.setDesktopFileName("csmanager")
    return app


def _on_message(kind: QtMsgType, _context: object, text: str) -> None:
    """Qt's own warnings belong into the log, not before the person."""
    from PySide6.QtCore import QtMsgType

    if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
        from csmanager.ui import crash

        crash.note(f"Qt: {crash.without_values(text)}")
