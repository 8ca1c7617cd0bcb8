"""The table of records: what every list in the program is shown in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from csmanager.ui.widgets import copying
from csmanager.ui.widgets.cells import EditingDelegate
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.columnstate import Memory
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.gridview import GridView, is_editable
from csmanager.ui.widgets.rowsmodel import Index, RowsModel

__all__ = ["Column", "RecordTable", "Status"]

_ROWS, _EMPTY, _FILTERED = range(3)  # pages of the stack
_SELECT_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class RecordTable(QWidget):
    """Rows in memory, up to some ten thousand; more belong into a PagedTable.

    ``activated`` (row): double click or Enter. ``edited`` (row, column key, value): after a cell was edited and
    ``on_edit``, where set, did not refuse. ``cleared``: the filter was cleared from inside the table.
    """

    activated = Signal(object)
    selection_changed = Signal()
    edited = Signal(object, str, object)
    cleared = Signal()

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        *,
        key: Callable[[Any], Hashable] = lambda row: row.id,
        preferences: Memory | None = None,
        today: Callable[[], dt.date] = dt.date.today,
        parent: QWidget | None = None,
    ) -> None:
        """``name``: what columns and order are kept under. ``preferences`` None: those of the page around it."""
        super().__init__(parent)
        self.name = name
        self.on_edit: Callable[[Any, str, Any], object] | None = None
        self._today = today
        self._noun = ("row", "rows")
        self._held: list[Hashable] = []
        self._is_changing = False
        self.model = RowsModel(columns, key, self)
        self.view = GridView(name, self.model.columns, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(
            EditingDelegate(self.view, self.model.columns, self.model.range_of, self._commit, self._edit_next)
        )
        self.view.start()
        if preferences is not None and self.view.header_state is not None:
            self.view.header_state.attach(preferences)
        self.view.opened.connect(lambda index: self.activated.emit(self.model.shown[index.row()]))
        self.view.copied.connect(lambda headers: self.copy(headers=headers))
        self.view.typed_ahead.connect(self._on_typed)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.model.modelReset.connect(self._tell_count)

        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._empty: QWidget = EmptyState("Nothing here yet")
        self._stack.addWidget(self._empty)
        self._filtered = EmptyState(
            "Nothing matches the filter", "Other rows are hidden by it.", "Clear filter", self.clear_filter
        )
        self._stack.addWidget(self._filtered)
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        self.clear_button = QPushButton("Clear filter")
        self.clear_button.setProperty("link", True)
        self.clear_button.clicked.connect(self.clear_filter)
        foot = QHBoxLayout()
        foot.setContentsMargins(2, 0, 2, 0)
        foot.addWidget(self.count)
        foot.addWidget(self.clear_button)
        foot.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
        self.setFocusProxy(self.view)
        self.setAccessibleName(name)
        self._tell_count()

    def setAccessibleName(self, name: str) -> None:
        """Name the table; what has the focus is the grid inside, so it says the name too."""
        super().setAccessibleName(name)
        self.view.setAccessibleName(name)

    # rows

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, shown or not."""
        return self.model.columns

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show ``rows``; what was selected stays so as long as it is there."""
        self._change(lambda: self.model.set_rows(rows))
        self.view.make_room(rows)

    def rows(self) -> list[Any]:
        """All rows, also those the filter hides."""
        return list(self.model.rows)

    def shown_rows(self) -> list[Any]:
        """The rows in view, in their order."""
        return list(self.model.shown)

    def set_noun(self, one: str, many: str) -> None:
        """What a row is, for the count: "person", "people"."""
        self._noun = (one, many)
        self._tell_count()

    def set_empty(self, empty: QWidget) -> None:
        """What is shown while there is no row at all."""
        self._stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = empty
        self._stack.insertWidget(_EMPTY, empty)
        self._tell_count()

    # filters

    def set_filter(self, text: str) -> None:
        """Show only rows in which every word of ``text`` occurs."""
        self._change(lambda: self.model.set_words(text))

    def set_predicate(self, predicate: Callable[[Any], bool] | None) -> None:
        """Show only rows for which ``predicate`` holds; None: all."""
        self._change(lambda: self.model.set_predicate(predicate))

    def clear_filter(self) -> None:
        """Show all rows again, and tell the page to empty its search."""

        def clear() -> None:
            self.model.set_words("")
            self.model.set_predicate(None)

        self._change(clear)
        self.cleared.emit()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # selection

    def selected_rows(self) -> list[Any]:
        """The selected rows, in the order shown."""
        return [self.model.shown[number] for number in self.view.selected_numbers()]

    def current_row(self) -> Any | None:
        """The row the detail belongs to: the current one when it is selected, otherwise the first selected."""
        current = self.view.currentIndex()
        if current.isValid() and self.view.selectionModel().isRowSelected(current.row(), QModelIndex()):
            return self.model.shown[current.row()]
        chosen = self.selected_rows()
        return chosen[0] if chosen else None

    def select(self, key: Hashable) -> bool:
        """Select the row with ``key`` and scroll to it; False when it is not in view."""
        at = self.model.row_of(key)
        if at < 0:
            return False
        index = self.model.index(at, self._first_column())
        self.view.selectionModel().setCurrentIndex(index, _SELECT_ROW)
        self.view.scrollTo(index)
        return True

    def select_first(self) -> bool:
        """Select the first row; False when there is none."""
        return bool(self.model.shown) and self.select(self.model.key(self.model.shown[0]))

    # commands

    def add_actions(self, actions: Sequence[QAction], before: Callable[[], object] | None = None) -> None:
        """Offer ``actions`` in the rows' context menu; ``before`` is called before it opens, to enable them."""
        self.view.row_actions = list(actions)
        self.view.menu_about_to_show = before

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Sort by the column ``key``, as a click on its header does."""
        number = next(n for n, column in enumerate(self.columns) if column.key == key)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.view.sortByColumn(number, order)

    def reset_columns(self) -> None:
        """Show the columns as they were at first."""
        if self.view.header_state is not None:
            self.view.header_state.reset()

    def copy(self, *, headers: bool = True) -> None:
        """Put the selected rows on the clipboard, as text and as a table."""
        rows = self.selected_rows()
        if rows:
            mime = copying.mime(self.view.columns_shown(), rows, headers=headers)
            QApplication.clipboard().setMimeData(mime)

    def export_columns(self) -> list[Column]:
        """The columns in view that hold values; small lines are pictures."""
        return [column for column in self.view.columns_shown() if column.kind != "spark"]

    def export_rows(self) -> tuple[list[str], list[list[Any]]]:
        """Headers and values of the present view; small lines are left out, blanks are None."""
        columns = self.export_columns()
        rows = [[export_value(column, row) for column in columns] for row in self.model.shown]
        return [column.title for column in columns], rows

    def filter_text(self) -> str:
        """What the filter is, for the head of an export; "" when there is none."""
        parts = [f"“{' '.join(self.model.words)}”"] if self.model.words else []
        if self.model.is_filtered:
            parts.append(f"{len(self.model.shown):,} of {len(self.model.rows):,} {self._noun[1]}")
        return ", ".join(parts)

    def edit(self, key: Hashable, column_key: str) -> None:
        """Open the editor of one cell."""
        at = self.model.row_of(key)
        number = next(n for n, column in enumerate(self.columns) if column.key == column_key)
        if at >= 0:
            index = self.model.index(at, number)
            self.view.setCurrentIndex(index)
            self.view.edit(index)

    # inside

    def showEvent(self, event: QShowEvent) -> None:
        self.view.recall()
        super().showEvent(event)

    def _change(self, change: Callable[[], object]) -> None:
        """Change the rows; a reset takes no selection away, and the page hears once."""
        before = self._selected_keys()
        current = self.view.currentIndex()
        row = self.model.shown[current.row()] if current.isValid() else None
        held = self.model.key(row) if row is not None else None
        column = current.column()
        bar = self.view.verticalScrollBar()
        was_at_top = bar.value() == bar.minimum()
        was_reset = [False]

        def note() -> None:
            was_reset[0] = True

        self.model.modelReset.connect(note)
        self._is_changing = True
        try:
            change()
        finally:
            self.model.modelReset.disconnect(note)
            if was_reset[0] and (before or held is not None):
                self._select_again(set(before), held, column)
            self._is_changing = False
            if was_at_top:
                self.view.scrollToTop()  # rows that came above would push the first ones out of view
        self._tell_count()
        if self._selected_keys() != before:
            self.selection_changed.emit()

    def _select_again(self, keys: set[Hashable], held: Hashable, column: int) -> None:
        chosen = QItemSelection()
        last = len(self.columns) - 1
        for at, row in enumerate(self.model.shown):
            key = self.model.key(row)
            if key in keys:
                chosen.select(self.model.index(at, 0), self.model.index(at, last))
            if key == held:
                index = self.model.index(at, column)
                self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _selected_keys(self) -> list[Hashable]:
        return [self.model.key(row) for row in self.selected_rows()]

    def _on_selection(self) -> None:
        if not self._is_changing:
            self._tell_count()
            self.selection_changed.emit()

    def _tell_count(self) -> None:
        shown, total = len(self.model.shown), len(self.model.rows)
        noun = self._noun[0] if total == 1 else self._noun[1]
        text = f"{shown:,} of {total:,} {noun}"
        selected = len(self.view.selected_numbers())
        if selected > 1:
            text += f" · {selected:,} selected"
        self.count.setText(text)
        self.count.setVisible(total > 0)
        self.clear_button.setVisible(self.model.is_filtered and total > 0 and shown > 0)
        self._stack.setCurrentIndex(_ROWS if shown else (_FILTERED if total else _EMPTY))

    def _first_column(self) -> int:
        return self.view.header_state.shown()[0] if self.view.header_state is not None else 0

    def _on_typed(self, text: str, is_new: bool) -> None:
        shown = self.model.shown
        if not shown:
            return
        columns = self.view.columns_shown()
        sorted_by = self.model.sorted_by
        column = next((c for c in columns if c.kind in ("text", "status")), columns[0])
        if sorted_by is not None and self.columns[sorted_by[0]] in columns:
            column = self.columns[sorted_by[0]]
        current = self.view.currentIndex().row()
        start = max(0, current) + (1 if is_new and current >= 0 else 0)
        wanted = text.casefold()
        for step in range(len(shown)):
            row = shown[(start + step) % len(shown)]
            if column.shown(row).casefold().startswith(wanted):
                self.select(self.model.key(row))
                return

    def _commit(self, index: Index, text: str) -> None:
        """Take an edited cell. Raises AppError with the reason when it cannot be taken."""
        row = self.model.shown[index.row()]
        column = self.columns[index.column()]
        value = column.typed(text, self._today())
        if self.on_edit is not None:
            self.on_edit(row, column.key, value)
        self.edited.emit(row, column.key, value)

    def _edit_next(self, index: Index, step: int) -> None:
        """Open the next cell that can be edited, in this row or the one after."""
        if not index.isValid() or self.view.header_state is None:
            return
        order = self.view.header_state.shown()
        row, place = index.row(), order.index(index.column())
        while 0 <= row < len(self.model.shown):
            place += step
            if not 0 <= place < len(order):
                row, place = row + step, (-1 if step > 0 else len(order))
                continue
            target = self.model.index(row, order[place])
            if is_editable(target):
                self.view.setCurrentIndex(target)
                QTimer.singleShot(0, self, partial(self._open_editor, QPersistentModelIndex(target)))
                return

    def _open_editor(self, index: QPersistentModelIndex) -> None:
        if index.isValid():
            self.view.edit(self.model.index(index.row(), index.column()))


def export_value(column: Column, row: Any) -> Any:
    """The value of a cell for an export: numbers and dates as such, everything else as it reads."""
    number = copying.number_of(column, row)
    if number is not None:
        return number
    if column.kind in ("date", "instant"):
        return copying.when_of(column, row) or column.shown(row) or None
    if column.is_numeric and column.value(row) is None:
        return None
    return column.shown(row) or None
