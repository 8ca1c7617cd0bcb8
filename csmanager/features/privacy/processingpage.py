"""The record of processing, made from the schema as it is, to read, print and hand out."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QVBoxLayout, QWidget

from csmanager.core import backup, files, outgoing
from csmanager.core.errors import AppError
from csmanager.features.privacy import processing
from csmanager.features.privacy.periodspage import WATCHED
from csmanager.features.privacy.processing import Safeguards
from csmanager.features.reviews.cycles.recordswidget import Commands
from csmanager.papers import html
from csmanager.ui.applock import MINUTES
from csmanager.ui.desk import Desk
from csmanager.ui.page import Page
from csmanager.ui.protectiondialogs import is_protected
from csmanager.ui.theme import PAGE_MARGIN
from csmanager.ui.widgets.markdown import MarkdownView
from csmanager.ui.widgets.pageheader import PageHeader

_FILTER = "PDF file (*.pdf);;Web page (*.html)"
_TITLE = "Record of processing"


class ProcessingPage(Page):
    """What is kept of whom, why and how long, from what every list declares."""

    watches: ClassVar[frozenset[str]] = WATCHED | {"export_made", "sealing_key"}

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.header = PageHeader(_TITLE, "made from what every list declares; it cannot fall behind")
        self.view = MarkdownView(_TITLE)
        self.text = ""
        self.commands = Commands(self)
        self.commands.make(("save", "Save as PDF or HTML…", self.save, ""))
        self.header.set_primary(self.commands.actions["save"])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PAGE_MARGIN, 16, PAGE_MARGIN, 12)
        layout.setSpacing(12)
        layout.addWidget(self.header)
        layout.addWidget(self.view, 1)

    def load(self) -> None:
        self.text = self.desk.read(processing.record, safeguards(self.desk), self.desk.today())
        self.view.show_text(self.text)

    def actions_offered(self) -> list[QAction]:
        return list(self.commands.actions.values())

    def print_document(self) -> QTextDocument | None:
        from csmanager.features.privacy.printview import document

        if self._is_stale:
            self._load()
        return document(self.text, _TITLE)

    def save(self) -> None:
        """Write it as PDF or as a web page."""
        name = f"{_TITLE} {self.desk.today():%Y-%m-%d}.pdf"
        path = self.desk.ask.save_path(_TITLE, str(Path.home() / name), _FILTER)
        if path is None:
            return
        try:
            placed = self._write(path)
            outgoing.note(self.desk.store, placed, _TITLE, with_names=False)
        except AppError as error:
            self.desk.ask.tell(_TITLE, str(error))
            return
        self.desk.say(f"Wrote {placed.name}.")

    def _write(self, path: Path) -> Path:
        if path.suffix.lower() == ".html":
            text = html.page(self.text, title=_TITLE)
            return files.replace_file(path, lambda target: _put(target, text))
        from csmanager.ui import printing

        document = self.print_document()
        assert document is not None
        return printing.save_pdf(document, path.with_suffix(".pdf"), self.desk.today())


def safeguards(desk: Desk) -> Safeguards:
    """How the store is guarded now."""
    listed = [row for row in backup.backups(desk.store.path) if not row.problem]
    return Safeguards(
        is_encrypted=is_protected(desk),
        has_passphrase=desk.sealing.is_set_up,
        backup_count=len(listed),
        last_backup=max((row.made_at for row in listed), default=None),
        lock_minutes=int(desk.preferences.get("applock/minutes", MINUTES))
        if desk.sealing.is_set_up
        else None,
    )


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
