"""The forms of contracts, documents, certificates and equipment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.team.contracts import actions as contracts
from csmanager.features.team.contracts.queries import ContractRow
from csmanager.features.team.contracts.rules import (
    CONTRACT_WORDS,
    REASON_WORDS,
    RENEWAL_DAYS,
    ContractKind,
    ContractReason,
)
from csmanager.features.team.dialogs import minutes_of
from csmanager.features.team.documents import actions as documents
from csmanager.features.team.documents.queries import CertificateRow, DocumentRow
from csmanager.features.team.documents.rules import KINDS, DocumentState
from csmanager.features.team.equipment import actions as equipment
from csmanager.features.team.equipment.queries import EquipmentRow
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.fields import Field
from csmanager.ui.widgets.form import FormDialog

People = Sequence[tuple[int, str]]
Submit = Callable[[dict[str, Any]], Any]
EVERYONE = "all"


def _form(
    desk: Desk, parent: QWidget, title: str, fields: list[Field], submit: Submit, verb: str
) -> FormDialog:
    return FormDialog(title, fields, submit, verb=verb, today=desk.today, parent=parent)


def _who(people: People, person_id: int | None) -> Field:
    return Field("person", "Person", "choice", person_id, True, options=[(None, "Choose …"), *people])


# contracts


def _terms(desk: Desk, row: ContractRow | None) -> list[Field]:
    kinds = [(each.value, CONTRACT_WORDS[each]) for each in ContractKind]
    reasons = [(each.value, REASON_WORDS[each]) for each in ContractReason]
    hours = None if row is None or row.weekly_minutes is None else row.weekly_minutes / 60
    about = contracts.pay_about(row.id) if row is not None else ""
    return [
        Field(
            "kind", "Kind", "choice", row.kind.value if row else ContractKind.FULL.value, True, options=kinds
        ),
        Field("starts_on", "From", "date", row.starts_on if row else None, True),
        Field("ends_on", "Until", "date", row.ends_on if row else None, help="Empty: until further."),
        Field("hours", "Hours", "number", hours, minimum=0, maximum=80, decimals=1, unit="a week"),
        Field(
            "pay",
            "Pay",
            "sealed",
            row.pay if row else "",
            texts=desk.sealing,
            about=about,
            placeholder="2,100 a month",
        ),
        Field("location", "Place", value=row.location if row else "", is_more=True),
        Field(
            "reason",
            "Why",
            "choice",
            row.reason.value if row else ContractReason.HIRE.value,
            True,
            options=reasons,
            is_more=True,
        ),
        Field(
            "renew_days",
            "Remind before the end",
            "number",
            row.renew_days if row else RENEWAL_DAYS,
            minimum=0,
            maximum=366,
            unit="days",
            is_more=True,
        ),
        Field("note", "Note", value=row.note if row else "", is_more=True),
    ]


def _said(said: dict[str, Any]) -> dict[str, Any]:
    terms = dict(said)
    terms["weekly_minutes"] = minutes_of(terms.pop("hours"))
    terms["kind"], terms["reason"] = ContractKind(terms["kind"]), ContractReason(terms["reason"])
    if terms["pay"] is None:
        del terms["pay"]
    return terms


def add_contract(desk: Desk, parent: QWidget, people: People, person_id: int | None) -> FormDialog:
    """A new contract."""
    names = dict(people)

    def submit(said: dict[str, Any]) -> int:
        terms = _said(said)
        person = terms.pop("person")
        return desk.try_do(f"Add a contract of {names[person]}", contracts.add_contract, person, **terms)

    end = Field("end_present", "The present one ends the day before", "check")
    fields = [_who(people, person_id), *_terms(desk, None)]
    fields.insert(4, end)
    return _form(desk, parent, "Add a contract", fields, submit, "Add contract")


def change_contract(desk: Desk, parent: QWidget, row: ContractRow) -> FormDialog:
    """Change a contract."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(f"Change a contract of {row.person}", contracts.change_contract, row.id, **_said(said))

    return _form(desk, parent, f"Contract of {row.person}", _terms(desk, row), submit, "Save")


