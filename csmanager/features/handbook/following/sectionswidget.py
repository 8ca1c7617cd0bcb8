"""The sections of following: a table each, with what it says when empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from csmanager.features.handbook.finding.queries import ContradictionRow
from csmanager.features.handbook.following import columnswidget as columns
from csmanager.features.handbook.following.adherence import AdherenceRow, EvidenceRow
from csmanager.features.handbook.following.columnswidget import judgement_text
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column, RecordTable

SPANS = (("90", "90 days"), ("365", "12 months"), ("3650", "All"))


@dataclass(slots=True)
class Section:
    """One table of the page. ``explains``: what stands above it, with its definition."""

    key: str
    title: str
    explains: str
    read: Callable[[], Sequence[Any]]
    table: RecordTable
    widget: QWidget
    actions: list[QAction] = field(default_factory=list)
    primary: QAction | None = None
    opens: Callable[[Any], object] | None = None


def make_section(
    desk: Desk,
    key: str,
    title: str,
    explains: str,
    fields: Sequence[Column],
    read: Callable[[], Sequence[Any]],
    nouns: tuple[str, str],
    empty: EmptyState,
) -> Section:
    """A section that is a table alone."""
    table = RecordTable(f"following-{key}", fields, preferences=desk.preferences, today=desk.today)
    table.setAccessibleName(title)
    table.set_noun(*nouns)
    table.set_empty(empty)
    return Section(key, title, explains, read, table, table)


class ConflictsWidget(QWidget):
    """Pairs of sentences above; below, the chosen pair in full, side by side."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__()
        self.table = table
        self.sides = (_Side(), _Side())
        below = QHBoxLayout()
        below.setSpacing(12)
        for side in self.sides:
            below.addWidget(side, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(table, 1)
        layout.addLayout(below)
        table.selection_changed.connect(self.show_pair)
        table.model.modelReset.connect(self.show_pair)
        self.show_pair()

    def show_pair(self) -> None:
        """Show both sentences of the pair that is chosen."""
        row: ContradictionRow | None = self.table.current_row()
        for side in self.sides:
            side.setVisible(row is not None)
        if row is not None:
            self.sides[0].show_clause(row.first_policy, row.first_clause, row.first_says)
            self.sides[1].show_clause(row.second_policy, row.second_clause, row.second_says)


class _Side(QFrame):
    """A clause and the sentence it says."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.clause, self.says = QLabel(), QLabel()
        self.clause.setProperty("role", "card-title")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        for label in (self.clause, self.says):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(label)
        layout.addStretch(1)

    def show_clause(self, policy: str, clause: str, says: str) -> None:
        self.clause.setText(f"{policy}: {clause}" if clause else policy)
        self.says.setText(says)


class ClausesWidget(QWidget):
    """Clauses with their shares above, the rows behind the chosen one below."""

    def __init__(self, desk: Desk, table: RecordTable, reload: Callable[[], object]) -> None:
        super().__init__()
        self._rows: Sequence[EvidenceRow] = ()
        self.table = table
        self.span = SegmentedSwitch(SPANS, name="Time")
        self.span.set_value("365")
        self.span.changed.connect(lambda _key: reload())
        self.behind = QLabel()
        self.behind.setWordWrap(True)
        self.behind.setProperty("role", "muted")
        self.evidence = RecordTable(
            "following-evidence", columns.EVIDENCE, preferences=desk.preferences, today=desk.today
        )
        self.evidence.setAccessibleName("Grades and checks behind the clause")
        self.evidence.set_noun("observation", "observations")
        self.evidence.set_empty(
            EmptyState("", "Choose a clause to see the grades and spot checks behind it.")
        )
        below = QWidget()
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.addWidget(self.behind)
        inside.addWidget(self.evidence, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("following-clauses")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(table)
        self.splitter.addWidget(below)
        self.splitter.setSizes([330, 230])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.span, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.splitter, 1)
        table.selection_changed.connect(self.show_behind)

    @property
    def days(self) -> int:
        """How far back is looked."""
        return int(self.span.value())

    def show_rows(self, rows: Sequence[EvidenceRow]) -> None:
        """Keep every observation, for the one that is chosen."""
        self._rows = rows
        self.show_behind()

    def show_behind(self) -> None:
        """Show the observations of the clause that is chosen."""
        row: AdherenceRow | None = self.table.current_row()
        if row is None:
            self.behind.setText("")
            self.evidence.set_rows([])
            return
        self.behind.setText(f"{row.code} {row.heading}. {judgement_text(row)}")
        self.evidence.set_rows(
            [one for one in self._rows if (one.code, one.clause) == (row.code, row.clause)]
        )
