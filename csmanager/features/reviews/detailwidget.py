"""One measure in detail: the finding in words, its trend, its numbers, what it means, and everyone by name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from csmanager.features.reviews.brief import PageView
from csmanager.features.reviews.charts import limits as natural
from csmanager.features.reviews.charts.build import Series as Months
from csmanager.features.reviews.charts.model import Opens
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.figures.pairs import questions
from csmanager.features.reviews.figures.standing import Stand, Word, kind_of
from csmanager.features.reviews.periods import short_title
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.queries import TrendPoint as Point
from csmanager.features.reviews.rules import Level, Unit, Verdict
from csmanager.features.reviews.targets import MetricRow
from csmanager.features.reviews.words import range_text, target_text, value_text
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.table import Column, RecordTable
from csmanager.ui.widgets.trendchart import Limit, Series, TrendChart, TrendPoint

_WORDS = {
    Verdict.ON_TARGET: Word.ON_TARGET,
    Verdict.MISSING: Word.MISSING,
    Verdict.NOT_JUDGED: Word.NOT_JUDGED,
    Verdict.NO_DATA: Word.NO_DATA,
}
_BETTER = {"higher": "more", "lower": "less"}


def status_of(told: Stand) -> Status:
    """A verdict as shape and word; what is not judged looks calm."""
    return Status(kind_of(told), told.word.capitalize())


def plain_stand(line: Line) -> Stand:
    """The verdict of a line against its target alone, before its course is known."""
    return Stand(_WORDS[line.status], line.reason, is_bad=line.status is Verdict.MISSING)


class MeasurePane(DetailPane):
    """The pane beside the measures.

    ``person_chosen``: somebody was opened in the list of everyone; ``opened`` (Opens): a point of the chart.
    """

    person_chosen = Signal(int)
    opened = Signal(object)

    def __init__(self, actions: list[QAction], parent: QWidget | None = None) -> None:
        super().__init__("Choose a measure to see how it went over time, and what it means.", parent)
        self._offered = actions
        self.chart: TrendChart | None = None
        self.everyone: RecordTable | None = None

    def show_line(self, line: Line, team: Line, view: PageView, who: str, board: Board | None = None) -> None:
        """Show one measure of ``who``; ``team`` is the same measure of everyone together."""
        metric = view.metrics[line.metric]
        told = board.stand(line) if board is not None else plain_stand(line)
        self.show_record(line.name, f"{who}, {view.review.period.title}", status_of(told), self._offered)
        self.add_section("", finding(line, told))
        asked = _asked(line, board)
        if asked:
            self.add_section("Worth asking", asked)
        self.chart = None
        months = board.history(line) if board is not None else Months((), (), ())
        if board is not None and any(value is not None for value in months.values):
            self.chart = self._months(line, months, metric, board, who)
            self.add_section("Over time", self.chart)
        elif any(point.value is not None for point in line.trend):
            self.chart = self._trend(line, team, metric, who)
            self.add_section("Over time", self.chart)
        self.add_section("Figures", _pairs(line, team, board))
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
            rows = view.everyone(line.metric)
            if board is not None:
                rows = [row for row in rows if row[1].person_id in board.people]
            stand = board.stand if board is not None else plain_stand
            self.everyone = _everyone_table(rows, stand)
            self.everyone.activated.connect(lambda row: self.person_chosen.emit(row[1].person_id))
            self.add_section("Everyone, by name", self.everyone)

    def _months(self, line: Line, months: Months, metric: MetricRow, board: Board, who: str) -> TrendChart:
        """The course with what is usual; a point opens its contacts."""
        limits = months.limits(line.unit)
        told = natural.signals(months.values, limits) if limits is not None else [None] * len(months.values)
        chart = TrendChart(show_head=False)
        chart.setMinimumHeight(200)
        chart.setMaximumHeight(240)
        points = tuple(
            TrendPoint(
                short_title(period),
                value,
                n,
                mark="signal" if told[at] else "few" if value is not None and n < metric.minimum_n else "",
            )
            for at, (period, value, n) in enumerate(
                zip(months.periods, months.values, months.sizes, strict=True)
            )
        )
        band = (line.target, line.upper) if line.target is not None and line.upper is not None else None
        drawn = []
        if limits is not None:
            drawn = [
                Limit(limits.centre, "usual", "mean"),
                Limit(limits.high[-1], "up to"),
                Limit(limits.low[-1], "down to"),
            ]
        chart.title = f"{line.name}: {value_text(line.value, line.unit)}"
        chart.set_data(
            [Series(who if line.person_id is not None else board.who, points)],
            target=line.target if line.upper is None else None,
            limits=drawn,
            band=band,
            format=lambda value: value_text(value, line.unit).replace(".0 %", " %"),
            better=_BETTER.get(str(line.better), ""),
        )

        def open_point(at: int) -> None:
            if months.sizes[at]:
                people = board.ids(line.person_id)
                self.opened.emit(Opens(line.metric, months.periods[at], people, who))

        chart.chosen.connect(open_point)
        chart.setToolTip("A click on a point opens its contacts.")
        return chart

    def _trend(self, line: Line, team: Line, metric: MetricRow, who: str) -> TrendChart:
        chart = TrendChart(show_head=False)
        chart.setMinimumHeight(190)
        chart.setMaximumHeight(230)
        lines = [Series(who if line.person_id is not None else "Team", _points(line.trend, metric))]
        chart.title = f"{line.name}: {value_text(line.value, line.unit)}"
        chart.set_data(
            lines,
            target=line.target if line.upper is None else None,
            format=lambda value: value_text(value, line.unit).replace(".0 %", " %"),
            better=_BETTER.get(str(line.better), ""),
        )
        return chart


def _asked(line: Line, board: Board | None) -> str:
    """The questions this measure is part of, for a person."""
    if board is None or line.person_id is None:
        return ""
    found = questions(board.lines_of(line.person_id), board.stand)
    own = [one.text for one in found if line.name in (one.lure, one.price)]
    return " ".join(own) + (" A question, not a finding." if own else "")


def finding(line: Line, told: Stand | None = None) -> str:
    """What a line says, in sentences."""
    told = told or plain_stand(line)
    if line.value is None:
        return told.reason or line.reason
    parts = [f"{value_text(line.value, line.unit)}, from {line.n:,}."]
    if line.unit is Unit.COUNT:
        parts = [f"{value_text(line.value, line.unit)}."]
    interval = range_text(line.low, line.high, line.unit)
    if interval:
        parts.append(f"With so many the true figure lies between {interval.replace(' to ', ' and ')}.")
    if told.word is Word.ON_TARGET and not told.reason:
        parts.append("That is on target, and not by chance.")
    elif told.reason:
        parts.append(told.reason)
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


def _pairs(line: Line, team: Line, board: Board | None) -> list[tuple[str, str]]:
    unit = line.unit
    moved = board.change(line) if board is not None else None
    pairs = [("Value", value_text(line.value, unit)), ("Rests on", f"{line.n:,}")]
    if line.low is not None:
        pairs.append(("95 % range", range_text(line.low, line.high, unit)))
    if line.median is not None:
        pairs.append(("Median", value_text(line.median, unit)))
        pairs.append(("9 of 10 within", value_text(line.p90, unit)))
    if moved is not None and moved.other is not None:
        pairs.append(("Compared", f"{moved.word}: {moved.reason}" if moved.word else moved.reason))
    else:
        pairs.append(("Period before", value_text(line.previous, unit)))
    pairs.append(("Target", target_text(line.target, line.upper, unit) or "none"))
    if line.person_id is not None:
        pairs.append(("Team", value_text(team.value, unit)))
    pairs += _both_clocks(line, board)
    pairs += [("Also", sentence) for sentence in line.beside]
    return pairs


_CLOCKS = {
    "first_response_time": "first_response_business",
    "resolution_time": "resolution_business",
}


def _both_clocks(line: Line, board: Board | None) -> list[tuple[str, str]]:
    """A duration by the calendar and by the hours the shop is open, side by side."""
    if board is None:
        return []
    for calendar, business in _CLOCKS.items():
        if line.metric in (calendar, business):
            both = (board.line(line.person_id, calendar), board.line(line.person_id, business))
            return [
                (name, value_text(one.value, one.unit))
                for name, one in zip(("By the calendar", "In business hours"), both, strict=True)
                if one is not None
            ]
    return []


def _everyone_table(rows: list[tuple[str, Line]], stand: Callable[[Line], Stand]) -> RecordTable:
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
                "Verdict",
                110,
                "status",
                value=lambda row: status_of(stand(row[1])),
                tooltip=lambda row: stand(row[1]).reason,
            ),
        ],
        key=lambda row: row[1].person_id,
    )
    table.setAccessibleName("Everyone, by name")
    table.set_noun("person", "people")
    table.set_rows(rows)
    table.setMinimumHeight(min(34 * (len(rows) + 2), 420))
    return table
