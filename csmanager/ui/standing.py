"""What the window says of the store that is open: title, facts, banner, names of Undo and Redo, counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from csmanager.core.feature import Feature
from csmanager.ui.window import Window

if TYPE_CHECKING:
    from csmanager.core.store import Change
    from csmanager.ui.backupclock import BackupClock
    from csmanager.ui.desk import Desk
    from csmanager.ui.opened import Opened

_COUNT_AFTER_MS = 150  # several steps in a row are counted once
_PATIENCE = 20  # times that, for a page that reads


class Standing(QObject):
    """Keeps what stands around the pages true to the store."""

    def __init__(
        self, window: Window, features: Sequence[Feature], backups: BackupClock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._features = tuple(features)
        self._backups = backups
        self._desk: Desk | None = None
        self._opened: Opened | None = None
        self._patience = _PATIENCE
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_COUNT_AFTER_MS)
        self._timer.timeout.connect(self._count)
        backups.made.connect(lambda _path, _reason: self.show_facts())

    @property
    def is_waiting(self) -> bool:
        """Whether counts are about to be read."""
        return self._timer.isActive()

    def begin(self, desk: Desk, opened: Opened) -> None:
        """Speak of this store from now on."""
        self._desk, self._opened = desk, opened
        desk.changed.connect(self._on_changed)
        self._window.menus.offer(True, opened.can_write)
        self.show_facts()
        self._name_steps()
        self._timer.start()

    def end(self) -> None:
        """Speak of no store."""
        self._timer.stop()
        self._desk = self._opened = None
        self._window.banner.hide()
        self._window.menus.offer(False, False)
        self._window.status.set_facts([])
        self._window.setWindowTitle("csmanager")

    def show_banner(self, start_own: Callable[[], object], try_again: Callable[[], object]) -> None:
        """Say above the pages what kind of store this is, unless it is one's own."""
        banner, opened = self._window.banner, self._opened
        if opened is None:
            return
        if opened.is_throw_away:
            text = "This is made-up example data. It is thrown away when you close it."
            banner.say(text, "Start with my team", start_own)
        elif not opened.can_write:
            by = f" while {opened.held_by} has it open" if opened.held_by else ""
            text = f"{opened.path.name} is open for reading only{by}. Nothing can be changed."
            banner.say(text, "Try to open for changes", try_again)
        else:
            banner.hide()

    def show_facts(self) -> None:
        """What is saved, when it was last backed up, which file."""
        if self._opened is None or self._desk is None:
            return
        saved = "All changes saved" if self._opened.can_write else "Read-only"
        backed = f"Last backup {self._backups.last}" if self._backups.last else "No backup yet"
        name = self._desk.settings.name
        if self._opened.is_throw_away:
            backed = name = "Example data"
        self._window.status.set_facts([saved, backed, self._opened.path.name])
        self._window.setWindowTitle(f"{name} – csmanager")

    def _name_steps(self) -> None:
        if self._desk is None or self._opened is None:
            return
        for key, verb, label in (
            ("undo", "&Undo", self._desk.store.undo_label()),
            ("redo", "&Redo", self._desk.store.redo_label()),
        ):
            action = self._window.menus.actions[key]
            action.setText(f"{verb} {_in_menu(label)}" if label else verb)
            action.setEnabled(self._opened.can_write and label is not None)

    def _on_changed(self, _change: Change) -> None:
        self._window.status.fall_silent()  # an Undo offered there would now take back another step
        self._name_steps()
        self.show_facts()
        self._timer.start()

    def _count(self) -> None:
        from csmanager.ui import lookup

        if self._desk is not None and self._desk.jobs.is_busy and self._patience > 0:
            self._patience -= 1
            self._timer.start()  # the page in front reads first
        elif self._desk is not None:
            self._patience = _PATIENCE
            today = self._desk.today()
            self._desk.fetch(self, lookup.counts, self._features, today, then=self._on_counted)

    def _on_counted(self, found: dict[str, int]) -> None:
        for key, count in found.items():
            self._window.navigation.set_count(key, count)


def _in_menu(label: str) -> str:
    """``label`` as a menu shows it: no access key, and its first letter small as in "Undo move Ana"."""
    head = label[:1].lower() if label[1:2].islower() else label[:1]
    return f"{head}{label[1:]}".replace("&", "&&")
