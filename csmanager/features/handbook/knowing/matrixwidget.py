"""Person by policy: who has signed what, and how long the rest is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csmanager.core import saying
from csmanager.features.handbook.knowing import rules
from csmanager.features.handbook.knowing.queries import KnowRow, PolicyHead
from csmanager.features.handbook.knowing.rules import State
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.frozen import FrozenColumn
from csmanager.ui.widgets.table import Column, RecordTable
from csmanager.ui.widgets.texts import day_text

_CELL = 104  # pixels of a policy's column


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One person; ``cells``: policy -> where they stand."""

    id: int
    person: str
    team: str
    role: str
    cells: dict[int, KnowRow]
    today: dt.date

    @property
    def open(self) -> int:
        """How many texts are still open."""
        return sum(row.state in rules.PENDING for row in self.cells.values())


def matrix_rows(rows: Sequence[KnowRow], today: dt.date) -> list[MatrixRow]:
    """One row a person, by name."""
    found: dict[int, MatrixRow] = {}
    for row in rows:
        made = found.setdefault(
            row.person_id, MatrixRow(row.person_id, row.person, row.team, row.role, {}, today)
        )
        made.cells[row.policy_id] = row
    return sorted(found.values(), key=lambda row: row.person.casefold())


def cell_text(row: KnowRow, today: dt.date) -> str:
    """A state in few signs; the shape before it says which."""
    late = row.late(today)
    if late:
        return f"{late} d late"
    if row.state in (State.OPEN, State.QUIZ_FAILED):
        quiz = "quiz, " if row.state is State.QUIZ_FAILED else ""
        return f"{quiz}{row.age(today)} d"
    if row.state is State.SIGNED:
        return f"v{row.signed_number}"
    if row.state is State.CARRIED:
        return f"v{row.signed_number}, as v{row.present}"
    if row.state is State.WAIVED:
        return "waived"
    return day_text(row.assigned_on)


def cell_words(row: KnowRow, today: dt.date) -> str:
    """A state in a sentence."""
    head = (
        f"{row.code} {row.title}, version {row.present or row.number}: {rules.STATE_NAMES[row.state].lower()}"
    )
    if row.state in rules.PENDING:
        return (
            f"{head}. Asked on {day_text(row.assigned_on)} ({rules.REASON_NAMES[row.reason]}),"
            f" due on {day_text(row.due_on)}."
        )
    if row.state is State.CARRIED:
        return f"{head}. The signature under version {row.signed_number} counts: only the wording changed."
    if row.signed_at is not None:
        return f"{head} on {saying.day(row.signed_at)}."
    return f"{head}."


def mark_of(row: KnowRow) -> str:
    """The shape of a state."""
    return rules.STATE_MARKS[row.state]


class MatrixWidget(QWidget):
    """The table; made anew when other policies stand in it. ``activated`` with the person's row."""

    activated = Signal(object)
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._heads: tuple[tuple[int, str], ...] = ()
        self.table = self._make(())
        self._layout.addWidget(self.table)
        self.setFocusProxy(self.table)

    def show_rows(self, rows: Sequence[KnowRow], heads: Sequence[PolicyHead], today: dt.date) -> None:
        """Show where everybody stands with the policies of ``heads``."""
        wanted = tuple((head.id, f"{head.code}  {head.answered}/{head.asked}") for head in heads)
        if wanted != self._heads:
            former = self.table
            chosen = [row.id for row in former.selected_rows()]
            self.table = self._make(wanted)
            self._layout.replaceWidget(former, self.table)
            former.hide()
            former.deleteLater()
            self._heads = wanted
            self.setFocusProxy(self.table)
            self.table.set_rows(matrix_rows(rows, today))
            if chosen:
                self.table.select(chosen[0])
            return
        self.table.set_rows(matrix_rows(rows, today))

    def policy(self) -> int | None:
        """The policy of the column that is current."""
        column = self.table.view.currentIndex().column()
        key = self.table.columns[column].key if column >= 0 else ""
        return int(key.removeprefix("p")) if key.startswith("p") and key[1:].isdigit() else None

    def _make(self, heads: Sequence[tuple[int, str]]) -> RecordTable:
        columns = [
            Column("person", "Person", 190, value=lambda row: row.person),
            Column("team", "Team", 120, value=lambda row: row.team),
            Column("role", "Role", 110, value=lambda row: row.role, hidden=True),
            Column("open", "Open", 60, kind="number", value=lambda row: row.open),
        ]
        for key, title in heads:
            columns.append(_column(key, title))
        table = RecordTable("Who knows which policy", columns)
        table.set_noun("person", "people")
        table.set_empty(
            EmptyState(
                "Nothing has to be signed yet",
                "Publish a policy, and everybody it is for is asked to sign it: at the kiosk with a PIN, or on a"
                " printed sheet.",
            )
        )
        table.activated.connect(self.activated)
        table.selection_changed.connect(self.selection_changed)
        table.view.selectionModel().currentChanged.connect(lambda *_indices: self.selection_changed.emit())
        self.frozen = FrozenColumn(table.view)
        return table


def _column(policy_id: int, title: str) -> Column:
    def value(row: MatrixRow) -> tuple[str, str] | None:
        cell = row.cells.get(policy_id)
        return (mark_of(cell), cell_text(cell, row.today)) if cell is not None else None

    def tip(row: MatrixRow) -> str:
        cell = row.cells.get(policy_id)
        return cell_words(cell, row.today) if cell is not None else "Not for this person."

    def sort(row: MatrixRow) -> float | None:
        cell = row.cells.get(policy_id)
        if cell is None:
            return None
        return float(-cell.late(row.today)) if cell.state in rules.PENDING else 1.0

    return Column(f"p{policy_id}", title, _CELL, kind="status", value=value, tooltip=tip, sort=sort)
