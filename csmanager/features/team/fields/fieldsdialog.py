"""The manager's own fields: added, changed and taken out; each is one step."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from csmanager.features.team.fields import actions, queries
from csmanager.features.team.fields.queries import FieldRow
from csmanager.features.team.fields.rules import TYPE_WORDS, FieldType
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.fields import Field
from csmanager.ui.widgets.form import FormDialog
from csmanager.ui.widgets.table import Column, RecordTable


class FieldsDialog(QDialog):
    """The list of fields with what can be done to them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Own fields")
        self.resize(620, 440)
        self._desk = desk
        self.form: FormDialog | None = None
        self.table = RecordTable(
            "team-fields",
            [
                Column("name", "Field", 170, value=lambda row: row.name),
                Column("kind", "Holds", 110, value=lambda row: TYPE_WORDS[row.kind]),
                Column("options", "List", 150, value=lambda row: ", ".join(row.options)),
                Column("filled", "Filled for", 90, kind="number", value=lambda row: row.filled),
            ],
            preferences=desk.preferences,
        )
        self.table.setAccessibleName("Own fields")
        self.table.set_noun("field", "fields")
        self.table.set_empty(
            EmptyState(
                "No fields of your own yet",
                "Key holder, shirt size, locker: whatever your list had a column for. Own fields stand in the table of"
                " people, in the form of each person, in groups and in every export.",
                "Add a field…",
                self.add,
            )
        )
        self.table.selection_changed.connect(self._enable)
        self.table.activated.connect(lambda _row: self.change())
        self.add_button = self._button("&Add…", self.add)
        self.change_button = self._button("C&hange…", self.change)
        self.remove_button = self._button("&Take out", self.remove)
        close = self._button("Close", self.accept)
        foot = QHBoxLayout()
        for button in (self.add_button, self.change_button, self.remove_button):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        desk.changed.connect(self._hear)
        self.load()

    def load(self) -> None:
        """Read the fields again."""
        self.table.set_rows(self._desk.read(queries.fields))
        self._enable()

    def add(self) -> None:
        """A new field."""

        def submit(said: dict[str, Any]) -> int:
            said["kind"] = FieldType(said["kind"])
            return self._desk.try_do(f"Add the field {said['name']}", actions.add_field, **said)

        kinds = [(kind.value, word) for kind, word in TYPE_WORDS.items()]
        fields = [
            Field("name", "Field", required=True, placeholder="Key holder, locker, …"),
            Field("kind", "Holds", "choice", FieldType.TEXT.value, True, options=kinds),
            Field("options", "List", placeholder="S; M; L; XL", help="Its words, parted by semicolons."),
            Field("in_list", "Show it in the table of people", "check", True),
        ]
        form = FormDialog(
            "Add a field", fields, submit, verb="Add field", today=self._desk.today, parent=self
        )
        form.inputs["kind"].changed.connect(
            lambda: form.set_visible("options", form.inputs["kind"].value() == FieldType.CHOICE.value)
        )
        form.set_visible("options", False)
        self._open(form)

    def change(self) -> None:
        """Another name or list for the field chosen."""
        row = self._row()
        if row is None:
            return

        def submit(said: dict[str, Any]) -> None:
            said.setdefault("options", "; ".join(row.options))
            self._desk.try_do(f"Change the field {row.name}", actions.change_field, row.id, **said)

        fields = [
            Field("name", "Field", value=row.name, required=True),
            Field("in_list", "Show it in the table of people", "check", row.in_list),
        ]
        if row.kind is FieldType.CHOICE:
            fields.insert(1, Field("options", "List", value="; ".join(row.options), required=True))
        self._open(
            FormDialog(f"Field {row.name}", fields, submit, verb="Save", today=self._desk.today, parent=self)
        )

    def remove(self) -> None:
        """Take the field out; Undo brings it back with what stood in it."""
        row = self._row()
        if row is not None:
            self._desk.do(f"Take out the field {row.name}", actions.remove_field, row.id)

    def _row(self) -> FieldRow | None:
        found: FieldRow | None = self.table.current_row()
        return found

    def _open(self, form: FormDialog) -> None:
        self.form = form
        form.open()

    def _enable(self) -> None:
        for button in (self.change_button, self.remove_button):
            button.setEnabled(self._row() is not None)

    def _button(self, text: str, act: Any) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: act())
        return button

    def _hear(self, change: Any) -> None:
        if {"person_field", "person_field_value"} & change.tables:
            self.load()
