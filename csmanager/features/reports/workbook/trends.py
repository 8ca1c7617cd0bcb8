"""Trends: a native chart for each measure of the summary, and the tables it is drawn from."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from csmanager.features.reports.data import Measure, ReportData, Span, summary_measures
from csmanager.features.reports.units import NUMBER_FORMATS, scaled
from csmanager.features.reports.words import trend_description
from csmanager.features.reports.workbook.book import Column, Formula, Sheet, clean, quoted, this
from csmanager.features.reports.workbook.charts import HEIGHT_ROWS, WIDTH, Layout, Targets, line_chart
from csmanager.features.reports.workbook.definitions import target_name, upper_name

NAME, TARGETS = "tblTrends", "tblTargets"
_TOP = 4
_ACROSS = 3  # charts side by side
_FIRST_VALUE = 3  # column


def fill(sheet: Sheet, data: ReportData) -> Layout:
    """Write charts first, then the tables; returns where the summary finds the figures."""
    measures = summary_measures(data)
    drawn = [m for m in measures if sum(m.key in span.sums for span in data.spans) > 1]
    chart_rows = -(-len(drawn) // _ACROSS)
    top = _TOP + chart_rows * HEIGHT_ROWS + 1
    layout = _write_table(sheet, data, measures, top)
    targets = _write_targets(sheet, data, measures, top + layout.count + 4)
    for number, measure in enumerate(drawn):
        row = _TOP + number // _ACROSS * HEIGHT_ROWS
        chart = line_chart(sheet, data, measure, layout, targets)
        options = {
            "x_offset": number % _ACROSS * (WIDTH + 12),
            "y_offset": 0,
            "description": clean(trend_description(data, measure)),
            "object_position": 2,
        }
        sheet.raw.insert_chart(row, 0, chart, options)
    sheet.raw.set_h_pagebreaks([top - 1] if drawn else [])
    sheet.raw.freeze_panes(3, 0)
    sheet.raw.repeat_rows(0, 2)
    return layout


def month_sums(data: ReportData) -> dict[tuple[str, int], tuple[float, float]]:
    """(measure key, month number) -> numerator as a sheet holds it, denominator, over all rows of Data."""
    units = {measure.key: measure.unit for measure in data.measures}
    sums: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for fact in data.facts:
        place = sums[fact.key, fact.month.year * 12 + fact.month.month]
        place[0] += scaled(units[fact.key], fact.numerator)
        place[1] += fact.denominator or 0.0
    return {key: (numerator, denominator) for key, (numerator, denominator) in sums.items()}


def _write_table(sheet: Sheet, data: ReportData, measures: list[Measure], top: int) -> Layout:
    book = sheet.book
    sheet.put(top, 0, "The figures", book.heading)
    header = top + 1
    columns = [
        Column("Period", 13),
        Column("From", 11, book.month),
        Column("To", 11, book.month),
        *(Column(measure.name, 13, book.number(NUMBER_FORMATS[measure.unit]), True) for measure in measures),
    ]
    sums = month_sums(data)
    values: dict[tuple[str, int], float] = {}
    rows = []
    for number, span in enumerate(data.spans):
        cells: list[Any] = [span.title, span.first, span.last.replace(day=1)]
        for measure in measures:
            value = _value(measure, span, sums)
            if value is None:
                cells.append(None)
                continue
            values[measure.key, number] = value
            cells.append(Formula(_formula(measure), value))
        rows.append(cells)
    about = "The trend of each measure: one row for each period, added up from the table on the sheet Data."
    sheet.table(NAME, header, columns, rows, about)
    places = {measure.key: _FIRST_VALUE + index for index, measure in enumerate(measures)}
    return Layout(sheet.name, header + 1, len(rows), places, values)


def _value(measure: Measure, span: Span, sums: dict[tuple[str, int], tuple[float, float]]) -> float | None:
    first, last = (day.year * 12 + day.month for day in (span.first, span.last))
    found = [sums[measure.key, month] for month in range(first, last + 1) if (measure.key, month) in sums]
    if not found:
        return None
    numerator, denominator = sum(item[0] for item in found), sum(item[1] for item in found)
    if measure.unit == "count":
        return numerator
    return numerator / denominator if denominator else None


def _formula(measure: Measure) -> str:
    between = f'tblData[Month],">="&{this(NAME, "From")},tblData[Month],"<="&{this(NAME, "To")}'
    when = f"tblData[Key],{quoted(measure.key)},{between}"
    numerator, denominator = f"SUMIFS(tblData[Numerator],{when})", f"SUMIFS(tblData[Denominator],{when})"
    if measure.unit == "count":
        return f"={numerator}"
    return f'=IF({denominator}=0,"no data",{numerator}/{denominator})'


def _write_targets(sheet: Sheet, data: ReportData, measures: list[Measure], top: int) -> Targets:
    """The lines of the targets, for the charts: measures in their columns, then the upper ends of ranges."""
    book = sheet.book
    sheet.put(top - 1, 0, "The targets, as the charts draw them", book.heading)
    ranged = [measure for measure in measures if data.team[measure.key].upper is not None]
    columns = [
        Column("Period", None),
        Column("From", None, book.month),
        Column("To", None, book.month),
        *(Column(m.name, None, book.number(NUMBER_FORMATS[m.unit]), True) for m in measures),
        *(Column(f"{m.name} up to", 13, book.number(NUMBER_FORMATS[m.unit]), True) for m in ranged),
    ]
    rows = []
    for span in data.spans:
        cells: list[Any] = [span.title, span.first, span.last.replace(day=1)]
        cells += [_named(target_name(m.key), m, data.team[m.key].target) for m in measures]
        cells += [_named(upper_name(m.key), m, data.team[m.key].upper) for m in ranged]
        rows.append(cells)
    about = "The team's present target of each measure, repeated for each period."
    sheet.table(TARGETS, top, columns, rows, about)
    uppers = {m.key: _FIRST_VALUE + len(measures) + index for index, m in enumerate(ranged)}
    return Targets(top + 1, uppers)


def _named(name: str, measure: Measure, value: float | None) -> Formula | None:
    return None if value is None else Formula(f"={name}", scaled(measure.unit, value))
