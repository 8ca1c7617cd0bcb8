"""Person by course: who is due, done, expired or exempt; colour, shape and word in every cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core import saying
from csmanager.features.reviews.cycles.recordswidget import RecordsWidget
from csmanager.features.training.queries import EnrolmentRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.frozen import FrozenColumn
from csmanager.ui.widgets.table import Column, RecordTable

_CELL = 148  # pixels of a course's column


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One person; ``cells``: course -> where they stand with it."""

    id: int
    person: str
    team: str
    role: str
    cells: dict[int, EnrolmentRow]
    today: dt.date

    @property
    def late(self) -> int:
        """How many courses are late."""
        return sum(row.late(self.today) > 0 for row in self.cells.values())


def matrix_rows(rows: Sequence[EnrolmentRow], today: dt.date) -> list[MatrixRow]:
    """One row a person, by name."""
    found: dict[int, MatrixRow] = {}
    for row in rows:
        made = found.setdefault(
            row.person_id, MatrixRow(row.person_id, row.person, row.team, row.role, {}, today)
        )
        made.cells[row.course_id] = row
    return sorted(found.values(), key=lambda row: row.person.casefold())


class MatrixList(RecordsWidget):
    """The matrix as a list of people; the current column says which course is meant."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        self._heads: tuple[tuple[int, str], ...] = ()
        self.extra_actions: Sequence[Any] = ()
        super().__init__(
            desk, "Training matrix", _columns(()), title="Training matrix", noun=("person", "people"),
            nothing="Choose a person and a course.", parent=parent,
        )  # fmt: skip
        self.frozen = FrozenColumn(self.table.view)
        self.splitter.setSizes([760, 290])

    def show_matrix(self, rows: Sequence[EnrolmentRow], today: dt.date) -> None:
        """Show where everybody stands; the table is made anew when other courses stand in it."""
        titles = {row.course_id: row.course for row in rows}
        heads = tuple(sorted(titles.items(), key=lambda head: head[1].casefold()))
        if heads != self._heads:
            former, chosen = self.table, [row.id for row in self.table.selected_rows()]
            self.table = self._make(heads)
            self.splitter.replaceWidget(0, self.table)
            former.hide()
            former.deleteLater()
            self._heads = heads
            self.set_rows(matrix_rows(rows, today))
            if chosen:
                self.table.select(chosen[0])
            return
        self.set_rows(matrix_rows(rows, today))

    def cell(self) -> EnrolmentRow | None:
        """The person and course that are current; the most urgent one of the person on another column."""
        row = self.table.current_row()
        if row is None:
            return None
        column = self.table.view.currentIndex().column()
        key = self.table.columns[column].key if column >= 0 else ""
        if key.startswith("c") and key[1:].isdigit():
            found: EnrolmentRow | None = row.cells.get(int(key[1:]))
            return found
        return max(row.cells.values(), key=lambda one: one.late(row.today), default=None)

    def _make(self, heads: Sequence[tuple[int, str]]) -> RecordTable:
        table = RecordTable(
            "Training matrix",
            _columns(heads),
            preferences=self._desk.preferences,
            today=self._desk.today,
            parent=self,
        )
        table.setAccessibleName("Training matrix")
        table.set_noun("person", "people")
        table.set_empty(self.nothing_here())
        table.selection_changed.connect(lambda: self.chosen.emit(self.table.current_row()))
        table.view.selectionModel().currentChanged.connect(
            lambda *_indices: self.chosen.emit(self.table.current_row())
        )
        if self.extra_actions:
            table.add_actions(list(self.extra_actions))
        self.frozen = FrozenColumn(table.view)
        return table

    def nothing_here(self) -> QWidget:
        """What an empty matrix teaches."""
        return EmptyState(
            "Nobody has to take anything yet",
            "Add the ten modules that come along, or courses of your own, and say whose role needs them. Everybody of"
            " that role then stands here: due, done, run out or exempt.",
            "Add the ten modules",
            lambda: self.window_call("add_modules"),
        )

    def window_call(self, _name: str) -> None:
        """Set by the page: what the button of the empty matrix does."""


def _columns(heads: Sequence[tuple[int, str]]) -> list[Column]:
    return [
        Column("person", "Person", 160, value=lambda row: row.person),
        Column("team", "Team", 110, value=lambda row: row.team, hidden=True),
        Column("role", "Role", 100, value=lambda row: row.role, hidden=True),
        Column("late", "Late", 56, kind="number", value=lambda row: row.late or None),
        *(_column(key, title) for key, title in heads),
    ]


def _column(course_id: int, title: str) -> Column:
    def cell(row: MatrixRow) -> EnrolmentRow | None:
        return row.cells.get(course_id)

    def value(row: MatrixRow) -> tuple[str, str] | None:
        found = cell(row)
        return found.standing(row.today) if found is not None else None

    def tip(row: MatrixRow) -> str:
        found = cell(row)
        if found is None:
            return f"{title}: not asked of this person."
        due = f", due {saying.day(found.due_on)}" if found.due_on else ""
        until = f", counts until {saying.day(found.expires_on)}" if found.expires_on else ""
        return f"{title}: {found.standing(row.today)[1].lower()}{due}{until}"

    def sort(row: MatrixRow) -> float | None:
        found = cell(row)
        return None if found is None else float(-found.late(row.today))

    return Column(f"c{course_id}", title, _CELL, kind="status", value=value, tooltip=tip, sort=sort)
