"""Checks a store by itself: after an unclean end, and once a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from csmanager.ui.preferences import Preferences

if TYPE_CHECKING:
    from csmanager.core.check import CheckReport
    from csmanager.ui.banner import Banner
    from csmanager.ui.desk import Desk
    from csmanager.ui.opened import Opened

_DAYS = 7  # between two checks
_HOUR_MS = 3_600_000


class Checking(QObject):
    """Looks after one store at a time. ``found`` comes with the report of a check that found something."""

    found = Signal(object)

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._banner: Banner | None = None
        self._desk: Desk | None = None
        self._opened: Opened | None = None
        self._hourly = QTimer(self)
        self._hourly.setInterval(_HOUR_MS)
        self._hourly.timeout.connect(self.look)
        self.show_unsaved: Callable[[], object] | None = None  # shows what was typed and never saved

    def begin(self, desk: Desk, opened: Opened, banner: Banner) -> None:
        """Check the store of ``desk`` when it was left uncleanly or has not been checked for a week."""
        self._desk, self._opened, self._banner = desk, opened, banner
        if opened.is_throw_away or not opened.can_write:
            return
        self._hourly.start()
        if opened.store.unclean_copy is not None:
            self._check(desk)
        else:
            self.look()

    def look(self) -> None:
        """Check the store when its last check is a week ago; also while a window stays open for days."""
        if self._desk is not None and self._opened is not None and self._is_due(self._desk, self._opened):
            self._check(self._desk)

    def _check(self, desk: Desk) -> None:
        from csmanager.core.check import check_store

        desk.run("Checking the store", lambda _progress: check_store(desk.store), then=self._on_checked)

    def end(self) -> None:
        """Look after no store."""
        self._hourly.stop()
        self._desk = self._opened = self._banner = None

    def _is_due(self, desk: Desk, opened: Opened) -> bool:
        last = str(self._preferences.get(self._key(opened), ""))
        try:
            return (desk.today() - dt.date.fromisoformat(last)).days >= _DAYS
        except ValueError:
            self._note(desk, opened)  # a store that is new here: the week begins
            return False

    def _note(self, desk: Desk, opened: Opened) -> None:
        self._preferences.set(self._key(opened), desk.today().isoformat())

    @staticmethod
    def _key(opened: Opened) -> str:
        return f"checked/{opened.path.name}"

    def _on_checked(self, report: CheckReport) -> None:
        if self._desk is None or self._opened is None or self._banner is None:
            return
        self._note(self._desk, self._opened)
        if report.problems:
            self.found.emit(report)
        elif (copy := self._opened.store.unclean_copy) is not None:
            said = (
                "csmanager did not close properly last time. Everything that was saved is here and was checked;"
                f" the file as it was found is kept in “{copy.parent.name}”."
            )
            if self._desk.drafts.all() and self.show_unsaved is not None:
                self._banner.say(
                    f"{said} Something you typed and had not saved is here too.",
                    "Show it…",
                    self.show_unsaved,
                    dismiss=lambda: None,
                )
            else:
                self._banner.say(said, "All right", self._banner.hide)
            self._opened.store.unclean_copy = None  # said once
        else:
            self._desk.say("The store was checked: it is whole. The next check is in a week.")
