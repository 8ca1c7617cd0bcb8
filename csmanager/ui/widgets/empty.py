"""What an empty place says: what belongs here, and the one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_LINE = 60  # characters a line of the explanation is wide


class EmptyState(QWidget):
    """A title, a sentence, at most one primary action and one lesser one."""

    def __init__(
        self,
        title: str,
        text: str = "",
        action_text: str = "",
        callback: Callable[[], object] | None = None,
        *,
        second_text: str = "",
        second: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{title}. {text}".strip())
        self.title = QLabel(title)
        self.title.setProperty("role", "card-title")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.title.setWordWrap(True)
        self.text = QLabel(text)
        self.text.setProperty("role", "muted")
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(min(280, self.text.sizeHint().width()))
        self.text.setMaximumWidth(self.fontMetrics().averageCharWidth() * _LINE)
        if not text:
            self.text.hide()  # never shown here: without a parent yet it would be a window of its own
        self.action: QPushButton | None = None
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch()
        if action_text:
            self.action = QPushButton(action_text)
            self.action.setProperty("primary", True)
            if callback is not None:
                self.action.clicked.connect(lambda _checked=False: callback())
            buttons.addWidget(self.action)
        self.second: QPushButton | None = None
        if second_text:
            self.second = QPushButton(second_text)
            if second is not None:
                self.second.clicked.connect(lambda _checked=False: second())
            buttons.addWidget(self.second)
        buttons.addStretch()
        centred = QHBoxLayout()
        centred.addStretch()
        centred.addWidget(self.text, 8)
        centred.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(6)
        layout.addStretch(2)
        layout.addWidget(self.title)
        layout.addLayout(centred)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addStretch(3)
