"""The matrix as a workbook: person by skill with colour and word, every judgement behind it, and what hangs on few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from csmanager.core.sheets import safe_text
from csmanager.features.skills.queries import (
    BenchRow,
    Cell,
    EvidenceRow,
    MatrixView,
    PointRow,
    bench,
    evidence,
    matrix,
    points,
)
from csmanager.features.skills.rules import EVIDENCE_WORDS, READY_WORDS, Standing

_FILLS = {  # fill and text; the word in the cell says the same
    Standing.FITS: ("#DDF1EE", "#0F4F4C"),
    Standing.SOON: ("#FBF0CF", "#5F4700"),
    Standing.GAP: ("#F6DCDC", "#7A1414"),
    Standing.EXPIRED: ("#F6DCDC", "#7A1414"),
    Standing.EXTRA: ("#EEF1F5", "#525C6B"),
    Standing.NONE: ("#FFFFFF", "#525C6B"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What the workbook holds, read at one moment."""

    today: dt.date
    view: MatrixView
    history: Sequence[tuple[str, EvidenceRow]]
    points: Sequence[PointRow]
    bench: Sequence[BenchRow]


def read(session: Session, today: dt.date) -> Report:
    """Everything for the workbook."""
    view = matrix(session, today)
    history = [(row.person, each) for row in view.rows for each in evidence(session, row.id)]
    return Report(today, view, history, points(session, today), bench(session, today))


def write(report: Report, shop: str, path: Path) -> None:
    """Write the workbook to ``path``."""
    from xlsxwriter import Workbook

    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with Workbook(str(path), options) as book:
        book.set_properties({"title": f"{shop}: skills"})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _matrix(book, report, head)
        _table(
            book, head, "Judgements",
            ("Person", "Skill", "From", "To", "On", "Judged by", "What was seen", "Number", "By whom", "Holds until"),
            [
                (who, r.skill, r.level_before, r.level, r.judged_on, EVIDENCE_WORDS[r.kind], r.text, r.reference,
                 r.assessor, r.expires_on)
                for who, r in report.history
            ],
        )  # fmt: skip
        _table(
            book, head, "On few people",
            ("Skill", "From level", "Available (n)", "Who", "Away or leaving", "Nearest to it", "Asked of"),
            [
                (r.skill, r.level, r.count, ", ".join(r.available), ", ".join(r.absent),
                 ", ".join(f"{name} ({level})" for name, level in r.next), ", ".join(r.roles))
                for r in report.points
            ],
        )  # fmt: skip
        _table(
            book, head, "Bench",
            ("Role", "Person", "Works as", "Ready", "Missing", "Could teach it", "Mentor", "Emergency cover", "Note"),
            [
                (r.role, r.person, r.now, READY_WORDS[r.readiness], ", ".join(r.missing), ", ".join(r.teachers),
                 r.mentor, "stands in" if r.is_cover else "", r.note)
                for r in report.bench
            ],
        )  # fmt: skip
        about = book.add_worksheet("About")
        about.set_column(0, 0, 110)
        for line, text in enumerate(
            (
                f"{shop}: skills as of {report.today.isoformat()}",
                "Matrix: the level (1 to 5); “3 of 4” is below what the role asks for, ! is mandatory.",
                "Available: people who work here, at the lowest level any role asks for, whose level has not run out;"
                " not those away today, on long leave or leaving.",
                "Bench: nothing missing is ready now, two levels half a year, four a year; a rule of thumb.",
            )
        ):
            about.write_string(line, 0, text, head if not line else None)


def _matrix(book: Any, report: Report, head: Any) -> None:
    sheet = book.add_worksheet("Matrix")
    formats = {
        kind: book.add_format({"bg_color": fill, "font_color": text, "align": "center"})
        for kind, (fill, text) in _FILLS.items()
    }
    for at, title in enumerate(("Person", "Role", "Team", "Gaps", *(one.name for one in report.view.skills))):
        sheet.write_string(0, at, safe_text(title), head)
    for line, row in enumerate(report.view.rows, 1):
        for at, text in enumerate((row.person, row.role, row.team)):
            sheet.write_string(line, at, safe_text(text))
        sheet.write_number(line, 3, row.gaps)
        for at, one in enumerate(report.view.skills, 4):
            cell = row.cells.get(one.id)
            if cell is not None:
                _cell(sheet, line, at, cell, formats[cell.standing])
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 2, 16)
    sheet.set_column(4, 3 + max(1, len(report.view.skills)), 13)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cell(sheet: Any, line: int, at: int, cell: Cell, look: Any) -> None:
    if cell.standing is Standing.GAP:
        sheet.write_string(line, at, f"{cell.level} of {cell.required}{' !' if cell.mandatory else ''}", look)
    elif cell.standing is Standing.EXPIRED:
        sheet.write_string(line, at, f"{cell.level}, ran out", look)
    elif cell.standing is Standing.SOON and cell.expires_on is not None:
        sheet.write_string(line, at, f"{cell.level}, to {cell.expires_on.isoformat()}", look)
    else:
        sheet.write_number(line, at, cell.level, look)


def _table(book: Any, head: Any, name: str, titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(name)
    for at, title in enumerate(titles):
        sheet.write_string(0, at, title, head)
    for line, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, dt.date):
                sheet.write_datetime(line, at, dt.datetime.combine(value, dt.time()))
            elif isinstance(value, int | float):
                sheet.write_number(line, at, value)
            else:
                sheet.write_string(line, at, safe_text(str(value)))
    for at, title in enumerate(titles):
        longest = max([len(title), *(len(str(row[at] or "")) for row in rows)])
        sheet.set_column(at, at, min(60, longest + 2))
    sheet.freeze_panes(1, 0)
