"""Light, dark or as the system; and the size of the text. Both are followed live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from csmanager.ui import theme
from csmanager.ui.preferences import Preferences

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

THEMES = ("system", "light", "dark")
STEP = 0.1  # of the system's font size
_DARK_BELOW = 128  # lightness of the system's window, 0 to 255
_SMALLEST, _LARGEST = 0.8, 2.0


class Appearance(QObject):
    """What the person chose for colours and text size, kept for the next start."""

    def __init__(self, app: QApplication, preferences: Preferences) -> None:
        super().__init__(app)
        self._app = app
        self._preferences = preferences
        self._system_font = QFont(app.font())
        chosen = str(preferences.get("look/theme", "system"))
        self.theme = chosen if chosen in THEMES else "system"
        self.factor = _within(float(preferences.get("look/zoom", 1.0)))
        if self.factor != 1.0:
            self._scale()
        self._system = "dark" if app.palette().window().color().lightness() < _DARK_BELOW else "light"
        self._apply()

    def follow(self) -> None:
        """Follow the system from now on; asking it properly waits until after the first paint."""
        hints = self._app.styleHints()
        hints.colorSchemeChanged.connect(self._on_system)
        self._on_system(hints.colorScheme())

    @property
    def scheme(self) -> str:
        """The colours that are shown: "light" or "dark"."""
        return self._system if self.theme == "system" else self.theme

    def set_theme(self, chosen: str) -> None:
        """Take "light", "dark" or "system" from now on."""
        self.theme = chosen
        self._preferences.set("look/theme", chosen)
        self._apply()

    def zoom(self, direction: int) -> None:
        """Make text larger (+1), smaller (-1) or as the system has it (0)."""
        self.set_factor(1.0 if direction == 0 else self.factor + direction * STEP)

    def set_factor(self, factor: float) -> None:
        """Show text at ``factor`` times the system's size, within reason."""
        factor = _within(factor)
        if factor == self.factor:
            return
        self.factor = factor
        self._preferences.set("look/zoom", factor)
        self._scale()
        self._apply()

    def _scale(self) -> None:
        font = QFont(self._system_font)
        font.setPointSizeF(self._system_font.pointSizeF() * self.factor)
        self._app.setFont(font)

    def _on_system(self, scheme: Qt.ColorScheme) -> None:
        from PySide6.QtCore import Qt

        before = self.scheme
        if scheme != Qt.ColorScheme.Unknown:
            self._system = "dark" if scheme == Qt.ColorScheme.Dark else "light"
        if self.scheme != before:
            self._apply()

    def _apply(self) -> None:
        theme.apply(self._app, self.scheme)


def _within(factor: float) -> float:
    return round(min(_LARGEST, max(_SMALLEST, factor)), 2)
