"""The board: one column a stage, one card an applicant. Cards move by keyboard or by dragging."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QDate,
    QEvent,
    QItemSelectionModel,
    QLocale,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
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
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from csmanager.features.hiring import rules
from csmanager.features.hiring.queries import ApplicantRow
from csmanager.features.hiring.rules import PATH, Stage
from csmanager.ui import theme
from csmanager.ui.widgets import copying, texts
from csmanager.ui.widgets.chips import Status, draw_status, status_font, status_width
from csmanager.ui.widgets.table import Column, RecordTable

MIME = "application/x-csmanager-applicants"
_ROW = Qt.ItemDataRole.UserRole
_GAP, _PAD = 8, 10  # pixels between cards, and inside one
Index = QModelIndex | QPersistentModelIndex


def standing(row: ApplicantRow, today: dt.date) -> Status:
    """How long an applicant has stood where they stand, or how it ended."""
    if row.stage is Stage.HIRED:
        return Status("good", "hired")
    if row.stage in rules.CLOSED:
        return Status("none", f"{rules.STAGE_NAMES[row.stage].lower()}: {row.reason}".removesuffix(": "))
    days = f"{row.days} day{'' if row.days == 1 else 's'}" if row.days else "since today"
    return Status("soon", days) if row.is_stalled else Status("open", days)


def step_status(row: ApplicantRow, today: dt.date) -> Status | None:
    """The next step with its day; None when there is none."""
    if not row.next_step and row.next_step_on is None:
        return None
    if row.next_step_on is None:
        return Status("open", row.next_step)
    days = (row.next_step_on - today).days
    when = {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get(days) or _short(row.next_step_on, today)
    kind = "late" if days < 0 else "soon" if days <= 1 else "open"
    return Status(kind, f"{when}: {row.next_step}" if row.next_step else when)


def _short(day: dt.date, today: dt.date) -> str:
    """A date without its year, where that is this one."""
    if day.year != today.year:
        return texts.day_text(day)
    return QLocale().toString(QDate(day.year, day.month, day.day), "d MMM")


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
                found: int = item.data(_ROW).id
                return found
        return next(iter(self.selected_ids()), None)

    def selected_ids(self) -> list[int]:
        """The applicants whose cards are selected."""
        return sorted(item.data(_ROW).id for column in self.columns for item in column.selectedItems())

    def select(self, applicant_id: int) -> bool:
        """Make a card current; False when there is none."""
        for column in self.columns:
            for at in range(column.count()):
                if column.item(at).data(_ROW).id == applicant_id:
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
        self.today = dt.date.min
        self.with_opening = False
        self.setAccessibleName(self.name)
        self.setItemDelegate(_CardDelegate(self))
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
        self.itemActivated.connect(lambda item: board.opened.emit(item.data(_ROW).id))
        self.setMinimumWidth(96)

    def fill(self, rows: Sequence[ApplicantRow], today: dt.date, *, with_opening: bool) -> None:
        """Show the cards of ``rows``."""
        scroll = self.verticalScrollBar().value()
        self.today, self.with_opening = today, with_opening
        self.clear()
        for row in rows:
            item = QListWidgetItem(row.name)
            item.setData(_ROW, row)
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
        return [self.item(at).data(_ROW).id for at in range(self.count())]

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
        data.setData(MIME, json.dumps([item.data(_ROW).id for item in items]).encode())
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


class _CardDelegate(QStyledItemDelegate):
    """Draws a card: name, opening or source, how long, what next."""

    def __init__(self, column: StageColumn) -> None:
        super().__init__(column)
        self._column = column

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = len(self._lines(index.data(_ROW))) + 1
        return QSize(80, lines * (option.fontMetrics.height() + 3) + 2 * _PAD + _GAP - 2)

    def _lines(self, row: ApplicantRow) -> list[str | Status]:
        today = self._column.today
        below = row.opening if self._column.with_opening else row.source
        found: list[str | Status] = [below] if below else []
        found.append(standing(row, today))
        step = step_status(row, today)
        return [*found, step] if step is not None else found

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: ApplicantRow = index.data(_ROW)
        look = theme.current()
        card = QRectF(option.rect).adjusted(1, 1, -1, 1 - _GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(
            QPen(look.colour("accent"), theme.FOCUS) if has_focus else QPen(look.colour("hairline"), 1)
        )
        painter.setBrush(look.colour("selected" if is_chosen else "surface"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        line = option.fontMetrics.height() + 3
        box = QRectF(card.left() + _PAD, card.top() + _PAD - 1, card.width() - 2 * _PAD, line)
        font = theme.scaled(theme.BODY, semibold=True)
        painter.setFont(font)
        painter.setPen(look.colour("text"))
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        for part in self._lines(row):
            box.translate(0, line)
            small = theme.scaled(theme.CAPTION)
            if isinstance(part, Status):
                font = status_font(small, part.kind)
                place = QRectF(box)
                place.setWidth(min(box.width(), status_width(part.text, font) + 4))
                draw_status(painter, place, part.kind, part.text, font)
                continue
            painter.setFont(small)
            painter.setPen(look.colour("muted"))
            shown = painter.fontMetrics().elidedText(part, Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()
