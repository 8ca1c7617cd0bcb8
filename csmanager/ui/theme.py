"""The colours and measures of the window, light and dark, and how they reach Qt.

Colours are tokens: a widget asks ``current()`` when it paints and names what it means ("bad"), never a hue. Their
contrast is computed in tests/ui/widgets/test_theme.py: text 4.5 : 1, borders and shapes 3 : 1, also on a selected row.
Sizes are multiples of the system's font, so that a larger one enlarges everything.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from string import Template

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from csmanager.core.paths import data_dir

CAPTION, BODY, CARD_TITLE, PAGE_TITLE, FIGURE = 0.85, 1.0, 1.2, 1.7, 2.2  # of the system's font size
PAGE_MARGIN, CARD_PADDING, GAP, RADIUS = 24, (16, 12), 14, 8  # pixels at 100 %
ROW = 30  # pixels a table row is high at least; WCAG asks for 24, LOOK for 28
TARGET = 28  # pixels a button is high at least
FOCUS = 2  # pixels of the focus ring


@dataclass(
    frozen=True, slots=True, eq=False, repr=False
)  # made at every start: each method costs a millisecond
class Tokens:
    """One scheme's colours, each "#RRGGBB"."""

    scheme: str
    window: str
    surface: str
    alt: str
    text: str
    muted: str
    accent: str
    on_accent: str
    border: str
    hairline: str
    selected: str
    good: str
    watch: str
    bad: str
    series1: str
    series2: str
    series3: str
    series4: str
    context: str
    band1: str
    band2: str
    band3: str

    def colour(self, name: str) -> QColor:
        """The token ``name`` as Qt wants it."""
        return QColor(getattr(self, name))


_LIGHT = Tokens(
    scheme="light",
    window="#F5F6F8",
    surface="#FFFFFF",
    alt="#EEF1F5",
    text="#1B2430",
    muted="#525C6B",
    accent="#1F5FA8",
    on_accent="#FFFFFF",
    border="#7C8796",
    hairline="#D3D9E2",
    selected="#D9E8F9",
    good="#0F706C",
    watch="#7F5F00",
    bad="#7A1414",
    series1="#08458C",
    series2="#B85A08",
    series3="#1FA37E",
    series4="#D24FC0",
    context="#C3CAD4",
    band1="#C3CAD4",
    band2="#D9DEE6",
    band3="#EBEEF2",
)
_DARK = Tokens(
    scheme="dark",
    window="#15191F",
    surface="#1C222A",
    alt="#242B35",
    text="#E8EDF3",
    muted="#A9B4C2",
    accent="#7DB5F0",
    on_accent="#10202F",
    border="#8793A3",
    hairline="#36404D",
    selected="#1E3654",
    good="#7DE8DE",
    watch="#FFD866",
    bad="#F47C6C",
    series1="#8CBFF2",
    series2="#F2A04E",
    series3="#1C9A78",
    series4="#D458C4",
    context="#4A5563",
    band1="#4A5563",
    band2="#3A4450",
    band3="#2C343E",
)


class _Notice(QObject):
    changed = Signal()


_notice = _Notice()
theme_changed = _notice.changed  # after the colours or the size of the text changed
_current = _LIGHT


def tokens(scheme: str) -> Tokens:
    """The colours of "light", "dark" or "system" (what the system shows now)."""
    if scheme == "system":
        from PySide6.QtCore import Qt  # 20 ms of CPU, which the first paint does not wait for

        hints = QApplication.styleHints()
        scheme = "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"
    return _DARK if scheme == "dark" else _LIGHT


def current() -> Tokens:
    """The colours that are shown now."""
    return _current


def apply(app: QApplication, scheme: str) -> None:
    """Give the whole program the colours of ``scheme`` at the size of the application's font."""
    global _current
    _current = tokens(scheme)
    sheet = style_sheet(_current, app.font().pointSizeF())
    if sheet == app.styleSheet():
        return  # polishing every widget anew takes a moment
    if not app.styleSheet():
        app.setStyle("Fusion")  # the one style that takes every colour from the palette on every system
    app.setPalette(palette(_current))
    app.setStyleSheet(sheet)
    theme_changed.emit()


def scaled(factor: float, *, bold: bool = False, semibold: bool = False) -> QFont:
    """The application's font at ``factor`` times its size."""
    font = QFont(QApplication.font())
    font.setPointSizeF(max(1.0, font.pointSizeF() * factor))
    if bold:
        font.setWeight(QFont.Weight.Bold)
    elif semibold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def tabular(font: QFont) -> QFont:
    """``font`` with figures of one width, so that columns of numbers line up."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette(look: Tokens) -> QPalette:
    """``look`` for what draws itself from the palette."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, name in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "alt"),
        (role.Text, "text"),
        (role.Button, "surface"),
        (role.ButtonText, "text"),
        (role.BrightText, "bad"),
        (role.ToolTipBase, "text"),
        (role.ToolTipText, "surface"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "selected"),
        (role.HighlightedText, "text"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "surface"),
        (role.Midlight, "hairline"),
        (role.Mid, "border"),
        (role.Dark, "border"),
        (role.Accent, "accent"),
    ):
        made.setColor(where, look.colour(name))
    faded = mix(look.text, look.surface, 0.45)
    for where in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(faded))
    return made


def style_sheet(look: Tokens, points: float) -> str:
    """The style sheet for ``look`` where the system's font has ``points``."""
    values = {field.name: str(getattr(look, field.name)) for field in fields(look)}
    values |= {
        "caption": f"{points * CAPTION:.2f}pt",
        "card_title": f"{points * CARD_TITLE:.2f}pt",
        "page_title": f"{points * PAGE_TITLE:.2f}pt",
        "figure": f"{points * FIGURE:.2f}pt",
        "faded": mix(look.text, look.surface, 0.45),
        "hover": mix(look.alt, look.border, 0.06),
        "accent_hover": mix(look.accent, look.text, 0.16),
        "icons": (data_dir("resources") / "icons" / look.scheme).as_posix(),
    }
    return Template(_template()).substitute(values)


@lru_cache(maxsize=1)
def _template() -> str:
    return (data_dir("resources") / "style" / "window.qss").read_text(encoding="utf-8")


def mix(one: str, other: str, share: float) -> str:
    """``one`` with ``share`` (0 to 1) of ``other`` in it."""
    a, b = QColor(one), QColor(other)
    parts = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    red, green, blue = (round(x + (y - x) * share) for x, y in parts)
    return f"#{red:02X}{green:02X}{blue:02X}"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
