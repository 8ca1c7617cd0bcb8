"""Tables of any length: only what is on the screen is read, aside, and never all at once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager.ui.widgets.pagedsource import BLOCK, Anchored, Sort
from csmanager.ui.widgets.pagedtable import Column, ListSource, PagedTable

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    name: str


class Numbers:
    """A million rows that are made when asked for; remembers what was asked, and on which thread."""

    def __init__(self, count: int = MANY) -> None:
        self.total = count
        self.asked: list[tuple[int, int, Sort]] = []
        self.threads: set[int] = set()

    def count(self) -> int:
        self.threads.add(threading.get_ident())
        return self.total

    def block(self, start: int, size: int, sort: Sort) -> Sequence[Row]:
        self.asked.append((start, size, sort))
        self.threads.add(threading.get_ident())
        numbers = range(start, min(start + size, self.total))
        if sort is not None and sort[1]:
            numbers = range(self.total - 1 - start, max(-1, self.total - 1 - start - size), -1)
        return [Row(number, f"Contact {number}") for number in numbers]


COLUMNS = [
    Column("id", "Number", kind="number", value=lambda row: row.id),
    Column("name", "Name", value=lambda row: row.name),
]


@pytest.fixture
def source() -> Numbers:
    return Numbers()


@pytest.fixture
def table(qtbot: QtBot, source: Numbers) -> PagedTable:
    made = PagedTable("contacts", COLUMNS)
    made.set_noun("contact", "contacts")
    made.resize(500, 400)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.set_source(source)
    qtbot.waitUntil(lambda: made.model.row(0) is not None)
    made.view.setFocus()
    return made


def shown(table: PagedTable, row: int) -> str:
    return str(table.model.index(row, 1).data())


def test_a_million_rows_are_there_and_only_the_first_block_was_read(
    table: PagedTable, source: Numbers, qtbot: QtBot
) -> None:
    assert table.model.rowCount() == MANY
    assert table.count.text() == "1,000,000 of 1,000,000 contacts"
    qtbot.waitUntil(lambda: not table._jobs.is_busy)
    assert {start for start, _, _ in source.asked} <= {0, BLOCK}
    assert shown(table, 3) == "Contact 3"


def test_nothing_is_read_on_the_windows_thread(table: PagedTable, source: Numbers) -> None:
    assert threading.get_ident() not in source.threads


def test_far_below_it_reads_what_is_there_and_not_what_was_passed(
    table: PagedTable, source: Numbers, qtbot: QtBot
) -> None:
    bar = table.view.verticalScrollBar()
    for step in range(1, 101):
        bar.setValue(bar.maximum() * step // 100)
    qtbot.waitUntil(lambda: table.model.row(MANY - 1) is not None)
    assert shown(table, MANY - 1) == f"Contact {MANY - 1}"
    assert len(source.asked) < 20


def test_a_header_turns_the_order_around(table: PagedTable, source: Numbers, qtbot: QtBot) -> None:
    table.sort_by("id", descending=True)
    qtbot.waitUntil(lambda: table.model.row(0) is not None)
    assert shown(table, 0) == f"Contact {MANY - 1}"
    assert source.asked[-1][2] == ("id", True)


def test_what_comes_late_from_before_is_dropped(table: PagedTable, qtbot: QtBot) -> None:
    table.model._on_block(table.model._turn - 1, 0, [Row(-1, "old")])
    assert shown(table, 0) == "Contact 0"


def test_enter_opens_the_row_and_all_can_be_selected(table: PagedTable, qtbot: QtBot) -> None:
    table.view.setCurrentIndex(table.model.index(2, 0))
    with qtbot.waitSignal(table.activated) as heard:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert heard.args == [Row(2, "Contact 2")]
    table.view.selectAll()
    table.grab()
    table.copy()
    assert "too many" in table.count.text()


def test_copying_reads_what_was_not_on_the_screen(table: PagedTable, source: Numbers, qtbot: QtBot) -> None:
    QApplication.clipboard().clear()
    table.view.setCurrentIndex(table.model.index(0, 0))
    selection = table.view.selectionModel()
    for row in (10, 5_000):
        selection.select(
            table.model.index(row, 0), selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        )
    table.copy()
    qtbot.waitUntil(lambda: "5000" in QApplication.clipboard().text())
    assert QApplication.clipboard().text().split("\n")[1:] == [
        "0\tContact 0",
        "10\tContact 10",
        "5000\tContact 5000",
    ]


def test_a_filter_is_another_source_and_the_count_says_of_how_many(table: PagedTable, qtbot: QtBot) -> None:
    table.set_source(Numbers(12), total=MANY)
    qtbot.waitUntil(lambda: table.model.rowCount() == 12)
    assert table.count.text() == "12 of 1,000,000 contacts"
    assert table.filter_text() == "12 of 1,000,000 contacts"
    table.set_source(Numbers(0))
    qtbot.waitUntil(lambda: not table.view.isVisible())


def test_a_source_that_fails_is_said_and_nothing_breaks(table: PagedTable, qtbot: QtBot) -> None:
    class Broken(Numbers):
        def block(self, start: int, size: int, sort: Sort) -> Sequence[Row]:
            raise OSError("the disk is gone")

    table.set_source(Broken(10))
    qtbot.waitUntil(lambda: "the disk is gone" in table.count.text())


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    table = PagedTable("contacts", COLUMNS)
    qtbot.addWidget(table)
    table.show()
    QAbstractItemModelTester(table.model, FATAL)
    for count in (5, 700, 0, 3):
        table.set_source(Numbers(count))
        qtbot.waitUntil(lambda count=count: table.model.rowCount() == count)
    table.sort_by("id")
    qtbot.waitUntil(lambda: table.model.row(0) is not None)


def test_an_export_reads_everything_in_order(table: PagedTable, qtbot: QtBot) -> None:
    table.set_source(Numbers(10_000))
    qtbot.waitUntil(lambda: table.model.rowCount() == 10_000)
    headers, rows = table.export_rows()
    assert headers == ["Number", "Name"]
    assert [row[0] for row in rows] == list(range(10_000))


class Queries:
    """Keyset queries over a list, which count how often anchors were read."""

    def __init__(self, count: int) -> None:
        self.rows = [Row(number, f"{number}") for number in range(count)]
        self.passes = 0

    def count(self) -> int:
        return len(self.rows)

    def _ordered(self, sort: Sort) -> list[Row]:
        return list(reversed(self.rows)) if sort is not None and sort[1] else self.rows

    def anchors(self, sort: Sort, every: int) -> list[int]:
        self.passes += 1
        return [row.id for row in self._ordered(sort)[::every]]

    def rows_from(self, anchor: Any, size: int, sort: Sort) -> list[Row]:
        rows = self._ordered(sort)
        first = next(number for number, row in enumerate(rows) if row.id == anchor)
        return rows[first : first + size]


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 95])
@pytest.mark.parametrize("sort", [None, ("id", True)])
def test_anchors_give_the_very_rows(count: int, sort: Sort) -> None:
    queries = Queries(count)
    source = Anchored(queries, every=10)
    plain = queries._ordered(sort)
    for start in range(0, count + 12, 7):
        assert list(source.block(start, 10, sort)) == plain[start : start + 10]
    assert queries.passes == 1
    source.forget()
    source.block(0, 10, sort)
    assert queries.passes == 2


def test_a_list_is_a_source_too() -> None:
    source = ListSource([Row(2, "b"), Row(1, "a")])
    assert source.count() == 2
    assert [row.id for row in source.block(0, 5, ("id", False))] == [1, 2]
