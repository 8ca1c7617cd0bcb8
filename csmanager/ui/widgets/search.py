"""A search field: Esc clears it, a second Esc gives the focus back."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_PAUSE_MS = 120  # after the last key, before a long list is filtered


class SearchField(QLineEdit):
    """``searched`` comes with the text shortly after the last key, at once on Enter and when cleared."""

    searched = Signal(str)

    def __init__(
        self,
        placeholder: str = "Search",
        *,
        back_to: QWidget | None = None,
        pause_ms: int = _PAUSE_MS,
        parent: QWidget | None = None,
    ) -> None:
        """``back_to`` gets the focus on the second Esc, and on Enter or the down key."""
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(168)
        self.setMaximumWidth(340)
        self.back_to = back_to
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self._tell)
        self.textChanged.connect(self._on_text)

    def focus(self) -> None:
        """Put the caret here with the text selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self._leave()
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._tell()
            self._leave()
            return
        super().keyPressEvent(event)

    def _on_text(self, text: str) -> None:
        if text:
            self._timer.start()
        else:
            self._tell()

    def _tell(self) -> None:
        self._timer.stop()
        if self.text() != self._told:
            self._told = self.text()
            self.searched.emit(self._told)

    def _leave(self) -> None:
        if self.back_to is not None:
            self.back_to.setFocus(Qt.FocusReason.OtherFocusReason)
