"""A table of up to millions of rows. Only what is on the screen is read, and never on the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from csmanager.ui.jobs import Jobs
from csmanager.ui.widgets import copying
from csmanager.ui.widgets.cells import CellDelegate
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.columnstate import Memory
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.gridview import GridView
from csmanager.ui.widgets.pagedmodel import PagedModel
from csmanager.ui.widgets.pagedsource import BLOCK, Anchored, KeysetQueries, ListSource, Source
from csmanager.ui.widgets.table import export_value

__all__ = ["Anchored", "Column", "KeysetQueries", "ListSource", "PagedTable", "Source"]

_MOST_COPIED = 20_000  # rows a clipboard takes; more belong into an export


class PagedTable(QWidget):
    """As ``RecordTable`` to look at and to use, for rows that stay in the store.

    Filtering is the source's: hand over another one with ``set_source``. ``activated`` (row): double click or Enter.
    """

    activated = Signal(object)
    selection_changed = Signal()

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        source: Source | None = None,
        *,
        jobs: Jobs | None = None,
        preferences: Memory | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``jobs``: the desk's. None: workers of its own."""
        super().__init__(parent)
        self.name = name
        self._jobs = jobs if jobs is not None else Jobs(self)
        self._noun = ("row", "rows")
        self._total = 0
        self._has_room = False
        self.view = GridView(name, columns, self)
        self.model = PagedModel(columns, self._jobs, self._in_view, self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(CellDelegate(self.view, self.model.columns))
        self.view.start()
        if preferences is not None and self.view.header_state is not None:
            self.view.header_state.attach(preferences)
        self.view.opened.connect(self._on_opened)
        self.view.copied.connect(lambda headers: self.copy(headers=headers))
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.view.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self._on_sorted())
        self.model.counted.connect(self._on_counted)
        self.model.failed.connect(self._on_failed)
        self.model.arrived.connect(self._on_arrived)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._empty: QWidget = EmptyState("Nothing here yet")
        self._stack.addWidget(self._empty)
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        foot = QHBoxLayout()
        foot.setContentsMargins(2, 0, 2, 0)
        foot.addWidget(self.count)
        foot.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)
        self.setFocusProxy(self.view)
        self.setAccessibleName(name)
        if source is not None:
            self.set_source(source)

    # rows

    def setAccessibleName(self, name: str) -> None:
        """Name the table; what has the focus is the grid inside, so it says the name too."""
        super().setAccessibleName(name)
        self.view.setAccessibleName(name)

    def set_source(self, source: Source | None, total: int | None = None) -> None:
        """Show the rows of ``source``; ``total``: how many there are without its filter."""
        self._total = total or 0
        self._has_room = False
        self.view.clearSelection()
        self.model.set_source(source)

    def reload(self) -> None:
        """Read anew, since the rows changed."""
        source = self.model.source
        if isinstance(source, Anchored):
            source.forget()
        self.model.reload()

    def set_noun(self, one: str, many: str) -> None:
        """What a row is, for the count: "contact", "contacts"."""
        self._noun = (one, many)

    def set_empty(self, empty: QWidget) -> None:
        """What is shown while there is no row."""
        self._stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = empty
        self._stack.addWidget(empty)

    def current_row(self) -> Any | None:
        """The selected current row, where it has been read."""
        current = self.view.currentIndex()
        if current.isValid() and self.view.selectionModel().isRowSelected(current.row(), QModelIndex()):
            return self.model.row(current.row())
        return None

    def selected_rows(self) -> list[Any]:
        """The selected rows that have been read."""
        rows = (self.model.row(number) for number in self.view.selected_numbers(_MOST_COPIED))
        return [row for row in rows if row is not None]

    # commands

    def add_actions(self, actions: Sequence[QAction], before: Callable[[], object] | None = None) -> None:
        """Offer ``actions`` in the rows' context menu; ``before`` is called before it opens."""
        self.view.row_actions = list(actions)
        self.view.menu_about_to_show = before

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Sort by the column ``key``."""
        number = next(n for n, column in enumerate(self.model.columns) if column.key == key)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.view.sortByColumn(number, order)

    def reset_columns(self) -> None:
        """Show the columns as they were at first."""
        if self.view.header_state is not None:
            self.view.header_state.reset()

    def copy(self, *, headers: bool = True) -> None:
        """Put the selected rows on the clipboard; those not read yet are read aside first."""
        numbers = self.view.selected_numbers(_MOST_COPIED)
        source = self.model.source
        if not numbers or source is None:
            return
        if len(numbers) > _MOST_COPIED:
            self.count.setText(
                f"More than {_MOST_COPIED:,} rows are too many for the clipboard; export the view instead."
            )
            return
        columns, sort = self.view.columns_shown(), self.model.sorted_by

        def put(rows: Sequence[Any]) -> None:
            QApplication.clipboard().setMimeData(copying.mime(columns, rows, headers=headers))

        there = self.selected_rows()
        if len(there) == len(numbers):
            put(there)
            return

        def read() -> list[Any]:
            blocks = {
                at: source.block(at * BLOCK, BLOCK, sort) for at in sorted({n // BLOCK for n in numbers})
            }
            found = (blocks[number // BLOCK] for number in numbers)
            return [
                block[number % BLOCK]
                for number, block in zip(numbers, found, strict=True)
                if number % BLOCK < len(block)
            ]

        self._jobs.fetch(self, read, put, self._on_failed, "copy")

    def export_columns(self) -> list[Column]:
        """The columns in view that hold values."""
        return [column for column in self.view.columns_shown() if column.kind != "spark"]

    def export_reader(self) -> Callable[[], Iterator[list[Any]]]:
        """What yields all rows of the present view; made here, to be called in a worker."""
        columns, source, sort = self.export_columns(), self.model.source, self.model.sorted_by

        def read() -> Iterator[list[Any]]:
            start = 0
            while source is not None and (rows := source.block(start, BLOCK * 16, sort)):
                for row in rows:
                    yield [export_value(column, row) for column in columns]
                start += len(rows)

        return read

    def export_rows(self) -> tuple[list[str], list[list[Any]]]:
        """Headers and values of the present view; reads all of it, so better in a worker."""
        return [column.title for column in self.export_columns()], list(self.export_reader()())

    def filter_text(self) -> str:
        """What the filter is, for the head of an export."""
        count = self.model.rowCount()
        return f"{count:,} of {self._total:,} {self._noun[1]}" if self._total > count else ""

    # inside

    def showEvent(self, event: QShowEvent) -> None:
        self.view.recall()
        super().showEvent(event)

    def _in_view(self) -> tuple[int, int]:
        first = self.view.rowAt(0)
        last = self.view.rowAt(self.view.viewport().height() - 1)
        return max(0, first), last if last >= 0 else self.model.rowCount() - 1

    def _on_opened(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        if row is not None:
            self.activated.emit(row)

    def _on_selection(self) -> None:
        self.selection_changed.emit()

    def _on_sorted(self) -> None:
        self.view.clearSelection()
        self.view.scrollToTop()

    def _on_counted(self, count: int) -> None:
        total = max(count, self._total)
        noun = self._noun[0] if total == 1 else self._noun[1]
        self.count.setText(f"{count:,} of {total:,} {noun}")
        self.count.setVisible(total > 0)
        self._stack.setCurrentIndex(0 if count else 1)
        self.view.viewport().update()

    def _on_arrived(self) -> None:
        if not self._has_room:
            self._has_room = True
            first, last = self._in_view()
            rows = [row for number in range(first, last + 1) if (row := self.model.row(number)) is not None]
            self.view.make_room(rows)

    def _on_failed(self, problem: object) -> None:
        self.count.setText(f"The rows could not be read: {problem}")
        self.count.show()
