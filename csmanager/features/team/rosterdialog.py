"""A pasted roster before it is taken: what each column was understood as, what each row would do."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.team import rosteractions
from csmanager.features.team.roster import Block, read_block
from csmanager.features.team.rosteractions import RosterRow
from csmanager.features.team.rules import hours_text
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.table import Column, RecordTable

_KINDS = {"new": "good", "changed": "soon", "known": "none", "left out": "bad"}


class RosterDialog(QDialog):
    """The block stays editable above the preview, so that a slip can be mended here."""

    def __init__(self, desk: Desk, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Paste a roster")
        self.resize(820, 560)
        self._desk = desk
        self._block: Block | None = None
        how = QLabel(
            "Copy the cells of your roster in the spreadsheet, headings included, and paste them here."
            " Known are: name, code, team, role, hours, start date, e-mail, phone, login, extension."
        )
        how.setWordWrap(True)
        how.setProperty("role", "muted")
        self.field = QPlainTextEdit()
        self.field.setAccessibleName("Copied cells")
        self.field.setTabChangesFocus(True)
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.field.setMaximumHeight(130)
        self.understood = QLabel()
        self.understood.setWordWrap(True)
        self.table = RecordTable(
            "team-roster",
            [
                Column("number", "Row", width=56, kind="number", value=lambda row: row.number),
                Column("verdict", "What happens", width=130, kind="status", value=_verdict),
                Column("name", "Name", width=170, value=lambda row: row.name),
                Column("detail", "Changes", width=240, value=lambda row: row.detail),
                Column("team", "Team", width=110, value=lambda row: row.line.team),
                Column("role", "Role", width=110, value=lambda row: row.line.role),
                Column("hours", "Hours", width=70, value=lambda row: hours_text(row.line.weekly_minutes)),
                Column("started", "Started", kind="date", value=lambda row: row.line.started_on),
            ],
            key=lambda row: row.number,
            preferences=desk.preferences,
        )
        self.table.set_noun("row", "rows")
        self.table.set_empty(EmptyState("No rows yet", "They appear here as soon as cells are pasted above."))
        self.problem = QLabel()
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.take_button = QPushButton("Take over")
        self.take_button.setProperty("primary", True)
        self.take_button.setDefault(True)
        self.take_button.clicked.connect(self.take)
        keep = QPushButton("Cancel")
        keep.setAutoDefault(False)
        keep.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.problem, 1)
        foot.addStretch()
        foot.addWidget(keep)
        foot.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addWidget(how)
        layout.addWidget(self.field)
        layout.addWidget(self.understood)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.field.textChanged.connect(self.read)
        self.field.setPlainText(text)
        self.read()

    def read(self) -> None:
        """Understand what stands in the field now."""
        self._block = None
        rows: list[RosterRow] = []
        self._say("")
        text = self.field.toPlainText()
        if text.strip():
            try:
                self._block = read_block(text)
                rows = self._desk.read(rosteractions.preview, self._block.lines, self._desk.today())
            except AppError as error:
                self._say(str(error))
        self.table.set_rows(rows)
        counts = {verdict: sum(row.verdict == verdict for row in rows) for verdict in _KINDS}
        work = counts["new"] + counts["changed"]
        self.take_button.setEnabled(work > 0)
        self.take_button.setText(_verb(counts["new"], counts["changed"]))
        self.understood.setText(_understood(self._block))
        self.understood.setVisible(self._block is not None)

    def take(self) -> None:
        """Add and change in one step; a refusal stays here, with what was pasted."""
        if self._block is None:
            return
        try:
            self._desk.try_do(
                "Paste a roster", rosteractions.take, self._block.lines, today=self._desk.today()
            )
        except AppError as error:
            self._say(str(error))
            return
        self.accept()

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def _verdict(row: RosterRow) -> tuple[str, str]:
    return (_KINDS[row.verdict], row.verdict.capitalize())


def _verb(new: int, changed: int) -> str:
    if new and changed:
        return f"Add {new} and change {changed}"
    if changed:
        return f"Change {changed}"
    return f"Add {new} {'person' if new == 1 else 'people'}" if new else "Nothing to take over"


def _understood(block: Block | None) -> str:
    if block is None:
        return ""
    taken = [f"{heading} → {field}" for heading, field in block.columns if field]
    passed = [heading for heading, field in block.columns if not field and heading]
    text = f"Understood: {', '.join(taken)}."
    if passed:
        text += f" Passed over: {', '.join(passed)}."
    return " ".join([text, *block.notes])
