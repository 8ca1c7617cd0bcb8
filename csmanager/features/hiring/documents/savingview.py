"""Saves a text of hiring as PDF or Word, by the ending of its name, or prints it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError
from csmanager.ui import printing, theme
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.markdown import render

KINDS = "PDF (*.pdf);;Word (*.docx)"


def document(markdown: str, title: str) -> QTextDocument:
    """Markdown as it is printed."""
    made = QTextDocument()
    font = QFont()
    font.setPointSizeF(10.0)
    made.setDefaultFont(font)
    render(made, markdown, theme.tokens("light"), size=10.0)
    made.setProperty(printing.WHOLE, True)
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return made


def print_text(markdown: str, title: str, desk: Desk, parent: QWidget) -> None:
    """Show how it will be printed, and print."""
    printing.print_document(document(markdown, title), parent, desk.today())


def save(desk: Desk, markdown: str, title: str) -> Path | None:
    """Ask where, and write it; returns where it lies, None when nothing was written."""
    folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
    name = " ".join("".join(one if one.isalnum() or one in "-." else " " for one in title).split())[:80]
    path = desk.ask.save_path(title, str(folder / f"{name}.pdf"), KINDS)
    if path is None:
        return None
    path = path if path.suffix.casefold() in (".pdf", ".docx") else path.with_name(f"{path.name}.pdf")
    try:
        placed = write(markdown, title, path, desk)
    except AppError as error:
        desk.ask.tell(f"{path.name} was not saved", str(error))
        return None
    desk.preferences.set("export/folder", str(placed.parent))
    desk.say(f"Saved as {placed.name}.")
    return placed


def write(markdown: str, title: str, path: Path, desk: Desk) -> Path:
    """Write it by the ending of ``path``; returns where it lies."""
    if path.suffix.casefold() == ".docx":
        from csmanager.papers.word import write_markdown

        return write_markdown(path, markdown, title=title, whole=True)
    return printing.save_pdf(document(markdown, title), path, desk.today())
