"""The four lists of this view: their columns, filters, and what they say when there is nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from csmanager.features.team.contracts import queries as contracts
from csmanager.features.team.contracts.rules import CONTRACT_WORDS, REASON_WORDS
from csmanager.features.team.documents import queries as documents
from csmanager.features.team.documents.rules import LADDER, STATE_WORDS, DocumentState
from csmanager.features.team.equipment import queries as equipment
from csmanager.features.team.rules import hours_text
from csmanager.ui.widgets.table import Column

CONTRACT, DOCUMENT, CERTIFICATE, EQUIPMENT = "contract", "document", "certificate", "equipment"


@dataclass(frozen=True, slots=True)
class Kind:
    """One list. ``filters``: (value, word, holds for a row)."""

    key: str
    title: str
    noun: tuple[str, str]
    query: Callable[..., list[Any]]
    columns: Callable[[Callable[[], dt.date]], list[Column]]
    filters: Sequence[tuple[str, str, Callable[[Any], bool]]]
    empty: tuple[str, str]


def days_words(days: int | None) -> str:
    """How far off a day is, in words."""
    if days is None:
        return ""
    if days == 0:
        return "today"
    unit = "day" if abs(days) == 1 else "days"
    return f"in {days} {unit}" if days > 0 else f"{-days} {unit} ago"


def _person() -> Column:
    return Column("person", "Person", 150, value=lambda row: row.person)


def _note() -> Column:
    return Column("note", "Note", 180, value=lambda row: row.note, hidden=True)


def _contract_state(row: contracts.ContractRow) -> tuple[str, str]:
    if row.state == "over":
        return ("none", "Over")
    if row.state == "ahead":
        return ("open", "Begins later")
    if row.days_left is None or row.is_followed:
        return ("good", "Holds")
    soon = row.renew_days is not None and row.days_left <= row.renew_days
    return ("soon", f"Ends {days_words(row.days_left)}") if soon else ("good", "Holds")


def _contract_columns(_today: Callable[[], dt.date]) -> list[Column]:
    return [
        _person(),
        Column("kind", "Kind", 110, value=lambda row: CONTRACT_WORDS[row.kind]),
        Column("state", "State", 140, kind="status", value=_contract_state),
        Column("from", "From", kind="date", value=lambda row: row.starts_on),
        Column("until", "Until", kind="date", value=lambda row: row.ends_on),
        Column(
            "hours",
            "h/week",
            72,
            kind="number",
            value=lambda row: None if row.weekly_minutes is None else row.weekly_minutes / 60,
            text=lambda row: hours_text(row.weekly_minutes),
        ),
        Column("location", "Place", 120, value=lambda row: row.location, may_leave=True),
        Column("reason", "Why", 120, value=lambda row: REASON_WORDS[row.reason]),
        Column("pay", "Pay", 70, value=lambda row: "sealed" if row.pay else ""),
        _note(),
    ]


_DOCUMENT_KINDS = {
    DocumentState.REQUESTED: "open",
    DocumentState.RECEIVED: "soon",
    DocumentState.APPROVED: "good",
    DocumentState.REJECTED: "bad",
    DocumentState.EXPIRED: "late",
}


def _document_columns(_today: Callable[[], dt.date]) -> list[Column]:
    return [
        _person(),
        Column("kind", "Document", 170, value=lambda row: row.kind),
        Column("title", "Title", 120, value=lambda row: row.title, hidden=True),
        Column(
            "state",
            "State",
            120,
            kind="status",
            value=lambda row: (_DOCUMENT_KINDS[row.state], STATE_WORDS[row.state]),
        ),
        Column("since", "Since", kind="date", value=lambda row: row.state_on),
        Column("due", "Wanted by", kind="date", value=lambda row: row.due_on),
        Column("expires", "Runs out", kind="date", value=lambda row: row.expires_on),
        Column("file", "File", 150, value=lambda row: row.file),
        Column("reason", "Why rejected", 120, value=lambda row: row.reason),
        _note(),
    ]


def _certificate_state(row: documents.CertificateRow) -> tuple[str, str]:
    days = row.days_left
    if days is None:
        return ("good", "Holds for good")
    if days < 0:
        return ("late", "Has run out")
    if days <= LADDER[2]:
        return ("bad", f"Runs out {days_words(days)}")
    if days <= max(LADDER[0], row.notify_days):
        return ("soon", f"Runs out {days_words(days)}")
    return ("good", "Holds")


def _certificate_columns(_today: Callable[[], dt.date]) -> list[Column]:
    return [
        _person(),
        Column("name", "Certificate", 180, value=lambda row: row.name),
        Column(
            "state",
            "State",
            170,
            kind="status",
            value=_certificate_state,
            sort=lambda row: row.days_left if row.days_left is not None else 10**6,
        ),
        Column("number", "Number", 110, value=lambda row: row.number),
        Column("issued", "Issued", kind="date", value=lambda row: row.issued_on),
        Column("expires", "Runs out", kind="date", value=lambda row: row.expires_on),
        Column("file", "File", 150, value=lambda row: row.file),
        _note(),
    ]


def _equipment_columns(today: Callable[[], dt.date]) -> list[Column]:
    def state(row: equipment.EquipmentRow) -> tuple[str, str]:
        if row.in_on is not None:
            return ("none", "Back")
        if row.left_on is not None and row.left_on < today():
            return ("late", "Out, has left")
        if row.due_on is not None and row.due_on < today():
            return ("late", "Overdue")
        return ("open", "Out")

    return [
        _person(),
        Column("item", "Thing", 150, value=lambda row: row.item),
        Column("serial", "Number", 100, value=lambda row: row.serial),
        Column("state", "State", 130, kind="status", value=state),
        Column("out", "Handed out", kind="date", value=lambda row: row.out_on),
        Column("due", "Due back", kind="date", value=lambda row: row.due_on),
        Column("in", "Back", kind="date", value=lambda row: row.in_on),
        Column("condition", "Condition", 120, value=lambda row: row.condition),
        _note(),
    ]


def _equipment(session: Any, _on: dt.date) -> list[equipment.EquipmentRow]:
    return equipment.equipment(session)


_OPEN_STATES = (DocumentState.REQUESTED, DocumentState.RECEIVED, DocumentState.REJECTED)


def _is(state: DocumentState) -> Callable[[Any], bool]:
    return lambda row: row.state is state


def _ends_within(days: int) -> Callable[[Any], bool]:
    return lambda row: row.days_left is not None and row.days_left <= days


KINDS: tuple[Kind, ...] = (
    Kind(
        CONTRACT,
        "Contracts",
        ("contract", "contracts"),
        contracts.contracts,
        _contract_columns,
        (
            ("now", "Running or ahead", lambda row: row.state != "over"),
            ("ends", "End within 90 days", _ends_within(90)),
            ("over", "Over", lambda row: row.state == "over"),
        ),
        (
            "No contracts yet",
            "Note kind, days, hours and place of each contract; what is paid is kept sealed. Two contracts of one"
            " person never overlap, and Today reminds you before one ends.",
        ),
    ),
    Kind(
        DOCUMENT,
        "Documents",
        ("document", "documents"),
        documents.documents,
        _document_columns,
        (
            ("open", "Owed or to be judged", lambda row: row.state in _OPEN_STATES),
            *((each.value, STATE_WORDS[each], _is(each)) for each in DocumentState),
        ),
        (
            "No documents yet",
            "Ask people for what you need from them (permits, bank details, signed agreements), note what was brought,"
            " approve or reject it with a reason, and keep the scan with it.",
        ),
    ),
    Kind(
        CERTIFICATE,
        "Certificates",
        ("certificate", "certificates"),
        documents.certificates,
        _certificate_columns,
        (
            ("soon", "Run out within 60 days", _ends_within(60)),
            ("gone", "Have run out", _ends_within(-1)),
        ),
        (
            "No certificates yet",
            "First aid, fire warden, driving licence: note when each was issued and when it runs out. Today says so"
            " 60, 30 and 7 days before.",
        ),
    ),
    Kind(
        EQUIPMENT,
        "Equipment",
        ("thing", "things"),
        _equipment,
        _equipment_columns,
        (
            ("out", "Still out", lambda row: row.in_on is None),
            ("back", "Back", lambda row: row.in_on is not None),
        ),
        (
            "Nothing handed out yet",
            "Keys, headsets, laptops: note what went to whom. One thing is with one person at a time, and what somebody"
            " still has when they leave is on Today and on their leaving checklist.",
        ),
    ),
)
