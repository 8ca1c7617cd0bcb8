"""Choosing a period: month, quarter, year or any span; a step back, a step on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from csmanager.core.errors import AppError
from csmanager.features.reviews.periods import (
    Period,
    PeriodKind,
    everything,
    month,
    quarter,
    shifted,
    span,
    year_of,
)
from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.segmented import SegmentedSwitch

_KINDS = (
    (PeriodKind.MONTH, "Month"),
    (PeriodKind.QUARTER, "Quarter"),
    (PeriodKind.YEAR, "Year"),
    (PeriodKind.SPAN, "Span"),
    (PeriodKind.ALL, "All"),
)
_MOST = 120  # periods in the list


class PeriodPicker(QWidget):
    """``changed`` comes with another period. The list offers the periods there is data of."""

    changed = Signal(object)

    def __init__(
        self, period: Period, *, today: Callable[[], dt.date], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._period = period
        self._first: dt.date | None = None
        self._last: dt.date | None = None
        self._is_showing = False
        self.kind = SegmentedSwitch([(kind.value, word) for kind, word in _KINDS], name="Period")
        self.back = _step_button("‹", "Earlier period")
        self.on = _step_button("›", "Later period")
        self.list = QComboBox()
        self.list.setAccessibleName("Period")
        self.list.setMinimumContentsLength(16)
        self.list.setMaxVisibleItems(18)
        self.start = DateField(None, today=today, name="From")
        self.end = DateField(None, today=today, name="To")
        self._to = QLabel("to")
        for field in (self.start, self.end):
            field.echo.hide()
            field.edit.setMaximumWidth(110)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.kind)
        layout.addSpacing(6)
        for widget in (self.back, self.list, self.start, self._to, self.end, self.on):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        self.earlier = self._action("Earlier period", "Alt+Left", -1)
        self.later = self._action("Later period", "Alt+Right", 1)
        self.back.clicked.connect(self.earlier.trigger)
        self.on.clicked.connect(self.later.trigger)
        self.kind.changed.connect(self._on_kind)
        self.list.activated.connect(lambda at: self._take(self.list.itemData(at)))
        self.start.changed.connect(lambda _day: self._on_days())
        self.end.changed.connect(lambda _day: self._on_days())
        self._show()

    def period(self) -> Period:
        """The period chosen."""
        return self._period

    def set_period(self, period: Period) -> None:
        """Choose ``period`` without telling anybody."""
        self._period = period
        self._show()

    def set_reach(self, first: dt.date | None, last: dt.date | None) -> None:
        """From when to when there is data."""
        if (first, last) != (self._first, self._last):
            self._first, self._last = first, last
            self._show()

    def _action(self, text: str, keys: str, by: int) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _on=False: self._take(shifted(self._period, by)))
        return action

    def _take(self, period: Period) -> None:
        if period != self._period:
            self._period = period
            self._show()
            self.changed.emit(period)

    def _on_kind(self, key: str) -> None:
        if self._is_showing:
            return
        kind, at = PeriodKind(key), self._anchor()
        made = {
            PeriodKind.MONTH: lambda: month(at.year, at.month),
            PeriodKind.QUARTER: lambda: quarter(at.year, (at.month + 2) // 3),
            PeriodKind.YEAR: lambda: year_of(at.year),
            PeriodKind.SPAN: lambda: span(self._period.first, self._period.last),
            PeriodKind.ALL: lambda: everything(self._first, self._last or self._period.last),
        }
        self._take(made[kind]())

    def _anchor(self) -> dt.date:
        """The day around which another kind of period is taken: the end of what is shown, within the data."""
        return min(self._period.last, self._last) if self._last is not None else self._period.last

    def _on_days(self) -> None:
        first, last = self.start.value(), self.end.value()
        if self._is_showing or first is None or last is None:
            return
        try:
            self._take(span(first, last))
        except AppError:
            self.end.setToolTip("A span ends on or after the day it starts.")

    def _show(self) -> None:
        self._is_showing = True
        kind = self._period.kind
        self.kind.set_value(kind.value)
        is_span, is_all = kind is PeriodKind.SPAN, kind is PeriodKind.ALL
        for widget in (self.start, self._to, self.end):
            widget.setVisible(is_span)
        self.list.setVisible(not is_span and not is_all)
        for button in (self.back, self.on):
            button.setVisible(not is_all)
        self.earlier.setEnabled(
            not is_all and (self._first is None or shifted(self._period, -1).last >= self._first)
        )
        self.later.setEnabled(not is_all and (self._last is None or self._period.last < self._last))
        self.back.setEnabled(self.earlier.isEnabled())
        self.on.setEnabled(self.later.isEnabled())
        if is_span:
            self.start.set_value(self._period.first)
            self.end.set_value(self._period.last)
        elif not is_all:
            self._fill_list()
        self._is_showing = False

    def _fill_list(self) -> None:
        """The periods there is data of, newest first, and the one chosen."""
        periods = [self._period]
        newest = self._period
        while self._last is not None and newest.last < self._last and len(periods) < _MOST:
            newest = shifted(newest, 1)
            periods.insert(0, newest)
        oldest = self._period
        while self._first is not None and oldest.first > self._first and len(periods) < _MOST:
            oldest = shifted(oldest, -1)
            periods.append(oldest)
        self.list.blockSignals(True)
        self.list.clear()
        for period in periods:
            self.list.addItem(period.title, period)
        self.list.setCurrentIndex(periods.index(self._period))
        self.list.blockSignals(False)


def _step_button(sign: str, name: str) -> QPushButton:
    button = QPushButton(sign)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setAutoDefault(False)
    button.setFixedWidth(30)
    return button
