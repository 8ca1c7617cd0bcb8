"""The register: which reports were made, for what, and where they lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QWidget

from csmanager.features.reports import places
from csmanager.features.reports.queries import MadeRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.card import Card
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable

_KINDS = {"workbook": "Excel", "pdf": "PDF"}


def open_with_system(path: Path) -> None:
    """Hand a file or folder to the program that is in charge of it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class Register(Card):
    """Past reports, newest first. ``open_path`` is what opens a file; a test puts its own there."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Reports made", "", parent)
        self.desk = desk
        self.open_path: Callable[[Path], None] = open_with_system
        self.table = RecordTable(
            "reports_made",
            [
                Column(
                    "period", "Period", width=120, value=lambda row: row.title, sort=lambda row: row.period
                ),
                Column("made", "Made", width=128, kind="instant", value=lambda row: row.made_at),
                Column("kind", "As", width=58, value=lambda row: _KINDS.get(row.kind, row.kind)),
                Column(
                    "people", "People", width=74, value=lambda row: "names" if row.with_names else "codes"
                ),
                Column("file", "File", width=220, value=lambda row: row.file_name),
                Column(
                    "protected", "Password", width=84, value=lambda row: "yes" if row.is_protected else "no"
                ),
            ],
            preferences=desk.preferences,
            today=desk.today,
        )
        self.table.setAccessibleName("Reports made")
        self.table.set_noun("report", "reports")
        self.table.set_empty(EmptyState("No report yet", "Each report you export is noted here."))
        self.open_action = QAction("Open report", self)
        self.open_action.triggered.connect(lambda _on=False: self.open_chosen())
        self.folder_action = QAction("Show report in folder", self)
        self.folder_action.triggered.connect(lambda _on=False: self.show_folder())
        self.table.add_actions([self.open_action, self.folder_action], self._enable)
        self.table.activated.connect(lambda _row: self.open_chosen())
        self.table.selection_changed.connect(self._enable)
        self.add(self.table, 1)
        self._enable()

    def show_rows(self, rows: Sequence[MadeRow]) -> None:
        """Show the register."""
        self.table.set_rows(rows)
        self._enable()

    def open_chosen(self) -> None:
        """Open the chosen report."""
        path = self._path()
        if path is not None:
            self.open_path(path)

    def show_folder(self) -> None:
        """Show where the chosen report lies."""
        path = self._path()
        if path is not None:
            self.open_path(path.parent)

    def _path(self) -> Path | None:
        row = self.table.current_row()
        if row is None:
            return None
        path = places.found(self.desk.preferences, row.sha256, row.file_name)
        if path is None:
            self.desk.ask.tell(
                "Open report",
                f"{row.file_name} is not where it was put, or was made on another computer. Make it again with"
                " Export Excel.",
            )
        return path

    def _enable(self) -> None:
        chosen = self.table.current_row() is not None
        self.open_action.setEnabled(chosen)
        self.folder_action.setEnabled(chosen)
