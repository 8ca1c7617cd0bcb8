"""Where the store lies: out of synced and network folders, with verified copies in a second place."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from csmanager.core import places
from csmanager.ui.widgets.texts import day_text

if TYPE_CHECKING:
    from csmanager.ui.console import Console


REMIND_DAYS = 7  # without a copy outside of this computer
_HOUR_MS = 3_600_000


class Placing(QObject):
    """Asks once about a store in a risky folder; sends each backup to the second place that was chosen."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._console = console
        console.opened.connect(self._on_opened)
        console.backups.made.connect(self._on_backed_up)
        console.backups.second_place = self.second_place
        console.backups.placed = self._note_placed
        self.hourly = QTimer(self)
        self.hourly.setInterval(_HOUR_MS)
        self.hourly.timeout.connect(self.remind)
        self.hourly.start()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the commands do, by their keys."""
        return {"second_place": self.choose}

    def second_place(self, store: Path) -> Path | None:
        """Where copies of the backups of ``store`` go; None: nowhere."""
        kept = self._console.preferences.get(_key("second", store), "")
        return Path(str(kept)) if kept else None

    def choose(self) -> None:
        """Choose the second place for copies of the open store, or none."""
        console = self._console
        if console.present is None or console.desk is None:
            return
        path = console.present.path
        now = self.second_place(path)
        if now is not None and not console.ask.confirm(
            "Copies in a second place",
            f"Every backup is copied to {now}, checked, and replaces the copy before.",
            "Choose another folder",
            "Keep it so",
        ):
            return
        folder = console.ask.folder("A folder for copies: a stick, another disk, or a synced folder")
        if folder is not None:
            self._set(path, folder)
            console.backups.back_up()

    def _set(self, store: Path, folder: Path | None) -> None:
        self._console.preferences.set(_key("second", store), str(folder) if folder is not None else "")

    def _on_opened(self) -> None:
        console = self._console
        opened = console.present
        if opened is None or opened.is_throw_away or not opened.can_write:
            return
        path = opened.path
        if console.preferences.get(_key("stays", path), False):
            return
        console.fetch(self, lambda: places.look(path.parent), then=lambda found: self._tell(path, found))

    def _tell(self, path: Path, found: places.Unsafe | None) -> None:
        console = self._console
        if console.present is None or console.present.path != path:
            return
        if found is None:
            self.remind()
            return
        if console.ask.confirm(
            "This store lies in a risky folder",
            f"{found.sentence} It can be moved to this computer's own folder for stores; the folder it is in now then"
            " gets a checked copy after every backup.",
            "Move it, keep copies there",
            "Leave it there",
        ):
            console.move_here(lambda moved: self._set(moved, path.parent))
        else:
            console.preferences.set(_key("stays", path), True)

    def _on_backed_up(self, made: Path, _reason: str) -> None:
        from csmanager.core import backup

        console = self._console
        if console.present is None or console.desk is None:
            return
        folder = self.second_place(console.present.path)
        if folder is not None:
            path = console.present.path
            console.desk.run(
                "Copying the backup",
                lambda _progress: backup.place_copy(made, folder),
                then=lambda _placed: self._note_placed(path),
            )

    def _note_placed(self, store: Path) -> None:
        """The second place has the newest copy."""
        self._console.preferences.set(_key("placed", store), self._today().isoformat())

    def _today(self) -> dt.date:
        desk = self._console.desk
        return desk.today() if desk is not None else dt.date.today()

    def remind(self) -> None:
        """Say, every few days, that nothing lies outside of this computer, unless something else is said now."""
        console = self._console
        opened, desk = console.present, console.desk
        if opened is None or desk is None or opened.is_throw_away or not opened.can_write:
            return
        path, today = opened.path, desk.today()
        since = max(self._day("placed", path), self._day("reminded", path))
        if since == dt.date.min:
            console.preferences.set(_key("reminded", path), today.isoformat())  # a store that is new here
            return
        if (today - since).days < REMIND_DAYS or not console.window.banner.isHidden():
            return

        def later() -> None:
            console.preferences.set(_key("reminded", path), today.isoformat())

        def act() -> None:
            later()
            console.window.banner.hide()
            if folder is None:
                self.choose()
            else:
                console.backups.back_up()

        folder = self.second_place(path)
        last = self._day("placed", path)
        if folder is None:
            console.window.banner.say(
                "Everything csmanager keeps for you, its backups too, lies on this computer alone. A copy on a stick or"
                " another disk is there when the computer is lost or breaks.",
                "Choose a place…",
                act,
                dismiss=later,
            )
        else:
            when = f"is from {day_text(last)}" if last != dt.date.min else "was never made"
            console.window.banner.say(
                f"The copy in {folder} {when}. Connect it, so that a newer one can be put there.",
                "Copy now",
                act,
                dismiss=later,
            )

    def _day(self, what: str, store: Path) -> dt.date:
        try:
            return dt.date.fromisoformat(str(self._console.preferences.get(_key(what, store), "")))
        except ValueError:
            return dt.date.min


def _key(what: str, store: Path) -> str:
    return f"place/{what}-{hashlib.sha256(str(store).encode()).hexdigest()[:12]}"
