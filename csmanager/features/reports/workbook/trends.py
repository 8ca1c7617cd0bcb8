"""Trends: a native chart for each measure of the summary, and the tables it is drawn from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from csmanager.features.reports.data import Measure, ReportData, Span, summary_measures
from csmanager.features.reports.units import NUMBER_FORMATS, number_text, scaled
from csmanager.features.reports.words import trend_description, trend_title
from csmanager.features.reports.workbook.book import Cell, Column, Formula, INK, MUTED, RULE, Sheet, this
from csmanager.features.reports.workbook.definitions import target_name

NAME, TARGETS = "tblTrends", "tblTargets"
_ACTUAL_INK, _TARGET_INK = "#08458C", "#B85A08"
_TOP = 4
_ACROSS = 3  # charts side by side
_CHART_ROWS = 14  # rows of 20 px one row of charts takes
_WIDTH, _HEIGHT = 415, 264  # px of a chart
_CHART_ROWS_A_PAGE = 3
_FIRST_VALUE = 3  # column


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the trend table lies: its first row of data, its number of rows, and the column of each measure."""

    sheet: str
    first_row: int
    count: int
    columns: dict[str, int]
    values: dict[tuple[str, int], float]  # (measure key, number of the span) -> what stands there


def fill(sheet: Sheet, data: ReportData) -> Layout:
    """Write charts first, then the tables; returns where the summary finds the figures."""
    measures = summary_measures(data)
    drawn = [m for m in measures if sum(m.key in span.sums for span in data.spans) > 1]
    chart_rows = -(-len(drawn) // _ACROSS)
    top = _TOP + chart_rows * _CHART_ROWS + 1
    layout = _write_table(sheet, data, measures, top)
    targets_top = _write_targets(sheet, data, measures, top + layout.count + 4)
    for number, measure in enumerate(drawn):
        row = _TOP + number // _ACROSS * _CHART_ROWS
        chart = _chart(sheet, data, measure, layout, targets_top)
        options = {
            "x_offset": number % _ACROSS * (_WIDTH + 12),
            "y_offset": 0,
            "description": trend_description(data, measure),
            "object_position": 2,
        }
        sheet.raw.insert_chart(row, 0, chart, options)
    breaks = [_TOP + row * _CHART_ROWS for row in range(_CHART_ROWS_A_PAGE, chart_rows, _CHART_ROWS_A_PAGE)]
    sheet.raw.set_h_pagebreaks([*breaks, top - 1] if drawn else [])
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
    when = (
        f'tblData[Key],"{measure.key}",tblData[Month],">="&{this(NAME, "From")},tblData[Month],"<="&{this(NAME, "To")}'
    )
    numerator, denominator = f"SUMIFS(tblData[Numerator],{when})", f"SUMIFS(tblData[Denominator],{when})"
    if measure.unit == "count":
        return f"={numerator}"
    return f'=IF({denominator}=0,"no data",{numerator}/{denominator})'


def _write_targets(sheet: Sheet, data: ReportData, measures: list[Measure], top: int) -> int:
    """The lines of the targets, for the charts; returns the first row of data."""
    book = sheet.book
    sheet.put(top - 1, 0, "The targets, as the charts draw them", book.heading)
    columns = [
        Column("Period", None),
        Column("From", None, book.month),
        Column("To", None, book.month),
        *(Column(m.name, None, book.number(NUMBER_FORMATS[m.unit]), True) for m in measures),
    ]
    rows = []
    for span in data.spans:
        cells: list[Any] = [span.title, span.first, span.last.replace(day=1)]
        for measure in measures:
            target = data.team[measure.key].target
            held = None if target is None else Formula(f"={target_name(measure.key)}", scaled(measure.unit, target))
            cells.append(Cell(held))
        rows.append(cells)
    sheet.table(TARGETS, top, columns, rows, "The team's present target of each measure, repeated for each period.")
    return top + 1


def _chart(sheet: Sheet, data: ReportData, measure: Measure, layout: Layout, targets_top: int) -> Any:
    chart = sheet.book.raw.add_chart({"type": "line"})
    column, last = layout.columns[measure.key], layout.count - 1
    name = layout.sheet
    categories = [name, layout.first_row, 0, layout.first_row + last, 0]
    line = {
        "name": measure.name,
        "categories": categories,
        "values": [name, layout.first_row, column, layout.first_row + last, column],
        "line": {"color": _ACTUAL_INK, "width": 2},
        "marker": {"type": "circle", "size": 5, "fill": {"color": _ACTUAL_INK}, "border": {"color": _ACTUAL_INK}},
    }
    filled = [number for number in range(layout.count) if (measure.key, number) in layout.values]
    label = number_text(measure.unit, _plain(measure, layout.values[measure.key, filled[-1]]))
    line["data_labels"] = _one_label(layout.count, filled[-1], label, _ACTUAL_INK, "above")
    chart.add_series(line)
    target = data.team[measure.key].target
    if target is not None:
        text = f"target {number_text(measure.unit, target)}"
        chart.add_series(
            {
                "name": "Target",
                "categories": categories,
                "values": [name, targets_top, column, targets_top + last, column],
                "line": {"color": _TARGET_INK, "width": 1.5, "dash_type": "dash"},
                "data_labels": _one_label(layout.count, 0, text, _TARGET_INK, "below"),
            }
        )
    chart.set_title(
        {"name": trend_title(data, measure), "name_font": {"size": 11, "bold": True, "color": INK}, "overlay": False}
    )
    chart.set_legend({"none": True})
    quiet = {"color": RULE}
    small = {"size": 8, "color": MUTED}
    chart.set_x_axis({"num_font": {**small, "rotation": -45}, "line": quiet, "major_tick_mark": "none"})
    chart.set_y_axis(
        {
            "num_font": small,
            "num_format": _axis_format(measure.unit),
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": "#D3D9E2", "width": 0.5}},
        }
    )
    chart.show_blanks_as("gap")
    chart.set_size({"width": _WIDTH, "height": _HEIGHT})
    chart.set_chartarea({"border": {"color": "#D3D9E2"}})
    return chart


def _plain(measure: Measure, value: float) -> float:
    return value / scaled(measure.unit, 1.0)


def _axis_format(unit: str) -> str:
    return {"share": "0%", "seconds": "[h]:mm:ss", "score": "0.0", "points": "0"}.get(unit, "#,##0")


def _one_label(count: int, at: int, text: str, ink: str, position: str) -> dict[str, Any]:
    custom: list[dict[str, Any]] = [{"delete": True} for _ in range(count)]
    custom[at] = {"value": text, "font": {"size": 9, "bold": True, "color": ink}}
    return {"value": True, "position": position, "custom": custom, "font": {"size": 9, "bold": True, "color": ink}}
