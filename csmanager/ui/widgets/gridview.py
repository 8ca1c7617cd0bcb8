"""The view that all tables share: keys, context menus, type-ahead, copying, focus that can be seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QMenu, QTableView, QWidget

from csmanager.ui import theme
from csmanager.ui.widgets.cells import CELL_MARGIN
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.columnstate import ColumnState, memory_around
from csmanager.ui.widgets.rowsmodel import Index

_MEASURED = 200  # rows whose numbers are measured
_LOOKED_AT = 60  # rows whose texts are measured


class GridView(QTableView):
    """``opened`` (index): double click on a cell that is not edited there, or Enter. ``copied`` (with headers)."""

    opened = Signal(object)
    copied = Signal(bool)
    typed_ahead = Signal(str, bool)  # what was typed so far, whether it begins anew

    def __init__(self, name: str, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._name = name
        self.header_state: ColumnState | None = None
        self.row_actions: list[QAction] = []
        self.menu_about_to_show: Callable[[], object] | None = None
        self._typed = ""
        self._since_typed = QElapsedTimer()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table, as everywhere
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(24)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(36)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        self._fit_rows()

    def start(self) -> None:
        """Take up the columns, once the model is there."""
        header = self.horizontalHeader()
        # Painting, a header asks of every cell of a column whether it is selected: minutes, with a million rows.
        header.setSelectionModel(QItemSelectionModel(self.model(), header))
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.header_state = ColumnState(self, self._name, self.columns)

    def columns_shown(self) -> list[Column]:
        """The columns in view, from left to right."""
        numbers = self.header_state.shown() if self.header_state is not None else range(len(self.columns))
        return [self.columns[number] for number in numbers]

    def make_room(self, rows: Sequence[Any]) -> None:
        """See to it that no number of the first ``rows`` is cut, and no text where there is room for it."""
        if self.header_state is None:
            return
        needed = self._widest([column.is_numeric for column in self.columns], rows[:_MEASURED])
        wished = self._widest([column.kind == "text" for column in self.columns], rows[:_LOOKED_AT])
        if (needed, wished) != (self.header_state.needed, self.header_state.wished):
            self.header_state.needed, self.header_state.wished = needed, wished
            self.header_state.fit()

    def _widest(self, which: Sequence[bool], rows: Sequence[Any]) -> dict[int, int]:
        """Pixels that the widest cell of each column in ``which`` takes."""
        metrics = self.fontMetrics()
        return {
            number: max(
                (metrics.horizontalAdvance(self.columns[number].shown(row)) for row in rows), default=0
            )
            + CELL_MARGIN
            for number, is_meant in enumerate(which)
            if is_meant
        }

    def selected_numbers(self, most: int | None = None) -> list[int]:
        """The numbers of the selected rows, rising; a little over ``most`` are enough where that is given."""
        chosen = self.selectionModel().selection()  # ranges: asking row by row would look at every cell
        found: set[int] = set()
        for part in (chosen.at(number) for number in range(chosen.count())):
            bottom = part.bottom() if most is None else min(part.bottom(), part.top() + most + 1)
            found.update(range(part.top(), bottom + 1))
            if most is not None and len(found) > most:
                break
        return sorted(found)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_C and held & Qt.KeyboardModifier.ControlModifier:
            self.copied.emit(not shift)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit(True)
        elif key == Qt.Key.Key_Menu or (key == Qt.Key.Key_F10 and shift):
            self._open_menu(self._below_current())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held & Qt.KeyboardModifier.ControlModifier:
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
        elif key == Qt.Key.Key_Home and held == Qt.KeyboardModifier.NoModifier:
            self._go(0)
        elif key == Qt.Key.Key_End and held == Qt.KeyboardModifier.NoModifier:
            self._go(self.model().rowCount() - 1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def keyboardSearch(self, search: str) -> None:
        """Typing jumps to the row that begins so; a pause begins anew."""
        pause = QApplication.keyboardInputInterval()
        is_new = not self._since_typed.isValid() or self._since_typed.elapsed() > pause
        self._typed = search if is_new else self._typed + search
        self._since_typed.restart()
        self.typed_ahead.emit(self._typed, is_new)

    def _go(self, row: int) -> None:
        column = self.currentIndex().column() if self.currentIndex().isValid() else 0
        target = self.model().index(row, column)
        if target.isValid():
            self.setCurrentIndex(target)

    # mouse and menus

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mouseDoubleClickEvent(event)
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton and not is_editable(index):
            self.opened.emit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self._open_menu(self._below_current() if by_key else event.globalPos())
        event.accept()

    def _below_current(self) -> QPoint:
        box = self.visualRect(self.currentIndex())
        spot = box.bottomLeft() + QPoint(8, 0) if box.isValid() else QPoint(8, 8)
        return self.viewport().mapToGlobal(spot)

    def make_menu(self) -> QMenu:
        """The context menu of the row: the page's actions, copying, the columns."""
        if self.menu_about_to_show is not None:
            self.menu_about_to_show()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.row_actions)
        if self.row_actions:
            menu.addSeparator()
        has_rows = self.selectionModel() is not None and self.selectionModel().hasSelection()
        for text, keys, headers in (
            ("Copy", "Ctrl+C", True),
            ("Copy without headers", "Ctrl+Shift+C", False),
        ):
            action = menu.addAction(
                f"{text}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}"
            )
            action.setEnabled(has_rows)
            action.triggered.connect(lambda _on=False, headers=headers: self.copied.emit(headers))
        menu.addSeparator()
        if self.header_state is not None:
            current = self.currentIndex()
            self.header_state.fill_menu(
                menu.addMenu("Columns"), current.column() if current.isValid() else None
            )
        return menu

    def header_menu(self, column: int) -> QMenu:
        """The context menu of a header."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.header_state is not None:
            self.header_state.fill_menu(menu, column if column >= 0 else None)
        return menu

    def _open_menu(self, where: QPoint) -> None:
        self.make_menu().popup(where)

    def _on_header_menu(self, where: QPoint) -> None:
        header = self.horizontalHeader()
        self.header_menu(header.logicalIndexAt(where)).popup(header.mapToGlobal(where))

    # looks

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.recall()

    def recall(self) -> None:
        """Take up what the window around remembers of this table's columns; once is enough."""
        if self.header_state is not None:
            self.header_state.attach(memory_around(self))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()
            if self.header_state is not None:
                self.header_state.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.header_state is not None:
            self.header_state.fit()

    def _fit_rows(self) -> None:
        height = max(theme.ROW, QFontMetrics(self.font()).height() + 12)
        self.verticalHeader().setDefaultSectionSize(height)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model() is not None and self.model().rowCount():
            QTimer.singleShot(0, self, self._take_first)
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()  # the frame goes around whole rows

    def _take_first(self) -> None:
        if not self.currentIndex().isValid() and self.model().rowCount() and self.hasFocus():
            self._go(0)


def is_editable(index: Index) -> bool:
    """Whether the cell is edited in place."""
    return bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
