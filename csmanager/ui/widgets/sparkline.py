"""A line the size of a word: where a figure comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from csmanager.ui import theme


def span_of(series: Sequence[float | None]) -> tuple[float, float] | None:
    """The smallest and largest number in ``series``; None where there is none."""
    known = [n for n in series if n is not None and not math.isnan(n)]
    return (min(known), max(known)) if known else None


def draw_spark(
    painter: QPainter,
    box: QRectF,
    series: Sequence[float | None],
    span: tuple[float, float] | None = None,
    target: float | None = None,
) -> None:
    """Draw ``series`` across ``box``; a gap where a number is missing, a dot on the last one.

    ``span``: the range of the vertical axis, shared by a whole column.
    """
    span = span or span_of(series)
    if span is None:
        return
    look = theme.current()
    low, high = span
    if target is not None:
        low, high = min(low, target), max(high, target)
    reach = (high - low) or 1.0
    inside = box.adjusted(3, 4, -5, -4)
    step = inside.width() / max(1, len(series) - 1)

    def at(number: int, value: float) -> QPointF:
        share = 0.5 if high == low else (value - low) / reach
        return QPointF(inside.left() + number * step, inside.bottom() - share * inside.height())

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if target is not None:
        painter.setPen(QPen(look.colour("border"), 1, Qt.PenStyle.DashLine))
        y = at(0, target).y()
        painter.drawLine(QPointF(inside.left(), y), QPointF(inside.right(), y))
    pen = QPen(look.colour("series1"), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    run: list[QPointF] = []
    last: QPointF | None = None
    for number, value in enumerate([*series, None]):
        if value is not None and not math.isnan(value):
            last = at(number, value)
            run.append(last)
            continue
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(run) > 1:
            painter.drawPolyline(QPolygonF(run))
        elif run:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("series1"))
            painter.drawEllipse(run[0], 1.5, 1.5)
        run = []
    if last is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("series1"))
        painter.drawEllipse(last, 2.6, 2.6)
    painter.restore()


class Sparkline(QWidget):
    """A small line on its own; ``name`` is what it measures."""

    def __init__(
        self,
        series: Sequence[float | None] = (),
        *,
        name: str = "Trend",
        span: tuple[float, float] | None = None,
        target: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.name, self.span, self.target = name, span, target
        self.series: tuple[float | None, ...] = ()
        self.set(series)

    def set(self, series: Sequence[float | None]) -> None:
        """Show other numbers."""
        self.series = tuple(series)
        found = span_of(self.series)
        if found is None:
            said = "no data"
        else:
            known = [n for n in self.series if n is not None]
            said = f"{len(known)} points between {found[0]:.4g} and {found[1]:.4g}, the last {known[-1]:.4g}"
        self.setAccessibleName(f"{self.name}: {said}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(110, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_spark(painter, QRectF(self.rect()), self.series, self.span, self.target)
        painter.end()
