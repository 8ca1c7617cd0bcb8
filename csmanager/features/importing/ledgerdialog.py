"""What was imported so far: files, counts, and the rows that were set aside, to save and mend."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.importing import queries
from csmanager.features.importing.export import write_rows
from csmanager.features.importing.queries import BatchRow
from csmanager.ui.desk import Desk
from csmanager.ui.moments import day_text, moment_text
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable

_SHOWN = 5_000  # rows set aside that are listed; all of them are saved


class LedgerDialog(QDialog):
    """The files above, the rows set aside of the chosen one below."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ledger")
        self.setWindowTitle("Earlier imports")
        self.resize(900, 560)
        self._desk = desk
        zone = desk.settings.zone()
        self.batches = RecordTable(
            "import-ledger",
            [
                Column("file", "File", width=190, value=lambda row: row.file),
                Column(
                    "at",
                    "Imported",
                    width=130,
                    kind="instant",
                    value=lambda row: row.imported_at,
                    text=lambda row: moment_text(row.imported_at, zone),
                ),
                Column("kind", "Kind", width=70, value=lambda row: row.kind.capitalize()),
                Column("span", "Days", width=170, value=_span),
                Column("added", "New", width=70, kind="number", decimals=0, value=lambda row: row.rows_added),
                Column(
                    "updated",
                    "Changed",
                    width=84,
                    kind="number",
                    decimals=0,
                    value=lambda row: row.rows_updated,
                ),
                Column(
                    "aside",
                    "Set aside",
                    width=84,
                    kind="number",
                    decimals=0,
                    value=lambda row: row.rows_set_aside,
                ),
            ],
            key=lambda row: row.id,
        )
        self.batches.set_noun("file", "files")
        self.batches.set_empty(
            EmptyState(
                "Nothing was imported yet", "Files that are taken in are listed here, with what was left out."
            )
        )
        self.problems = RecordTable(
            "import-ledger-rows",
            [
                Column("row", "Row", width=80, kind="number", decimals=0, value=lambda row: row.row_number),
                Column("column", "Column", width=150, value=lambda row: row.column or ""),
                Column("reason", "Reason", width=320, value=lambda row: row.reason),
                Column("cells", "Cells", width=320, value=lambda row: ", ".join(c for c in row.cells if c)),
            ],
            key=lambda row: row.id,
        )
        self.problems.set_noun("row set aside", "rows set aside")
        self.notes = QLabel()
        self.notes.setProperty("role", "muted")
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.save_button = QPushButton("&Save rows as spreadsheet…")
        self.save_button.clicked.connect(self.save)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        self._lay_out(close)
        self.batches.selection_changed.connect(self._show)
        self.batches.set_rows(desk.read(queries.batches))
        self.batches.select_first()
        self._show()

    def _lay_out(self, close: QPushButton) -> None:
        below = QWidget()
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.notes)
        inside.addWidget(self.problems, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.batches)
        parts.addWidget(below)
        foot = QHBoxLayout()
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.addWidget(parts, 1)
        layout.addLayout(foot)

    def _show(self) -> None:
        batch: BatchRow | None = self.batches.current_row()
        rows = [] if batch is None else self._desk.read(queries.set_aside, batch.id, _SHOWN)
        self.problems.set_rows(rows)
        self.notes.setText("" if batch is None else " ".join(batch.notes))
        self.save_button.setEnabled(bool(rows))

    def save(self) -> None:
        """Save the rows set aside of the chosen file."""
        batch: BatchRow | None = self.batches.current_row()
        if batch is None:
            return
        stem = batch.file.rpartition(".")[0] or batch.file
        path = self._desk.ask.save_path(
            "Save the rows set aside", f"{stem} set aside.xlsx", "Excel workbook (*.xlsx)"
        )
        if path is None:
            return
        rows = self._desk.read(queries.set_aside, batch.id)
        try:
            placed = write_rows(path, batch.headers, rows)
        except AppError as error:
            self._desk.ask.tell("Save the rows set aside", str(error))
            return
        self._desk.say(f"The rows set aside were saved as {placed.name}.")


def _span(row: BatchRow) -> str:
    if row.first_day is None or row.last_day is None:
        return ""
    return f"{day_text(row.first_day)} – {day_text(row.last_day)}"
