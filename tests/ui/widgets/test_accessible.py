"""Everything that takes the focus has a name, is large enough to hit, and can be reached with Tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from csmanager.ui.widgets.datefield import DateField
from csmanager.ui.widgets.detail import DetailPane
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.pagedtable import ListSource, PagedTable
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.table import RecordTable
from csmanager.ui.widgets.trendchart import TrendChart, TrendPoint
from tests.ui.widgets.conftest import PEOPLE, columns


def a_table() -> QWidget:
    made = RecordTable("people", columns())
    made.setAccessibleName("People")
    made.set_rows(PEOPLE)
    made.set_filter("week")
    return made


def a_long_table() -> QWidget:
    made = PagedTable("people", columns(), ListSource(PEOPLE))
    made.setAccessibleName("People")
    return made


def a_header() -> QWidget:
    made = PageHeader("Team")
    made.add_search("Search people")
    made.add_switch([("a", "Board"), ("b", "Table")])
    made.set_primary(QAction("Add…", made))
    made.set_more([QAction("Print…", made)])
    return made


def a_pane() -> QWidget:
    made = DetailPane()
    made.show_record("Ana", actions=[QAction("Edit…", made)])
    made.add_section("Facts", [("Code", "1")])
    return made


def a_chart() -> QWidget:
    made = TrendChart("Fewer calls")
    made.set_data([TrendPoint("Jan", 1.0)])
    return made


def a_form() -> QWidget:
    kinds: list[Any] = ["text", "long", "date", "number", "choice", "suggest", "check"]
    fields = [Field(kind, f"The {kind}", kind, options=["a"]) for kind in kinds]
    return FormDialog("Add", fields, lambda _values: None)


MADE = [a_table, a_long_table, a_header, a_pane, a_chart, a_form, DateField]
MADE.append(lambda: EmptyState("Nothing", "Yet.", "Add…", second_text="Load example"))  # type: ignore[arg-type]


@pytest.mark.parametrize("make", MADE)
def test_whatever_takes_the_focus_has_a_name_and_is_large_enough(
    qtbot: QtBot, make: Callable[[], QWidget]
) -> None:
    widget = make()
    qtbot.addWidget(widget)
    widget.resize(900, 500)
    widget.show()
    qtbot.waitExposed(widget)
    buddies = {label.buddy() for label in widget.findChildren(QLabel) if label.buddy() is not None}
    stops = 0
    for child in [widget, *widget.findChildren(QWidget)]:
        if not child.isVisible() or not child.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        if isinstance(child, QScrollArea) and child.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if child.focusProxy() is not None:
            continue
        stops += 1
        text = child.text() if hasattr(child, "text") else ""
        assert child.accessibleName() or text or child in buddies, child
        assert min(child.width(), child.height()) >= 24, child
    assert stops > 0
