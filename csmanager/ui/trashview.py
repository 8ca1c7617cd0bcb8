"""The Trash: what was thrown away, by whom it is missed, and the way back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from csmanager.core import trash
from csmanager.core.store import Change
from csmanager.core.trash import Emptied, TrashRow
from csmanager.ui.desk import Desk
from csmanager.ui.moments import day_text
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable


class TrashView(QDialog):
    """Every record with a date of being thrown away. Restore asks nothing; only emptying does."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trash")
        self.setWindowTitle("Trash")
        self.resize(720, 480)
        self._desk = desk
        self.table = RecordTable(
            "trash",
            [
                Column("title", "Record", width=320, kind="text", value=lambda row: row.title),
                Column("kind", "Kind", width=140, kind="text", value=lambda row: row.kind),
                Column(
                    "trashed_on",
                    "Moved here",
                    width=120,
                    kind="date",
                    value=lambda row: row.trashed_on,
                    text=lambda row: day_text(row.trashed_on),
                ),
            ],
            key=lambda row: row.id,
        )
        self.table.setAccessibleName("Trash")
        self.table.set_noun("record", "records")
        self.table.set_empty(EmptyState("The Trash is empty", "What you move to the Trash waits here."))
        self.restore_button = QPushButton("&Restore")
        self.empty_button = QPushButton("&Empty Trash…")
        self.close_button = QPushButton("Close")
        for button in (self.restore_button, self.empty_button, self.close_button):
            button.setAutoDefault(False)
        self.note = QLabel("Records stay here until you empty the Trash.")
        self.note.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.restore_button)
        row.addWidget(self.empty_button)
        row.addWidget(self.note, 1)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.restore_button.clicked.connect(self.restore)
        self.empty_button.clicked.connect(self.empty)
        self.close_button.clicked.connect(self.close)
        self.table.selection_changed.connect(self._offer)
        self.table.activated.connect(lambda _row: self.restore())
        desk.changed.connect(self._on_changed)
        self.load()

    def load(self) -> None:
        """Read the Trash again."""
        self.table.set_rows(self._desk.read(trash.trash))
        self._offer()

    def restore(self) -> None:
        """Put the chosen records back."""
        rows: list[TrashRow] = self.table.selected_rows()
        if not rows:
            return
        label = f"Restore {rows[0].title}" if len(rows) == 1 else f"Restore {len(rows)} records"
        self._desk.do(label, trash.restore, [row.id for row in rows])

    def empty(self) -> None:
        """Remove everything for good, after asking."""
        count = len(self._desk.read(trash.trash))
        if not count:
            return
        word = "record" if count == 1 else "records"
        if not self._desk.ask.confirm(
            "Empty Trash",
            f"{count} {word} in the Trash will be removed, with what belongs to them. Older backups still hold them.",
            f"Delete {count} {word}",
        ):
            return
        done: Emptied | None = self._desk.do("Empty Trash", trash.empty)
        if done is not None and done.kept:
            self.note.setText(f"Kept, since other records need them: {', '.join(done.kept)}.")

    def _offer(self) -> None:
        can_write = not self._desk.store.read_only
        self.restore_button.setEnabled(can_write and bool(self.table.selected_rows()))
        self.empty_button.setEnabled(can_write and bool(self._desk.read(trash.trash)))

    def _on_changed(self, _change: Change) -> None:
        self.load()
