"""The columns of the table of measures, and the sentence above it."""

from __future__ import annotations

from csmanager.features.reviews.brief import PageView
from csmanager.features.reviews.detailwidget import status_of
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Verdict
from csmanager.features.reviews.words import short_range, target_text, value_text
from csmanager.ui.widgets.table import Column


def columns() -> list[Column]:
    """Measure, value with n and range, the period before, trend, target and status with its reason."""
    return [
        Column("name", "Measure", 138, value=lambda line: line.name, tooltip=_reason),
        _figure("value", "Value", 80, lambda line: line.value),
        Column("n", "n", 48, "number", value=lambda line: line.n, text=lambda line: f"{line.n:,}"),
        Column(
            "range",
            "95 % range",
            96,
            "number",
            value=lambda line: line.low,
            text=lambda line: short_range(line.low, line.high, line.unit),
        ),
        Column(
            "target",
            "Target",
            92,
            "number",
            value=lambda line: line.target,
            text=lambda line: (
                target_text(line.target, None, line.unit)
                if line.upper is None
                else short_range(line.target, line.upper, line.unit)
            ),
        ),
        Column("status", "Status", 98, "status", value=status_of, tooltip=_reason),
        _figure("previous", "Before", 80, lambda line: line.previous),
        Column("trend", "Trend", 66, "spark", value=_shape, text=_trend_text),
    ]


def _figure(key: str, title: str, width: int, value: object) -> Column:
    def text(line: Line) -> str:
        found = value(line)  # type: ignore[operator]
        return "" if found is None else value_text(found, line.unit)

    return Column(key, title, width, "number", value=value, text=text)  # type: ignore[arg-type]


def _shape(line: Line) -> list[float | None]:
    """The trend from 0 (its lowest) to 1: measures of different units share a column, so only the shape is drawn."""
    values = [point.value for point in line.trend]
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, reach = min(known), max(known) - min(known)
    return [None if value is None else (value - low) / reach if reach else 0.5 for value in values]


def _trend_text(line: Line) -> str:
    known = [point for point in line.trend if point.value is not None]
    if not known:
        return ""
    first, last = known[0], known[-1]
    return f"{first.label}: {value_text(first.value, line.unit)}, {last.label}: {value_text(last.value, line.unit)}"


def _reason(line: Line) -> str:
    return " ".join((line.reason, *line.beside)).strip()


def summary(view: PageView, person: int | None) -> str:
    """What the table comes to, in a sentence or two."""
    counts = view.counts(person)
    missing = [line.name for line in view.lines(person) if line.status is Verdict.MISSING]
    parts = []
    if missing:
        parts.append(f"Missing its target: {', '.join(missing)}.")
    good, open_ones = counts[Verdict.ON_TARGET], counts[Verdict.NOT_JUDGED]
    if good or missing:
        parts.append(f"{good} on target, {open_ones} not judged.")
    else:
        parts.append("Nothing could be judged against a target in this period.")
    last = view.review.last_day
    if last is not None and view.review.period.last > last:
        parts.append(f"Contacts end on {day_text(last)}.")
    return " ".join(parts)
