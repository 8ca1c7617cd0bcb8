"""What a page is handed: reading, changing, asking, the date. Pages know nothing else of the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from csmanager.core.errors import AppError
from csmanager.core.settings import StoreSettings, read_settings
from csmanager.core.store import Change, Store
from csmanager.ui import paperregister
from csmanager.ui.ask import Answers
from csmanager.ui.bridge import Bridge
from csmanager.ui.drafts import Drafts
from csmanager.ui.jobs import Job, Jobs, Progress

if TYPE_CHECKING:
    from csmanager.ui.sealing import Sealing

T = TypeVar("T")


class Preferences(Protocol):
    """The window's own memory: column widths, splitters, the last folder. Not part of the store."""

    def get(self, key: str, default: Any = None) -> Any:
        """What was kept under ``key``."""

    def set(self, key: str, value: Any) -> None:
        """Keep ``value`` (JSON-able)."""


class MemoryPreferences:
    """Preferences that end with the window; for tests and throw-away stores."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        self._values[key] = value


class Desk(QObject):
    """One open store and everything a page may do with it.

    ``changed`` (a ``core.store.Change``) comes after every commit, on the GUI thread. ``said`` (text, whether it
    can be undone) and ``went`` (feature key, record) are requests to the window.
    """

    changed = Signal(object)
    said = Signal(str, bool)
    went = Signal(str, str)

    def __init__(
        self,
        store: Store,
        *,
        ask: Answers,
        jobs: Jobs,
        bridge: Bridge | None = None,
        today: Callable[[], dt.date] | None = None,
        preferences: Preferences | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``today`` None: the date in the shop by the store's clock."""
        super().__init__(parent)
        self.store = store
        self.ask = ask
        self.jobs = jobs
        self.preferences: Preferences = preferences if preferences is not None else MemoryPreferences()
        self.bridge = bridge if bridge is not None else Bridge(store, self)
        self.bridge.changed.connect(self._hear)
        self._today = today
        self._settings: StoreSettings | None = None
        self._sealing: Sealing | None = None
        self.drafts = Drafts(self)
        paperregister.use(self)

    def today(self) -> dt.date:
        """The date in the shop."""
        return self._today() if self._today is not None else self.settings.today(self.store.clock())

    @property
    def settings(self) -> StoreSettings:
        """The store's settings, as they are now."""
        if self._settings is None:
            self._settings = self.read(read_settings)
        return self._settings

    @property
    def sealing(self) -> Sealing:
        """The sealed texts of this store: whether they can be read now, and asking for the passphrase."""
        if self._sealing is None:
            from csmanager.ui.sealing import Sealing

            self._sealing = Sealing(self)
        return self._sealing

    def read(self, query: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """``query(session, ...)`` at once: for a screenful, on the GUI thread."""
        with self.store.read() as session:
            return query(session, *args, **kwargs)

    def fetch(
        self,
        owner: QObject,
        query: Callable[..., T],
        *args: Any,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        key: str | None = None,
        **kwargs: Any,
    ) -> None:
        """``query(session, ...)`` in a worker, then ``then(result)`` here; the latest per owner and query wins."""
        slot = key if key is not None else getattr(query, "__qualname__", repr(query))
        self.jobs.fetch(owner, lambda: self.read(query, *args, **kwargs), then, failed, slot)

    def fetch_work(
        self,
        owner: QObject,
        work: Callable[[], T],
        *,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """``work()`` in a worker, then ``then(result)`` here: for what is slow but no query."""
        self.jobs.fetch(owner, work, then, failed, "work")

    def run(
        self,
        title: str,
        work: Callable[[Progress], T],
        *,
        then: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """A long job with progress and Cancel; ``work(progress)`` runs aside."""
        return self.jobs.run(title, work, then, failed)

    def do(self, label: str, action: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
        """``action(session, ...)`` as one undoable step named ``label``; None when it was refused (and said why).

        An action that returns nothing gives None too: use ``try_do`` where the difference matters.
        """
        try:
            return self.try_do(label, action, *args, **kwargs)
        except AppError as error:
            self.ask.tell(label, str(error))
            return None

    def try_do(self, label: str, action: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """As ``do``, but raises the AppError, for a form that shows the reason beside the field."""
        result = self.store.do(label, action, *args, **kwargs)
        self.said.emit(label, True)
        return result

    def say(self, text: str, undo: bool = False) -> None:
        """A short message in the status bar, with Undo offered where ``undo``."""
        self.said.emit(text, undo)

    def go(self, feature: str, record: str = "") -> None:
        """Show another tab, and a record on it."""
        self.went.emit(feature, record)

    def sent_out(self, placed: Path, what: str, say: str = "", **told: Any) -> None:
        """Enter a file that was written for others in the register of exports, and say ``say``.

        ``what``: in words without a name; ``told``: as ``core.outgoing.note`` takes it, such as ``about``.
        """
        from csmanager.core import outgoing

        try:
            outgoing.note(self.store, placed, what, **told)
        except AppError as error:
            self.ask.tell("The register of exports", str(error))
        if say:
            self.say(say)

    def printed(self, what: str, about: tuple[Any, ...] = ()) -> None:
        """Enter a paper that was printed in the register of exports; ``what`` names nobody."""
        from csmanager.core import outgoing

        try:
            outgoing.note_out(self.store, outgoing.Outgoing(what, outgoing.OutKind.PRINT, about=about))
        except AppError as error:
            self.ask.tell("The register of exports", str(error))

    def close(self) -> None:
        """Stop what is under way and listen no longer; the store stays open."""
        self.drafts.close()
        paperregister.let_go(self)
        if self._sealing is not None:
            self._sealing.lock()
        self.jobs.close()
        self.drafts.flush()
        self.bridge.close()

    def _hear(self, change: Change) -> None:
        if "setting" in change.tables:
            self._settings = None
        self.changed.emit(change)
