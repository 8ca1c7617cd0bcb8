"""The ramp curve: a newcomer's weeks as a line over the band of earlier joiners."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from csmanager.features.onboarding.ramp import FEW, RampRow, WeekPoint
from csmanager.features.reviews.words import value_text
from csmanager.ui import theme
from csmanager.ui.widgets.chartmodel import nice_ticks

_DOT = 3.2  # pixels, radius of a point
_HIGH = 210  # pixels


class RampChart(QWidget):
    """Draws one ``RampRow``. Weeks with too little behind them are hollow; without a band only the line is drawn."""

    def __init__(self, row: RampRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{row.name} of {row.person} by week. {row.says}")

    def sizeHint(self) -> QSize:
        return QSize(380, _HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, _HIGH)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.scaled(theme.CAPTION))
        metrics = QFontMetricsF(painter.font())
        points = [point for point in self.row.points if point.value is not None or point.has_band]
        numbers = [
            number
            for point in points
            for number in (point.value, point.low, point.high)
            if number is not None
        ]
        look = theme.current()
        if not numbers:
            painter.setPen(look.colour("muted"))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, "No data in these weeks")
            painter.end()
            return
        low, high = min(numbers), max(numbers)
        pad = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
        top = min(1.0, high + pad) if self.row.unit == "share" else high + pad
        ticks = nice_ticks(max(0.0, low - pad), top, most=4)
        labels = [self._text(tick) for tick in ticks]
        left = max(metrics.horizontalAdvance(text) for text in labels) + 8
        area = QRectF(
            left, metrics.height() / 2, self.width() - left - 10, self.height() - 3.2 * metrics.height()
        )
        most = max(len(self.row.points), 4)

        def x(week: int) -> float:
            return area.left() + 8 + (week - 1) * (area.width() - 16) / (most - 1)

        def y(value: float) -> float:
            return area.bottom() - (value - ticks[0]) / ((ticks[-1] - ticks[0]) or 1.0) * area.height()

        self._ground(painter, area, ticks, labels, most, x, y, metrics)
        self._band(painter, x, y)
        self._line(painter, x, y)
        painter.end()

    def _text(self, value: float) -> str:
        return f"{value:,.0f}" if self.row.unit == "count" else value_text(value, self.row.unit)

    def _ground(
        self, painter: QPainter, area: QRectF, ticks: list[float], labels: list[str], most: int,
        x: Callable[[int], float], y: Callable[[float], float], metrics: QFontMetricsF,
    ) -> None:  # fmt: skip
        look = theme.current()
        for tick, text in zip(ticks, labels, strict=True):
            painter.setPen(QPen(look.colour("hairline"), 1))
            painter.drawLine(QPointF(area.left(), y(tick)), QPointF(area.right(), y(tick)))
            painter.setPen(look.colour("muted"))
            box = QRectF(0, y(tick) - metrics.height() / 2, area.left() - 6, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        step = 1 if most <= 8 else 2 if most <= 14 else 4
        for week in range(1, most + 1, step):
            box = QRectF(x(week) - 24, area.bottom() + 4, 48, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(week))
        foot = QRectF(area.left(), area.bottom() + metrics.height() + 4, area.width(), metrics.height())
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, "week since joining")

    def _band(self, painter: QPainter, x: Callable[[int], float], y: Callable[[float], float]) -> None:
        look = theme.current()
        run: list[WeekPoint] = []
        for point in [*self.row.points, None]:
            if point is not None and point.has_band:
                run.append(point)
                continue
            if len(run) > 1:
                top = [QPointF(x(one.week), y(one.high or 0)) for one in run]
                bottom = [QPointF(x(one.week), y(one.low or 0)) for one in reversed(run)]
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("band1"))
                painter.drawPolygon(QPolygonF([*top, *bottom]))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(look.colour("border"), 1.2, Qt.PenStyle.DashLine))
                painter.drawPolyline(QPolygonF([QPointF(x(one.week), y(one.mid or 0)) for one in run]))
            run = []

    def _line(self, painter: QPainter, x: Callable[[int], float], y: Callable[[float], float]) -> None:
        look = theme.current()
        known = [
            (point, QPointF(x(point.week), y(point.value)))
            for point in self.row.points
            if point.value is not None
        ]
        painter.setPen(QPen(look.colour("series1"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([at for _, at in known]))
        for point, at in known:
            is_few = point.n < FEW[self.row.measure]
            painter.setBrush(look.colour("surface") if is_few else look.colour("series1"))
            painter.drawEllipse(at, _DOT, _DOT)
