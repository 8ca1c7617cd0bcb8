"""The protection of the whole store in the window: asked for when opening, offered once, changed under Tools."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from csmanager.core.encryption import Outcome
    from csmanager.core.keys import Key
    from csmanager.ui.console import Console

OFFER = (
    "Whoever gets hold of this computer can read what you keep here: reviews, pay, applicants. A passphrase keeps it"
    " shut. It matters less where the whole disk is encrypted (BitLocker, FileVault)."
)


class Protection(QObject):
    """Runs the commands about the protection of the store, and opens protected ones."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._console = console
        self.dialog: QDialog | None = None
        console.opened.connect(self._on_opened)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the commands do, by their keys."""
        return {"protect": self.protect, "unprotect": self.unprotect, "store_sheet": self.show_sheet}

    def ask(self, path: Path, again: Callable[[], object]) -> None:
        """Ask for the passphrase of a store that could not be opened without, then call ``again``."""
        from csmanager.ui.protectiondialogs import OpenDialog

        dialog = OpenDialog(path, self._console.fetch, self._console.window)
        dialog.accepted.connect(again)
        self._show(dialog)

    def protect(self) -> None:
        """Set a passphrase for the store, or another one."""
        from csmanager.ui.protectiondialogs import ProtectDialog

        if self._console.desk is not None:
            self._show(ProtectDialog(self._console.desk, self._convert, self._console.window))

    def unprotect(self) -> None:
        """Take the passphrase off, or say that there is none."""
        from csmanager.ui.protectiondialogs import UnprotectDialog, is_protected

        desk = self._console.desk
        if desk is None:
            return
        if not is_protected(desk):
            desk.ask.tell("The store is not protected", "There is no passphrase to take off.")
            return
        self._show(UnprotectDialog(desk, lambda: self._convert(None), self._console.window))

    def show_sheet(self) -> None:
        """Show the recovery sheet of the store again, or say that there is none."""
        from csmanager.ui.protectiondialogs import ShowSheetDialog, is_protected

        desk = self._console.desk
        if desk is None:
            return
        if not is_protected(desk):
            desk.ask.tell("The store is not protected", "It has no recovery sheet; protect it first.")
            return
        self._show(ShowSheetDialog(desk, self._console.window))

    def _convert(self, key: Key | None) -> None:
        self._console.convert(key, self._on_converted)

    def _on_converted(self, key: Key | None, outcome: Outcome) -> None:
        said = "The store is protected." if key is not None else "The protection is taken off."
        if outcome.left:
            names = ", ".join(path.name for path, _ in outcome.left[:3])
            self._console.ask.tell(
                said,
                f"{len(outcome.left)} of its backups could not be written anew and open as before ({names}):"
                f" {outcome.left[0][1]} Delete them if nobody should read them.",
            )
        else:
            self._console.window.status.say(said)

    def _on_opened(self) -> None:
        from csmanager.core import keys

        console = self._console
        opened = console.present
        if opened is None or opened.is_throw_away or not opened.can_write:
            return
        kept = f"protection/declined-{hashlib.sha256(str(opened.path).encode()).hexdigest()[:12]}"
        is_free = console.window.banner.isHidden()
        if keys.known(opened.path) is None and is_free and not console.preferences.get(kept, False):
            console.window.banner.say(
                OFFER, "Set a passphrase…", self.protect, dismiss=lambda: console.preferences.set(kept, True)
            )

    def _show(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
