"""Hears when the system locks its screen or goes to sleep.

Linux tells it over its local bus, Windows by a message, macOS when asked (``screenears``).
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import SLOT, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from csmanager.ui.screenears import WindowsEar

_SCREENS = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver"),
)
_SYSTEM: str = sys.platform
_SLEEP = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")


class SystemLock(QObject):
    """``locked`` comes when the screen was locked or the computer is about to sleep; where nobody tells, never."""

    locked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_state)
        self._buses: list[Any] = []
        self._windows: WindowsEar | None = None

    def listen(self, window: QWidget | None = None) -> bool:
        """Begin to hear the desktop; returns whether there is one that tells. ``window``: whom Windows tells."""
        if _SYSTEM in ("win32", "darwin"):
            return self._listen_elsewhere(window)
        if not _SYSTEM.startswith("linux") or not _is_local(os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")):
            return False
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            return False
        session, system = QDBusConnection.sessionBus(), QDBusConnection.systemBus()
        self._buses = [session, system]
        slot: Any = SLOT("on_active(bool)")  # text, whatever its stub says
        heard = False
        with contextlib.suppress(TypeError, ValueError):  # a binding that wants its slots otherwise
            if session.isConnected():
                for path, interface in _SCREENS:
                    heard |= session.connect("", path, interface, "ActiveChanged", self, slot)
            if system.isConnected():
                heard |= system.connect("", *_SLEEP, self, slot)
        return heard

    def _listen_elsewhere(self, window: QWidget | None) -> bool:
        from csmanager.ui import screenears

        if _SYSTEM == "darwin":
            ear = screenears.MacEar(self.locked.emit, self)
            return ear.begin()
        application = QGuiApplication.instance()
        if window is None or application is None:
            return False
        self._windows = screenears.WindowsEar(self.locked.emit)
        application.installNativeEventFilter(self._windows)
        return self._windows.register(int(window.winId()))

    @Slot(bool)
    def on_active(self, is_active: bool) -> None:
        """The screen was locked, or sleep is near (False: it is over)."""
        if is_active:
            self.locked.emit()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationSuspended:
            self.locked.emit()


def _is_local(address: str) -> bool:
    """Whether a bus is on this computer; one that is not is never spoken to."""
    return bool(address) and all(part.startswith("unix:") for part in address.split(";") if part)
