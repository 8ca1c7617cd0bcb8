"""Columns of the lists of documents, and states in words."""

from __future__ import annotations

import datetime as dt

from csmanager.features.hiring.documents import rules
from csmanager.features.hiring.documents.queries import HandedRow, ReferenceRow
from csmanager.features.hiring.documents.rules import DocumentKind
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.table import Column
from csmanager.ui.widgets.texts import day_text


def answer(row: HandedRow, today: dt.date) -> Status | None:
    """Until when it is held back, else how the answer stands; None where none is expected."""
    if row.goes_on is not None:
        kind = "late" if row.goes_on < today else "soon" if row.goes_on == today else "watch"
        return Status(kind, f"Held back until {day_text(row.goes_on)}")
    if row.answered_on is not None:
        return Status("good", f"Answered {day_text(row.answered_on)}")
    if row.answer_by is None:
        return None
    late = (today - row.answer_by).days
    return (
        Status("late", f"{late} days late") if late > 0 else Status("open", f"By {day_text(row.answer_by)}")
    )


def result(row: ReferenceRow) -> Status:
    """How a reference came out."""
    if row.result is None:
        return Status("open", "Asked")
    kind = {"good": "good", "mixed": "watch", "poor": "bad", "nothing": "none"}[row.result.value]
    return Status(kind, rules.RESULT_NAMES[row.result])


def templates() -> tuple[Column, ...]:
    """The templates."""
    order = list(DocumentKind)
    return (
        Column("title", "Template", width=230, value=lambda row: row.title),
        Column(
            "kind", "For", width=150, value=lambda row: rules.KIND_NAMES[row.kind],
            sort=lambda row: order.index(row.kind), hidden=True,
        ),
        Column("version", "Version", width=66, kind="number", value=lambda row: row.version),
        Column("used", "Handed over", width=100, kind="number", value=lambda row: row.used or None),
        Column("saved", "Saved", width=100, kind="date", value=lambda row: row.saved_on),
        Column("note", "What changed", width=180, value=lambda row: row.note, hidden=True),
    )  # fmt: skip


def handed(desk: Desk) -> tuple[Column, ...]:
    """What was handed over."""
    return (
        Column("on", "Day", width=100, kind="date", value=lambda row: row.handed_on),
        Column("title", "Document", width=140, value=lambda row: row.title),
        Column("to", "To", width=150, value=lambda row: row.to),
        Column("how", "How", width=100, value=lambda row: row.how, hidden=True),
        Column(
            "answer", "State", width=180, kind="status", value=lambda row: answer(row, desk.today()),
            sort=lambda row: row.answer_by,
        ),
        Column("opening", "Opening", width=150, value=lambda row: row.opening, hidden=True),
        Column("version", "Version", width=80, kind="number", value=lambda row: row.version, hidden=True),
    )  # fmt: skip


def references() -> tuple[Column, ...]:
    """Who was asked about whom."""
    return (
        Column("asked", "Asked on", width=100, kind="date", value=lambda row: row.asked_on),
        Column("applicant", "Applicant", width=150, value=lambda row: row.applicant),
        Column("referee", "Who", width=150, value=lambda row: row.referee),
        Column("relation", "As", width=130, value=lambda row: row.relation, hidden=True),
        Column("result", "Result", width=190, kind="status", value=result),
        Column(
            "answered", "Answered", width=100, kind="date", value=lambda row: row.answered_on, hidden=True
        ),
        Column("opening", "Opening", width=150, value=lambda row: row.opening, hidden=True),
    )
