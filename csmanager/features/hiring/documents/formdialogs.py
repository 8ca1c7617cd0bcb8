"""The forms of documents and references."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.hiring.documents import rules
from csmanager.features.hiring.documents.queries import HandedRow, ReferenceRow, SubjectRow
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.sealedfield import SealedTexts
from csmanager.ui.widgets.texts import day_text

Submit = Callable[[dict[str, Any]], Any]
Today = Callable[[], dt.date]


def answered(row: HandedRow, submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """When it came back."""
    return FormDialog(
        f"{row.title}: {row.to}",
        [Field("on", "Answered on", "date", today(), required=True)],
        submit,
        verb="Note",
        text=f"Handed over on {day_text(row.handed_on)}.",
        today=today,
        parent=parent,
    )


def ask(people: Sequence[SubjectRow], submit: Submit, today: Today, parent: QWidget) -> FormDialog:
    """Who is asked about whom."""
    return FormDialog(
        "Ask for a reference",
        [
            Field(
                "applicant_id", "Applicant", "choice", people[0].id, required=True,
                options=[(one.id, f"{one.name}, {one.opening}") for one in people],
            ),
            Field("referee", "Who is asked", required=True),
            Field("relation", "As", placeholder="Former lead, teacher, customer"),
            Field("contact", "To be reached", placeholder="Phone or e-mail"),
            Field("asked_on", "Asked on", "date", today(), required=True),
        ],
        submit,
        verb="Note",
        text="Ask only with the applicant's agreement, and only what has to do with the work.",
        today=today,
        parent=parent,
    )  # fmt: skip


def result(
    row: ReferenceRow, submit: Submit, texts: SealedTexts, today: Today, parent: QWidget
) -> FormDialog:
    """What came of it."""
    return FormDialog(
        f"Reference of {row.referee}",
        [
            Field(
                "result", "Result", "choice", row.result.value if row.result else "good", required=True,
                options=[(one.value, name) for one, name in rules.RESULT_NAMES.items()],
            ),
            Field("answered_on", "Answered on", "date", row.answered_on or today(), required=True),
            Field(
                "notes", "What was said", "sealed", row.notes, texts=texts, about=f"reference_check.notes:{row.id}",
                help="Sealed when saved: it can be read with the passphrase only.",
            ),
        ],
        submit,
        verb="Save",
        text=f"On {row.applicant}, asked on {day_text(row.asked_on)}.",
        today=today,
        parent=parent,
    )  # fmt: skip
