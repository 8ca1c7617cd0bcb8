"""From the process to the first painted window, and from there to an open store."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLocale, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from csmanager.ui import crash
from csmanager.ui.appearance import Appearance
from csmanager.ui.commands import Commands
from csmanager.ui.console import Console
from csmanager.ui.instance import Instance, hand_over, server_name
from csmanager.ui.preferences import Preferences
from csmanager.ui.program import Program
from csmanager.ui.tidy import Tidy

_SMOKE_LIMIT_S = 120  # for opening the store and every tab; then it counts as failed


def run(program: Program, store: Path | None, *, sample: bool, smoke: bool) -> int:
    """Run the window until it is closed; returns the exit code."""
    app = make_application()
    own_name = server_name()
    if not sample and not smoke and hand_over(own_name, store):
        return 0  # the first window is in front now
    preferences = Preferences()
    appearance = Appearance(app, preferences)
    console = Console(program, preferences)
    commands = Commands(console, appearance)
    failures: list[str] = []
    crashes = crash.Crashes(
        lambda: console.window, show=(lambda error: failures.append(crash.details(error))) if smoke else None
    )
    instance = None
    if not sample and not smoke:
        instance = Instance(own_name, console)
        instance.called.connect(commands.answer_call)
    tidy = Tidy(console)
    console.window.painted.connect(lambda: commands.begin(store, sample=sample, smoke=smoke))
    console.window.show()
    try:
        if smoke:
            return _smoke(app, console, failures)
        return app.exec()
    finally:
        console.close()
        if instance is not None:
            instance.close()
        tidy.stop()
        crashes.stop()


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
    QLocale.setDefault(QLocale.system())
    return app


def _on_message(kind: QtMsgType, _context: object, text: str) -> None:
    """Qt's own warnings belong into the log, not before the person."""
    if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg):
        crash.note(f"Qt: {text}")


def _smoke(app: QApplication, console: Console, failures: list[str]) -> int:
    """Open every tab once; say on stdout what failed."""
    loop = QEventLoop()
    problems: list[str] = []
    console.opened.connect(loop.quit)
    console.opening_failed.connect(lambda error: problems.append(f"The store: {error}"))
    console.opening_failed.connect(lambda _error: loop.quit())
    QTimer.singleShot(_SMOKE_LIMIT_S * 1000, loop.quit)
    loop.exec()
    if console.desk is None and not problems:
        problems.append("The store: it did not open in time")
    if console.desk is not None:
        for key in console.window.navigation.page_keys():
            title = console.window.titles[key]
            console.window.show_page(key)
            _settle(app, console)
            if key in console.window.failures:
                problems.append(f"{title}: {console.window.failures[key]}")
            problems += [f"{title}: {text}" for text in failures]
            failures.clear()
    for line in problems:
        print(line)
    if not problems:
        print(f"All {len(console.window.titles)} tabs opened.")
    return 1 if problems else 0


def _settle(app: QApplication, console: Console) -> None:
    """Let what is under way arrive, and paint."""
    assert console.desk is not None
    for _ in range(3):
        app.processEvents()
        if console.desk.jobs.is_busy:
            loop = QEventLoop()
            console.desk.jobs.idle.connect(loop.quit)
            QTimer.singleShot(_SMOKE_LIMIT_S * 1000, loop.quit)
            loop.exec()
