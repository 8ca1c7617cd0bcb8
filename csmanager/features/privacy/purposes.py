"""To which kind of record each table belongs, what it is called, and where its rows come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from csmanager.core import personal
from csmanager.features.contacts.tables import ImportBatch
from csmanager.features.privacy.rules import Kind

if TYPE_CHECKING:
    from csmanager.features.privacy.subject import Found

_BY_DUTY = {
    "hiring": Kind.APPLICANTS,
    "voice": Kind.CUSTOMERS,
    "contacts": Kind.CONTACTS,
    "leave": Kind.HOURS,
    "schedule": Kind.HOURS,
    "reviews": Kind.REVIEWS,
    "coaching": Kind.REVIEWS,
    "talks": Kind.REVIEWS,
    "conduct": Kind.REVIEWS,
    "recognition": Kind.REVIEWS,
    "quality": Kind.REVIEWS,
    "commitments": Kind.REVIEWS,
    "wellbeing": Kind.REVIEWS,
    "reports": Kind.EXPORTS,
    "importing": Kind.CONTACTS,
}
_BY_TABLE = {"history_step": Kind.HISTORY, "history_row": Kind.HISTORY, "contract": Kind.PAY}
_TITLES = {
    "person": "Person",
    "person_alias": "Other spellings and logins",
    "person_field_value": "Own fields",
    "person_review": "Reviews",
    "person_review_move": "Steps of reviews",
    "person_review_edition": "Earlier editions of reviews",
    "one_on_one": "One-to-ones",
    "improvement_plan": "Improvement plans",
    "interval_figures": "Figures of intervals",
    "stage_move": "Steps of applications",
    "stored_file": "Papers",
    "candidate": "Consent and holds",
    "contact": "Contacts served",
    "comment": "Comments of customers served",
    "export_made": "Register of exports",
    "employment": "Times, teams and roles",
    "contract": "Contracts",
    "joining_item": "Steps of joining and leaving",
    "joining_plan": "Plans of joining and leaving",
}


def kind_of(mapper: Mapper[Any]) -> Kind:
    """The kind of record, and so the purpose and the period, of a class."""
    table = personal.table_of(mapper).name
    if table in _BY_TABLE:
        return _BY_TABLE[table]
    parts = mapper.class_.__module__.split(".")
    if parts[1] == "core":
        return Kind.EXPORTS if table.startswith("export") else Kind.HISTORY
    return _BY_DUTY.get(parts[2], Kind.STAFF)


def title(table: str) -> str:
    """What a table is called for a reader."""
    words = table.replace("_", " ")
    return _TITLES.get(table, words[:1].upper() + words[1:])


def about(mapper: Mapper[Any]) -> str:
    """The first sentence of what a class is."""
    first = re.split(r"(?<=[.])\s", (mapper.class_.__doc__ or "").strip(), maxsplit=1)[0]
    return re.sub(r"``([^`]*)``", r"\1", " ".join(first.split()))


def sources(session: Session, found: Found) -> list[str]:
    """Where the rows of somebody come from: the manager, themselves, files that were imported."""
    told = ["What the manager typed, and what the person said or wrote themselves"]
    batches = {
        row["batch_id"] for part in found.parts for row in part.rows if isinstance(row.get("batch_id"), int)
    }
    if batches:
        names = session.execute(
            sa.select(ImportBatch.source, sa.func.count(), sa.func.min(ImportBatch.imported_at))
            .where(ImportBatch.id.in_(batches))
            .group_by(ImportBatch.source)
        )
        told += [
            f"{count} imported {'file' if count == 1 else 'files'} of {source or 'another program'}"
            for source, count, _ in names
        ]
    return told
