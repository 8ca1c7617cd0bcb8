"""Python's cycle collector, kept on the GUI thread: a worker that collects may free a widget, and crash."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000
_FULL_EVERY = 60  # passes; the old ones are many and rarely garbage


class Tidy(QObject):
    """While it lives, cycles are collected by a timer of the GUI thread and never by whoever allocates."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._passes = 0
        gc.disable()
        gc.collect()
        gc.freeze()  # what start-up built stays; later passes need not look at it
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    def _collect(self) -> None:
        self._passes += 1
        gc.collect(2 if self._passes % _FULL_EVERY == 0 else 1)

    def stop(self) -> None:
        """Hand collecting back to Python."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