def renew_contract(desk: Desk, parent: QWidget, row: ContractRow) -> FormDialog:
    """The same again after its end."""

    def submit(said: dict[str, Any]) -> int:
        return desk.try_do(
            f"Renew the contract of {row.person}",
            contracts.renew,
            row.id,
            ends_on=said["ends_on"],
            pay=said["pay"] or "",
        )

    first = f"{row.ends_on + dt.timedelta(days=1):%Y-%m-%d}" if row.ends_on else ""
    fields = [
        Field("ends_on", "Until", "date", help=f"From {first}; empty: until further."),
        Field("pay", "Pay from then on", "sealed", "", texts=desk.sealing),
    ]
    return _form(desk, parent, f"Renew the contract of {row.person}", fields, submit, "Renew")


def end_contract(desk: Desk, parent: QWidget, row: ContractRow) -> FormDialog:
    """It holds no longer."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(
            f"End the contract of {row.person}", contracts.end_contract, row.id, ends_on=said["ends_on"]
        )

    fields = [Field("ends_on", "Last day", "date", row.ends_on or desk.today(), True)]
    return _form(desk, parent, f"End the contract of {row.person}", fields, submit, "End contract")


# documents


def request_document(
    desk: Desk,
    parent: QWidget,
    people: People,
    person_id: int | None,
    kinds: Sequence[str],
    groups: Sequence[tuple[str, str]],
    who: Callable[[str], list[int]],
) -> FormDialog:
    """Ask one person, everyone, or a group for a document. ``who``: the people a chosen value stands for."""

    def submit(said: dict[str, Any]) -> int:
        return desk.try_do(
            f"Ask for {said['kind']}",
            documents.request,
            who(said["who"]),
            kind=said["kind"],
            title=said["title"],
            due_on=said["due_on"],
            note=said["note"],
            today=desk.today(),
        )

    options = [(str(key), name) for key, name in people]
    fields = [
        Field(
            "who",
            "Whom",
            "choice",
            str(person_id) if person_id else EVERYONE,
            True,
            options=[(EVERYONE, "Everyone working here"), *groups, *options],
        ),
        Field("kind", "Document", "suggest", None, True, options=sorted({*KINDS, *kinds})),
        Field("due_on", "Wanted by", "date", desk.today() + dt.timedelta(days=14)),
        Field("title", "Title", is_more=True),
        Field("note", "Note", is_more=True),
    ]
    return _form(desk, parent, "Ask for a document", fields, submit, "Ask")


def add_document(
    desk: Desk, parent: QWidget, people: People, person_id: int | None, kinds: Sequence[str]
) -> FormDialog:
    """A document that is here."""
    names = dict(people)

    def submit(said: dict[str, Any]) -> int:
        person = said.pop("person")
        return desk.try_do(
            f"Add {said['kind']} of {names[person]}",
            documents.add_document,
            person,
            state=DocumentState(said.pop("state")),
            today=desk.today(),
            **said,
        )

    states = [(DocumentState.RECEIVED.value, "Received, still to be judged"), ("approved", "Approved")]
    fields = [
        _who(people, person_id),
        Field("kind", "Document", "suggest", None, True, options=sorted({*KINDS, *kinds})),
        Field("state", "State", "choice", DocumentState.RECEIVED.value, True, options=states),
        Field("expires_on", "Runs out", "date", help="Empty: it never does."),
        Field("title", "Title", is_more=True),
        Field("note", "Note", is_more=True),
    ]
    return _form(desk, parent, "Add a document", fields, submit, "Add document")


def change_document(desk: Desk, parent: QWidget, row: DocumentRow) -> FormDialog:
    """What is noted of a document."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(f"Change {row.kind} of {row.person}", documents.change_document, row.id, **said)

    fields = [
        Field("kind", "Document", value=row.kind, required=True),
        Field("due_on", "Wanted by", "date", row.due_on),
        Field("expires_on", "Runs out", "date", row.expires_on),
        Field("title", "Title", value=row.title),
        Field("note", "Note", value=row.note),
    ]
    return _form(desk, parent, f"{row.kind} of {row.person}", fields, submit, "Save")


