"""The base of every tab: it reads when it is seen, and again when what it shows has changed."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QAction, QShowEvent, QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.core.store import Change
from csmanager.ui.desk import Desk


class Page(QWidget):
    """One tab.

    A subclass names the tables it ``watches``, builds its widgets in ``__init__`` and fills them in ``load``.
    ``shows_personal``: what is copied from it leaves the clipboard after a minute (``ui.clipboardguard``).
    """

    watches: ClassVar[frozenset[str]] = frozenset()
    shows_personal: ClassVar[bool] = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._is_stale = True
        desk.changed.connect(self._hear)

    def load(self) -> None:
        """Read and show. Called when the page is seen and stale."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Load now when visible, otherwise when next seen."""
        self._is_stale = True
        if self.isVisible():
            self._load()

    def show_record(self, record: str) -> None:
        """Select and show one record; ``record`` is what the page's feature wrote in TodoItem or Found."""

    def find_on_page(self) -> None:
        """Put the caret in the page's search."""

    def actions_offered(self) -> list[QAction]:
        """The page's commands, for the Record menu and the palette."""
        return []

    def drop(self, paths: list[Path]) -> bool:
        """Take dropped files; False leaves them to the importer."""
        return False

    def paste_block(self, text: str) -> bool:
        """Take a block of cells from the clipboard; False leaves it to the importer."""
        return False

    def window_command(self, key: str) -> QAction | None:
        """A command of the window by its key ("import", "sample"); None where there is no such window."""
        return self.window().findChild(QAction, key)

    def load_example(self) -> None:
        """Look around with example data instead of the present store."""
        command = self.window_command("sample")
        if command is not None:
            command.trigger()

    def print_document(self) -> QTextDocument | None:
        """What Print prints; None when the page has nothing to print."""
        return None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._load()

    def _hear(self, change: Change) -> None:
        if self.watches & change.tables:
            self.refresh()

    def _load(self) -> None:
        self._is_stale = False
        self.load()
