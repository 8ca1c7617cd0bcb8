"""The policies at the left: by category, or as a search found them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from csmanager.features.handbook import rules
from csmanager.features.handbook.finding.queries import ClauseHit
from csmanager.features.handbook.queries import PolicyRow
from csmanager.features.handbook.rules import VersionState
from csmanager.ui import theme
from csmanager.ui.widgets import copying
from csmanager.ui.widgets.chips import Status, draw_status, status_font, status_width
from csmanager.ui.widgets.table import Column, export_value

_ENTRY = Qt.ItemDataRole.UserRole
_KEY = Qt.ItemDataRole.UserRole + 1
_PAD, _GAP = 10, 3  # pixels
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list. ``spans``: what to mark in ``detail``; ``key`` None: a category.

    ``clause``: the number of the clause that a search found in the policy, None where none did.
    """

    key: int | None
    title: str
    detail: str = ""
    status: Status | None = None
    spans: tuple[tuple[int, int], ...] = ()
    clause: int | None = None


def status_of(row: PolicyRow, today: dt.date) -> Status | None:
    """What asks for attention in a policy; None when it is simply in force."""
    if row.is_due(today):
        return Status("late", "review due")
    if row.number is None and row.is_retired and row.ahead is None:
        return Status("none", "retired")
    if row.ahead_state is not None and row.ahead_state is not VersionState.DRAFT:
        return Status("soon", rules.STATE_NAMES[row.ahead_state].lower())
    if row.draft is not None:
        return Status("soon", f"draft {row.draft}") if row.number else Status("open", "draft")
    return None


def entries(rows: Sequence[PolicyRow], today: dt.date) -> list[Entry]:
    """The policies under their categories."""
    found: list[Entry] = []
    category: str | None = None
    for row in rows:
        if row.category != category:
            category = row.category
            found.append(Entry(None, category or "Without a category"))
        version = f"version {row.number}" if row.number else "not in force"
        found.append(Entry(row.id, row.title, f"{row.code} · {version}", status_of(row, today)))
    return found


def hits(found: Sequence[ClauseHit], others: Sequence[PolicyRow], today: dt.date) -> list[Entry]:
    """What a search found: clauses in force with the line that fits, then policies whose title fits."""
    full, some = [row for row in found if row.is_full], [row for row in found if not row.is_full]
    shown = [_hit(row) for row in full]
    if some:
        shown += [Entry(None, "Some of the words")] if full else []
        shown += [_hit(row) for row in some]
    if others:
        shown.append(Entry(None, "Not in force"))
        shown += [Entry(row.id, row.title, row.code, status_of(row, today)) for row in others]
    return shown


def _hit(row: ClauseHit) -> Entry:
    title = row.title if row.clause in ("", row.title) else f"{row.code} {row.clause}"
    return Entry(row.policy_id, title, row.line or row.code, None, row.spans, row.number)


