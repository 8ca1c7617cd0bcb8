"""The manager's own words for a period: kept while they are typed, one step when the field is left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from csmanager.core.errors import AppError
from csmanager.features.reports import actions
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.card import Card

DRAFT_MS = 1_500  # after the last key
_KEPT, _TYPING, _DRAFT = "All words saved.", "Typing …", "Draft kept. Saved when you leave the field."


class CommentCard(Card):
    """``saved`` (period key) comes after the words became a step."""

    saved = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("From the manager", "Your words come first in the report.", parent)
        self.desk = desk
        self.period = ""
        self._title = ""
        self._stored = ""
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName("Comment on the period")
        self.edit.setPlaceholderText("What should a reader know before the figures?")
        self.edit.setTabChangesFocus(True)
        self.edit.setMinimumHeight(72)
        self.state = QLabel(_KEPT)
        self.state.setProperty("role", "caption")
        self.state.setWordWrap(True)
        self.add(self.edit, 1)
        self.add(self.state)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_MS)
        self._timer.timeout.connect(self.keep_draft)
        self.edit.textChanged.connect(self._on_typed)
        self.edit.installEventFilter(self)
        self.edit.setReadOnly(desk.store.read_only)

    def text(self) -> str:
        """What stands in the field."""
        return self.edit.toPlainText()

    @property
    def is_changed(self) -> bool:
        """Whether there are words that are not yet a step."""
        return self.text().strip() != self._stored.strip()

    def show_period(self, key: str, title: str, stored: str) -> None:
        """Show the words for a period; a draft left by a crash goes before what is stored."""
        if key == self.period and self.is_changed:
            return  # typed on, while the page was read again
        self.period, self._title, self._stored = key, title, stored
        draft = self.desk.store.draft(self._draft_key()) if key else None
        self.edit.blockSignals(True)
        self.edit.setPlainText(stored if draft is None else draft)
        self.edit.blockSignals(False)
        self.edit.setEnabled(bool(key))
        self.state.setText(_DRAFT if self.is_changed else _KEPT)

    def save(self) -> bool:
        """Make a step of what was typed; False when it was refused, and the words stay."""
        self._timer.stop()
        if not self.period or not self.is_changed or self.desk.store.read_only:
            return True
        text, period = self.text(), self.period
        label = f"Comment on {self._title}"
        try:
            self.desk.try_do(label, actions.save_comment, period, text)
            self.desk.store.keep_draft(self._draft_key(), None)
        except AppError as error:
            self.state.setText(str(error))
            return False
        self._stored = text.strip()
        self.state.setText(_KEPT)
        self.saved.emit(period)
        return True

    def keep_draft(self) -> None:
        """Put what is being typed where a crash cannot reach it."""
        if not self.period or not self.is_changed:
            return
        try:
            self.desk.store.keep_draft(self._draft_key(), self.text())
        except AppError as error:
            self.state.setText(str(error))
            return
        self.state.setText(_DRAFT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit:
            if event.type() == QEvent.Type.FocusOut:
                self.save()
            elif (
                isinstance(event, QKeyEvent)
                and event.type() == QEvent.Type.KeyPress
                and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
                and event.modifiers() & Qt.KeyboardModifier.ControlModifier
            ):
                self.save()
                return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()  # another tab, or the window closes
        super().hideEvent(event)

    def _draft_key(self) -> str:
        return f"report_comment:{self.period}"

    def _on_typed(self) -> None:
        self.state.setText(_TYPING)
        self._timer.start()
