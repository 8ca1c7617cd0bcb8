"""Sealed text on a screen: a field of a form, and a text to read, both hidden while locked."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError, RuleBroken
from csmanager.core.sealing import is_token
from csmanager.core.visibility import MARKS, Visibility

SHOWS_SEALED = "shows sealed"
"""A property of widgets: what is copied inside them does not stay on the clipboard."""

_CONTROL = Qt.KeyboardModifier.ControlModifier


class SealedTexts(Protocol):
    """What the widgets need of ``ui.sealing.Sealing``."""

    changed: SignalInstance

    @property
    def is_open(self) -> bool: ...

    @property
    def is_set_up(self) -> bool: ...

    def seal(self, text: str, about: str = "") -> str: ...

    def read(self, token: str, about: str = "") -> str | None: ...

    def shown(self, token: str, about: str = "") -> str: ...

    def ask_open(self, parent: QWidget | None = None) -> bool: ...


class SealedField(QWidget):
    """Writes and reads one sealed text.

    While locked, what stands there already is hidden behind "Unlock", and something new can be written where there
    is nothing yet. When the lock falls while typing, the text is hidden and comes back on unlocking.
    """

    changed = Signal()

    def __init__(
        self,
        texts: SealedTexts,
        token: str = "",
        about: str = "",
        *,
        placeholder: str = "",
        lines: int = 4,
        parent: QWidget | None = None,
    ) -> None:
        """``lines``: how many it shows without scrolling."""
        super().__init__(parent)
        self._texts = texts
        self._token = token
        self._about = about
        self._hidden = token  # what "Unlock" would bring: the stored token, or what was being typed, sealed
        self._was_edited = False
        self._is_filling = False
        self.setProperty(SHOWS_SEALED, True)
        self.edit = _Edit(lines)
        self.edit.setPlaceholderText(placeholder)
        self.edit.textChanged.connect(self._on_text)
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.unlock_button = QPushButton("&Unlock")
        self.unlock_button.setAutoDefault(False)
        self.unlock_button.clicked.connect(lambda: texts.ask_open(self.window()))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.note, 1)
        row.addWidget(self.unlock_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.edit)
        column.addLayout(row)
        texts.changed.connect(self.renew)
        self.renew()

    @property
    def target(self) -> QWidget:
        """The widget that takes the focus."""
        return self.unlock_button if self.edit.isHidden() else self.edit

    @property
    def was_edited(self) -> bool:
        """Whether something was typed."""
        return self._was_edited

    def value(self) -> str | None:
        """The text to seal; None: what is stored stays as it is. Raises RuleBroken while it cannot be known."""
        if not self._was_edited:
            return None
        if not self.edit.isHidden():
            return self.edit.toPlainText().strip()
        text = self._texts.read(self._hidden, self._about)
        if text is None:
            raise RuleBroken("What you wrote here is locked. Unlock it first, so that it can be kept.")
        return text

    def renew(self) -> None:
        """Show what may be shown now."""
        if not self._texts.is_set_up:
            self._show("", can_write=False, note="Sealed notes have no passphrase yet.", verb="Set up")
            return
        if not self._texts.is_open and (is_token(self._hidden) or not self._hidden or self._was_edited):
            if self._was_edited and not self.edit.isHidden():
                self._hidden = self._texts.seal(self.edit.toPlainText(), self._about)
            if self._hidden:
                self._show("", can_write=False, note="This note is sealed.", verb="Unlock")
            else:
                self._show(
                    "", can_write=True, note="Sealed as soon as it is saved; only you can read it then."
                )
            return
        if self.edit.isHidden() or not self._was_edited:
            try:
                text = self._texts.read(self._hidden, self._about) or ""
            except AppError as error:
                self._show("", can_write=False, note=str(error))
                return
            self._show(text, can_write=True, note=MARKS[Visibility.SEALED])

    def set_text(self, text: str) -> None:
        """Show ``text`` as if it had been typed."""
        self.edit.show()
        self.edit.setPlainText(text)

    def _show(self, text: str, *, can_write: bool, note: str, verb: str = "") -> None:
        self._is_filling = True
        self.edit.setPlainText(text)
        self.edit.document().clearUndoRedoStacks()
        self._is_filling = False
        self.edit.setVisible(can_write)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.unlock_button.setText(f"&{verb}" if verb else "")
        self.unlock_button.setVisible(bool(verb))
        self.setFocusProxy(self.target)

    def _on_text(self) -> None:
        if not self._is_filling:
            self._was_edited = True
            self.changed.emit()


class SealedLabel(QWidget):
    """One sealed text to read, with "Unlock" while it is locked."""

    def __init__(
        self, texts: SealedTexts, token: str, about: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._texts = texts
        self._token = token
        self._about = about
        self.setProperty(SHOWS_SEALED, True)
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.unlock_button = QPushButton("&Unlock")
        self.unlock_button.setAutoDefault(False)
        self.unlock_button.clicked.connect(lambda: texts.ask_open(self.window()))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label, 1)
        row.addWidget(self.unlock_button, 0, Qt.AlignmentFlag.AlignTop)
        texts.changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Show what may be shown now."""
        self.label.setText(self._texts.shown(self._token, self._about) if self._token else "–")
        is_locked = is_token(self._token) and not self._texts.is_open
        self.label.setProperty("role", "muted" if is_locked else "")
        self.label.style().polish(self.label)
        self.unlock_button.setVisible(is_locked)


class _Edit(QPlainTextEdit):
    """Tab leaves it."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        high = self.fontMetrics().lineSpacing() * lines + 14
        self.setMinimumHeight(high)
        if lines == 1:
            self.setMaximumHeight(high)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & _CONTROL:
            event.ignore()  # the dialog's Ctrl+Enter
            return
        super().keyPressEvent(event)
