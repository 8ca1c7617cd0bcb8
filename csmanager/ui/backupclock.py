"""Backups of the open store: every few minutes, on time, by hand, and at the end; and copies in a second place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from csmanager.core.errors import AppError
from csmanager.ui import crash
from csmanager.ui.ask import Answers
from csmanager.ui.moments import recent_text
from csmanager.ui.preferences import Preferences

if TYPE_CHECKING:
    from csmanager.core.store import Store
    from csmanager.ui.desk import Desk

_MINUTES = 30  # between backups of a store that changed
_ROLLING_MINUTES = (
    5  # between the two copies that take turns; this much is lost at most when the file is destroyed
)


_LOOK_S = 0.02


class _NotPlaced(AppError):
    """The backup is made, but not its copy in the second place."""


def _last(store: Store, folder: Path | None) -> Exception | None:
    from csmanager.core import backup

    try:
        made = backup.back_up(store, "at-close")
    except Exception as error:
        return error
    if folder is not None:
        try:
            backup.place_copy(made, folder)
        except Exception as error:
            return _NotPlaced(str(error))
    return None


class BackupClock(QObject):
    """Keeps one store backed up. ``made`` is sent with the path and the reason of each backup."""

    made = Signal(object, str)

    def __init__(self, preferences: Preferences, ask: Answers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._ask = ask
        self._desk: Desk | None = None
        self.last = ""  # when the last one was made, in words; empty when there is none
        self.timer = QTimer(self)
        self.timer.timeout.connect(self._on_time)
        self.rolling = QTimer(self)
        self.rolling.setInterval(60_000 * _ROLLING_MINUTES)
        self.rolling.timeout.connect(self.take_snapshot)
        self._copied_head = ""  # the end of the history in the last copy
        self.second_place: Callable[[Path], Path | None] = lambda _store: None
        self.placed: Callable[[Path], object] = lambda _store: (
            None
        )  # told when the second place has the newest

    @property
    def minutes(self) -> int:
        """How often a changed store is backed up."""
        return max(1, int(self._preferences.get("backup/minutes", _MINUTES)))

    def set_minutes(self, minutes: int) -> None:
        """Back up every ``minutes`` from now on."""
        self._preferences.set("backup/minutes", minutes)
        if self.timer.isActive():
            self.timer.start(60_000 * self.minutes)

    def begin(self, desk: Desk, *, on_time: bool) -> None:
        """Look after the store of ``desk``; ``on_time``: by the clock too, not only by hand."""
        self._desk = desk
        self._read_last()
        self._copied_head = ""
        if on_time:
            self._copied_head = desk.store.chain_head()
            self.timer.start(60_000 * self.minutes)
            self.rolling.start()

    def end(self) -> None:
        """Look after no store; ``make_last`` comes after this, when nothing works on the store any more."""
        self.timer.stop()
        self.rolling.stop()
        self._desk = None
        self.last = ""

    def make_last(self, store: Store) -> None:
        """The backup at the end, if the store changed since the one before; here and in the second place.

        It is made aside, and waited for: a window must not stand still while a large store is copied.
        """
        if not store.changed_since_backup:
            return
        folder = self.second_place(store.path)
        done: list[Exception | None] = []
        thread = threading.Thread(target=lambda: done.append(_last(store, folder)), name="last backup")
        thread.start()
        while not done:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            thread.join(_LOOK_S)
        error = done[0]
        if error is None:
            if folder is not None:
                self.placed(store.path)
        elif isinstance(error, _NotPlaced):
            crash.note(
                "The copy in the second place was not made at the end."
            )  # the next opening reminds of it
        elif isinstance(error, AppError):
            self._ask.tell("No backup was made at the end", str(error))
        else:
            crash.log(error)  # the store itself is whole; closing goes on

    def take_snapshot(self) -> None:
        """Copy a store that changed into one of the two files that take turns, aside and without a word."""
        from csmanager.core import backup

        if self._desk is None or not self._desk.store.changed_since_backup:
            return
        store = self._desk.store

        def work() -> str:
            head = store.chain_head()
            if head != self._copied_head:
                backup.snapshot(store)
            return head

        def done(head: str) -> None:
            self._copied_head = head

        def failed(error: Exception) -> None:
            crash.log(error)
            if isinstance(error, AppError) and self._desk is not None:
                self._desk.say(f"No safety copy could be made. {error}")

        self._desk.fetch_work(self, work, then=done, failed=failed)

    def back_up(self, reason: str = "by-hand") -> None:
        """Write a backup aside."""
        from csmanager.core import backup

        if self._desk is None:
            return
        store = self._desk.store

        def done(path: Path) -> None:
            self._read_last()
            self.made.emit(path, reason)

        self._desk.run("Backing up", lambda _progress: backup.back_up(store, reason), then=done)

    def _on_time(self) -> None:
        if self._desk is not None and self._desk.store.changed_since_backup:
            self.back_up("timer")

    def _read_last(self) -> None:
        from csmanager.core import backup

        self.last = ""
        if self._desk is not None:
            rows = backup.backups(self._desk.store.path)
            if rows:
                self.last = recent_text(rows[0].made_at, self._desk.settings.zone(), self._desk.today())
