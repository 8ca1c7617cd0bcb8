"""Draws one tab at the left: a bar and a tint when current, a frame when it has the focus."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from csmanager.ui import navicons, theme
from csmanager.ui.moments import count_text
from csmanager.ui.navigation import COUNT, KEY, RAIL_ROW, RAIL_WIDTH, ROW, WIDTH, Navigation

Index = QModelIndex | QPersistentModelIndex


class TabDelegate(QStyledItemDelegate):
    """Draws one tab: a bar and a tint when current, a frame when it has the focus."""

    def __init__(self, parent: Navigation) -> None:
        super().__init__(parent)
        self._navigation = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        rail = self._navigation.is_rail
        height = max(RAIL_ROW if rail else ROW, option.fontMetrics.height() + 14)
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
            painter.setPen(Qt.GlobalColor.transparent)
            painter.setBrush(QColor(look.selected if is_current else look.alt))
            painter.drawRoundedRect(box, 6, 6)
        if is_current:
            painter.setBrush(QColor(look.accent))
            painter.drawRoundedRect(QRectF(box.left() + 2, box.top() + 6, 3, box.height() - 12), 1.5, 1.5)
            if self._navigation.hasFocus():
                painter.setBrush(Qt.GlobalColor.transparent)
                painter.setPen(QPen(QColor(look.accent), 2))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
        colour = QColor(look.text if is_current or is_hovered else look.muted)
        count = index.data(COUNT)
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
        text = "" if count is None else count_text(count)
        inside = box.adjusted(14, 0, -10, 0)
        right = painter.fontMetrics().horizontalAdvance(text)
        room = inside.width() - right - 8
        title = str(index.data())
        title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _paint_rail(
        self, painter: QPainter, box: QRectF, colour: QColor, index: Index, count: int | None
    ) -> None:
        side = 22.0
        icon = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        if count is not None:
            icon.translate(-5, 0)
        navicons.draw(painter, str(index.data(KEY)), str(index.data()), icon, colour)
        if count is not None:
            font = QFont(self._navigation.font())
            font.setPointSizeF(font.pointSizeF() * 0.85)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(colour)
            spot = QRectF(icon.right() - 1, icon.top() - 5, box.right() - icon.right() + 1, 16)
            painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, "99+" if count > 99 else str(count))
