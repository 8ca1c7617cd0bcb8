"""What is asked about a policy: its name at the start, and its details."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.handbook import rules
from csmanager.features.handbook.queries import PersonChoiceRow, PolicyRow
from csmanager.features.handbook.rules import PolicyKind
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], object]
_KINDS = tuple(rules.KIND_NAMES.items())
_STARTS = ((False, "An empty page"), (True, "The template of its kind"))


def new_policy(categories: Sequence[str], submit: Submit, parent: QWidget) -> FormDialog:
    """The least a policy needs before it can be written."""
    fields = [
        Field("title", "Title", required=True, placeholder="Lost property"),
        Field("category", "Category", "suggest", value="", options=categories),
        Field("kind", "Kind", "choice", value=PolicyKind.POLICY, options=_KINDS, required=True),
        Field("template", "Begin with", "choice", value=False, options=_STARTS, required=True),
    ]
    return FormDialog("New policy", fields, submit, verb="Write it", parent=parent)


def details(
    row: PolicyRow,
    categories: Sequence[str],
    people: Sequence[PersonChoiceRow],
    submit: Submit,
    today: Callable[[], dt.date],
    parent: QWidget,
) -> FormDialog:
    """Everything around the text."""
    owners: list[tuple[int | None, str]] = [(None, "Nobody"), *((one.id, one.name) for one in people)]
    if row.owner_id is not None and all(key != row.owner_id for key, _ in owners):
        owners.append((row.owner_id, row.owner))
    fields = [
        Field("title", "Title", value=row.title, required=True),
        Field("code", "Code", value=row.code, required=True),
        Field("kind", "Kind", "choice", value=row.kind, options=_KINDS, required=True),
        Field("category", "Category", "suggest", value=row.category, options=categories),
        Field("owner_id", "Owner", "choice", value=row.owner_id, options=owners),
        Field(
            "review_every_months",
            "Reviewed every",
            "number",
            value=row.review_every_months,
            minimum=1,
            maximum=120,
            unit="months",
            help="Empty: never.",
        ),
        Field("next_review_on", "Next review", "date", value=row.next_review_on),
        Field("needs_approval", "Publish only after an approval", "check", value=row.needs_approval),
    ]
    return FormDialog(f"Details of {row.title}", fields, submit, verb="Change", today=today, parent=parent)
