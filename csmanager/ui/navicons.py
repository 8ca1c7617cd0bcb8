"""The small line drawings of the rail, drawn as paths so that they follow the theme and every scale."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


def draw(painter: QPainter, key: str, title: str, box: QRectF, colour: QColor) -> None:
    """Draw the icon of the page ``key`` into ``box``; a page without one gets its first two letters."""
    from PySide6.QtCore import Qt  # dear to import (see navigation); no icon is there at the first paint

    painter.save()
    painter.setPen(
        QPen(colour, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    make = _ICONS.get(key)
    if make is None:
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title[:2])
    else:
        painter.translate(box.topLeft())
        painter.scale(box.width() / 22, box.height() / 22)
        painter.drawPath(make())
    painter.restore()


def _line(path: QPainterPath, *points: tuple[float, float]) -> None:
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)


def _person(path: QPainterPath, x: float, width: float = 10) -> None:
    path.addEllipse(QPointF(x, 7), 3.2, 3.2)
    path.moveTo(x - width / 2, 19)
    path.cubicTo(x - width / 2, 11.5, x + width / 2, 11.5, x + width / 2, 19)


def _today() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3, 4, 16, 15), 2, 2)
    _line(path, (3, 8.5), (19, 8.5))
    _line(path, (7, 2.5), (7, 5.5))
    _line(path, (15, 2.5), (15, 5.5))
    _line(path, (7.5, 13.5), (10, 16), (14.5, 11.5))
    return path


def _team() -> QPainterPath:
    path = QPainterPath()
    _person(path, 8)
    path.addEllipse(QPointF(15.5, 8), 2.6, 2.6)
    path.moveTo(16, 13)
    path.cubicTo(19, 13.2, 20, 15.5, 20, 18.5)
    return path


def _hiring() -> QPainterPath:
    path = QPainterPath()
    _person(path, 8.5)
    _line(path, (17, 8), (17, 14))
    _line(path, (14, 11), (20, 11))
    return path


def _handbook() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(11, 6)
    path.cubicTo(8.5, 4, 5.5, 4, 3, 4.5)
    path.lineTo(3, 17.5)
    path.cubicTo(5.5, 17, 8.5, 17, 11, 19)
    path.cubicTo(13.5, 17, 16.5, 17, 19, 17.5)
    path.lineTo(19, 4.5)
    path.cubicTo(16.5, 4, 13.5, 4, 11, 6)
    path.lineTo(11, 19)
    return path


def _reviews() -> QPainterPath:
    path = QPainterPath()
    _line(path, (3, 6), (14, 6))
    _line(path, (3, 11), (10, 11))
    _line(path, (3, 16), (16, 16))
    _line(path, (18, 3), (18, 19))
    return path


def _talks() -> QPainterPath:
    path = QPainterPath()
    _line(path, (4, 3.5), (13, 3.5), (14.5, 5), (14.5, 10), (13, 11.5), (8, 11.5), (4.5, 14.5), (4.5, 11.5))
    path.lineTo(4, 11.5)
    path.lineTo(2.5, 10)
    path.lineTo(2.5, 5)
    path.lineTo(4, 3.5)
    _line(
        path,
        (17, 8),
        (18.5, 8),
        (19.5, 9),
        (19.5, 14.5),
        (18.5, 15.5),
        (17.5, 15.5),
        (17.5, 18.5),
        (13.5, 15.5),
    )
    path.lineTo(9.5, 15.5)
    return path


def _reports() -> QPainterPath:
    path = QPainterPath()
    _line(path, (13, 2.5), (4.5, 2.5), (4.5, 19.5), (17.5, 19.5), (17.5, 7), (13, 2.5), (13, 7), (17.5, 7))
    _line(path, (8, 16), (8, 13))
    _line(path, (11, 16), (11, 10.5))
    _line(path, (14, 16), (14, 12))
    return path


_ICONS: dict[str, Callable[[], QPainterPath]] = {
    "today": _today,
    "team": _team,
    "hiring": _hiring,
    "handbook": _handbook,
    "reviews": _reviews,
    "talks": _talks,
    "reports": _reports,
}
