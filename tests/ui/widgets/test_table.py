"""The table of records: order, filters, selection, menus, columns, empty states."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from csmanager.ui.desk import MemoryPreferences
from csmanager.ui.widgets.empty import EmptyState
from csmanager.ui.widgets.rowsmodel import RowsModel
from csmanager.ui.widgets.table import Column, RecordTable
from tests.ui.widgets.conftest import PEOPLE, PersonRow, columns, names

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
LEFT = Qt.MouseButton.LeftButton


def click_header(table: RecordTable, qtbot: QtBot, key: str) -> None:
    """Click the header of the column ``key``."""
    header = table.view.horizontalHeader()
    number = [column.key for column in table.columns].index(key)
    spot = QPoint(header.sectionViewportPosition(number) + 12, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=spot)


def click_row(
    table: RecordTable, qtbot: QtBot, row: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Click the first cell of a row."""
    box = table.view.visualRect(table.model.index(row, 0))
    qtbot.mouseClick(table.view.viewport(), LEFT, held, box.center())


# order


def test_a_header_sorts_and_a_second_click_reverses(table: RecordTable, qtbot: QtBot) -> None:
    click_header(table, qtbot, "name")
    assert names(table) == ["Ana Ruiz", "émile", "Week 9", "Week 10", "Zoë"]
    header = table.view.horizontalHeader()
    assert header.isSortIndicatorShown() and header.sortIndicatorSection() == 0
    click_header(table, qtbot, "name")
    assert names(table) == ["Zoë", "Week 10", "Week 9", "émile", "Ana Ruiz"]


@pytest.mark.parametrize("descending", [False, True])
def test_blanks_come_last_either_way_and_are_not_zero(table: RecordTable, descending: bool) -> None:
    table.sort_by("n", descending=descending)
    assert table.shown_rows()[-1].n is None
    counts = [row.n for row in table.shown_rows()[:-1]]
    assert counts == sorted(counts, reverse=descending)
    assert 0 in counts
    shown = {row.id: table.columns[2].shown(row) for row in PEOPLE}
    assert shown[2] == "" and shown[3] == "0"


def test_states_sort_by_how_much_they_matter(table: RecordTable) -> None:
    table.sort_by("status")
    words = [row.status.text if row.status else "" for row in table.shown_rows()]
    assert words == ["2 days late", "below target", "too few", "on target", ""]


# filters


def test_the_count_says_how_many_of_how_many(table: RecordTable) -> None:
    assert table.count.text() == "5 of 5 people"
    table.set_filter("week")
    assert table.count.text() == "2 of 5 people"
    assert not table.clear_button.isHidden()


def test_every_word_of_a_filter_must_occur_somewhere_in_the_row(table: RecordTable) -> None:
    table.set_filter("WEEK below")
    assert names(table) == ["Week 10"]
    table.set_filter("")
    table.set_predicate(lambda row: row.n is not None and row.n > 50)
    assert names(table) == ["Ana Ruiz", "émile"]


def test_filtered_to_nothing_says_so_and_one_click_shows_all_again(table: RecordTable, qtbot: QtBot) -> None:
    table.set_filter("nobody is called that")
    assert not table.view.isVisible()
    assert table._filtered.isVisible()
    assert table._filtered.action is not None
    with qtbot.waitSignal(table.cleared):
        qtbot.mouseClick(table._filtered.action, LEFT)
    assert len(names(table)) == 5
    assert table.view.hasFocus()


def test_an_empty_table_teaches_what_belongs_there(table: RecordTable, qtbot: QtBot) -> None:
    pressed: list[int] = []
    empty = EmptyState("No one here yet", "Add people by hand.", "Add person…", lambda: pressed.append(1))
    table.set_empty(empty)
    table.set_rows([])
    assert empty.isVisible()
    assert not table.count.isVisible()
    assert empty.action is not None
    qtbot.mouseClick(empty.action, LEFT)
    assert pressed == [1]
    table.set_rows(PEOPLE[:1])
    assert table.view.isVisible()
    assert table.count.text() == "1 of 1 person"


# selection


