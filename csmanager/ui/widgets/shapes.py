"""The shapes that stand for a state, drawn as paths: the same on every system, whatever its fonts hold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from csmanager.ui.theme import Tokens

KINDS: dict[str, tuple[str, str]] = {  # kind -> shape, token of its colour
    "good": ("disc", "good"),
    "bad": ("down", "bad"),
    "watch": ("up", "watch"),
    "none": ("dash", "muted"),
    "late": ("down", "bad"),
    "signal": ("diamond", "bad"),
    "soon": ("up", "watch"),
    "open": ("ring", "muted"),
}

GLYPHS = {"disc": "●", "ring": "○", "up": "▲", "down": "▼", "diamond": "◆", "dash": "–"}  # on paper


def glyph(kind: str) -> str:
    """The shape of ``kind`` as a character, where only text goes."""
    return GLYPHS[KINDS.get(kind, KINDS["none"])[0]]


def colour_of(kind: str, look: Tokens) -> QColor:
    """The colour that goes with ``kind``; of an unknown one the quiet colour."""
    return look.colour(KINDS.get(kind, KINDS["none"])[1])


def draw_kind(painter: QPainter, kind: str, box: QRectF, look: Tokens) -> None:
    """Draw the shape of ``kind`` in the middle of ``box``."""
    shape, token = KINDS.get(kind, KINDS["none"])
    draw_shape(painter, shape, box, look.colour(token))


def draw_shape(painter: QPainter, shape: str, box: QRectF, colour: QColor) -> None:
    """Draw "disc", "ring", "up", "down", "diamond" or "dash" as large as ``box`` allows."""
    side = min(box.width(), box.height())
    x, y, r = box.center().x(), box.center().y(), side / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if shape == "disc":
        painter.drawEllipse(QPointF(x, y), r * 0.86, r * 0.86)
    elif shape == "ring":
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, max(1.5, side / 6)))
        painter.drawEllipse(QPointF(x, y), r * 0.74, r * 0.74)
    elif shape == "up":
        _polygon(painter, [(x, y - r * 0.85), (x + r, y + r * 0.8), (x - r, y + r * 0.8)])
    elif shape == "down":
        _polygon(painter, [(x, y + r * 0.85), (x - r, y - r * 0.8), (x + r, y - r * 0.8)])
    elif shape == "diamond":
        _polygon(painter, [(x, y - r), (x + r, y), (x, y + r), (x - r, y)])
    else:
        painter.drawRoundedRect(QRectF(x - r * 0.85, y - side / 12, side * 0.85, side / 6), 1, 1)
    painter.restore()


def _polygon(painter: QPainter, points: Sequence[tuple[float, float]]) -> None:
    painter.drawPolygon(QPolygonF([QPointF(a, b) for a, b in points]))
