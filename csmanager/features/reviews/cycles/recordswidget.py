"""A table with the chosen record beside it, and the page of several such lists that this duty's parts share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column, RecordTable


class RecordsWidget(QWidget):
    """``chosen`` comes with the current row (or None); ``show`` fills ``pane`` for it."""

    chosen = Signal(object)

    def __init__(
        self,
        desk: Desk,
        name: str,
        columns: Sequence[Column],
        *,
        title: str,
        noun: tuple[str, str],
        nothing: str,
        key: Callable[[Any], Any] = lambda row: row.id,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.table = RecordTable(
            name, columns, key=key, preferences=desk.preferences, today=desk.today, parent=self
        )
        self.table.setAccessibleName(title)
        self.table.set_noun(*noun)
        self.pane = DetailPane(nothing)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setObjectName(name)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.pane)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([620, 430])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.table.selection_changed.connect(lambda: self.chosen.emit(self.table.current_row()))

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show ``rows``; the first is chosen where none was."""
        self.table.set_rows(rows)
        self.pane.setVisible(bool(rows))
        if rows and not self.table.selected_rows():
            self.table.select_first()
        self.chosen.emit(self.table.current_row())

    def select(self, key: Any) -> bool:
        """Choose a row, also where the filter hides it."""
        if not self.table.select(key):
            self.table.clear_filter()
            return self.table.select(key)
        return True


class ListsPage(Page):
    """A head over one or several lists; with several, a switch chooses."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        lists: Sequence[tuple[str, str, RecordsWidget]],
        search: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, parent)
        self.lists = {key: made for key, _, made in lists}
        self.header = PageHeader(title, " ")
        self.search = self.header.add_search(search)
        self.search.searched.connect(lambda text: self.current().table.set_filter(text))
        self.stack = QStackedWidget()
        for made in self.lists.values():
            self.stack.addWidget(made)
            made.table.cleared.connect(self.search.clear)
        self.switch: SegmentedSwitch | None = None
        self._filters: tuple[QWidget, ...] = ()
        self._filters_wide = 0
        self._beside, self._below = QHBoxLayout(), QHBoxLayout()
        row = self._beside
        if len(lists) > 1:
            self.switch = SegmentedSwitch([(key, word) for key, word, _ in lists], name=title)
            self.switch.changed.connect(self._on_switched)
            row.addWidget(self.switch)
            row.addStretch(1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        self.body.setSpacing(12)
        self.body.addWidget(self.header)
        if self.switch is not None:
            self.body.addWidget(_Row(row, self.switch))
            self.body.addLayout(self._below)
        self.body.addWidget(self.stack, 1)

    def add_filters(self, *boxes: QWidget, wide: int) -> None:
        """Put filters beside the switch on a page of ``wide`` letters or more; else in a row of their own."""
        self._filters, self._filters_wide = boxes, wide
        for row in (self._beside, self._below):
            row.setSpacing(8)
        for box in boxes:
            self._beside.addWidget(box)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= self.fontMetrics().averageCharWidth() * self._filters_wide
        row = self._beside if is_wide else self._below
        if self._filters and row.indexOf(self._filters[0]) < 0:
            if not row.count():
                row.addStretch(1)
            for box in self._filters:
                row.addWidget(box)

    def key(self) -> str:
        """Which list is in front."""
        return next(key for key, made in self.lists.items() if made is self.stack.currentWidget())

    def current(self) -> RecordsWidget:
        """The list in front."""
        return self.lists[self.key()]

    def show_list(self, key: str) -> RecordsWidget:
        """Bring a list to the front."""
        if self.switch is not None:
            self.switch.set_value(key)
        self._on_switched(key)
        return self.lists[key]

    def show_primary(self, on: bool) -> None:
        """Show the head's primary button; an empty list has the same one. After enabling, which shows it again."""
        if self.header.primary is not None:
            self.header.primary.setVisible(on)

    def say(self, note: str) -> None:
        """What stands under the title; its whole text on hovering where the window is narrow."""
        self.header.set_title(self.header.title.text(), note)
        self.header.note.setToolTip(note)

    def find_on_page(self) -> None:
        self.search.focus()

    def print_document(self) -> QTextDocument | None:
        from csmanager.ui import printing

        return printing.table_document(self.header.title.text(), self.current().table)

    def _on_switched(self, key: str) -> None:
        self.search.clear()
        self.stack.setCurrentWidget(self.lists[key])
        self.search.back_to = self.lists[key].table.view


class _Row(QWidget):
    """The switch with filters beside it. It may be squeezed to the switch: then the page puts the filters below."""

    def __init__(self, row: QHBoxLayout, switch: SegmentedSwitch) -> None:
        super().__init__()
        self._switch = switch
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._switch.minimumSizeHint().width(), super().minimumSizeHint().height())


class Commands(QObject):
    """Actions by key, made from (key, text, call, shortcut)."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.actions: dict[str, QAction] = {}

    def make(self, *made: tuple[str, str, Callable[[], object], str]) -> None:
        """Add actions."""
        for key, text, call, keys in made:
            action = QAction(text, self)
            if keys:
                action.setShortcut(keys)
            action.triggered.connect(lambda _on=False, call=call: call())
            self.actions[key] = action

    def some(self, *keys: str) -> list[QAction]:
        """Actions by their keys; "" is a separator."""
        found = []
        for key in keys:
            if key:
                found.append(self.actions[key])
            else:
                line = QAction("", self)
                line.setSeparator(True)
                found.append(line)
        return found
