"""Saves a text of hiring as PDF or Word, by the ending of its name, or prints it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError
from csmanager.features.hiring.documents import rules
from csmanager.ui import printing, textpaper
from csmanager.ui.desk import Desk

KINDS = "PDF (*.pdf);;Word (*.docx)"


def print_text(markdown: str, title: str, desk: Desk, parent: QWidget) -> None:
    """Show how it will be printed, and print."""
    text = rules.without_head(markdown, desk.settings.name)
    document = textpaper.document(text, title, desk.settings.name)
    printing.print_document(document, parent, desk.today(), what="Document of hiring")


def save(desk: Desk, markdown: str, title: str, what: str = "Document of hiring") -> Path | None:
    """Ask where, and write it; returns where it lies, None when nothing was written.

    ``what``: how the register of exports calls it, without a name.
    """
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
    desk.sent_out(placed, what, f"Saved as {placed.name}.")
    return placed


def write(markdown: str, title: str, path: Path, desk: Desk) -> Path:
    """Write it by the ending of ``path``; returns where it lies."""
    text = rules.without_head(markdown, desk.settings.name)
    return textpaper.write(text, title, path, head=desk.settings.name, day=desk.today())
