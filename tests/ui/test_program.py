"""The program as it is shipped, all its real pages in one window, over the example store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from csmanager.__main__ import program
from csmanager.catalogue import FEATURES
from csmanager.ui.menus import plain
from tests.answers import ScriptedAnswers
from tests.ui.conftest import open_in, settle
from tests.ui.frame import Frame

TABS = [feature.key for feature in FEATURES if feature.page]


@pytest.fixture
def shipped(qtbot: QtBot, tmp_path: Path, answers: ScriptedAnswers, sample_file: Path) -> Iterator[Frame]:
    """The real window on a copy of the example store."""
    from csmanager.ui.appearance import Appearance
    from csmanager.ui.commands import Commands
    from csmanager.ui.console import Console
    from csmanager.ui.preferences import Preferences

    preferences = Preferences(tmp_path / "window.ini")
    console = Console(program(), preferences, ask=lambda _window: answers)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    appearance = Appearance(app, preferences)
    frame = Frame(console, Commands(console, appearance), appearance)
    qtbot.addWidget(console.window)
    console.window.resize(1280, 800)
    console.window.show()
    open_in(frame, sample_file, qtbot)
    yield frame
    console.end()
    console.window.close()


def test_every_tab_opens_with_the_example_and_no_fault(shipped: Frame, qtbot: QtBot) -> None:
    window = shipped.console.window
    for key in TABS:
        window.show_page(key)
        settle(shipped, qtbot)
    assert window.failures == {}
    assert len(window.pages()) == len(TABS)


@pytest.mark.parametrize("key", TABS)
def test_no_key_means_two_things_on_a_page(shipped: Frame, qtbot: QtBot, key: str) -> None:
    window = shipped.console.window
    window.show_page(key)
    settle(shipped, qtbot)
    page = window.page()
    assert page is not None
    found: dict[int, QAction] = {id(action): action for _path, action in window.menus.all()}
    for action in page.findChildren(QAction):
        if action.shortcutContext() != Qt.ShortcutContext.WidgetShortcut:
            found[id(action)] = action
    keys = Counter(
        one.toString() for action in found.values() for one in action.shortcuts() if not one.isEmpty()
    )
    assert {name: count for name, count in keys.items() if count > 1} == {}


@pytest.mark.parametrize("key", TABS)
def test_the_commands_of_a_page_stand_in_record(shipped: Frame, qtbot: QtBot, key: str) -> None:
    window = shipped.console.window
    window.show_page(key)
    page = window.page()
    assert page is not None
    in_menu = {plain(action) for action in window.menus.page_actions()}
    assert {plain(action) for action in page.actions_offered() if not action.isSeparator()} == in_menu
    leaving = [QKeySequence(Qt.Key.Key_Escape)]  # going back with Esc is a habit, not a command
    with_keys = {
        plain(action)
        for action in page.findChildren(QAction)
        if action.shortcuts() not in ([], leaving) and action.isEnabled()
    }
    assert with_keys <= in_menu


@pytest.mark.parametrize("key", TABS)
def test_everything_on_a_page_that_takes_the_focus_has_a_name(shipped: Frame, qtbot: QtBot, key: str) -> None:
    window = shipped.console.window
    window.show_page(key)
    settle(shipped, qtbot)
    page = window.page()
    assert page is not None
    labelled = {label.buddy() for label in page.findChildren(QLabel) if label.buddy() is not None}
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, QTabBar)
        and not widget.accessibleName()
        and widget not in labelled
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []


@pytest.mark.parametrize("key", TABS)
def test_a_page_fits_a_small_screen(shipped: Frame, qtbot: QtBot, key: str) -> None:
    window = shipped.console.window
    window.resize(1024, 768)
    window.show_page(key)
    settle(shipped, qtbot)
    assert window.width() == 1024 and window.height() == 768
    window.resize(1000, 700)
    assert window.width() == 1000


def test_the_counts_on_the_tabs_are_the_lines_of_today(shipped: Frame, qtbot: QtBot) -> None:
    from csmanager.core.feature import load
    from csmanager.core.todos import folded, waits

    window, desk = shipped.console.window, shipped.console.desk
    assert desk is not None
    today = desk.today()
    items = [item for one in FEATURES if one.todo for item in desk.read(load(one.todo), today)]
    lines = folded(item for item in items if not waits(item, today))
    assert len(lines) < len(items), "many of one kind are one line"
    for feature in FEATURES:  # a line counts on the tab it opens
        if feature.page and not feature.is_aside and feature.key != "today" and not feature.badge:
            wanted = sum(line.feature == feature.key for line in lines)
            assert (window.navigation.count(feature.key) or 0) == wanted, feature.key
    assert (window.navigation.count("today") or 0) == len(lines)


def test_the_palette_finds_people_and_policies(shipped: Frame, qtbot: QtBot) -> None:
    palette = shipped.commands.palette
    palette.open()
    for word, tab in (("Ferreira", "Team"), ("refund", "Handbook")):
        palette.field.setText(word)
        settle(shipped, qtbot)
        details = [str(palette.list.item(row).data(257)) for row in range(palette.list.count())]
        assert any(detail.startswith(tab) for detail in details), word
    palette.dismiss()


class Shown(QObject):
    """Notes every widget that appears as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(f"{type(watched).__name__} {watched.objectName()}".strip())
        return False


def test_no_part_of_a_page_flashes_up_as_a_window(shipped: Frame, qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert app is not None
    shown = Shown()
    app.installEventFilter(shown)
    for key in TABS:
        shipped.console.window.show_page(key)
        settle(shipped, qtbot)
    app.removeEventFilter(shown)
    assert shown.windows == []


def test_every_tab_stands_light_and_dark(shipped: Frame, qtbot: QtBot) -> None:
    window = shipped.console.window
    for key in TABS:
        window.show_page(key)
        for chosen in ("dark", "light"):
            shipped.appearance.set_theme(chosen)
            qtbot.wait(1)
            assert not window.grab().isNull()
    settle(shipped, qtbot)


def test_a_tour_by_keyboard_alone_ends_with_a_report(
    qtbot: QtBot, tmp_path: Path, answers: ScriptedAnswers
) -> None:
    """From the first start to the workbook: example data, a person, the report; the mouse is never touched."""
    from csmanager.ui.appearance import Appearance
    from csmanager.ui.commands import Commands
    from csmanager.ui.console import Console
    from csmanager.ui.preferences import Preferences

    preferences = Preferences(tmp_path / "window.ini")
    console = Console(program(), preferences, ask=lambda _window: answers)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    appearance = Appearance(app, preferences)
    frame = Frame(console, Commands(console, appearance), appearance)
    window, palette = console.window, frame.commands.palette
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def find(text: str, wanted: str) -> None:
        qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(palette.field, text)
        qtbot.waitUntil(lambda: wanted in palette.entries(), timeout=20_000)
        for _ in range(palette.entries().index(wanted)):
            qtbot.keyClick(palette.field, Qt.Key.Key_Down)
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)

    frame.commands.begin(None)
    with qtbot.waitSignal(console.opened, timeout=180_000):
        qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    settle(frame, qtbot)
    find("Ferreira", "Tomás Ferreira")
    qtbot.waitUntil(lambda: window.navigation.current() == "team", timeout=10_000)
    qtbot.keyClick(window, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)
    assert window.navigation.current() == "reports"
    settle(frame, qtbot)
    answers.answers.append(tmp_path / "October.xlsx")
    find("export excel", "Export Excel…")
    qtbot.waitUntil((tmp_path / "October.xlsx").exists, timeout=60_000)
    settle(frame, qtbot)
    console.end()
    window.close()
