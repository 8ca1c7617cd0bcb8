"""What the Figures view looks at: the level, one team, a person or a measure, and what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox

from csmanager.features.reviews.figures.board import Board
from csmanager.features.reviews.periods import Period, PeriodKind, shifted, span
from csmanager.features.reviews.rules import Unit

TEAM, PERSON, MEASURE = "team", "person", "measure"
LEVELS = ((TEAM, "Team"), (PERSON, "Person"), (MEASURE, "Measure"))
_GROUP = "group:"
_BACK = 12  # earlier periods offered for comparison


class Choosers(QObject):
    """The boxes. ``changed``: another team or comparison, which needs reading; the others only show anew."""

    changed = Signal()
    measure_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.team = _box("Team", 6, 180)
        self.measure = _box("Measure", 9, 240)
        self.other = _box("Compared with", 16, 230)
        self.other.setToolTip(
            "What every figure is compared with, and whether the difference is more than chance."
        )
        self.team.addItem("Everyone", None)
        self.team.activated.connect(lambda _at: self.changed.emit())
        self.other.activated.connect(lambda _at: self.changed.emit())
        self.measure.activated.connect(lambda _at: self.measure_changed.emit())

    def team_id(self) -> int | None:
        """The team chosen; None for everyone or a group."""
        found = self.team.currentData()
        return found if isinstance(found, int) else None

    def group_id(self) -> int | None:
        """The saved group chosen; None for everyone or a team."""
        found = self.team.currentData()
        return int(found.removeprefix(_GROUP)) if isinstance(found, str) else None

    def other_period(self, period: Period) -> Period | None:
        """What ``period`` is compared with; None: the one before."""
        chosen = self.other.currentData()
        if chosen == "year":
            return a_year_before(period)
        return chosen if isinstance(chosen, Period) else None

    def fill(self, board: Board) -> None:
        """Offer what there is."""
        choice = board.choice
        offered_people: list[tuple[str, object]] = [("Everyone", None)]
        offered_people += [(name, team) for team, name in board.teams]
        offered_people += [(f"Group: {name}", f"{_GROUP}{group}") for group, name in board.groups]
        chosen = f"{_GROUP}{choice.group}" if choice.group is not None else choice.team
        _fill(self.team, offered_people, chosen)
        self.team.setEnabled(len(offered_people) > 1)
        rows = [(line.name, line.metric) for line in board.lines]
        _fill(self.measure, rows, self.measure.currentData() or _first_to_see(board))
        period = board.period
        offered: list[tuple[str, object]] = [
            ("Against: period before", None),
            ("Against: a year before", "year"),
        ]
        first = board.view.first_day
        step = period
        for _ in range(_BACK if period.kind is not PeriodKind.ALL else 0):
            step = shifted(step, -1)
            if first is None or step.last < first:
                break
            offered.append((f"Against: {step.title}", step))
        _fill(self.other, offered, self.other.currentData())
        self.other.setVisible(period.kind is not PeriodKind.ALL)

    def set_measure(self, metric: str) -> None:
        """Choose a measure, telling nobody."""
        at = self.measure.findData(metric)
        if at >= 0:
            self.measure.setCurrentIndex(at)


def _first_to_see(board: Board) -> str:
    """The first measure that has a target; a count of contacts says nothing about people."""
    figures = [line for line in board.lines if line.unit is not Unit.COUNT]
    aimed = [line for line in figures if line.target is not None and line.value is not None]
    return next((line.metric for line in [*aimed, *figures]), "")


def a_year_before(period: Period) -> Period | None:
    """The same stretch a year earlier; None where the calendar has none."""
    steps = {PeriodKind.MONTH: -12, PeriodKind.QUARTER: -4, PeriodKind.YEAR: -1}
    if period.kind in steps:
        return shifted(period, steps[period.kind])
    if period.kind is PeriodKind.ALL:
        return None
    try:
        return span(
            period.first.replace(year=period.first.year - 1), period.last.replace(year=period.last.year - 1)
        )
    except ValueError:  # 29 February
        return None


def _box(name: str, letters: int, widest: int) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMinimumContentsLength(letters)
    box.setMaximumWidth(widest)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return box


def _fill(box: QComboBox, rows: Sequence[tuple[str, object]], chosen: object) -> None:
    box.blockSignals(True)
    box.clear()
    for text, data in rows:
        box.addItem(text, data)
    at = next((at for at in range(box.count()) if box.itemData(at) == chosen), 0)
    box.setCurrentIndex(at)
    box.blockSignals(False)
