"""The target lab: slide a target and see how many person-months of the last year would have met it; then set it."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from csmanager.core.errors import AppError
from csmanager.features.reviews import actions, brief
from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.figures.lab import Case, Tally, cases, grouped, meets, sentence, tally
from csmanager.features.reviews.queries import Line
from csmanager.features.reviews.rules import Better, Level, Scope, Unit
from csmanager.features.reviews.targets import MetricRow
from csmanager.features.reviews.targetsdialog import to_unit, typed
from csmanager.features.reviews.words import value_text
from csmanager.ui import theme
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.table import Column, RecordTable

_STEPS = 200  # of the slider


class Strip(QWidget):
    """Every person-month as a dot along the scale, the target as a line. ``moved``: the target was dragged there."""

    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: list[Case] = []
        self.low, self.high = 0.0, 1.0
        self.target = 0.0
        self.upper: float | None = None
        self.better, self.unit = Better.HIGHER, Unit.SHARE
        self.setMinimumHeight(110)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def sizeHint(self) -> QSize:
        return QSize(420, 120)

    def show_cases(
        self,
        found: list[Case],
        ends: tuple[float, float],
        target: float,
        upper: float | None,
        metric: MetricRow,
    ) -> None:
        """Show person-months against a target."""
        self.found, (self.low, self.high) = found, ends
        self.target, self.upper = target, upper
        self.better, self.unit = metric.better, metric.unit
        self.setAccessibleName(f"{len(found)} person-months between {value_text(self.low, self.unit)} and"
                               f" {value_text(self.high, self.unit)}")  # fmt: skip
        self.update()

    def _x(self, value: float) -> float:
        return 12 + (value - self.low) / ((self.high - self.low) or 1.0) * (self.width() - 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.height() - 22.0
        painter.setPen(QPen(look.colour("border"), 1))
        painter.drawLine(QPointF(12, ground), QPointF(self.width() - 12, ground))
        heights: dict[int, int] = {}
        for case in self.found:
            x = self._x(case.value)
            place = round(x / 7)
            level = heights[place] = heights.get(place, 0) + 1
            spot = QPointF(place * 7.0, ground - 1 - min(level, 12) * 6.5)
            met = meets(case.value, self.target, self.upper, self.better)
            colour = look.colour("good" if met else "bad")
            painter.setPen(QPen(look.colour("border") if not case.is_judged else colour, 1.2))
            painter.setBrush(colour if case.is_judged and met else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot, 2.8, 2.8)
        painter.setPen(QPen(look.colour("text"), 2, Qt.PenStyle.DotLine))
        for value in (self.target, self.upper):
            if value is not None:
                x = self._x(min(max(value, self.low), self.high))
                painter.drawLine(QPointF(x, 4), QPointF(x, ground))
        painter.setFont(theme.scaled(theme.CAPTION))
        painter.setPen(look.colour("muted"))
        foot = QRectF(8, ground + 3, self.width() - 16.0, 18)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, value_text(self.low, self.unit))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, value_text(self.high, self.unit))
        said = "filled: met, hollow: not met, grey: too few to judge"
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter, said)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def _drag(self, event: QMouseEvent) -> None:
        share = (event.position().x() - 12) / max(self.width() - 24, 1)
        self.moved.emit(self.low + min(max(share, 0.0), 1.0) * (self.high - self.low))


class LabDialog(QDialog):
    """Works on a board that was read; only Set target writes, as one step."""

    def __init__(
        self, desk: Desk, board: Board, metric: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._board = desk, board
        self.setWindowTitle("Target lab")
        self.measure = QComboBox()
        self.measure.setAccessibleName("Measure")
        for line in board.lines:
            row = board.view.metrics[line.metric]
            is_of_people = row.level is Level.PERSON and row.better is not Better.NEITHER
            if is_of_people and row.unit is not Unit.COUNT and cases(board, row):
                self.measure.addItem(line.name, line.metric)
        self.whom = QComboBox()
        self.whom.setAccessibleName("For whom")
        for key, name in desk.read(brief.targets_view).whom:
            self.whom.addItem(name, key)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _STEPS)
        self.slider.setAccessibleName("Target")
        self.value = QLineEdit()
        self.value.setAccessibleName("Target, typed")
        self.value.setMaximumWidth(120)
        self.upper = QLineEdit()
        self.upper.setAccessibleName("Up to, typed")
        self.upper.setMaximumWidth(120)
        self.to = QLabel("to")
        self.strip = Strip()
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.present = QLabel()
        self.present.setProperty("role", "muted")
        self.present.setWordWrap(True)
        self.by = SegmentedSwitch(
            [("name", "By person"), ("role", "By role"), ("team", "By team")], name="Shown"
        )
        self.table = RecordTable(
            "target-lab", _columns(), key=lambda row: row[0], preferences=desk.preferences
        )
        self.table.setAccessibleName("Who would have met it")
        self.table.set_noun("line", "lines")
        self.starts = DateField(_next_month(desk.today()), today=desk.today, name="Holds from")
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.apply = QPushButton("Set target")
        self.apply.setProperty("primary", True)
        self._found: list[Case] = []
        self._target = 0.0
        self._upper: float | None = None
        self._ends = (0.0, 1.0)
        self._is_showing = False
        self._build()
        self.measure.activated.connect(lambda _at: self._show_measure())
        self.whom.activated.connect(lambda _at: self._show_measure())
        self.slider.valueChanged.connect(self._on_slid)
        self.value.editingFinished.connect(self._on_typed)
        self.upper.editingFinished.connect(self._on_typed)
        self.strip.moved.connect(self._take)
        self.by.changed.connect(lambda _key: self._show())
        self.apply.clicked.connect(lambda _on=False: self.set_target())
        at = self.measure.findData(metric)
        self.measure.setCurrentIndex(max(at, 0))
        self._show_measure()
        self.resize(760, 620)

    def _build(self) -> None:
        form = QFormLayout()
        form.addRow("Measure", self.measure)
        form.addRow("For", self.whom)
        line = QHBoxLayout()
        line.addWidget(self.slider, 1)
        line.addWidget(self.value)
        line.addWidget(self.to)
        line.addWidget(self.upper)
        form.addRow("Target", line)
        foot = QHBoxLayout()
        foot.addWidget(QLabel("Holds from"))
        foot.addWidget(self.starts)
        foot.addStretch(1)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        foot.addWidget(close)
        foot.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(8)
        layout.addLayout(form)
        layout.addWidget(self.strip)
        layout.addWidget(self.told)
        layout.addWidget(self.present)
        layout.addWidget(self.by, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.problem)
        layout.addLayout(foot)
        self.problem.hide()

    # what is shown

    def metric_row(self) -> MetricRow | None:
        """The measure chosen."""
        return self._board.view.metrics.get(self.measure.currentData() or "")

    def _line(self) -> Line | None:
        metric = self.metric_row()
        return self._board.line(None, metric.key) if metric is not None else None

    def _show_measure(self) -> None:
        metric, line = self.metric_row(), self._line()
        self.apply.setEnabled(metric is not None)
        if metric is None or line is None:
            self.told.setText("There is no measure of people yet.")
            return
        scope, _, identity = str(self.whom.currentData()).partition(":")
        people = self._board.view.review.persons.values()
        chosen = {
            who.id
            for who in people
            if scope == Scope.STORE
            or (scope == Scope.PERSON and identity == str(who.id))
            or (scope == Scope.TEAM and self.whom.currentText().partition(": ")[2] == who.team)
            or (scope == Scope.ROLE and self.whom.currentText().partition(": ")[2] == who.role)
        }
        self._found = [case for case in cases(self._board, metric) if case.person in chosen]
        values = [case.value for case in self._found] + [
            one for one in (line.target, line.upper) if one is not None
        ]
        self._ends = (min(values), max(values)) if values else (0.0, 1.0)
        if self._ends[0] == self._ends[1]:
            self._ends = (self._ends[0] - abs(self._ends[0]) * 0.1 - 0.01, self._ends[1] * 1.1 + 0.01)
            if metric.unit is Unit.SHARE:
                self._ends = (max(0.0, self._ends[0]), min(1.0, self._ends[1]))
        is_range = metric.better is Better.RANGE
        self.to.setVisible(is_range)
        self.upper.setVisible(is_range)
        middle = sorted(values)[len(values) // 2] if values else 0.0
        self._target = line.target if line.target is not None else middle
        self._upper = (
            line.upper if is_range and line.upper is not None else self._ends[1] if is_range else None
        )
        held = tally(self._found, line.target, line.upper, metric.better) if line.target is not None else None
        aim = value_text(line.target, line.unit)
        self.present.setText(
            f"Now in force: {aim}. {sentence(held)}" if held is not None else "No target is in force now."
        )
        self._show()

    def _show(self) -> None:
        metric = self.metric_row()
        if metric is None:
            return
        self._is_showing = True
        low, high = self._ends
        self.slider.setValue(round((self._target - low) / ((high - low) or 1.0) * _STEPS))
        self.value.setText(_said(self._target, metric.unit))
        self.upper.setText(_said(self._upper, metric.unit) if self._upper is not None else "")
        self._is_showing = False
        told = tally(self._found, self._target, self._upper, metric.better)
        way = {Better.HIGHER: "At least", Better.LOWER: "At most"}.get(metric.better, "From")
        until = f" to {value_text(self._upper, metric.unit)}" if self._upper is not None else ""
        self.told.setText(f"{way} {value_text(self._target, metric.unit)}{until}: {sentence(told)}")
        self.strip.show_cases(self._found, self._ends, self._target, self._upper, metric)
        self.table.set_rows(grouped(self._found, self.by.value(), self._target, self._upper, metric.better))

    def _on_slid(self, step: int) -> None:
        if not self._is_showing:
            low, high = self._ends
            self._take(low + step / _STEPS * (high - low))

    def _take(self, value: float) -> None:
        """Move the target to ``value``, to a round number."""
        metric = self.metric_row()
        if metric is None:
            return
        self._target = _rounded(value, metric.unit)
        if self._upper is not None:
            self._upper = max(self._upper, self._target)
        self._show()

    def _on_typed(self) -> None:
        metric = self.metric_row()
        if metric is None or self._is_showing:
            return
        try:
            self._target = _read(self.value.text(), metric.unit)
            if self.upper.isVisibleTo(self):
                self._upper = _read(self.upper.text(), metric.unit)
        except ValueError as error:
            self._say(str(error))
            return
        self._say("")
        self._show()

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def set_target(self) -> None:
        """Set what is tried, from the day on; one step that Undo takes back."""
        metric, starts = self.metric_row(), self.starts.value()
        if metric is None or starts is None:
            self._say("Say from which day it holds.")
            return
        scope, _, identity = str(self.whom.currentData()).partition(":")
        told = tally(self._found, self._target, self._upper, metric.better)
        try:
            self._desk.try_do(
                f"Set target of {metric.name}",
                actions.set_target,
                metric=metric.key,
                value=self._target,
                upper=self._upper,
                scope=Scope(scope),
                scope_id=int(identity) if identity else None,
                starts_on=starts,
                note=f"Target lab: {told.met} of {told.judged} person-months of the year before would have met it",
            )
        except AppError as error:
            self._say(str(error))
            return
        self.accept()


def _columns() -> list[Column]:
    def share(row: tuple[str, Tally]) -> float | None:
        return row[1].share

    return [
        Column("name", "Who", 220, value=lambda row: row[0]),
        Column("share", "Would have met it", 130, "share", value=share),
        Column("met", "Months met", 96, "number", value=lambda row: row[1].met),
        Column("judged", "of", 60, "number", value=lambda row: row[1].judged),
        Column("few", "Too few to judge", 120, "number", value=lambda row: row[1].few),
    ]


def _next_month(today: dt.date) -> dt.date:
    return (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def _rounded(value: float, unit: Unit) -> float:
    if unit is Unit.SHARE:
        return round(value * 200) / 200
    if unit is Unit.SECONDS:
        return float(
            round(value)
            if value < 120
            else round(value / 10) * 10
            if value < 7200
            else round(value / 600) * 600
        )
    return round(value, 1 if unit is Unit.SCORE else 0)


def _said(value: float, unit: Unit) -> str:
    shown = typed(value, unit)
    return f"{shown:g} %" if unit is Unit.SHARE else str(shown)


def _read(text: str, unit: Unit) -> float:
    if unit is Unit.SECONDS:
        found = to_unit(text, unit)
    else:
        try:
            found = to_unit(float(text.replace("%", "").replace(",", ".").strip()), unit)
        except ValueError:
            raise ValueError(f'"{text}" is not a number.') from None
    assert found is not None
    return found
