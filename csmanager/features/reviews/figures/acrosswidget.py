"""One measure across people: funnel or people by name, the team over time, and a table that stands by name."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from csmanager.features.reviews.charts.chartwidget import ChartView
from csmanager.features.reviews.charts.model import Opens
from csmanager.features.reviews.figures.across import Across, AcrossRow
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.figures.linkwidget import FigureLinks
from csmanager.features.reviews.figures.standing import kind_of
from csmanager.features.reviews.words import short_range, value_text
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.chips import Status
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column, RecordTable


class AcrossView(QWidget):
    """``opened`` (Opens): a mark or figure; ``person_chosen`` (id): somebody to be shown in depth."""

    opened = Signal(object)
    person_chosen = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Across | None = None
        self.board: Board | None = None
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.how = SegmentedSwitch([("size", "By size"), ("name", "By name")], name="Chart")
        self.how.changed.connect(lambda _key: self._show_chart())
        self.people = ChartView(desk)
        self.time = ChartView(desk)
        self.table = RecordTable(
            "reviews-across", _columns(), key=lambda row: row.person, preferences=desk.preferences
        )
        self.table.setAccessibleName("Everyone, by name")
        self.table.set_noun("person", "people")
        self.table.set_empty(
            EmptyState(
                "Nobody to compare", "This is shown for everyone together, or nobody has figures here."
            )
        )
        self.table.activated.connect(lambda row: self._open(row, "value"))
        self.links = FigureLinks(
            self.table, ("name", "value", "n"), lambda row, key: key == "name" or row.line.n > 0, self._open
        )
        for chart in (self.people, self.time):
            chart.opened.connect(self.opened)
        charts = QSplitter(Qt.Orientation.Horizontal)
        charts.setObjectName("reviews-across")
        charts.setChildrenCollapsible(False)
        charts.addWidget(self.people)
        charts.addWidget(self.time)
        head = QHBoxLayout()
        head.addWidget(self.told, 1)
        head.addWidget(self.how, 0, Qt.AlignmentFlag.AlignTop)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(charts)
        self.splitter.addWidget(self.table)
        self.splitter.setSizes([320, 260])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.splitter, 1)
        self.setFocusProxy(self.table)

    def show_across(self, found: Across, board: Board) -> None:
        """Show one measure."""
        self.found, self.board = found, board
        self.told.setText(found.told)
        self.how.setVisible(found.chart is not found.names)
        self.time.set_chart(found.time)
        self.table.set_rows(found.rows)
        self._show_chart()

    def _show_chart(self) -> None:
        if self.found is not None:
            by_name = self.how.value() == "name" or self.found.chart is self.found.names
            self.people.set_chart(self.found.names if by_name else self.found.chart)

    def _open(self, row: AcrossRow, key: str) -> None:
        if key == "name":
            self.person_chosen.emit(row.person)
        elif self.board is not None and row.line.n:
            self.opened.emit(Opens(row.line.metric, self.board.period, (row.person,), row.name))


def _columns() -> list[Column]:
    def number(key: str, title: str, width: int, value: object, tip: str = "") -> Column:
        def text(row: AcrossRow) -> str:
            found = value(row)  # type: ignore[operator]
            return "" if found is None else value_text(found, row.line.unit)

        return Column(
            key, title, width, "number", value=value, text=text,  # type: ignore[arg-type]
            tooltip=(lambda _row: tip) if tip else None,
        )  # fmt: skip

    return [
        Column("name", "Name", 150, value=lambda row: row.name),
        number("value", "As counted", 92, lambda row: row.line.value),
        Column("n", "n", 56, "number", value=lambda row: row.line.n, text=lambda row: f"{row.line.n:,}"),
        number("adjusted", "Same mix", 84, lambda row: row.adjusted,
               "What it would be with the same kinds of contact as everyone has."),
        number("estimate", "Best estimate", 104, lambda row: row.estimate,
               "Drawn towards the team, the more so the fewer contacts it rests on."),
        Column(
            "range", "True value likely", 120, "number", value=lambda row: row.low,
            text=lambda row: short_range(row.low, row.high, row.line.unit),
        ),
        Column(
            "verdict", "Verdict", 118, "status",
            value=lambda row: Status(kind_of(row.stand), row.stand.word.capitalize()),
            tooltip=lambda row: row.stand.reason,
        ),
        Column("reason", "Why", 300, value=lambda row: row.stand.reason),
        Column("unlike", "Other work than most", 180, value=lambda row: row.unlike),
    ]  # fmt: skip
