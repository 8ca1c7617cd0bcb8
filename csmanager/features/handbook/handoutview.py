"""What is handed out, on paper: the same as in Word, as pages of a PDF or of the printer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication, QTextCursor, QTextDocument

from csmanager.core.files import replace_file
from csmanager.features.handbook import handout, paperview
from csmanager.features.handbook.handout import HandOut, Progress
from csmanager.features.handbook.importing.escaping import table


def document_of(book: HandOut, progress: Progress | None = None) -> QTextDocument:
    """The whole document with contents, stamps, log and sign page."""
    document = paperview.blank(book.title, book.pictures)
    cursor = QTextCursor(document)
    if len(book.parts) > 1:
        lines = [f"# {book.title}\n\n*{book.stamp}*\n"]
        if book.with_contents:
            lines += [f"- {part.file.code}  {part.file.title}" for part in book.parts]
        paperview.append(document, cursor, "\n".join(lines), book.pictures, new_page=False)
    for at, part in enumerate(book.parts):
        if progress is not None:
            progress(at, len(book.parts), part.file.title)
        text = f"{handout.body_of(part)}\n\n*{part.stamp}*\n"
        paperview.append(document, cursor, text, book.pictures, new_page=bool(at) or len(book.parts) > 1)
    if book.with_log and book.changes:
        rows = [list(handout.LOG_HEAD), *[list(row) for row in handout.log_rows(book)]]
        text = "\n".join(["# What changed", "", *table(rows)])
        paperview.append(document, cursor, text, book.pictures, new_page=True)
    if book.with_sign_page:
        rows = [list(handout.SIGN_HEAD), *[[" "] * 3 for _ in handout.sign_rows()]]
        text = "\n".join(["# Signed", "", f"*{book.stamp}*", "", book.oath, "", *table(rows)])
        paperview.append(document, cursor, text, book.pictures, new_page=True)
    paperview.blacken(document)
    return document


def write_pdf(book: HandOut, path: Path, progress: Progress | None = None) -> Path:
    """Write the document as PDF; ``progress`` may raise to stop, and then nothing is left behind."""
    document = document_of(book, progress)
    return replace_file(path, lambda target: paperview.write_pdf(document, target))


def write_without_window(book: HandOut, path: Path) -> Path:
    """Write the PDF where no window is open; fonts need a part of Qt that needs no display."""
    if QGuiApplication.instance() is not None:
        return write_pdf(book, path)
    application = QGuiApplication(["csmanager", "-platform", "offscreen"])
    try:
        return write_pdf(book, path)
    finally:
        application.shutdown()
