"""How a cell is drawn and edited: states, small lines and bullets, the frame of the current row, an honest editor."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.ui import theme
from csmanager.ui.widgets.bullet import Bullet, draw_bullet
from csmanager.ui.widgets.chips import draw_status, status_font, status_width
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.rowsmodel import ROW_ROLE, Index
from csmanager.ui.widgets.sparkline import draw_spark

_PAD = 8  # pixels between a cell's edge and its content
CELL_MARGIN = 2 * _PAD + 2
_AMPLE = 1.7  # average letters; a text that has so much room is not measured
_SELECTED = QStyle.StateFlag.State_Selected.value
_HOVERED = QStyle.StateFlag.State_MouseOver.value
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
Span = Callable[[int], tuple[float, float] | None]


class CellDelegate(QStyledItemDelegate):
    """Draws every kind of column; ``span(column)`` is the range that a column's small lines share."""

    def __init__(self, view: QTableView, columns: tuple[Column, ...], span: Span | None = None) -> None:
        super().__init__(view)
        self._view = view
        self._columns = columns
        self._span = span

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """The column's own tooltip; otherwise the whole text where the cell cuts it, or what a picture shows."""
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None and index.data(Qt.ItemDataRole.ToolTipRole) is None:
            column = self._columns[index.column()]
            text = column.shown(row)
            is_picture = column.kind in ("spark", "bullet")
            if text and (is_picture or self.sizeHint(option, index).width() > option.rect.width() + 4):
                QToolTip.showText(event.globalPos(), f"<p>{escape(text)}</p>", view)
                return True
        return super().helpEvent(event, view, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        column, row = self._columns[index.column()], index.data(ROW_ROLE)
        height = max(theme.ROW, option.fontMetrics.height() + 12)
        if row is None or column.kind in ("spark", "bullet"):
            return QSize(column.start_width, height)
        if column.kind == "status":
            status = column.status(row)
            width = status_width(status.text, status_font(self._view.font(), status.kind)) if status else 0
        else:
            width = option.fontMetrics.horizontalAdvance(column.shown(row))
        return QSize(width + 2 * _PAD + 4, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.current()
        column = self._columns[index.column()]
        row = index.data(ROW_ROLE)
        box = option.rect
        state = option.state.value  # a number: Python's flags are slow, and this runs for every cell
        if state & _SELECTED:
            painter.fillRect(box, QColor(look.selected))
        elif state & _HOVERED:
            painter.fillRect(box, QColor(look.alt))
        painter.setPen(QColor(look.hairline))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if row is None:
            painter.setPen(QColor(look.muted))
            painter.drawText(box.adjusted(_PAD, 0, -_PAD, 0), int(Qt.AlignmentFlag.AlignVCenter), "…")
        else:
            self._paint_content(painter, option, column, row, index)
        self._paint_focus(painter, option, index)

    def _paint_content(
        self, painter: QPainter, option: QStyleOptionViewItem, column: Column, row: Any, index: Index
    ) -> None:
        look = theme.current()
        inside = QRectF(option.rect).adjusted(_PAD, 1, -_PAD, -2)
        font = self._view.font()
        if column.kind == "status":
            status = column.status(row)
            if status is not None:
                draw_status(painter, inside, status.kind, status.text, status_font(font, status.kind))
            return
        if column.kind == "spark":
            series = column.value(row)
            if series is not None:
                draw_spark(painter, inside, series, self._span(index.column()) if self._span else None)
            return
        if column.kind == "bullet":
            bullet = column.value(row)
            if isinstance(bullet, Bullet) and bullet.value is not None:
                draw_bullet(painter, inside, bullet)
            return
        painter.setFont(font)
        painter.setPen(QColor(look.text))
        shown = column.shown(row).replace("\n", " ")
        if column.is_numeric:
            inside.setLeft(option.rect.left() + 1)  # a number uses its margin before it is cut
        metrics = painter.fontMetrics()
        if not shown.isascii() or metrics.averageCharWidth() * len(shown) * _AMPLE > inside.width():
            shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, int(inside.width()))
        painter.drawText(inside, _RIGHT if column.is_numeric else _LEFT, shown)

    def _paint_focus(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """A frame of 2 px around the current row; around the cell alone where that can be edited."""
        current = self._view.currentIndex()
        if current.row() != index.row() or not self._view.hasFocus():
            return
        painter.setPen(QPen(QColor(theme.current().accent), theme.FOCUS))
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        header = self._view.horizontalHeader()
        if self._columns[current.column()].editable:
            if current.column() == index.column():
                painter.drawRect(box)
            return
        painter.drawLine(box.topLeft() - _X, box.topRight() + _X)
        painter.drawLine(box.bottomLeft() - _X, box.bottomRight() + _X)
        spots = [at for at in range(header.count()) if not header.isSectionHidden(header.logicalIndex(at))]
        spot = header.visualIndex(index.column())
        if spots and spot == spots[0]:
            painter.drawLine(box.topLeft(), box.bottomLeft())
        if spots and spot == spots[-1]:
            painter.drawLine(box.topRight(), box.bottomRight())


_X = QPoint(1, 0)
_CONTROL = Qt.KeyboardModifier.ControlModifier


class EditingDelegate(CellDelegate):
    """Edits in place. What cannot be taken stays in the editor, with the reason beside it.

    ``commit(index, text)`` takes the value or raises AppError with the reason; ``move(index, step)`` opens the next
    cell after Tab (+1, -1 back) or Enter (0: none).
    """

    def __init__(
        self,
        view: QTableView,
        columns: tuple[Column, ...],
        span: Span | None,
        commit: Callable[[Index, str], None],
        move: Callable[[Index, int], None],
    ) -> None:
        super().__init__(view, columns, span)
        self._commit = commit
        self._move = move
        self._index: QPersistentModelIndex | None = None
        self._initial = ""
        self.reason = QLabel(view.viewport())
        self.reason.setProperty("role", "problem")
        self.reason.setProperty("floating", True)
        self.reason.setAutoFillBackground(True)
        self.reason.setContentsMargins(8, 4, 8, 4)
        self.reason.hide()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._columns[index.column()]
        editor = QLineEdit(parent)
        editor.setProperty("inCell", True)
        editor.setFrame(False)
        editor.setAccessibleName(column.title)
        if column.is_numeric:
            editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._index = QPersistentModelIndex(index)
        editor.destroyed.connect(self.reason.hide)
        editor.textEdited.connect(lambda _text: self._say(editor, ""))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            self._initial = str(index.data(Qt.ItemDataRole.EditRole) or "")
            editor.setText(self._initial)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        """Nothing: the store is changed, and the rows come back from there."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        box = QRect(option.rect)
        box.setWidth(max(box.width(), 120))
        editor.setGeometry(box)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if not isinstance(editor, QLineEdit):
            return super().eventFilter(editor, event)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(editor, event)
        if event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            away = event.reason() not in (
                Qt.FocusReason.PopupFocusReason,
                Qt.FocusReason.ActiveWindowFocusReason,
                Qt.FocusReason.MenuBarFocusReason,
            )
            if away and not editor.isHidden():
                self._finish(editor, 0)
            return False
        return False

    def _on_key(self, editor: QLineEdit, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._close(editor)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(editor, 0)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._finish(editor, 1 if key == Qt.Key.Key_Tab else -1)
            return True
        is_date = self._index is not None and self._columns[self._index.column()].kind == "date"
        if is_date and key == Qt.Key.Key_Semicolon and event.modifiers() & _CONTROL:
            editor.insert("today")
            return True
        return False

    def _finish(self, editor: QLineEdit, step: int) -> None:
        index = self._index
        if index is None or not index.isValid():
            self._close(editor)
            return
        if editor.text() != self._initial:
            try:
                self._commit(index, editor.text())
            except AppError as error:
                self._say(editor, str(error))
                return
        self._close(editor)
        if step:
            self._move(index, step)

    def _close(self, editor: QLineEdit) -> None:
        self.reason.hide()
        self._index = None
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _say(self, editor: QLineEdit, reason: str) -> None:
        editor.setProperty("wrong", bool(reason))
        editor.style().polish(editor)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        if not reason:
            editor.setAccessibleDescription("")
            return
        editor.setAccessibleDescription(reason)
        self.reason.adjustSize()
        area = self._view.viewport().rect()
        below = editor.geometry().bottom() + 2
        top = (
            below if below + self.reason.height() <= area.height() else editor.y() - self.reason.height() - 2
        )
        left = max(0, min(editor.x(), area.width() - self.reason.width()))
        self.reason.move(left, top)
        self.reason.raise_()
        QApplication.alert(self._view.window(), 0)
