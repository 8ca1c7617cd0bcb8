"""The window: tabs, the rail, place and size, pages that fail, dropped files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager.ui import editing
from csmanager.ui.navigation import RAIL_WIDTH, WIDTH
from csmanager.ui.preferences import Preferences
from csmanager.ui.window import Window, bring_back
from tests.answers import ScriptedAnswers
from tests.ui.conftest import settle
from tests.ui.frame import Frame, NotePage, OtherPage

PAGES = [("today", "Today"), ("team", "Team")]


def test_only_duties_with_a_page_have_a_tab(frame: Frame) -> None:
    assert frame.console.window.navigation.page_keys() == ["today", "note", "other", "broken"]


def test_pages_are_built_when_they_are_first_seen(frame: Frame) -> None:
    window = frame.console.window
    assert [type(page).__name__ for page in window.pages()] == ["NotePage"]
    window.show_page("other")
    assert [type(page).__name__ for page in window.pages()] == ["NotePage", "OtherPage"]
    window.show_page("today")
    window.show_page("other")
    assert len(window.pages()) == 2


def test_arrows_move_along_the_tabs(frame: Frame, qtbot: QtBot) -> None:
    tabs = frame.console.window.navigation
    tabs.setFocus()
    qtbot.keyClick(tabs, Qt.Key.Key_Down)
    assert tabs.current() == "note"
    qtbot.keyClick(tabs, Qt.Key.Key_Up)
    assert tabs.current() == "today"


def test_a_click_opens_a_tab(frame: Frame, qtbot: QtBot) -> None:
    tabs = frame.console.window.navigation
    where = tabs.visualRect(tabs.model().index(2, 0)).center()
    qtbot.mouseClick(tabs.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert tabs.current() == "other"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_2, "note"),
        (Qt.Key.Key_3, "other"),
        (Qt.Key.Key_Tab, "note"),
        (Qt.Key.Key_PageDown, "note"),
        (Qt.Key.Key_PageUp, "broken"),
    ],
)
def test_control_and_a_key_go_to_a_page(frame: Frame, qtbot: QtBot, key: Qt.Key, expected: str) -> None:
    qtbot.keyClick(frame.console.window, key, Qt.KeyboardModifier.ControlModifier)
    assert frame.console.window.navigation.current() == expected


def test_counts_stand_at_the_tabs(frame: Frame) -> None:
    tabs = frame.console.window.navigation
    assert {key: tabs.count(key) for key in tabs.page_keys()} == {
        "today": 4,
        "note": 4,  # a line counts on the tab it opens
        "other": 14,
        "broken": None,
    }
    spoken = tabs.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Notes, 4"


def test_tabs_become_a_rail_in_a_narrow_window(frame: Frame) -> None:
    window = frame.console.window
    assert window.navigation.width() == WIDTH
    window.resize(1000, 700)
    assert window.navigation.width() == RAIL_WIDTH
    assert window.navigation.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "Today"
    window.resize(1008, 700)
    assert window.navigation.width() == WIDTH


def test_a_page_that_fails_leaves_the_others_working(frame: Frame, qtbot: QtBot) -> None:
    window = frame.console.window
    window.show_page("broken")
    assert window.page() is None
    assert "could not be opened" in window.stack.currentWidget().findChild(object, "noticeTitle").text()
    window.show_page("note")
    assert isinstance(window.page(), NotePage)
    window.try_again("broken")
    window.show_page("broken")
    assert window.page() is not None


def test_the_last_page_and_its_splitters_come_back(frame: Frame, store_file: Path, qtbot: QtBot) -> None:
    window = frame.console.window
    window.show_page("other")
    page = window.page()
    assert isinstance(page, OtherPage)
    page.halves.setSizes([700, 300])
    sizes = page.halves.sizes()
    frame.console.close()
    with qtbot.waitSignal(frame.console.opened, timeout=20_000):
        frame.console.open(store_file)
    again = window.page()
    assert isinstance(again, OtherPage) and again is not page
    assert again.halves.sizes() == sizes
    settle(frame, qtbot)


def test_the_window_comes_back_where_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "window.ini")
    first = Window(PAGES, preferences)
    qtbot.addWidget(first)
    first.resize(790, 640)
    first.show()
    first.close()
    second = Window(PAGES, Preferences(tmp_path / "window.ini"))
    qtbot.addWidget(second)
    assert (second.width(), second.height()) == (790, 640)


def test_a_lost_monitor_never_hides_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = Window(PAGES, Preferences(tmp_path / "window.ini"))
    qtbot.addWidget(window)
    window.resize(5000, 4000)
    window.move(9000, -7000)
    bring_back(window)
    room = QGuiApplication.primaryScreen().availableGeometry()
    assert room.contains(window.geometry().topLeft())
    assert window.width() <= max(room.width(), window.minimumWidth())


def drop(window: Window, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(QPoint(400, 300)),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    QApplication.processEvents()


def test_a_dropped_spreadsheet_opens_the_importer(frame: Frame, tmp_path: Path) -> None:
    drop(frame.console.window, tmp_path / "march.xlsx", tmp_path / "april.csv")
    assert frame.imported == [[tmp_path / "march.xlsx", tmp_path / "april.csv"]]


def test_a_page_may_take_dropped_files_itself(frame: Frame, tmp_path: Path) -> None:
    frame.console.window.show_page("other")
    drop(frame.console.window, tmp_path / "letter.txt")
    page = frame.console.window.page()
    assert isinstance(page, OtherPage)
    assert page.dropped == [tmp_path / "letter.txt"]
    assert frame.imported == []


def test_files_dropped_before_a_store_is_open_are_explained(
    closed_frame: Frame, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    drop(closed_frame.console.window, tmp_path / "march.xlsx")
    assert answers.told == ["Open a store first, then drop the file again."]


def test_a_pasted_block_opens_the_importer_with_the_same_cells(frame: Frame, qtbot: QtBot) -> None:
    block = 'id\tagent\n1\t"Ruiz, Ana\nsecond line"\n'
    QApplication.clipboard().setText(block)
    frame.console.window.navigation.setFocus()
    qtbot.keyClick(frame.console.window.navigation, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    [[path]] = frame.imported
    assert Path(path).read_text(encoding="utf-8") == block
    frame.console.close()
    assert not Path(path).exists()


def test_paste_in_a_field_goes_into_the_field(frame: Frame, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("one\ttwo")
    page = frame.console.window.page()
    assert isinstance(page, NotePage)
    page.field.setFocus()
    frame.console.window.menus.actions["paste"].trigger()
    assert page.field.text() == "one\ttwo"
    assert frame.imported == []


def test_find_puts_the_caret_into_the_search_of_the_page(frame: Frame, qtbot: QtBot) -> None:
    qtbot.keyClick(frame.console.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert isinstance(editing.editor(), object)
    page = frame.console.window.page()
    assert isinstance(page, NotePage) and page.field.hasFocus()


def test_refresh_reads_the_page_again(frame: Frame, qtbot: QtBot) -> None:
    page = frame.console.window.page()
    assert isinstance(page, NotePage)
    before = page.loads
    qtbot.keyClick(frame.console.window, Qt.Key.Key_F5)
    assert page.loads == before + 1


def test_everything_that_takes_the_focus_has_a_name(frame: Frame) -> None:
    window = frame.console.window
    nameless = [
        type(widget).__name__
        for widget in window.findChildren(type(window.navigation).__mro__[-3])
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
    ]
    assert nameless == []


def test_the_table_in_view_is_exported_and_offered_to_be_opened(
    frame: Frame, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    from csmanager.ui.widgets.table import Column, RecordTable

    page = frame.console.window.page()
    assert page is not None
    table = RecordTable("people", [Column("name", "Name", value=lambda row: row)], key=lambda row: row)
    table.set_rows(["Ana Ruiz", "=HYPERLINK(1)"])
    layout = page.layout()
    assert layout is not None
    layout.addWidget(table)
    qtbot.waitUntil(table.isVisible)
    answers.answers.append(tmp_path / "people.csv")
    frame.console.window.menus.actions["export"].trigger()
    settle(frame, qtbot)
    assert (tmp_path / "people.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "Name",
        "Ana Ruiz",
        "'=HYPERLINK(1)",
    ]
    assert frame.console.window.status.button.text() == "Open"
    assert frame.console.preferences.get("export/folder") == str(tmp_path)
    table.select("Ana Ruiz")
    table.view.setFocus()
    qtbot.waitUntil(table.view.hasFocus)
    frame.console.window.menus.actions["copy"].trigger()
    assert QApplication.clipboard().text().startswith("Name")
    frame.console.window.menus.actions["copy_bare"].trigger()
    assert QApplication.clipboard().text().startswith("Ana Ruiz")
    frame.console.window.menus.actions["select_all"].trigger()
    assert len(table.selected_rows()) == 2


def test_a_page_without_a_table_says_that_there_is_nothing_to_export(
    frame: Frame, answers: ScriptedAnswers
) -> None:
    frame.console.window.menus.actions["export"].trigger()
    assert answers.told == ["There is no table on this page to export."]


def test_what_is_printed_can_be_seen_before(frame: Frame, answers: ScriptedAnswers, qtbot: QtBot) -> None:
    from PySide6.QtPrintSupport import QPrintPreviewDialog

    frame.console.window.menus.actions["preview"].trigger()
    assert answers.told == ["This page has nothing to print."]
    frame.console.window.show_page("other")
    frame.console.window.menus.actions["preview"].trigger()
    shown = frame.console.window.findChild(QPrintPreviewDialog)
    assert shown is not None and shown.isVisible()
    shown.close()


def test_columns_go_back_to_how_they_were(frame: Frame, qtbot: QtBot) -> None:
    from csmanager.ui.widgets.table import Column, RecordTable

    page = frame.console.window.page()
    assert page is not None
    columns = [Column("a", "A", width=100, value=str), Column("b", "B", width=100, value=str)]
    table = RecordTable("letters", columns, key=lambda row: row)
    layout = page.layout()
    assert layout is not None
    layout.addWidget(table)
    header = table.view.horizontalHeader()
    before = [header.visualIndex(0), header.isSectionHidden(1)]
    header.moveSection(0, 1)
    header.setSectionHidden(1, True)
    frame.console.window.menus.actions["reset_columns"].trigger()
    assert [header.visualIndex(0), header.isSectionHidden(1)] == before
