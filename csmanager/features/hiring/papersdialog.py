"""The papers of one applicant: what could be read from them, a copy outside, and taking one out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core import files
from csmanager.features.hiring.filing import actions
from csmanager.features.hiring.filing.actions import FileRow
from csmanager.features.hiring.queries import ApplicantRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.texts import day_text

_NOTHING = "No papers yet. Add papers… files a CV or a letter; its text can then be searched."


class PapersDialog(QDialog):
    """A list with the text beside it. Nothing is ever opened from here: a copy is saved, and opened elsewhere."""

    def __init__(self, desk: Desk, row: ApplicantRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._row = desk, row
        self._rows: list[FileRow] = []
        self.setWindowTitle(f"Papers of {row.name}")
        self.list = QListWidget()
        self.list.setAccessibleName("Papers")
        self.list.setMinimumWidth(230)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Text of the paper")
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.save_button = QPushButton("Save a copy…")
        self.save_button.clicked.connect(self.save)
        self.remove_button = QPushButton("Move to Trash")
        self.remove_button.clicked.connect(self.remove)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        side = QVBoxLayout()
        side.addWidget(self.text, 1)
        side.addWidget(self.note)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list, 1)
        middle.addLayout(side, 2)
        below = QHBoxLayout()
        below.addWidget(self.save_button)
        below.addWidget(self.remove_button)
        below.addStretch()
        below.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(middle, 1)
        layout.addLayout(below)
        self.resize(820, 560)
        self.list.currentRowChanged.connect(lambda _at: self._show())
        self._load()

    def _load(self) -> None:
        self._rows = self._desk.read(actions.files, self._row.id)
        for widget in (self.list, self.text, self.save_button, self.remove_button):
            widget.setVisible(bool(self._rows))
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft if self._rows else Qt.AlignmentFlag.AlignCenter)
        self.list.clear()
        for row in self._rows:
            mark = "▲ " if row.warning else ""
            item = QListWidgetItem(f"{mark}{row.name}\n{row.kind}, {day_text(row.added_on)}")
            item.setToolTip(row.warning or row.name)
            self.list.addItem(item)
        if self._rows:
            self.list.setCurrentRow(0)
        self._show()

    def _one(self) -> FileRow | None:
        at = self.list.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _show(self) -> None:
        row = self._one()
        self.save_button.setEnabled(row is not None)
        self.remove_button.setEnabled(row is not None and not self._desk.store.read_only)
        if row is None:
            self.text.setPlainText("")
            self.note.setText(_NOTHING)
            return
        self.text.setPlainText(self._desk.read(actions.text_of, row.id))
        size = f"{row.size / 1e6:.1f} MB" if row.size >= 100_000 else f"{max(1, round(row.size / 1e3))} kB"
        self.note.setText(
            " ".join(part for part in (row.warning, f"{size}, SHA-256 {row.sha256[:16]}…") if part)
        )

    def save(self) -> None:
        """Write the paper as it came to a place of one's choice."""
        row = self._one()
        if row is None:
            return
        path = self._desk.ask.save_path("Save a copy", row.name, "All files (*)")
        if path is not None:
            _, data = self._desk.read(actions.content, row.id)
            placed = files.replace_file(path, lambda temporary: _put(temporary, data), is_private=True)
            self._desk.sent_out(placed, "Paper of an applicant", f"{placed.name} is saved.")

    def remove(self) -> None:
        """Put the paper into the Trash."""
        row = self._one()
        if row is not None:
            self._desk.do(f"Move {row.name} to Trash", actions.trash_file, row.id, today=self._desk.today())
            self._load()


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
