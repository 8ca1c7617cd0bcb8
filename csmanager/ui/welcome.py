"""What stands in the window when there is no store: three ways to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from csmanager.ui.choicebutton import ChoiceButton


class Welcome(QWidget):
    """The first start, and every start whose store is gone. Nothing is asked that has a default."""

    sample = Signal()
    own = Signal()
    other = Signal()
    chosen = Signal(str)

    def __init__(self, recent: Sequence[Path] = (), *, own_exists: bool = False) -> None:
        """``recent``: stores opened before that are still there."""
        super().__init__()
        self.setObjectName("welcome")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        inner = QWidget()
        inner.setFixedWidth(560)
        column = QVBoxLayout(inner)
        column.setSpacing(12)
        title = QLabel("Welcome to csmanager" if not own_exists and not recent else "Open a store")
        title.setObjectName("welcomeTitle")
        title.setProperty("role", "page-title")
        text = QLabel(
            "Your team, hiring, handbook, reviews and reports in one place. Everything stays in one file on this"
            " computer; nothing is sent anywhere."
        )
        text.setWordWrap(True)
        column.addWidget(title)
        column.addWidget(text)
        self.sample_button = self._button(
            column,
            "&Look around with example data",
            "A made-up team of 14 with a year and a half of contacts. Thrown away when you close it.",
        )
        self.own_button = self._button(
            column,
            "Go o&n with my team" if own_exists else "&Start with my team",
            "Opens your own store."
            if own_exists
            else "An empty store of your own. Add people, or drop a spreadsheet.",
        )
        self.open_button = self._button(
            column, "&Open a store…", "A .csm file from another folder or computer."
        )
        self.recent_buttons: list[ChoiceButton] = []
        for path in recent:
            button = self._button(column, path.name.replace("&", ""), str(path.parent))
            button.clicked.connect(lambda _checked=False, path=path: self.chosen.emit(str(path)))
            self.recent_buttons.append(button)
        self.sample_button.clicked.connect(self.sample)
        self.own_button.clicked.connect(self.own)
        self.open_button.clicked.connect(self.other)
        outer.addStretch(1)
        outer.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(2)
        self.setFocusProxy(self.sample_button)

    def _button(self, column: QVBoxLayout, title: str, text: str) -> ChoiceButton:
        button = ChoiceButton(title, text)
        column.addWidget(button)
        return button

    def set_busy(self, text: str) -> None:
        """Grey the choices while ``text`` is going on."""
        for button in (self.sample_button, self.own_button, self.open_button, *self.recent_buttons):
            button.setEnabled(not text)
        if text:
            self.sample_button.set_text(text)
