"""The lists people are sorted by: teams, roles and skills. Adding and renaming; each change is one step."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.team import actions, queries
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column, RecordTable

_KINDS = (("team", "Teams"), ("role", "Roles"), ("skill", "Skills"))


class ListsDialog(QDialog):
    """Renaming happens in the table, as everywhere: F2 or a double click."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Teams, roles and skills")
        self.resize(460, 440)
        self._desk = desk
        self.switch = SegmentedSwitch(_KINDS, name="List")
        self.switch.changed.connect(lambda _key: self.load())
        self.table = RecordTable(
            "team-lists",
            [
                Column("name", "Name", width=260, value=lambda row: row.name, editable=True),
                Column("people", "People now", width=110, kind="number", value=lambda row: row.people),
            ],
            preferences=desk.preferences,
        )
        self.table.on_edit = self._rename
        self.table.edited.connect(lambda *_: self.load())
        self.field = QLineEdit()
        self.field.returnPressed.connect(self.add)
        self.add_button = QPushButton("&Add")
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(lambda _checked=False: self.add())
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        close = QPushButton("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.add_button)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        head = QHBoxLayout()
        head.addWidget(self.switch)
        head.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        self.load()

    def load(self) -> None:
        """Show the list that is chosen."""
        kind = self.switch.value()
        self.field.setPlaceholderText(f"New {kind}")
        self.field.setAccessibleName(f"New {kind}")
        self.table.set_noun(kind, f"{kind}s")
        self.table.set_empty(EmptyState(f"No {kind}s yet", f"Write the name of a {kind} below."))
        self.table.set_rows(self._desk.read(queries.entries, kind, self._desk.today()))
        self._say("")

    def add(self) -> None:
        """Add what stands in the field."""
        kind = self.switch.value()
        try:
            self._desk.try_do(
                f"Add {kind} {self.field.text().strip()}", actions.add_entry, kind, self.field.text()
            )
        except AppError as error:
            self._say(str(error))
            return
        self.field.clear()
        self.load()

    def _rename(self, row: Any, _column: str, value: Any) -> None:
        kind = self.switch.value()
        self._desk.try_do(f"Rename {kind} {row.name}", actions.rename_entry, kind, row.id, str(value))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
