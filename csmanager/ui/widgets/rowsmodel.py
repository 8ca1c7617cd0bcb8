"""The rows of a table in memory: sorted and filtered on arrays of keys, changed with the least that will do."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from csmanager.ui.widgets import sparkline, texts
from csmanager.ui.widgets.columns import Column

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole  # the row itself
_MOST_STEPS = 64  # separate inserts and removals; more are one reset
_NOWHERE = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _FLAGS | Qt.ItemFlag.ItemIsEditable
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel):
    """Frozen rows, of which those that pass the filter are shown, in order."""

    def __init__(
        self, columns: Sequence[Column], key: Callable[[Any], Hashable], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self.sorted_by: tuple[int, Qt.SortOrder] | None = None
        self.words: tuple[str, ...] = ()
        self._predicate: Callable[[Any], bool] | None = None
        self._rows: list[Any] = []
        self._shown: list[Any] = []
        self._sort_keys: dict[int, list[Any]] = {}
        self._haystacks: list[str | None] = []
        self._spans: dict[int, tuple[float, float] | None] = {}

    # what it holds

    @property
    def rows(self) -> list[Any]:
        """All rows, in the order given."""
        return self._rows

    @property
    def shown(self) -> list[Any]:
        """The rows in view, in the order shown."""
        return self._shown

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is set."""
        return bool(self.words) or self._predicate is not None

    def row_of(self, key: Hashable) -> int:
        """Where the row with ``key`` is shown; -1 when it is not."""
        return next((at for at, row in enumerate(self._shown) if self.key(row) == key), -1)

    def range_of(self, column: int) -> tuple[float, float] | None:
        """The range of all small lines in a column, so that they can be compared."""
        if column not in self._spans:
            value = self.columns[column].value
            found = [sparkline.span_of(series) for row in self._rows if (series := value(row)) is not None]
            ends = [pair for pair in found if pair is not None]
            self._spans[column] = (min(a for a, _ in ends), max(b for _, b in ends)) if ends else None
        return self._spans[column]

    # changes

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show ``rows`` from now on."""
        self._rows = list(rows)
        self._sort_keys.clear()
        self._spans.clear()
        self._haystacks = [None] * len(self._rows)
        self._show(self._arranged())

    def set_words(self, text: str) -> None:
        """Show only rows in whose cells every word of ``text`` occurs."""
        words = tuple(text.casefold().split())
        if words != self.words:
            self.words = words
            self._show(self._arranged())

    def set_predicate(self, predicate: Callable[[Any], bool] | None) -> None:
        """Show only rows for which ``predicate`` holds; None: all."""
        self._predicate = predicate
        self._show(self._arranged())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.sorted_by = (column, order) if 0 <= column < len(self.columns) else None
        self._show(self._arranged())

    def _arranged(self) -> list[Any]:
        numbers = range(len(self._rows))
        kept = [n for n in numbers if self._passes(n)] if self.is_filtered else list(numbers)
        if self.sorted_by is not None:
            column, order = self.sorted_by
            keys = self._keys_of(column)
            known = [n for n in kept if keys[n] is not None]
            blank = [n for n in kept if keys[n] is None]
            known.sort(key=keys.__getitem__, reverse=order == Qt.SortOrder.DescendingOrder)
            kept = known + blank
        return [self._rows[n] for n in kept]

    def _keys_of(self, column: int) -> list[Any]:
        if column not in self._sort_keys:
            order = texts.order_of_words()
            seen: dict[str, object] = {}

            def words(text: str) -> object:
                found = seen.get(text)
                if found is None:
                    found = seen[text] = order(text)
                return found

            spec = self.columns[column]
            self._sort_keys[column] = [spec.sort_key(row, words) for row in self._rows]
        return self._sort_keys[column]

    def _passes(self, number: int) -> bool:
        row = self._rows[number]
        if self._predicate is not None and not self._predicate(row):
            return False
        if not self.words:
            return True
        haystack = self._haystacks[number]
        if haystack is None:
            haystack = "\n".join(column.shown(row) for column in self.columns).casefold()
            self._haystacks[number] = haystack
        return all(word in haystack for word in self.words)

    def _show(self, wanted: list[Any]) -> None:
        """Go from what is shown to ``wanted``: removals, one reordering, insertions, then changed rows."""
        old_keys = [self.key(row) for row in self._shown]
        new_keys = [self.key(row) for row in wanted]
        new_set, old_set = set(new_keys), set(old_keys)
        gone = _ranges([at for at, key in enumerate(old_keys) if key not in new_set])
        come = _ranges([at for at, key in enumerate(new_keys) if key not in old_set])
        if (
            len(new_set) != len(new_keys)
            or len(old_set) != len(old_keys)
            or len(gone) + len(come) > _MOST_STEPS
        ):
            self.beginResetModel()
            self._shown = wanted
            self.endResetModel()
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(_NOWHERE, first, last)
            del self._shown[first : last + 1]
            self.endRemoveRows()
        staying = [key for key in old_keys if key in new_set]
        order = [key for key in new_keys if key in old_set]
        if staying != order:
            self._reorder(staying, order)
        changed = []
        fresh = dict(zip(new_keys, wanted, strict=True))
        for at, key in enumerate(order):
            if self._shown[at] is not fresh[key] and self._shown[at] != fresh[key]:
                changed.append(key)
            self._shown[at] = fresh[key]
        for first, last in come:
            self.beginInsertRows(_NOWHERE, first, last)
            self._shown[first:first] = wanted[first : last + 1]
            self.endInsertRows()
        if changed:
            where = {key: at for at, key in enumerate(new_keys)}
            for first, last in _ranges(sorted(where[key] for key in changed)):
                self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def _reorder(self, staying: list[Hashable], order: list[Hashable]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        target = {key: at for at, key in enumerate(order)}
        rows = dict(zip(staying, self._shown, strict=True))
        after = [self.index(target[staying[index.row()]], index.column()) for index in before]
        self._shown = [rows[key] for key in order]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # what Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _EDITABLE if self.columns[index.column()].editable else _FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        return cell_data(self.columns[index.column()], self._shown[index.row()], role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            return header_data(self.columns[section], role)
        return None


def cell_data(column: Column, row: Any, role: int) -> Any:
    """What Qt asks of one cell."""
    if role == Qt.ItemDataRole.DisplayRole:
        return "" if column.kind in ("spark", "bullet") else column.shown(row)
    if role == ROW_ROLE:
        return row
    if role == Qt.ItemDataRole.EditRole:
        return column.shown(row)
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _RIGHT if column.is_numeric else _LEFT
    if role == Qt.ItemDataRole.ToolTipRole:
        return column.tooltip(row) if column.tooltip is not None else None
    if role == Qt.ItemDataRole.AccessibleTextRole:
        shown = column.shown(row)
        return f"{column.title}: {shown}" if shown else f"{column.title}: blank"
    return None


def header_data(column: Column, role: int) -> Any:
    """What Qt asks of one header."""
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        return column.title
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return _RIGHT if column.is_numeric else _LEFT
    return None


def _ranges(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Rising ``numbers`` as runs of neighbours."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
