"""The commands for notes on a person: write, change, throw away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.features.team.notes import actions, queries
from csmanager.features.team.notes.notedialog import About, NoteDialog
from csmanager.ui.desk import Desk


class NoteCommands(QObject):
    """``chosen`` gives the id of the note chosen on the page; ``dialog`` is the form that is open, or was last."""

    def __init__(self, desk: Desk, page: QWidget, chosen: Callable[[], int | None]) -> None:
        super().__init__(page)
        self._desk, self._page, self._chosen = desk, page, chosen
        self.dialog: NoteDialog | None = None
        self.change = QAction("Edit the note…", page)
        self.change.setShortcut("F2")
        self.change.triggered.connect(lambda _on=False: self.edit())
        self.throw = QAction("Move the note to Trash", page)
        self.throw.triggered.connect(lambda _on=False: self.trash())

    def actions(self) -> dict[str, QAction]:
        """What can be done with a note that is there, as a page keeps its commands."""
        return {"edit_note": self.change, "trash_note": self.throw}

    def enable(self) -> None:
        """Let them be chosen where a note is."""
        may = not self._desk.store.read_only and self._chosen() is not None
        self.change.setEnabled(may)
        self.throw.setEnabled(may)

    def write(self, person_id: int, person: str) -> None:
        """Ask for a new note on somebody."""
        self.dialog = NoteDialog(self._desk, About(person_id, person), parent=self._page)
        self.dialog.open()

    def edit(self) -> None:
        """Change the note that is chosen, or who may read it."""
        found = self._found()
        if found is not None:
            name = self._desk.read(queries.name_of, found.person_id)
            about = About(found.person_id, name, found.about, found.opens)
            self.dialog = NoteDialog(self._desk, about, found, self._page)
            self.dialog.open()

    def trash(self) -> None:
        """Put the note that is chosen into the Trash."""
        found = self._found()
        if found is not None:
            name = self._desk.read(queries.name_of, found.person_id)
            self._desk.do(
                f"Move to Trash: a note on {name}", actions.trash, [found.id], today=self._desk.today()
            )

    def _found(self) -> queries.NoteRow | None:
        key = self._chosen()
        return self._desk.read(queries.note, key) if key is not None else None
