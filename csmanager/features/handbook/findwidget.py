"""Find and replace within the text that is being written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from csmanager.core.errors import AppError
from csmanager.features.handbook.sourcewidget import Source


class FindBar(QWidget):
    """Below the toolbar while something is looked for; Esc closes it. ``everywhere``: in all policies instead."""

    everywhere = Signal(str)

    def __init__(self, source: Source, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self.wanted, self.replace = QLineEdit(), QLineEdit()
        self.wanted.setPlaceholderText("Find")
        self.wanted.setAccessibleName("Find")
        self.replace.setPlaceholderText("Replace with")
        self.replace.setAccessibleName("Replace with")
        self.case = QCheckBox("Match case")
        self.says = QLabel()
        self.says.setProperty("role", "caption")
        self.next = QPushButton("Next")
        self.one = QPushButton("Replace")
        self.all = QPushButton("Replace all")
        self.others = QPushButton("All policies…")
        self.shut = QPushButton("Close")
        for button, call in (
            (self.next, self.go_on),
            (self.one, self.replace_one),
            (self.all, self.replace_all),
            (self.others, lambda: self.everywhere.emit(self.wanted.text())),
            (self.shut, self.close_bar),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, call=call: call())
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setSpacing(8)
        first.addWidget(self.wanted, 1)
        first.addWidget(self.replace, 1)
        first.addWidget(self.next)
        first.addWidget(self.one)
        first.addWidget(self.all)
        second.addWidget(self.case)
        second.addWidget(self.says, 1)
        second.addWidget(self.others)
        second.addWidget(self.shut)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(first)
        layout.addLayout(second)
        self.wanted.returnPressed.connect(self.go_on)
        self.wanted.textChanged.connect(lambda _text: self._count())
        self.case.toggled.connect(lambda _on: self._count())
        self.replace.returnPressed.connect(self.replace_one)
        self.hide()

    def open_bar(self) -> None:
        """Show it, with what is selected as what to find."""
        chosen = self._source.textCursor().selectedText()
        if chosen and "\u2029" not in chosen:
            self.wanted.setText(chosen)
        self.show()
        self.wanted.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.wanted.selectAll()
        self._count()

    def close_bar(self) -> None:
        """Hide it and go back to writing."""
        self.hide()
        self._source.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self, *, back: bool = False) -> None:
        """Select the next place, or the one before."""
        if not self._source.find_next(self.wanted.text(), match_case=self.case.isChecked(), back=back):
            self._count()

    def replace_one(self) -> None:
        """Replace the place that is selected and go to the next."""
        cursor, find = self._source.textCursor(), self.wanted.text()
        chosen = cursor.selectedText()
        is_it = chosen == find if self.case.isChecked() else chosen.casefold() == find.casefold()
        if find and is_it:
            cursor.insertText(self.replace.text())
        self.go_on()
        self._count()

    def replace_all(self) -> None:
        """Replace every place in this text."""
        try:
            count = self._source.replace_all(
                self.wanted.text(), self.replace.text(), match_case=self.case.isChecked()
            )
        except AppError as error:
            self.says.setText(str(error))
            return
        self.says.setText(f"{count} place{'s' * (count != 1)} replaced.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return
        super().keyPressEvent(event)

    def _count(self) -> None:
        find, text = self.wanted.text(), self._source.toPlainText()
        if not self.case.isChecked():
            find, text = find.casefold(), text.casefold()
        count = text.count(find) if find else 0
        self.says.setText(
            "" if not find else f"{count} place{'s' * (count != 1)}" if count else "Nothing says it."
        )
