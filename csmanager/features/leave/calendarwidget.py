"""The team's month or quarter as a grid of people and days: a letter and a colour where somebody is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from csmanager.features.leave.away import LETTERS, AwayRow
from csmanager.features.leave.queries import CalendarView, TypeRow
from csmanager.features.leave.rules import LeaveState
from csmanager.features.schedule.rules import AbsenceKind
from csmanager.ui import theme
from csmanager.ui.widgets.texts import long_day_text

TOKENS = {
    AbsenceKind.ANNUAL: "series1",
    AbsenceKind.SICK: "series2",
    AbsenceKind.UNPAID: "context",
    AbsenceKind.PUBLIC: "context",
    AbsenceKind.TRAINING: "series3",
    AbsenceKind.PARENTAL: "series4",
    AbsenceKind.OTHER: "context",
}
_TINT = 0.34  # how much of a kind's colour its cell has
_PADDING = 18  # pixels around a name
_NARROWEST, _NAMES = 19, 168  # pixels of a day, and of the names
Index = QModelIndex | QPersistentModelIndex


class CalendarModel(QAbstractTableModel):
    """People in rows, days in columns; the last row counts who is away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.view = CalendarView((), (), frozenset(), ())
        self.today: dt.date | None = None

    def set_view(self, view: CalendarView, today: dt.date) -> None:
        """Show another stretch of days."""
        self.beginResetModel()
        self.view, self.today = view, today
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self.view.rows else len(self.view.rows) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.view.days)

    def cell(self, row: int, column: int) -> AwayRow | str:
        """What a day of a person is; "" a day of work, "off" a day without."""
        return self.view.rows[row].cells[column] if row < len(self.view.rows) else "sum"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if row >= len(self.view.rows):
            out = self.view.out[column]
            if role == Qt.ItemDataRole.DisplayRole:
                return str(out) if out else ""
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                people = "1 person" if out == 1 else f"{out} people"
                return f"{long_day_text(self.view.days[column])}: {people} away"
            return None
        cell = self.cell(row, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.letter if isinstance(cell, AwayRow) else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(row, column)
        return None

    def words(self, row: int, column: int) -> str:
        """A cell in a sentence."""
        day, cell = self.view.days[column], self.cell(row, column)
        what = cell.words if isinstance(cell, AwayRow) else ("works" if cell == "" else "does not work")
        if day in self.view.closed and not isinstance(cell, AwayRow):
            what = "the shop is closed"
        return f"{self.view.rows[row].person}, {long_day_text(day)}: {what}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            day = self.view.days[section] if section < len(self.view.days) else None
            if day is None:
                return None
            if role == Qt.ItemDataRole.DisplayRole:
                return f"{'MTWTFSS'[day.weekday()]}\n{day.day}"
            if role == Qt.ItemDataRole.ToolTipRole:
                return long_day_text(day)
            if role == Qt.ItemDataRole.FontRole and day == self.today:
                return theme.scaled(1.0, bold=True)
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            name = self.view.rows[section].person if section < len(self.view.rows) else "Away"
            if role == Qt.ItemDataRole.ToolTipRole:
                return name
            metrics = QFontMetrics(theme.scaled(1.0, bold=True))
            return metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAMES - _PADDING)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class CalendarGrid(QTableView):
    """``opened`` (person id, first day, last day, leave or None): Enter, or a double click, on what is chosen."""

    opened = Signal(int, object, object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = CalendarModel(self)
        self.setModel(self.days)
        self.setItemDelegate(_Days(self))
        self.setAccessibleName("Calendar of leave")
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across = _DaysHeader(self)
        self.setHorizontalHeader(across)
        across.setMinimumSectionSize(_NARROWEST)
        across.setDefaultSectionSize(_NARROWEST)
        across.setHighlightSections(False)
        across.setSectionsClickable(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        down = self.verticalHeader()
        down.setSectionsClickable(False)
        down.setTextElideMode(Qt.TextElideMode.ElideRight)
        down.setFixedWidth(_NAMES)
        down.setDefaultSectionSize(theme.ROW)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda _index: self.open_chosen())

    def show_view(self, view: CalendarView, today: dt.date) -> None:
        """Show a stretch of days; a month fills the width, a quarter is moved through."""
        kept = self.currentIndex()
        at = (kept.row(), kept.column())
        self.days.set_view(view, today)
        few = len(view.days) <= 31
        mode = QHeaderView.ResizeMode.Stretch if few else QHeaderView.ResizeMode.Fixed
        self.horizontalHeader().setSectionResizeMode(mode)
        if view.rows:
            column = view.days.index(today) if today in view.days else 0
            row, column = (
                (min(at[0], len(view.rows) - 1), min(at[1], len(view.days) - 1))
                if at[0] >= 0
                else (0, column)
            )
            self.setCurrentIndex(self.days.index(row, column))

    def chosen(self) -> tuple[int, dt.date, dt.date, AwayRow | None] | None:
        """The person, the days chosen in their row, and the leave on the current one."""
        index = self.currentIndex()
        if not index.isValid() or index.row() >= len(self.days.view.rows):
            return None
        columns = [one.column() for one in self.selectedIndexes() if one.row() == index.row()] or [
            index.column()
        ]
        cell = self.days.cell(index.row(), index.column())
        days = self.days.view.days
        return (
            self.days.view.rows[index.row()].id,
            days[min(columns)],
            days[max(columns)],
            cell if isinstance(cell, AwayRow) else None,
        )

    def open_chosen(self) -> None:
        """Open what is chosen."""
        found = self.chosen()
        if found is not None:
            self.opened.emit(*found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.open_chosen()
            return
        super().keyPressEvent(event)


class _DaysHeader(QHeaderView):
    """Weekday over day, also where a day is only as wide as its figures."""

    def __init__(self, grid: CalendarGrid) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._days = grid.days

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() * 2 + 12)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        view, look = self._days.view, theme.current()
        if logicalIndex >= len(view.days):
            return
        day = view.days[logicalIndex]
        painter.save()
        painter.fillRect(rect, look.colour("surface"))
        is_today = day == self._days.today
        painter.setFont(theme.scaled(0.9, bold=is_today))
        painter.setPen(look.colour("text" if is_today else "muted"))
        half = rect.height() // 2
        middle = Qt.AlignmentFlag.AlignCenter
        painter.drawText(QRect(rect.x(), rect.y() + 2, rect.width(), half), middle, "MTWTFSS"[day.weekday()])
        painter.drawText(QRect(rect.x(), rect.y() + half - 2, rect.width(), half), middle, str(day.day))
        painter.setPen(look.colour("border"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class _Days(QStyledItemDelegate):
    """Draws a day: off days shaded, leave in its colour with its letter, what is not decided as an outline."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        grid = self.parent()
        assert isinstance(grid, CalendarGrid)
        model, look = grid.days, theme.current()
        box = QRectF(option.rect)
        cell = model.cell(index.row(), index.column())
        day = model.view.days[index.column()]
        painter.save()
        painter.fillRect(box, look.colour("alt" if cell == "off" or day in model.view.closed else "surface"))
        if day == model.today:
            painter.fillRect(box, QColor(theme.mix(look.surface, look.accent, 0.12)))
        painter.setPen(QPen(look.colour("hairline"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if day.weekday() == 0:
            painter.drawLine(box.topLeft(), box.bottomLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(cell, AwayRow):
            _leave(painter, box.adjusted(1.5, 4, -1.5, -4), cell, day, look)
        elif cell == "sum" and index.data():
            painter.setPen(look.colour("muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRoundedRect(box.adjusted(1, 2, -1, -2), 3, 3)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_NARROWEST, theme.ROW)


def _leave(painter: QPainter, box: QRectF, cell: AwayRow, day: dt.date, look: theme.Tokens) -> None:
    token = TOKENS[cell.kind]
    colour = look.colour(token)
    half_first = cell.first_half and day == cell.first
    half_last = cell.last_half and day == cell.last
    shape = QRectF(box)
    if half_first or (cell.minutes is not None and not half_last):
        shape.setLeft(box.center().x())
    elif half_last:
        shape.setRight(box.center().x())
    if cell.state is LeaveState.REQUESTED:
        pen = QPen(colour, 1.4, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    else:
        painter.setPen(QPen(colour, 1.2))
        painter.setBrush(QColor(theme.mix(look.surface, getattr(look, token), _TINT)))
    painter.drawRoundedRect(shape, 3, 3)
    painter.setPen(look.colour("text"))
    mark = "?" if cell.state is LeaveState.REQUESTED else cell.letter
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark)


def legend(types: Sequence[TypeRow]) -> list[tuple[str, str]]:
    """(letter, word) of each kind of leave there is a type of, and what the other marks mean."""
    words: dict[str, str] = {}
    for row in types:
        letter = LETTERS[row.kind]
        words[letter] = f"{words[letter]}, {row.name}" if letter in words else row.name
    return [*words.items(), ("?", "asked for, not decided")]
