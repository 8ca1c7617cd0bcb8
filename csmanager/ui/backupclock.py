"""Backups of the open store: on time, by hand, and at the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from csmanager.core.errors import AppError
from csmanager.ui import crash
from csmanager.ui.ask import Answers
from csmanager.ui.moments import recent_text
from csmanager.ui.preferences import Preferences

if TYPE_CHECKING:
    from csmanager.core.store import Store
    from csmanager.ui.desk import Desk

_MINUTES = 30  # between backups of a store that changed


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
        if on_time:
            self.timer.start(60_000 * self.minutes)

    def end(self) -> None:
        """Look after no store; ``make_last`` comes after this, when nothing works on the store any more."""
        self.timer.stop()
        self._desk = None
        self.last = ""

    def make_last(self, store: Store) -> None:
        """The backup at the end, if the store changed since the one before."""
        from csmanager.core import backup

        if not store.changed_since_backup:
            return
        try:
            backup.back_up(store, "at-close")
        except AppError as error:
            self._ask.tell("No backup was made at the end", str(error))
        except Exception as error:  # the store itself is whole; closing goes on
            crash.log(error)

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
