"""Summary: the answer first, in words; then at most ten measures with everything needed to weigh them."""

from __future__ import annotations

import math
import textwrap
from typing import Any

from csmanager.features.reports.data import Measure, ReportData, summary_measures
from csmanager.features.reports.units import (
    BETTER_NAMES,
    NUMBER_FORMATS,
    difference_scale,
    interval_text,
    scaled,
)
from csmanager.features.reports.words import finding, what_happened, what_next, why
from csmanager.features.reports.workbook.about import ALL_OK, checks_hold
from csmanager.features.reports.workbook.book import LINE, Cell, Column, Formula, Sheet, address, this
from csmanager.features.reports.workbook.charts import Layout
from csmanager.features.reports.workbook.definitions import target_name, upper_name
from csmanager.features.reports.workbook.team import difference, held_value, status_cell

NAME = "tblSummary"
EARLIER = 6  # periods shown before this one
_TOP = 4
_MOST_IN_A_ROW = 3_000  # characters of a paragraph, so that no row outgrows what Excel shows
_WIDTHS = (26, 12, 11, 12, 14, 15, 9, 24)  # characters of the columns before the earlier periods
_EARLIER_WIDTH, _TREND_WIDTH = 10, 20


def fill(sheet: Sheet, data: ReportData, layout: Layout) -> None:
    """Write words, then the table."""
    book = sheet.book
    sheet.put(0, 0, finding(data), book.title)
    earlier = earlier_spans(data)
    last = len(_WIDTHS) + len(earlier)  # the column of the small lines
    width = sum(_WIDTHS) + _EARLIER_WIDTH * len(earlier) + _TREND_WIDTH
    row = _TOP
    if data.comment.strip():
        row = _words(
            sheet, row, "From the manager", data.comment.strip().splitlines(), last, width, bullet=""
        )
    row = _words(sheet, row, "What happened", what_happened(data), last, width)
    row = _words(sheet, row, "Why", why(data), last, width)
    row = _words(sheet, row, "What next", what_next(data), last, width)
    below = _write_table(sheet, data, layout, earlier, row)
    sheet.put(below, 0, _legend(data), book.quiet)
    sheet.put(below + 1, 0, "Checks (see About)", book.quiet)
    sheet.put(
        below + 1, 1, Formula(f"={ALL_OK}", "OK" if checks_hold(data) else "CHECK"), book.style(bold=True)
    )
    sheet.raw.freeze_panes(3, 0)
    sheet.raw.repeat_rows(0, 2)
    sheet.raw.print_area(0, 0, below + 1, last)
    sheet.raw.set_selection(0, 0, 0, 0)


def earlier_spans(data: ReportData) -> list[int]:
    """Numbers of the six spans before the period."""
    ends = [number for number, span in enumerate(data.spans) if span.last < data.first]
    return ends[-EARLIER:]


def _words(
    sheet: Sheet, row: int, heading: str, sentences: list[str], last: int, width: float, bullet: str = "• "
) -> int:
    """A heading and its sentences, each wrapped over the whole width; returns the next free row."""
    book = sheet.book
    sheet.put(row, 0, heading, book.heading)
    row += 1
    pieces = (piece for text in sentences for piece in textwrap.wrap(text, _MOST_IN_A_ROW) or [""])
    for sentence in pieces:
        text = f"{bullet}{sentence}"
        sheet.paragraph(row, last, text)
        sheet.raw.set_row(row, LINE * max(1, math.ceil(len(text) * 0.9 / width)))
        row += 1
    return row + 1


def _legend(data: ReportData) -> str:
    return (
        "● On target   ▼ Missing: the whole interval lies on the wrong side   ○ Not judged: too few cases, or the"
        f" interval holds the target. Formulas, exclusions and targets: Definitions. Compared with {data.previous}."
    )


def _write_table(sheet: Sheet, data: ReportData, layout: Layout, earlier: list[int], top: int) -> int:
    book = sheet.book
    columns = [
        Column("Measure", _WIDTHS[0], book.style(bold=True)),
        Column("Actual", _WIDTHS[1], None, True),
        Column("Target", _WIDTHS[2], None, True),
        Column("Difference", _WIDTHS[3], None, True),
        Column("Better", _WIDTHS[4], book.spaced),
        Column("Status", _WIDTHS[5]),
        Column("n", _WIDTHS[6], book.whole, True),
        Column("95 % interval", _WIDTHS[7], book.style(align="right"), True),
        *(Column(data.spans[number].title, _EARLIER_WIDTH, None, True) for number in earlier),
        Column("Trend", _TREND_WIDTH, book.spaced),
    ]
    measures = summary_measures(data)
    rows = [_row(sheet, data, measure, layout, earlier) for measure in measures]
    about = f"The measures of {data.period} against their targets, with six earlier periods."
    below = sheet.table(NAME, top, columns, rows, about)
    for offset, measure in enumerate(measures, top + 1):
        sheet.raw.set_row(offset, 22)
        if layout.count < 2 or measure.key not in layout.columns:
            continue
        column = layout.columns[measure.key]
        first, final = (
            address(r, column, fixed=True) for r in (layout.first_row, layout.first_row + layout.count - 1)
        )
        sheet.raw.add_sparkline(
            offset,
            len(columns) - 1,
            {
                "range": f"'{layout.sheet}'!{first}:{final}",
                "series_color": "#08458C",
                "last_point": True,
                "last_color": "#B85A08",
                "weight": 1.5,
                "show_hidden": True,
            },
        )
    return below + 1


def _row(sheet: Sheet, data: ReportData, measure: Measure, layout: Layout, earlier: list[int]) -> list[Any]:
    book, unit, figure = sheet.book, measure.unit, data.team[measure.key]
    shown = book.number(NUMBER_FORMATS[unit])
    value = held_value(measure, figure)
    target: Any = None
    gap: Any = None
    if figure.target is not None:
        target = Cell(Formula(f"={target_name(measure.key)}", scaled(unit, figure.target)), shown)
        away = difference(measure, figure)
        if away is not None:
            factor, signed = difference_scale(unit, figure.target)
            gap = Cell(
                Formula(_difference(measure, figure.upper is not None, factor), away), book.number(signed)
            )
    cells: list[Any] = [
        measure.name,
        Cell(Formula(_team("Value"), value), book.number(NUMBER_FORMATS[unit], bold=True)),
        target,
        gap,
        BETTER_NAMES[measure.better],
        status_cell(sheet, figure),
        Formula(_team("n"), float(figure.n)),
        interval_text(unit, figure.low, figure.high),
    ]
    for number in earlier:
        before = layout.values.get((measure.key, number))
        if before is None:
            cells.append(Cell("–", book.style(align="right")))
            continue
        source = f"'{layout.sheet}'!{address(layout.first_row + number, layout.columns[measure.key])}"
        cells.append(Cell(Formula(f"={source}", before), shown))
    cells.append(None)
    return cells


def _team(column: str) -> str:
    return f"=INDEX(tblTeam[{column}],MATCH({this(NAME, 'Measure')},tblTeam[Measure],0))"


def _difference(measure: Measure, has_upper: bool, factor: float) -> str:
    value, target, upper = this(NAME, "Actual"), target_name(measure.key), upper_name(measure.key)
    times = "" if factor == 1.0 else f"*{factor:.0f}"
    if not has_upper:
        return f"=({value}-{target}){times}"
    return f"=IF({value}>{upper},{value}-{upper},IF({value}<{target},{value}-{target},0)){times}"
