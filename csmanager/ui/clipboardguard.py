"""Copies of personal data stay on the clipboard for a minute only: whoever pastes next may be somebody else.

What is typed is never swept: a sentence that was cut must not vanish before it is pasted.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

SECONDS = 60
SHOWS_PERSONAL = "shows_personal"
"""An attribute of pages, or a property of widgets: whether what stands there tells of people."""

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")
_PHONE = re.compile(r"(?<![\w.:/-])(?:\+|00|0)[1-9][\d ()/-]{5,}\d(?!\w)")


class ClipboardGuard(QObject):
    """Sweeps what was copied out of pages about people. ``noticed``: such a copy was made."""

    noticed = Signal()

    def __init__(self, parent: QObject | None = None, *, seconds: int = SECONDS) -> None:
        super().__init__(parent)
        self._copied = ""
        self._is_on = False
        self.sweeping = QTimer(self)
        self.sweeping.setSingleShot(True)
        self.sweeping.setInterval(seconds * 1000)
        self.sweeping.timeout.connect(self.sweep)

    def begin(self) -> None:
        """Look at every copy from now on."""
        if not self._is_on:
            self._is_on = True
            QApplication.clipboard().dataChanged.connect(self._on_copied)

    def end(self) -> None:
        """Look no longer; what would be swept later is swept now."""
        self.sweep()
        if self._is_on:
            self._is_on = False
            QApplication.clipboard().dataChanged.disconnect(self._on_copied)

    def sweep(self) -> None:
        """Take the copy off the clipboard, where it is still ours."""
        self.sweeping.stop()
        copied, self._copied = self._copied, ""
        clipboard = QApplication.clipboard()
        if copied and clipboard.text() == copied:
            clipboard.clear()

    def _on_copied(self) -> None:
        self.sweeping.stop()
        self._copied = ""
        widget = QApplication.focusWidget()
        if widget is None or is_typed_in(widget):
            return
        text = QApplication.clipboard().text()
        if text and (tells_of_people(widget) or holds_contact(text)):
            self._copied = text
            self.sweeping.start()
            self.noticed.emit()


def is_typed_in(widget: QWidget) -> bool:
    """Whether ``widget`` is an editor whose text is the person's own to move about."""
    return isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit) and not widget.isReadOnly()


def tells_of_people(widget: QWidget) -> bool:
    """Whether ``widget`` stands on a page about people; nothing is said of dialogs without one."""
    one: QWidget | None = widget
    while one is not None:
        said = one.property(SHOWS_PERSONAL)
        if said is None:
            said = getattr(one, SHOWS_PERSONAL, None)
        if said is not None:
            return bool(said)
        one = one.parentWidget()
    return False


def holds_contact(text: str) -> bool:
    """Whether an e-mail address or a telephone number stands in ``text``."""
    return bool(_MAIL.search(text) or _PHONE.search(text))
