"""Writing a text at the left, its page at the right as it will be; for templates and interview kits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.ui.widgets.editsbar import DraftedDialog, EditsBar
from csmanager.ui.widgets.markdown import MarkdownView

_WAIT_MS = 150


class EditorDialog(DraftedDialog):
    """``page(body)`` is the Markdown to show (or raises AppError, whose words stand below the text).

    ``on_submit(title, body, note)`` saves, or raises AppError. ``offers``: (words, text) to be put in at the caret.
    """

    def __init__(
        self,
        heading: str,
        body: str,
        page: Callable[[str], str],
        on_submit: Callable[[str, str, str], Any],
        parent: QWidget,
        *,
        title: str | None = None,
        offers: Sequence[tuple[str, str]] = (),
        offer_word: str = "Put in…",
        hint: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self._page, self._on_submit, self._start = page, on_submit, body
        self.title = QLineEdit(title or "")
        self.title.setAccessibleName("Name")
        self.title.setPlaceholderText("Name")
        self.title.setVisible(title is not None)
        self.text = QPlainTextEdit(body)
        self.text.setAccessibleName("Text")
        self.text.setTabChangesFocus(True)
        self.view = MarkdownView("Page")
        self.note = QLineEdit()
        self.note.setPlaceholderText("What changed, in a few words")
        self.note.setAccessibleName("What changed")
        self.offers = QComboBox()
        self.offers.addItem(offer_word)
        for words, put in offers:
            self.offers.addItem(words, put)
        self.offers.setVisible(bool(offers))
        self.offers.setAccessibleName(offer_word)
        self.offers.setMaximumWidth(320)
        self.offers.activated.connect(self._put_in)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.hint = QLabel(hint)
        self.hint.setProperty("role", "caption")
        self.hint.setWordWrap(True)
        self.hint.setVisible(bool(hint))
        self.submit_button = QPushButton("Save as a new version")
        self.submit_button.setProperty("primary", True)
        self.submit_button.setAutoDefault(False)
        self.submit_button.setToolTip("Ctrl+Enter")
        self.submit_button.setShortcut("Ctrl+Return")
        self.submit_button.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.offers)
        top.addStretch(0 if title is not None else 1)
        column.addLayout(top)
        column.addWidget(self.hint)
        column.addWidget(self.text, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.view)
        self.splitter.setSizes([480, 480])
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.submit_button)
        foot.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        self.about = (body,)
        self.drafts = EditsBar({"title": self.title, "text": self.text, "note": self.note}, self)
        layout.addWidget(self.drafts)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        self.resize(980, 660)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.show_page)
        self.text.textChanged.connect(self._timer.start)
        self.show_page()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.view.moveCursor(QTextCursor.MoveOperation.Start)

    def show_page(self) -> None:
        """Show the page as it is now; where it cannot be, say why and keep the last one."""
        try:
            self.view.refresh_text(self._page(self.text.toPlainText()))
        except AppError as error:
            self.say(str(error))
            return
        self.say("")

    def submit(self) -> None:
        """Save, or say why not."""
        try:
            self._on_submit(self.title.text(), self.text.toPlainText(), self.note.text())
        except AppError as error:
            self.say(str(error))
            return
        self.accept()

    def say(self, words: str) -> None:
        """Show what is wrong; "" when nothing is."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def reject(self) -> None:
        if self.text.toPlainText() != self._start and not self.problem.property("sure"):
            self.say("What you wrote is not saved. Press Cancel once more to throw it away.")
            self.problem.setProperty("sure", True)
            return
        self.drafts.drop()
        super().reject()

    def _put_in(self, at: int) -> None:
        put = self.offers.itemData(at)
        if put:
            self.text.insertPlainText(str(put))
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.offers.setCurrentIndex(0)
