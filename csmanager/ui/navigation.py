"""The tabs at the left: one line a page, with a count; a rail of icons when the window is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QWidget

from csmanager.ui import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QModelIndex

WIDTH = 196  # px, the whole column
RAIL_WIDTH = 64  # px; an icon with its count, and room for a focus frame
ROW = 38  # px, comfortable for finger and eye (at least 24)
RAIL_ROW = 44  # px

# Numbers instead of PySide6.QtCore.Qt: making that namespace takes 20 ms of CPU, a tenth of the first paint.
_TOOL_TIP = 3  # Qt.ItemDataRole.ToolTipRole
_SPOKEN = 11  # Qt.ItemDataRole.AccessibleTextRole
KEY = 256  # Qt.ItemDataRole.UserRole
COUNT = 257


class Navigation(QListView):
    """The vertical tab list. ``chosen`` is sent with the key of a page when another one becomes current."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``entries``: (key, title), in order."""
        super().__init__(parent)
        self.is_rail = False
        self.setObjectName("navigation")
        self.setStyleSheet(
            "#navigation { background: transparent; border: none; }"
            f"#navigation::item {{ padding-left: 16px; color: {theme.current().muted}; }}"  # the first paint's
        )
        self.setAccessibleName("Pages")
        self._model = QStandardItemModel(self)
        for key, title in entries:
            item = QStandardItem(title)
            item.setEditable(False)
            item.setData(key, KEY)
            item.setData(title, _SPOKEN)
            item.setSizeHint(QSize(WIDTH, ROW))
            self._model.appendRow(item)
        self.setModel(self._model)
        self.hovered = -1  # the row under the mouse
        self.setMouseTracking(True)
        self.entered.connect(self._on_entered)
        self.setFixedWidth(WIDTH)
        self.selectionModel().currentChanged.connect(self._on_current)

    def furnish(self) -> None:
        """What can wait until after the first paint: painting in Python alone brings in all of Qt's namespace."""
        from PySide6.QtCore import Qt

        from csmanager.ui.tabdelegate import TabDelegate

        self.setItemDelegate(TabDelegate(self))
        self.setStyleSheet("#navigation { background: transparent; border: none; }")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def page_keys(self) -> list[str]:
        """The keys of all pages, in order."""
        return [self._item(row).data(KEY) for row in range(self._model.rowCount())]

    def current(self) -> str:
        """The key of the current page; empty before the first."""
        index = self.currentIndex()
        return str(index.data(KEY)) if index.isValid() else ""

    def set_current(self, key: str) -> None:
        """Make the page ``key`` current; unknown keys are ignored."""
        for row in range(self._model.rowCount()):
            if self._item(row).data(KEY) == key:
                self.setCurrentIndex(self._model.index(row, 0))

    def leave(self) -> None:
        """No page of the list is in front."""
        self.setCurrentIndex(self._model.index(-1, 0))
        self.clearSelection()

    def step(self, by: int) -> None:
        """Go ``by`` pages on, around the end."""
        count = self._model.rowCount()
        if count:
            self.setCurrentIndex(self._model.index((self.currentIndex().row() + by) % count, 0))

    def set_count(self, key: str, count: int | None) -> None:
        """Show ``count`` at the page; 0 and None show nothing."""
        for row in range(self._model.rowCount()):
            item = self._item(row)
            if item.data(KEY) == key:
                item.setData(count or None, COUNT)
                item.setData(f"{item.text()}, {count}" if count else item.text(), _SPOKEN)

    def count(self, key: str) -> int | None:
        """The count that stands at the page."""
        for row in range(self._model.rowCount()):
            item = self._item(row)
            if item.data(KEY) == key:
                found = item.data(COUNT)
                return None if found is None else int(found)
        return None

    def set_rail(self, is_rail: bool) -> None:
        """Collapse to icons, or open again."""
        if is_rail == self.is_rail:
            return
        self.is_rail = is_rail
        self.setFixedWidth(RAIL_WIDTH if is_rail else WIDTH)
        for row in range(self._model.rowCount()):
            item = self._item(row)
            item.setData(item.text() if is_rail else None, _TOOL_TIP)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered = -1
        self.viewport().update()

    def _on_entered(self, index: QModelIndex) -> None:
        self.hovered = index.row()
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH if self.is_rail else WIDTH, ROW * self._model.rowCount())

    def _item(self, row: int) -> QStandardItem:
        return self._model.item(row)

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(str(current.data(KEY)))
