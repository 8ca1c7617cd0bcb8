"""The manager's own fields and what stands in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.features.team.fields.rules import FieldType, Value, read
from csmanager.features.team.fields.tables import PersonField, PersonFieldValue


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field; ``filled``: for how many people something stands in it."""

    id: int
    name: str
    kind: FieldType
    options: tuple[str, ...]
    in_list: bool
    filled: int


def fields(session: Session) -> list[FieldRow]:
    """All fields in their order."""
    filled = Counter(session.scalars(sa.select(PersonFieldValue.field_id)))
    found = session.scalars(sa.select(PersonField).order_by(PersonField.position, PersonField.id))
    return [
        FieldRow(
            each.id, each.name, each.kind, tuple(each.options.splitlines()), each.in_list, filled[each.id]
        )
        for each in found
    ]


def values(session: Session) -> dict[int, dict[int, Value]]:
    """Person id -> field id -> value, for everything that is filled."""
    found: dict[int, dict[int, Value]] = defaultdict(dict)
    query = sa.select(
        PersonFieldValue.person_id, PersonFieldValue.field_id, PersonFieldValue.value, PersonField.kind
    ).join(PersonField, PersonField.id == PersonFieldValue.field_id)
    for person_id, field_id, text, kind in session.execute(query):
        found[person_id][field_id] = read(kind, text)
    return found
