"""The records behind a figure that is not made of single contacts, in a table of their own columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from csmanager.features.reviews.recordrows import RecordRow, RecordsBehind
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable


class RecordsBehindTable(QWidget):
    """Shows one set of records at a time; the table is made anew for each, since columns differ."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.table: RecordTable | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_records(self, found: RecordsBehind) -> None:
        """Show ``found``, oldest first."""
        if self.table is not None:
            self._layout.removeWidget(self.table)
            self.table.deleteLater()
        place = {id(row): number for number, row in enumerate(found.rows)}
        self.table = RecordTable(
            f"behind-{found.noun.replace(' ', '-')}",
            _columns(found),
            key=lambda row: place[id(row)],
            preferences=self._desk.preferences,
            today=self._desk.today,
        )
        self.table.setAccessibleName("Records behind the figure")
        self.table.set_noun(found.noun, f"{found.noun}s")
        self.table.set_empty(EmptyState("No records", "Nothing was counted for this measure in this period."))
        self._layout.addWidget(self.table)
        self.table.set_rows(found.rows)
        self.setFocusProxy(self.table.view)


def _columns(found: RecordsBehind) -> list[Column]:
    def cell(number: int) -> Callable[[RecordRow], Any]:
        return lambda row: row.cells[number]

    return [
        Column("day", "Day", 100, "date", value=lambda row: row.day),
        Column("person", "Person", 150, value=lambda row: row.person),
        *(
            Column(f"cell{number}", title, 120, value=cell(number))
            for number, title in enumerate(found.titles)
        ),
    ]
