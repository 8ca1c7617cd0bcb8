"""Which columns a table shows, in which order and width: chosen at the header, kept under the table's name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QApplication, QMenu, QTableView, QWidget

from csmanager.ui.widgets.columns import Column

_USUAL_HEIGHT = 16  # pixels of a line in the font the widths were chosen for
_GIVES = {"text": 0.4, "spark": 0.35, "bullet": 0.35, "status": 0.15}  # of its width, where room is short
_SHORT = 100  # pixels that a column of text keeps
_HEADING = 18  # pixels beside a heading, which is set a little wider than the font tells
_SAVE_MS = 400  # after the last pull at a header


class Memory(Protocol):
    """Where the window keeps what belongs to it."""

    def get(self, key: str, default: Any = None) -> Any:
        """What was kept under ``key``."""

    def set(self, key: str, value: Any) -> None:
        """Keep ``value``."""


def memory_around(widget: QWidget | None) -> Memory | None:
    """The preferences of the page or window that ``widget`` stands in: ``preferences``, or those of its ``desk``."""
    while widget is not None:
        for owner in (widget, getattr(widget, "desk", None), getattr(widget, "_desk", None)):
            found = getattr(owner, "preferences", None)
            if found is not None and hasattr(found, "get") and hasattr(found, "set"):
                kept: Memory = found
                return kept
        widget = widget.parentWidget()
    return None


class ColumnState(QObject):
    """Keeps one table's header. Columns are known by their keys, so that a new one finds its place."""

    def __init__(self, view: QTableView, name: str, columns: Sequence[Column]) -> None:
        super().__init__(view)
        self._view = view
        self._name = f"table/{name}"
        self._columns = tuple(columns)
        self._memory: Memory | None = None
        self._is_quiet = False
        self._away: set[int] = set()  # out of view only for want of room
        self._called: set[int] = set()  # asked for all the same
        self._has_own_widths = False  # the person pulled at a header
        self.needed: dict[int, int] = {}  # pixels that the numbers of a column need; a cut number misleads
        self.wished: dict[int, int] = {}  # pixels with which no text of a column would be cut
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_MS)
        self._timer.timeout.connect(self.save)
        header = view.horizontalHeader()
        for signal in (header.sectionMoved, header.sortIndicatorChanged):
            signal.connect(self._on_change)
        header.sectionResized.connect(self._on_resized)
        self.reset()

    def attach(self, memory: Memory | None) -> None:
        """Take up what ``memory`` knows of this table, and keep there from now on."""
        if memory is None or self._memory is not None:
            return
        self._memory = memory
        kept = memory.get(self._name, "")
        if isinstance(kept, str) and kept:
            try:
                self._restore(json.loads(kept))
            except (ValueError, TypeError, KeyError, AttributeError):
                self.reset()  # garbled: as at first

    def reset(self) -> None:
        """Every column as it was at first, nothing sorted."""
        header = self._view.horizontalHeader()
        self._is_quiet = True
        for number, column in enumerate(self._columns):
            header.moveSection(header.visualIndex(number), number)
            header.setSectionHidden(number, column.hidden)
            header.resizeSection(number, self._pixels(column.start_width))
        self._view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._is_quiet = False
        self._has_own_widths = False
        self._away, self._called = set(), set()
        self.fit()
        if self._memory is not None:
            self._memory.set(self._name, None)

    def fit(self) -> None:
        """Give numbers the room they need, and take a little off texts and pictures where that makes all fit.

        Room that is left goes to texts that would be cut, from the left on. Where not all fit and what is in the
        first column would be cut, columns that may leave step out of view, the last first.

        Never after the person pulled at a heading.
        """
        if self._has_own_widths:
            return
        self._let_leave()
        shown = self.shown()
        wanted = {number: self._wanted(number) for number in shown}
        over = sum(wanted.values()) - self._view.viewport().width()
        spare = {number: self._spare(number, wanted[number]) for number in shown}
        if over > sum(spare.values()):  # not all fit whatever they give: the words of states stay whole
            spare = {n: one if self._columns[n].kind == "text" else 0 for n, one in spare.items()}
        total = sum(spare.values())
        if over > 0 and total:
            for number in shown:
                wanted[number] -= min(spare[number], -(-spare[number] * over // total))
        left = -over
        for number in shown:
            if left <= 0:
                break
            more = min(left, max(0, self.wished.get(number, 0) - wanted[number]))
            wanted[number] += more
            left -= more
        header = self._view.horizontalHeader()
        self._is_quiet = True
        for number, width in wanted.items():
            header.resizeSection(number, width)
        self._is_quiet = False

    def _wanted(self, number: int) -> int:
        return max(self._pixels(self._columns[number].start_width), self.needed.get(number, 0))

    def _let_leave(self) -> None:
        header, room = self._view.horizontalHeader(), self._view.viewport().width()
        order = [header.logicalIndex(at) for at in range(header.count())]
        there = [n for n in order if n in self._away or not header.isSectionHidden(n)]
        leaving = [n for n in reversed(there) if self._columns[n].may_leave and n not in self._called]
        if not leaving and not self._away:
            return
        away: set[int] = set()
        for number in (*leaving, -1):
            shown = [n for n in there if n not in away]
            first = max(self._wanted(shown[0]), min(self.wished.get(shown[0], 0), room * 2 // 5))
            others = {n: self._wanted(n) for n in shown[1:]}
            least = first + sum(width - self._spare(n, width) for n, width in others.items())
            if least <= room or number < 0:
                break
            away.add(number)
        self._is_quiet = True
        for number in away | self._away:
            header.setSectionHidden(number, number in away)
        self._away = away
        self._is_quiet = False

    def _spare(self, number: int, width: int) -> int:
        """Pixels a column can do without: its heading stays whole, and so do short texts."""
        column = self._columns[number]
        heading = (
            self._view.horizontalHeader().fontMetrics().horizontalAdvance(column.title) * 1.12 + _HEADING
        )
        least = max(heading, self._pixels(_SHORT) if column.kind == "text" else 0)
        return max(0, int(min(width * _GIVES.get(column.kind, 0), width - least)))

    def shown(self) -> list[int]:
        """The columns in view, from left to right."""
        header = self._view.horizontalHeader()
        order = (header.logicalIndex(at) for at in range(header.count()))
        return [number for number in order if not header.isSectionHidden(number)]

    def show(self, number: int, on: bool) -> None:
        """Show or hide a column; the last one stays."""
        if on or len(self.shown()) > 1:
            self._away.discard(number)
            if on:
                self._called.add(number)
            else:
                self._called.discard(number)
            self._view.horizontalHeader().setSectionHidden(number, not on)
            self._on_change()
            self.fit()

    def move(self, number: int, way: int) -> None:
        """Move a column one place to the left (-1) or right (+1) among those in view."""
        shown = self.shown()
        target = shown.index(number) + way
        if 0 <= target < len(shown):
            header = self._view.horizontalHeader()
            header.moveSection(header.visualIndex(number), header.visualIndex(shown[target]))

    def save(self) -> None:
        """Keep the columns now."""
        self._timer.stop()
        if self._memory is None:
            return
        header = self._view.horizontalHeader()
        keys = [column.key for column in self._columns]
        sorted_by, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        state = {
            "order": [keys[header.logicalIndex(at)] for at in range(header.count())],
            "hidden": [
                keys[n] for n in range(header.count()) if header.isSectionHidden(n) and n not in self._away
            ],
            "widths": {
                key: header.sectionSize(n) / self._ratio()
                for n, key in enumerate(keys)
                if self._has_own_widths and not header.isSectionHidden(n)
            },
            "sort": [keys[sorted_by], order == Qt.SortOrder.DescendingOrder]
            if 0 <= sorted_by < len(keys)
            else None,
        }
        self._memory.set(self._name, json.dumps(state, separators=(",", ":")))

    def fill_menu(self, menu: QMenu, number: int | None) -> None:
        """Put into ``menu`` what can be done with columns; ``number`` is the one the menu was asked for."""
        if number is not None and 0 <= number < len(self._columns):
            title = self._columns[number].title
            shown = self.shown()
            at = shown.index(number) if number in shown else 0
            for text, way, can in (
                (f"Move {title} left", -1, at > 0),
                (f"Move {title} right", 1, at < len(shown) - 1),
            ):
                action = menu.addAction(text)
                action.setEnabled(can)
                action.triggered.connect(lambda _on=False, way=way: self.move(number, way))
            hide = menu.addAction(f"Hide {title}")
            hide.setEnabled(len(shown) > 1)
            hide.triggered.connect(lambda _on=False: self.show(number, False))
            menu.addSeparator()
        for other, column in enumerate(self._columns):
            action = QAction(column.title, menu)
            action.setCheckable(True)
            action.setChecked(not self._view.horizontalHeader().isSectionHidden(other))
            action.toggled.connect(lambda on, other=other: self.show(other, on))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction("Reset columns").triggered.connect(lambda _on=False: self.reset())

    def _restore(self, state: dict[str, Any]) -> None:
        keys = {column.key: number for number, column in enumerate(self._columns)}
        header = self._view.horizontalHeader()
        self._is_quiet = True
        order = [keys[key] for key in state["order"] if key in keys]
        order += [number for number in keys.values() if number not in order]
        for place, number in enumerate(order):
            header.moveSection(header.visualIndex(number), place)
        hidden = {keys[key] for key in state["hidden"] if key in keys}
        known = {keys[key] for key in state["order"] if key in keys}
        for number, column in enumerate(self._columns):
            header.setSectionHidden(number, number in hidden if number in known else column.hidden)
        self._away = set()
        self._has_own_widths = bool(state["widths"])
        for key, width in state["widths"].items():
            if key in keys:
                header.resizeSection(keys[key], max(24, self._pixels(float(width))))
        sort = state.get("sort")
        if sort and sort[0] in keys:
            order_of = Qt.SortOrder.DescendingOrder if sort[1] else Qt.SortOrder.AscendingOrder
            self._view.sortByColumn(keys[sort[0]], order_of)
        if not self.shown():
            header.setSectionHidden(0, False)
        self._is_quiet = False
        self.fit()

    def _on_resized(self, number: int, old: int, new: int) -> None:
        is_pulled = (
            old and new and number != self.shown()[-1]
        )  # hiding is no pull; the last follows the window
        if is_pulled and not self._is_quiet:
            self._has_own_widths = True
            self._on_change()

    def _on_change(self, *_: object) -> None:
        if not self._is_quiet and self._memory is not None:
            self._timer.start()

    def _ratio(self) -> float:
        return max(1.0, QFontMetrics(QApplication.font()).height() / _USUAL_HEIGHT)

    def _pixels(self, width: float) -> int:
        return round(width * self._ratio())
