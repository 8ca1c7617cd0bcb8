"""Keeping what is typed, aside, so that a crash costs nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from csmanager.core.errors import AppError
from csmanager.ui.desk import Desk

KEEP_AFTER_MS = 1000  # after the first key that is not kept yet; the promise is two seconds


class DraftKeeper(QObject):
    """Keeps what is typed under a key, aside, one write at a time. ``kept``: all of it is safe."""

    kept = Signal()

    def __init__(self, desk: Desk, read: Callable[[], str], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._read = read
        self._key: str | None = None
        self._is_dirty = False
        self._is_writing = False
        self._turn = 0
        self._order = threading.Lock()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.write)

    @property
    def is_dirty(self) -> bool:
        """Whether something typed is not kept yet."""
        return self._is_dirty or self._is_writing

    def begin(self, key: str) -> None:
        """Keep under ``key`` from now on."""
        self._key, self._is_dirty = key, False
        self._timer.stop()

    def touch(self) -> None:
        """Something was typed."""
        if self._key is None:
            return
        self._is_dirty = True
        if not self._timer.isActive():
            self._timer.start()

    def write(self) -> None:
        """Write aside now, or right after the write that is under way."""
        self._timer.stop()
        if self._key is None or not self._is_dirty or self._is_writing:
            return
        self._turn += 1
        turn, key, text = self._turn, self._key, self._read()
        self._is_dirty, self._is_writing = False, True

        def work() -> None:
            with self._order:
                if turn == self._turn:  # else a later write has overtaken this one
                    self._desk.store.keep_draft(key, text)

        self._desk.jobs.fetch(self, work, self._on_written, self._on_failed, "keep")

    def write_now(self) -> None:
        """Write before going on, since the page goes away."""
        self._timer.stop()
        if self._key is not None and self._is_dirty:
            self._is_dirty = False
            self._put(self._key, self._read())

    def forget(self) -> None:
        """What was typed has become a record; keep nothing any more."""
        self._timer.stop()
        key, self._key, self._is_dirty = self._key, None, False
        if key is not None and not self._desk.store.read_only:
            self._put(key, None)

    def _put(self, key: str, text: str | None) -> None:
        with self._order:
            self._turn += 1
            self._desk.store.keep_draft(key, text)

    def _on_written(self, _nothing: object) -> None:
        self._is_writing = False
        if self._is_dirty:
            self.write()
        else:
            self.kept.emit()

    def _on_failed(self, error: Exception) -> None:
        self._is_writing, self._is_dirty = False, True
        if not isinstance(error, AppError):
            raise error
        self._desk.say(str(error))
