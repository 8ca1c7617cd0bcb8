"""Where Windows and macOS say that the screen was locked. Reasoned from their documentation, not measured.

Windows sends a message to windows that asked for it, macOS answers when asked. Both are reached by ctypes, so that
nothing more needs installing; where a part of the system is missing, nothing is heard, and the idle clock remains.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QObject, QTimer

WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK = 0x02B1, 0x7
WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x4
_THIS_SESSION = 0
_SYSTEM: str = sys.platform
_ASK_MS = 3_000
_UTF8 = 0x08000100


def says_locked(message: int, wparam: int) -> bool:
    """Whether a message of Windows means that the screen was locked or sleep is near."""
    return (message, wparam) in (
        (WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK),
        (WM_POWERBROADCAST, PBT_APMSUSPEND),
    )


class WindowsEar(QAbstractNativeEventFilter):
    """Calls ``heard`` on such a message; put it on the application as a native event filter."""

    def __init__(self, heard: Callable[[], object]) -> None:
        super().__init__()
        self._heard = heard

    def nativeEventFilter(self, kind: Any, message: Any) -> Any:
        if bytes(kind) == b"windows_generic_MSG":
            told = wintypes.MSG.from_address(int(message))
            if says_locked(told.message, told.wParam):
                self._heard()
        return False, 0

    def register(self, window: int) -> bool:
        """Ask Windows to tell the window with this handle; returns whether it will."""
        if _SYSTEM != "win32":
            return False
        try:
            system: Any = vars(ctypes)["windll"]
            return bool(system.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(window), _THIS_SESSION))
        except (OSError, AttributeError, KeyError):
            return False


class MacEar(QObject):
    """Asks every few seconds; calls ``heard`` once each time the screen becomes locked."""

    def __init__(
        self, heard: Callable[[], object], parent: QObject, is_locked: Callable[[], bool | None] | None = None
    ) -> None:
        """``is_locked``: None where it cannot be told."""
        super().__init__(parent)
        self._heard = heard
        self._is_locked = is_locked if is_locked is not None else mac_is_locked
        self._was = False
        self.timer = QTimer(self)
        self.timer.setInterval(_ASK_MS)
        self.timer.timeout.connect(self.ask)

    def begin(self) -> bool:
        """Begin to ask; returns whether there is an answer."""
        if self._is_locked() is None:
            return False
        self.timer.start()
        return True

    def ask(self) -> None:
        """Ask now."""
        now = bool(self._is_locked())
        if now and not self._was:
            self._heard()
        self._was = now


def mac_is_locked() -> bool | None:
    """Whether macOS has its screen locked; None where it cannot be told."""
    if _SYSTEM != "darwin":
        return None
    try:
        frameworks = "/System/Library/Frameworks"
        graphics = ctypes.CDLL(f"{frameworks}/CoreGraphics.framework/CoreGraphics")
        core = ctypes.CDLL(f"{frameworks}/CoreFoundation.framework/CoreFoundation")
        graphics.CGSessionCopyCurrentDictionary.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32)
        core.CFDictionaryGetValue.restype = ctypes.c_void_p
        core.CFDictionaryGetValue.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
        core.CFBooleanGetValue.argtypes = (ctypes.c_void_p,)
        core.CFBooleanGetValue.restype = ctypes.c_bool
        core.CFRelease.argtypes = (ctypes.c_void_p,)
        session = graphics.CGSessionCopyCurrentDictionary()
    except (OSError, AttributeError):
        return None
    if not session:
        return None
    key = core.CFStringCreateWithCString(None, b"CGSSessionScreenIsLocked", _UTF8)
    value = core.CFDictionaryGetValue(session, key)
    locked = bool(value) and bool(core.CFBooleanGetValue(value))
    core.CFRelease(key)
    core.CFRelease(session)
    return locked
