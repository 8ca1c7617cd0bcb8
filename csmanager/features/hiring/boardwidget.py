"""The board: one column a stage, one card an applicant. Cards move by keyboard or by dragging."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QMimeData,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.hiring import rules
from csmanager.features.hiring.cardwidget import ROW_ROLE, CardDelegate, standing, step_status
from csmanager.features.hiring.queries import ApplicantRow
from csmanager.features.hiring.rules import PATH, Stage
from csmanager.ui.widgets import copying
from csmanager.ui.widgets.table import Column, RecordTable

MIME = "application/x-csmanager-applicants"


class Board(QWidget):
    """``moved`` (ids, stage or None for "closed, which way is asked"), ``stepped`` (ids, +1 or -1), ``opened`` (id)."""

    moved = Signal(object, object)
    stepped = Signal(object, int)
    opened = Signal(int)
    selection_changed = Signal()

    def __init__(self, table: RecordTable, menu: Callable[[], QMenu], parent: QWidget | None = None) -> None:
        """``table``: the same rows as a table, which says what is copied and exported."""
        super().__init__(parent)
        self.setAccessibleName("Board")
        self._table = table
        self._menu = menu
        self._is_filling = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.columns: list[StageColumn] = []
        for stages in (*((stage,) for stage in PATH), rules.CLOSED):
            column = StageColumn(self, stages)
            self.columns.append(column)
            layout.addWidget(column.frame, 1)
        self._only(self.columns[0])

    def show_rows(self, rows: Sequence[ApplicantRow], today: dt.date, *, with_opening: bool) -> None:
        """Show ``rows``; who was current or selected stays so wherever they are now."""
        current, chosen = self.current_id(), set(self.selected_ids())
        had_focus = any(column.hasFocus() for column in self.columns)
        self._is_filling = True
        for column in self.columns:
            mine = [row for row in rows if row.stage in column.stages]
            if column.stages == rules.CLOSED:
                mine.sort(key=lambda row: row.stage_since, reverse=True)
            column.fill(mine, today, with_opening=with_opening)
            for at, row in enumerate(mine):
                item = column.item(at)
                if row.id == current:
                    column.setCurrentItem(item, QItemSelectionModel.SelectionFlag.NoUpdate)
                    if had_focus:
                        column.setFocus(Qt.FocusReason.OtherFocusReason)
                item.setSelected(row.id in chosen)
        self._is_filling = False
        if not self.selected_ids():
            self._begin()
        if self.selected_ids() != sorted(chosen):
            self.selection_changed.emit()

    def _begin(self) -> None:
        """Nobody is chosen: choose the first card there is."""
        column = next((column for column in self.columns if column.count()), None)
        if column is not None:
            self._only(column)
            column.blockSignals(True)
            column.setCurrentItem(column.item(0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
            column.blockSignals(False)

    def current_id(self) -> int | None:
        """The applicant whose card is current."""
        for column in self.columns:
            item = column.currentItem()
            if item is not None and item.isSelected():
                found: int = item.data(ROW_ROLE).id
                return found
        return next(iter(self.selected_ids()), None)

    def selected_ids(self) -> list[int]:
        """The applicants whose cards are selected."""
        return sorted(item.data(ROW_ROLE).id for column in self.columns for item in column.selectedItems())

    def select(self, applicant_id: int) -> bool:
        """Make a card current; False when there is none."""
        for column in self.columns:
            for at in range(column.count()):
                if column.item(at).data(ROW_ROLE).id == applicant_id:
                    self._only(column)
                    column.setCurrentItem(column.item(at), QItemSelectionModel.SelectionFlag.ClearAndSelect)
                    column.scrollToItem(column.item(at))
                    return True
        return False

    def export_rows(self) -> tuple[list[str], list[list[Any]]]:
        """What the table of the same rows exports."""
        return self._table.export_rows()

    def export_columns(self) -> list[Column]:
        """The columns in view of that table."""
        return self._table.export_columns()

    def shown_rows(self) -> list[Any]:
        """The rows in view of that table."""
        return self._table.shown_rows()

    def filter_text(self) -> str:
        """What the filter is."""
        return self._table.filter_text()

    def copy(self, *, headers: bool = True) -> None:
        """Put the selected applicants on the clipboard."""
        chosen = set(self.selected_ids())
        rows = [row for row in self._table.rows() if row.id in chosen]
        if rows:
            mime = copying.mime(self._table.view.columns_shown(), rows, headers=headers)
            QApplication.clipboard().setMimeData(mime)

    # what the columns tell

    def go(self, column: StageColumn, way: int) -> None:
        """The focus goes to the nearest column with cards at the left or right, at the same height."""
        at = self.columns.index(column) + way
        while 0 <= at < len(self.columns):
            other = self.columns[at]
            if other.count():
                row = min(max(0, column.currentRow()), other.count() - 1)
                self._only(other)
                other.setCurrentItem(other.item(row), QItemSelectionModel.SelectionFlag.ClearAndSelect)
                other.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            at += way

    def on_selection(self, column: StageColumn) -> None:
        """Cards are selected in one column at a time."""
        if self._is_filling:
            return
        if column.selectedItems():
            self._only(column)
        self.selection_changed.emit()

    def open_menu(self, event: QContextMenuEvent) -> None:
        """The commands for the selected cards."""
        self._menu().popup(event.globalPos())

    def _only(self, column: StageColumn) -> None:
        """Selection and Tab belong to ``column`` alone; the arrow keys lead to the others."""
        self.setFocusProxy(column)
        column.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for other in self.columns:
            if other is not column:
                other.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            if other is not column and other.selectedItems():
                other.blockSignals(True)
                other.clearSelection()
                other.blockSignals(False)
                other.viewport().update()


class StageColumn(QListWidget):
    """The cards of one stage, or of all who are through."""

    def __init__(self, board: Board, stages: tuple[Stage, ...]) -> None:
        super().__init__()
        self.board, self.stages = board, stages
        self.name = rules.STAGE_NAMES[stages[0]] if len(stages) == 1 else "Hired, closed"
        self.setAccessibleName(self.name)
        self._cards = CardDelegate(self)
        self.setItemDelegate(self._cards)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self.setMouseTracking(True)
        self.setProperty("role", "board")
        self.title = QLabel(self.name)
        self.title.setProperty("role", "section")
        self.frame = QWidget()
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        head.addWidget(self.title)
        head.addStretch()
        layout = QVBoxLayout(self.frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self, 1)
        self.itemSelectionChanged.connect(lambda: board.on_selection(self))
        self.itemActivated.connect(lambda item: board.opened.emit(item.data(ROW_ROLE).id))
        self.setMinimumWidth(96)

    def fill(self, rows: Sequence[ApplicantRow], today: dt.date, *, with_opening: bool) -> None:
        """Show the cards of ``rows``."""
        scroll = self.verticalScrollBar().value()
        self._cards.today, self._cards.with_opening = today, with_opening
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.name)
            item.setData(ROW_ROLE, row)
            step = step_status(row, today)
            spoken = (row.name, rules.STAGE_NAMES[row.stage], str(standing(row, today)), str(step or ""))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in spoken if part))
            item.setToolTip("\n".join(part for part in (row.name, row.opening, *spoken[2:]) if part))
            self.addItem(item)
        self.title.setText(f"{self.name}  {len(rows)}")
        self.setAccessibleDescription(f"{len(rows)} applicants")
        self.verticalScrollBar().setValue(scroll)

    def ids(self) -> list[int]:
        """The applicants in this column, in order."""
        return [self.item(at).data(ROW_ROLE).id for at in range(self.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if ids := self.board.selected_ids():
                self.board.stepped.emit(ids, way)
        else:
            self.board.go(self, way)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.count() and not self.selectedItems():
            self.setCurrentRow(max(0, self.currentRow()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selectedItems():
            self.board.open_menu(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()

    # dragging

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME, json.dumps([item.data(ROW_ROLE).id for item in items]).encode())
        return data

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._take(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._take(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if not event.mimeData().hasFormat(MIME):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)  # the card is taken away by the move itself
        event.accept()
        ids = json.loads(bytes(event.mimeData().data(MIME).data()).decode())
        if event.source() is not self:
            to = self.stages[0] if len(self.stages) == 1 else None
            QTimer.singleShot(
                0, self, lambda: self.board.moved.emit(ids, to)
            )  # a question must not hold the drag

    def _take(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME) and event.source() is not self:
            event.acceptProposedAction()
        else:
            event.ignore()
