"""Equipment is handed out and taken back."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.features.team.equipment.tables import EquipmentIssue
from csmanager.features.team.moves import get_person
from csmanager.features.team.queries import labels


def issue(
    session: Session,
    person_id: int,
    *,
    item: str,
    out_on: dt.date,
    serial: str = "",
    due_on: dt.date | None = None,
    condition: str = "",
    note: str = "",
) -> int:
    """Hand something out; returns its id. Raises RuleBroken when a thing of this number is still out with someone."""
    get_person(session, person_id)
    _require(session, item, serial, out_on, due_on, None)
    made = EquipmentIssue(
        person_id=person_id,
        item=item.strip(),
        serial=serial.strip(),
        out_on=out_on,
        due_on=due_on,
        condition=condition.strip(),
        note=note.strip(),
    )
    session.add(made)
    session.flush()
    return made.id


def take_back(session: Session, issue_id: int, *, in_on: dt.date, condition: str = "") -> None:
    """It is back, in this condition."""
    known = _issue(session, issue_id)
    if known.in_on is not None:
        raise RuleBroken(f"{known.item} came back on {saying.day(known.in_on)} already.")
    if in_on < known.out_on:
        raise RuleBroken(
            f"{known.item} went out on {saying.day(known.out_on)}; it cannot be back before that."
        )
    known.in_on, known.condition = in_on, condition.strip() or known.condition


def change_issue(
    session: Session,
    issue_id: int,
    *,
    item: str,
    out_on: dt.date,
    serial: str = "",
    due_on: dt.date | None = None,
    in_on: dt.date | None = None,
    condition: str = "",
    note: str = "",
) -> None:
    """Put right what is noted of a thing."""
    known = _issue(session, issue_id)
    if in_on is None:
        _require(session, item, serial, out_on, due_on, issue_id)
    elif in_on < out_on:
        raise RuleBroken("It would be back before it went out; check the two days.")
    known.item, known.serial, known.out_on, known.due_on = item.strip(), serial.strip(), out_on, due_on
    known.in_on, known.condition, known.note = in_on, condition.strip(), note.strip()


def remove_issue(session: Session, issue_id: int) -> None:
    """Take out what was noted by mistake."""
    session.delete(_issue(session, issue_id))


def _require(
    session: Session, item: str, serial: str, out_on: dt.date, due_on: dt.date | None, but: int | None
) -> None:
    if not item.strip():
        raise RuleBroken("Say what is handed out.")
    if due_on is not None and due_on < out_on:
        raise RuleBroken("It would be due back before it goes out; check the two days.")
    if not serial.strip():
        return
    query = sa.select(EquipmentIssue).where(EquipmentIssue.in_on.is_(None))
    for other in session.scalars(query):
        same = other.serial.casefold() == serial.strip().casefold()
        if same and other.item.casefold() == item.strip().casefold() and other.id != but:
            holder = labels(session)[other.person_id]
            raise RuleBroken(
                f"{other.item} {other.serial} is still out with {holder} (since {saying.day(other.out_on)});"
                " take it back first."
            )


def _issue(session: Session, issue_id: int) -> EquipmentIssue:
    found = session.get(EquipmentIssue, issue_id)
    if found is None:
        raise RuleBroken("This is not in the store any more.")
    return found
