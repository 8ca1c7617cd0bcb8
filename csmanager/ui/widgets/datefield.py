"""A field for a date that takes what people write, and says in full what it understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from csmanager.ui.widgets.naturaldates import is_day_first, parse_day
from csmanager.ui.widgets.texts import day_text, long_day_text


class DateField(QWidget):
    """ "tomorrow", "fri", "3/12", "in 2 weeks". Ctrl+; is today, up and down move a day. ``changed``: date or None."""

    changed = Signal(object)

    def __init__(
        self,
        value: dt.date | None = None,
        *,
        today: Callable[[], dt.date] = dt.date.today,
        name: str = "Date",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._last: dt.date | None = None
        self.edit = _Edit(self)
        self.edit.setAccessibleName(name)
        example = "3/12" if is_day_first(QLocale()) else "12/3"
        self.edit.setPlaceholderText(f"{example}, fri, tomorrow")
        self.button = QToolButton()
        self.button.setProperty("role", "button")
        self.button.setProperty("calendar", True)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # up and down do the same from the keyboard
        self.button.setToolTip("Choose from a calendar")
        self.button.setAccessibleName(f"{name}: choose from a calendar")
        self.button.setMenu(self._make_menu())
        self.echo = QLabel()
        self.echo.setProperty("role", "caption")
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.edit, 1)
        line.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.echo)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._on_text)
        self.edit.editingFinished.connect(self._tidy)
        self.set_value(value)
        self._on_text(self.edit.text())

    def value(self) -> dt.date | None:
        """The date; None when the field is empty or holds no date (then ``problem`` says so)."""
        return parse_day(self.edit.text(), self._today())

    def set_value(self, value: dt.date | None) -> None:
        """Show ``value``; None empties the field."""
        self.edit.setText("" if value is None else _written(value))

    def problem(self) -> str:
        """What is wrong with what was typed; "" when nothing is."""
        if self.edit.text().strip() and self.value() is None:
            return "That is not a date. Write it like 3/12, tomorrow or fri."
        return ""

    def take_today(self) -> None:
        """Put today in."""
        self.set_value(self._today())

    def step(self, days: int) -> None:
        """Go ``days`` on from the date in the field, or from today."""
        self.set_value((self.value() or self._today()) + dt.timedelta(days=days))

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        calendar = QCalendarWidget(menu)
        calendar.setFirstDayOfWeek(QLocale().firstDayOfWeek())
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)

        def choose(day: QDate) -> None:
            menu.close()
            self.set_value(dt.date(day.year(), day.month(), day.day()))
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

        def show() -> None:
            day = self.value() or self._today()
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))

        calendar.clicked.connect(choose)
        calendar.activated.connect(choose)
        menu.aboutToShow.connect(show)
        return menu

    def _on_text(self, _text: str) -> None:
        value, problem = self.value(), self.problem()
        self.echo.setText(long_day_text(value) if value is not None else problem)
        self.echo.setProperty("role", "problem" if problem else "caption")
        self.echo.style().polish(self.echo)
        self.edit.setProperty("wrong", bool(problem))
        self.edit.style().polish(self.edit)
        self.edit.setAccessibleDescription(self.echo.text())
        if value != self._last:
            self._last = value
            self.changed.emit(value)

    def _tidy(self) -> None:
        value = self.value()
        if value is not None and not self.edit.text().strip()[:1].isdigit():
            self.set_value(value)  # "fri" would mean another day next week


class _Edit(QLineEdit):
    def __init__(self, field: DateField) -> None:
        super().__init__(field)
        self._field = field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Semicolon and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._field.take_today()
        elif event.key() == Qt.Key.Key_Up:
            self._field.step(1)
        elif event.key() == Qt.Key.Key_Down:
            self._field.step(-1)
        else:
            super().keyPressEvent(event)


def _written(day: dt.date) -> str:
    """``day`` in the short form, or with all four figures of the year where that form would be read otherwise."""
    short = day_text(day)
    return short if parse_day(short, day) == day else day.isoformat()
