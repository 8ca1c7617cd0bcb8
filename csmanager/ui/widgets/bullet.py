"""A figure against its target, after Few: bands of one hue, a bar for the value, a line across for the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from csmanager.ui import theme
from csmanager.ui.widgets.texts import number_text


@dataclass(frozen=True, slots=True)
class Bullet:
    """``bands``: where the bands end, rising, the last one the end of the scale; None: made from the target.

    ``better`` "more" or "less". ``text``: the value as it is read out; ``low`` and ``high``: its interval.
    """

    value: float | None
    target: float | None = None
    bands: tuple[float, ...] | None = None
    better: str = "more"
    text: str = ""
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        return self.sentence()

    def scale(self) -> tuple[float, ...]:
        """The ends of the bands."""
        if self.bands:
            return self.bands
        top = max((n for n in (self.value, self.target, self.high) if n is not None), default=1.0) or 1.0
        mark = self.target if self.target else top
        steps = (mark * 0.75, mark) if self.better == "more" else (mark, mark * 1.25)
        return (*steps, max(top * 1.1, mark * 1.25, steps[-1] * 1.05))

    def sentence(self) -> str:
        """What the picture says."""
        if self.value is None:
            return "no data"
        said = self.text or number_text(self.value, 1)
        if self.target is None:
            return said
        ahead = self.value >= self.target if self.better == "more" else self.value <= self.target
        word = "at target or better" if ahead else ("below" if self.better == "more" else "over")
        return f"{said}, {word}, target {number_text(self.target, 2)}"


def draw_bullet(painter: QPainter, box: QRectF, bullet: Bullet, height: float = 14) -> None:
    """Draw ``bullet`` across ``box``, in the middle of its height."""
    look = theme.current()
    ends = bullet.scale()
    top = ends[-1] or 1.0
    height = min(height, box.height())
    bar = QRectF(box.left(), box.center().y() - height / 2, box.width(), height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    names = ("band1", "band2", "band3")
    left = 0.0
    for end, name in zip(ends, names[-len(ends) :] if len(ends) < 3 else names, strict=False):
        right = min(1.0, end / top) * bar.width()
        painter.setBrush(look.colour(name))
        painter.drawRect(QRectF(bar.left() + left, bar.top(), right - left, bar.height()))
        left = right
    if bullet.value is not None:
        painter.setBrush(look.colour("series1"))
        width = max(1.0, min(1.0, max(0.0, bullet.value / top)) * bar.width())
        painter.drawRect(QRectF(bar.left(), bar.center().y() - height * 0.2, width, height * 0.4))
    if bullet.low is not None and bullet.high is not None:
        painter.setBrush(look.colour("text"))
        low, high = (min(1.0, max(0.0, n / top)) * bar.width() for n in (bullet.low, bullet.high))
        painter.drawRect(QRectF(bar.left() + low, bar.center().y() - 0.5, max(1.0, high - low), 1))
    if bullet.target is not None:
        painter.setBrush(look.colour("text"))
        spot = min(1.0, max(0.0, bullet.target / top)) * bar.width()
        painter.drawRect(QRectF(bar.left() + spot - 1.5, bar.top() - 2, 3, bar.height() + 4))
    painter.restore()


class BulletBar(QWidget):
    """A bullet graph of one figure."""

    def __init__(
        self,
        value: float | None = None,
        target: float | None = None,
        bands: Sequence[float] | None = None,
        better: str = "more",
        *,
        text: str = "",
        low: float | None = None,
        high: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.bullet = Bullet(value, target, tuple(bands) if bands else None, better, text, low, high)
        self.set(self.bullet)

    def set(self, bullet: Bullet) -> None:
        """Show another figure."""
        self.bullet = bullet
        self.setAccessibleName(bullet.sentence())
        self.setToolTip(bullet.sentence())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_bullet(painter, QRectF(self.rect()).adjusted(2, 0, -2, 0), self.bullet, 18)
        painter.end()
