"""Sealed notes and the lock in the window: their commands, and how they stand in the status line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from csmanager.ui.applock import AppLock, can_lock
from csmanager.ui.clipboardguard import ClipboardGuard

if TYPE_CHECKING:
    from csmanager.ui.console import Console
    from csmanager.ui.systemlock import SystemLock

_LISTEN_AFTER_MS = 3000  # when the window stands; the bus is of no use before


class Privacy(QObject):
    """Keeps the window true to whether sealed notes are open, and runs the commands about them."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._console = console
        window = console.window
        self.applock = AppLock(window, lambda: dt.datetime.now(dt.UTC), self)
        self.button = QPushButton()
        self.button.setObjectName("sealedState")
        self.button.setProperty("link", True)
        self.button.hide()
        self.button.clicked.connect(self.toggle)
        window.status.addPermanentWidget(self.button)
        self._system: SystemLock | None = None
        self.clipboard = ClipboardGuard(self)
        self.clipboard.noticed.connect(self._say_copied)
        self.applock.changed.connect(self.clipboard.sweep)
        console.opened.connect(self._on_opened)
        console.closed.connect(self._on_closed)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the commands do, by their keys."""
        return {
            "sealed": self.toggle,
            "passphrase": self.change_passphrase,
            "recovery_sheet": self.new_sheet,
            "lock": self.lock,
        }

    def toggle(self) -> None:
        """Unlock the sealed notes, or lock them; set a passphrase where there is none."""
        desk = self._console.desk
        if desk is None:
            return
        if desk.sealing.is_open:
            desk.sealing.lock()
            desk.say("Sealed notes are locked.")
        else:
            desk.sealing.ask_open(QApplication.activeModalWidget() or self._console.window)

    def change_passphrase(self) -> None:
        """Ask for another passphrase, or a first one."""
        from csmanager.ui import sealingdialogs

        desk = self._console.desk
        if desk is None:
            return
        make = sealingdialogs.ChangeDialog if desk.sealing.is_set_up else sealingdialogs.SetUpDialog
        dialog = make(desk, self._console.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def new_sheet(self) -> None:
        """Make another recovery sheet."""
        from csmanager.ui import sealingdialogs

        if self._console.desk is not None:
            sealingdialogs.new_sheet(self._console.desk, self._console.window)

    def lock(self) -> None:
        """Lock the window, or say what is needed for it."""
        desk = self._console.desk
        if desk is None:
            return
        if can_lock(desk):
            self.applock.lock()
        elif desk.ask.confirm(
            "The window cannot be locked yet",
            "Only a passphrase can unlock it again, and this store has none. The same passphrase protects sealed"
            " notes.",
            "Set a passphrase",
            "Not now",
        ):
            self.change_passphrase()

    def _on_opened(self) -> None:
        desk = self._console.desk
        if desk is None:
            return
        desk.sealing.changed.connect(self.show_state)
        self.applock.begin(desk)
        self.clipboard.begin()
        if self._system is None:
            QTimer.singleShot(_LISTEN_AFTER_MS, self, self._listen)
        self.show_state()

    def _say_copied(self) -> None:
        desk = self._console.desk
        if desk is not None:
            desk.say("Copied. It tells of people, so it leaves the clipboard after a minute.")

    def _listen(self) -> None:
        from csmanager.ui.systemlock import SystemLock

        if self._system is None:
            self._system = SystemLock(self)
            self._system.locked.connect(self.applock.lock_with_system)
            self._system.listen(self._console.window)

    def _on_closed(self) -> None:
        self.applock.end()
        self.clipboard.end()
        self.button.hide()

    def show_state(self) -> None:
        """Say in the menu and the status line how the sealed notes stand."""
        desk = self._console.desk
        action = self._console.window.menus.actions["sealed"]
        if desk is None:
            return
        texts = desk.sealing
        if texts.is_open:
            action.setText("Lock sealed &notes")
            self.button.setText("Sealed notes: open – Lock")
            self.button.setToolTip("They can be read now. Click to lock them (Ctrl+Shift+U).")
        else:
            action.setText("Unlock sealed &notes…" if texts.is_set_up else "Set up sealed &notes…")
            self.button.setText("Sealed notes: locked – Unlock")
            self.button.setToolTip("Type your passphrase to read them (Ctrl+Shift+U).")
        self.button.setVisible(texts.is_set_up)
        self.applock.wind()
