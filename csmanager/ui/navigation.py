"""The tabs at the left: one line a page, with a count; a rail of icons when the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from csmanager.ui import navicons, theme

WIDTH = 196  # px, the whole column
RAIL_WIDTH = 64  # px; icon above a count, with room for a focus frame
_ROW = 38  # px, comfortable for finger and eye (at least 24)
_RAIL_ROW = 44  # px
_KEY = Qt.ItemDataRole.UserRole
_COUNT = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class Navigation(QListView):
    """The vertical tab list. ``chosen`` is sent with the key of a page when another one becomes current."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``entries``: (key, title), in order."""
        super().__init__(parent)
        self.is_rail = False
        self.setObjectName("navigation")
        self.setStyleSheet("#navigation { background: transparent; border: none; }")
        self.setAccessibleName("Pages")
        self._model = QStandardItemModel(self)
        for key, title in entries:
            item = QStandardItem(title)
            item.setEditable(False)
            item.setData(key, _KEY)
            item.setData(title, Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        self.setModel(self._model)
        self.setItemDelegate(_Tab(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setFixedWidth(WIDTH)
        self.selectionModel().currentChanged.connect(self._on_current)

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
                item.setData(
                    f"{item.text()}, {count}" if count else item.text(), Qt.ItemDataRole.AccessibleTextRole
                )

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
            item.setToolTip(item.text() if is_rail else "")
        self.scheduleDelayedItemsLayout()
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
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(6, 2, -6, -2)
        if is_current or is_hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.selected if is_current else look.alt))
            painter.drawRoundedRect(box, 6, 6)
        if is_current:
            painter.setBrush(QColor(look.accent))
            painter.drawRoundedRect(QRectF(box.left() + 2, box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
            if self._navigation.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
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
        where = Qt.AlignmentFlag.AlignVCenter
        title = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, inside.width() - right - 8
        )
        painter.drawText(inside, where | Qt.AlignmentFlag.AlignLeft, title)
        painter.drawText(inside, where | Qt.AlignmentFlag.AlignRight, text)

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
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, "99+" if count > 99 else str(count))
