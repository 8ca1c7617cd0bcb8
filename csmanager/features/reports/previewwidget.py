"""What the first sheet will say: the words, and the measures against their targets."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from csmanager.features.reports.data import Figure, Measure, ReportData, ratio, summary_measures
from csmanager.features.reports.units import interval_text, number_text, target_words
from csmanager.features.reports.words import finding, trend_description, what_happened, what_next, why
from csmanager.ui.widgets.card import Card
from csmanager.ui.widgets.table import Column, RecordTable, Status

_KINDS = {
    "on_target": ("good", "on target"),
    "missing": ("bad", "missing"),
    "not_judged": ("none", "not judged"),
}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One line of the preview. ``points`` run from 0 to 1 in each row, since no two rows share a unit."""

    key: str
    measure: Measure
    figure: Figure
    points: tuple[float | None, ...]
    trend: str  # in words


class Preview(Card):
    """The report in short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", parent)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = RecordTable("report_measures", self._columns(), key=lambda row: row.key)
        self.table.setAccessibleName("Measures of the report")
        self.table.set_noun("measure", "measures")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.words)
        column.addStretch()
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("Words of the summary")
        self.area.setWidget(inside)
        self.add(self.area, 4)
        self.add(self.table, 5)

    def show_report(self, data: ReportData) -> None:
        """Show what ``data`` will say."""
        people = "by name" if data.with_names else "by code"
        self.set_title(finding(data), f"{data.store}, {data.period}; people {people}")
        parts = [
            f"<p style='margin:0 0 4px 0'><b>{heading}</b></p>"
            + "".join(f"<p style='margin:0 0 4px 0'>{escape(text)}</p>" for text in sentences)
            for heading, sentences in (
                ("What happened", what_happened(data)),
                ("Why", why(data)),
                ("What next", what_next(data)),
            )
        ]
        self.words.setText("<p style='margin:0 0 6px 0'></p>".join(parts))
        self.table.set_rows([_row(data, measure) for measure in summary_measures(data)])

    def _columns(self) -> list[Column]:
        return [
            Column("name", "Measure", width=150, value=lambda row: row.measure.name),
            Column(
                "value",
                "Actual",
                width=88,
                kind="number",
                value=lambda row: row.figure.value,
                text=lambda row: number_text(row.measure.unit, row.figure.value),
            ),
            Column(
                "status",
                "Status",
                width=106,
                kind="status",
                value=_status,
                tooltip=lambda row: row.figure.reason,
            ),
            Column(
                "trend",
                "Trend",
                width=84,
                kind="spark",
                value=lambda row: row.points,
                text=lambda row: row.trend,
                tooltip=lambda row: row.trend,
            ),
            Column(
                "target",
                "Target",
                width=160,
                kind="number",
                value=lambda row: row.figure.target,
                text=_target,
            ),
            Column("n", "n", width=60, kind="number", value=lambda row: row.figure.n),
            Column("interval", "95 % interval", width=150, value=_interval),
        ]


def _row(data: ReportData, measure: Measure) -> MeasureRow:
    values = [ratio(measure.unit, *span.sums.get(measure.key, (None, None))) for span in data.spans]
    known = [value for value in values if value is not None]
    low, width = (min(known), max(known) - min(known)) if known else (0.0, 0.0)
    points = tuple(None if v is None else (v - low) / width if width else 0.5 for v in values)
    return MeasureRow(measure.key, measure, data.team[measure.key], points, trend_description(data, measure))


def _target(row: MeasureRow) -> str:
    if row.figure.target is None:
        return ""
    return target_words(row.measure.unit, row.figure.target, row.figure.upper)


def _status(row: MeasureRow) -> Status:
    if row.figure.value is None:
        return Status("none", "no data")
    if row.figure.target is None:
        return Status("none", "no target")
    return Status(*_KINDS[row.figure.status])


def _interval(row: MeasureRow) -> str:
    return interval_text(row.measure.unit, row.figure.low, row.figure.high)
