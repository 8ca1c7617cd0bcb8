"""The commands that bring policies in from files, and hand them out as files or on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.core.errors import AppError
from csmanager.core.files import replace_file
from csmanager.features.handbook import export, importing, paperview, pictures, queries
from csmanager.features.handbook.importing.taking import fates
from csmanager.features.handbook.incomingdialog import IncomingDialog
from csmanager.features.handbook.queries import PolicyRow
from csmanager.features.handbook.rules import PolicyFile, write_file
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Progress
from csmanager.ui.widgets.texts import day_text

_AT_ONCE = 2  # files that are taken without a look at what they become
_NOTHING = "No policy is in force yet. Publish one first."
_TEXTS = f"Texts ({' '.join(f'*{suffix}' for suffix in importing.SUFFIXES)})"


class Place(Protocol):
    """What the commands need of the page."""

    def chosen(self) -> list[PolicyRow]: ...
    def finish_editing(self) -> bool: ...
    def select(self, policy_id: int) -> None: ...
    def shown_file(self) -> PolicyFile | None: ...


class Files(QObject):
    """``actions`` by name; ``dialog`` is the one that is open, or was last."""

    def __init__(self, desk: Desk, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._place, self._parent = desk, place, parent
        self.dialog: QDialog | None = None
        self.actions: dict[str, QAction] = {}
        for key, text, call in (
            ("bring_in", "Bring in texts…", self.bring_in),
            ("bring_folder", "Bring in a folder…", self.bring_folder),
            ("save_one", "Save this policy as Markdown…", self.save_one),
            ("save_pdf", "Save this policy as PDF…", self.save_pdf),
            ("folder", "Save the handbook as Markdown…", self.save_folder),
            ("book", "Save the handbook as PDF…", self.save_book),
            ("hand_out", "Hand out…", self.hand_out),
            ("print_book", "Print the handbook…", self.print_book),
        ):
            action = self.actions[key] = QAction(text, self)
            action.triggered.connect(lambda _on=False, call=call: call())

    def bring_in(self) -> None:
        """Choose files and add them as drafts."""
        self.take(self._desk.ask.open_paths("Bring in texts", _TEXTS))

    def bring_folder(self) -> None:
        """Choose a folder with a handbook and look at what it would become."""
        folder = self._desk.ask.folder("Bring in a folder")
        if folder is not None:
            self.take([folder])

    def take(self, paths: Sequence[Path]) -> None:
        """Add texts as drafts: one or two Markdown files at once, anything else after a look at what it becomes."""
        if not paths or not self._place.finish_editing():
            return
        label = f"Bring in {paths[0].name if len(paths) == 1 else f'{len(paths)} files'}"
        if len(paths) <= _AT_ONCE and all(path.suffix.casefold() in export.SUFFIXES for path in paths):
            try:
                files = importing.understand_all(paths)
                if problem := next((file.problem for file in files if file.problem), ""):
                    raise AppError(problem)
                self._take(label, files)
            except AppError as error:
                self._desk.ask.tell(label, str(error))
            return

        def read(progress: Progress) -> list[importing.PolicyDraftText]:
            return importing.understand_all(paths, progress)

        def failed(error: Exception) -> None:
            if not isinstance(error, AppError):
                raise error
            self._desk.ask.tell(label, str(error))

        self._desk.run(
            f"Reading {paths[0].name}", read, then=lambda files: self._look(label, files), failed=failed
        )

    def _look(self, label: str, files: list[importing.PolicyDraftText]) -> None:
        def submit(chosen: list[importing.PolicyDraftText]) -> None:
            self._take(label, chosen)

        self.dialog = IncomingDialog(files, self._desk.read(fates, files), submit, self._parent)
        self.dialog.open()

    def _take(self, label: str, files: Sequence[importing.PolicyDraftText]) -> None:
        added = self._desk.try_do(label, importing.take_files, files, self._today())
        if added:
            self._place.select(added[0])

    def hand_out(self) -> None:
        """Ask what is to be handed out, and write it."""
        from csmanager.features.handbook.handoutdialog import HandOut

        if not self._place.finish_editing():
            return
        if not self._desk.read(queries.policy_files):
            self._desk.ask.tell("There is no handbook yet", _NOTHING)
            return
        self.dialog = HandOut(self._desk, [row.id for row in self._place.chosen()], self._parent)
        self.dialog.open()

    def save_one(self) -> None:
        """Write the version that is shown as Markdown."""
        self._save(self._place.shown_file(), "md", "Markdown (*.md)")

    def save_pdf(self) -> None:
        """Write the version that is shown as PDF."""
        self._save(self._place.shown_file(), "pdf", "PDF (*.pdf)")

    def _save(self, file: PolicyFile | None, suffix: str, kind: str) -> None:
        if file is None:
            return
        name = f"{export.file_name(file)}.{suffix}"
        path = self._desk.ask.save_path("Save this policy", str(self._folder() / name), kind)
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(f".{suffix}")

        def write(target: Path) -> None:
            if suffix == "pdf":
                paperview.write_pdf(
                    paperview.paper_document([file], file.title, pictures=self._pictures([file])), target
                )
            else:
                target.write_text(write_file(file), encoding="utf-8", newline="\n")

        self._write(path, write)

    def save_folder(self) -> None:
        """Write every policy in force as a Markdown file."""
        parent = self._desk.ask.folder("Save the handbook into")
        if parent is None:
            return
        files = self._desk.read(queries.policy_files)
        try:
            if not files:
                raise AppError(_NOTHING)
            folder = parent / f"Handbook {self._today().isoformat()}"
            written = export.write_folder(files, folder)
        except AppError as error:
            self._desk.ask.tell("The handbook was not saved", str(error))
            return
        self._remember(folder)
        self._desk.say(f"{len(written)} policies were saved in {folder}.")

    def save_book(self) -> None:
        """Write every policy in force as one PDF."""
        document = self.book()
        if document is None:
            return
        name = f"Handbook {self._today().isoformat()}.pdf"
        path = self._desk.ask.save_path("Save the handbook", str(self._folder() / name), "PDF (*.pdf)")
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(".pdf")
        self._write(path, lambda target: paperview.write_pdf(document, target))

    def print_book(self) -> None:
        """Print every policy in force."""
        from csmanager.ui import printing

        document = self.book()
        if document is not None:
            printing.print_document(document, self._parent, what="Handbook")

    def book(self) -> QTextDocument | None:
        """Every policy in force on paper; None, and says so, when there is none."""
        files = self._desk.read(queries.policy_files)
        if not files:
            self._desk.ask.tell("There is no handbook yet", _NOTHING)
            return None
        title = f"{self._desk.settings.name}: handbook"
        note = f"As in force on {day_text(self._today())}."
        return paperview.paper_document(files, title, note, pictures=self._pictures(files))

    def _pictures(self, files: Sequence[PolicyFile]) -> dict[str, bytes]:
        return self._desk.read(pictures.pictures_of, [file.body for file in files])

    def _write(self, path: Path, write: Callable[[Path], None]) -> None:
        try:
            placed = replace_file(path, write)
        except AppError as error:
            self._desk.ask.tell(f"{path.name} was not saved", str(error))
            return
        self._remember(placed)
        self._desk.sent_out(placed, "Handbook", f"Saved as {placed.name}.", with_names=False)

    def _folder(self) -> Path:
        return Path(str(self._desk.preferences.get("export/folder", "")) or Path.home())

    def _remember(self, path: Path) -> None:
        self._desk.preferences.set("export/folder", str(path.parent))

    def _today(self) -> dt.date:
        return self._desk.today()
