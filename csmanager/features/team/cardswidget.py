"""People as a wall of cards: initials, name, role and team, where they stand today, how long they have been here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from csmanager.features.team.detailwidget import status_of
from csmanager.features.team.queries import PersonRow
from csmanager.features.team.rules import initials, tenure_text
from csmanager.ui import theme
from csmanager.ui.widgets.chips import draw_status

_LETTERS = 20  # average letters beside the initials
_PAD, _DISC, _GAP = 12, 40, 6  # pixels
_ROW = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class CardWall(QListView):
    """``chosen`` (person id) when another card is current; ``opened`` (person id) on Enter or double click."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row_actions: Sequence[QAction] = ()
        self._model = _Cards(self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(_GAP)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        self.setProperty("role", "plain")
        self.setAccessibleName("People as cards")
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(_ROW).id))
        self.selectionModel().currentChanged.connect(self._on_current)
        self._is_filling = False

    def show_people(
        self, rows: Sequence[PersonRow], on: dt.date, label: Callable[[PersonRow], str], current: int | None
    ) -> None:
        """Show ``rows`` as of a day; ``label`` tells two people of one name apart."""
        self._is_filling = True
        self._model.show(rows, on, label)
        self._is_filling = False
        if current is not None:
            self.select(current)

    def select(self, person_id: int) -> bool:
        """Make somebody's card the current one; tells nobody."""
        at = self._model.row_of(person_id)
        if at < 0:
            return False
        self._is_filling = True
        self.setCurrentIndex(self._model.index(at, 0))
        self._is_filling = False
        return True

    def count(self) -> int:
        """How many cards there are."""
        return self._model.rowCount()

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and not self._is_filling:
            self.chosen.emit(index.data(_ROW).id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().data(_ROW).id)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self.row_actions))
        menu.popup(event.globalPos())


class _Cards(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[PersonRow] = []
        self._labels: list[str] = []
        self.on = dt.date.min

    def show(self, rows: Sequence[PersonRow], on: dt.date, label: Callable[[PersonRow], str]) -> None:
        self.beginResetModel()
        self._rows, self.on = list(rows), on
        self._labels = [label(row) for row in rows]
        self.endResetModel()

    def row_of(self, person_id: int) -> int:
        return next((at for at, row in enumerate(self._rows) if row.id == person_id), -1)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == _ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._labels[index.row()]
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = (self._labels[index.row()], row.role, row.team, status_of(row)[1], self.tenure(row))
            return ", ".join(word for word in words if word)
        return None

    def tenure(self, row: PersonRow) -> str:
        since = tenure_text(row.started_on, self.on)
        return f"{since} here" if since else ""


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        name = QFontMetrics(theme.scaled(theme.BODY, semibold=True))
        small = QFontMetrics(theme.scaled(theme.CAPTION))
        high = max(_DISC, name.height() + 3 * small.height() + 4) + 2 * _PAD
        return QSize(_DISC + 10 + name.averageCharWidth() * _LETTERS + 2 * _PAD, high)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PersonRow = index.data(_ROW)
        model = index.model()
        assert isinstance(model, _Cards)
        look = theme.current()
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setBrush(look.colour("selected" if is_chosen else "surface"))
        edge = "accent" if has_focus else "border" if is_chosen else "hairline"
        painter.setPen(QPen(look.colour(edge), theme.FOCUS if has_focus else 1))
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        inner = box.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        disc = QRectF(inner.left(), inner.top(), _DISC, _DISC)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("alt" if not is_chosen else "surface"))
        painter.drawEllipse(disc)
        painter.setFont(theme.scaled(theme.BODY, semibold=True))
        painter.setPen(look.colour("muted"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, initials(row.name))
        left = disc.right() + 10
        text = QRectF(left, inner.top(), inner.right() - left, inner.height())
        name, small = theme.scaled(theme.BODY, semibold=True), theme.scaled(theme.CAPTION)
        metrics, fine = QFontMetrics(name), QFontMetrics(small)
        painter.setFont(name)
        painter.setPen(look.colour("text"))
        self._write(painter, metrics, text, index.data())
        painter.setFont(small)
        painter.setPen(look.colour("muted"))
        below = text.translated(0, metrics.height() + 1)
        self._write(painter, fine, below, " · ".join(part for part in (row.role, row.team) if part) or "–")
        below.translate(0, fine.height() + 1)
        self._write(painter, fine, below, model.tenure(row))
        below.translate(0, fine.height() + 2)
        line = QRectF(below.left(), below.top(), below.width(), fine.height())
        draw_status(painter, line, *status_of(row), small)
        painter.restore()

    @staticmethod
    def _write(painter: QPainter, metrics: QFontMetrics, rect: QRectF, text: str) -> None:
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)
