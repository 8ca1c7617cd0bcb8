"""A chart of the reviews as a native Excel chart over the numbers it shows. Written by XlsxWriter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csmanager.core.sheets import safe_text
from csmanager.features.reviews.charts.model import Chart, Curve, Kind, Mark, Panel, Style
from csmanager.features.reviews.rules import Unit

INK, MUTED, RULE, GRID = "#1B2430", "#525C6B", "#7C8796", "#D3D9E2"
SERIES, AIM, TREND = "#08458C", "#1B2430", "#B85A08"
_DAY_S = 86_400
FORMATS = {
    Unit.SHARE: "0.0%",
    Unit.SECONDS: "[h]:mm:ss",
    Unit.SCORE: "0.00",
    Unit.POINTS: "+0;-0;0",
    Unit.COUNT: "#,##0",
}
_NAMES = {
    Style.MEAN: "Usual",
    Style.LIMIT: "Limit",
    Style.INNER: "Inner limit",
    Style.TARGET: "Target",
    Style.TREND: "Trend",
    Style.QUIET: "Beside",
}
_DASH = {
    Style.MEAN: "solid",
    Style.LIMIT: "dash",
    Style.INNER: "square_dot",
    Style.TARGET: "round_dot",
    Style.TREND: "dash_dot",
    Style.QUIET: "solid",
}


def scaled(value: float | None, unit: Unit) -> float | None:
    """A value as a workbook holds it: times as fractions of a day."""
    return value / _DAY_S if value is not None and unit is Unit.SECONDS else value


def number_format(unit: Unit | str) -> str:
    """How numbers of a unit look; units that are not known here as plain numbers."""
    return FORMATS.get(Unit(unit), "#,##0.00")


def write_chart(chart: Chart, path: Path) -> None:
    """Write ``chart`` as one sheet: its numbers in a native table a panel, a native chart beside each."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    sheet = book.add_worksheet("Chart")
    sheet.hide_gridlines(1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&R&A, page &P of &N")
    sheet.write_string(
        0, 0, safe_text(chart.title), book.add_format({"bold": True, "font_size": 14, "font_color": INK})
    )
    sheet.write_string(1, 0, safe_text(chart.subtitle), book.add_format({"font_color": MUTED}))
    sheet.write_string(2, 0, safe_text(chart.legend), book.add_format({"font_color": MUTED}))
    row = 4
    for number, panel in enumerate(chart.panels):
        row = put_panel(book, sheet, panel, row, chart.kind, f"tblChart{number + 1}") + 2
    book.close()


def put_panel(book: Any, sheet: Any, panel: Panel, top: int, kind: Kind, name: str, left: int = 0) -> int:
    """Write the numbers of ``panel`` from row ``top`` and a native chart right of them; returns the row below both."""
    unit = panel.unit
    shown = book.add_format({"num_format": number_format(unit), "align": "right"})
    marks = [mark for mark in panel.marks if mark.y is not None]
    is_time = kind in (Kind.TIME, Kind.MULTIPLES)
    if is_time:
        marks = list(panel.marks)
    curves = [curve for curve in panel.curves if is_time]
    headers = _unlike([panel.title or "Value", "n", *(_heading(curve) for curve in curves)])
    columns = [{"header": "Month" if is_time else "Person"}, *({"header": one} for one in headers)]
    last = top + max(1, len(marks))
    width = len(columns) - 1
    sheet.add_table(
        top, left, last, left + width,
        {"name": name, "style": "Table Style Light 1", "columns": columns, "description": panel.title},
    )  # fmt: skip
    sheet.set_column(left, left, 24)
    sheet.set_column(left + 1, left + width, 13)
    for at, mark in enumerate(marks, top + 1):
        sheet.write_string(at, left, safe_text(mark.label))
        _number(sheet, at, left + 1, scaled(mark.y, unit), shown)
        sheet.write_number(at, left + 2, mark.n)
        for place, curve in enumerate(curves):
            _number(sheet, at, left + 3 + place, scaled(_at(curve, mark.x), unit), shown)
    if marks and any(mark.y is not None for mark in marks):
        chart = (
            _line(book, sheet.name, panel, top, last, left, curves)
            if is_time
            else _dots(book, sheet.name, panel, marks, top, last, left, kind)
        )
        sheet.insert_chart(
            top, left + width + 2, chart, {"description": f"{panel.title}. {len(marks)} figures."}
        )
    return max(last, top + 15)


def _number(sheet: Any, row: int, column: int, value: float | None, style: Any) -> None:
    if value is not None:
        sheet.write_number(row, column, value, style)


def _heading(curve: Curve) -> str:
    return curve.text.capitalize() or _NAMES[curve.style]


def _unlike(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        base, number = safe_text(name)[:200] or "Value", 1
        made = base
        while made.casefold() in {other.casefold() for other in (*found, "month", "person")}:
            number += 1
            made = f"{base} ({number})"
        found.append(made)
    return found


def _at(curve: Curve, x: float) -> float:
    """The height of a curve at ``x``."""
    xs, ys = curve.xs, curve.ys
    if x <= xs[0]:
        return ys[0]
    for at in range(1, len(xs)):
        if x <= xs[at]:
            share = (x - xs[at - 1]) / ((xs[at] - xs[at - 1]) or 1.0)
            return ys[at - 1] + share * (ys[at] - ys[at - 1])
    return ys[-1]


def _line(book: Any, name: str, panel: Panel, top: int, last: int, left: int, curves: list[Curve]) -> Any:
    chart = book.add_chart({"type": "line"})
    categories = [name, top + 1, left, last, left]
    dot = {"color": SERIES}
    chart.add_series(
        {
            "name": [name, top, left + 1],
            "categories": categories,
            "values": [name, top + 1, left + 1, last, left + 1],
            "line": {"color": SERIES, "width": 2},
            "marker": {"type": "circle", "size": 5, "fill": dot, "border": dot},
        }
    )
    for place, curve in enumerate(curves):
        column = left + 3 + place
        chart.add_series(
            {
                "name": [name, top, column],
                "categories": categories,
                "values": [name, top + 1, column, last, column],
                "line": {"color": _ink(curve.style), "width": 1.25, "dash_type": _DASH[curve.style]},
                "marker": {"type": "none"},
            }
        )
    return _dressed(chart, panel)


def _dots(
    book: Any, name: str, panel: Panel, marks: list[Mark], top: int, last: int, left: int, kind: Kind
) -> Any:
    """A funnel: figures against n, with the limits as curves; people by name as bars."""
    if kind is Kind.NAMES:
        chart = book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": [name, top, left + 1],
                "categories": [name, top + 1, left, last, left],
                "values": [name, top + 1, left + 1, last, left + 1],
                "fill": {"color": SERIES},
            }
        )
        chart.set_y_axis({"reverse": True, "num_font": {"size": 8, "color": MUTED}})
        return _dressed(chart, panel, is_across=True)
    chart = book.add_chart({"type": "scatter", "subtype": "straight"})
    dot = {"color": SERIES}
    chart.add_series(
        {
            "name": [name, top, left + 1],
            "categories": [name, top + 1, left + 2, last, left + 2],
            "values": [name, top + 1, left + 1, last, left + 1],
            "line": {"none": True},
            "marker": {"type": "circle", "size": 7, "fill": dot, "border": dot},
            "data_labels": {
                "custom": [{"value": safe_text(mark.label)} for mark in marks],
                "value": True,
                "position": "right",
            },
        }
    )
    sheet = book.get_worksheet_by_name(name)
    column = left + 40  # the curves of the limits, out of the way
    for curve in panel.curves:
        for at, (x, y) in enumerate(zip(curve.xs, curve.ys, strict=True), top + 1):
            sheet.write_number(at, column, x)
            _number(sheet, at, column + 1, scaled(y, panel.unit), None)
        end = top + len(curve.xs)
        chart.add_series(
            {
                "name": _heading(curve),
                "categories": [name, top + 1, column, end, column],
                "values": [name, top + 1, column + 1, end, column + 1],
                "line": {"color": _ink(curve.style), "width": 1.25, "dash_type": _DASH[curve.style]},
                "marker": {"type": "none"},
            }
        )
        column += 2
    return _dressed(chart, panel)


def _ink(style: Style) -> str:
    return {Style.TARGET: AIM, Style.TREND: TREND}.get(style, RULE)


def _dressed(chart: Any, panel: Panel, *, is_across: bool = False) -> Any:
    title = {"size": 11, "bold": True, "color": INK}
    chart.set_title({"name": safe_text(panel.title) or "Value", "name_font": title, "overlay": False})
    chart.set_legend(
        {"position": "bottom", "font": {"size": 8, "color": MUTED}} if panel.curves else {"none": True}
    )
    small = {"size": 8, "color": MUTED}
    values: dict[str, Any] = {
        "num_font": small,
        "num_format": number_format(panel.unit),
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}},
    }
    if is_across:
        chart.set_x_axis(values)
    else:
        ends = panel.ends()
        if ends is not None and not panel.is_joined:
            room = (ends[1] - ends[0]) * 0.08
            values["min"] = max(0.0, scaled(ends[0] - room, panel.unit) or 0.0)
        chart.set_y_axis(values)
        chart.set_x_axis({"num_font": small, "line": {"color": RULE}, "name": panel.x_title or None})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 520, "height": 280})
    return chart
