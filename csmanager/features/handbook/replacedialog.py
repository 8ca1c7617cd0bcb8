"""Find and replace in every policy, with a look at where before anything changes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.handbook.replacing import PlaceRow, places, replace_everywhere
from csmanager.ui.desk import Desk

_PAUSE_MS = 150


class ReplaceDialog(QDialog):
    """Lists the policies that say it, to tick; replacing is one step."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, find: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("Find and replace in all policies")
        self._desk = desk
        self.wanted, self.replace = QLineEdit(find), QLineEdit()
        self.wanted.setAccessibleName("Find")
        self.replace.setAccessibleName("Replace with")
        self.case = QCheckBox("Match case")
        self.words = QCheckBox("Whole words")
        self.list = QListWidget()
        self.list.setAccessibleName("Policies that say it")
        self.says = QLabel()
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Find", self.wanted)
        form.addRow("Replace &with", self.replace)
        ticks = QHBoxLayout()
        ticks.addWidget(self.case)
        ticks.addWidget(self.words)
        ticks.addStretch()
        form.addRow("", ticks)
        self.submit_button = QPushButton("Replace in drafts")
        self.submit_button.setDefault(True)
        self.submit_button.setProperty("primary", True)
        self.submit_button.clicked.connect(self.submit)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.submit_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.says)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.resize(620, 480)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self.look)
        self.wanted.textChanged.connect(lambda _text: self._later.start())
        self.case.toggled.connect(lambda _on: self.look())
        self.words.toggled.connect(lambda _on: self.look())
        self.list.itemChanged.connect(lambda _item: self._offer())
        self.look()

    def look(self) -> None:
        """Find where it is said."""
        self._later.stop()
        self.list.clear()
        rows: Sequence[PlaceRow] = ()
        if self.wanted.text():
            try:
                rows = self._desk.read(places, self.wanted.text(), **self._how())
            except AppError as error:
                self.says.setText(str(error))
                self._offer()
                return
        self.list.blockSignals(True)
        for row in rows:
            held = f" ({row.hindrance}, so it stays)" if row.hindrance else ""
            item = QListWidgetItem(f"{row.code}  {row.title}: {row.count}×{held}\n{row.line}")
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            if row.hindrance:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            else:
                item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        count = sum(row.count for row in rows)
        self.says.setText(
            f"{count} place{'s' * (count != 1)} in {len(rows)} polic{'y' if len(rows) == 1 else 'ies'}. What is in"
            " force changes only when the drafts are published."
            if rows
            else "Nothing says it."
            if self.wanted.text()
            else "Say what to find."
        )
        self._offer()

    def submit(self) -> None:
        """Replace in what is ticked, as one step."""
        find, to = self.wanted.text(), self.replace.text()
        try:
            count = self._desk.try_do(
                f"Replace “{find[:40]}” by “{to[:40]}”",
                replace_everywhere,
                find,
                to,
                self._ticked(),
                today=self._desk.today(),
                **self._how(),
            )
        except AppError as error:
            self.says.setText(str(error))
            return
        self._desk.say(f"{count} place{'s' * (count != 1)} replaced.", True)
        self.accept()

    def _how(self) -> dict[str, bool]:
        return {"match_case": self.case.isChecked(), "whole_words": self.words.isChecked()}

    def _ticked(self) -> list[int]:
        items = [self.list.item(at) for at in range(self.list.count())]
        return [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() is Qt.CheckState.Checked and item.flags() & Qt.ItemFlag.ItemIsUserCheckable
        ]

    def _offer(self) -> None:
        self.submit_button.setEnabled(bool(self._ticked()))
