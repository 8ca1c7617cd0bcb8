"""What is asked when a version moves on: by whom, why, from when, and what its change means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.handbook.publishing import LEAVE, UNLINK
from csmanager.features.handbook.queries import PolicyRow
from csmanager.features.handbook.rules import ChangeKind
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], object]
_CHANGES = (
    (ChangeKind.MATERIAL, "Material: staff must sign again"),
    (ChangeKind.EDITORIAL, "Editorial: same meaning, signatures stay"),
)


def send(row: PolicyRow, names: Sequence[str], submit: Submit, parent: QWidget) -> FormDialog:
    """Who is to look at the draft."""
    fields = [Field("reviewer", "Reviewer", "suggest", value=row.reviewer, options=names, required=True)]
    text = f"Version {row.ahead} of {row.title} rests until it is approved or taken back."
    return FormDialog(f"Send {row.title} for review", fields, submit, verb="Send", text=text, parent=parent)


def changes(row: PolicyRow, submit: Submit, parent: QWidget) -> FormDialog:
    """What the reviewer wants changed."""
    fields = [Field("answer", "What should be changed", "long", required=True)]
    return FormDialog(f"Changes to {row.title}", fields, submit, verb="Give back", parent=parent)


def approve(row: PolicyRow, names: Sequence[str], submit: Submit, parent: QWidget) -> FormDialog:
    """Who stands for the text."""
    fields = [Field("approver", "Approved by", "suggest", value=row.reviewer, options=names, required=True)]
    text = f"Version {row.ahead} can then be published, on a day if you like. Its text no longer changes."
    return FormDialog(f"Approve {row.title}", fields, submit, verb="Approve", text=text, parent=parent)


def publish(
    row: PolicyRow,
    submit: Submit,
    parent: QWidget,
    *,
    is_first: bool,
    today: Callable[[], dt.date],
    with_day: bool = False,
    removed: Sequence[tuple[str, str, Sequence[str]]] = (),
    kept: Sequence[tuple[str, str]] = (),
) -> FormDialog:
    """What the new version changes, from when, and what becomes of scorecard items whose clause is gone."""
    fields = []
    if with_day:
        fields.append(Field("effective_on", "In force from", "date", required=True))
    if not is_first:
        fields += [
            Field("change", "Change", "choice", value=ChangeKind.MATERIAL, options=_CHANGES, required=True),
            Field(
                "note",
                "What has changed",
                "long",
                required=True,
                placeholder="Returns within 60 days, not 30.",
            ),
            Field("reason", "Why it is so", placeholder="New terms of the supplier"),
            Field(
                "for_you",
                "What it means for staff",
                "long",
                placeholder="Ask for the receipt only after 30 days.",
            ),
        ]
    text = f"Version {row.ahead} takes the place of the version in force. It can then no longer be edited."
    if is_first:
        text = f"Version {row.ahead} of {row.title} can then no longer be edited."
    if removed:
        names = "; ".join(f"“{heading or key}” ({', '.join(items)})" for key, heading, items in removed)
        text += f"\n\nThis version no longer has clauses that scorecard items refer to: {names}."
        options: list[tuple[str | None, str]] = [
            (None, "Choose what becomes of them"),
            (LEAVE, "Leave the items as they are"),
            (UNLINK, "Take the clause off the items"),
            *((key, f"Let the items refer to {title}") for key, title in kept),
        ]
        fields.append(Field("items", "The scorecard items", "choice", options=options, required=True))
    verb = "Schedule" if with_day else "Publish"
    return FormDialog(f"{verb} {row.title}", fields, submit, verb=verb, text=text, today=today, parent=parent)


def call_off(row: PolicyRow, submit: Submit, parent: QWidget) -> FormDialog:
    """Why a scheduled version is not to come into force."""
    fields = [Field("note", "Why", required=True)]
    text = f"Version {row.ahead} does not come into force. Its text stays, and a new draft begins from it."
    return FormDialog(f"Call off {row.title}", fields, submit, verb="Call off", text=text, parent=parent)


def retire(row: PolicyRow, others: Sequence[tuple[int, str]], submit: Submit, parent: QWidget) -> FormDialog:
    """Why a policy ends, and what says it from now on."""
    options: list[tuple[int | None, str]] = [(None, "Nothing"), *others]
    fields = [
        Field("note", "Why", placeholder="Now part of Refunds and returns"),
        Field("replaced_by_id", "Replaced by", "choice", value=None, options=options),
    ]
    text = f"{row.title} is then no longer in force and no longer found. Its versions stay."
    return FormDialog(f"Retire {row.title}", fields, submit, verb="Retire", text=text, parent=parent)
