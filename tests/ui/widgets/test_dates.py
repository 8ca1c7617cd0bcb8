"""Dates as people type them, and the field that says what it understood."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from pytestqt.qtbot import QtBot

from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.naturaldates import parse_day

TODAY = dt.date(2026, 3, 31)  # a Tuesday
BRITISH, AMERICAN, GERMAN = QLocale("en_GB"), QLocale("en_US"), QLocale("de_DE")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", "2026-03-31"),
        (" Tomorrow ", "2026-04-01"),
        ("yesterday", "2026-03-30"),
        ("fri", "2026-04-03"),
        ("Friday", "2026-04-03"),
        ("tue", "2026-04-07"),
        ("last fri", "2026-03-27"),
        ("last tue", "2026-03-24"),
        ("in 2 weeks", "2026-04-14"),
        ("+3", None),
        ("3d", "2026-04-03"),
        ("2 days ago", "2026-03-29"),
        ("in 1 month", "2026-04-30"),
        ("next week", "2026-04-07"),
        ("3/12", "2025-12-03"),
        ("3/4", "2026-04-03"),
        ("31/12/25", "2025-12-31"),
        ("12/31/2025", "2025-12-31"),
        ("2026-02-28", "2026-02-28"),
        ("3 apr", "2026-04-03"),
        ("April 3 2027", "2027-04-03"),
        ("29/2", None),
        ("30 feb", None),
        ("32/1", None),
        ("soon", None),
        ("", None),
        ("in 9999 years", None),
    ],
)
def test_a_british_manager_is_understood(typed: str, day: str | None) -> None:
    wanted = dt.date.fromisoformat(day) if day else None
    assert parse_day(typed, TODAY, BRITISH) == wanted


def test_day_and_month_are_in_the_order_of_the_place() -> None:
    assert parse_day("3/4", TODAY, AMERICAN) == dt.date(2026, 3, 4)
    assert parse_day("3/4", TODAY, BRITISH) == dt.date(2026, 4, 3)
    assert parse_day("3.4.", TODAY, GERMAN) == dt.date(2026, 4, 3)
    assert parse_day("freitag", TODAY, GERMAN) == dt.date(2026, 4, 3)


@given(
    st.dates(dt.date(2001, 1, 1), dt.date(2099, 12, 31)),
    st.sampled_from(["en_GB", "en_US", "de_DE", "sv_SE"]),
)
def test_what_a_locale_writes_with_a_full_year_is_read_back(day: dt.date, name: str) -> None:
    locale = QLocale(name)
    from PySide6.QtCore import QDate

    written = locale.toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
    assert parse_day(written, TODAY, locale) == day
    assert parse_day(day.isoformat(), TODAY, locale) == day


@given(st.text(max_size=20))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_day(text, TODAY, BRITISH)
    assert found is None or isinstance(found, dt.date)


@pytest.fixture
def field(qtbot: QtBot) -> DateField:
    made = DateField(today=lambda: TODAY, name="Due")
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_field_says_in_full_what_it_understood(field: DateField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.changed) as heard:
        qtbot.keyClicks(field.edit, "fri")
    assert heard.args == [dt.date(2026, 4, 3)]
    assert "Friday" in field.echo.text() and "2026" in field.echo.text()
    assert field.edit.accessibleDescription() == field.echo.text()
    assert field.edit.accessibleName() == "Due"


def test_a_word_becomes_the_date_when_one_leaves(field: DateField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "fri")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.edit.text() != "fri"
    assert field.value() == dt.date(2026, 4, 3)


def test_ctrl_semicolon_is_today_and_arrows_move_a_day(field: DateField, qtbot: QtBot) -> None:
    qtbot.keyClick(field.edit, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert field.value() == TODAY
    qtbot.keyClick(field.edit, Qt.Key.Key_Up)
    assert field.value() == dt.date(2026, 4, 1)
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    assert field.value() == TODAY


def test_what_is_no_date_is_kept_and_marked(field: DateField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "31 foo")
    assert field.value() is None
    assert "not a date" in field.problem()
    assert field.edit.text() == "31 foo"
    assert field.echo.text() == field.problem()
    field.set_value(None)
    assert field.problem() == ""


def test_the_calendar_puts_its_day_in(field: DateField) -> None:
    from PySide6.QtCore import QDate
    from PySide6.QtWidgets import QCalendarWidget

    calendar = field.button.menu().findChild(QCalendarWidget)
    assert calendar is not None
    calendar.clicked.emit(QDate(2026, 5, 4))
    assert field.value() == dt.date(2026, 5, 4)
