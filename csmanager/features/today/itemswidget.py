"""The list of what needs the manager: one line an item, with its mark, its words and what can be done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from csmanager.core.feature import TodoItem
from csmanager.features.today.rules import due_text
from csmanager.ui import theme
from csmanager.ui.widgets.chips import draw_status, status_font, status_width
from csmanager.ui.widgets.texts import long_day_text

MOST_SHOWN = 8  # lines before "Show more": what stands below should be in view, too
_WORDS = {"late": "Late", "signal": "Signal", "soon": "Soon", "open": "Open"}
_GAP = 12  # pixels between columns
_INDENT = 24  # pixels by which a line stands in that is part of the one above


def mark_text(item: TodoItem, today: dt.date) -> str:
    """The word beside the mark: how far away it is, or what it is; of many, how many are late."""
    late = sum(one.mark == "late" for one in item.inside)
    if late:
        return f"{late} late" if late < len(item.inside) else "Late"
    words = due_text(item.due, today) if item.mark != "signal" else ""
    return f"{words[:1].upper()}{words[1:]}" or _WORDS.get(item.mark, "Open")


def detail_text(item: TodoItem, today: dt.date) -> str:
    """The detail without what the mark says already; the duty where nothing is left."""
    said = due_text(item.due, today).casefold()
    parts = [part for part in item.detail.split(", ") if not said or part.casefold() != said]
    return ", ".join(part for part in parts if part) or (
        "" if item.feature == "today" else item.feature.capitalize()
    )


def agenda_html(title: str, items: Sequence[TodoItem], today: dt.date) -> str:
    """The list on paper, with a box to tick."""
    lines = [
        f"<tr><td>{'' if item.inside else chr(0x2610)}</td><td><b>{escape(mark_text(item, today))}</b></td>"
        f"<td>{escape(item.text)}</td><td>{'' if item.inside else escape(detail_text(item, today))}</td></tr>"
        for each in items
        for item in (each, *each.inside)
    ]
    rows = "".join(lines) or "<tr><td>Nothing is late, due or promised.</td></tr>"
    return f"<h2>{escape(title)}</h2><table cellpadding='4' width='100%'>{rows}</table>"


class ItemRow(QWidget):
    """One line. Enter opens, Ctrl+Enter is done, the arrow keys move; the same stands in the context menu."""

    opened = Signal(object)
    finished = Signal(object)
    menu_wanted = Signal(object, QPoint)
    moved = Signal(object, int)
    focused = Signal(object)

    def __init__(
        self,
        item: TodoItem,
        today: dt.date,
        parent: QWidget,
        *,
        inside: bool = False,
        is_unfolded: bool = False,
    ) -> None:
        super().__init__(parent)
        self.item = item
        self.indent = _INDENT if inside else 0
        self.is_unfolded = is_unfolded
        self.mark = mark_text(item, today)
        self.detail = detail_text(item, today)
        self.mark_width = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        due = f", {long_day_text(item.due)}" if item.due is not None else ""
        self.setAccessibleName(f"{self.mark}: {item.text}. {self.detail}{due}")
        self.setToolTip(f"{item.text}\n{self.detail}{due}".strip().strip(","))
        word = "Open" if not item.inside else "Show less" if is_unfolded else f"Show {len(item.inside)}"
        self.open_button = self._button(word, lambda: self.opened.emit(self.item))
        self.done_button: QPushButton | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 6, 0)
        layout.setSpacing(4)
        layout.addStretch()
        layout.addWidget(self.open_button)
        if item.feature == "today" and not item.inside:
            self.done_button = self._button("Done", lambda: self.finished.emit(self.item))
            layout.addWidget(self.done_button)

    def _button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("link", True)
        button.setAccessibleName(f"{text}: {self.item.text}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: act())
        return button

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells the line from all others."""
        return (self.item.feature, self.item.record, self.item.text)

    def needed_mark_width(self) -> int:
        """Pixels the mark needs."""
        return status_width(self.mark, status_font(self.font(), self.item.mark))

    def buttons_width(self) -> int:
        """Pixels the buttons take at the right."""
        done = self.done_button.sizeHint().width() + 4 if self.done_button is not None else 0
        return self.open_button.sizeHint().width() + done + 6

    def sizeHint(self) -> QSize:
        return QSize(320, max(36, QFontMetrics(self.font()).height() + 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if held & Qt.KeyboardModifier.ControlModifier:
                self.finished.emit(self.item)
            else:
                self.opened.emit(self.item)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.moved.emit(self, 1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.moved.emit(self, -10_000 if key == Qt.Key.Key_Home else 10_000)
        elif self.item.inside and key == (Qt.Key.Key_Left if self.is_unfolded else Qt.Key.Key_Right):
            self.opened.emit(self.item)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.item)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        spot = (
            event.globalPos() if by_mouse else self.mapToGlobal(QPoint(self.mark_width + 24, self.height()))
        )
        self.menu_wanted.emit(self.item, spot)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("selected" if self.hasFocus() else "alt"))
            painter.drawRoundedRect(box, 4, 4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), theme.FOCUS))
            painter.drawRoundedRect(box, 4, 4)
        left = 8.0 + self.indent
        mark = QRectF(left, 0, self.mark_width, self.height())
        draw_status(painter, mark, self.item.mark, self.mark, status_font(self.font(), self.item.mark))
        left += self.mark_width + _GAP
        room = self.width() - self.buttons_width() - _GAP - left
        metrics = QFontMetrics(self.font())
        across = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        words = metrics.elidedText(self.item.text, Qt.TextElideMode.ElideRight, int(room))
        painter.setFont(self.font())
        painter.setPen(look.colour("text"))
        painter.drawText(QRectF(left, 0, room, self.height()), across, words)
        used = metrics.horizontalAdvance(words) + _GAP
        if self.detail and room - used > 60:
            detail = metrics.elidedText(self.detail, Qt.TextElideMode.ElideRight, int(room - used))
            painter.setPen(look.colour("muted"))
            painter.drawText(QRectF(left + used, 0, room - used, self.height()), across, detail)
        painter.end()


