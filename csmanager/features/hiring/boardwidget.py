"""The board: one column a stage, one card an applicant. Cards move by keyboard or by dragging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from csmanager.features.hiring import rules
from csmanager.features.hiring.columnwidget import MIME, StageColumn
from csmanager.features.hiring.queries import ApplicantRow
from csmanager.features.hiring.rules import StageFact
from csmanager.ui.widgets import copying
from csmanager.ui.widgets.table import Column, RecordTable

__all__ = ["MIME", "Board", "StageColumn"]


class Board(QWidget):
    """``moved`` (ids, stage or None for "closed, which way is asked"), ``stepped`` (ids, +1 or -1), ``opened`` (id)."""

    moved = Signal(object, object)
    stepped = Signal(object, int)
    opened = Signal(int)
    selection_changed = Signal()

    def __init__(
        self, table: Callable[[], RecordTable], menu: Callable[[], QMenu], parent: QWidget | None = None
    ) -> None:
        """``table``: gives the same rows as a table, which says what is copied and exported."""
        super().__init__(parent)
        self.setAccessibleName("Board")
        self._table = table
        self._menu = menu
        self._is_filling = False
        self._area = QScrollArea(self)
        self.line = QWidget(self._area)
        self._row = QHBoxLayout(self.line)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self.columns: list[StageColumn] = []
        self._path: tuple[StageFact, ...] = ()
        self.set_path(rules.PLAIN_PATH)

    def set_path(self, path: tuple[StageFact, ...]) -> None:
        """One column for each stage of ``path``, and one for all who are through."""
        if path == self._path:
            return
        self._path = path
        if len(self.columns) == len(path) + 1:
            for column, stage in zip(self.columns, path, strict=False):
                column.set_stage(stage)
            return
        for old in self.columns:
            self._row.removeWidget(old.frame)
            old.frame.deleteLater()
        self.columns = []
        stages: tuple[StageFact | None, ...] = (*path, None)
        for one in stages:
            column = StageColumn(self, one)
            self.columns.append(column)
            self._row.addWidget(column.frame, 1)
        self._only(self.columns[0])

    def column_of(self, row: ApplicantRow) -> StageColumn:
        """Where the card of an applicant stands: at its stage by id, by name, by kind, or among those through."""
        if row.stage in rules.CLOSED:
            return self.columns[-1]
        by_id, by_name, by_kind = self._places()
        found = by_id.get(row.stage_id) or by_name.get((row.stage_name, row.stage)) or by_kind.get(row.stage)
        return found or self.columns[0]

    def _places(self) -> tuple[dict[Any, StageColumn], dict[Any, StageColumn], dict[Any, StageColumn]]:
        listed = [(column.stage, column) for column in self.columns if column.stage is not None]
        return (
            {stage.id: column for stage, column in listed if stage.id is not None},
            {(stage.name, stage.type): column for stage, column in listed},
            {stage.type: column for stage, column in reversed(listed)},
        )

    def show_rows(self, rows: Sequence[ApplicantRow], today: dt.date, *, with_opening: bool) -> None:
        """Show ``rows``; who was current or selected stays so wherever they are now."""
        current, chosen = self.current_id(), set(self.selected_ids())
        had_focus = any(column.hasFocus() for column in self.columns)
        self._is_filling = True
        by_id, by_name, by_kind = self._places()
        sorted_out: dict[int, list[ApplicantRow]] = {id(column): [] for column in self.columns}
        last = self.columns[-1]
        for row in rows:
            if row.stage in rules.CLOSED:
                column = last
            else:
                column = (
                    by_id.get(row.stage_id)
                    or by_name.get((row.stage_name, row.stage))
                    or by_kind.get(row.stage, self.columns[0])
                )
            sorted_out[id(column)].append(row)
        for column in self.columns:
            mine = sorted_out[id(column)]
            if column is last:
                mine.sort(key=lambda row: row.stage_since, reverse=True)
            column.fill(mine, today, with_opening=with_opening)
            if column.restore(chosen, current) and had_focus:
                self._only(column)
                column.setFocus(Qt.FocusReason.OtherFocusReason)
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
            self._is_filling = True
            column.choose(0)
            self._is_filling = False

    def current_id(self) -> int | None:
        """The applicant whose card is current."""
        for column in self.columns:
            index = column.currentIndex()
            if index.isValid() and column.selectionModel().isSelected(index):
                return column.cards.rows[index.row()].id
        return next(iter(self.selected_ids()), None)

    def selected_ids(self) -> list[int]:
        """The applicants whose cards are selected."""
        return sorted(key for column in self.columns for key in column.selected_ids())

    def select(self, applicant_id: int) -> bool:
        """Make a card current; False when there is none."""
        for column in self.columns:
            for at, row in enumerate(column.cards.rows):
                if row.id == applicant_id:
                    self._only(column)
                    column.choose(at)
                    self._area.ensureWidgetVisible(column.frame, 0, 0)
                    return True
        return False

    def export_rows(self) -> tuple[list[str], list[list[Any]]]:
        """What the table of the same rows exports."""
        return self._table().export_rows()

    def export_columns(self) -> list[Column]:
        """The columns in view of that table."""
        return self._table().export_columns()

    def shown_rows(self) -> list[Any]:
        """The rows in view of that table."""
        return self._table().shown_rows()

    def filter_text(self) -> str:
        """What the filter is."""
        return self._table().filter_text()

    def copy(self, *, headers: bool = True) -> None:
        """Put the selected applicants on the clipboard."""
        chosen = set(self.selected_ids())
        rows = [row for row in self._table().rows() if row.id in chosen]
        if rows:
            mime = copying.mime(self._table().view.columns_shown(), rows, headers=headers)
            QApplication.clipboard().setMimeData(mime)

    # what the columns tell

    def go(self, column: StageColumn, way: int) -> None:
        """The focus goes to the nearest column with cards at the left or right, at the same height."""
        at = self.columns.index(column) + way
        while 0 <= at < len(self.columns):
            other = self.columns[at]
            if other.count():
                row = min(max(0, column.current_row()), other.count() - 1)
                self._only(other)
                other.choose(row)
                self._area.ensureWidgetVisible(other.frame, 0, 0)
                other.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            at += way

    def on_selection(self, column: StageColumn) -> None:
        """Cards are selected in one column at a time."""
        if self._is_filling:
            return
        if column.selectionModel().hasSelection():
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
            if other is not column and other.selectionModel().hasSelection():
                was, self._is_filling = self._is_filling, True
                other.clearSelection()
                self._is_filling = was
