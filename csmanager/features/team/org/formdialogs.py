"""The forms of the reporting lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.team.org import actions
from csmanager.features.team.org.queries import LineRow
from csmanager.features.team.org.rules import LINE_WORDS, LineKind
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.fields import Field
from csmanager.ui.widgets.form import FormDialog

People = Sequence[tuple[int, str]]


def add_line(
    desk: Desk, parent: QWidget, people: People, person_id: int | None, kind: LineKind = LineKind.MANAGER
) -> FormDialog:
    """Note a line of somebody to somebody."""
    names = dict(people)

    def submit(said: dict[str, Any]) -> int:
        line = LineKind(said["kind"])
        label = f"{names[said['person']]} {LINE_WORDS[line].lower()} {names[said['to']]}"
        return desk.try_do(
            label,
            actions.set_line,
            said["person"],
            said["to"],
            line,
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            note=said["note"],
        )

    options = [(None, "Choose …"), *people]
    kinds = [(each.value, LINE_WORDS[each]) for each in LineKind]
    fields = [
        Field("person", "Person", "choice", person_id, True, options=options),
        Field("kind", "What", "choice", kind.value, True, options=kinds),
        Field("to", "Whom", "choice", None, True, options=options),
        Field("starts_on", "From", "date", help="Empty: as long as anybody remembers."),
        Field("ends_on", "Until", "date", help="Empty: until further. A manager before ends by itself."),
        Field("note", "Note"),
    ]
    return FormDialog(
        "Add a reporting line", fields, submit, verb="Add line", today=desk.today, parent=parent
    )


def end_line(desk: Desk, parent: QWidget, row: LineRow) -> FormDialog:
    """The line holds no longer."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(
            f"End the line of {row.person} to {row.to}", actions.end_line, row.id, ends_on=said["ends_on"]
        )

    fields = [Field("ends_on", "Last day", "date", row.ends_on or desk.today(), True)]
    title = f"{row.person} {LINE_WORDS[row.kind].lower()} {row.to}"
    return FormDialog(title, fields, submit, verb="End line", today=desk.today, parent=parent)
