"""The one form for a note, from wherever it is written: its text, and who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.core.errors import RuleBroken
from csmanager.core.visibility import MEANINGS, WORDS, Visibility
from csmanager.features.team.notes import actions
from csmanager.features.team.notes.queries import NoteRow, sealed_about
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

_OPTIONS = [(one, WORDS[one]) for one in Visibility]


@dataclass(frozen=True, slots=True)
class About:
    """Whom a note is on; ``what`` and ``opens`` as ``PersonNote`` keeps them."""

    person_id: int
    person: str
    what: str = ""
    opens: str = ""


class NoteDialog(FormDialog):
    """A new note, or one that is changed."""

    def __init__(
        self, desk: Desk, about: About, found: NoteRow | None = None, parent: QWidget | None = None
    ) -> None:
        self._desk, self._about, self._found = desk, about, found
        before = found.visibility if found is not None else Visibility.MANAGER
        is_sealed = found is not None and bool(found.sealed)
        text = (
            Field(
                "text",
                "Note",
                "sealed",
                found.sealed,
                texts=desk.sealing,
                about=sealed_about(found.id),
                lines=6,
            )
            if found is not None and is_sealed
            else Field(
                "text", "Note", "long", found.text if found is not None else "", required=True, lines=6
            )
        )
        fields = [
            text,
            Field("visibility", "Who may read it", "choice", before, options=_OPTIONS, help=MEANINGS[before]),
            Field("on", "Day", "date", found.on_day if found is not None else desk.today(), required=True),
        ]
        super().__init__(
            f"Note on {about.person}",
            fields,
            self._keep,
            verb="Save",
            text=f"About {about.what}" if about.what else "",
            today=desk.today,
            parent=parent,
        )
        box = self.inputs["visibility"]
        is_known = found is not None and not is_sealed
        box.changed.connect(lambda: box.help.setText(_meaning(Visibility(box.value()), is_known)))

    def _keep(self, values: dict[str, Any]) -> Any:
        found, about, today = self._found, self._about, self._desk.today()
        if found is None:
            return self._desk.try_do(
                f"Write a note on {about.person}",
                actions.write,
                about.person_id,
                today=today,
                about=about.what,
                opens=about.opens,
                **values,
            )
        text = values["text"]
        if text is None and Visibility(values["visibility"]) is not Visibility.SEALED:
            text = self._desk.sealing.read(found.sealed, sealed_about(found.id))
            if text is None:
                raise RuleBroken("Unlock the note first; then choose who may read it.")
        return self._desk.try_do(
            f"Change a note on {about.person}",
            actions.edit,
            found.id,
            text=text,
            visibility=values["visibility"],
            on=values["on"],
            today=today,
        )


def _meaning(chosen: Visibility, is_known: bool) -> str:
    if chosen is Visibility.SEALED and is_known:
        return f"{MEANINGS[chosen]} What it said before stays readable in the history."
    return MEANINGS[chosen]
