"""Keeps every other window of the program away while the machine is handed over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

_STIRS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Guard(QObject):
    """Hides what is open, and what opens meanwhile, until ``end``; ``stirred`` is called with every key and click.

    Hidden windows are disabled too, so that none of their keys work; all come back as they were.
    """

    def __init__(self, front: QWidget, stirred: Callable[[], object]) -> None:
        super().__init__(front)
        self._front = front
        self._stirred = stirred
        self._away: list[tuple[QWidget, bool]] = []  # window, whether it was enabled
        self._is_on = False

    @property
    def is_on(self) -> bool:
        """Whether it keeps windows away now."""
        return self._is_on

    def begin(self) -> None:
        """Hide every other window."""
        self._is_on = True
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and not self._belongs(window):
                self._put_away(window)

    def end(self) -> None:
        """Bring all of them back, in their order."""
        self._is_on = False
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        for window, was_enabled in self._away:
            window.setEnabled(was_enabled)
            window.show()
        self._away.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._is_on:
            return False
        kind = event.type()
        if kind in _STIRS:
            self._stirred()
        if (
            kind is QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and not self._belongs(watched)
        ):
            QTimer.singleShot(0, watched, lambda: self._put_away(watched))
        return False

    def _belongs(self, window: QWidget) -> bool:
        """Whether a window is the kiosk itself or opened by it."""
        if window.windowType() in (Qt.WindowType.ToolTip, Qt.WindowType.Popup):
            return True  # a list that drops down, or a tip: it goes with its owner
        at: QWidget | None = window
        while at is not None:
            if at is self._front:
                return True
            at = at.parentWidget()
        return False

    def _put_away(self, window: QWidget) -> None:
        if self._is_on and all(known is not window for known, _ in self._away):
            self._away.append((window, window.isEnabled()))
            window.destroyed.connect(lambda: self._forget(window))
        window.setEnabled(False)
        window.hide()

    def _forget(self, window: QWidget) -> None:
        self._away = [(known, was) for known, was in self._away if known is not window]
