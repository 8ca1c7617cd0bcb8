"""One native line chart: the figures, the target, a title that says what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from csmanager.features.reports.data import Measure, ReportData
from csmanager.features.reports.units import DAY_S, number_text, scaled
from csmanager.features.reports.words import trend_title
from csmanager.features.reports.workbook.book import INK, MUTED, RULE, Sheet, label

WIDTH = 440  # pixels
HEIGHT_ROWS = 10  # rows of 20 pixels one row of charts takes; four of them fill a landscape page
_HEIGHT = 192  # pixels
_ACTUAL_INK, _TARGET_INK, _GRID = "#08458C", "#B85A08", "#D3D9E2"
_LABEL_AT = 2  # the point that carries the name of the target, clear of the axis
_STEPS_S = (
    1,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    1200,
    1800,
    3600,
    7200,
    14_400,
    28_800,
    43_200,
    86_400,
    172_800,
)
_MOST_STEPS = 5  # on the axis of times


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the trend table lies: its first row of data, its number of rows, and the column of each measure."""

    sheet: str
    first_row: int
    count: int
    columns: dict[str, int]
    values: dict[tuple[str, int], float]  # (measure key, number of the span) -> what stands there


@dataclass(frozen=True, slots=True)
class Targets:
    """Where the lines of the targets lie: in the columns of their measures, upper ends of ranges in ``uppers``."""

    first_row: int
    uppers: dict[str, int]


def line_chart(sheet: Sheet, data: ReportData, measure: Measure, layout: Layout, targets: Targets) -> Any:
    """The chart of one measure."""
    chart = sheet.book.raw.add_chart({"type": "line"})
    column, last = layout.columns[measure.key], layout.count - 1
    name = layout.sheet
    categories = [name, layout.first_row, 0, layout.first_row + last, 0]
    dot = {"color": _ACTUAL_INK}
    filled = [number for number in range(layout.count) if (measure.key, number) in layout.values]
    now = layout.values[measure.key, filled[-1]] / scaled(measure.unit, 1.0)
    said = number_text(measure.unit, now)
    chart.add_series(
        {
            "name": label(measure.name),
            "categories": categories,
            "values": [name, layout.first_row, column, layout.first_row + last, column],
            "line": {"color": _ACTUAL_INK, "width": 2},
            "marker": {"type": "circle", "size": 5, "fill": dot, "border": dot},
            "data_labels": _one_label(layout.count, filled[-1], said, _ACTUAL_INK, "above"),
        }
    )
    for text, place, position in _target_lines(data, measure, layout, targets):
        chart.add_series(
            {
                "name": f"Target {text}",
                "categories": categories,
                "values": [name, targets.first_row, place, targets.first_row + last, place],
                "line": {"color": _TARGET_INK, "width": 1.5, "dash_type": "dash"},
                "data_labels": _one_label(layout.count, min(_LABEL_AT, last), text, _TARGET_INK, position),
            }
        )
    title_font = {"size": 10.5, "bold": True, "color": INK}
    chart.set_title({"name": label(trend_title(data, measure)), "name_font": title_font, "overlay": False})
    chart.set_legend({"none": True})
    small = {"size": 8, "color": MUTED}
    chart.set_x_axis(
        {"num_font": small, "line": {"color": RULE}, "major_tick_mark": "none", "interval_unit": 2}
    )
    chart.set_y_axis(
        {
            **_axis(data, measure, layout),
            "num_font": small,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.5}},
        }
    )
    chart.show_blanks_as("gap")
    chart.set_size({"width": WIDTH, "height": _HEIGHT})
    chart.set_chartarea({"border": {"color": _GRID}})
    return chart


def _target_lines(
    data: ReportData, measure: Measure, layout: Layout, targets: Targets
) -> list[tuple[str, int, str]]:
    """(label, column, where the label stands) of each line of the target, away from the line of the figures."""
    figure = data.team[measure.key]
    if figure.target is None:
        return []
    column = layout.columns[measure.key]
    if figure.upper is not None:
        low, high = number_text(measure.unit, figure.target), number_text(measure.unit, figure.upper)
        return [(low, column, "below"), (high, targets.uppers[measure.key], "above")]
    values = [value for (key, _), value in layout.values.items() if key == measure.key]
    is_over = scaled(measure.unit, figure.target) >= sum(values) / len(values)
    text = number_text(measure.unit, figure.target)
    return [(text, column, "above" if is_over else "below")]


def _axis(data: ReportData, measure: Measure, layout: Layout) -> dict[str, Any]:
    """Number format of the axis; counts and times start at zero, times have round steps."""
    if measure.unit != "seconds":
        shown = {"share": "0%", "score": "0.0", "points": "0"}.get(measure.unit, "#,##0")
        return {"num_format": shown, **({"min": 0} if measure.unit == "count" else {})}
    figure = data.team[measure.key]
    values = [value for (key, _), value in layout.values.items() if key == measure.key]
    aims = [scaled("seconds", aim) for aim in (figure.target, figure.upper) if aim is not None]
    highest = max([*values, *aims]) * DAY_S
    step = next((step for step in _STEPS_S if highest / step <= _MOST_STEPS), _STEPS_S[-1])
    top = (int(highest / step) + 1) * step
    shown = "[h]:mm:ss" if step < 60 else "[h]:mm"
    return {"num_format": shown, "min": 0, "max": top / DAY_S, "major_unit": step / DAY_S}


def _one_label(count: int, at: int, text: str, ink: str, position: str) -> dict[str, Any]:
    font = {"size": 9, "bold": True, "color": ink}
    custom: list[dict[str, Any]] = [{"delete": True} for _ in range(count)]
    custom[at] = {"value": text, "font": font}
    return {"value": True, "position": position, "custom": custom, "font": font}