def test_what_is_selected_stays_so_when_rows_come_anew(table: RecordTable, qtbot: QtBot) -> None:
    table.sort_by("name")
    table.select(3)
    with qtbot.assertNotEmitted(table.selection_changed):
        table.set_rows([replace(row, n=7) for row in reversed(PEOPLE)])
    assert [row.id for row in table.selected_rows()] == [3]
    assert table.current_row() == replace(PEOPLE[2], n=7)


def test_what_is_selected_survives_even_a_whole_new_order(qtbot: QtBot) -> None:
    table = RecordTable("many", columns())
    qtbot.addWidget(table)
    rows = [PersonRow(number, f"P{number}") for number in range(2_000)]
    table.set_rows(rows)
    table.select(1_234)
    table.set_predicate(lambda row: row.id % 2 == 0)
    assert [row.id for row in table.selected_rows()] == [1_234]
    current = table.current_row()
    assert current is not None and current.id == 1_234


def test_a_removed_row_is_no_longer_selected_and_the_page_hears(table: RecordTable, qtbot: QtBot) -> None:
    table.select(3)
    with qtbot.waitSignal(table.selection_changed):
        table.set_rows([row for row in PEOPLE if row.id != 3])
    assert all(row.id != 3 for row in table.selected_rows())


def test_shift_and_ctrl_select_several(table: RecordTable, qtbot: QtBot) -> None:
    click_row(table, qtbot, 0)
    click_row(table, qtbot, 2, Qt.KeyboardModifier.ShiftModifier)
    assert [row.id for row in table.selected_rows()] == [1, 2, 3]
    click_row(table, qtbot, 1, Qt.KeyboardModifier.ControlModifier)
    assert [row.id for row in table.selected_rows()] == [1, 3]
    assert table.count.text() == "5 of 5 people · 2 selected"


def test_typing_jumps_to_the_row_that_begins_so(table: RecordTable, qtbot: QtBot) -> None:
    table.sort_by("name")
    qtbot.keyClicks(table.view, "we")
    current = table.current_row()
    assert current is not None and current.name == "Week 9"
    qtbot.keyClicks(table.view, "ek 1")
    current = table.current_row()
    assert current is not None and current.name == "Week 10"


def test_enter_and_a_double_click_open_the_row(table: RecordTable, qtbot: QtBot) -> None:
    table.select(1)
    with qtbot.waitSignal(table.activated) as heard:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert heard.args == [PEOPLE[0]]
    box = table.view.visualRect(table.model.index(1, 1))  # the code is not edited in place
    qtbot.mouseClick(table.view.viewport(), LEFT, pos=box.center())
    with qtbot.waitSignal(table.activated) as heard:
        qtbot.mouseDClick(table.view.viewport(), LEFT, pos=box.center())
    assert heard.args == [PEOPLE[1]]


def test_coming_in_with_tab_there_is_a_current_row_to_be_seen(table: RecordTable, qtbot: QtBot) -> None:
    table.view.clearFocus()
    table.view.setFocus()
    qtbot.waitUntil(lambda: table.view.currentIndex().isValid())


# menus


def open_menu(qtbot: QtBot) -> QMenu:
    """The menu that just opened."""
    found: list[QMenu] = []

    def look() -> bool:
        from PySide6.QtWidgets import QApplication

        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            found.append(popup)
        return bool(found)

    qtbot.waitUntil(look)
    return found[0]


@pytest.mark.parametrize("way", ["menu key", "shift f10"])
def test_the_keyboard_opens_the_rows_menu_with_the_pages_actions(
    table: RecordTable, qtbot: QtBot, way: str
) -> None:
    asked: list[int] = []
    table.add_actions([QAction("Edit…", table), QAction("Leave…", table)], lambda: asked.append(1))
    table.select(2)
    if way == "menu key":
        qtbot.keyClick(table.view, Qt.Key.Key_Menu)
    else:
        qtbot.keyClick(table.view, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = open_menu(qtbot)
    words = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    menu.close()
    assert words == ["Edit…", "Leave…", "Copy", "Copy without headers", "Columns"]
    assert asked == [1]


def test_a_right_click_opens_the_same_menu_on_that_row(table: RecordTable, qtbot: QtBot) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QApplication

    box = table.view.visualRect(table.model.index(3, 0))
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.RightButton, pos=box.center())
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, box.center(), table.view.viewport().mapToGlobal(box.center())
    )
    assert event.type() == QEvent.Type.ContextMenu
    QApplication.sendEvent(table.view.viewport(), event)
    menu = open_menu(qtbot)
    menu.close()
    assert [row.id for row in table.selected_rows()] == [4]


