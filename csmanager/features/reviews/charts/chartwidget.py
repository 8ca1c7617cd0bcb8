"""A chart drawn by matplotlib in a worker, with marks that are walked by keys and open their rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from csmanager.features.reviews.charts import sharingwidget
from csmanager.features.reviews.charts.drawing import Drawn, draw
from csmanager.features.reviews.charts.model import Chart, Kind, Mark, Shape, mark_text
from csmanager.ui import theme
from csmanager.ui.desk import Desk

_NEAR = 14.0  # pixels from a mark within which a click means it
_WAIT_MS = 60  # after the last change of size


class ChartView(QWidget):
    """Shows one chart. ``opened`` comes with what a mark opens: after a click on it, or Enter where the keys stand."""

    opened = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.chart: Chart | None = None
        self.drawn: Drawn | None = None
        self.current: int | None = None
        self._image: QImage | None = None
        self._turn = 0
        self._marks: list[tuple[int, Mark]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._draw)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.theme_changed.connect(self._on_theme)

    def set_chart(self, chart: Chart | None) -> None:
        """Show ``chart``; drawn aside, at once when it is the one shown already."""
        if chart == self.chart:
            return
        self.chart = chart
        self.drawn = self._image = self.current = None
        self._marks = chart.marks() if chart is not None else []
        self.setAccessibleName(chart.title if chart is not None else "Chart")
        self.setAccessibleDescription(chart.sentence() if chart is not None else "")
        self._draw()
        self.update()

    def marks(self) -> list[tuple[int, Mark]]:
        """The marks in the order keys walk them, with the numbers of their panels."""
        return self._marks

    def open_mark(self, at: int) -> None:
        """Open the rows behind mark ``at``, if it has any."""
        opens = self._marks[at][1].opens
        if opens is not None:
            self.opened.emit(opens)

    # drawing

    def _on_theme(self) -> None:
        self.drawn = None
        self._draw()

    def _draw(self) -> None:
        chart = self.chart
        if chart is None or self.width() < 40 or self.height() < 40 or not self.isVisible():
            return
        area = self.area()
        look, points = theme.current(), theme.scaled(theme.CAPTION).pointSizeF()
        scale = max(self.devicePixelRatioF(), 1.0)

        self._turn += 1
        turn = self._turn

        def work() -> Drawn | None:
            if turn != self._turn:
                return None  # another size or chart is wanted meanwhile
            return draw(chart, area.width(), area.height(), scale, look, points)

        self.desk.jobs.fetch(self, work, lambda drawn: self._take(chart, drawn, scale), key="draw")

    def _take(self, chart: Chart, drawn: Drawn | None, scale: float) -> None:
        if chart is not self.chart or drawn is None:
            return
        self.drawn = drawn
        self._image = QImage(
            drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888
        ).copy()
        self._image.setDevicePixelRatio(scale)
        self.update()

    def head_height(self) -> float:
        """Pixels that title and subtitle take."""
        big = QFontMetricsF(theme.scaled(theme.CARD_TITLE, semibold=True)).height()
        return big + QFontMetricsF(theme.scaled(theme.CAPTION)).height() + 8

    def area(self) -> QRectF:
        """Where the plot lies."""
        top = self.head_height()
        return QRectF(6, top, max(self.width() - 12, 20), max(self.height() - top - 4, 20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.current().colour("accent"), theme.FOCUS))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint(self, painter: QPainter) -> None:
        look, chart = theme.current(), self.chart
        if chart is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
        width = self.width() - 16.0
        y = 4.0
        for text, font, colour in (
            (chart.title, theme.scaled(theme.CARD_TITLE, semibold=True), "text"),
            (chart.subtitle, theme.scaled(theme.CAPTION), "muted"),
        ):
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(look.colour(colour))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRectF(8, y, width, metrics.height()), Qt.AlignmentFlag.AlignLeft, shown)
            y += metrics.height()
        if self._image is None or self.drawn is None:
            painter.setFont(theme.scaled(theme.CAPTION))
            painter.setPen(look.colour("muted"))
            here = self.area()
            here.setHeight(min(here.height(), 300.0))
            painter.drawText(here, Qt.AlignmentFlag.AlignCenter, "Drawing…")
            return
        painter.drawImage(self.area().topLeft(), self._image)
        if chart.kind in (Kind.FUNNEL, Kind.NAMES):
            self._paint_names(painter)
        self._paint_current(painter)

    def spot(self, at: int) -> QPointF:
        """Where mark ``at`` lies."""
        assert self.drawn is not None
        x, y = self.drawn.spots[at]
        return QPointF(x, y) + self.area().topLeft()

    def _paint_names(self, painter: QPainter) -> None:
        """Names of any script, which the system's fonts know; those that would lie on others are left to the tip."""
        look = theme.current()
        assert self.chart is not None and self.drawn is not None
        font = theme.scaled(theme.CAPTION)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        if self.chart.kind is Kind.NAMES:
            left, _top, _right, _bottom = self.drawn.boxes[0]
            painter.setPen(look.colour("text"))
            for at, (_panel, mark) in enumerate(self._marks):
                room = left - 10
                box = QRectF(6, self.spot(at).y() - metrics.height() / 2, room, metrics.height())
                text = metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, room)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            return
        taken: list[QRectF] = []
        left, top, right, bottom = self.drawn.boxes[0]
        frame = QRectF(left, top, right - left, bottom - top).translated(self.area().topLeft())
        order = sorted(range(len(self._marks)), key=lambda at: self._marks[at][1].shape is not Shape.SIGNAL)
        for at in order:
            mark = self._marks[at][1]
            text = metrics.elidedText(mark.label, Qt.TextElideMode.ElideRight, 120)
            wide = metrics.horizontalAdvance(text)
            for shift in (
                QPointF(9, -metrics.height()),
                QPointF(9, 2),
                QPointF(-9 - wide, -metrics.height()),
            ):
                box = QRectF(self.spot(at) + shift, self.spot(at) + shift + QPointF(wide, metrics.height()))
                if frame.contains(box) and not any(box.intersects(other) for other in taken):
                    taken.append(box)
                    painter.setPen(look.colour("bad" if mark.shape is Shape.SIGNAL else "muted"))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
                    break

    def _paint_current(self, painter: QPainter) -> None:
        if self.current is None or self.chart is None:
            return
        look = theme.current()
        number, mark = self._marks[self.current]
        spot = self.spot(self.current)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.drawEllipse(spot, 8, 8)
        text = mark_text(self.chart.panels[number], mark)
        painter.setFont(theme.scaled(theme.CAPTION))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width() - 24.0)
        wide = metrics.horizontalAdvance(text) + 12
        left = min(max(spot.x() - wide / 2, 4), self.width() - wide - 4)
        top = spot.y() - metrics.height() - 16
        if top < self.head_height() - 12:
            top = spot.y() + 14
        box = QRectF(left, top, wide, metrics.height() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("text"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(look.colour("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def picture(self, scale: float = 3.0) -> QPixmap:
        """The chart with its title as a picture, drawn anew at ``scale``."""
        if self.chart is not None:
            area, points = self.area(), theme.scaled(theme.CAPTION).pointSizeF()
            held = self.drawn, self._image, self.current
            self.current = None
            drawn = draw(self.chart, area.width(), area.height(), scale, theme.current(), points)
            self._take(self.chart, drawn, scale)
        image = QPixmap(round(self.width() * scale), round(self.height() * scale))
        image.setDevicePixelRatio(scale)
        image.fill(theme.current().colour("surface"))
        painter = QPainter(image)
        self._paint(painter)
        painter.end()
        if self.chart is not None:
            self.drawn, self._image, self.current = held
        return image

    # what it offers

    def make_menu(self) -> QMenu:
        """Rows, table, copies and files."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = menu.addAction("Show contacts\tEnter")
        rows.setEnabled(self.current is not None)
        rows.triggered.connect(lambda _on=False, at=self.current: self.open_mark(at or 0))
        menu.addSeparator()
        calls: list[tuple[str, Callable[[], object]]] = [
            ("Show as table", lambda: sharingwidget.show_table(self)),
            ("Copy picture", lambda: sharingwidget.copy_picture(self)),
            ("Copy data", lambda: sharingwidget.copy_data(self)),
            ("Save as PNG, SVG or Excel chart…", lambda: sharingwidget.save(self)),
        ]
        for text, call in calls:
            action = menu.addAction(text)
            action.setEnabled(bool(self._marks))
            action.triggered.connect(lambda _on=False, call=call: call())
        return menu

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 150)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start()

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self.drawn is None:
            self._timer.start()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.make_menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self._marks)
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and count:
            self._stand_on(0 if key == Qt.Key.Key_Home else count - 1)
        elif key in steps and count:
            way = steps[Qt.Key(key)]
            here = self.current if self.current is not None else (count if way < 0 else -1)
            self._stand_on(min(count - 1, max(0, here + way)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.open_mark(self.current)
        elif key == Qt.Key.Key_Menu or (
            key == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.make_menu().popup(self.mapToGlobal(self.rect().center()))
        elif event.matches(_COPY):
            sharingwidget.copy_data(self)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.near(event.position())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self._stand_on(at)
            self.open_mark(at)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.near(event.position())
        self._stand_on(at)
        opens = at is not None and self._marks[at][1].opens is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._stand_on(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._stand_on(None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.chart is not None:
            if self.near(QPointF(event.pos())) is None:
                QToolTip.showText(event.globalPos(), f"<p>{self.chart.legend}</p>", self)
            return True
        return super().event(event)

    def near(self, spot: QPointF) -> int | None:
        """The mark a click at ``spot`` means; in a chart over time the nearest step of the panel it lies in."""
        if self.drawn is None or self.chart is None or not self._marks:
            return None
        inside = spot - self.area().topLeft()
        joined = self.chart.kind in (Kind.TIME, Kind.MULTIPLES)
        best, least = None, 1e9
        for at, (x, y) in enumerate(self.drawn.spots):
            if joined:
                left, top, right, bottom = self.drawn.boxes[self._marks[at][0]]
                if not (left - 8 <= inside.x() <= right + 8 and top - 8 <= inside.y() <= bottom + 8):
                    continue
                away = abs(x - inside.x())
            else:
                away = ((x - inside.x()) ** 2 + (y - inside.y()) ** 2) ** 0.5
                if away > _NEAR:
                    continue
            if away < least:
                best, least = at, away
        return best

    def _stand_on(self, at: int | None) -> None:
        if at != self.current:
            self.current = at
            if at is not None and self.hasFocus() and self.chart is not None:
                number, mark = self._marks[at]
                self.setAccessibleDescription(mark_text(self.chart.panels[number], mark))
            self.update()


_COPY = QKeySequence.StandardKey.Copy
