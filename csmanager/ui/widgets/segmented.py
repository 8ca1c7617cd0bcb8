"""One of two or three views of the same data, chosen by a switch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget


class SegmentedSwitch(QFrame):
    """``options`` as (key, word); ``changed`` comes with the key. Arrow keys move, Tab leaves."""

    changed = Signal(str)

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        *,
        name: str = "View",
        role: str = "segments",
        parent: QWidget | None = None,
    ) -> None:
        """``role``: "segments" for views of the same data, "views" for the underlined row above whole pages."""
        super().__init__(parent)
        self.setProperty("role", role)
        self.setAccessibleName(name)
        self._keys = [key for key, _ in options]
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        for number, (_key, word) in enumerate(options):
            button = _Segment(word, self)
            button.setAccessibleName(f"{name}: {word}")
            self._group.addButton(button, number)
            layout.addWidget(button)
        if role == "views":
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
            layout.addStretch(1)
        self.setFixedHeight(self.sizeHint().height())
        self.set_value(self._keys[0])
        self._group.idToggled.connect(self._on_toggled)

    def value(self) -> str:
        """The key chosen."""
        return self._keys[self._group.checkedId()]

    def set_value(self, key: str) -> None:
        """Choose ``key``; tells nobody when it is chosen already."""
        self._group.button(self._keys.index(key)).setChecked(True)
        self._keep_one_stop()

    def step(self, way: int) -> None:
        """Choose the next one (+1) or the one before (-1)."""
        at = (self._group.checkedId() + way) % len(self._keys)
        button = self._group.button(at)
        button.setChecked(True)
        button.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_toggled(self, number: int, on: bool) -> None:
        if on:
            self._keep_one_stop()
            self.changed.emit(self._keys[number])

    def _keep_one_stop(self) -> None:
        """Tab stops at the chosen segment only, as with radio buttons."""
        for button in self._group.buttons():
            chosen = button.isChecked()
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chosen else Qt.FocusPolicy.ClickFocus)


class _Segment(QPushButton):
    def __init__(self, word: str, switch: SegmentedSwitch) -> None:
        super().__init__(word, switch)
        self._switch = switch
        self.setCheckable(True)
        self.setProperty("segment", True)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        """Wide enough for its word in bold, as it is set when chosen."""
        usual = super().sizeHint()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.Bold)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(
            self.text()
        )
        return QSize(usual.width() + max(0, more), usual.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._switch.step(1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._switch.step(-1)
        else:
            super().keyPressEvent(event)
