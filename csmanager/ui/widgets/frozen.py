"""The first column of a wide table, which stays in view while the others move under it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from csmanager.ui import theme
from csmanager.ui.widgets.gridview import GridView


class FrozenColumn(QTableView):
    """Lies over the left edge of ``view`` as soon as that is moved to the right; chooses rows as ``view`` does.

    Nothing is frozen while the first column is hidden or was dragged elsewhere.
    """

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self.setModel(view.model())
        self.setSelectionModel(view.selectionModel())
        self.setItemDelegate(view.itemDelegate())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(view.selectionBehavior())
        self.setSelectionMode(view.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(view.verticalScrollMode())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFocusProxy(view)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the view below has one
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(view.horizontalHeader().defaultAlignment())
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        self.doubleClicked.connect(view.opened.emit)
        self.verticalScrollBar().valueChanged.connect(view.verticalScrollBar().setValue)
        view.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        view.horizontalScrollBar().valueChanged.connect(lambda _value: self.place())
        for moved in (view.horizontalHeader().sectionResized, view.horizontalHeader().sectionMoved):
            moved.connect(lambda *_places: self.place())
        view.selectionModel().currentChanged.connect(self._keep_clear)
        view.installEventFilter(self)
        theme.theme_changed.connect(self._draw_edge)
        self._draw_edge()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.FontChange):
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Cover the left edge of the view, or nothing where its first column is in view."""
        view, first = self._view, 0
        header = view.horizontalHeader()
        if not view.horizontalScrollBar().value() or view.isColumnHidden(first) or header.visualIndex(first):
            self.hide()
            return
        for column in range(1, self.model().columnCount()):
            self.setColumnHidden(column, True)
        self.setColumnWidth(first, view.columnWidth(first))
        self.verticalHeader().setDefaultSectionSize(view.verticalHeader().defaultSectionSize())
        self.horizontalHeader().setFixedHeight(header.height())
        edge = view.frameWidth()
        self.setGeometry(edge, edge, view.columnWidth(first), header.height() + view.viewport().height())
        self.show()
        self.raise_()
        self.verticalScrollBar().setValue(view.verticalScrollBar().value())

    def _keep_clear(self, current: QModelIndex, _former: QModelIndex) -> None:
        """A cell that is chosen by key does not lie under the frozen column."""
        view = self._view
        if self.isHidden() or not current.isValid() or current.column() == 0:
            return
        covered = self.width() - view.columnViewportPosition(current.column())
        if covered > 0:
            bar = view.horizontalScrollBar()
            bar.setValue(bar.value() - covered)

    def _draw_edge(self) -> None:
        """One line at the right, and none of the frame that a table of its own has."""
        line = theme.current().border
        self.setStyleSheet(
            f"QTableView {{ border: none; border-radius: 0; border-right: 1px solid {line}; }}"
        )
