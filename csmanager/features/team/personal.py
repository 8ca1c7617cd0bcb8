"""Facts about someone and the manager's own fields, changed together in one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from csmanager.features.team import actions
from csmanager.features.team.fields.actions import set_values
from csmanager.features.team.fields.rules import Value


def add(session: Session, *, values: Mapping[int, Value], birthday: str = "", **facts: Any) -> int:
    """Add someone with what stands in own fields; ``facts`` as ``actions.add_person`` takes them."""
    person_id = actions.add_person(session, **facts)
    if birthday:
        actions.change_person(session, person_id, birthday=birthday)
    set_values(session, person_id, values)
    return person_id


def change(session: Session, person_id: int, *, values: Mapping[int, Value], **facts: Any) -> None:
    """Change facts (as ``actions.change_person`` takes them) and own fields."""
    if facts:
        actions.change_person(session, person_id, **facts)
    if values:
        set_values(session, person_id, values)
