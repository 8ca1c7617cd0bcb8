"""Notices of the store, brought to the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from csmanager.core.store import Change, Store


class Bridge(QObject):
    """Emits ``changed`` on the GUI thread after every commit, whichever thread made it."""

    changed = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._leave = store.subscribe(self._hear)

    def _hear(self, change: Change) -> None:
        self.changed.emit(change)

    def close(self) -> None:
        """Listen no longer."""
        self._leave()
