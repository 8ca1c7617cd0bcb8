"""The acknowledgement report as a workbook: who signed which version, under which hash, when and how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from csmanager.features.handbook.knowing import rules
from csmanager.features.handbook.knowing.queries import KnowRow, PolicyHead
from csmanager.features.handbook.knowing.signed import SignatureRow

_WIDTHS = {"SHA-256 of the text": 68, "Policy": 34, "Person": 28, "Typed name": 28}
_ABOUT = (
    "A signature is bound to the SHA-256 of exactly the text that was shown or printed.",
    "“Text fits” is worked out now: the text in the store still has the hash that was signed, and the row its seal.",
    "“Counts also for”: later versions that changed the wording only; nobody signs them again.",
    "“Sheet” signatures were entered from paper by the person named; the code belongs to one person and one version.",
    "Answered is signed, signed in an earlier wording, or waived, of everybody here who was asked.",
)


@dataclass(frozen=True, slots=True)
class Report:
    """What the workbook holds, read at one moment. ``zone``: in which signing times are told."""

    shop: str
    today: dt.date
    zone: dt.tzinfo
    heads: Sequence[PolicyHead]
    standings: Sequence[KnowRow]
    signatures: Sequence[SignatureRow]


def write(report: Report, path: Path) -> None:
    """Write the workbook to ``path``."""
    from xlsxwriter import Workbook

    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"{report.shop}: acknowledgements"})
        book.set_custom_property("Made on", report.today.isoformat())
        _Sheets(book, report).write()


class _Sheets:
    def __init__(self, book: Any, report: Report) -> None:
        self._book, self._report = book, report
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._share = book.add_format({"num_format": "0%"})

    def write(self) -> None:
        """All sheets."""
        report = self._report
        self._table(
            "Policies",
            ("Code", "Policy", "Version", "Asked", "Answered", "Share answered"),
            [
                (h.code, h.title, h.number, h.asked, h.answered, h.answered / h.asked if h.asked else None)
                for h in report.heads
            ],
        )
        self._table(
            "Where everybody stands",
            (
                "Person",
                "Team",
                "Role",
                "Code",
                "Policy",
                "Version",
                "State",
                "Asked on",
                "Due on",
                "Days late",
            ),
            [
                (
                    row.person,
                    row.team,
                    row.role,
                    row.code,
                    row.title,
                    row.present or row.number,
                    rules.STATE_NAMES[row.state],
                    row.assigned_on,
                    row.due_on,
                    row.late(report.today) or None,
                )
                for row in report.standings
            ],
        )
        self._table(
            "Signatures",
            (
                "Person",
                "Person's code",
                "Code",
                "Policy",
                "Version",
                "Counts also for",
                "Signed at",
                "How",
                "Typed name",
                "Entered by",
                "Entered at",
                "Sheet code",
                "Quiz",
                "Reading time (s)",
                "SHA-256 of the text",
                "Text fits",
            ),
            [
                (
                    row.person,
                    row.person_code,
                    row.code,
                    row.title,
                    row.number,
                    f"up to version {row.carried}" if row.carried else "",
                    row.signed_at,
                    rules.HOW_NAMES[row.how],
                    row.typed_name,
                    row.entered_by,
                    row.entered_at,
                    row.sheet_code,
                    row.quiz,
                    row.reading_seconds,
                    row.text_sha256,
                    "yes" if row.is_true else "NO",
                )
                for row in report.signatures
            ],
        )
        about = self._book.add_worksheet("About")
        about.set_column(0, 0, 110)
        about.write_string(
            0, 0, f"{report.shop}: acknowledgements as of {report.today.isoformat()}", self._head
        )
        for line, text in enumerate(_ABOUT, 1):
            about.write_string(line, 0, text)

    def _table(self, name: str, titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        sheet = self._book.add_worksheet(name)
        for column, title in enumerate(titles):
            sheet.set_column(column, column, _WIDTHS.get(title, max(11, len(title) + 2)))
            sheet.write_string(0, column, title, self._head)
        for line, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self._cell(sheet, line, column, titles[column], value)
        sheet.freeze_panes(1, 1)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(titles) - 1)

    def _cell(self, sheet: Any, line: int, column: int, title: str, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, dt.datetime):
            local = value.astimezone(self._report.zone).replace(tzinfo=None)
            sheet.write_datetime(line, column, local, self._moment)
        elif isinstance(value, dt.date):
            sheet.write_datetime(line, column, dt.datetime.combine(value, dt.time()), self._day)
        elif isinstance(value, int | float):
            sheet.write_number(line, column, value, self._share if title.startswith("Share") else None)
        else:
            sheet.write_string(line, column, str(value))
