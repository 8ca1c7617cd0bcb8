"""Policies on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
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

from csmanager.features.handbook.policytextview import image_of
from csmanager.features.handbook.rules import PolicyFile
from csmanager.ui import theme
from csmanager.ui.widgets.markdown import render

PAPER = theme.tokens("light")
_WIDEST = 480  # pixels of a picture on paper


def paper_document(
    files: Sequence[PolicyFile], title: str, note: str = "", *, pictures: Mapping[str, bytes] | None = None
) -> QTextDocument:
    """Policies as they are printed: each on a page of its own; several after a list of contents.

    ``pictures``: bytes by the address the texts name.
    """
    shown = pictures or {}
    document = blank(title, shown)
    cursor = QTextCursor(document)
    if len(files) > 1:
        head = f"# {title}\n\n{note}\n\n" + "".join(f"- {_label(file)}\n" for file in files)
        append(document, cursor, head, shown, new_page=False)
    for at, file in enumerate(files):
        append(document, cursor, _with_title(file), shown, new_page=bool(at) or len(files) > 1)
    blacken(document)
    return document


def blank(title: str, pictures: Mapping[str, bytes]) -> QTextDocument:
    """An empty document in the type of paper."""
    document = QTextDocument()
    document.setDefaultFont(_font())
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    add_pictures(document, pictures)
    return document


def append(
    document: QTextDocument, cursor: QTextCursor, text: str, pictures: Mapping[str, bytes], *, new_page: bool
) -> None:
    """Add Markdown at the end, on a page of its own where ``new_page``."""
    cursor.movePosition(QTextCursor.MoveOperation.End)
    part = QTextDocument()
    add_pictures(part, pictures)
    part.setDefaultFont(_font())
    render(part, text, PAPER, size=10.0)
    start = cursor.position()
    if not document.isEmpty():
        cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        start = cursor.position()
    source = QTextCursor(part)
    source.select(QTextCursor.SelectionType.Document)
    cursor.insertFragment(source.selection())
    if new_page:
        _break_before(document, start)


def _font() -> QFont:
    font = QFont()
    font.setPointSizeF(10.0)
    return font


def add_pictures(document: QTextDocument, pictures: Mapping[str, bytes]) -> None:
    """Give ``document`` the pictures its text names."""
    for address, data in pictures.items():
        image = image_of(data, _WIDEST)
        if image is not None:
            document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(address), image)


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


def blacken(document: QTextDocument) -> None:
    """Black letters throughout."""
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
