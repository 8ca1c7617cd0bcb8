"""Making a person's own file: of whom, where to, and how it went."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from csmanager.core.personal import Subject
from csmanager.features.privacy import subjectpaper
from csmanager.features.privacy.subjectpaper import OwnFile
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

_TEXT = (
    "A folder with a document to read, every field as JSON, and the papers. Names of others are masked; read it"
    " before you hand it out."
)


def ask_own_file(desk: Desk, parent: QWidget) -> FormDialog:
    """Ask whose file it shall be, then where to."""
    people = desk.read(subjectpaper.people)

    def submit(values: dict[str, Any]) -> None:
        make_own_file(desk, parent, str(values["who"]), recipient=str(values["recipient"] or ""))

    shut = (
        ""
        if not desk.sealing.is_set_up or desk.sealing.is_open
        else " The sealed notes are locked: what is sealed will be left out, and the document says so."
    )
    dialog = FormDialog(
        "A person's own file",
        [
            Field("who", "Of whom", "choice", options=tuple(people), required=True),
            Field("recipient", "For whom", help="Empty: the person themselves, later to be noted."),
        ],
        submit,
        verb="Choose the folder…",
        text=_TEXT + shut,
        parent=parent,
    )
    dialog.open()
    return dialog


def make_own_file(desk: Desk, parent: QWidget, who: str, *, recipient: str = "") -> None:
    """Ask for a folder and write the file of ``who`` ("person:3", "candidate:7") there, aside."""
    kind, _, number = who.partition(":")
    folder = desk.ask.folder("Where the folder with the file goes")
    if folder is None:
        return
    today, read = desk.today(), desk.sealing.read if desk.sealing.is_open else None

    def then(result: tuple[Path, OwnFile]) -> None:
        target, made = result
        left = f" {made.sealed} sealed texts were left out." if made.sealed else ""
        desk.say(f"{made.rows:,} records in {target.name}.{left} Names of others are masked; read it first.")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))

    desk.run(
        "Collecting a person's own file",
        lambda _progress: subjectpaper.write(
            desk.store, Subject(kind), int(number), folder, today, read, recipient=recipient
        ),
        then=then,
    )
