"""The manager's side of a dispute: its history beside the score, and the form that decides it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.quality.disputes import actions
from csmanager.features.quality.disputes.queries import AnswerRow
from csmanager.features.quality.disputes.rules import DECISION_WORDS, Decision, Subject
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import Field, FormDialog

TEXT = "Answer the dispute…"


def decide_dialog(desk: Desk, row: AnswerRow, parent: QWidget) -> FormDialog:
    """Ask how a dispute is decided; the dialog is returned, shown."""
    is_grade = row.subject is Subject.GRADE

    def submit(values: dict[str, Any]) -> None:
        mark = values.pop("mark", None)
        desk.try_do(
            f"Answer the dispute of {row.person}",
            actions.decide,
            row.id,
            today=desk.today(),
            mark=mark / 100 if mark is not None else None,
            **values,
        )

    fields = [
        Field("decision", "Decision", "choice", Decision.STANDS, options=list(DECISION_WORDS.items())),
        Field("reason", "Reason", "long", required=True, help="They read it at the kiosk."),
    ]
    if is_grade:
        what = f"Mark of “{row.item}” now" if row.item else "Score now"
        fields.insert(
            1,
            Field(
                "mark", what, "number", unit="%", minimum=0, maximum=100,
                help="Empty while it stands. The score before stays in its history.",
            ),
        )  # fmt: skip
    dialog = FormDialog(
        f"Dispute of {row.person}",
        fields,
        submit,
        verb="Answer",
        text=f"They say: {row.text}",
        today=desk.today,
        parent=parent,
    )
    dialog.open()
    return dialog
