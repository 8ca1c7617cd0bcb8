"""A page that has only a sentence to say: while a store opens, or when a page cannot be shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class Notice(QWidget):
    """A title, a sentence and one button."""

    def __init__(
        self, title: str, text: str = "", action: str = "", act: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(2)
        heading = QLabel(title)
        heading.setObjectName("noticeTitle")
        heading.setProperty("role", "card-title")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(heading)
        if text:
            label = QLabel(text)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        if action and act is not None:
            button = QPushButton(action)
            button.clicked.connect(lambda: act())
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)
