"""Saves a sealed matter's paper as PDF or Word, or shows it before it is printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError
from csmanager.ui import printing, theme
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.markdown import render


def document(text: str, title: str) -> QTextDocument:
    """Markdown as it is printed; the title in the foot names nobody."""
    made = QTextDocument()
    render(made, text, theme.tokens("light"), size=10.0)
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return made


def preview(desk: Desk, parent: QWidget, text: str, title: str) -> QWidget:
    """Show the pages, with printing from there."""
    return printing.preview(document(text, title), parent, desk.today())


def save(desk: Desk, text: str, title: str) -> Path | None:
    """Ask where, and write; None when the person changed their mind or it could not be written."""
    path = desk.ask.save_path(title, f"{title}.docx", "Word (*.docx);;PDF (*.pdf)")
    if path is None:
        return None
    path = path if path.suffix else path.with_suffix(".docx")
    try:
        if path.suffix.casefold() == ".pdf":
            placed = printing.save_pdf(document(text, title), path, desk.today())
        else:
            from csmanager.papers.word import write_markdown

            placed = write_markdown(path, text, title=title)
    except AppError as error:
        desk.ask.tell(f"{path.name} was not saved", str(error))
        return None
    desk.say("Saved. The file is not sealed: give it to whom it is for, and do not leave it lying around.")
    return placed
