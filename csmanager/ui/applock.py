"""The window's own lock: everything covered, titles neutral, until the passphrase is typed.

Every window of the program gets a cover of its own, since hiding a dialog would end it and lose what was typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core import keys
from csmanager.core.errors import AppError
from csmanager.core.passphrases import WrongPassphrase

if TYPE_CHECKING:
    from pathlib import Path

    from csmanager.ui.desk import Desk
    from csmanager.ui.sealing import Sealing

NEUTRAL = "csmanager"
MINUTES = 10  # without a key or a click, until the window locks itself
GUARDS = "guards"  # property of a window that keeps everybody out by itself, such as the kiosk
_ASLEEP_S = 90  # seconds that a clock may not miss; if it does, the computer slept
_LOOK_MS = 15_000
_STIRS = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}


def can_lock(desk: Desk) -> bool:
    """Whether there is a passphrase to unlock with: of the sealed notes, or of the whole store."""
    return desk.sealing.is_set_up or keys.known(desk.store.path) is not None


def _prove(texts: Sealing | None, path: Path, typed: str) -> None:
    """Raises WrongPassphrase when ``typed`` is neither. Slow by intention; ``texts`` None: nothing is sealed."""
    if texts is None:
        keys.require(path, typed)
        return
    try:
        texts.prove(typed)
    except WrongPassphrase:
        if keys.known(path) is None:
            raise
        keys.require(path, typed)


class AppLock(QObject):
    """Locks and unlocks all windows of the program. ``changed`` comes after either."""

    changed = Signal()

    def __init__(self, window: QMainWindow, now: Callable[[], dt.datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._now = now
        self._desk: Desk | None = None
        self._covers: dict[QWidget, tuple[QWidget, str]] = {}
        self.dialog: LockDialog | None = None
        self._looked = now()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.look)

    @property
    def is_locked(self) -> bool:
        """Whether everything is covered now."""
        return self.dialog is not None

    @property
    def minutes(self) -> int:
        """Minutes without a key or a click until it locks; 0: never by itself."""
        return int(self._desk.preferences.get("applock/minutes", MINUTES)) if self._desk is not None else 0

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many minutes; 0: never by itself."""
        if self._desk is not None:
            self._desk.preferences.set("applock/minutes", minutes)
            self.wind()

    def begin(self, desk: Desk) -> None:
        """Guard this store from now on."""
        self._desk = desk
        self._looked = self._now()
        self._look.start()
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        self.wind()

    def end(self) -> None:
        """There is nothing to guard."""
        self._idle.stop()
        self._look.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._take_off()
        self._desk = None

    def wind(self) -> None:
        """Begin to count idle time anew."""
        if self._desk is None or self.minutes <= 0 or self.is_locked or not can_lock(self._desk):
            self._idle.stop()
        else:
            self._idle.start(self.minutes * 60_000)

    def look(self) -> None:
        """Lock when the computer slept since the last look: then somebody else may have woken it."""
        now = self._now()
        gap = (now - self._looked).total_seconds()
        self._looked = now
        if gap > _ASLEEP_S and self.minutes > 0:
            self.lock()

    def lock_with_system(self) -> None:
        """The system locked its screen or goes to sleep."""
        if self.minutes > 0:
            self.lock()

    def lock(self) -> bool:
        """Cover everything; returns whether it is. Not while another guard has the screen, or without a passphrase."""
        if self._desk is None or not can_lock(self._desk) or self.is_locked:
            return self.is_locked
        self._desk.sealing.lock()
        if self._is_guarded():
            self._idle.stop()
            return False
        self._idle.stop()
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        self.dialog = LockDialog(self._desk, self._window)
        self.dialog.unlocked.connect(self._take_off)
        for top in _tops():
            self._cover(top)
        self.dialog.come_up()
        self.changed.emit()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if not self.is_locked:
            if (
                kind in _STIRS
                and self._idle.isActive()
                and self._idle.remainingTime() < (self._idle.interval() - 1000)
            ):
                self._idle.start()
            return False
        if kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            if watched is not self.dialog and watched not in self._covers and not watched.property(GUARDS):
                self._cover(watched)
                QTimer.singleShot(0, self, self._ahead)
        elif kind in (QEvent.Type.Resize, QEvent.Type.Move) and watched in self._covers:
            self._covers[watched][0].setGeometry(watched.rect())
            if watched is self._window and self.dialog is not None:
                self.dialog.centre()
        return False

    def _is_guarded(self) -> bool:
        return any(top.property(GUARDS) for top in _tops())

    def _cover(self, top: QWidget) -> None:
        if top is self.dialog or top in self._covers or isinstance(top, _Cover):
            return
        cover = _Cover(top)
        self._covers[top] = (cover, top.windowTitle())
        top.setWindowTitle(NEUTRAL)
        cover.show()
        cover.raise_()

    def _ahead(self) -> None:
        """A window that opened meanwhile must not stand in the way of unlocking."""
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog.come_up()

    def _take_off(self) -> None:
        if self.dialog is None:
            return
        dialog, self.dialog = self.dialog, None
        dialog.hide()
        dialog.deleteLater()
        for top, (cover, title) in self._covers.items():
            if shiboken6.isValid(top):
                if top.windowTitle() == NEUTRAL:
                    top.setWindowTitle(title)
                if shiboken6.isValid(cover):
                    cover.hide()
                    cover.deleteLater()
        self._covers.clear()
        self._looked = self._now()
        self.wind()
        self.changed.emit()