class ItemList(QWidget):
    """All lines, the most urgent first; beyond ``MOST_SHOWN`` a button shows the rest."""

    opened = Signal(object)
    finished = Signal(object)
    menu_wanted = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Needs you today")
        self.rows: list[ItemRow] = []
        self._items: list[TodoItem] = []
        self._today = dt.date.min
        self._shows_all = False
        self._last: tuple[str, str, str] | None = None
        self._unfolded: set[tuple[str, str]] = set()  # kept by kind: the number in the words changes
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.more = QPushButton(self)
        self.more.setProperty("link", True)
        self.more.clicked.connect(self._show_all)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(4)
        self._foot.addWidget(self.more)
        self._foot.addStretch()
        self._layout.addLayout(self._foot)

    def set_items(self, items: Sequence[TodoItem], today: dt.date) -> None:
        """Show ``items``; the focus stays on its line, or goes to the one that took its place."""
        focused = next((at for at, row in enumerate(self.rows) if row.isAncestorOf(self.focus_owner())), None)
        if focused is None:
            focused = next((at for at, row in enumerate(self.rows) if row.hasFocus()), None)
        key = self.rows[focused].key if focused is not None else None
        self._items, self._today = list(items), today
        for row in self.rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        shown = self._items if self._shows_all else self._items[:MOST_SHOWN]
        self.rows = []
        for item in shown:
            is_unfolded = bool(item.inside) and _kind(item) in self._unfolded
            self.rows.append(ItemRow(item, today, self, is_unfolded=is_unfolded))
            if is_unfolded:
                self.rows += [ItemRow(one, today, self, inside=True) for one in item.inside]
        width = max((row.needed_mark_width() for row in self.rows), default=0)
        for at, row in enumerate(self.rows):
            row.mark_width = width
            row.opened.connect(self._on_opened)
            row.finished.connect(self.finished)
            row.menu_wanted.connect(self.menu_wanted)
            row.moved.connect(self._on_moved)
            row.focused.connect(self._on_focused)
            self._layout.insertWidget(at, row)
            row.show()  # only what is shown can take the focus
        left = len(self._items) - len(shown)
        self.more.setText(f"Show {left} more")
        self.more.setVisible(left > 0)
        if focused is not None and self.rows:
            at = next(
                (at for at, row in enumerate(self.rows) if row.key == key), min(focused, len(self.rows) - 1)
            )
            self.rows[at].setFocus()

    def add_to_foot(self, widget: QWidget) -> None:
        """Put ``widget`` beside "Show more"."""
        self._foot.insertWidget(1, widget)

    def focus_owner(self) -> QWidget:
        """The widget that has the focus in this window; the list itself when there is none."""
        return self.window().focusWidget() or self

    def current(self) -> TodoItem | None:
        """The item whose line has the focus, or had it last: a menu or the palette may have taken it."""
        return next((row.item for row in self.rows if row.key == self._last), None)

    def row_of(self, feature: str, record: str) -> ItemRow | None:
        """The line of a record."""
        return next(
            (row for row in self.rows if row.item.feature == feature and row.item.record == record), None
        )

    def holds(self, item: TodoItem) -> bool:
        """Whether ``item`` is one of this list."""
        return item in self._items

    def toggle(self, item: TodoItem) -> None:
        """Show below a line what it holds, or hide that again."""
        self._unfolded ^= {_kind(item)}
        self.set_items(self._items, self._today)

    def _on_opened(self, item: TodoItem) -> None:
        if item.inside:
            self.toggle(item)
        else:
            self.opened.emit(item)

    def _show_all(self) -> None:
        self._shows_all = True
        self.set_items(self._items, self._today)

    def _on_focused(self, row: ItemRow) -> None:
        self._last = row.key

    def _on_moved(self, row: ItemRow, way: int) -> None:
        at = min(max(self.rows.index(row) + way, 0), len(self.rows) - 1)
        self.rows[at].setFocus(Qt.FocusReason.TabFocusReason)


def _kind(item: TodoItem) -> tuple[str, str]:
    """What tells a line that holds others from all such lines, however many it holds."""
    return (item.feature, item.inside[0].many)
