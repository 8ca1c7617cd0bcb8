"""A model over rows that are not there yet: blocks are read aside when they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, QTimer, Signal

from csmanager.ui.jobs import Jobs
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.pagedsource import BLOCK, Sort, Source
from csmanager.ui.widgets.rowsmodel import Index, cell_data, header_data

_KEPT = 120  # blocks in memory, some 30,000 rows
_AT_ONCE = 2  # blocks asked for at the same time; Jobs has as many readers
_NOWHERE = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


class PagedModel(QAbstractTableModel):
    """``counted`` comes with the number of rows, ``arrived`` after a block, ``failed`` with a sentence."""

    counted = Signal(int)
    arrived = Signal()
    failed = Signal(str)

    def __init__(
        self,
        columns: Sequence[Column],
        jobs: Jobs,
        in_view: Callable[[], tuple[int, int]],
        parent: QObject | None = None,
    ) -> None:
        """``in_view``: the first and last row on the screen."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.source: Source | None = None
        self.sorted_by: Sort = None
        self._jobs = jobs
        self._in_view = in_view
        self._count = 0
        self._blocks: OrderedDict[int, Sequence[Any]] = OrderedDict()
        self._wanted: set[int] = set()
        self._under_way: set[int] = set()
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)

    def set_source(self, source: Source | None) -> None:
        """Read from ``source`` from now on."""
        self.source = source
        self.reload()

    def reload(self) -> None:
        """Count and read anew."""
        self._turn += 1
        self._under_way.clear()
        if self.source is None:
            self._on_count(self._turn, 0)
            return
        self._jobs.fetch(
            self, self.source.count, partial(self._on_count, self._turn), self._on_failure, "count"
        )

    def row(self, number: int) -> Any | None:
        """The row with ``number`` where it has been read."""
        block = self._blocks.get(number // BLOCK)
        at = number % BLOCK
        return block[at] if block is not None and at < len(block) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        sort: Sort = None
        if 0 <= column < len(self.columns):
            sort = (self.columns[column].key, order == Qt.SortOrder.DescendingOrder)
        if sort == self.sorted_by:
            return
        self.sorted_by = sort
        self._turn += 1
        self._under_way.clear()
        self._blocks.clear()
        self._tell(0, self._count - 1)

    def _on_count(self, turn: int, count: int) -> None:
        if turn != self._turn:
            return
        self._blocks.clear()
        if count > self._count:
            self.beginInsertRows(_NOWHERE, self._count, count - 1)
            self._count = count
            self.endInsertRows()
        elif count < self._count:
            self.beginRemoveRows(_NOWHERE, count, self._count - 1)
            self._count = count
            self.endRemoveRows()
        self._tell(0, count - 1)
        self.counted.emit(count)

    def _want(self, block: int) -> None:
        if block not in self._under_way:
            self._wanted.add(block)
            if not self._timer.isActive():
                self._timer.start()

    def _ask(self) -> None:
        """Ask for what is on the screen now; what was only passed while scrolling is let go."""
        if self.source is None or not self._count:
            self._wanted.clear()
            return
        first, last = self._in_view()
        seen = range(max(0, first) // BLOCK, min(self._count - 1, max(first, last)) // BLOCK + 1)
        for block in seen:
            if len(self._under_way) >= _AT_ONCE:
                break
            if block in self._blocks or block in self._under_way:
                continue
            self._under_way.add(block)
            work = partial(self.source.block, block * BLOCK, BLOCK, self.sorted_by)
            self._jobs.fetch(
                self, work, partial(self._on_block, self._turn, block), self._on_failure, f"block {block}"
            )
        self._wanted.clear()

    def _on_block(self, turn: int, block: int, rows: Sequence[Any]) -> None:
        if turn != self._turn:
            return
        self._under_way.discard(block)
        self._blocks[block] = rows
        while len(self._blocks) > _KEPT:
            self._blocks.popitem(last=False)
        first = block * BLOCK
        self._tell(first, min(self._count, first + BLOCK) - 1)
        self.arrived.emit()
        self._timer.start()

    def _on_failure(self, error: Exception) -> None:
        self._under_way.clear()
        self.failed.emit(str(error))

    def _tell(self, first: int, last: int) -> None:
        if 0 <= first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    # what Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        number = index.row()
        row = self.row(number)
        if row is None:
            self._want(number // BLOCK)
            if role == Qt.ItemDataRole.DisplayRole:
                return "…"
            return "being read" if role == Qt.ItemDataRole.AccessibleTextRole else None
        return cell_data(self.columns[index.column()], row, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            return header_data(self.columns[section], role)
        return None
