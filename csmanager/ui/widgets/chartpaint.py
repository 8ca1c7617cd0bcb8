"""How a trend chart is drawn. Labels stand at the right edge, on patches of the surface that no line runs through."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from csmanager.ui import theme
from csmanager.ui.widgets.chartmodel import Limit, Series, TrendPoint, nice_ticks, span

_DOT = 3.2  # pixels, radius of a point
_SIGNAL = 6.5  # pixels, half the diagonal of a signal's diamond
_EDGE = 6.0  # pixels between the plot and what stands beside it


class Chart(Protocol):
    """What the painter needs to know of a chart."""

    title: str
    subtitle: str
    series: tuple[Series, ...]
    target: float | None
    limits: tuple[Limit, ...]
    band: tuple[float, float] | None
    format: Callable[[float], str]


@dataclass
class Plot:
    """Where things came to lie: the plot's ``area`` and the x of each step."""

    area: QRectF
    xs: list[float] = field(default_factory=list)
    low: float = 0.0
    high: float = 1.0

    def y(self, value: float) -> float:
        """Where ``value`` lies."""
        return self.area.bottom() - (value - self.low) / ((self.high - self.low) or 1.0) * self.area.height()


def paint_chart(painter: QPainter, box: QRectF, chart: Chart, current: int | None, *, head: bool) -> Plot:
    """Draw ``chart`` into ``box``; ``current``: the step under the pointer or the arrow keys."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    top = box.top() + (_paint_head(painter, box, chart) if head else 0)
    small = theme.scaled(theme.CAPTION)
    metrics = QFontMetricsF(small)
    reach = span(chart.series, chart.target, chart.limits, chart.band)
    steps = max((line.points for line in chart.series), key=len, default=())
    body = QRectF(box.left(), top, box.width(), box.bottom() - top)
    if reach is None or not steps:
        painter.setFont(theme.scaled(theme.BODY))
        painter.setPen(theme.current().colour("muted"))
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, "No data in this period")
        return Plot(body)
    room = max(2, int(body.height() / (metrics.height() * 2.6)))
    ticks = nice_ticks(*_padded(*reach), most=min(5, room))
    labels = [chart.format(tick) for tick in ticks]
    tags = _tags(chart)
    left = max(metrics.horizontalAdvance(text) for text in labels) + _EDGE + 2
    right = max((metrics.horizontalAdvance(tag.text) for tag in tags), default=0) + 2 * _EDGE
    right = min(right, box.width() * 0.34)
    area = QRectF(
        body.left() + left,
        body.top() + metrics.height() / 2 + 2,
        body.width() - left - right,
        body.height() - metrics.height() * 2.1 - 2,
    )
    inset = min(14.0, area.width() / (2 * len(steps)))
    gap = (area.width() - 2 * inset) / max(1, len(steps) - 1)
    xs = [area.left() + inset + at * gap for at in range(len(steps))]
    if len(xs) == 1:
        xs = [area.center().x()]
    plot = Plot(area, xs, ticks[0], ticks[-1])
    painter.setFont(small)
    _paint_ground(painter, plot, chart, ticks, labels, metrics)
    _paint_steps(painter, plot, steps, metrics)
    for line in chart.series:
        _paint_turns(painter, plot, line, metrics)
    if current is not None and current < len(xs):
        painter.setPen(QPen(theme.current().colour("border"), 1))
        painter.drawLine(QPointF(xs[current], area.top()), QPointF(xs[current], area.bottom()))
    for number, line in sorted(enumerate(chart.series), key=lambda pair: not pair[1].quiet):
        _paint_line(painter, plot, line, _colour(chart, number), current)
    _paint_tags(painter, plot, tags, metrics, box.right())
    for line in chart.series:
        _paint_notes(painter, plot, line, metrics)
    if current is not None and current < len(xs):
        _paint_reading(painter, plot, chart, current, metrics)
    return plot


@dataclass(frozen=True)
class _Tag:
    value: float
    text: str
    colour: QColor
    bold: bool = False


def _paint_head(painter: QPainter, box: QRectF, chart: Chart) -> float:
    look = theme.current()
    height = 0.0
    for text, font, token in (
        (chart.title, theme.scaled(theme.CARD_TITLE, semibold=True), "text"),
        (chart.subtitle, theme.scaled(theme.CAPTION), "muted"),
    ):
        if not text:
            continue
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(look.colour(token))
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        needed = metrics.boundingRect(QRectF(0, 0, box.width(), 1000), flags, text).height()
        line = QRectF(box.left(), box.top() + height, box.width(), min(needed, metrics.lineSpacing() * 2.1))
        painter.drawText(line, flags, text)
        height += line.height() + 2
    return height + (8 if height else 0)


def _paint_ground(
    painter: QPainter, plot: Plot, chart: Chart, ticks: list[float], labels: list[str], metrics: QFontMetricsF
) -> None:
    look = theme.current()
    area = plot.area
    if chart.band is not None:
        low, high = plot.y(chart.band[0]), plot.y(chart.band[1])
        painter.fillRect(QRectF(area.left(), high, area.width(), low - high), look.colour("band3"))
    for tick, text in zip(ticks, labels, strict=True):
        y = plot.y(tick)
        painter.setPen(QPen(look.colour("hairline"), 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(look.colour("muted"))
        box = QRectF(area.left() - 200 - _EDGE, y - metrics.height() / 2, 200, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    for limit in chart.limits:
        style = Qt.PenStyle.SolidLine if limit.kind == "mean" else Qt.PenStyle.DashLine
        painter.setPen(QPen(look.colour("border"), 1.2, style))
        painter.drawLine(
            QPointF(area.left(), plot.y(limit.value)), QPointF(area.right(), plot.y(limit.value))
        )
    if chart.target is not None:
        painter.setPen(QPen(look.colour("text"), 1.6, Qt.PenStyle.DotLine))
        y = plot.y(chart.target)
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))


def _paint_steps(
    painter: QPainter, plot: Plot, steps: tuple[TrendPoint, ...], metrics: QFontMetricsF
) -> None:
    """As many labels below as have room, the last one always."""
    painter.setPen(theme.current().colour("muted"))
    widest = max(metrics.horizontalAdvance(point.label) for point in steps)
    gap = plot.xs[1] - plot.xs[0] if len(plot.xs) > 1 else plot.area.width()
    every = max(1, math.ceil((widest + 12) / max(gap, 1)))
    last = len(steps) - 1
    for at, point in enumerate(steps):
        if (last - at) % every:
            continue
        box = QRectF(plot.xs[at] - 100, plot.area.bottom() + 5, 200, metrics.height())
        if box.center().x() - widest / 2 < 0:
            continue
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, point.label)


def _paint_line(painter: QPainter, plot: Plot, line: Series, colour: QColor, current: int | None) -> None:
    look = theme.current()
    spots = [
        None if point.value is None or math.isnan(point.value) else QPointF(x, plot.y(point.value))
        for x, point in zip(plot.xs, line.points, strict=False)
    ]
    if not line.quiet:
        ground = QColor(colour)
        ground.setAlphaF(0.16)
        whisker = QPen(ground, 5)
        whisker.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(whisker)
        for x, point in zip(plot.xs, line.points, strict=False):
            if point.low is not None and point.high is not None and point.value is not None:
                painter.drawLine(QPointF(x, plot.y(point.low)), QPointF(x, plot.y(point.high)))
    pen = QPen(colour, 1.6 if line.quiet else 2)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    run: list[QPointF] = []
    for spot in [*spots, None]:
        if spot is not None:
            run.append(spot)
            continue
        if len(run) > 1:
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(run))
        run = []
    for at, (spot, point) in enumerate(zip(spots, line.points, strict=False)):
        if spot is None:
            continue
        size = _DOT * (0.8 if line.quiet else 1.0) * (1.5 if at == current else 1.0)
        painter.setPen(QPen(colour, 1.8))
        painter.setBrush(look.colour("surface") if point.mark == "few" else colour)
        painter.drawEllipse(spot, size, size)
        if point.mark == "signal":
            painter.setPen(QPen(look.colour("bad"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            r = _SIGNAL
            corners = (QPointF(0, -r), QPointF(r, 0), QPointF(0, r), QPointF(-r, 0))
            painter.drawPolygon(QPolygonF([spot + corner for corner in corners]))


def _tags(chart: Chart) -> list[_Tag]:
    look = theme.current()
    tags = [_Tag(limit.value, limit.text, look.colour("muted")) for limit in chart.limits]
    if chart.target is not None:
        tags.append(_Tag(chart.target, f"target {chart.format(chart.target)}", look.colour("text"), True))
    for number, line in enumerate(chart.series):
        known = [point.value for point in line.points if point.value is not None]
        if line.name and known:
            colour = look.colour("muted") if line.quiet else _colour(chart, number)
            tags.append(_Tag(known[-1], line.name, colour, not line.quiet))
    return tags


def _paint_tags(
    painter: QPainter, plot: Plot, tags: list[_Tag], metrics: QFontMetricsF, right: float
) -> None:
    """Labels at the right edge, moved apart where they would lie on each other."""
    look = theme.current()
    height = metrics.height()
    places = sorted(((plot.y(tag.value) - height / 2, tag) for tag in tags), key=lambda pair: pair[0])
    tops: list[float] = []
    for top, _tag in places:
        tops.append(max(top, tops[-1] + height) if tops else top)
    over = (tops[-1] + height - plot.area.bottom() - height / 2) if tops else 0
    if over > 0:
        tops = [top - over for top in tops]
    for top, (_wanted, tag) in zip(tops, places, strict=True):
        left = plot.area.right() + _EDGE
        box = QRectF(left, top, right - left, height)
        patch = min(box.width(), metrics.horizontalAdvance(tag.text)) + _EDGE
        painter.fillRect(QRectF(box.left() - 2, top, patch, height), look.colour("surface"))
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold if tag.bold else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(tag.colour)
        text = QFontMetricsF(font).elidedText(tag.text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    font = QFont(painter.font())
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)


def _paint_turns(painter: QPainter, plot: Plot, line: Series, metrics: QFontMetricsF) -> None:
    """A line down through a step at which something changed, its note at the top."""
    look, area = theme.current(), plot.area
    for x, point in zip(plot.xs, line.points, strict=False):
        if point.mark != "turn":
            continue
        painter.setPen(QPen(look.colour("context"), 1.5, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        width = metrics.horizontalAdvance(point.note)
        left = x + _EDGE if x + _EDGE + width <= area.right() else x - _EDGE - width
        painter.setPen(look.colour("muted"))
        painter.drawText(QPointF(left, area.top() + metrics.ascent()), point.note)


def _paint_notes(painter: QPainter, plot: Plot, line: Series, metrics: QFontMetricsF) -> None:
    """What a signal says, on a patch beside its point, on the side where there is room."""
    look = theme.current()
    for x, point in zip(plot.xs, line.points, strict=False):
        if not point.note or point.value is None or point.mark != "signal":
            continue
        width = metrics.horizontalAdvance(point.note) + 8
        at_left = x - _SIGNAL - 6 - width >= plot.area.left() - 4
        left = x - _SIGNAL - 6 - width if at_left else x + _SIGNAL + 6
        y = plot.y(point.value)
        box = QRectF(left, y - metrics.height() / 2 - 1, width, metrics.height() + 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(look.colour("bad"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, point.note)


def _paint_reading(painter: QPainter, plot: Plot, chart: Chart, current: int, metrics: QFontMetricsF) -> None:
    """The value at the pointer, above the plot's line for the step."""
    look = theme.current()
    parts = []
    for line in chart.series:
        if current < len(line.points):
            point = line.points[current]
            said = "no data" if point.value is None else chart.format(point.value)
            parts.append(f"{line.name} {said}".strip() + (f" (n {point.n:,})" if point.n is not None else ""))
    text = f"{chart.series[0].points[current].label if current < len(chart.series[0].points) else ''}: "
    text += " · ".join(parts)
    width = metrics.horizontalAdvance(text) + 12
    left = min(max(plot.xs[current] - width / 2, plot.area.left()), plot.area.right() - width)
    box = QRectF(left, plot.area.top() - metrics.height() / 2, width, metrics.height() + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("text"))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(look.colour("surface"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _padded(low: float, high: float) -> tuple[float, float]:
    """A little room, so that no point lies on the edge; never below zero for what cannot be negative."""
    room = (high - low) * 0.03
    return (max(0.0, low - room) if low >= 0 else low - room), high + room


def _colour(chart: Chart, number: int) -> QColor:
    look = theme.current()
    if chart.series[number].quiet:
        return look.colour("border")
    loud = [at for at, line in enumerate(chart.series) if not line.quiet]
    place = loud.index(number)
    return look.colour(f"series{place + 1}") if place < 4 else look.colour("border")
