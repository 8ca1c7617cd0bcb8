"""The forms of advice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from csmanager.features.commitments.rules import OUTCOME_WORDS, Outcome
from csmanager.features.reviews.advice.actions import DUE_DAYS
from csmanager.features.reviews.advice.queries import AdviceRow, RuleRow
from csmanager.features.reviews.advice.rules import WORDS
from csmanager.ui.widgets.form import Field, FormDialog

Submit = Callable[[dict[str, Any]], Any]


def accept(row: AdviceRow, submit: Submit, today: Callable[[], dt.date], parent: QWidget) -> FormDialog:
    """What becomes an agreed action, and by when."""
    owner = "manager" if row.person_id is None else "person"
    return FormDialog(
        f"Take advice: {row.person}",
        [
            Field("todo", "To do", "long", "\n".join(row.rule.todo), required=True, help="A line an action."),
            Field(
                "owner", "Owed by", "choice", owner, options=[("person", "The person"), ("manager", "You")],
                required=True,
            ),
            Field("due_on", "By", "date", today() + dt.timedelta(days=DUE_DAYS), required=True),
        ],
        submit,
        verb="Agree",
        text=f"{row.rule.expectation} It is looked at after {row.rule.weeks} weeks.",
        today=today,
        parent=parent,
    )  # fmt: skip


def rule(row: RuleRow | None, metrics: Mapping[str, str], submit: Submit, parent: QWidget) -> FormDialog:
    """A rule, every part of it."""
    return FormDialog(
        "Edit rule" if row else "New rule",
        [
            Field("name", "Name", value=row.name if row else "", required=True),
            Field(
                "pattern", "Pattern", "long", row.pattern if row else "", required=True,
                help=f"A line a condition, all must hold: Handle time is high. Words: {', '.join(WORDS)}; “not” and"
                " “or” are possible, and “team” before a measure.",
            ),
            Field("cause", "Cause to test first", "long", row.cause if row else "", required=True),
            Field("checks", "What to check", "long", "\n".join(row.checks) if row else ""),
            Field("say", "What to say", "long", row.say if row else ""),
            Field("todo", "What to do", "long", "\n".join(row.todo) if row else "", help="A line an action."),
            Field("training", "Training", value=row.training if row else ""),
            Field(
                "watch_metric", "What should move", "choice", row.watch_metric if row else "",
                options=[("", "Nothing that is measured"), *metrics.items()],
            ),
            Field(
                "towards", "Which way", "choice", row.towards if row else "up",
                options=[("up", "It should rise"), ("down", "It should fall")],
            ),
            Field(
                "weeks", "Looked at after", "number", row.weeks if row else 4, unit="weeks", minimum=1, maximum=52,
                required=True,
            ),
            Field(
                "is_question", "A question, not a fault", "check",
                row.is_question if row else False,
            ),
        ],
        submit,
        verb="Save",
        parent=parent,
    )  # fmt: skip


def end(what: str, submit: Submit, parent: QWidget) -> FormDialog:
    """How an agreed action ended."""
    return FormDialog(
        f"End: {what}",
        [
            Field(
                "outcome",
                "Outcome",
                "choice",
                Outcome.BROKEN,
                options=list(OUTCOME_WORDS.items()),
                required=True,
            ),
            Field("reason", "Why", "long", help="Needed where it was not kept, or is let go."),
        ],
        submit,
        verb="End",
        parent=parent,
    )
