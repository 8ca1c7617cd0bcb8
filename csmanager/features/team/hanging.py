"""What hangs on one person besides the roster: lines, contract, papers, equipment, whom to call, own fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from csmanager.features.team.contracts.queries import ContractRow, contracts
from csmanager.features.team.documents.queries import (
    CertificateRow,
    DocumentRow,
    EmergencyRow,
    certificates,
    documents,
    emergency,
)
from csmanager.features.team.equipment.queries import EquipmentRow, equipment_out
from csmanager.features.team.fields.queries import FieldRow, fields, values
from csmanager.features.team.fields.rules import Value
from csmanager.features.team.org.queries import LineRow, lines


@dataclass(frozen=True, slots=True)
class Around:
    """Everything of one person as of a day. ``own``: the manager's own fields that are filled."""

    lines: tuple[LineRow, ...]
    contract: ContractRow | None
    documents: tuple[DocumentRow, ...]
    certificates: tuple[CertificateRow, ...]
    equipment: tuple[EquipmentRow, ...]
    emergency: tuple[EmergencyRow, ...]
    own: tuple[tuple[FieldRow, Value], ...]


def around(session: Session, person_id: int, on: dt.date) -> Around:
    """What hangs on a person on a day."""
    filled = values(session).get(person_id, {})
    return Around(
        tuple(row for row in lines(session, on, person_id) if row.is_now),
        next((row for row in contracts(session, on, person_id) if row.state == "running"), None),
        tuple(documents(session, on, person_id)),
        tuple(certificates(session, on, person_id)),
        tuple(equipment_out(session, person_id)),
        tuple(emergency(session, person_id)),
        tuple((row, filled[row.id]) for row in fields(session) if row.id in filled),
    )
