"""Widgets in the light theme, and rows to show in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager.ui import theme
from csmanager.ui.widgets.bullet import Bullet
from csmanager.ui.widgets.table import Column, RecordTable, Status


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A row as a query gives it."""

    id: int
    name: str
    code: str = ""
    n: int | None = None
    share: float | None = None
    seconds: float | None = None
    day: dt.date | None = None
    status: Status | None = None
    trend: tuple[float | None, ...] = ()
    bullet: Bullet | None = None


TODAY = dt.date(2026, 3, 31)

PEOPLE = [
    PersonRow(1, "Ana Ruiz", "00123", 88, 0.825, 245, dt.date(2022, 3, 1), Status("good", "on target")),
    PersonRow(2, "Week 10", "7", None, 0.0, 45, None, Status("bad", "below target")),
    PersonRow(3, "Week 9", "a\tb", 0, None, None, dt.date(2021, 1, 2), Status("none", "too few")),
    PersonRow(4, "émile", '="x"', 1_400, 0.5, 90_000, dt.date(2026, 3, 31), None),
    PersonRow(5, "Zoë", "two\nlines", 12, 1.0, 600, None, Status("late", "2 days late"), (0.5, None, 0.75)),
]


def columns() -> list[Column]:
    """One column of most kinds; the name, the count and the date can be edited."""
    return [
        Column("name", "Name", value=lambda row: row.name, editable=True),
        Column("code", "Code", value=lambda row: row.code),
        Column("n", "n", kind="number", value=lambda row: row.n, editable=True),
        Column("share", "Answered", kind="share", value=lambda row: row.share, decimals=1),
        Column("seconds", "Handle time", kind="seconds", value=lambda row: row.seconds),
        Column("day", "Started", kind="date", value=lambda row: row.day, editable=True),
        Column("status", "Status", kind="status", value=lambda row: row.status),
        Column("trend", "Trend", kind="spark", value=lambda row: row.trend or None),
        Column("bullet", "Against target", kind="bullet", value=lambda row: row.bullet, hidden=True),
    ]


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


@pytest.fixture
def table(qtbot: QtBot) -> RecordTable:
    """Five people, shown, with the focus."""
    made = RecordTable("people", columns(), today=lambda: TODAY)
    made.set_noun("person", "people")
    made.set_rows(PEOPLE)
    made.resize(1000, 300)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.view.setFocus()
    return made


def names(table: RecordTable) -> list[str]:
    """The names in view, from top to bottom."""
    return [row.name for row in table.shown_rows()]
