"""Everything the window needs once it is painted: the console, its commands, the ear for second starts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from csmanager.ui import crash
from csmanager.ui.appearance import Appearance
from csmanager.ui.commands import Commands
from csmanager.ui.console import Console
from csmanager.ui.instance import Instance, server_name
from csmanager.ui.preferences import Preferences
from csmanager.ui.program import Program
from csmanager.ui.tidy import Tidy
from csmanager.ui.window import Window

_SMOKE_LIMIT_S = 120  # for opening the store and every tab; then it counts as failed


class NobodyAnswers:
    """Nobody is there to answer: everything is declined, and what is told goes nowhere."""

    def tell(self, title: str, text: str) -> None:
        pass

    def confirm(self, title: str, text: str, verb: str, keep: str = "Keep") -> bool:
        return False

    def text(self, title: str, label: str, initial: str = "") -> str | None:
        return None

    def choose(self, title: str, label: str, options: Sequence[str]) -> str | None:
        return None

    def save_path(self, title: str, name: str, filter: str) -> Path | None:
        return None

    def open_paths(self, title: str, filter: str) -> list[Path]:
        return []

    def folder(self, title: str) -> Path | None:
        return None


class Running:
    """The parts of a running window, put together and taken apart in the right order."""

    def __init__(
        self,
        program: Program,
        window: Window,
        preferences: Preferences,
        appearance: Appearance,
        *,
        is_smoke: bool = False,
    ) -> None:
        """``is_smoke``: faults are collected instead of shown."""
        self.faults: list[str] = []
        self.problems: list[str] = []
        self.smoke_code = 1
        self.crashes = crash.Crashes(lambda: window, show=self._keep_fault if is_smoke else None)
        self.console = Console(
            program, preferences, window=window, ask=(lambda _window: NobodyAnswers()) if is_smoke else None
        )
        self.tidy = Tidy(self.console)
        self.commands = Commands(self.console, appearance)
        self.instance: Instance | None = None

    def listen(self) -> None:
        """Hear second starts of the same person."""
        self.instance = Instance(server_name(), self.console)
        self.instance.called.connect(self.commands.answer_call)

    def stop(self) -> None:
        """Let the store, the ear and the hooks go."""
        self.console.end()
        if self.instance is not None:
            self.instance.close()
        self.tidy.stop()
        self.crashes.stop()

    def _keep_fault(self, error: BaseException) -> None:
        self.faults.append(f"{crash.details(error)}\n{error}")

    # --smoke

    def smoke(self) -> None:
        """Once the store is open, open every tab once, say on stdout what failed, and quit."""
        self.console.opened.connect(self._smoke_tabs)
        self.console.opening_failed.connect(self._smoke_failed)
        QTimer.singleShot(_SMOKE_LIMIT_S * 1000, self.console, self._smoke_late)

    def _smoke_failed(self, error: Exception) -> None:
        self.problems.append(f"The store did not open: {error}")
        self._smoke_ends()

    def _smoke_late(self) -> None:
        self.problems.append(f"It took more than {_SMOKE_LIMIT_S} s.")
        self._smoke_ends()

    def _smoke_tabs(self) -> None:
        window = self.console.window
        for key, title in window.titles.items():
            window.show_page(key)
            self._settle()
            if key in window.failures:
                self.problems.append(f"{title} did not open: {window.failures[key]}")
            self.problems += [f"{title} failed: {text}" for text in self.faults]
            self.faults.clear()
        self._smoke_ends()

    def _smoke_ends(self) -> None:
        self.console.opened.disconnect(self._smoke_tabs)
        for line in self.problems or [f"All {len(self.console.window.titles)} tabs opened."]:
            print(line)
        self.smoke_code = 1 if self.problems else 0
        self.console.window.close()
        QApplication.exit(self.smoke_code)

    def _settle(self) -> None:
        """Let what is under way arrive, and paint."""
        for _ in range(3):
            QApplication.processEvents()
            desk = self.console.desk
            if desk is not None and desk.jobs.is_busy:
                loop = QEventLoop()
                desk.jobs.idle.connect(loop.quit)
                QTimer.singleShot(_SMOKE_LIMIT_S * 1000, loop, loop.quit)
                loop.exec()
