"""The status bar: what is saved, when it was last backed up, which file; and what just happened, with Undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStatusBar, QWidget

if TYPE_CHECKING:
    from csmanager.ui.jobs import Job

_LEAST_ROOM = 240  # px of a message
SHOWN_MS = 8_000  # a sentence of twelve words is read twice in that time


class StatusLine(QStatusBar):
    """Standing facts at the left, a passing message with its Undo at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._act: Callable[[], object] | None = None

    def furnish(self) -> None:
        """Put the labels in, right after the first paint, which has nothing to say."""
        from PySide6.QtWidgets import QLabel, QPushButton

        from csmanager.ui.facts import Facts

        self.facts = Facts()
        self.facts.setObjectName("statusFacts")
        self.facts.setContentsMargins(6, 0, 6, 0)
        self.message = QLabel()
        self.message.setObjectName("statusMessage")
        self.button = QPushButton()
        self.button.setObjectName("statusAction")
        self.button.setProperty("link", True)
        self.addWidget(self.facts, 1)
        self.addWidget(self.message)
        self.addWidget(self.button)
        self.message.hide()
        self.button.hide()
        self.button.clicked.connect(self._on_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.fall_silent)

    def set_facts(self, parts: list[str]) -> None:
        """Show the standing facts, one after the other."""
        text = " · ".join(part for part in parts if part)
        self.facts.setText(text)
        self.facts.setToolTip(text)

    def say(self, text: str, act: Callable[[], object] | None = None, action: str = "Undo") -> None:
        """Show ``text`` for some seconds, with a button ``action`` that runs ``act``."""
        from PySide6.QtCore import Qt  # dear to import (see navigation); nothing is said at the first paint
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        room = max(_LEAST_ROOM, self.width() // 2)
        self.message.setText(self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room))
        self.message.setToolTip(text)
        self.message.show()
        self._act = act
        self.button.setText(action)
        self.button.setToolTip("Take the last change back" if action == "Undo" else "")
        self.button.setVisible(act is not None)
        self._timer.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def fall_silent(self) -> None:
        """Take the message away."""
        self.message.hide()
        self.button.hide()
        self._act = None

    def watch(self, job: Job) -> None:
        """Show the progress of ``job`` once it takes longer than a moment."""
        from csmanager.ui.jobbar import JobBar

        self.addWidget(JobBar(job))

    def _on_button(self) -> None:
        act = self._act
        self.fall_silent()
        if act is not None:
            act()
