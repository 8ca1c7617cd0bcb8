"""Whom to call about someone: sealed, so that it is read after the passphrase only, and written at any time."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.team.documents import actions, queries
from csmanager.features.team.documents.queries import EmergencyRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.fields import Field
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.table import Column, RecordTable

_SEALED = "sealed"


class EmergencyDialog(QDialog):
    """The contacts of one person; while locked, only how many there are."""

    def __init__(self, desk: Desk, person_id: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Whom to call about {name}")
        self.resize(560, 360)
        self._desk, self._person_id, self._name = desk, person_id, name
        self.form: FormDialog | None = None
        self.table = RecordTable(
            "team-emergency",
            [
                Column("name", "Name", 180, value=lambda row: self._read(row)[0]),
                Column("phone", "Number", 150, value=lambda row: self._read(row)[1]),
                Column("relation", "Who it is", 130, value=lambda row: self._read(row)[2]),
            ],
            preferences=desk.preferences,
        )
        self.table.setAccessibleName("Emergency contacts")
        self.table.set_noun("contact", "contacts")
        self.table.set_empty(
            EmptyState(
                "Nobody noted yet",
                "Note who is called when something happens. Names and numbers are sealed: they are read with your"
                " passphrase only.",
                "Add a contact…",
                self.add,
            )
        )
        self.table.selection_changed.connect(self._enable)
        self.table.activated.connect(lambda _row: self.change())
        self.note = QLabel("Locked: names and numbers are shown after your passphrase.")
        self.note.setProperty("role", "caption")
        self.unlock_button = self._button("&Unlock", self.unlock)
        self.change_button = self._button("C&hange…", self.change)
        self.remove_button = self._button("&Take out", self.remove)
        top = QHBoxLayout()
        top.addWidget(self.note, 1)
        top.addWidget(self.unlock_button)
        foot = QHBoxLayout()
        for button in (self._button("&Add…", self.add), self.change_button, self.remove_button):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(self._button("Close", self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        desk.changed.connect(self._hear)
        desk.sealing.changed.connect(self.load)
        self.load()

    def load(self) -> None:
        """Read again; what is sealed stays so while it is locked."""
        self.table.set_rows([])
        rows = self._desk.read(queries.emergency, self._person_id)
        self.table.set_rows(rows)
        is_locked = bool(rows) and not self._desk.sealing.is_open
        self.note.setVisible(is_locked)
        self.unlock_button.setVisible(is_locked)
        if rows:
            self.table.select_first()
        self._enable()

    def unlock(self) -> None:
        """Ask for the passphrase."""
        self._desk.sealing.ask_open(self)

    def add(self) -> None:
        """Note somebody, also while it is locked."""
        if not self._desk.sealing.is_set_up and not self._desk.sealing.ask_open(self):
            return

        def submit(said: dict[str, Any]) -> int:
            label = f"Note whom to call about {self._name}"
            return self._desk.try_do(label, actions.add_emergency, self._person_id, **said)

        self._ask("Whom to call", ["", "", ""], submit)

    def change(self) -> None:
        """Another name or number; needs the passphrase."""
        row = self._row()
        if row is None or (not self._desk.sealing.is_open and not self._desk.sealing.ask_open(self)):
            return

        def submit(said: dict[str, Any]) -> None:
            label = f"Change whom to call about {self._name}"
            self._desk.try_do(label, actions.change_emergency, row.id, **said)

        self._ask("Whom to call", self._read(row), submit)

    def remove(self) -> None:
        """Take the contact out; Undo brings it back."""
        row = self._row()
        if row is not None:
            self._desk.do(f"Take out whom to call about {self._name}", actions.remove_emergency, row.id)

    def _ask(self, title: str, before: list[str], submit: Any) -> None:
        fields = [
            Field("name", "Name", value=before[0], required=True),
            Field("phone", "Number", value=before[1], required=True),
            Field("relation", "Who it is", value=before[2], placeholder="Brother, neighbour, …"),
        ]
        self.form = FormDialog(title, fields, submit, verb="Save", today=self._desk.today, parent=self)
        self.form.open()

    def _read(self, row: EmergencyRow) -> list[str]:
        try:
            text = self._desk.sealing.read(row.sealed, actions.emergency_about(row.id))
        except AppError as error:
            return [str(error), "", ""]
        return [_SEALED, "", ""] if text is None else [str(part) for part in json.loads(text)]

    def _row(self) -> EmergencyRow | None:
        found: EmergencyRow | None = self.table.current_row()
        return found

    def _enable(self) -> None:
        for button in (self.change_button, self.remove_button):
            button.setEnabled(self._row() is not None)

    def _button(self, text: str, act: Any) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: act())
        return button

    def _hear(self, change: Any) -> None:
        if "emergency_contact" in change.tables:
            self.load()
