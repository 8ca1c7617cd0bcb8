"""One column of the board: the cards of one stage, or of all who are through, as a view over plain rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from csmanager.features.hiring.cardwidget import ROW_ROLE, CardDelegate, standing, step_status
from csmanager.features.hiring.queries import ApplicantRow
from csmanager.features.hiring.rules import StageFact

if TYPE_CHECKING:
    from csmanager.features.hiring.boardwidget import Board

MIME = "application/x-csmanager-applicants"
_LEAST = 118  # pixels of a column, so that a name can be read
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CardModel(QAbstractListModel):
    """The applicants of one column."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[ApplicantRow] = []
        self.today = dt.date.min

    def show(self, rows: list[ApplicantRow], today: dt.date) -> None:
        """Show ``rows``; nothing happens where they are shown already."""
        if rows == self.rows and today == self.today:
            return
        self.beginResetModel()
        self.rows, self.today = rows, today
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            step = step_status(row, self.today)
            said = [row.name, row.stage_name, str(standing(row, self.today)), str(step or "")]
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(part for part in said if part)
            return "\n".join(part for part in (row.name, row.opening, *said[2:]) if part)
        return None

    def itemData(self, index: Index) -> dict[int, Any]:
        return {int(Qt.ItemDataRole.DisplayRole): self.rows[index.row()].name}

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsDropEnabled
        if index.isValid():
            found |= Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled
        return found

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = super().mimeData(indexes)  # made by Qt, which outlives the program's end
        data.setData(MIME, json.dumps([self.rows[index.row()].id for index in indexes]).encode())
        return data


class StageColumn(QListView):
    """The cards of ``stage``, or of all who are through where it is None."""

    def __init__(self, board: Board, stage: StageFact | None) -> None:
        frame = QWidget(board.line)  # parents first: what is moved to another parent is laid out anew
        super().__init__(frame)
        self.frame = frame
        self.board, self.stage = board, stage
        self.cards = CardModel(self)
        self.setModel(self.cards)
        self._delegate = CardDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
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
        self.title = QLabel(frame)
        self.title.setProperty("role", "section")
        self.set_stage(stage)
        self.count_label = QLabel(frame)
        self.count_label.setProperty("role", "muted")
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        head.setSpacing(6)
        head.addWidget(self.title)
        head.addWidget(self.count_label)
        head.addStretch()
        layout = QVBoxLayout(self.frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self, 1)
        self.selectionModel().selectionChanged.connect(lambda *_: board.on_selection(self))
        self.activated.connect(lambda index: board.opened.emit(self.cards.rows[index.row()].id))
        self.setMinimumWidth(_LEAST)

    def set_stage(self, stage: StageFact | None) -> None:
        """Stand for another stage from now on."""
        self.stage = stage
        self.name = stage.name if stage is not None else "Hired, closed"
        self.setAccessibleName(self.name)
        self.title.setText(self.name)
        needs = f"{self.name}\n{stage.needs}" if stage is not None and stage.needs else self.name
        self.title.setToolTip(needs)

    def fill(self, rows: list[ApplicantRow], today: dt.date, *, with_opening: bool) -> None:
        """Show the cards of ``rows``; the place that was scrolled to stays."""
        scroll = self.verticalScrollBar().value()
        if self._delegate.with_opening != with_opening or self._delegate.today != today:
            self._delegate.today, self._delegate.with_opening = today, with_opening
            self.viewport().update()
        self.cards.show(rows, today)
        self.count_label.setText(f"{len(rows):,}")
        self.setAccessibleDescription(f"{len(rows)} applicants")
        self.verticalScrollBar().setValue(scroll)

    def count(self) -> int:
        """How many cards there are."""
        return len(self.cards.rows)

    def ids(self) -> list[int]:
        """The applicants in this column, in order."""
        return [row.id for row in self.cards.rows]

    def names(self) -> list[str]:
        """Their names, in order."""
        return [row.name for row in self.cards.rows]

    def selected_ids(self) -> list[int]:
        """The applicants whose cards are selected."""
        return [self.cards.rows[index.row()].id for index in self.selectedIndexes()]

    def current_row(self) -> int:
        """Which card is current; -1 for none."""
        return self.currentIndex().row()

    def choose(self, at: int) -> None:
        """Make one card current and select it alone."""
        index = self.cards.index(at)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def restore(self, chosen: set[int], current: int | None) -> bool:
        """Select who was selected before, where they are here; True when ``current`` is."""
        if not chosen and current is None:
            return False
        found, has_current = QItemSelection(), False
        model = self.selectionModel()
        for at, row in enumerate(self.cards.rows):
            if row.id == current:
                has_current = True
                model.setCurrentIndex(self.cards.index(at), QItemSelectionModel.SelectionFlag.NoUpdate)
            if row.id in chosen:
                index = self.cards.index(at)
                found.select(index, index)
        if model.hasSelection() or not found.isEmpty():
            model.select(found, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        return has_current

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
        if self.count() and not self.selectionModel().hasSelection():
            self.choose(max(0, self.current_row()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selectionModel().hasSelection():
            self.board.open_menu(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()

    # dragging

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
            QTimer.singleShot(  # a question must not hold the drag
                0, self, lambda: self.board.moved.emit(ids, self.stage)
            )

    def _take(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME) and event.source() is not self:
            event.acceptProposedAction()
        else:
            event.ignore()
