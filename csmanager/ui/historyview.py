"""The History window: every step, what it did to which record, and whether the chain still fits."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from csmanager.core import history, lifeline
from csmanager.core.history import ChainReport, StepRow
from csmanager.core.lifeline import EventRow, TouchedRow
from csmanager.core.tables import StepKind
from csmanager.ui.desk import Desk
from csmanager.ui.moments import count_text, moment_text
from csmanager.ui.widgets.table import Column, RecordTable

_SHOWN = 2_000  # newest steps; older ones come with "Show older steps"
_KINDS = {
    StepKind.CHANGE: "Change",
    StepKind.UNDO: "Undone",
    StepKind.REDO: "Done again",
    StepKind.ERASURE: "Erased",
}


class HistoryView(QDialog):
    """Steps at the top; the records of the chosen step and the life of the chosen record below."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self.setWindowTitle("History")
        self.resize(980, 680)
        self._desk = desk
        self._steps: list[StepRow] = []
        zone = desk.settings.zone()

        self.steps = RecordTable(
            "history.steps",
            [
                Column("at", "When", width=140, kind="instant", value=lambda row: row.at, text=_when(zone)),
                Column("label", "What", width=380, kind="text", value=lambda row: row.label),
                Column("kind", "Kind", width=100, kind="text", value=lambda row: _KINDS[row.kind]),
                Column("actor", "By", width=110, kind="text", value=lambda row: row.actor),
                Column("rows", "Records", width=90, kind="number", value=lambda row: row.rows),
            ],
            key=lambda row: row.id,
        )
        self.steps.setAccessibleName("Steps")
        self.steps.set_noun("step", "steps")
        self.records = RecordTable(
            "history.records",
            [
                Column("kind", "Kind", width=120, kind="text", value=lambda row: row.kind),
                Column("title", "Record", width=200, kind="text", value=lambda row: row.title),
                Column("what", "Was", width=80, kind="text", value=lambda row: row.what),
            ],
            key=lambda row: (row.table, row.key),
        )
        self.records.setAccessibleName("Records of the step")
        self.records.set_noun("record", "records")
        self.life = RecordTable(
            "history.life",
            [
                Column("at", "When", width=130, kind="instant", value=lambda row: row.at, text=_when(zone)),
                Column("label", "Step", width=180, kind="text", value=lambda row: row.label),
                Column(
                    "fields", "What became of it", width=320, kind="text", value=_changes, tooltip=_changes
                ),
            ],
            key=lambda row: row.step_id,
        )
        self.life.setAccessibleName("Life of the record")
        self.life.set_noun("step", "steps")

        self.detail = QLabel("Choose a step to see what it did.")
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.life_title = QLabel("Choose a record to see its whole life.")
        self.verdict = QLabel()
        self.verdict.setObjectName("chainResult")
        self.verdict.setWordWrap(True)
        self.verify_button = QPushButton("&Verify history")
        self.verify_button.setToolTip(
            "Recompute the chain over every entry, so that a changed one is noticed"
        )
        self.older_button = QPushButton("Show &older steps")
        self.older_button.hide()
        self.close_button = QPushButton("Close")
        for button in (self.verify_button, self.older_button, self.close_button):
            button.setAutoDefault(False)

        left, right = QWidget(), QWidget()
        for widget, parts in ((left, (self.detail, self.records)), (right, (self.life_title, self.life))):
            column = QVBoxLayout(widget)
            column.setContentsMargins(0, 8, 0, 0)
            for part in parts:
                column.addWidget(part, 1 if isinstance(part, RecordTable) else 0)
        below = QSplitter(Qt.Orientation.Horizontal)
        below.addWidget(left)
        below.addWidget(right)
        below.setStretchFactor(1, 1)
        below.setSizes([380, 560])
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.steps)
        halves.addWidget(below)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        buttons = QHBoxLayout()
        buttons.addWidget(self.verify_button)
        buttons.addWidget(self.older_button)
        buttons.addWidget(self.verdict, 1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(halves, 1)
        column.addLayout(buttons)

        self.steps.selection_changed.connect(self._on_step)
        self.records.selection_changed.connect(self._on_record)
        self.verify_button.clicked.connect(self.verify)
        self.older_button.clicked.connect(self._on_older)
        self.close_button.clicked.connect(self.close)
        desk.changed.connect(lambda _change: self.load())
        self.load()

    def load(self) -> None:
        """Read the newest steps again."""
        limit = max(_SHOWN, len(self._steps))
        self._desk.fetch(self, history.steps, limit=limit, then=self._show)

    def verify(self) -> None:
        """Recompute the chain and say what was found."""
        self.verify_button.setEnabled(False)
        self.verdict.setText("Verifying …")
        self._desk.fetch(self, history.verify, then=self._on_verified)

    def _show(self, steps: list[StepRow]) -> None:
        self._steps = steps
        self.steps.set_rows(steps)
        self.older_button.setVisible(bool(steps) and steps[-1].id > 1)

    def _on_older(self) -> None:
        last = self._steps[-1].id
        self._desk.fetch(
            self,
            history.steps,
            limit=_SHOWN,
            before=last,
            then=lambda rows: self._show([*self._steps, *rows]),
        )

    def _on_step(self) -> None:
        step: StepRow | None = self.steps.current_row()
        if step is None:
            return
        if step.bulk:
            self._desk.fetch(self, lifeline.batch_facts, step.id, then=self._on_facts)
        else:
            self.detail.setText(f"Entry {step.id}: {step.label}")
        self._desk.fetch(self, lifeline.touched, step.id, then=self._on_touched)

    def _on_facts(self, facts: list[lifeline.FieldRow]) -> None:
        self.detail.setText("\n".join(f"{row.field}: {row.after}" for row in facts))

    def _on_touched(self, rows: list[TouchedRow]) -> None:
        self.records.set_rows(rows)
        self.life.set_rows([])
        self.life_title.setText("Choose a record to see its whole life.")

    def _on_record(self) -> None:
        row: TouchedRow | None = self.records.current_row()
        if row is None:
            return
        self.life_title.setText(f"The life of {row.title} ({row.kind.lower()})")
        self._desk.fetch(self, lifeline.life, row.table, row.key, then=self._on_life)

    def _on_life(self, rows: list[EventRow]) -> None:
        self.life.set_rows(rows)

    def _on_verified(self, report: ChainReport) -> None:
        self.verify_button.setEnabled(True)
        word = "entry" if report.entries == 1 else "entries"
        if report.broken_at is None:
            self.verdict.setText(
                f"● The history is whole: {count_text(report.entries)} {word}, each fits the one before."
            )
        else:
            self.verdict.setText(
                f"▼ Entry {report.broken_at} does not fit the one before: the history was changed from outside."
                " Restore a backup with File > Restore a backup."
            )


def _when(zone: Any) -> Any:
    return lambda row: moment_text(row.at, zone)


def _changes(row: EventRow) -> str:
    parts = []
    for item in row.fields:
        if row.what == "changed":
            parts.append(f"{item.field}: {item.before or 'empty'} → {item.after or 'empty'}")
        elif item.after or item.before:
            parts.append(f"{item.field}: {item.after or item.before}")
    return f"{row.what} — {'; '.join(parts)}" if parts else row.what
