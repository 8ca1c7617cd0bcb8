"""What erasing takes out and what stays, texts elsewhere to confirm, and how it went."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.erasure import Erased
from csmanager.features.privacy import erasing, rules
from csmanager.features.privacy.queries import KeptRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.texts import day_text

_FOR_GOOD = (
    "This cannot be undone. It goes from the records, the history and the file itself, and a new backup is made at"
    " once. Blocks of a disk that were freed may outlast it; only encryption helps there."
)
_MOST = 40


class EraseDialog(QDialog):
    """Asks once more, with everything named. Raises AppError when one of the records may not be erased."""

    def __init__(self, desk: Desk, rows: Sequence[KeptRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._rows, self._today = desk, list(rows), desk.today()
        self.preview = desk.read(erasing.preview, self._rows, today=self._today)
        who = rows[0].name if len(rows) == 1 else f"{len(rows)} records"
        self.setWindowTitle(f"Erase {who}?")
        self.setMinimumWidth(max(560, self.fontMetrics().averageCharWidth() * 84))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        kind = rules.KINDS[rows[0].kind].name
        told = ", ".join(row.name for row in rows[:6]) + (
            f" and {len(rows) - 6} more" if len(rows) > 6 else ""
        )
        layout.addWidget(_label(f"{kind}: {told}"))
        layout.addWidget(_heading("Goes"))
        self.goes = _list("What goes", self.preview.goes or ("Nothing is left to take out",))
        layout.addWidget(self.goes, 2)
        layout.addWidget(_heading("Stays"))
        layout.addWidget(_label("; ".join(self.preview.stays)))
        self.mentions = QListWidget()
        self.mentions.setAccessibleName("Texts of other records that name them")
        self.mentions.setWordWrap(True)
        for mention in self.preview.mentions:
            item = QListWidgetItem(f"{mention.kind}: {' '.join(mention.excerpt.split())}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(Qt.ItemDataRole.UserRole, mention.id)
            self.mentions.addItem(item)
        if self.preview.mentions:
            layout.addWidget(_heading("Named elsewhere: take the name out of these too"))
            layout.addWidget(self.mentions, 2)
        note = _label(_FOR_GOOD)
        note.setProperty("role", "muted")
        layout.addWidget(note)
        self.sure = QCheckBox("I have looked through it")
        layout.addWidget(self.sure)
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        layout.addWidget(self.problem)
        self.erase_button = QPushButton("Erase for good")
        self.erase_button.setProperty("danger", True)
        self.erase_button.setAutoDefault(False)
        self.erase_button.setEnabled(False)
        self.keep_button = QPushButton("Keep it")
        self.keep_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.erase_button)
        buttons.addWidget(self.keep_button)
        layout.addLayout(buttons)
        self.sure.toggled.connect(self.erase_button.setEnabled)
        self.keep_button.clicked.connect(self.reject)
        self.erase_button.clicked.connect(lambda _on=False: self.erase())

    def confirmed(self) -> list[tuple[str, str, str]]:
        """The mentions that lose the name too."""
        items = [self.mentions.item(at) for at in range(self.mentions.count())]
        return [
            tuple(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item is not None and item.checkState() is Qt.CheckState.Checked
        ]

    def erase(self) -> None:
        """Erase for good, aside; then say what was done and which older backups still hold it."""
        desk, rows, today, confirmed = self._desk, self._rows, self._today, self.confirmed()
        self.accept()
        desk.run(
            "Erasing",
            lambda _progress: erasing.erase(desk.store, rows, today=today, confirmed=confirmed),
            then=lambda done: tell(desk, done, len(rows)),
        )


def tell(desk: Desk, done: Erased, count: int) -> None:
    """How it went, in a sentence or two; older backups with their last day."""
    what = "1 record was erased" if count == 1 else f"{count} records were erased"
    lines = [f"{what}: {done.rows} values left the history, {done.texts} texts lost a name."]
    if done.left:
        lines.append(f"{len(done.left)} texts still name them, as you chose.")
    if done.older:
        days = [one.expires_on for one in done.older if one.expires_on is not None]
        last = f"; the last goes by {day_text(max(days))}" if days else ""
        lines.append(f"{len(done.older)} older backups still hold it{last}.")
    if not done.is_clean:
        lines.append("The file itself is written anew at the next opening.")
    desk.ask.tell("Erased", " ".join(lines))


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "section")
    return label


def _list(name: str, lines: Sequence[str]) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setWordWrap(True)
    made.addItems(list(lines[:_MOST]))
    if len(lines) > _MOST:
        made.addItem(f"and {len(lines) - _MOST} more")
    row = made.sizeHintForRow(0) if lines else 0
    made.setMinimumHeight(min(len(lines) + 1, 10) * row + 8)
    made.setMaximumHeight(max(len(lines) + 1, 3) * row + 8)
    return made
