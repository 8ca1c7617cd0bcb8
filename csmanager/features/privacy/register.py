"""The register of exports as one list: what was entered by every duty, and the reports to upper management."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from csmanager.core.outgoing import KIND_NAMES, ExportAbout, ExportMade, OutKind
from csmanager.core.personal import Subject
from csmanager.features.hiring.tables import Applicant
from csmanager.features.reports.tables import ReportMade
from csmanager.features.team.tables import Person


@dataclass(frozen=True, slots=True)
class OutRow:
    """One thing that left. ``number``: of the entry that can be told of further; None for a report."""

    id: str
    number: int | None
    made_at: dt.datetime
    kind: str
    what: str
    period: str
    file_name: str
    sha256: str
    rows: int | None
    with_names: bool
    is_encrypted: bool
    recipient: str
    purpose: str
    chain_head: str
    about: tuple[str, ...]


def register(session: Session) -> list[OutRow]:
    """Everything that left, the latest first."""
    about: dict[int, list[str]] = defaultdict(list)
    people: dict[int, str] = {row.id: row.name for row in session.execute(sa.select(Person.id, Person.name))}
    latest = sa.select(Applicant.candidate_id, sa.func.max(Applicant.name)).group_by(Applicant.candidate_id)
    applied: dict[int, str] = {number: name for number, name in session.execute(latest) if number is not None}
    for row in session.scalars(sa.select(ExportAbout)):
        known = people if row.subject is Subject.PERSON else applied
        about[row.export_id].append(known.get(row.subject_id, "somebody who is gone"))
    found = [
        OutRow(
            f"out:{row.id}",
            row.id,
            row.made_at,
            KIND_NAMES[row.kind],
            row.what,
            row.period,
            row.file_name,
            row.sha256,
            row.rows,
            row.with_names,
            row.is_encrypted,
            row.recipient,
            row.purpose,
            row.chain_head,
            tuple(about[row.id]),
        )
        for row in session.scalars(sa.select(ExportMade))
    ]
    found += [
        OutRow(
            f"report:{one.id}",
            None,
            one.made_at,
            KIND_NAMES[OutKind.PDF if one.kind == "pdf" else OutKind.WORKBOOK],
            "Report to upper management",
            one.period,
            one.file_name,
            one.sha256,
            None,
            one.with_names,
            False,
            "Upper management",
            "",
            one.chain_head,
            (),
        )
        for one in session.scalars(sa.select(ReportMade))
    ]
    return sorted(found, key=lambda row: (row.made_at, row.id), reverse=True)
