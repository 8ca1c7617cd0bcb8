"""What needs the manager: from every duty, in order; and the tasks behind it."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import Found, TodoItem, load
from csmanager.core.todos import folded, waits
from csmanager.features.contacts.tables import Contact
from csmanager.features.team import queries as team
from csmanager.features.team.tables import Person
from csmanager.features.today.rules import KIND_WORDS, TaskKind, is_waiting, mark_of, order, weight_of
from csmanager.features.today.tables import Task

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A to-do or promise. ``person``: the name of whom it is about or was promised to."""

    id: int
    kind: TaskKind
    text: str
    due_on: dt.date | None
    done_on: dt.date | None
    person_id: int | None
    person: str


def tasks(session: Session) -> list[TaskRow]:
    """All open tasks, what is due first at the top, what has no day last."""
    canonical = team.canonical_ids(session)
    names = dict(session.execute(sa.select(Person.id, Person.name)).all())
    found = session.scalars(sa.select(Task).where(Task.done_on.is_(None), Task.trashed_on.is_(None)))
    rows = []
    for task in found:
        person_id = canonical.get(task.person_id) if task.person_id is not None else None
        name = names.get(person_id, "") if person_id is not None else ""
        rows.append(TaskRow(task.id, task.kind, task.text, task.due_on, task.done_on, person_id, name))
    return sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.id))


def task(session: Session, task_id: int) -> TaskRow | None:
    """One open task."""
    return next((row for row in tasks(session) if row.id == task_id), None)


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """Tasks that are due within the week, late, or without a day."""
    return [_item(row, today) for row in tasks(session) if not is_waiting(row.due_on, today)]


def later(session: Session, today: dt.date) -> list[TodoItem]:
    """Tasks that are due after this week; they are not counted yet, no more than what other duties have for then."""
    return [_item(row, today) for row in tasks(session) if is_waiting(row.due_on, today)]


def _item(row: TaskRow, today: dt.date) -> TodoItem:
    return TodoItem(
        "today",
        row.text,
        " · ".join(part for part in (KIND_WORDS[row.kind], row.person) if part),
        weight_of(row.kind, row.due_on, today),
        row.due_on,
        "open" if is_waiting(row.due_on, today) else mark_of(row.due_on, today),
        str(row.id),
    )


def find(session: Session, text: str, limit: int) -> list[Found]:
    """Open tasks that hold ``text``, in their words or the name of the person."""
    wanted = text.strip().casefold()
    hits = [row for row in tasks(session) if wanted and wanted in f"{row.text} {row.person}".casefold()]
    return [Found("today", str(row.id), row.text, KIND_WORDS[row.kind]) for row in hits[:limit]]


def everything(session: Session, today: dt.date) -> list[TodoItem]:
    """What needs the manager now, in that order; many of one kind are one line that holds them."""
    return _sorted(folded(item for item in _all(session, today) if not waits(item, today)), today)


def _sorted(items: list[TodoItem], today: dt.date) -> list[TodoItem]:
    return sorted(items, key=lambda item: order(item.mark, item.weight, item.due, item.text, today))


def _all(session: Session, today: dt.date) -> list[TodoItem]:
    return [item for found in _by_feature(session, today).values() for item in found]


def todo_counts(session: Session, today: dt.date) -> dict[str, int]:
    """The count for each tab: its lines on Today; for Today itself all of them."""
    from csmanager.catalogue import FEATURES

    lines = everything(session, today)
    counts = {feature.key: sum(line.feature == feature.key for line in lines) for feature in FEATURES}
    return {**counts, "today": len(lines)}


def _by_feature(session: Session, today: dt.date) -> dict[str, list[TodoItem]]:
    """The items by duty; one duty that fails does not silence the others."""
    from csmanager.catalogue import FEATURES  # late: the catalogue names this module

    found: dict[str, list[TodoItem]] = {}
    for feature in FEATURES:
        if not feature.todo:
            continue
        try:
            found[feature.key] = list(load(feature.todo)(session, today))
        except Exception as error:
            log.error(
                "%s failed with %s", feature.todo, type(error).__name__
            )  # no message: it may hold names
            found[feature.key] = []
    return found


@dataclass(frozen=True, slots=True)
class DayRow:
    """What the page shows first: all items in order, what waits, whom a task can be about."""

    items: list[TodoItem]
    later: list[TodoItem]
    people: list[tuple[int, str]]
    has_contacts: bool


def day(session: Session, today: dt.date) -> DayRow:
    """Everything the page shows before figures arrive."""
    known = [(row.id, row.name) for row in team.people(session, today, include_future=True)]
    has_contacts = session.scalar(sa.select(sa.exists(sa.select(Contact.id)))) or False
    every = _all(session, today)
    ahead = sorted(
        folded([*(item for item in every if waits(item, today)), *later(session, today)]),
        key=lambda item: (item.due or dt.date.max, item.weight, item.text.casefold()),
    )
    items = _sorted(folded(item for item in every if not waits(item, today)), today)
    return DayRow(items, ahead, known, has_contacts)
