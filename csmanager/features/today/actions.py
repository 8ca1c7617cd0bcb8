"""To-dos and promises: noted, changed, done, taken back."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.team.tables import Person
from csmanager.features.today.rules import TaskKind
from csmanager.features.today.tables import Task


def add_task(
    session: Session,
    *,
    text: str,
    kind: TaskKind = TaskKind.TODO,
    due_on: dt.date | None = None,
    person_id: int | None = None,
) -> int:
    """Note something to be done; the id. A promise needs a day."""
    task = Task(kind=kind, text="", due_on=None, done_on=None, person_id=None, trashed_on=None)
    _fill(session, task, text, kind, due_on, person_id)
    session.add(task)
    session.flush()
    return task.id


def change_task(
    session: Session,
    task_id: int,
    *,
    text: str,
    kind: TaskKind,
    due_on: dt.date | None,
    person_id: int | None,
    done_on: dt.date | None = None,
) -> None:
    """Put a task in other words, off to another day, or down as done."""
    task = _get(session, task_id)
    _fill(session, task, text, kind, due_on, person_id)
    task.done_on = done_on


def finish(session: Session, task_id: int, *, today: dt.date) -> None:
    """It is done."""
    task = _get(session, task_id)
    if task.done_on is not None:
        raise RuleBroken("This is done already.")
    task.done_on = today


def reopen(session: Session, task_id: int) -> None:
    """It is not done after all."""
    _get(session, task_id).done_on = None


def trash_task(session: Session, task_id: int, *, today: dt.date) -> None:
    """Move a task to the Trash."""
    _get(session, task_id).trashed_on = today


def _get(session: Session, task_id: int) -> Task:
    task = session.get(Task, task_id)
    if task is None or task.trashed_on is not None:
        raise RuleBroken("This to-do is not in the store any more.")
    return task


def _fill(
    session: Session, task: Task, text: str, kind: TaskKind, due_on: dt.date | None, person_id: int | None
) -> None:
    clean = " ".join(text.split())
    if not clean:
        raise RuleBroken("Say what is to be done.")
    if kind is TaskKind.PROMISE and due_on is None:
        raise RuleBroken("A promise needs a day: by when?")
    if person_id is not None and session.get(Person, person_id) is None:
        raise RuleBroken("This person is not in the store any more.")
    task.text, task.kind, task.due_on, task.person_id = clean, kind, due_on, person_id
