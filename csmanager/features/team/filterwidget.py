"""A filter as one button: it says what is filtered by, and is marked while it filters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

_NARROWEST_LETTERS = 5


class FilterBox(QPushButton):
    """``options`` as (value, word); "" stands for no filter. ``changed`` comes when another one is chosen.

    Its word is cut with a mark where the page is narrow; the tip has it whole.
    """

    changed = Signal()

    def __init__(
        self, name: str, options: Sequence[tuple[str, str]], value: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.setProperty("menu", True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._options: list[tuple[str, str]] = []
        self._value = value
        self._word = ""
        self.set_options(options)

    def value(self) -> str:
        """What is filtered by; "" for nothing."""
        return self._value

    def set_value(self, value: str) -> None:
        """Filter by ``value``."""
        known = {option for option, _ in self._options}
        value = value if value in known else ""
        if value != self._value:
            self._value = value
            self._show()
            self.changed.emit()

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer ``options``; the value stays as long as it is among them."""
        if list(options) == self._options:
            return
        self._options = list(options)
        self._menu.clear()
        group = QActionGroup(self._menu)
        for value, word in self._options:
            action = QAction(word.replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.setData(value)
            action.triggered.connect(lambda _on=False, value=value: self.set_value(value))
            group.addAction(action)
            self._menu.addAction(action)
        if self._value not in {value for value, _ in self._options}:
            self._value = ""
            self.changed.emit()
        self._show()

    def sizeHint(self) -> QSize:
        """The size that shows the word whole."""
        hint = super().sizeHint()
        metrics = self.fontMetrics()
        missing = metrics.horizontalAdvance(self._word) - metrics.horizontalAdvance(self.text())
        return QSize(hint.width() + max(0, missing), hint.height())

    def minimumSizeHint(self) -> QSize:
        """As wide as a short word."""
        hint = super().minimumSizeHint()
        narrowest = self._frame() + self.fontMetrics().averageCharWidth() * _NARROWEST_LETTERS
        return QSize(min(self.sizeHint().width(), narrowest), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _frame(self) -> int:
        """What stands around the text, in pixels."""
        return super().sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())

    def _cut(self) -> None:
        room = self.width() - self._frame()
        metrics = self.fontMetrics()
        whole = metrics.horizontalAdvance(self._word) <= room or not self.isVisible()
        text = self._word if whole else metrics.elidedText(self._word, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)
            self.updateGeometry()

    def _show(self) -> None:
        word = next((word for value, word in self._options if value == self._value), "")
        self._word = word.replace("&", "&&")
        self._cut()
        self.setAccessibleName(f"{self.name}: {word}")
        self.setToolTip(f"{self.name}: {word}")
        for action in self._menu.actions():
            action.setChecked(action.data() == self._value)
