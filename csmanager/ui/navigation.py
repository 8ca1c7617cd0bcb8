"""The tabs at the left: one line a page, with a count; a rail of icons when the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from csmanager.ui import navicons, theme

WIDTH = 196  # px, the whole column
RAIL_WIDTH = 64  # px; icon above a count, with room for a focus frame
_ROW = 38  # px, comfortable for finger and eye (at least 24)
_RAIL_ROW = 44  # px

# Numbers instead of PySide6.QtCore.Qt: making that namespace takes 20 ms of CPU, a tenth of the first paint.
_TOOL_TIP = 3  # Qt.ItemDataRole.ToolTipRole
_SPOKEN = 11  # _SPOKEN
_KEY = 256  # Qt.ItemDataRole.UserRole
_COUNT = 257
_LEFT, _RIGHT, _CENTRE = 0x81, 0x82, 0x84  # Qt.AlignmentFlag: left, right or centred; all vertically centred

_NOTHING = QColor(0, 0, 0, 0)

Index = QModelIndex | QPersistentModelIndex


class Navigation(QListView):
    """The vertical tab list. ``chosen`` is sent with the key of a page when another one becomes current."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``entries``: (key, title), in order."""
        super().__init__(parent)
        self.is_rail = False
        self.setObjectName("navigation")
        self.setStyleSheet(
            "#navigation { background: transparent; border: none; }"
            f"#navigation::item {{ padding-left: 16px; color: {theme.current().muted}; }}"  # the first paint's
        )
        self.setAccessibleName("Pages")
        self._model = QStandardItemModel(self)
        for key, title in entries:
            item = QStandardItem(title)
            item.setEditable(False)
            item.setData(key, _KEY)
            item.setData(title, _SPOKEN)
            item.setSizeHint(QSize(WIDTH, _ROW))
            self._model.appendRow(item)
        self.setModel(self._model)
        self.hovered = -1  # the row under the mouse
        self.setMouseTracking(True)
        self.entered.connect(self._on_entered)
        self.setFixedWidth(WIDTH)
        self.selectionModel().currentChanged.connect(self._on_current)

    def furnish(self) -> None:
        """What can wait until after the first paint: painting in Python alone brings in all of Qt's namespace."""
        from PySide6.QtCore import Qt

        self.setItemDelegate(_Tab(self))
        self.setStyleSheet("#navigation { background: transparent; border: none; }")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def page_keys(self) -> list[str]:
        """The keys of all pages, in order."""
        return [self._item(row).data(_KEY) for row in range(self._model.rowCount())]

    def current(self) -> str:
        """The key of the current page; empty before the first."""
        index = self.currentIndex()
        return str(index.data(_KEY)) if index.isValid() else ""

    def set_current(self, key: str) -> None:
        """Make the page ``key`` current; unknown keys are ignored."""
        for row in range(self._model.rowCount()):
            if self._item(row).data(_KEY) == key:
                self.setCurrentIndex(self._model.index(row, 0))

    def step(self, by: int) -> None:
        """Go ``by`` pages on, around the end."""
        count = self._model.rowCount()
        if count:
            self.setCurrentIndex(self._model.index((self.currentIndex().row() + by) % count, 0))

    def set_count(self, key: str, count: int | None) -> None:
        """Show ``count`` at the page; 0 and None show nothing."""
        for row in range(self._model.rowCount()):
            item = self._item(row)
            if item.data(_KEY) == key:
                item.setData(count or None, _COUNT)
                item.setData(f"{item.text()}, {count}" if count else item.text(), _SPOKEN)

    def count(self, key: str) -> int | None:
        """The count that stands at the page."""
        for row in range(self._model.rowCount()):
            item = self._item(row)
            if item.data(_KEY) == key:
                found = item.data(_COUNT)
                return None if found is None else int(found)
        return None

    def set_rail(self, is_rail: bool) -> None:
        """Collapse to icons, or open again."""
        if is_rail == self.is_rail:
            return
        self.is_rail = is_rail
        self.setFixedWidth(RAIL_WIDTH if is_rail else WIDTH)
        for row in range(self._model.rowCount()):
            item = self._item(row)
            item.setData(item.text() if is_rail else None, _TOOL_TIP)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered = -1
        self.viewport().update()

    def _on_entered(self, index: QModelIndex) -> None:
        self.hovered = index.row()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH if self.is_rail else WIDTH, _ROW * self._model.rowCount())

    def _item(self, row: int) -> QStandardItem:
        return self._model.item(row)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(str(current.data(_KEY)))


class _Tab(QStyledItemDelegate):
    """Draws one tab: a bar and a tint when current, a frame when it has the focus."""

    def __init__(self, parent: Navigation) -> None:
        super().__init__(parent)
        self._navigation = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        rail = self._navigation.is_rail
        height = max(_RAIL_ROW if rail else _ROW, option.fontMetrics.height() + 14)
        return QSize(RAIL_WIDTH if rail else WIDTH, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.current()
        rail = self._navigation.is_rail
        is_current = index == self._navigation.currentIndex()
        is_hovered = index.row() == self._navigation.hovered
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(6, 2, -6, -2)
        if is_current or is_hovered:
            painter.setPen(_NOTHING)
            painter.setBrush(QColor(look.selected if is_current else look.alt))
            painter.drawRoundedRect(box, 6, 6)
        if is_current:
            painter.setBrush(QColor(look.accent))
            painter.drawRoundedRect(QRectF(box.left() + 2, box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
            if self._navigation.hasFocus():
                painter.setBrush(_NOTHING)
                painter.setPen(QPen(QColor(look.accent), 2))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        colour = QColor(look.text if is_current or is_hovered else look.muted)
        count = index.data(_COUNT)
        if rail:
            self._paint_rail(painter, box, colour, index, count)
        else:
            self._paint_line(painter, box.toRect(), colour, index, count, is_current)
        painter.restore()

    def _paint_line(
        self, painter: QPainter, box: QRect, colour: QColor, index: Index, count: int | None, is_current: bool
    ) -> None:
        font = QFont(self._navigation.font())
        font.setBold(is_current)
        painter.setFont(font)
        painter.setPen(colour)
        text = "" if count is None else f"{count:,}"
        inside = box.adjusted(14, 0, -10, 0)
        right = painter.fontMetrics().horizontalAdvance(text)
        room = inside.width() - right - 8
        title = str(index.data())
        if painter.fontMetrics().horizontalAdvance(title) > room:
            title = _elided(painter, title, room)
        painter.drawText(inside, _LEFT, title)
        painter.drawText(inside, _RIGHT, text)

    def _paint_rail(
        self, painter: QPainter, box: QRectF, colour: QColor, index: Index, count: int | None
    ) -> None:
        side = 22.0
        icon = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        if count is not None:
            icon.translate(-5, 0)
        navicons.draw(painter, str(index.data(_KEY)), str(index.data()), icon, colour)
        if count is not None:
            font = QFont(self._navigation.font())
            font.setPointSizeF(font.pointSizeF() * 0.85)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(colour)
            spot = QRectF(icon.right() - 1, icon.top() - 5, box.right() - icon.right() + 1, 16)
            painter.drawText(spot, _CENTRE, "99+" if count > 99 else str(count))


def _elided(painter: QPainter, text: str, room: int) -> str:
    from PySide6.QtCore import Qt

    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
