"""Hiring: openings, places filled, times, cost and sources of the period, without any name."""

from __future__ import annotations

from csmanager.features.hiring.knowing.period import PeriodHiring
from csmanager.features.reports.data import ReportData
from csmanager.features.reports.workbook.book import Cell, Column, Sheet

FIGURES, SOURCES = "tblHiring", "tblSources"
_TOP = 4
_FORMATS = {"%": "0.0%", "money": "#,##0.00"}


def fill(sheet: Sheet, data: ReportData, found: PeriodHiring) -> None:
    """Write the figures with their n and meaning, and the sources below."""
    book = sheet.book
    columns = [
        Column("Figure", 26, book.text),
        Column("Value", 13, None, True),
        Column("Unit", 15, book.spaced),
        Column("n", 9, book.whole, True),
        Column("What it is", 78, book.wrapped, wrap=True),
    ]
    units = {"money": data.currency, "%": "of those answered"}
    rows = [
        [
            row.name,
            Cell(
                (row.told or "no data") if row.value is None else row.value,
                book.number(_FORMATS.get(row.unit, "#,##0.#" if row.value and row.value % 1 else "#,##0")),
            ),
            units.get(row.unit, row.unit),
            row.n,
            row.definition,
        ]
        for row in found.figures
    ]
    about = f"Hiring in {data.period}: each figure with its number of cases and what it means."
    below = sheet.table(FIGURES, _TOP, columns, rows, about)
    top = below + 2
    sheet.put(top - 1, 0, f"Where the applications of {data.period} came from", book.heading)
    sheet.table(
        SOURCES,
        top,
        [
            Column("Came through", None, book.text),
            Column("Applied", None, book.whole, True),
            Column("Interviewed", None, book.whole, True),
            Column("Hired", None, book.whole, True),
            Column(f"Paid, {data.currency}", None, book.number("#,##0.00"), True),
        ],
        [
            [row.source, row.applied, row.told or row.interviewed, row.told or row.hired, row.paid or None]
            for row in found.sources
        ],
        "Each source with who applied in the period, and of these the interviewed and hired so far.",
    )
    sheet.raw.freeze_panes(_TOP + 1, 1)
    sheet.raw.repeat_rows(0, 2)
