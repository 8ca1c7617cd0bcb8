"""Saves the letters and the packet of a plan: PDF, Word or workbook, as the name of the file says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from csmanager.core import outgoing
from csmanager.core.errors import AppError
from csmanager.core.files import replace_file
from csmanager.core.sealing import place
from csmanager.features.reviews.plans import letters
from csmanager.features.reviews.plans.queries import PlanDetail
from csmanager.ui import textpaper
from csmanager.ui.desk import Desk

_TEXTS = "PDF (*.pdf);;Word (*.docx)"
_PACKET = "PDF (*.pdf);;Workbook (*.xlsx);;Word (*.docx)"


class Papers(QObject):
    """Asks where, and writes."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def letter(self, found: PlanDetail, kind: str) -> None:
        """One letter."""
        desk = self._desk
        try:
            text = letters.letter(found, kind, shop=desk.settings.name, today=desk.today())
        except AppError as error:
            desk.ask.tell(f"Letter: {letters.LETTER_WORDS[kind]}", str(error))
            return
        title = f"Letter {letters.LETTER_WORDS[kind].lower()}"
        self._save(found, title, _TEXTS, lambda _suffix: text)

    def packet(self, found: PlanDetail) -> None:
        """Everything of the plan; asks about the private note where there is one."""
        desk = self._desk
        shop, today = desk.settings.name, desk.today()
        with_private = bool(found.private_note) and desk.ask.confirm(
            "Evidence packet",
            "The plan has a private note. It stays out unless you choose it.",
            "Put it in",
            "Leave it out",
        )
        if with_private:
            about = place("improvement_plan", "private_note", found.row.id)
            try:
                if desk.sealing.read(found.private_note, about) is None and not desk.sealing.ask_open():
                    return
                note = desk.sealing.read(found.private_note, about) or ""
            except AppError as error:
                desk.ask.tell("Evidence packet", str(error))
                return
            found = replace(found, private_note=note)

        def make(suffix: str) -> str | Callable[[Path], None]:
            if suffix == ".xlsx":
                return lambda path: letters.write_workbook(
                    path, found, shop=shop, today=today, with_private=with_private
                )
            return letters.packet(found, shop=shop, today=today, with_private=with_private)

        self._save(found, "Evidence", _PACKET, make)

    def _save(
        self, found: PlanDetail, what: str, kinds: str, make: Callable[[str], str | Callable[[Path], None]]
    ) -> None:
        desk = self._desk
        folder = Path(str(desk.preferences.get("export/folder", "")) or Path.home())
        name = letters.file_name(found, what)
        path = desk.ask.save_path(what, str(folder / f"{name}.pdf"), kinds)
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".pdf")
        made = make(path.suffix.casefold())
        try:
            if not isinstance(made, str):
                placed = replace_file(path, made)
            else:
                placed = textpaper.write(made, name, path, head=desk.settings.name, day=desk.today())
        except AppError as error:
            desk.ask.tell(f"{path.name} was not saved", str(error))
            return
        desk.preferences.set("export/folder", str(placed.parent))
        about = outgoing.person(found.row.person_id)
        desk.sent_out(placed, f"Improvement plan: {what.lower()}", f"Saved as {placed.name}.", about=about)