def approve(desk: Desk, parent: QWidget, row: DocumentRow) -> FormDialog:
    """It is the right one."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(
            f"Approve {row.kind} of {row.person}",
            documents.move,
            row.id,
            DocumentState.APPROVED,
            today=desk.today(),
            expires_on=said["expires_on"],
        )

    fields = [Field("expires_on", "Runs out", "date", row.expires_on, help="Empty: it never does.")]
    return _form(desk, parent, f"Approve {row.kind} of {row.person}", fields, submit, "Approve")


def reject(desk: Desk, parent: QWidget, row: DocumentRow) -> FormDialog:
    """It is not the right one."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(
            f"Reject {row.kind} of {row.person}",
            documents.move,
            row.id,
            DocumentState.REJECTED,
            today=desk.today(),
            reason=said["reason"],
        )

    fields = [Field("reason", "Why", required=True, placeholder="Not readable, wrong name, run out, …")]
    return _form(desk, parent, f"Reject {row.kind} of {row.person}", fields, submit, "Reject")


# certificates


def certificate(
    desk: Desk,
    parent: QWidget,
    people: People,
    person_id: int | None,
    known: Sequence[str],
    row: CertificateRow | None = None,
) -> FormDialog:
    """A new certificate, or another day for one."""
    names = dict(people)

    def submit(said: dict[str, Any]) -> Any:
        if row is not None:
            return desk.try_do(
                f"Change {row.name} of {row.person}", documents.change_certificate, row.id, **said
            )
        person = said.pop("person")
        label = f"Add {said['name']} of {names[person]}"
        return desk.try_do(label, documents.add_certificate, person, **said)

    fields = [
        Field("name", "Certificate", "suggest", row.name if row else None, True, options=known),
        Field("issued_on", "Issued", "date", row.issued_on if row else None),
        Field(
            "expires_on", "Runs out", "date", row.expires_on if row else None, help="Empty: it never does."
        ),
        Field("number", "Number", value=row.number if row else ""),
        Field(
            "notify_days",
            "Remind before",
            "number",
            row.notify_days if row else 60,
            True,
            minimum=0,
            maximum=366,
            unit="days",
            is_more=True,
        ),
        Field("note", "Note", value=row.note if row else "", is_more=True),
    ]
    if row is None:
        fields.insert(0, _who(people, person_id))
        return _form(desk, parent, "Add a certificate", fields, submit, "Add certificate")
    return _form(desk, parent, f"{row.name} of {row.person}", fields, submit, "Save")


# equipment


def hand_out(
    desk: Desk, parent: QWidget, people: People, person_id: int | None, known: Sequence[str]
) -> FormDialog:
    """Hand something out."""
    names = dict(people)

    def submit(said: dict[str, Any]) -> int:
        person = said.pop("person")
        label = f"Hand {said['item']} to {names[person]}"
        return desk.try_do(label, equipment.issue, person, **said)

    fields = [
        _who(people, person_id),
        Field("item", "Thing", "suggest", None, True, options=known),
        Field("serial", "Number"),
        Field("out_on", "Handed out", "date", desk.today(), True),
        Field("due_on", "Due back", "date", help="Empty: when they leave."),
        Field("condition", "Condition", is_more=True),
        Field("note", "Note", is_more=True),
    ]
    return _form(desk, parent, "Hand something out", fields, submit, "Hand out")


def take_back(desk: Desk, parent: QWidget, row: EquipmentRow) -> FormDialog:
    """It is back."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(f"Take {row.called()} back from {row.person}", equipment.take_back, row.id, **said)

    fields = [
        Field("in_on", "Back on", "date", desk.today(), True),
        Field("condition", "Condition", value=row.condition),
    ]
    return _form(desk, parent, f"Take {row.called()} back from {row.person}", fields, submit, "Take back")


def change_issue(desk: Desk, parent: QWidget, row: EquipmentRow) -> FormDialog:
    """What is noted of a thing."""

    def submit(said: dict[str, Any]) -> None:
        desk.try_do(f"Change {row.called()} of {row.person}", equipment.change_issue, row.id, **said)

    fields = [
        Field("item", "Thing", value=row.item, required=True),
        Field("serial", "Number", value=row.serial),
        Field("out_on", "Handed out", "date", row.out_on, True),
        Field("due_on", "Due back", "date", row.due_on),
        Field("in_on", "Back on", "date", row.in_on),
        Field("condition", "Condition", value=row.condition),
        Field("note", "Note", value=row.note),
    ]
    return _form(desk, parent, f"{row.called()} of {row.person}", fields, submit, "Save")
