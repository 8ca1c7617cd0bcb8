"""The training record as a workbook: the matrix, every entry behind it, and hours and cost of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csmanager.features.training import rules
from csmanager.features.training.figures import SpentRow
from csmanager.features.training.queries import EnrolmentRow

_FILLS = {  # by mark: fill and text; the word says the same
    "good": ("#DDF1EE", "#0F4F4C"),
    "late": ("#F6DCDC", "#7A1414"),
    "bad": ("#F6DCDC", "#7A1414"),
    "soon": ("#FBF0CF", "#5F4700"),
    "watch": ("#FBF0CF", "#5F4700"),
    "open": ("#E3ECF6", "#1B2430"),
    "none": ("#EEF1F5", "#525C6B"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What the workbook holds, read at one moment. ``period``: what the hours are of, in words."""

    shop: str
    today: dt.date
    currency: str
    entries: Sequence[EnrolmentRow]
    history: Sequence[EnrolmentRow]
    spent: Sequence[SpentRow]
    period: str


def write(report: Report, path: Path) -> None:
    """Write the workbook to ``path``."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"{report.shop}: training"})
        book.set_custom_property("Made on", report.today.isoformat())
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _matrix(book, report, head)
        _table(
            book, head, "Every entry",
            ("Person", "Team", "Role", "Course", "State", "Must", "Asked on", "Due on", "Taken on", "Score (%)",
             "Hours", "Counts until", "Reason"),
            [
                (r.person, r.team, r.role, r.course, rules.STATE_WORDS[r.state], "must" if r.mandatory else "",
                 r.assigned_on, r.due_on, r.done_on, r.score, round(r.minutes / 60, 2) if r.done_on else None,
                 r.expires_on, r.reason)
                for r in report.history
            ],
        )  # fmt: skip
        _table(
            book, head, "Hours and cost",
            ("Course", "Times taken (n)", "People", "Hours", f"Places ({report.currency})", "Passed", "Tried"),
            [
                (r.course, r.n, r.people, round(r.minutes / 60, 2),
                 None if r.cost_cents is None else r.cost_cents / 100, r.passed, r.tried)
                for r in report.spent
            ],
        )  # fmt: skip
        about = book.add_worksheet("About")
        about.set_column(0, 0, 110)
        for line, text in enumerate(
            (
                f"{report.shop}: training as of {report.today.isoformat()}",
                "Matrix: the newest entry of each person and course; blank means it is not asked of the person.",
                f"Hours and cost: {report.period}. Hours are those noted or, where none were, the course's length.",
                "Cost is that of the places; pay for the hours off the floor is not in it.",
            )
        ):
            about.write_string(line, 0, text, head if not line else None)


def _matrix(book: Any, report: Report, head: Any) -> None:
    sheet = book.add_worksheet("Matrix")
    formats = {
        kind: book.add_format({"bg_color": fill, "font_color": text}) for kind, (fill, text) in _FILLS.items()
    }
    titles = sorted(
        {(row.course_id, row.course) for row in report.entries}, key=lambda one: one[1].casefold()
    )
    people = sorted({(row.person, row.person_id, row.role) for row in report.entries})
    cells = {(row.person_id, row.course_id): row for row in report.entries}
    for column, title in enumerate(("Person", "Role", *(title for _, title in titles))):
        sheet.set_column(column, column, 28 if column == 0 else 16)
        sheet.write_string(0, column, title, head)
    for line, (name, person_id, role) in enumerate(people, 1):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, role)
        for column, (course_id, _title) in enumerate(titles, 2):
            row = cells.get((person_id, course_id))
            if row is not None:
                kind, word = row.standing(report.today)
                sheet.write_string(line, column, word, formats[kind])
    sheet.freeze_panes(1, 1)


def _table(book: Any, head: Any, name: str, titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, title in enumerate(titles):
        sheet.set_column(column, column, 28 if title in ("Person", "Course") else max(11, len(title) + 2))
        sheet.write_string(0, column, title, head)
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, dt.date):
                sheet.write_datetime(line, column, dt.datetime.combine(value, dt.time()), day)
            elif isinstance(value, int | float):
                sheet.write_number(line, column, value)
            else:
                sheet.write_string(line, column, str(value))
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(titles) - 1)
