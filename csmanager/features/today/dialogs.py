"""The form of a task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.today import actions
from csmanager.features.today.queries import TaskRow
from csmanager.features.today.rules import KIND_WORDS, TaskKind
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.fields import Field
from csmanager.ui.widgets.form import FormDialog


def change_task(desk: Desk, parent: QWidget, task: TaskRow, people: Sequence[tuple[int, str]]) -> FormDialog:
    """Put a task in other words, off to another day, or down as done."""

    def submit(said: dict[str, Any]) -> None:
        done_on = desk.today() if said.pop("done") else None
        word = "Done" if done_on else "Change"
        desk.try_do(f"{word}: {said['text']}", actions.change_task, task.id, **said, done_on=done_on)

    fields = [
        Field("text", "What", value=task.text, required=True),
        Field("kind", "Kind", "choice", task.kind, options=[(kind, KIND_WORDS[kind]) for kind in TaskKind]),
        Field("due_on", "By", "date", task.due_on),
        Field("person_id", "About", "choice", task.person_id, options=[(None, "nobody"), *people]),
        Field("done", "It is done", "check"),
    ]
    return FormDialog(KIND_WORDS[task.kind], fields, submit, verb="Save", today=desk.today, parent=parent)