class PolicyList(QListWidget):
    """Categories and policies. ``chosen`` comes with the id of the policy that became current."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Policies")
        self.setItemDelegate(_EntryDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(False)
        self.currentItemChanged.connect(self._on_current)
        self.itemActivated.connect(self._on_activated)
        self._is_filling = False
        self._menu: QMenu | None = None
        self._rows: dict[int, PolicyRow] = {}
        self.searched = ""

    def show_entries(self, shown: Sequence[Entry]) -> None:
        """Show ``shown``; what was current stays so as long as it is there."""
        current, scroll = (self.current_key(), self.current_clause()), self.verticalScrollBar().value()
        chosen = set(self.selected_keys())
        self._is_filling = True
        self.clear()
        for entry in shown:
            item = QListWidgetItem(entry.title)
            item.setData(_ENTRY, entry)
            item.setData(_KEY, entry.key)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, _spoken(entry))
            if entry.key is None:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.addItem(item)
            if entry.key is not None and (entry.key, entry.clause) == current:
                self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.NoUpdate)
            if entry.key is not None and entry.key in chosen:
                item.setSelected(True)
        self._is_filling = False
        self.verticalScrollBar().setValue(scroll)

    def show_rows(self, rows: Sequence[PolicyRow]) -> None:
        """The policies behind the entries, for what is copied and exported."""
        self._rows = {row.id: row for row in rows}

    def shown_rows(self) -> list[PolicyRow]:
        """The policies in view."""
        return [self._rows[key] for key in self.shown_keys() if key in self._rows]

    def export_columns(self) -> list[Column]:
        """What is exported of each."""
        return list(_COLUMNS)

    def export_rows(self) -> tuple[list[str], list[list[Any]]]:
        """The policies in view as a table."""
        rows = [[export_value(column, row) for column in _COLUMNS] for row in self.shown_rows()]
        return [column.title for column in _COLUMNS], rows

    def filter_text(self) -> str:
        """What was searched for."""
        return self.searched

    def copy(self, *, headers: bool = True) -> None:
        """Put the selected policies on the clipboard."""
        rows = [self._rows[key] for key in self.selected_keys() if key in self._rows]
        if rows:
            QApplication.clipboard().setMimeData(copying.mime(_COLUMNS, rows, headers=headers))

    def offer(self, actions: Sequence[QAction]) -> None:
        """The commands of the context menu."""
        self._menu = QMenu(self)
        self._menu.addActions(list(actions))

    def current_key(self) -> int | None:
        """The id of the current policy."""
        item = self.currentItem()
        key: int | None = item.data(_KEY) if item is not None else None
        return key

    def current_clause(self) -> int | None:
        """The number of the clause that the current line is a hit of."""
        item = self.currentItem()
        entry: Entry | None = item.data(_ENTRY) if item is not None else None
        return entry.clause if entry is not None else None

    def selected_keys(self) -> list[int]:
        """The ids of the selected policies, each once, in the order shown."""
        keys = [item.data(_KEY) for item in map(self.item, range(self.count())) if item.isSelected()]
        return list(dict.fromkeys(key for key in keys if key is not None))

    def shown_keys(self) -> list[int]:
        """The ids of all policies shown, each once, in order."""
        keys = [self.item(at).data(_KEY) for at in range(self.count())]
        return list(dict.fromkeys(key for key in keys if key is not None))

    def select(self, key: int) -> bool:
        """Make the policy ``key`` current; False when it is not shown."""
        for at in range(self.count()):
            if self.item(at).data(_KEY) == key:
                self.setCurrentItem(self.item(at), QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.scrollToItem(self.item(at))
                return True
        return False

    def select_first(self) -> bool:
        """Make the first policy current; False when there is none."""
        keys = self.shown_keys()
        return bool(keys) and self.select(keys[0])

    def entry_at(self, at: int) -> Entry:
        """The entry of one line."""
        found: Entry = self.item(at).data(_ENTRY)
        return found

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.current_key() is not None and self._menu is not None:
            self._menu.popup(event.globalPos())

    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and not self._is_filling and item.data(_KEY) is not None:
            self.chosen.emit(item.data(_KEY))

    def _on_activated(self, item: QListWidgetItem) -> None:
        if item.data(_KEY) is not None:
            self.opened.emit(item.data(_KEY))


_COLUMNS = (
    Column("code", "Code", value=lambda row: row.code),
    Column("title", "Title", value=lambda row: row.title),
    Column("kind", "Kind", value=lambda row: rules.KIND_NAMES[row.kind]),
    Column("category", "Category", value=lambda row: row.category),
    Column("owner", "Owner", value=lambda row: row.owner),
    Column("version", "Version", kind="number", value=lambda row: row.number),
    Column("published", "In force since", kind="date", value=lambda row: row.published_on),
    Column("draft", "Draft", kind="number", value=lambda row: row.draft),
    Column("review", "Next review", kind="date", value=lambda row: row.next_review_on),
)


def _spoken(entry: Entry) -> str:
    if entry.key is None:
        return f"Category {entry.title}"
    return ", ".join(part for part in (entry.title, entry.detail, str(entry.status or "")) if part)


class _EntryDelegate(QStyledItemDelegate):
    """Draws a category as a small heading, a policy as title, detail and state."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(_ENTRY)
        line = option.fontMetrics.height()
        if entry.key is None:
            return QSize(120, line + (12 if index.row() else 4) + 8)
        return QSize(120, 2 * line + _GAP + 14)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(_ENTRY)
        look = theme.current()
        box = QRectF(option.rect)
        painter.save()
        if entry.key is None:
            font = theme.scaled(theme.CAPTION, semibold=True)
            painter.setFont(font)
            painter.setPen(look.colour("muted"))
            text = box.adjusted(_PAD, 0, -_PAD, -5)
            metrics = QFontMetrics(font)
            painter.drawText(
                text,
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom,
                metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, int(text.width())),
            )
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, look.colour("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, look.colour("alt"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(look.colour("accent"), theme.FOCUS))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        inside = box.adjusted(_PAD, 7, -_PAD, -7)
        line = option.fontMetrics.height()
        top = QRectF(inside.left(), inside.top(), inside.width(), line)
        if entry.status is not None:
            font = status_font(theme.scaled(theme.CAPTION), entry.status.kind)
            width = status_width(entry.status.text, font)
            place = QRectF(top.right() - width, top.top(), width, line)
            draw_status(painter, place, entry.status.kind, entry.status.text, font)
            top.setRight(place.left() - 8)
        painter.setFont(option.font)
        painter.setPen(look.colour("text"))
        title = option.fontMetrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, int(top.width()))
        painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        below = QRectF(inside.left(), inside.top() + line + _GAP, inside.width(), line)
        _draw_detail(painter, below, entry)
        painter.restore()


def _draw_detail(painter: QPainter, box: QRectF, entry: Entry) -> None:
    """The second line, with what matched in it standing out; it begins near the first match."""
    look = theme.current()
    font = theme.scaled(theme.CAPTION)
    metrics = QFontMetrics(font)
    text, spans = entry.detail, entry.spans
    if spans and metrics.horizontalAdvance(text[: spans[0][0] + spans[0][1]]) > box.width() * 0.7:
        start = max(0, text.rfind(" ", 0, max(0, spans[0][0] - 12)) + 1)
        text = f"… {text[start:]}"
        spans = tuple((at - start + 2, length) for at, length in spans if at >= start)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    layout = QTextLayout(shown, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    formats = []
    for at, length in spans:
        part = QTextLayout.FormatRange()
        part.start, part.length = at, max(0, min(length, len(shown) - at))
        shape = QTextCharFormat()
        shape.setFontWeight(700)
        shape.setFontUnderline(True)
        shape.setForeground(look.colour("text"))
        part.format = shape
        if part.length:
            formats.append(part)
    layout.setFormats(formats)
    layout.beginLayout()
    row = layout.createLine()
    row.setLineWidth(box.width())
    layout.endLayout()
    painter.setPen(look.colour("muted"))
    layout.draw(painter, box.topLeft())
