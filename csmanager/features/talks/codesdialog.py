"""Sheets come back: type a code, Enter, the next; at the end all of them are entered as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable


class CodesDialog(QDialog):
    """A fast grid. ``take_line(typed)`` gives a line with a ``code``, or refuses it in a sentence; ``enter(lines,
    day)`` enters all of them as one step.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        intro: str,
        columns: Sequence[Column],
        take_line: Callable[[str], Any],
        enter: Callable[[list[Any], dt.date], object],
        *,
        example: str = "K7M-P2X",
        day_label: str = "Signed on",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._take_line, self._enter = take_line, enter
        self.lines: list[Any] = []
        self.setWindowTitle(title)
        self.resize(680, 500)
        words = QLabel(intro)
        words.setWordWrap(True)
        self.day = DateField(desk.today(), today=desk.today, name=day_label)
        self.code = QLineEdit()
        self.code.setAccessibleName("Code")
        self.code.setPlaceholderText(example)
        self.code.returnPressed.connect(self._on_return)
        form = QFormLayout()
        form.addRow(day_label, self.day)
        form.addRow("Code", self.code)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.setMinimumHeight(self.fontMetrics().lineSpacing() + 4)
        self.table = RecordTable(title, columns, key=lambda line: line.code, today=desk.today)
        self.table.set_noun("line", "lines")
        self.table.set_empty(EmptyState("No code yet", "What you type stands here until you enter it."))
        self.remove = QPushButton("Take the line out")
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._on_remove)
        self.enter_button = QPushButton("Enter")
        self.enter_button.setProperty("primary", True)
        self.enter_button.setAutoDefault(False)
        self.enter_button.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addStretch()
        buttons.addWidget(self.enter_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self._show()
        self.code.setFocus()

    def take(self) -> None:
        """Take what was typed."""
        self.problem.setText("")
        try:
            line = self._take_line(self.code.text())
            if any(known.code == line.code for known in self.lines):
                raise AppError(f"{line.code} stands here already.")
        except AppError as error:
            self.problem.setText(str(error))
            self.code.selectAll()
            return
        self.lines.append(line)
        self.code.clear()
        self._show()

    def submit(self) -> None:
        """Enter all of them."""
        if self.code.text().strip():
            self.take()
            if self.problem.text():
                return
        day = self.day.value()
        if day is None:
            self.problem.setText("Say on which day it was.")
            return
        try:
            self._enter(list(self.lines), day)
        except AppError as error:
            self.problem.setText(str(error))
            return
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.submit()
            return  # Enter alone takes a code and never closes the dialog
        super().keyPressEvent(event)

    def _on_return(self) -> None:
        if not QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take()

    def _on_remove(self) -> None:
        chosen = {line.code for line in self.table.selected_rows()}
        self.lines = [line for line in self.lines if line.code not in chosen]
        self._show()

    def _show(self) -> None:
        self.table.set_rows(self.lines)
        count = len(self.lines)
        self.enter_button.setEnabled(count > 0)
        self.enter_button.setText(f"Enter {count}" if count else "Enter")
        self.remove.setEnabled(count > 0)
