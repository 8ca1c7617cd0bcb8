"""Saves a sealed matter's paper as PDF or Word, or shows it before it is printed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import AppError
from csmanager.ui import printing, textpaper
from csmanager.ui.desk import Desk


def preview(desk: Desk, parent: QWidget, text: str, title: str) -> QWidget:
    """Show the pages, with printing from there."""
    document = textpaper.document(text, title, desk.settings.name)
    return printing.preview(document, parent, desk.today(), what="Letter or form of conduct")


def save(desk: Desk, text: str, title: str) -> Path | None:
    """Ask where, and write; None when the person changed their mind or it could not be written."""
    path = desk.ask.save_path(title, f"{title}.docx", "Word (*.docx);;PDF (*.pdf)")
    if path is None:
        return None
    path = path if path.suffix else path.with_suffix(".docx")
    try:
        placed = textpaper.write(text, title, path, head=desk.settings.name, day=desk.today())
    except AppError as error:
        desk.ask.tell(f"{path.name} was not saved", str(error))
        return None
    desk.sent_out(placed, "Letter or form of conduct")
    desk.say("Saved. The file is not sealed: give it to whom it is for, and do not leave it lying around.")
    return placed
