"""The first column stays while the others move."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from csmanager.ui.widgets.frozen import FrozenColumn
from csmanager.ui.widgets.table import Column, RecordTable


@dataclass(frozen=True)
class Line:
    id: int
    name: str


@pytest.fixture
def table(qtbot: QtBot) -> RecordTable:
    columns = [Column("name", "Name", 150, value=lambda row: row.name)]
    columns += [Column(f"c{n}", f"Column {n}", 100, value=lambda row: row.id) for n in range(12)]
    made = RecordTable("wide", columns)
    qtbot.addWidget(made)
    made.set_rows([Line(number, f"Person {number}") for number in range(60)])
    made.resize(500, 300)
    made.show()
    made.view.setFocus()
    return made


def test_it_lies_over_the_edge_only_while_the_rest_is_moved(table: RecordTable, qtbot: QtBot) -> None:
    frozen = FrozenColumn(table.view)
    frozen.place()
    assert frozen.isHidden()
    table.view.horizontalScrollBar().setValue(300)
    assert frozen.isVisible() and frozen.width() == table.view.columnWidth(0)
    assert [frozen.isColumnHidden(number) for number in range(3)] == [False, True, True]
    table.view.verticalScrollBar().setValue(200)
    assert frozen.verticalScrollBar().value() == 200
    assert frozen.rowViewportPosition(20) == table.view.rowViewportPosition(20)
    table.set_rows(list(table.shown_rows())[:3])
    assert frozen.isColumnHidden(1) or frozen.isHidden()
    table.view.horizontalScrollBar().setValue(0)
    assert frozen.isHidden()


def test_rows_are_chosen_there_and_no_cell_lies_under_it(table: RecordTable, qtbot: QtBot) -> None:
    frozen = FrozenColumn(table.view)
    for _ in range(10):
        qtbot.keyClick(table.view, Qt.Key.Key_Right)
    assert frozen.isVisible()
    where = frozen.visualRect(table.model.index(2, 0)).center()
    qtbot.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert table.current_row() == Line(2, "Person 2")
    with qtbot.waitSignal(table.activated) as opened:
        qtbot.mouseDClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened.args == [Line(2, "Person 2")]
    table.view.horizontalScrollBar().setValue(650)
    table.view.setCurrentIndex(table.model.index(2, 8))
    for _ in range(4):
        qtbot.keyClick(table.view, Qt.Key.Key_Left)
        box = table.view.visualRect(table.view.currentIndex())
        assert frozen.isHidden() or box.left() >= frozen.width() - 1


def test_a_hidden_or_moved_first_column_is_not_frozen(table: RecordTable, qtbot: QtBot) -> None:
    frozen = FrozenColumn(table.view)
    table.view.horizontalHeader().moveSection(0, 3)
    table.view.horizontalScrollBar().setValue(300)
    assert frozen.isHidden() and isinstance(frozen, QWidget)
