"""Draws a line of the palette: what it is at the left, where it belongs at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from csmanager.ui import theme

_DETAIL = Qt.ItemDataRole.UserRole + 1


class PaletteDelegate(QStyledItemDelegate):
    """Two texts a row, the second one muted; both are elided before they meet."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, option.fontMetrics.height() + 16)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.selected))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(0, 1, 0, -1), 4, 4)
        box = option.rect.adjusted(10, 0, -10, 0)
        metrics = painter.fontMetrics()
        detail = metrics.elidedText(
            str(index.data(_DETAIL) or ""), Qt.TextElideMode.ElideRight, box.width() // 2
        )
        right = metrics.horizontalAdvance(detail)
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, box.width() - right - 16)
        where = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(look.text))
        painter.drawText(box, where | Qt.AlignmentFlag.AlignLeft, title)
        painter.setPen(QColor(look.muted))
        painter.drawText(box, where | Qt.AlignmentFlag.AlignRight, detail)
        painter.restore()
