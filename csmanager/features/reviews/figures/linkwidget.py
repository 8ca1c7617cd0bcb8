"""Figures in a table that open their rows: underlined, with a hand over them, by one click."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from csmanager.ui import theme
from csmanager.ui.widgets.cells import CellDelegate
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.table import RecordTable

_PAD = 8  # pixels between a cell's edge and its content


class FigureLinks(QObject):
    """Makes the columns ``keys`` of a table open rows. ``can(row, key)``: whether there is anything behind a cell."""

    def __init__(
        self,
        table: RecordTable,
        keys: Collection[str],
        can: Callable[[Any, str], bool],
        act: Callable[[Any, str], object],
    ) -> None:
        super().__init__(table)
        self._table, self._keys, self._can, self._act = table, frozenset(keys), can, act
        self._delegate = _LinkDelegate(table.view, table.columns, can)
        for number, column in enumerate(table.columns):
            if column.key in self._keys:
                table.view.setItemDelegateForColumn(number, self._delegate)
        table.view.clicked.connect(self._on_clicked)
        table.view.entered.connect(self._on_entered)

    def opens(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether a click on this cell opens rows."""
        if not index.isValid():
            return False
        column = self._table.columns[index.column()]
        return column.key in self._keys and self._can(self._table.model.shown[index.row()], column.key)

    def _on_clicked(self, index: QModelIndex) -> None:
        held = QApplication.keyboardModifiers()
        if held == Qt.KeyboardModifier.NoModifier and self.opens(index):
            self._act(self._table.model.shown[index.row()], self._table.columns[index.column()].key)

    def _on_entered(self, index: QModelIndex) -> None:
        shape = Qt.CursorShape.PointingHandCursor if self.opens(index) else Qt.CursorShape.ArrowCursor
        self._table.view.viewport().setCursor(shape)


class _LinkDelegate(CellDelegate):
    def __init__(self, view: Any, columns: tuple[Column, ...], can: Callable[[Any, str], bool]) -> None:
        super().__init__(view, columns)
        self._can = can

    def _paint_content(
        self, painter: QPainter, option: QStyleOptionViewItem, column: Column, row: Any, index: Any
    ) -> None:
        if not self._can(row, column.key):
            super()._paint_content(painter, option, column, row, index)
            return
        font = QFont(self._view.font())
        font.setUnderline(True)
        painter.setFont(font)
        painter.setPen(QColor(theme.current().accent))
        inside = QRectF(option.rect).adjusted(1, 1, -_PAD, -2)
        text = painter.fontMetrics().elidedText(
            column.shown(row), Qt.TextElideMode.ElideRight, int(inside.width())
        )
        side = Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, text)
        font.setUnderline(False)
        painter.setFont(font)
