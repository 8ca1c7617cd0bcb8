"""Texts of hiring to be read, copied and printed: an advertisement, an interview kit."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from csmanager.core.paths import data_dir
from csmanager.ui import textpaper
from csmanager.ui.widgets.markdown import MarkdownView


def shipped(name: str) -> str:
    """A text of resources/text/hiring."""
    return (data_dir("resources") / "text" / "hiring" / name).read_text(encoding="utf-8")


class TextDialog(QDialog):
    """One text with Print and Copy."""

    def __init__(self, title: str, text: str, parent: QWidget, *, above: str = "") -> None:
        """``above``: what is shown before the text and neither copied nor printed."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self._title, self.text = title, text
        self.view = MarkdownView(title)
        self.view.show_text(above + text)
        self.print_button = QPushButton("Print…")
        self.print_button.clicked.connect(self._print)
        self.copy_button = QPushButton("Copy text")
        self.copy_button.clicked.connect(lambda: QApplication.clipboard().setText(self.text))
        close = QPushButton("Close")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addWidget(self.print_button)
        row.addWidget(self.copy_button)
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.view, 1)
        layout.addLayout(row)
        self.resize(720, 640)

    def document(self) -> QTextDocument:
        """The text as it is printed."""
        return textpaper.document(self.text, self._title)

    def _print(self) -> None:
        from csmanager.ui import printing

        printing.print_document(self.document(), self, what="Document of hiring")
