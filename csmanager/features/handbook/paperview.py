"""Policies on paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtPrintSupport import QPrinter

from csmanager.features.handbook.rules import PolicyFile
from csmanager.ui import theme
from csmanager.ui.widgets.markdown import render

PAPER = theme.tokens("light")


def paper_document(files: Sequence[PolicyFile], title: str, note: str = "") -> QTextDocument:
    """Policies as they are printed: each on a page of its own; several after a list of contents."""
    document = QTextDocument()
    font = QFont()
    font.setPointSizeF(10.0)
    document.setDefaultFont(font)
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    parts = []
    if len(files) > 1:
        parts.append(f"# {title}\n\n{note}\n\n")
        parts += [f"- {_label(file)}\n" for file in files]
    render(document, "".join(parts), PAPER, size=10.0)
    cursor = QTextCursor(document)
    for file in files:
        cursor.movePosition(QTextCursor.MoveOperation.End)
        part = QTextDocument()
        part.setDefaultFont(font)
        render(part, _with_title(file), PAPER, size=10.0)
        start = cursor.position()
        if not document.isEmpty():
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            start = cursor.position()
        source = QTextCursor(part)
        source.select(QTextCursor.SelectionType.Document)
        cursor.insertFragment(source.selection())
        if start:
            _break_before(document, start)
    _blacken(document)
    return document


def _with_title(file: PolicyFile) -> str:
    head = " · ".join(word for word in (file.code, file.category) if word)
    starts_with_title = file.body.lstrip().startswith("# ")
    body = file.body if starts_with_title else f"# {file.title}\n\n{file.body}"
    first, _, rest = body.lstrip().partition("\n")
    return f"{first}\n\n*{head}*\n{rest}" if head else body


def _label(file: PolicyFile) -> str:
    return f"{file.code}  {file.title}" if file.code else file.title


def _break_before(document: QTextDocument, position: int) -> None:
    cursor = QTextCursor(document.findBlock(position))
    shape = QTextBlockFormat()
    shape.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    cursor.mergeBlockFormat(shape)


def _blacken(document: QTextDocument) -> None:
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    letters = QTextCharFormat()
    letters.setForeground(QColor(Qt.GlobalColor.black))
    cursor.mergeCharFormat(letters)


def write_pdf(document: QTextDocument, path: Path) -> None:
    """``document`` as a PDF on the paper of the country, with page numbers."""
    from csmanager.ui import printing

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printing.set_up(printer, document)
    printing.draw(document, printer)
