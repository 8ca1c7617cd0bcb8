"""What happens to everything that hangs on a person when the record is merged, anonymised or to be taken out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core import saying
from csmanager.core.errors import RuleBroken
from csmanager.core.tables import Base
from csmanager.features.team.contracts.tables import Contract
from csmanager.features.team.documents.tables import Certificate, EmergencyContact, PersonDocument, StoredFile
from csmanager.features.team.equipment.tables import EquipmentIssue
from csmanager.features.team.fields.tables import PersonFieldValue
from csmanager.features.team.moves import get_person, standing
from csmanager.features.team.notes.tables import PersonNote
from csmanager.features.team.org.tables import ReportingLine
from csmanager.features.team.rules import Status
from csmanager.features.team.tables import Employment, Person, PersonAlias, PersonSkill

_OWN = frozenset({"employment", "person_alias", "person_skill", "person_field_value", "emergency_contact"})
_WORDS = {
    "contact": "contacts",
    "review": "reviews",
    "acknowledgement": "signatures",
    "contract": "contracts",
    "person_document": "documents",
    "certificate": "certificates",
    "equipment_issue": "equipment",
    "reporting_line": "reporting lines",
    "one_on_one": "one-to-ones",
    "coaching": "coaching",
    "recognition": "recognition",
    "task": "tasks",
    "person_note": "notes",
    "person": "a merged record",
}
_MOST_NAMED = 3
ANOTHER_REASON = "another reason"  # what stays of words about one person alone


def carry(session: Session, keep_id: int, merged_id: int) -> None:
    """Papers, equipment, lines and fields of ``merged_id`` come to ``keep_id`` where it has none of that kind there."""
    papers: tuple[type[Any], ...] = (PersonDocument, Certificate, EquipmentIssue, EmergencyContact)
    for table in papers:
        for row in session.scalars(sa.select(table).where(table.person_id == merged_id)).all():
            row.person_id = keep_id
    if not session.scalars(sa.select(Contract.id).where(Contract.person_id == keep_id)).first():
        for contract in session.scalars(sa.select(Contract).where(Contract.person_id == merged_id)).all():
            contract.person_id = keep_id
    filled = set(
        session.scalars(sa.select(PersonFieldValue.field_id).where(PersonFieldValue.person_id == keep_id))
    )
    for value in session.scalars(
        sa.select(PersonFieldValue).where(PersonFieldValue.person_id == merged_id)
    ).all():
        if value.field_id not in filled:
            value.person_id = keep_id
    _carry_lines(session, keep_id, merged_id)
    from csmanager.features.onboarding import merging  # late: plans stand on people

    merging.carry(session, keep_id, merged_id)


def _carry_lines(session: Session, keep_id: int, merged_id: int) -> None:
    """Lines come along unless they would join the two, or the one that counts has a line of that kind already."""
    has = set(session.scalars(sa.select(ReportingLine.kind).where(ReportingLine.person_id == keep_id)))
    either = sa.or_(ReportingLine.person_id == merged_id, ReportingLine.to_id == merged_id)
    for line in session.scalars(sa.select(ReportingLine).where(either)).all():
        other = line.to_id if line.person_id == merged_id else line.person_id
        if other == keep_id or (line.person_id == merged_id and line.kind in has):
            session.delete(line)
        elif line.person_id == merged_id:
            line.person_id = keep_id
        else:
            line.to_id = keep_id


def referring(session: Session, person_id: int) -> list[str]:
    """The tables in which something besides a person's own facts names them."""
    found = []
    for table, column in _references():
        if table.name in _OWN:
            continue
        if session.execute(sa.select(sa.literal(1)).where(column == person_id).limit(1)).first() is not None:
            found.append(table.name)
    return list(dict.fromkeys(found))


def _references() -> Iterator[tuple[sa.Table, sa.Column[int]]]:
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            if key.column.table.name == "person" and not table.name.endswith("_shadow"):
                yield table, key.parent


def remove_person(session: Session, person_id: int) -> None:
    """Take out someone noted by mistake, whom nothing names. Raises RuleBroken, saying what to do, otherwise."""
    person = get_person(session, person_id)
    names = referring(session, person_id)
    if names:
        words = list(dict.fromkeys(_WORDS.get(name, "other records") for name in names))
        if "other records" in words:
            words = [word for word in words if word != "other records"] + ["other records"]
        told = ", ".join(words[:_MOST_NAMED])
        raise RuleBroken(
            f"{person.name} is named by {told}, so the record stays: without it their figures would be wrong."
            " Note that they leave; once they have left, the record can be made anonymous."
        )
    own: tuple[type[Any], ...] = (Employment, PersonAlias, PersonSkill, PersonFieldValue, EmergencyContact)
    for table in own:
        for row in session.scalars(sa.select(table).where(table.person_id == person_id)).all():
            session.delete(row)
    session.flush()
    session.delete(person)


def anonymise(session: Session, person_id: int, *, today: dt.date) -> str:
    """Take out everything that tells who somebody was; returns the name the record has from then on.

    What they did stays and is counted under that name: contacts, reviews, and their employments, with the days they
    started and left, by which the figures of staying count. Raises RuleBroken while they work here, hold equipment,
    or when it is done already.
    """
    person = get_person(session, person_id)
    if person.anonymised_on is not None:
        raise RuleBroken(f"This record was made anonymous on {saying.day(person.anonymised_on)} already.")
    if standing(person, today) is not Status.LEFT:
        raise RuleBroken(f"{person.name} still works here. Note that they leave first.")
    out = session.scalars(
        sa.select(EquipmentIssue.item).where(
            EquipmentIssue.person_id == person_id, EquipmentIssue.in_on.is_(None)
        )
    ).first()
    if out is not None:
        raise RuleBroken(f"{person.name} still has equipment ({out}). Note that it is back first.")
    name = f"Former employee {person_id}"
    person.name, person.code, person.anonymised_on = name, f"X{person_id:04d}", today
    person.email = person.phone = person.birthday = None
    person.leave_reason = _counted_reason(session, person)
    person.notes, person.no_dates = "", True
    for contract in session.scalars(sa.select(Contract).where(Contract.person_id == person_id)):
        contract.pay, contract.note, contract.location = "", "", ""
    files: set[int] = set()
    kinds: tuple[type[Any], ...] = (PersonDocument, Certificate)
    for held in kinds:
        rows = session.scalars(sa.select(held).where(held.person_id == person_id)).all()
        files |= {row.file_id for row in rows if row.file_id is not None}
        for row in rows:
            session.delete(row)
    own: tuple[type[Any], ...] = (PersonAlias, PersonFieldValue, EmergencyContact, PersonNote)
    for table in own:
        for each in session.scalars(sa.select(table).where(table.person_id == person_id)).all():
            session.delete(each)
    from csmanager.features.onboarding import forgetting as plans  # late: both stand on people
    from csmanager.features.talks import forgetting

    forgetting.forget(session, person_id)
    plans.forget(session, person_id, name)
    session.flush()
    for file_id in files:
        used = any(
            session.scalar(sa.select(held.id).where(held.file_id == file_id).limit(1)) is not None
            for held in kinds
        )
        file = session.get(StoredFile, file_id)
        if file is not None and not used:
            session.delete(file)
    return name


def _counted_reason(session: Session, person: Person) -> str | None:
    """Why they left, as it is counted: in its words where somebody else left for the same, else that there was one."""
    if not person.leave_reason:
        return None
    same = sa.select(Person.id).where(Person.leave_reason == person.leave_reason, Person.id != person.id)
    return person.leave_reason if session.scalar(same.limit(1)) is not None else ANOTHER_REASON
