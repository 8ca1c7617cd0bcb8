"""What is out with whom, and what should be back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.feature import TodoItem
from csmanager.features.team.equipment.tables import EquipmentIssue
from csmanager.features.team.queries import labels
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """One thing handed out; ``in_on`` None: it is still out."""

    id: int
    person_id: int
    person: str
    item: str
    serial: str
    out_on: dt.date
    due_on: dt.date | None
    in_on: dt.date | None
    condition: str
    note: str
    left_on: dt.date | None

    def called(self) -> str:
        """The thing with its number."""
        return f"{self.item} {self.serial}".strip()


def equipment(session: Session, person_id: int | None = None) -> list[EquipmentRow]:
    """Everything handed out (to one person), what is still out first."""
    names = labels(session)
    query = sa.select(EquipmentIssue, Person.left_on).join(Person, Person.id == EquipmentIssue.person_id)
    if person_id is not None:
        query = query.where(EquipmentIssue.person_id == person_id)
    rows = [
        EquipmentRow(
            each.id,
            each.person_id,
            names[each.person_id],
            each.item,
            each.serial,
            each.out_on,
            each.due_on,
            each.in_on,
            each.condition,
            each.note,
            left_on,
        )
        for each, left_on in session.execute(query)
    ]
    return sorted(rows, key=lambda row: (row.in_on is not None, row.person.casefold(), row.item, row.id))


def equipment_out(session: Session, person_id: int) -> list[EquipmentRow]:
    """What is still out with someone: a leaving checklist is not done before this is empty."""
    return [row for row in equipment(session, person_id) if row.in_on is None]


def items(session: Session) -> list[str]:
    """The names of things there are."""
    return sorted(set(session.scalars(sa.select(EquipmentIssue.item))), key=str.casefold)


_OUT = "{n} things lent out should be back"


def todo(session: Session, today: dt.date) -> list[TodoItem]:
    """What should be back: past its day, or still out with someone who has left or leaves within a week."""
    query = (
        sa.select(EquipmentIssue, Person.name, Person.left_on)
        .join(Person, Person.id == EquipmentIssue.person_id)
        .where(EquipmentIssue.in_on.is_(None))
    )
    found = []
    for each, name, left_on in session.execute(query):
        called = f"{each.item} {each.serial}".strip()
        record = f"papers:equipment-{each.id}"
        if left_on is not None and (left_on - today).days <= 7:
            gone = left_on < today
            text = f"{called} is still out with {name}"
            detail = "They have left" if gone else "They are leaving"
            mark = "late" if gone else "soon"
            found.append(
                TodoItem("team", text, detail, 15 if gone else 25, left_on, mark, record, _OUT, name)
            )
        elif each.due_on is not None and each.due_on <= today:
            mark = "late" if each.due_on < today else "soon"
            found.append(
                TodoItem(
                    "team",
                    f"{called} of {name} is due back",
                    "Lent for a time",
                    40,
                    each.due_on,
                    mark,
                    record,
                    _OUT,
                    name,
                )
            )
    return found
