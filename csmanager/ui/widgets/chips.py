"""A state as shape, word and colour; never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csmanager.ui import theme
from csmanager.ui.widgets import shapes

_WORD = 14  # letters that a chip keeps
_GAP = 6  # pixels between shape and word


@dataclass(frozen=True, slots=True)
class Status:
    """A state for a cell: ``kind`` of good, bad, watch, none, late, signal, soon, open, and the word that says it."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


def draw_status(painter: QPainter, box: QRectF, kind: str, text: str, font: QFont) -> None:
    """Draw shape and word at the left of ``box``, the word cut where it does not fit."""
    look = theme.current()
    metrics = QFontMetrics(font)
    side = round(metrics.height() * 0.58)
    is_mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
    left = box.right() - side if is_mirrored else box.left()
    shapes.draw_kind(painter, kind, QRectF(left, box.center().y() - side / 2, side, side), look)
    word = box.adjusted(0, 0, -side - _GAP, 0) if is_mirrored else box.adjusted(side + _GAP, 0, 0, 0)
    painter.setFont(font)
    painter.setPen(shapes.colour_of(kind, look))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(word.width()))
    painter.drawText(word, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def status_font(font: QFont, kind: str) -> QFont:
    """``font`` a little heavier for what asks for attention."""
    made = QFont(font)
    if kind not in ("none", "open"):
        made.setWeight(QFont.Weight.DemiBold)
    return made


def status_width(text: str, font: QFont) -> int:
    """Pixels that shape and word need."""
    metrics = QFontMetrics(font)
    return round(metrics.height() * 0.58) + _GAP + metrics.horizontalAdvance(text) + 2


class StatusChip(QWidget):
    """A shape and a word."""

    def __init__(self, kind: str = "none", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.text = kind, text
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set(kind, text)

    def set(self, kind: str, text: str) -> None:
        """Show another state."""
        self.kind, self.text = kind, text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = status_font(self.font(), self.kind)
        return QSize(status_width(self.text, font), max(24, QFontMetrics(font).height() + 6))

    def minimumSizeHint(self) -> QSize:
        wanted = self.sizeHint()  # the word counts: others give way first
        return QSize(min(wanted.width(), self.fontMetrics().averageCharWidth() * _WORD), wanted.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text if self.width() < self.sizeHint().width() else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_status(painter, QRectF(self.rect()), self.kind, self.text, status_font(self.font(), self.kind))
        painter.end()
