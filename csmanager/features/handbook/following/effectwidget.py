"""What a policy did to a metric: an XmR chart split at its day."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from csmanager.features.handbook.following import effect
from csmanager.features.handbook.following.effect import Measure, PolicyEffect, Turn
from csmanager.features.reviews.rules import Better, Unit
from csmanager.features.reviews.words import value_text
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.card import Card
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.texts import day_text
from csmanager.ui.widgets.trendchart import Limit, TrendChart, TrendPoint

_TRIED = 8  # changes of policies looked at for one to begin with


class EffectWidget(QWidget):
    """Choose a policy's day and a metric; the chart and one sentence answer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._turns: list[Turn] = []
        self._measures: list[Measure] = []
        self.shown: PolicyEffect | None = None
        self.turn = QComboBox()
        self.turn.setAccessibleName("Policy and day")
        self.turn.setMinimumContentsLength(40)
        self.turn.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.measure = QComboBox()
        self.measure.setAccessibleName("Metric")
        self.measure.setMinimumContentsLength(24)
        self.turn.currentIndexChanged.connect(lambda _at: self._show())
        self.measure.currentIndexChanged.connect(lambda _at: self._show())
        self.chart = TrendChart(show_head=False)
        self.chart.setAccessibleName("Metric before and after the policy")
        self.card = Card()
        self.card.add(self.chart, 1)
        self.says = QLabel()
        self.says.setWordWrap(True)
        line = QHBoxLayout()
        line.addWidget(QLabel("Since"))
        line.addWidget(self.turn, 1)
        line.addWidget(QLabel("look at"))
        line.addWidget(self.measure)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.card, 1)
        layout.addWidget(self.says)
        self.empty = EmptyState(
            "Nothing to compare yet",
            "When a policy has come into force and contacts were imported from before and after that day, its effect"
            " on a metric is shown here against what was usual before.",
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(inside)
        self.stack.addWidget(self.empty)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(self.stack)

    def load(self) -> None:
        """Read the policies and metrics; what was chosen stays."""
        turns = self._desk.read(effect.turns)
        measures = self._desk.read(effect.measures, self._desk.today())
        if turns != self._turns or measures != self._measures:
            chosen = self._chosen()
            for box in (self.turn, self.measure):
                box.blockSignals(True)
                box.clear()
            self._turns, self._measures = turns, measures
            self.turn.addItems(
                [f"{turn.code} {turn.title}, version {turn.number} ({day_text(turn.day)})" for turn in turns]
            )
            self.measure.addItems([measure.name for measure in measures])
            if chosen is not None:
                keys = [turn.id for turn in turns]
                names = [measure.key for measure in measures]
                self.turn.setCurrentIndex(keys.index(chosen[0].id) if chosen[0].id in keys else 0)
                self.measure.setCurrentIndex(names.index(chosen[1].key) if chosen[1].key in names else 0)
            elif turns and measures:
                usual = next((at for at, one in enumerate(measures) if one.unit is not Unit.COUNT), 0)
                self.measure.setCurrentIndex(usual)
                self.turn.setCurrentIndex(self._telling(measures[usual]))
            for box in (self.turn, self.measure):
                box.blockSignals(False)
        self.stack.setCurrentIndex(0 if turns and measures else 1)
        self._show()

    def _telling(self, measure: Measure) -> int:
        """The newest change of a policy that can be judged; the newest of all where none can."""
        changes = [at for at, turn in enumerate(self._turns) if turn.number > 1][:_TRIED]
        for at in changes:
            day = self._turns[at].day
            if self._desk.read(effect.effect, day, measure, self._desk.today()).is_judged:
                return at
        return changes[0] if changes else 0

    def _chosen(self) -> tuple[Turn, Measure] | None:
        turn, measure = self.turn.currentIndex(), self.measure.currentIndex()
        if not 0 <= turn < len(self._turns) or not 0 <= measure < len(self._measures):
            return None
        return self._turns[turn], self._measures[measure]

    def _show(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        turn, measure = chosen
        found = self._desk.read(effect.effect, turn.day, measure, self._desk.today())
        self.shown = found

        def read(value: float) -> str:
            return value_text(value, measure.unit)

        points = [
            TrendPoint(
                point.label,
                point.value,
                point.n,
                mark="signal" if point.is_signal else "turn" if point.is_turn else "",
                note=turn.code if point.is_turn else "",
            )
            for point in found.points
        ]
        limits = []
        if found.mean is not None:
            limits.append(Limit(found.mean, f"before {read(found.mean)}", "mean"))
        if found.is_judged and found.low is not None and found.high is not None:
            top = min(found.high, 1.0) if measure.unit is Unit.SHARE else found.high
            limits += [Limit(max(found.low, 0.0), "lower limit"), Limit(top, "upper limit")]
        better = {Better.HIGHER: "more", Better.LOWER: "less"}.get(measure.better, "")
        self.card.set_title(
            f"{measure.name}, before and after {turn.code} {turn.title} came into force on {day_text(turn.day)}",
            f"Team, by month; limits from the {found.before} whole months before. {turn.note}".strip(),
        )
        self.chart.set_data(points, limits=limits, format=read, better=better)
        self.says.setText(found.says)
