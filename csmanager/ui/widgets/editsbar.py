"""Drafts for editors that are no form of fields: a page of text, notes in a pane."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from csmanager.ui.widgets.draftbar import DraftBar, key_of

Edit = QPlainTextEdit | QLineEdit


class EditsBar(DraftBar):
    """Watches some editors; put it above them, and call ``start`` once they hold what they begin with."""

    def __init__(self, edits: Mapping[str, Edit], parent: QWidget | None = None) -> None:
        super().__init__(self._typed, self._show, parent)
        self._edits = dict(edits)
        self._began: dict[str, str] = {}
        for edit in self._edits.values():
            if isinstance(edit, QPlainTextEdit):
                edit.textChanged.connect(self.touch)
            else:
                edit.textEdited.connect(self.touch)

    def start(self, title: str, *about: object, began: dict[str, str] | None = None) -> None:
        """Begin to keep; ``about`` tells the record from others of the same ``title``.

        ``began``: what the editors began with, where somebody is typing already; nothing is offered then.
        """
        self._began = began if began is not None else {key: _text(edit) for key, edit in self._edits.items()}
        self.begin(key_of(title, *about), title, offers=began is None)

    def _typed(self) -> dict[str, Any]:
        now = {key: _text(edit) for key, edit in self._edits.items()}
        return {key: text for key, text in now.items() if text != self._began.get(key)}

    def _show(self, fields: dict[str, Any]) -> None:
        for key, text in fields.items():
            edit = self._edits.get(key)
            if isinstance(edit, QPlainTextEdit):
                edit.setPlainText(str(text))
            elif edit is not None:
                edit.setText(str(text))


class DraftedDialog(QDialog):
    """A dialog around editors: set ``drafts`` and put it into the layout; the rest is done here.

    Closing without saving keeps what was typed on offer. ``about`` tells the record from others of the same title.
    """

    drafts: EditsBar
    about: tuple[object, ...] = ()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if not self.drafts.is_on:
            self.drafts.start(self.windowTitle(), type(self).__qualname__, *self.about)

    def done(self, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self.drafts.saved()
        else:
            self.drafts.left()
        super().done(result)


def _text(edit: Edit) -> str:
    return edit.toPlainText() if isinstance(edit, QPlainTextEdit) else edit.text()
