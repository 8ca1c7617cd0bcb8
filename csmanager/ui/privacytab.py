"""The Privacy tab of the settings: when sealed notes and the window lock by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPushButton, QSpinBox, QWidget

from csmanager.core import keys
from csmanager.ui import applock, sealing

if TYPE_CHECKING:
    from csmanager.ui.desk import Desk

_MOST = 240  # minutes


class PrivacyTab(QWidget):
    """Both belong to this computer; they take effect when the settings are used."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        form = QFormLayout(self)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(10)
        self.sealed = _minutes(int(desk.preferences.get("sealing/minutes", sealing.MINUTES)))
        self.window_lock = _minutes(int(desk.preferences.get("applock/minutes", applock.MINUTES)))
        form.addRow("Lock sealed &notes after", self.sealed)
        form.addRow("Lock the &window after", self.window_lock)
        text = QLabel(
            "Counted without a key or a click. The window also locks when this computer has slept, and at once with"
            " Tools › Lock the window (F9)."
        )
        text.setWordWrap(True)
        form.addRow(text)
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.set_button = QPushButton()
        self.set_button.setAutoDefault(False)
        self.set_button.clicked.connect(self._set_passphrase)
        self.sheet_button = QPushButton("New &recovery sheet…")
        self.sheet_button.setAutoDefault(False)
        self.sheet_button.clicked.connect(self._new_sheet)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.set_button)
        row.addWidget(self.sheet_button)
        row.addStretch()
        self.whole = QLabel()
        self.whole.setWordWrap(True)
        form.addRow(self.state)
        form.addRow(row)
        form.addRow(self.whole)
        desk.sealing.changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Say whether there is a passphrase."""
        there = self._desk.sealing.is_set_up
        self.state.setText(
            "Sealed notes have a passphrase, which unlocks the window too."
            if there
            else "There is no passphrase for sealed notes yet: nothing can be sealed."
        )
        self.whole.setText(
            "The store as a whole is protected: it opens only with the passphrase of the store."
            if keys.known(self._desk.store.path) is not None
            else "The store as a whole is not protected: whoever gets the file can read what is not sealed. Set a"
            " passphrase for it with Tools › Protect the store."
        )
        self.set_button.setText("Change the &passphrase…" if there else "Set a &passphrase…")
        self.sheet_button.setVisible(there)
        can_write = not self._desk.store.read_only
        self.set_button.setEnabled(can_write)
        self.sheet_button.setEnabled(can_write)

    def save(self) -> None:
        """Keep both."""
        self._desk.sealing.set_minutes(self.sealed.value())
        self._desk.preferences.set("applock/minutes", self.window_lock.value())
        self._desk.sealing.changed.emit()

    def _set_passphrase(self) -> None:
        from csmanager.ui import sealingdialogs

        make = sealingdialogs.ChangeDialog if self._desk.sealing.is_set_up else sealingdialogs.SetUpDialog
        make(self._desk, self.window()).open()

    def _new_sheet(self) -> None:
        from csmanager.ui import sealingdialogs

        sealingdialogs.new_sheet(self._desk, self.window())


def _minutes(value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, _MOST)
    box.setSuffix(" minutes")
    box.setSpecialValueText("never by itself")
    box.setValue(value)
    return box
