"""The bundle for support in the window, and what was typed and never saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from csmanager.ui.console import Console


class Supporting(QObject):
    """Writes what helps to find a fault, without a name or a value; shows unsaved texts."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._console = console
        console.checking.show_unsaved = self.show_unsaved

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the commands do, by their keys."""
        return {"support": self.write_bundle, "unsaved": self.show_unsaved}

    def show_unsaved(self) -> None:
        """Show what was typed and never saved."""
        from csmanager.ui.unsaveddialog import UnsavedDialog

        if self._console.desk is not None:
            dialog = UnsavedDialog(self._console.desk, self._console.window)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def write_bundle(self) -> None:
        """Ask where to, then write the bundle aside."""
        from csmanager.core.support import write_bundle

        desk = self._console.desk
        if desk is None:
            return
        path = self._console.ask.save_path("Bundle for support", "csmanager support.zip", "Zip files (*.zip)")
        if path is None:
            return
        store = desk.store
        desk.run(
            "Writing the bundle",
            lambda _progress: write_bundle(store, path.with_suffix(".zip")),
            then=lambda placed: desk.say(
                f"Wrote {placed.name}. It holds no name and no value; open it and see."
            ),
        )
