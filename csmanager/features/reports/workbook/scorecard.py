"""Scorecard: people across measures to read, and the same person by person with target, n and interval to work with."""

from __future__ import annotations

from typing import Any

from csmanager.features.reports.data import Figure, Measure, ReportData, scorecard_measures
from csmanager.features.reports.units import NUMBER_FORMATS, difference_scale, scaled
from csmanager.features.reports.workbook.book import (
    MUTED,
    STATUS_INK,
    Cell,
    Column,
    Formula,
    Sheet,
    address,
    this,
)
from csmanager.features.reports.workbook.team import (
    difference,
    difference_formula,
    held_value,
    status_cell,
)

NAME, SCORES = "tblScorecard", "tblScores"
_TOP = 5
_SYMBOLS = {"on_target": "●", "missing": "▼", "not_judged": "○"}
_WIDE = 2  # the column in which the lower table holds the names of measures
_VALUE = 5  # column of the value in the lower table
NOT_JUDGED = "not judged"


def fill(sheet: Sheet, data: ReportData) -> None:
    """Write both tables; people stand by name, never by rank."""
    book = sheet.book
    sheet.put(
        3,
        0,
        "● on target   ▼ target missed   ○ the interval holds the target, so not judged   “not judged”: fewer cases"
        " (n) than the measure needs. People stand by name; differences between people are partly chance.",
        book.quiet,
    )
    measures = scorecard_measures(data)
    lower = _TOP + max(1, len(data.members)) + 4
    places = _write_scores(sheet, data, lower)
    _write_matrix(sheet, data, measures, places)
    sheet.raw.freeze_panes(_TOP + 1, 1)
    sheet.raw.repeat_rows(0, 2)


def _write_matrix(
    sheet: Sheet, data: ReportData, measures: list[Measure], places: dict[tuple[int, str], int]
) -> None:
    book = sheet.book
    small = book.number("#,##0", font_color=MUTED)
    columns = [Column("Person", book.person_width(), book.left), Column("Team", 18)]
    for measure in measures:
        columns.append(Column(measure.name, 24 if len(columns) == _WIDE else 13, None, True))
        if measure.unit != "count":
            columns.append(Column(f"n: {measure.name}", 12, small, True))
    rows = []
    for number, member in enumerate(data.members):
        cells: list[Any] = [member.label, member.team]
        for measure in measures:
            figure = member.figures.get(measure.key)
            cells.append(_matrix_cell(sheet, measure, figure, places.get((number, measure.key))))
            if measure.unit != "count":
                cells.append(None if figure is None else figure.n)
        rows.append(cells)
    about = "People across measures: value, mark of the verdict, and n. Sorted by name."
    sheet.table(NAME, _TOP, columns, rows, about)


def _matrix_cell(sheet: Sheet, measure: Measure, figure: Figure | None, row: int | None) -> Cell:
    book = sheet.book
    quiet = book.style(font_color=MUTED, align="right", italic=True)
    if figure is None or row is None or figure.numerator is None:
        return Cell("no data", quiet)
    value = held_value(measure, figure)
    if isinstance(value, str):
        return Cell("no data", quiet)
    if measure.unit != "count" and figure.n < measure.minimum_n:
        return Cell(NOT_JUDGED, quiet)
    symbol = _SYMBOLS.get(figure.status, "") if figure.target is not None else ""
    shown = f'{NUMBER_FORMATS[measure.unit]}" {symbol}"' if symbol else NUMBER_FORMATS[measure.unit]
    more: dict[str, Any] = {"font_color": STATUS_INK[figure.status]} if symbol else {}
    if figure.status == "missing" and symbol:
        more["bold"] = True
    source = address(row, _VALUE)
    return Cell(Formula(f"={source}", value), book.number(shown, **more))


def _write_scores(sheet: Sheet, data: ReportData, top: int) -> dict[tuple[int, str], int]:
    """Write the lower table; returns the row of each (number of the person, measure)."""
    book = sheet.book
    sheet.put(top - 1, 0, "Person by person", book.heading)
    columns = [
        Column("Person", None, book.left),
        Column("Team"),
        Column("Measure"),
        Column("Numerator", None, None, True),
        Column("Denominator", None, book.whole, True),
        Column("Value", None, None, True),
        Column("Target", None, None, True),
        Column("Target up to", None, None, True),
        Column("Difference", None, None, True),
        Column("Status", None, book.spaced),
        Column("n", None, book.whole, True),
        Column("Needed n", None, book.whole, True),
        Column("95 % from", None, None, True),
        Column("95 % to", None, None, True),
        Column("Before", None, None, True),
        Column("Key", None, book.spaced),
    ]
    rows: list[list[Any]] = []
    places: dict[tuple[int, str], int] = {}
    for number, member in enumerate(data.members):
        for measure in data.measures:
            figure = member.figures.get(measure.key)
            if measure.level != "person" or figure is None or figure.numerator is None:
                continue
            places[number, measure.key] = top + 1 + len(rows)
            rows.append([member.label, member.team, *_score(sheet, measure, figure)])
    sheet.table(
        SCORES,
        top,
        columns,
        rows,
        "One row for each person and measure: value, target, verdict, n, interval.",
    )
    return places


def _score(sheet: Sheet, measure: Measure, figure: Figure) -> list[Any]:
    book, unit = sheet.book, measure.unit
    shown = book.number(NUMBER_FORMATS[unit])

    def cell(number: float | None) -> Cell:
        return Cell(None if number is None else scaled(unit, number), shown)

    if unit == "count":
        formula = f"={this(SCORES, 'Numerator')}"
    else:
        below = this(SCORES, "Denominator")
        formula = f'=IF({below}=0,"no data",{this(SCORES, "Numerator")}/{below})'
    gap: Any = None
    away = difference(measure, figure)
    if away is not None:
        factor, signed = difference_scale(unit, figure.target)
        upper = this(SCORES, "Target up to") if figure.upper is not None else None
        text = difference_formula(SCORES, this(SCORES, "Target"), upper, factor)
        gap = Cell(Formula(text, away), book.number(signed))
    assert figure.numerator is not None
    return [
        measure.name,
        Cell(
            scaled(unit, figure.numerator), book.number(NUMBER_FORMATS["count" if unit == "share" else unit])
        ),
        figure.denominator,
        Cell(Formula(formula, held_value(measure, figure)), shown),
        cell(figure.target),
        cell(figure.upper),
        gap,
        status_cell(sheet, figure),
        figure.n,
        measure.minimum_n,
        cell(figure.low),
        cell(figure.high),
        cell(figure.previous),
        measure.key,
    ]
