"""Fields of the manager's own are made, changed and filled."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.errors import RuleBroken
from csmanager.features.team.fields.rules import FieldType, Value, options_of, require
from csmanager.features.team.fields.tables import PersonField, PersonFieldValue
from csmanager.features.team.moves import get_person
from csmanager.features.team.rules import clean_name

_TAKEN = frozenset(("name", "status", "role", "team", "code", "started", "skills", "manager", "h/week"))


def add_field(
    session: Session, *, name: str, kind: FieldType, options: str = "", in_list: bool = True
) -> int:
    """A new field; returns its id. ``options``: the words of a list. Raises RuleBroken for a name that is taken."""
    clean = _free_name(session, name, None)
    words = _options(kind, options)
    last = session.scalar(sa.select(sa.func.max(PersonField.position)))
    made = PersonField(
        name=clean, kind=kind, options=words, position=(last if last is not None else -1) + 1, in_list=in_list
    )
    session.add(made)
    session.flush()
    return made.id


def change_field(session: Session, field_id: int, *, name: str, options: str, in_list: bool) -> None:
    """Another name or list. A word of the list that someone has cannot be taken out."""
    field = _field(session, field_id)
    clean = _free_name(session, name, field_id)
    words = _options(field.kind, options)
    if field.kind is FieldType.CHOICE:
        used = set(
            session.scalars(sa.select(PersonFieldValue.value).where(PersonFieldValue.field_id == field_id))
        )
        missing = sorted(used - set(words.splitlines()))
        if missing:
            raise RuleBroken(
                f"“{missing[0]}” stands with somebody; change that first, or leave it in the list."
            )
    field.name, field.options, field.in_list = clean, words, in_list


def remove_field(session: Session, field_id: int) -> int:
    """Take out a field with what stands in it; returns for how many people something stood there."""
    field = _field(session, field_id)
    values = session.scalars(sa.select(PersonFieldValue).where(PersonFieldValue.field_id == field_id)).all()
    for value in values:
        session.delete(value)
    session.flush()
    session.delete(field)
    return len(values)


def set_values(session: Session, person_id: int, values: Mapping[int, Value]) -> None:
    """Fill fields of someone (field id -> value; None empties). Raises RuleBroken for what does not fit the field."""
    get_person(session, person_id)
    query = sa.select(PersonFieldValue).where(PersonFieldValue.person_id == person_id)
    known = {value.field_id: value for value in session.scalars(query)}
    for field_id, value in values.items():
        field = _field(session, field_id)
        text = require(field.name, field.kind, value, field.options.splitlines())
        if field_id in known:
            if text:
                known[field_id].value = text
            else:
                session.delete(known[field_id])
        elif text:
            session.add(PersonFieldValue(person_id=person_id, field_id=field_id, value=text))


def _field(session: Session, field_id: int) -> PersonField:
    found = session.get(PersonField, field_id)
    if found is None:
        raise RuleBroken("This field is not in the store any more.")
    return found


def _free_name(session: Session, name: str, field_id: int | None) -> str:
    clean = clean_name(name)
    if clean.casefold() in _TAKEN:
        raise RuleBroken(f"{clean} is there already; give your field another name.")
    for known_id, known in session.execute(sa.select(PersonField.id, PersonField.name)):
        if known.casefold() == clean.casefold() and known_id != field_id:
            raise RuleBroken(f"There is a field called {known} already.")
    return clean


def _options(kind: FieldType, options: str) -> str:
    words = options_of(options) if kind is FieldType.CHOICE else []
    if kind is FieldType.CHOICE and len(words) < 2:
        raise RuleBroken("A list needs two words at least: write them parted by semicolons.")
    return "\n".join(words)
