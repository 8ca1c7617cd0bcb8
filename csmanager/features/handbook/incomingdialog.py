"""A look at what files would become before anything is taken in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.handbook import rules
from csmanager.features.handbook.importing import PolicyDraftText
from csmanager.features.handbook.policytextview import PolicyTextView

_HEADS = ("Title", "Becomes", "Kind", "Category", "Words", "File")


class IncomingDialog(QDialog):
    """``submit(files)`` takes in those that are ticked, or raises AppError with the reason."""

    def __init__(
        self,
        files: Sequence[PolicyDraftText],
        fates: Sequence[str],
        submit: Callable[[list[PolicyDraftText]], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Bring in texts")
        self._files, self._submit = list(files), submit
        self.says = QLabel()
        self.says.setWordWrap(True)
        self.table = QTableWidget(len(files), len(_HEADS))
        self.table.setAccessibleName("Texts that were found")
        self.table.setHorizontalHeaderLabels(_HEADS)
        self.table.verticalHeader().hide()
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        for at, (file, fate) in enumerate(zip(files, fates, strict=True)):
            self._fill(at, file, fate)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.resizeColumnsToContents()
        self.table.itemChanged.connect(lambda _item: self._tell())
        self.table.currentCellChanged.connect(lambda row, *_rest: self._show(row))
        self.note = QLabel()
        self.note.setProperty("role", "caption")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.text = PolicyTextView("How it reads")
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.note)
        column.addWidget(self.text, 1)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(below)
        splitter.setSizes([260, 300])
        self.submit_button = QPushButton("Bring in")
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
        layout.addWidget(self.says)
        layout.addWidget(splitter, 1)
        layout.addLayout(buttons)
        self.resize(860, 640)
        if files:
            self.table.setCurrentCell(0, 0)
        self._tell()

    def chosen(self) -> list[PolicyDraftText]:
        """What is ticked."""
        return [
            file
            for at, file in enumerate(self._files)
            if (item := self.table.item(at, 0)) and item.checkState() is Qt.CheckState.Checked
        ]

    def submit(self) -> None:
        """Take in what is ticked, or say why not."""
        try:
            self._submit(self.chosen())
        except AppError as error:
            self.says.setText(str(error))
            return
        self.accept()

    def _fill(self, at: int, file: PolicyDraftText, fate: str) -> None:
        count = len(file.body.split())
        kind = "" if file.problem else rules.KIND_NAMES[file.kind]
        cells = (file.title, fate, kind, file.category, f"{count:,}", file.file)
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if column == 4:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if column == 0:
                is_new = not file.problem and not fate.startswith("same as") and "on its way" not in fate
                item.setCheckState(Qt.CheckState.Checked if is_new else Qt.CheckState.Unchecked)
                if file.problem:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            self.table.setItem(at, column, item)

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self._files):
            return
        file = self._files[row]
        around = [f"code {file.code}" if file.code else "", f"owner {file.owner}" if file.owner else ""]
        words = " · ".join(filter(None, around))
        self.note.setText(" ".join(filter(None, (words, *file.notes, file.problem))))
        self.note.setVisible(bool(self.note.text()))
        self.text.pictures = dict(file.pictures)
        self.text.show_text(file.body)

    def _tell(self) -> None:
        count, bad = len(self.chosen()), sum(bool(file.problem) for file in self._files)
        words = f"{count} of {len(self._files)} texts become drafts; nothing is published."
        self.says.setText(f"{words} {bad} cannot be taken in." if bad else words)
        self.submit_button.setEnabled(count > 0)
