"""Everything that was typed and never saved, to copy from or to throw away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.drafts import KEEP_DAYS, Kept, Typed
from csmanager.ui.widgets.sealedfield import SHOWS_SEALED

if TYPE_CHECKING:
    from csmanager.ui.desk import Desk

_ABOUT = (
    "What you typed into a form and did not save. It is offered again when you open the same form; here you can copy"
    f" it elsewhere. After {KEEP_DAYS} days it goes by itself."
)
_NOTHING = "Nothing: all that was typed is saved, or was thrown away."


class UnsavedDialog(QDialog):
    """A list with the text beside it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unsaved")
        self.setWindowTitle("Unsaved texts")
        self._desk = desk
        self._rows: list[Kept] = []
        about = QLabel(_ABOUT)
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        self.list = QListWidget()
        self.list.setAccessibleName("Unsaved texts")
        self.list.setMinimumWidth(230)
        self.list.setSpacing(3)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("What was typed")
        self.text.setProperty(SHOWS_SEALED, True)
        self.unlock_button = QPushButton("&Unlock")
        self.unlock_button.clicked.connect(self.unlock)
        self.copy_button = QPushButton("&Copy the text")
        self.copy_button.clicked.connect(self.copy)
        self.drop_button = QPushButton("&Throw away")
        self.drop_button.clicked.connect(self.drop)
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list, 1)
        middle.addWidget(self.text, 2)
        below = QHBoxLayout()
        below.setSpacing(8)
        for button in (self.copy_button, self.unlock_button, self.drop_button):
            button.setAutoDefault(False)
            below.addWidget(button)
        below.addStretch()
        below.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(about)
        layout.addLayout(middle, 1)
        layout.addLayout(below)
        self.resize(760, 440)
        self.list.currentRowChanged.connect(lambda _at: self._show())
        desk.sealing.changed.connect(self.load)
        self.load()

    def load(self) -> None:
        """Read what there is."""
        at = max(0, self.list.currentRow())
        self._rows = self._desk.drafts.all()
        self.list.clear()
        for row in self._rows:
            typed = self._desk.drafts.read(row)
            title = typed.title if typed is not None else "Sealed"
            self.list.addItem(QListWidgetItem(f"{title}\n{self._desk.drafts.when(row)}"))
        self.list.setCurrentRow(min(at, len(self._rows) - 1))
        self._show()

    def unlock(self) -> None:
        """Ask for the passphrase of the sealed notes."""
        self._desk.drafts.open_sealed(self)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        self.text.selectAll()
        self.text.setFocus()
        self.text.copy()

    def drop(self) -> None:
        """Throw the one that is shown away."""
        row = self._one()
        if row is not None:
            self._desk.store.keep_draft(row.key, None)
            self.load()

    def _one(self) -> Kept | None:
        at = self.list.currentRow()
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _show(self) -> None:
        row = self._one()
        typed = self._desk.drafts.read(row) if row is not None else None
        is_locked = row is not None and typed is None and row.is_sealed and not self._desk.sealing.is_open
        self.unlock_button.setVisible(is_locked)
        self.copy_button.setVisible(not is_locked)
        self.copy_button.setEnabled(typed is not None)
        self.drop_button.setEnabled(row is not None and not self._desk.store.read_only)
        if row is None:
            self.text.setPlainText(_NOTHING)
        elif typed is None:
            self.text.setPlainText(
                "This one is sealed. Unlock it to read it." if is_locked else "It cannot be read any more."
            )
        else:
            self.text.setPlainText(words(typed))


def words(typed: Typed) -> str:
    """The texts of a draft, without what was only chosen."""
    return "\n\n".join(
        value.strip() for value in typed.fields.values() if isinstance(value, str) and value.strip()
    )
