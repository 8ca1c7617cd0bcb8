"""The chart of reporting lines, drawn: arrows move through it, + and - zoom, the same picture goes on paper."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from csmanager.features.team.detailwidget import status_of
from csmanager.features.team.org.layout import Measures, grid, lay_out
from csmanager.features.team.org.queries import ChartView as Chart
from csmanager.features.team.org.queries import Node
from csmanager.features.team.org.rules import LINE_WORDS
from csmanager.features.team.rules import Status
from csmanager.ui import theme
from csmanager.ui.widgets.chips import draw_status

_LETTERS = 26  # average letters a box is wide
_PAD = 10  # pixels inside a box
_MARGIN = 16  # pixels round the chart
_LOOSE_COLUMNS = 4
_ZOOMS = (0.3, 2.5)
_STEP = 1.15
_FAINT = 0.3
LOOSE_WORDS = "Nobody noted above or below"


class OrgChart(QGraphicsView):
    """``chosen`` (person id) when another box has the focus; ``opened`` on Enter and double click."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look: Callable[[], theme.Tokens] = theme.current
        self.is_on_paper = False
        self.current: int | None = None
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setProperty("role", "card")
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName("Chart of reporting lines")
        self._boxes: dict[int, _Box] = {}
        self._above: dict[int, int] = {}
        self._below: dict[int, list[int]] = {}
        self._tops: list[int] = []
        self._words: list[str] = []

    # what is shown

    def show_chart(self, chart: Chart) -> None:
        """Draw another chart; the box that had the focus keeps it."""
        self._scene.clear()
        self._boxes, self._above, self._below = {}, {}, {}
        self._tops = [node.person.id for node in (*chart.roots, *chart.loose)]
        measures = self._measures()
        tree = lay_out(chart.roots, measures)
        for line in tree.lines:
            self._scene.addItem(_Line(line, self))
        columns = max(_LOOSE_COLUMNS, int(tree.wide // (measures.wide + measures.across)))
        top = tree.high + (measures.down * 1.6 if chart.roots else 0)
        loose = grid(chart.loose, measures, columns, 0, top + self.fontMetrics().height() + measures.close)
        if chart.loose:
            self._scene.addItem(_Heading(LOOSE_WORDS, QPointF(0, top), self))
        for node, (x, y) in (*tree.boxes, *loose.boxes):
            assert isinstance(node, Node)
            box = _Box(node, QRectF(0, 0, measures.wide, measures.high), self)
            box.setPos(x, y)
            self._scene.addItem(box)
            self._boxes[node.person.id] = box
            self._below[node.person.id] = [each.person.id for each in node.reports]
            for each in node.reports:
                self._above[each.person.id] = node.person.id
        whole = self._scene.itemsBoundingRect()
        self._scene.setSceneRect(whole.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))
        self.setAccessibleDescription(sentence(chart))
        if self.current not in self._boxes:
            self.current = self._tops[0] if self._tops else None
            self.verticalScrollBar().setValue(self.verticalScrollBar().minimum())
        self.set_filter(" ".join(self._words))

    def select(self, person_id: int) -> bool:
        """Give the focus to somebody's box; False when they are not in the chart."""
        box = self._boxes.get(person_id)
        if box is None:
            return False
        self.current = person_id
        self.ensureVisible(box, _MARGIN, _MARGIN)
        self.viewport().update()
        self.setAccessibleDescription(box.spoken())
        self.chosen.emit(person_id)
        return True

    def set_filter(self, text: str) -> None:
        """Make everyone faint in whose box not every word of ``text`` occurs."""
        self._words = text.casefold().split()
        for box in self._boxes.values():
            words = box.spoken().casefold()
            box.setOpacity(1.0 if all(word in words for word in self._words) else _FAINT)
        found = [key for key, box in self._boxes.items() if box.opacity() == 1.0]
        if self._words and found and self.current not in found:
            self.select(found[0])

    def zoom(self, factor: float) -> None:
        """Enlarge by ``factor``; 0: fit everything into view, at most as large as usual."""
        if not factor:
            self.resetTransform()
            room = self.viewport().size()
            need = self._scene.sceneRect()
            if need.width() > 0:
                fit = min(1.0, room.width() / need.width(), room.height() / need.height())
                self.scale(max(_ZOOMS[0], fit), max(_ZOOMS[0], fit))
            return
        now = self.transform().m11()
        wanted = min(_ZOOMS[1], max(_ZOOMS[0], now * factor))
        self.scale(wanted / now, wanted / now)

    def picture(self, scale: float = 2.0) -> QImage:
        """The whole chart in black on white, ``scale`` times its size on the screen."""
        rect = self._scene.sceneRect()
        image = QImage(
            QSize(int(rect.width() * scale), int(rect.height() * scale)), QImage.Format.Format_ARGB32
        )
        image.fill(Qt.GlobalColor.white)
        self.look, self.is_on_paper = lambda: theme.tokens("light"), True
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            self._scene.render(painter, QRectF(image.rect()), rect)
        finally:
            painter.end()
            self.look, self.is_on_paper = theme.current, False
        return image

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        moves = {Qt.Key.Key_Up: self._up, Qt.Key.Key_Down: self._down, Qt.Key.Key_Left: self._left}
        moves |= {Qt.Key.Key_Right: self._right, Qt.Key.Key_Home: self._first}
        if self.current is not None and key in moves:
            found = moves[Qt.Key(key)]()
            if found is not None:
                self.select(found)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit(self.current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.zoom(0)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        item = self._box_at(event)
        if item is not None:
            self.select(item.node.person.id)
        super().mousePressEvent(event)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        item = self._box_at(event)
        if item is not None:
            self.opened.emit(item.node.person.id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
            return
        super().wheelEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(
            rect, QColor(Qt.GlobalColor.white) if self.is_on_paper else self.look().colour("surface")
        )

    # inside

    def _measures(self) -> Measures:
        name = QFontMetrics(theme.scaled(theme.BODY, semibold=True))
        small = QFontMetrics(theme.scaled(theme.CAPTION))
        return Measures(
            name.averageCharWidth() * _LETTERS + 2 * _PAD, name.height() + 2 * small.height() + 2 * _PAD
        )

    def _box_at(self, event: QMouseEvent) -> _Box | None:
        item = self.itemAt(event.position().toPoint())
        return item if isinstance(item, _Box) else None

    def _beside(self) -> list[int]:
        assert self.current is not None
        above = self._above.get(self.current)
        return self._below[above] if above is not None else self._tops

    def _up(self) -> int | None:
        return self._above.get(self.current or 0)

    def _down(self) -> int | None:
        below = self._below.get(self.current or 0)
        return below[0] if below else self._next(1)

    def _left(self) -> int | None:
        return self._next(-1)

    def _right(self) -> int | None:
        return self._next(1)

    def _first(self) -> int | None:
        return self._tops[0] if self._tops else None

    def _next(self, way: int) -> int | None:
        beside = self._beside()
        at = beside.index(self.current or 0) + way
        return beside[at] if 0 <= at < len(beside) else None


class _Box(QGraphicsItem):
    """One person."""

    def __init__(self, node: Node, rect: QRectF, chart: OrgChart) -> None:
        super().__init__()
        self.node, self._rect, self._chart = node, rect, chart
        self.setToolTip("\n".join(self._lines()))

    def spoken(self) -> str:
        """Everything the box says."""
        return ", ".join(self._lines())

    def boundingRect(self) -> QRectF:
        return self._rect.adjusted(-2, -2, 2, 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        look = self._chart.look()
        is_current = self._chart.current == self.node.person.id and not self._chart.is_on_paper
        painter.setBrush(look.colour("selected") if is_current else look.colour("surface"))
        painter.setPen(
            QPen(look.colour("accent"), theme.FOCUS) if is_current else QPen(look.colour("border"), 1)
        )
        painter.drawRoundedRect(self._rect, theme.RADIUS, theme.RADIUS)
        if self.node.reports:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.drawRoundedRect(
                QRectF(1, theme.RADIUS, 3, self._rect.height() - 2 * theme.RADIUS), 1.5, 1.5
            )
        inner = self._rect.adjusted(_PAD + 2, _PAD, -_PAD, -_PAD)
        name = theme.scaled(theme.BODY, semibold=True)
        small = theme.scaled(theme.CAPTION)
        metrics, fine = QFontMetrics(name), QFontMetrics(small)
        painter.setFont(name)
        painter.setPen(look.colour("text"))
        self._write(painter, metrics, inner, self.node.label)
        painter.setFont(small)
        painter.setPen(look.colour("muted"))
        second = QRectF(inner.left(), inner.top() + metrics.height(), inner.width(), fine.height())
        self._write(painter, fine, second, self._what())
        third = second.translated(0, fine.height())
        if self.node.person.status in (Status.ON_LEAVE, Status.LEAVING) and not self._chart.is_on_paper:
            draw_status(painter, third, *status_of(self.node.person), small)
        else:
            self._write(painter, fine, third, self._last())

    @staticmethod
    def _write(painter: QPainter, metrics: QFontMetrics, rect: QRectF, text: str) -> None:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)

    def _what(self) -> str:
        return " · ".join(part for part in (self.node.person.role, self.node.person.team) if part)

    def _last(self) -> str:
        count = self.node.count()
        parts = [f"leads {count} {'person' if count == 1 else 'people'}"] if count else []
        if self.node.person.status is not Status.ACTIVE:
            parts.append(status_of(self.node.person)[1].lower())
        parts += [f"{LINE_WORDS[kind].lower()} {who}" for kind, who in self.node.beside]
        return "; ".join(parts)

    def _lines(self) -> list[str]:
        return [line for line in (self.node.label, self._what(), self._last()) if line]


class _Line(QGraphicsItem):
    """From a lead to somebody below."""

    def __init__(self, points: list[tuple[float, float]], chart: OrgChart) -> None:
        super().__init__()
        self._points, self._chart = QPolygonF([QPointF(x, y) for x, y in points]), chart
        self.setZValue(-1)

    def boundingRect(self) -> QRectF:
        return self._points.boundingRect().adjusted(-1, -1, 1, 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setPen(QPen(self._chart.look().colour("border"), 1.2))
        painter.drawPolyline(self._points)


class _Heading(QGraphicsItem):
    """A line of text in the chart."""

    def __init__(self, text: str, at: QPointF, chart: OrgChart) -> None:
        super().__init__()
        self._text, self._chart = text, chart
        metrics = QFontMetrics(theme.scaled(theme.BODY, semibold=True))
        self._rect = QRectF(0, 0, metrics.horizontalAdvance(text) + 4, metrics.height())
        self.setPos(at)

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setFont(theme.scaled(theme.BODY, semibold=True))
        painter.setPen(self._chart.look().colour("muted"))
        painter.drawText(self._rect, Qt.AlignmentFlag.AlignLeft, self._text)


def sentence(chart: Chart) -> str:
    """The chart in a sentence, for those who do not see it."""
    leads = [f"{node.label} leads {node.count()}" for node in chart.roots]
    rest = f"{len(chart.loose)} have nobody noted above or below" if chart.loose else ""
    return "; ".join([*leads, rest] if rest else leads) or "Nobody works here yet"