# columns


def test_columns_are_hidden_moved_and_reset_from_the_header(table: RecordTable) -> None:
    state = table.view.header_state
    assert state is not None
    words = [action.text() for action in table.view.header_menu(1).actions() if action.text()]
    assert words[:3] == ["Move Code left", "Move Code right", "Hide Code"]
    assert words[-1] == "Reset columns"
    state.show(1, False)
    state.move(2, -1)
    shown = [column.key for column in table.view.columns_shown()]
    assert shown[:3] == ["n", "name", "share"]
    table.reset_columns()
    assert [column.key for column in table.view.columns_shown()] == [
        column.key for column in columns() if not column.hidden
    ]


def test_the_last_column_cannot_be_hidden(table: RecordTable) -> None:
    state = table.view.header_state
    assert state is not None
    for number in range(len(table.columns)):
        state.show(number, False)
    assert len(state.shown()) == 1


def test_columns_order_width_and_sorting_come_back(qtbot: QtBot) -> None:
    memory = MemoryPreferences()
    first = RecordTable("people", columns(), preferences=memory)
    qtbot.addWidget(first)
    first.set_rows(PEOPLE)
    state = first.view.header_state
    assert state is not None
    state.show(1, False)
    state.move(2, -1)
    first.view.horizontalHeader().resizeSection(0, 222)
    first.sort_by("n", descending=True)
    state.save()

    again = RecordTable("people", columns(), preferences=memory)
    qtbot.addWidget(again)
    again.set_rows(PEOPLE)
    assert [column.key for column in again.view.columns_shown()][:3] == ["n", "name", "share"]
    assert abs(again.view.horizontalHeader().sectionSize(0) - 222) <= 1
    assert [row.n for row in again.shown_rows()] == [1_400, 88, 12, 0, None]


def test_a_column_that_is_new_finds_its_place_among_kept_ones(qtbot: QtBot) -> None:
    memory = MemoryPreferences()
    old = RecordTable("people", columns()[:3], preferences=memory)
    qtbot.addWidget(old)
    assert old.view.header_state is not None
    old.view.header_state.save()
    new = RecordTable("people", columns(), preferences=memory)
    qtbot.addWidget(new)
    assert "share" in [column.key for column in new.view.columns_shown()]


@pytest.mark.parametrize(
    "kept", ["{", "[]", '{"order": 3}', '{"order": [], "hidden": [], "widths": {"name": "x"}}']
)
def test_a_garbled_memory_is_as_none(qtbot: QtBot, kept: str) -> None:
    memory = MemoryPreferences()
    memory.set("table/people", kept)
    table = RecordTable("people", columns(), preferences=memory)
    qtbot.addWidget(table)
    assert table.view.columns_shown()[0].key == "name"


def test_a_table_finds_the_memory_of_the_page_around_it(qtbot: QtBot) -> None:
    memory = MemoryPreferences()
    page = QLabel()
    page.preferences = memory  # type: ignore[attr-defined]
    table = RecordTable("people", columns(), parent=page)
    qtbot.addWidget(page)
    page.show()
    assert table.view.header_state is not None
    table.view.header_state.show(1, False)
    table.view.header_state.save()
    assert "code" in str(memory.get("table/people"))


# looks and reading aloud


def test_rows_are_high_enough_and_follow_a_larger_font(table: RecordTable) -> None:
    assert table.view.rowHeight(0) >= 28
    font = table.view.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    table.view.setFont(font)
    assert table.view.rowHeight(0) >= table.view.fontMetrics().height() + 8


