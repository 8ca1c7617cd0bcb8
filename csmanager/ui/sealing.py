"""Whether sealed texts can be read now: opening with the passphrase, reading, and locking again by itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from csmanager.core import sealing
from csmanager.core.errors import AppError, ReadOnly, RuleBroken
from csmanager.core.passphrases import WrongPassphrase
from csmanager.core.sealing import Lock, Unreadable
from csmanager.core.settings import read_value
from csmanager.ui.widgets.sealedfield import SHOWS_SEALED

if TYPE_CHECKING:
    from csmanager.core.store import Change
    from csmanager.ui.desk import Desk

MINUTES = 5  # without a key or a click, until sealed texts lock again
_AT_ONCE_MS = 1000  # the clock is wound at most so often
_STIRS = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}
LOCKED_TEXT = "Sealed. Unlock to read it."
COPIED_SECONDS = 60  # how long a sealed text that was copied stays on the clipboard


class Sealing(QObject):
    """The sealed texts of one store. ``changed`` comes when they were opened, locked or set up.

    The secret half of the key is held only while they are open.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._secret: bytes | None = None
        self._lock: Lock | None = None
        self._was_read = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.lock)
        self._copied = ""
        self.sweeping = QTimer(self)
        self.sweeping.setSingleShot(True)
        self.sweeping.setInterval(COPIED_SECONDS * 1000)
        self.sweeping.timeout.connect(self.sweep)
        QApplication.clipboard().dataChanged.connect(self._on_copied)
        desk.changed.connect(self._on_changed)

    # how it stands

    @property
    def is_open(self) -> bool:
        """Whether sealed texts can be read now."""
        return self._secret is not None

    @property
    def is_set_up(self) -> bool:
        """Whether there is a passphrase, so that texts can be sealed."""
        return self._stored() is not None

    @property
    def minutes(self) -> int:
        """Minutes without a key or a click until they lock again; 0: never by themselves."""
        return int(self._desk.preferences.get("sealing/minutes", MINUTES))

    @property
    def hint(self) -> str:
        """What is told of the passphrase: "" unless the store holds example data."""
        return str(self._desk.read(read_value, sealing.HINT, ""))

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes; 0: never."""
        self._desk.preferences.set("sealing/minutes", minutes)
        self._wind()

    # texts

    def seal(self, text: str, about: str = "") -> str:
        """The token of ``text``, also while locked; see ``core.sealing.seal``."""
        lock = self._stored()
        if lock is None:
            return self._desk.read(sealing.seal, text, about)  # refuses with the sentence
        return sealing.seal_for(lock.public, text, about) if text.strip() else ""

    def read(self, token: str, about: str = "") -> str | None:
        """The text of ``token``; None while locked. Raises Unreadable when it was damaged or moved."""
        if not sealing.is_token(token):
            return token  # a private note of before there was a passphrase
        return None if self._secret is None else sealing.unseal(self._secret, token, about)

    def shown(self, token: str, about: str = "") -> str:
        """What a screen shows for ``token``: its text, that it is sealed, or why it cannot be read."""
        try:
            text = self.read(token, about)
        except Unreadable as error:
            return str(error)
        return LOCKED_TEXT if text is None else text

    # opening and locking

    def ask_open(self, parent: QWidget | None = None) -> bool:
        """Ask for the passphrase, or set one up where there is none; returns whether texts can be read then."""
        from csmanager.ui import sealingdialogs

        if self.is_open:
            return True
        make = sealingdialogs.UnlockDialog if self.is_set_up else sealingdialogs.SetUpDialog
        dialog = make(self._desk, parent if parent is not None else QApplication.activeWindow())
        dialog.exec()
        dialog.deleteLater()
        return self.is_open

    def open_with(self, passphrase: str) -> None:
        """Open at once; the thread waits for it (up to a second). Raises WrongPassphrase, or RuleBroken too soon."""
        self._hold(self.prove(passphrase))

    def prove(self, passphrase: str) -> bytes:
        """The secret for the right passphrase; counts wrong ones. Slow: for a worker."""
        return self._try(lambda lock: sealing.unlock(lock, passphrase))

    def prove_code(self, code: str) -> bytes:
        """As ``prove``, by the recovery key of the printed sheet."""
        return self._try(lambda lock: sealing.unlock_by_code(lock, code))

    def lock(self) -> None:
        """Forget the secret; every page and field hides what it showed."""
        self._timer.stop()
        if self._secret is None:
            return
        self._secret = None
        self.sweep()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.changed.emit()

    def let_in(self, secret: bytes) -> None:
        """Hold the secret that ``prove`` gave: texts can be read from now on. The history says when that was."""
        self._hold(secret)
        self._note("Unlock the sealed notes")

    def _hold(self, secret: bytes) -> None:
        was_open, self._secret = self.is_open, secret
        if not was_open:
            application = QApplication.instance()
            assert application is not None
            application.installEventFilter(self)
        self._wind()
        self.changed.emit()

    # the passphrase; each is slow and runs aside, ``take`` follows on the GUI thread

    def make(self, passphrase: str) -> tuple[Lock, str, bytes]:
        """A first lock, its recovery key and the secret."""
        lock, code = sealing.make(passphrase)
        return lock, code, sealing.unlock_by_code(lock, code)

    def take_first(self, lock: Lock, secret: bytes) -> None:
        """Keep the first lock, and open."""
        self._desk.store.keep_aside(sealing.keep_first, lock)
        self._forget()
        self._note("Set up sealed notes")
        self._hold(secret)

    def rewrapped(self, secret: bytes, passphrase: str) -> Lock:
        """The lock with another passphrase."""
        return sealing.with_passphrase(self._needed(), secret, passphrase)

    def take(self, lock: Lock, secret: bytes, label: str) -> None:
        """Keep another lock of the same key pair, and open."""
        self._desk.store.keep_aside(sealing.keep, lock)
        self._forget()
        self._note(label)
        self._hold(secret)

    def new_code(self) -> str:
        """Another recovery key, kept at once; the earlier sheet is worth nothing then."""
        if self._secret is None:
            raise RuleBroken("Unlock the sealed notes first.")
        lock, code = sealing.with_new_code(self._needed(), self._secret)
        self.take(lock, self._secret, "Make a new recovery sheet")
        return code

    # the clipboard

    def sweep(self) -> None:
        """Take a sealed text off the clipboard, where it is still there."""
        self.sweeping.stop()
        copied, self._copied = self._copied, ""
        clipboard = QApplication.clipboard()
        if copied and clipboard.text() == copied:
            clipboard.clear()

    def _on_copied(self) -> None:
        """Something was copied; out of a sealed text, it stays for a minute only."""
        self.sweeping.stop()
        self._copied = ""
        widget = QApplication.focusWidget()
        while widget is not None and not widget.property(SHOWS_SEALED):
            widget = widget.parentWidget()
        if self._secret is not None and widget is not None:
            self._copied = QApplication.clipboard().text()
            self.sweeping.start()

    # inside

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _STIRS and self._timer.isActive():
            whole = self._timer.interval()
            if whole - self._timer.remainingTime() >= _AT_ONCE_MS:
                self._timer.start()
        return False

    def _wind(self) -> None:
        if self._secret is None or self.minutes <= 0:
            self._timer.stop()
        else:
            self._timer.start(self.minutes * 60_000)

    def _try(self, prove: Callable[[Lock], bytes]) -> bytes:
        store = self._desk.store
        with store.read() as session:
            lock = sealing.stored(session)
        if lock is None:
            raise RuleBroken("Sealed notes are not set up yet.")
        left = sealing.wait_left(lock, store.clock())
        if left:
            raise RuleBroken(f"Too many wrong tries. Try again in {_seconds(left)}.")
        try:
            secret = prove(lock)
        except WrongPassphrase as error:
            wrong = sealing.failed(lock, store.clock())
            with contextlib.suppress(ReadOnly):
                store.keep_aside(sealing.keep, wrong)
                store.note("Wrong passphrase for the sealed notes", sealing.note_change, store.clock())
            left = sealing.wait_left(wrong, store.clock())
            more = f" Try again in {_seconds(left)}." if left else ""
            raise WrongPassphrase(f"{error}{more}") from None
        if lock.failures:
            with contextlib.suppress(ReadOnly):
                store.keep_aside(sealing.keep, sealing.cleared(lock))
        return secret

    def _stored(self) -> Lock | None:
        if not self._was_read:
            self._lock = self._desk.read(sealing.stored)
            self._was_read = True
        return self._lock

    def _needed(self) -> Lock:
        lock = self._desk.read(sealing.stored)
        if lock is None:
            raise RuleBroken("Sealed notes are not set up yet.")
        return lock

    def _forget(self) -> None:
        self._was_read = False

    def _note(self, label: str) -> None:
        with contextlib.suppress(AppError):
            self._desk.store.note(label, sealing.note_change, self._desk.store.clock())

    def _on_changed(self, change: Change) -> None:
        if "setting" in change.tables:
            self._forget()


def _seconds(left: int) -> str:
    if left < 90:
        return f"{left} second{'' if left == 1 else 's'}"
    return f"{-(-left // 60)} minutes"
