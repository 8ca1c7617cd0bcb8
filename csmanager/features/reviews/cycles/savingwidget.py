"""Saves the pages of reviews as they were kept, as PDF or as a workbook, without the window waiting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QTextDocument

from csmanager.core import outgoing
from csmanager.core.errors import AppError, Cancelled
from csmanager.core.files import replace_file
from csmanager.features.reviews.cycles import pinnedpaper, sheets
from csmanager.features.reviews.cycles.queries import ReviewRow
from csmanager.ui import printing
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Progress

FILTERS = {"pdf": "PDF (*.pdf)", "xlsx": "Excel workbook (*.xlsx)"}
_BREAK = "<p style='page-break-before:always;margin:0;font-size:1pt'></p>"


def save(desk: Desk, rows: Sequence[ReviewRow], kind: str, name: str) -> None:
    """Ask where, and write a page for each review; ``name``: what the file is called."""
    if not rows:
        return
    clean = " ".join("".join(one if one.isalnum() or one in "-." else " " for one in name).split())[:80]
    folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
    path = desk.ask.save_path("Save reviews", str(folder / f"{clean}.{kind}"), FILTERS[kind])
    if path is None:
        return
    if path.suffix.lower() != f".{kind}":
        path = path.with_name(f"{path.name}.{kind}")
    ids, store, today, now = [row.id for row in rows], desk.settings.name, desk.today(), desk.store.clock()

    def work(progress: Progress) -> Path:
        progress(0, 2, "Reading the reviews")
        found = desk.read(sheets.kept, ids)
        progress(1, 2, f"Writing {path.name}")
        if kind == "xlsx":
            return replace_file(
                path, lambda temporary: sheets.write(temporary, found, store=store, made_at=now)
            )
        timers = QEventLoop()  # a document starts timers while it is laid out, which need one in their thread
        try:
            return printing.save_pdf(pages(found, name, store), path, today)
        finally:
            timers.exit()

    def done(placed: Path) -> None:
        desk.preferences.set("export/folder", str(placed.parent))
        about = outgoing.person(*{row.person_id for row in rows})
        desk.sent_out(placed, "Reviews", f"Saved {placed.name}.", about=about)

    def failed(error: Exception) -> None:
        if not isinstance(error, Cancelled):
            text = str(error) if isinstance(error, AppError) else "The pages could not be written."
            desk.ask.tell("Save reviews", text)

    desk.run(f"Save {path.name}", work, then=done, failed=failed)


def pages(found: Sequence[sheets.Kept], title: str, store: str) -> QTextDocument:
    """All pages as one document, each review on a new sheet."""
    made = QTextDocument()
    parts = [pinnedpaper.html(one, store) for one in found]
    made.setHtml(_BREAK.join(parts) or "<p>There is no review to write.</p>")
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return made
