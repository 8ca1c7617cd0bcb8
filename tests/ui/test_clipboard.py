"""What tells of people leaves the clipboard after a minute; what somebody typed does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from csmanager.ui.clipboardguard import SECONDS, ClipboardGuard, holds_contact
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.table import RecordTable


@pytest.fixture
def guard() -> Iterator[ClipboardGuard]:
    made = ClipboardGuard()
    made.begin()
    yield made
    made.end()
    QApplication.clipboard().clear()


class Shown(QWidget):
    """A page with a table, an editor and a text to read."""

    def __init__(self, shows_personal: bool) -> None:
        super().__init__()
        self.shows_personal = shows_personal
        self.table = RecordTable("t", [Column("name", "Name")], key=lambda row: row)
        self.table.set_rows(["Ana Example", "Bo Example"])
        self.edit = QLineEdit("a sentence of mine")
        self.read = QPlainTextEdit("Their answer: yes.")
        self.read.setReadOnly(True)
        column = QVBoxLayout(self)
        for widget in (self.table, self.edit, self.read):
            column.addWidget(widget)


def shown(qtbot: QtBot, shows_personal: bool = True) -> Shown:
    page = Shown(shows_personal)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow, timeout=10_000)
    return page


def test_a_table_of_people_is_swept_after_a_minute(qtbot: QtBot, guard: ClipboardGuard) -> None:
    page = shown(qtbot)
    page.table.view.setFocus()
    page.table.view.selectAll()
    with qtbot.waitSignal(guard.noticed, timeout=5_000):
        page.table.copy()
    assert guard.sweeping.isActive()
    assert guard.sweeping.interval() == SECONDS * 1000 == 60_000
    assert "Ana Example" in QApplication.clipboard().text()
    guard.sweeping.timeout.emit()
    assert QApplication.clipboard().text() == ""


def test_what_came_later_and_what_is_typed_stays(qtbot: QtBot, guard: ClipboardGuard) -> None:
    page = shown(qtbot)
    page.read.setFocus()
    page.read.selectAll()
    page.read.copy()
    assert guard.sweeping.isActive()
    page.edit.setFocus()
    page.edit.selectAll()
    page.edit.cut()
    assert not guard.sweeping.isActive()
    guard.sweep()
    assert QApplication.clipboard().text() == "a sentence of mine"


def test_a_page_of_policies_is_left_alone_but_for_addresses(qtbot: QtBot, guard: ClipboardGuard) -> None:
    page = shown(qtbot, shows_personal=False)
    page.read.setFocus()
    page.read.selectAll()
    page.read.copy()
    assert not guard.sweeping.isActive()
    page.read.setPlainText("Write to ana@example.org")
    page.read.selectAll()
    page.read.copy()
    assert guard.sweeping.isActive()


@pytest.mark.parametrize(
    ("text", "is_contact"),
    [
        ("ana@example.org", True),
        ("call +43 1 555 01 00", True),
        ("0660 5550100", True),
        ("2026-03-31 09:00", False),
        ("12 of 48, 82 %", False),
        ("0.0512345678", False),
        ("a @ b", False),
    ],
)
def test_addresses_and_numbers_are_known(text: str, is_contact: bool) -> None:
    assert holds_contact(text) is is_contact


def test_closing_the_store_takes_it_along(qtbot: QtBot, guard: ClipboardGuard) -> None:
    page = shown(qtbot)
    page.read.setFocus()
    page.read.selectAll()
    page.read.copy()
    guard.end()
    assert QApplication.clipboard().text() == ""
