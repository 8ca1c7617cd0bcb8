"""A large button that says in a sentence what it does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

_FRAME = 4  # px that the style sheet takes above and below for padding and focus ring, both together


class ChoiceButton(QPushButton):
    """A title with its access key, and a sentence under it."""

    def __init__(self, title: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel(title.replace("&", ""))
        self.title.setProperty("role", "card-title")
        self.text_label = QLabel(text)
        self.text_label.setProperty("role", "muted")
        self.text_label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(2)
        for label in (self.title, self.text_label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        self.setAccessibleName(title.replace("&", ""))
        self.setAccessibleDescription(text)
        place = title.find("&")
        if place >= 0:
            self.setShortcut(f"Alt+{title[place + 1].upper()}")
            shown = title.replace("&", "")
            self.title.setText(f"{shown[:place]}<u>{shown[place]}</u>{shown[place + 1 :]}")
            self.title.setTextFormat(Qt.TextFormat.RichText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_text(self, text: str) -> None:
        """Say something else under the title."""
        self.text_label.setText(text)
        self.setAccessibleDescription(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        column = self.layout()
        assert column is not None
        for label in (self.title, self.text_label):
            label.ensurePolished()  # the style sheet's font, not the one before it
        column.invalidate()
        self.setMinimumHeight(column.totalHeightForWidth(self.width()) + _FRAME)
