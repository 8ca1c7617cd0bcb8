"""What was imported so far: files, counts, and the rows that were set aside, to save and mend."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.importing import fields, queries, undoing
from csmanager.features.importing.export import write_rows
from csmanager.features.importing.forecastwidget import KIND_WORDS
from csmanager.features.importing.queries import BatchRow
from csmanager.features.importing.rules import FileKind
from csmanager.ui.desk import Desk
from csmanager.ui.moments import day_text, moment_text
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable

SHOWN_IN = {  # kind of a file -> kind of records in the tab Records
    "calls": "contacts",
    "tickets": "contacts",
    "survey": "surveys",
    "comments": "comments",
    "complaints": "complaints",
    "quality": "grades",
    "rota": "planned",
    "worked": "worked",
    "absence": "absences",
    "intervals": "intervals",
}
_SHOWN = 5_000  # rows set aside that are listed; all of them are saved


class LedgerDialog(QDialog):
    """The files above, the rows set aside of the chosen one below."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ledger")
        self.setWindowTitle("Earlier imports")
        self.resize(980, 620)
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
                Column("kind", "Kind", width=104, value=_kind),
                Column("span", "Days", width=190, value=_span),
                Column("who", "By", width=84, value=lambda row: row.actor),
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
        self.problems.set_empty(EmptyState("No row was set aside", "Everything in this file was taken in."))
        self.notes = QLabel()
        self.notes.setProperty("role", "muted")
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.save_button = QPushButton("&Save rows set aside…")
        self.save_button.clicked.connect(self.save)
        self.undo_button = QPushButton("&Take this import back…")
        self.undo_button.clicked.connect(self.take_back)
        self.show_button = QPushButton("Show its &rows")
        self.show_button.clicked.connect(self.show_rows)
        for button in (self.save_button, self.undo_button, self.show_button):
            button.setAutoDefault(False)
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
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([340, 220])
        foot = QHBoxLayout()
        foot.addWidget(self.show_button)
        foot.addWidget(self.save_button)
        foot.addWidget(self.undo_button)
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
        self.notes.setText("" if batch is None else told_of(batch))
        self.save_button.setEnabled(bool(rows))
        self.undo_button.setEnabled(batch is not None and not self._desk.store.read_only)
        self.show_button.setEnabled(batch is not None and batch.kind in SHOWN_IN)

    def show_rows(self) -> None:
        """Show the rows of the chosen file where records are listed."""
        batch: BatchRow | None = self.batches.current_row()
        if batch is not None and batch.kind in SHOWN_IN:
            self.accept()
            self._desk.go("contacts", f"{SHOWN_IN[batch.kind]}:batch:{batch.id}")

    def take_back(self) -> None:
        """Take the whole import back as a new step, or say what stands against it."""
        batch: BatchRow | None = self.batches.current_row()
        if batch is None:
            return
        text = (
            f"Everything {batch.file} brought goes, and what it changed becomes what it was. This is a step of its"
            " own: Undo brings the import back."
        )
        if not self._desk.ask.confirm("Take this import back", text, "Take it back"):
            return
        try:
            done = undoing.undo_batch(self._desk.store, batch.id)
        except AppError as error:
            self._desk.ask.tell("The import stays", str(error))
            return
        self._desk.say(done.sentence(), undo=True)
        self.batches.set_rows(self._desk.read(queries.batches))
        self.batches.select_first()
        self._show()

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
        say = f"The rows set aside were saved as {placed.name}."
        self._desk.sent_out(placed, "Rows set aside of an import", say, rows=len(rows))


def _kind(row: BatchRow) -> str:
    known = row.kind in set(FileKind)
    return KIND_WORDS.get(FileKind(row.kind), row.kind) if known else row.kind.capitalize()


def told_of(batch: BatchRow) -> str:
    """What the ledger knows of a file beside its counts: columns and what they were taken for, notes, digest."""
    columns = ", ".join(
        f"“{header}” as {fields.label(batch.kind, key)}" for key, header in batch.mapping.items()
    )
    parts = [f"Read {columns}." if columns else "", *batch.notes, f"SHA-256 {batch.sha256[:16]}…"]
    return " ".join(part for part in parts if part)


def _span(row: BatchRow) -> str:
    if row.first_day is None or row.last_day is None:
        return ""
    return f"{day_text(row.first_day)} – {day_text(row.last_day)}"