def test_numbers_stand_right_and_words_left(table: RecordTable) -> None:
    for number, column in enumerate(table.columns):
        side = table.model.index(0, number).data(Qt.ItemDataRole.TextAlignmentRole)
        head = table.model.headerData(number, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        wanted = Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft
        assert side & wanted and head & wanted


def test_a_reader_hears_the_state_and_the_picture(table: RecordTable) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert table.model.index(0, 6).data(role) == "Status: on target"
    assert table.model.index(4, 7).data(role) == "Trend: 2 points, from 0.50 to 0.75"
    assert table.model.index(1, 2).data(role) == "n: blank"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_cell_is_drawn(table: RecordTable, scheme: str, qapp: Any) -> None:
    from csmanager.ui import theme

    theme.apply(qapp, scheme)
    table.select(1)
    image = table.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, 200, 3)}
    assert theme.current().selected.lower() in colours
    assert len(colours) > 20


# the model


def test_the_model_keeps_qts_rules_through_every_change(qtbot: QtBot) -> None:
    model = RowsModel(columns(), lambda row: row.id)
    QAbstractItemModelTester(model, FATAL)
    model.set_rows(PEOPLE)
    model.sort(0, Qt.SortOrder.DescendingOrder)
    model.set_words("week")
    model.set_words("")
    model.set_rows(PEOPLE[1:3])
    model.set_rows([*PEOPLE[3:], replace(PEOPLE[1], name="Anew")])
    model.sort(-1)
    model.set_rows([])


def test_one_changed_row_is_one_notice(qtbot: QtBot) -> None:
    model = RowsModel(columns(), lambda row: row.id)
    model.set_rows(PEOPLE)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.assertNotEmitted(model.rowsInserted):
        model.set_rows([*PEOPLE[:2], replace(PEOPLE[2], n=99), *PEOPLE[3:]])
    assert told == [(2, 2)]