def _tops() -> list[QWidget]:
    return [top for top in QApplication.topLevelWidgets() if top.isVisible()]


class _Cover(QWidget):
    """Opaque, over a whole window with its menus; it takes every click."""

    def __init__(self, top: QWidget) -> None:
        super().__init__(top)
        self.setObjectName("lockCover")
        self.setAutoFillBackground(True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setGeometry(top.rect())
        self.setAccessibleName("Locked")


class LockDialog(QDialog):
    """Asks for the passphrase over the covered window. ``unlocked``: it was right."""

    unlocked = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("lock")
        self.setWindowTitle(NEUTRAL)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self._desk = desk
        self._behind = window
        self.is_working = False
        title = QLabel("csmanager is locked")
        title.setProperty("role", "card-title")
        whose = "your sealed notes" if desk.sealing.is_set_up else "the store"
        words = f"Type the passphrase of {whose}. Everything is as you left it."
        text = QLabel(f"{words} {desk.sealing.hint}".strip())
        text.setProperty("role", "muted")
        text.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName("Passphrase")
        self.field.setPlaceholderText("Passphrase")
        self.reason = QLabel()
        self.reason.setProperty("role", "problem")
        self.reason.setWordWrap(True)
        self.reason.hide()
        self.unlock_button = QPushButton("&Unlock")
        self.unlock_button.setProperty("primary", True)
        self.unlock_button.setDefault(True)
        self.quit_button = QPushButton("&Quit csmanager")
        self.quit_button.setAutoDefault(False)
        self.unlock_button.clicked.connect(self.submit)
        self.quit_button.clicked.connect(self.leave)
        self.field.textEdited.connect(lambda _text: self.reason.hide())
        row = QHBoxLayout()
        row.addWidget(self.quit_button)
        row.addStretch()
        row.addWidget(self.unlock_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        for widget in (title, text, self.field, self.reason):
            column.addWidget(widget)
        column.addLayout(row)
        self.setFixedWidth(max(400, self.fontMetrics().averageCharWidth() * 54))

    def come_up(self) -> None:
        """Show over everything, with the caret in the field."""
        self.adjustSize()
        self.show()
        self.centre()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()

    def centre(self) -> None:
        """Stand in the middle of the window behind."""
        middle = self._behind.mapToGlobal(self._behind.rect().center())
        self.move(middle - QPoint(self.width() // 2, self.height() // 2))

    def submit(self) -> None:
        """Try what was typed."""
        typed = self.field.text()
        if self.is_working or not typed:
            return
        self.is_working = True
        self.unlock_button.setEnabled(False)
        self.unlock_button.setText("One moment …")
        texts, path = self._desk.sealing, self._desk.store.path
        is_sealing = texts.is_set_up  # made here: they belong to the window's thread
        self._desk.fetch_work(
            self,
            lambda: _prove(texts if is_sealing else None, path, typed),
            then=self._on_right,
            failed=self._on_wrong,
        )

    def reject(self) -> None:
        """Esc does not unlock."""
        self.field.clear()

    def leave(self) -> None:
        """Quit the program, which asks nothing: everything is saved."""
        self._behind.close()
        QApplication.quit()

    def _on_right(self, _done: object) -> None:
        self._rest()
        self.unlocked.emit()

    def _on_wrong(self, error: Exception) -> None:
        self._rest()
        if not isinstance(error, AppError):
            raise error
        self.reason.setText(str(error))
        self.reason.show()
        self.adjustSize()
        self.field.selectAll()
        self.field.setFocus()

    def _rest(self) -> None:
        self.is_working = False
        self.unlock_button.setEnabled(True)
        self.unlock_button.setText("&Unlock")
