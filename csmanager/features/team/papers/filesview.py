"""Files of people: chosen from the disk, and opened as a copy that goes when the program ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTemporaryDir, QUrl
from PySide6.QtGui import QDesktopServices

from csmanager.core.errors import AppError, Refused
from csmanager.features.team.documents.queries import file_bytes
from csmanager.features.team.documents.rules import require_file
from csmanager.ui.desk import Desk

KINDS = "Scans and documents (*.pdf *.png *.jpg *.jpeg *.docx *.odt *.txt);;All files (*)"


def choose(desk: Desk, title: str) -> tuple[str, bytes] | None:
    """Ask for a file and read it; None when the person changed their mind or it cannot be taken (and says why)."""
    paths = desk.ask.open_paths(title, KINDS)
    return read(desk, paths[0]) if paths else None


def read(desk: Desk, path: Path) -> tuple[str, bytes] | None:
    """Name and bytes of a file; None when it cannot be taken (and says why). A large one is not even read."""
    try:
        require_file(path.name, path.stat().st_size)
        return path.name, path.read_bytes()
    except AppError as error:
        desk.ask.tell("Attach a file", str(error))
    except OSError as error:
        desk.ask.tell("Attach a file", f"{path.name} cannot be read: {error.strerror or error}.")
    return None


class Opener:
    """Opens kept files. Copies lie in a folder of the person's own that is removed with this object."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder: QTemporaryDir | None = None

    def copy(self, file_id: int) -> Path:
        """Write a copy; returns where it lies. Raises Refused when it is gone or damaged."""
        name, data = self._desk.read(file_bytes, file_id)
        if self._folder is None:
            self._folder = QTemporaryDir()
        if not self._folder.isValid():
            raise Refused("No folder for the copy could be made; is the disk full?")
        folder = Path(self._folder.path()) / str(file_id)
        folder.mkdir(exist_ok=True)
        path = folder / (Path(name).name or "file")
        if not path.exists():
            path.write_bytes(data)
        return path

    def open(self, file_id: int, about: tuple[Any, ...] = ()) -> None:
        """Show a copy with the program the system has for it. ``about``: whom it is about, for the register."""
        try:
            path = self.copy(file_id)
        except AppError as error:
            self._desk.ask.tell("Open the file", str(error))
            return
        if QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._desk.sent_out(
                path,
                "Kept paper, opened in another program",
                f"A copy of {path.name} was opened; changes to it are not kept.",
                about=about,
            )
        else:
            self._desk.ask.tell("Open the file", f"No program is set for {path.suffix or 'such'} files here.")
