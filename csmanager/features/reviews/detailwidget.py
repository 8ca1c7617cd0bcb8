"""One measure in detail: the finding in words, its trend, its numbers, what it means, and everyone by name."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.features.reviews.brief import PageView
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.queries import TrendPoint as Point
from csmanager.features.reviews.rules import Level, Unit, Verdict
from csmanager.features.reviews.targets import MetricRow
from csmanager.features.reviews.words import STATUS, range_text, target_text, value_text
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.table import Column, RecordTable
from csmanager.ui.widgets.trendchart import Series, TrendChart, TrendPoint

_KINDS = {
    Verdict.ON_TARGET: "good",
    Verdict.MISSING: "bad",
    Verdict.NOT_JUDGED: "none",
    Verdict.NO_DATA: "none",
}
_BETTER = {"higher": "more", "lower": "less"}


def status_of(line: Line) -> Status:
    """The status of a line as shape and word; what is not judged looks calm."""
    return Status(_KINDS[line.status], STATUS[line.status].capitalize())


class MeasurePane(DetailPane):
    """The pane beside the measures. ``person_chosen``: somebody was opened in the list of everyone."""

    person_chosen = Signal(int)

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__("Choose a measure to see how it went over time, and what it means.", parent)
        self._offered = actions
        self.chart: TrendChart | None = None
        self.everyone: RecordTable | None = None

    def show_line(self, line: Line, team: Line, view: PageView, who: str) -> None:
        """Show one measure of ``who``; ``team`` is the same measure of everyone together."""
        metric = view.metrics[line.metric]
        self.show_record(line.name, f"{who}, {view.review.period.title}", status_of(line), self._offered)
        self.add_section("", finding(line))
        self.chart = None
        if any(point.value is not None for point in line.trend):
            self.chart = self._trend(line, team, metric, who)
            self.add_section("Over time", self.chart)
        self.add_section("Figures", _pairs(line, team))
        self.add_section(
            "What it means",
            [
                ("Definition", metric.definition),
                ("Formula", metric.formula),
                ("Judged from", f"{metric.minimum_n:,} {metric.what}"),
                ("Version", str(metric.version)),
            ],
        )
        self.everyone = None
        if metric.level is Level.PERSON and line.person_id is None and view.review.people:
            self.everyone = _everyone_table(view.everyone(line.metric))
            self.everyone.activated.connect(lambda row: self.person_chosen.emit(row[1].person_id))
            self.add_section("Everyone, by name", self.everyone)

    def _trend(self, line: Line, team: Line, metric: MetricRow, who: str) -> TrendChart:
        chart = TrendChart(show_head=False)
        chart.setMinimumHeight(190)
        chart.setMaximumHeight(230)
        lines = [Series(who if line.person_id is not None else "Team", _points(line.trend, metric))]
        if line.person_id is not None and line.metric not in ("contacts_offered", "contacts_handled"):
            labels = {point.key for point in line.trend}
            beside = [point for point in team.trend if point.key in labels]
            lines.append(Series("Team", _points(beside, metric), quiet=True))
        chart.title = f"{line.name}: {value_text(line.value, line.unit)}"
        chart.set_data(
            lines,
            target=line.target if line.upper is None else None,
            band=(line.target, line.upper) if line.target is not None and line.upper is not None else None,
            format=lambda value: value_text(value, line.unit).replace(".0 %", " %"),
            better=_BETTER.get(str(line.better), ""),
        )
        return chart


def finding(line: Line) -> str:
    """What a line says, in sentences."""
    if line.value is None:
        return line.reason
    parts = [f"{value_text(line.value, line.unit)}, from {line.n:,}."]
    if line.unit is Unit.COUNT:
        parts = [f"{value_text(line.value, line.unit)}."]
    interval = range_text(line.low, line.high, line.unit)
    if interval:
        parts.append(f"With so many the true figure lies between {interval.replace(' to ', ' and ')}.")
    if line.status is Verdict.ON_TARGET:
        parts.append("That is on target, and not by chance.")
    elif line.reason:
        parts.append(line.reason)
    return " ".join(parts)


def _points(trend: object, metric: MetricRow) -> tuple[TrendPoint, ...]:
    points: list[Point] = list(trend)  # type: ignore[call-overload]
    return tuple(
        TrendPoint(
            point.label,
            point.value,
            point.n,
            mark="few" if point.value is not None and point.n < metric.minimum_n else "",
        )
        for point in points
    )


def _pairs(line: Line, team: Line) -> list[tuple[str, str]]:
    unit = line.unit
    pairs = [("Value", value_text(line.value, unit)), ("Rests on", f"{line.n:,}")]
    if line.low is not None:
        pairs.append(("95 % range", range_text(line.low, line.high, unit)))
    if line.median is not None:
        pairs.append(("Median", value_text(line.median, unit)))
        pairs.append(("9 of 10 within", value_text(line.p90, unit)))
    pairs.append(("Period before", value_text(line.previous, unit)))
    pairs.append(("Target", target_text(line.target, line.upper, unit) or "none"))
    if line.person_id is not None:
        pairs.append(("Team", value_text(team.value, unit)))
    pairs += [("Also", sentence) for sentence in line.beside]
    return pairs


def _everyone_table(rows: list[tuple[str, Line]]) -> RecordTable:
    table = RecordTable(
        "reviews-everyone",
        [
            Column("name", "Name", 120, value=lambda row: row[0]),
            Column(
                "value",
                "Value",
                84,
                "number",
                value=lambda row: row[1].value,
                text=lambda row: value_text(row[1].value, row[1].unit),
            ),
            Column("n", "n", 52, "number", value=lambda row: row[1].n),
            Column(
                "status",
                "Status",
                110,
                "status",
                value=lambda row: status_of(row[1]),
                tooltip=lambda row: row[1].reason,
            ),
        ],
        key=lambda row: row[1].person_id,
    )
    table.setAccessibleName("Everyone, by name")
    table.set_noun("person", "people")
    table.set_rows(rows)
    table.setMinimumHeight(min(34 * (len(rows) + 2), 420))
    return table