people = st.lists(
    st.builds(
        PersonRow,
        st.integers(0, 12),
        st.sampled_from(["Ana", "Bo", "Week 9", "Week 10", ""]),
        n=st.none() | st.integers(0, 5),
    ),
    max_size=12,
    unique_by=lambda row: row.id,
)
changes = st.lists(
    st.one_of(
        st.tuples(st.just("rows"), people),
        st.tuples(st.just("words"), st.sampled_from(["", "a", "week", "week 1"])),
        st.tuples(st.just("sort"), st.tuples(st.sampled_from([-1, 0, 2]), st.booleans())),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_whatever_happens_the_view_is_what_one_would_compute_anew(qapp: Any, changes: list[Any]) -> None:
    model = RowsModel(columns(), lambda row: row.id)
    QAbstractItemModelTester(model, FATAL)
    mirror: list[Any] = []  # what a view that only follows the signals believes

    def insert(_parent: object, first: int, last: int) -> None:
        mirror[first:first] = model.shown[first : last + 1]

    def remove(_parent: object, first: int, last: int) -> None:
        del mirror[first : last + 1]

    def change(first: Any, last: Any) -> None:
        mirror[first.row() : last.row() + 1] = model.shown[first.row() : last.row() + 1]

    def rearrange() -> None:
        mirror[:] = model.shown

    model.rowsInserted.connect(insert)
    model.rowsRemoved.connect(remove)
    model.dataChanged.connect(change)
    model.layoutChanged.connect(rearrange)
    model.modelReset.connect(rearrange)
    for what, value in changes:
        if what == "rows":
            model.set_rows(value)
        elif what == "words":
            model.set_words(value)
        else:
            model.sort(value[0], Qt.SortOrder.DescendingOrder if value[1] else Qt.SortOrder.AscendingOrder)
        anew = RowsModel(columns(), lambda row: row.id)
        anew.sorted_by, anew.words = model.sorted_by, model.words
        anew.set_rows(model.rows)
        assert model.shown == anew.shown == mirror


def test_ten_thousand_rows_are_sorted_without_a_proxy(qtbot: QtBot) -> None:
    table = RecordTable("many", [Column("name", "Name", value=lambda row: row.name)])
    qtbot.addWidget(table)
    rows = [PersonRow(number, f"Week {number}") for number in range(10_000)]
    random.Random(1).shuffle(rows)
    table.set_rows(rows)
    table.sort_by("name")
    assert [row.id for row in table.shown_rows()] == list(range(10_000))
    assert table.view.model() is table.model


# room


def test_columns_give_a_little_so_that_all_fit_until_the_person_pulls_at_one(
    table: RecordTable, qtbot: QtBot
) -> None:
    header = table.view.horizontalHeader()
    state = table.view.header_state
    assert state is not None
    wanted = sum(state._pixels(column.start_width) for column in table.columns if not column.hidden)
    table.resize(wanted - 40, 300)
    scroll = table.view.horizontalScrollBar()
    qtbot.waitUntil(lambda: scroll.maximum() == 0)
    table.resize(wanted + 300, 300)
    before = header.sectionSize(0)
    header.resizeSection(0, before + 77)
    table.resize(wanted - 60, 300)
    assert header.sectionSize(0) == before + 77


def test_headings_and_numbers_are_never_squeezed(table: RecordTable) -> None:
    table.resize(300, 300)
    header = table.view.horizontalHeader()
    for number, column in enumerate(table.columns):
        if not header.isSectionHidden(number):
            assert header.sectionSize(number) >= header.fontMetrics().horizontalAdvance(column.title) + 8


def test_a_cell_that_is_cut_shows_its_whole_text_under_the_pointer(table: RecordTable) -> None:
    from PySide6.QtGui import QHelpEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QToolTip

    long = "A name that is a good deal longer than the column it stands in"
    table.set_rows([PersonRow(1, long), PersonRow(2, "Ana")])
    table.view.horizontalHeader().resizeSection(0, 80)
    delegate = table.view.itemDelegate()
    shown = []
    for row in (0, 1):
        index = table.model.index(row, 0)
        option = QStyleOptionViewItem()
        option.rect = table.view.visualRect(index)
        spot = option.rect.center()
        event = QHelpEvent(QHelpEvent.Type.ToolTip, spot, table.view.viewport().mapToGlobal(spot))
        QToolTip.hideText()
        shown.append(delegate.helpEvent(event, table.view, option, index))
    assert shown == [True, False]


def test_a_number_is_never_cut_however_narrow_its_column_was_meant(qtbot: QtBot) -> None:
    narrow = Column("n", "n", 30, "number", value=lambda row: row.n)
    table = RecordTable("x", [narrow, *columns()[:1]])
    qtbot.addWidget(table)
    table.set_rows([PersonRow(1, "Ana", n=1_234_567_890)])
    shown = table.columns[0].shown(table.rows()[0])
    assert table.view.columnWidth(0) > table.view.fontMetrics().horizontalAdvance(shown) + 8


def test_a_text_gets_the_room_that_other_columns_do_not_need(qtbot: QtBot) -> None:
    narrow = Column("name", "Name", 60, value=lambda row: row.name)
    table = RecordTable("x", [narrow, Column("n", "n", 40, "number", value=lambda row: row.n)])
    qtbot.addWidget(table)
    table.resize(700, 300)
    table.show()
    long = "Maximiliana-Theresia Antonia"
    table.set_rows([PersonRow(1, long), PersonRow(2, "Ana")])
    assert table.view.columnWidth(0) > table.view.fontMetrics().horizontalAdvance(long) + 8
    assert table.view.columnWidth(1) >= 40


def test_a_column_that_may_leave_steps_out_of_view_and_comes_back(qtbot: QtBot) -> None:
    shown = [
        Column("name", "Name", 120, value=lambda row: row.name),
        Column("state", "State", 120, "status", value=lambda row: ("open", "Open")),
        Column("n", "Count", 120, "number", value=lambda row: row.n, may_leave=True),
    ]
    table = RecordTable("x", shown)
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.show()
    table.set_rows([PersonRow(1, "Maximiliana-Theresia Antonia", n=3)])
    header, state = table.view.horizontalHeader(), table.view.header_state
    assert state is not None
    qtbot.waitUntil(lambda: not header.isSectionHidden(2))
    table.resize(280, 300)
    qtbot.waitUntil(lambda: header.isSectionHidden(2))
    table.resize(900, 300)
    qtbot.waitUntil(lambda: not header.isSectionHidden(2))
    table.resize(280, 300)
    qtbot.waitUntil(lambda: header.isSectionHidden(2))
    state.show(2, True)  # asked for all the same
    assert not header.isSectionHidden(2)
    state.reset()
    qtbot.waitUntil(lambda: header.isSectionHidden(2))
