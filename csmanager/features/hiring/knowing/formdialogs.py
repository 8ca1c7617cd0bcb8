"""The forms of costs and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.hiring.rules import ACTIVE, STAGE_NAMES
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]


def cost(
    openings: Sequence[tuple[int, str]],
    currency: str,
    submit: Submit,
    today: Callable[[], dt.date],
    parent: QWidget,
) -> FormDialog:
    """What was spent."""
    return FormDialog(
        "Add a cost",
        [
            Field("what", "What", required=True, placeholder="Job board, travel, 6 hours of interviews"),
            Field("amount", "Amount", "number", required=True, minimum=0.01, decimals=2, unit=currency),
            Field("spent_on", "Day", "date", today(), required=True),
            Field("opening_id", "Opening", "choice", None, options=[(None, "All of hiring"), *openings]),
            Field("is_internal", "Own time, not paid to others", "check", False),
        ],
        submit,
        verb="Add",
        today=today,
        parent=parent,
    )


def group(
    openings: Sequence[tuple[int, str]],
    categories: Sequence[str],
    submit: Submit,
    today: Callable[[], dt.date],
    parent: QWidget,
) -> FormDialog:
    """How many came and went on."""
    return FormDialog(
        "Count a group",
        [
            Field("opening_id", "Opening", "choice", None, options=[(None, "All openings"), *openings]),
            Field(
                "stage", "Stage", "choice", "interview", required=True,
                options=[(one.value, STAGE_NAMES[one]) for one in ACTIVE],
            ),
            Field(
                "category", "Compared by", "suggest", categories[0] if categories else "", required=True,
                options=list(categories) or ["Gender", "Age", "Origin"],
            ),
            Field("group", "Group", required=True),
            Field("applicants", "Came to the stage", "number", required=True, minimum=1),
            Field("selected", "Went on", "number", required=True, minimum=0),
        ],
        submit,
        verb="Count",
        text="Voluntary answers only, counted apart. No name is kept, and whoever rates never sees it.",
        today=today,
        parent=parent,
    )  # fmt: skip
