"""Restore: which backups there are, what is in them, and what happens to the present file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from csmanager.core import backup
from csmanager.core.backup import BackupRow
from csmanager.ui.desk import Desk
from csmanager.ui.moments import count_text, moment_text, size_text
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable

BACKUP_FILTER = "Backups and stores (*.csm-backup *.csm)"
_REASONS = {
    "timer": "every half hour",
    "at-close": "when it was closed",
    "by-hand": "by hand",
    "before-update": "before an update",
    "rolling": "while you worked",
    "before-import": "before an import",
    "before-restore": "before a restore",
}
_COUNTED = (  # tables a manager knows, in the order they are named
    ("person", "people"),
    ("contact", "contacts"),
    ("applicant", "applicants"),
    ("policy", "policies"),
    ("target", "targets"),
    ("history_step", "steps of history"),
)


class RestoreDialog(QDialog):
    """``chosen`` is sent with the backup the person decided on."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("restore")
        self.setWindowTitle("Restore a backup")
        self.resize(880, 500)
        self._desk = desk
        zone = desk.settings.zone()
        self.table = RecordTable(
            "restore",
            [
                Column(
                    "made_at",
                    "Made",
                    width=160,
                    kind="instant",
                    value=lambda row: row.made_at,
                    text=lambda row: moment_text(row.made_at, zone),
                ),
                Column("reason", "Why", width=150, kind="text", value=lambda row: _reason(row.reason)),
                Column(
                    "bytes",
                    "Size",
                    width=90,
                    kind="number",
                    value=lambda row: row.bytes,
                    text=lambda row: size_text(row.bytes),
                ),
                Column("holds", "Holds", width=420, kind="text", value=holds),
            ],
            key=lambda row: str(row.path),
        )
        self.table.setAccessibleName("Backups")
        self.table.set_noun("backup", "backups")
        self.table.set_empty(
            EmptyState(
                "No backup yet", "One is made every half hour while you change things, and when you close."
            )
        )
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.other_button = QPushButton("Choose another &file…")
        self.restore_button = QPushButton("&Restore this backup")
        self.restore_button.setEnabled(False)
        self.keep_button = QPushButton("Keep the present file")
        self.keep_button.setDefault(True)
        self.keep_button.setProperty("primary", True)  # bold from the start, so that its width is right
        for button in (self.other_button, self.restore_button):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.other_button)
        row.addStretch(1)
        row.addWidget(self.restore_button)
        row.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.table, 1)
        column.addWidget(self.facts)
        column.addLayout(row)
        self._other: BackupRow | None = None
        self.table.selection_changed.connect(self._on_selected)
        self.other_button.clicked.connect(self._on_other)
        self.restore_button.clicked.connect(self._on_restore)
        self.keep_button.clicked.connect(self.reject)
        self.table.set_rows(backup.backups(desk.store.path))
        self._say(None)

    def row(self) -> BackupRow | None:
        """The backup that would be restored."""
        if self._other is not None:
            return self._other
        row: BackupRow | None = self.table.current_row()
        return row

    def _on_selected(self) -> None:
        if self.table.current_row() is not None:
            self._other = None
        self._say(self.row())

    def _on_other(self) -> None:
        for path in self._desk.ask.open_paths("Choose a backup or a store", BACKUP_FILTER)[:1]:
            self._other = look_into(path)
            self._say(self._other)

    def _say(self, row: BackupRow | None) -> None:
        name = self._desk.store.path.name
        self.restore_button.setEnabled(row is not None and not row.problem)
        if row is None:
            self.facts.setText(
                f"Choose a backup. The present {name} is kept beside the backups, whatever you restore."
            )
        elif row.problem:
            self.facts.setText(f"▼ {row.problem}")
        else:
            made = moment_text(row.made_at, self._desk.settings.zone())
            self.facts.setText(
                f"{row.path.name}, made {made}, {size_text(row.bytes)}: {holds(row) or 'nothing yet'}. It is checked,"
                f" then takes the place of {name}; the present file is kept beside the backups."
            )

    def _on_restore(self) -> None:
        row = self.row()
        if row is not None and not row.problem:
            self.accept()
            self.chosen.emit(row)


def look_into(path: Path) -> BackupRow:
    """A file from elsewhere, as a backup that may be restored; ``problem`` says why it may not."""
    import datetime as dt

    from csmanager.core import database
    from csmanager.core.errors import AppError

    made = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    try:
        facts = database.inspect(path)
    except AppError as error:
        return BackupRow(path, made, "", path.stat().st_size, {}, str(error))
    problem = f"{path.name} is damaged: {facts.problems[0]}." if facts.problems else ""
    return BackupRow(path, made, "", path.stat().st_size, facts.counts, problem)


def holds(row: Any) -> str:
    """What is in a backup, in the words of the manager."""
    parts = [f"{count_text(row.counts[table])} {word}" for table, word in _COUNTED if row.counts.get(table)]
    return ", ".join(parts)


def _reason(reason: str) -> str:
    return _REASONS.get(reason, reason.replace("-", " "))
