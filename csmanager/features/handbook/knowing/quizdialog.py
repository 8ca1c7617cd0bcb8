"""Writing a quiz as text, and a huddle note."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.ui.widgets.editsbar import DraftedDialog, EditsBar

EXAMPLE = """\
---
title: {title}: what you must know
pass: 80
before signing: yes
---

## How long may an unused thing come back?
clause: What the customer may do
- 14 days
+ 30 days
- As long as the customer likes
> Why this is right, in a sentence.
"""
_HELP = (
    "## begins a question, + is the one right option, - a wrong one, > says why, and clause: names the heading of"
    " the policy it is about. “before signing: no” makes it a quiz beside the signature."
)


class TextDialog(DraftedDialog):
    """A page of text; ``on_submit(text)`` takes it or raises AppError with the reason, shown above the buttons."""

    def __init__(
        self,
        title: str,
        text: str,
        on_submit: Callable[[str], object],
        *,
        note: str = _HELP,
        verb: str = "Keep the quiz",
        is_fixed: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_submit = on_submit
        self.setWindowTitle(title)
        self.resize(760, 600)
        help_text = QLabel(note)
        help_text.setWordWrap(True)
        help_text.setProperty("role", "muted")
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(title)
        self.text.setTabChangesFocus(True)
        if is_fixed:
            self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.keep = QPushButton(verb)
        self.keep.setProperty("primary", True)
        self.keep.setAutoDefault(False)
        self.keep.setShortcut("Ctrl+Return")
        self.keep.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.keep)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(10)
        self.about = (text,)
        self.drafts = EditsBar({"text": self.text}, self)
        layout.addWidget(self.drafts)
        layout.addWidget(help_text)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)
        self.text.setFocus()

    def submit(self) -> None:
        """Take the text, or say why not; nothing that was typed is lost."""
        try:
            self._on_submit(self.text.toPlainText())
        except AppError as error:
            self.problem.setText(str(error))
            return
        self.accept()
