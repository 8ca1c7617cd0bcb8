"""The table as it stands in the file: its first rows, with the headings and the rows set aside marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from csmanager.features.importing import fields
from csmanager.features.importing.foresight import Forecast
from csmanager.ui import theme

_MOST_WIDTH = 190  # pixels of a column at 100 %


class FoundTable(QWidget):
    """Rows are numbered as the file has them; what a column means stands above it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget()
        self.table.setObjectName("importFound")
        self.table.setAccessibleName("The table as it stands in the file")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(False)
        self.table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)

    def show_forecast(self, forecast: Forecast) -> None:
        """Show the first rows of a file that was read."""
        understood = forecast.understanding
        self.table.clear()
        if understood is None or not understood.grid:
            self.table.setRowCount(0)
            self.table.setColumnCount(0)
            self.note.setText("The first rows of this file cannot be shown.")
            return
        width = max(len(row) for row in understood.grid)
        self.table.setRowCount(len(understood.grid))
        self.table.setColumnCount(width)
        means = {guess.index: guess.field or "" for guess in understood.columns}
        heads = [
            fields.label(understood.kind, means[at]) if means.get(at) else "Left out" for at in range(width)
        ]
        if understood.is_turned:  # its columns are not these
            heads, means = [""] * width, dict.fromkeys(range(width), "cell")
        self.table.setHorizontalHeaderLabels(heads)
        aside = {row.row_number: row.reason for row in forecast.problems if row.sheet == understood.sheet}
        look = theme.current()
        for at, row in enumerate(understood.grid):
            number = at + 1 + understood.first_row
            is_head, reason = number == understood.header_row, aside.get(number, "")
            for column in range(width):
                item = QTableWidgetItem(row[column] if column < len(row) else "")
                if is_head:
                    font = item.font()
                    font.setBold(True)
                    item.setFont(font)
                    item.setBackground(QBrush(look.colour("selected")))
                    item.setForeground(QBrush(look.colour("text")))
                elif number < understood.header_row or not means.get(column):
                    item.setForeground(QBrush(look.colour("muted")))
                if reason:
                    item.setForeground(QBrush(QColor(look.bad)))
                    item.setToolTip(f"Set aside: {reason}")
                self.table.setItem(at, column, item)
        self.table.setVerticalHeaderLabels(
            [
                _mark(at + 1 + understood.first_row, understood.header_row, aside)
                for at in range(len(understood.grid))
            ]
        )
        self.table.resizeColumnsToContents()
        for column in range(width):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), _MOST_WIDTH))
        count = sum(number <= understood.first_row + len(understood.grid) for number in aside)
        told = f"The first {len(understood.grid):,} rows. Headings stand in row {understood.header_row}"
        told += f"; {count:,} of these rows {'is' if count == 1 else 'are'} set aside." if count else "."
        self.note.setText(told)


def _mark(number: int, header_row: int, aside: dict[int, str]) -> str:
    if number == header_row:
        return f"{number}  headings"
    return f"{number}  set aside" if number in aside else str(number)
