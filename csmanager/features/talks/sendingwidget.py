"""The commands "Send to the next one-to-one" and "Write a note…", for the menus of every duty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.features.talks import actions
from csmanager.features.team.notes.notedialog import About, NoteDialog
from csmanager.ui.desk import Desk

TEXT = "Send to the next one-to-one"
KEYS = "Ctrl+Shift+T"
NOTE_TEXT = "Write a note…"
NOTE_KEYS = "Ctrl+Shift+M"


@dataclass(frozen=True, slots=True)
class Sent:
    """What is sent: to whose talk, in which words, and the table and row it is about.

    ``opens``: duty and record that show it, with a bar between them ("team|leave:request/4"); "" where the table says
    it.
    """

    person_id: int
    person: str
    text: str
    source: str
    source_id: int | None
    opens: str = ""


def send(desk: Desk, sent: Sent) -> bool:
    """Put it on the agenda as one step; says why not where it stands there already."""
    made = desk.do(
        f"Send to the one-to-one with {sent.person}",
        actions.send,
        sent.person_id,
        sent.text,
        sent.source,
        sent.source_id,
        today=desk.today(),
        opens=sent.opens,
    )
    if made is not None:
        desk.say(f"It stands on the agenda of the next one-to-one with {sent.person}.")
    return made is not None


def write_note(desk: Desk, sent: Sent, parent: QWidget) -> NoteDialog:
    """Ask for a note about it, open, the manager's own or sealed; the dialog is returned, shown."""
    dialog = NoteDialog(desk, About(sent.person_id, sent.person, sent.text, sent.opens), parent=parent)
    dialog.open()
    return dialog


class AboutCommands(QObject):
    """Both commands for what is chosen on a page; ``chosen`` says what that is, None for nothing.

    ``dialog`` is the note that is being written, or was last.
    """

    def __init__(self, desk: Desk, page: QWidget, chosen: Callable[[], Sent | None]) -> None:
        super().__init__(page)
        self._desk, self._page, self._chosen = desk, page, chosen
        self.dialog: NoteDialog | None = None
        self.send = self._action(TEXT, KEYS, self._send)
        self.note = self._action(NOTE_TEXT, NOTE_KEYS, self._note)

    def actions(self) -> dict[str, QAction]:
        """Both, as a page keeps its commands."""
        return {"send": self.send, "note": self.note}

    def enable(self) -> None:
        """Let them be chosen where something is chosen."""
        may = not self._desk.store.read_only and self._chosen() is not None
        self.send.setEnabled(may)
        self.note.setEnabled(may)

    def _action(self, text: str, keys: str, act: Callable[[], None]) -> QAction:
        made = QAction(text, self._page)
        made.setShortcut(keys)
        made.triggered.connect(lambda _on=False: act())
        return made

    def _send(self) -> None:
        sent = self._chosen()
        if sent is not None:
            send(self._desk, sent)

    def _note(self) -> None:
        sent = self._chosen()
        if sent is not None:
            self.dialog = write_note(self._desk, sent, self._page)
