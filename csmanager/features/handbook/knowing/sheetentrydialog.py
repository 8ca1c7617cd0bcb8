"""Sheets come back: type a code, Enter, the next; at the end all signatures are entered as one step."""

from __future__ import annotations

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
from csmanager.features.handbook.knowing import actions
from csmanager.features.handbook.knowing.queries import SheetLine
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable


class SheetEntryDialog(QDialog):
    """A fast grid for codes. A code that cannot be entered is refused at once, in a sentence."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.lines: list[SheetLine] = []
        self.setWindowTitle("Enter signed sheets")
        self.resize(680, 520)
        intro = QLabel(
            "Type the code that stands beside each signature and press Enter. Enter only what you hold in your"
            " hands: your name is kept with every line."
        )
        intro.setWordWrap(True)
        self.day = DateField(desk.today(), today=desk.today, name="Signed on")
        self.by = QLineEdit(str(desk.preferences.get("knowing/entered_by", "")))
        self.by.setAccessibleName("Entered by")
        self.by.setPlaceholderText("Your name")
        self.code = QLineEdit()
        self.code.setAccessibleName("Code")
        self.code.setPlaceholderText("K7M-P2X")
        self.code.returnPressed.connect(self._on_return)
        form = QFormLayout()
        form.addRow("Signed on", self.day)
        form.addRow("Entered by", self.by)
        form.addRow("Code", self.code)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.setMinimumHeight(self.fontMetrics().lineSpacing() + 4)
        self.table = RecordTable(
            "Signatures to enter",
            [
                Column("code", "Code", 100, value=lambda line: line.code),
                Column("person", "Person", 200, value=lambda line: line.person),
                Column("policy", "Policy", 220, value=lambda line: f"{line.policy_code} {line.title}"),
                Column("version", "Version", 70, kind="number", value=lambda line: line.number),
            ],
            today=desk.today,
        )
        self.table.set_noun("signature", "signatures")
        self.table.set_empty(
            EmptyState("No code yet", "The signatures you type stand here until you enter them.")
        )
        self.remove = QPushButton("Take the line out")
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._on_remove)
        self.enter = QPushButton("Enter signatures")
        self.enter.setProperty("primary", True)
        self.enter.setAutoDefault(False)
        self.enter.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove)
        buttons.addStretch()
        buttons.addWidget(self.enter)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(intro)
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self._show()
        self.code.setFocus()

    def _on_return(self) -> None:
        if not QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            self.take()

    def take(self) -> None:
        """Take the code that was typed."""
        typed = self.code.text()
        self.problem.setText("")
        try:
            line = self._desk.read(actions.read_code, typed, self._desk.today())
            if any(known.code == line.code for known in self.lines):
                raise AppError(f"{line.person} stands here already for {line.policy_code}.")
        except AppError as error:
            self.problem.setText(str(error))
            self.code.selectAll()
            return
        self.lines.append(line)
        self.code.clear()
        self._show()

    def submit(self) -> None:
        """Enter all signatures as one step."""
        if self.code.text().strip():
            self.take()
            if self.problem.text():
                return
        day = self.day.value()
        if day is None:
            self.problem.setText("Say on which day the sheets were signed.")
            return
        count = len(self.lines)
        try:
            self._desk.try_do(
                f"Enter {count} signature{'s' if count > 1 else ''} from paper",
                actions.enter_sheets,
                [line.code for line in self.lines],
                signed_on=day,
                entered_by=self.by.text(),
                now=self._desk.store.clock(),
            )
        except AppError as error:
            self.problem.setText(str(error))
            return
        self._desk.preferences.set("knowing/entered_by", self.by.text().strip())
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.submit()
            return  # Enter alone takes a code and never closes the dialog
        super().keyPressEvent(event)

    def _on_remove(self) -> None:
        chosen = {line.code for line in self.table.selected_rows()}
        self.lines = [line for line in self.lines if line.code not in chosen]
        self._show()

    def _show(self) -> None:
        self.table.set_rows(self.lines)
        count = len(self.lines)
        self.enter.setEnabled(count > 0)
        self.enter.setText(
            f"Enter {count} signature{'s' if count != 1 else ''}" if count else "Enter signatures"
        )
        self.remove.setEnabled(count > 0)
