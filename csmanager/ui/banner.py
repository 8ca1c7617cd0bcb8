"""One line above the pages that says what kind of store this is, with the way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class Banner(QFrame):
    """Hidden until there is something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        self.setProperty("role", "card")
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.button = QPushButton()
        self.dismiss_button = QPushButton("Not now")
        self.dismiss_button.setProperty("link", True)
        self.dismiss_button.clicked.connect(self._on_dismissed)
        row.addWidget(self.label, 1)
        row.addWidget(self.dismiss_button)
        row.addWidget(self.button)
        self._dismiss: Callable[[], object] | None = None
        self._act: Callable[[], object] | None = None
        self.button.clicked.connect(self._on_clicked)
        self.hide()

    def say(
        self,
        text: str,
        action: str = "",
        act: Callable[[], object] | None = None,
        *,
        dismiss: Callable[[], object] | None = None,
    ) -> None:
        """Show ``text`` and, where given, a button ``action`` that runs ``act``.

        ``dismiss``: it can be sent away, and that is called then.
        """
        self.label.setText(text)
        self.setAccessibleName(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self._act = act
        self._dismiss = dismiss
        self.dismiss_button.setVisible(dismiss is not None)
        self.show()

    def _on_dismissed(self) -> None:
        if self._dismiss is not None:
            self._dismiss()
        self.hide()

    def _on_clicked(self) -> None:
        if self._act is not None:
            self._act()
