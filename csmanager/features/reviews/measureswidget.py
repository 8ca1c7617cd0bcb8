"""The columns of the table of measures, and the sentence above it."""

from __future__ import annotations

from csmanager.features.reviews.brief import PageView
from csmanager.features.reviews.detailwidget import status_of
from csmanager.features.reviews.periods import day_text
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Verdict
from csmanager.features.reviews.words import range_text, target_text, value_text
from csmanager.ui.widgets.table import Column


def columns() -> list[Column]:
    """Measure, value with n and range, the period before, trend, target and status with its reason."""
    return [
        Column("name", "Measure", 176, value=lambda line: line.name, tooltip=_reason),
        _figure("value", "Value", 92, lambda line: line.value),
        Column("n", "n", 62, "number", value=lambda line: line.n),
        Column(
            "range",
            "95 % range",
            150,
            "number",
            value=lambda line: line.low,
            text=lambda line: range_text(line.low, line.high, line.unit),
        ),
        _figure("previous", "Before", 92, lambda line: line.previous),
        Column("trend", "Trend", 104, "spark", value=_values),
        Column(
            "target",
            "Target",
            120,
            "number",
            value=lambda line: line.target,
            text=lambda line: target_text(line.target, line.upper, line.unit),
        ),
        Column("status", "Status", 116, "status", value=status_of, tooltip=_reason),
    ]


def _figure(key: str, title: str, width: int, value: object) -> Column:
    def text(line: Line) -> str:
        found = value(line)  # type: ignore[operator]
        return "" if found is None else value_text(found, line.unit)

    return Column(key, title, width, "number", value=value, text=text)  # type: ignore[arg-type]


def _values(line: Line) -> list[float | None]:
    return [point.value for point in line.trend]


def _reason(line: Line) -> str:
    return " ".join((line.reason, *line.beside)).strip()


def summary(view: PageView, person: int | None) -> str:
    """What the table comes to, in a sentence or two."""
    counts = view.counts(person)
    missing = [line.name for line in view.lines(person) if line.status is Verdict.MISSING]
    parts = []
    if missing:
        parts.append(f"Missing its target: {', '.join(missing)}.")
    good = counts[Verdict.ON_TARGET]
    if good:
        parts.append(f"On target: {good}.")
    if not missing and not good:
        parts.append("Nothing could be judged against a target in this period.")
    last = view.review.last_day
    if last is not None and view.review.period.last > last:
        parts.append(f"Contacts end on {day_text(last)}.")
    return " ".join(parts)
