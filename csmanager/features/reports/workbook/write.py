"""All sheets in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from csmanager.features.reports.data import ReportData
from csmanager.features.reports.workbook import (
    about,
    definitions,
    facts,
    hiring,
    scorecard,
    summary,
    team,
    trends,
)
from csmanager.features.reports.workbook.book import Book


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, for reading back: sheets in order with their rows, rows of tables, formula cells."""

    sheets: tuple[str, ...]
    rows: dict[str, int]
    tables: dict[str, tuple[str, int]]
    formulas: dict[str, frozenset[tuple[int, int]]]


def write(data: ReportData, path: Path) -> Written:
    """Write the workbook of ``data`` to ``path``; the same data give the same bytes."""
    book = Book(path, data)
    sheets = [
        book.sheet("Summary", "", gridlines=False),
        book.sheet("Scorecard", "Scorecard: each person against the targets"),
        book.sheet("Trends", "Trends"),
        book.sheet("Team", "The team: every measure, and who was here"),
        *([book.sheet("Hiring", "Hiring: openings, times, cost and sources")] if data.hiring else []),
        book.sheet("Definitions", "Definitions: what each measure means"),
        book.sheet("Data", "Data: one row for each person, measure and month"),
        book.sheet("About", "About this report"),
    ]
    places = {sheet.name.lower(): sheet for sheet in sheets}
    definitions.fill(places["definitions"], data)
    facts.fill(places["data"], data)
    layout = trends.fill(places["trends"], data)
    team.fill(places["team"], data)
    if data.hiring is not None:
        hiring.fill(places["hiring"], data, data.hiring)
    scorecard.fill(places["scorecard"], data)
    about.fill(places["about"], data)
    summary.fill(places["summary"], data, layout)
    book.close()
    return Written(
        tuple(sheet.name for sheet in book.sheets),
        {sheet.name: len(sheet.rows) for sheet in book.sheets},
        dict(book.tables),
        {sheet.name: frozenset(sheet.formulas) for sheet in book.sheets},
    )
