"""Search, switch, header, chips, cards, details: small widgets, by mouse and by keyboard."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from csmanager.ui.widgets import texts
from csmanager.ui.widgets.bullet import Bullet, BulletBar
from csmanager.ui.widgets.card import Card
from csmanager.ui.widgets.chips import Status, StatusChip
from csmanager.ui.widgets.detail import DetailPane, KeyValue
from csmanager.ui.widgets.pageheader import PageHeader
from csmanager.ui.widgets.search import SearchField
from csmanager.ui.widgets.segmented import SegmentedSwitch
from csmanager.ui.widgets.sparkline import Sparkline

LEFT = Qt.MouseButton.LeftButton


def test_escape_clears_the_search_and_a_second_one_goes_back(qtbot: QtBot) -> None:
    page = QWidget()
    rows = QLineEdit()
    search = SearchField("Search people", back_to=rows, pause_ms=0)
    layout = QVBoxLayout(page)
    layout.addWidget(search)
    layout.addWidget(rows)
    qtbot.addWidget(page)
    page.show()
    search.focus()
    with qtbot.waitSignal(search.searched) as heard:
        qtbot.keyClicks(search, "ana")
    assert heard.args == ["ana"]
    with qtbot.waitSignal(search.searched) as heard:
        qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert heard.args == [""] and search.hasFocus()
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert rows.hasFocus()


def test_a_switch_moves_by_mouse_and_arrows_and_is_one_stop_for_tab(qtbot: QtBot) -> None:
    switch = SegmentedSwitch([("board", "Board"), ("table", "Table")], name="View")
    qtbot.addWidget(switch)
    switch.show()
    buttons = switch.findChildren(QPushButton)
    with qtbot.waitSignal(switch.changed) as heard:
        qtbot.mouseClick(buttons[1], LEFT)
    assert heard.args == ["table"] and switch.value() == "table"
    assert not buttons[0].focusPolicy() & Qt.FocusPolicy.TabFocus
    with qtbot.waitSignal(switch.changed):
        qtbot.keyClick(buttons[1], Qt.Key.Key_Left)
    assert switch.value() == "board"
    stops = [button for button in buttons if button.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [buttons[0]]
    with qtbot.assertNotEmitted(switch.changed):
        switch.set_value("board")
    assert [button.accessibleName() for button in buttons] == ["View: Board", "View: Table"]


def test_a_header_follows_its_action(qtbot: QtBot) -> None:
    header = PageHeader("Team", "9 people")
    qtbot.addWidget(header)
    action = QAction("&Add person…", header)
    done: list[int] = []
    action.triggered.connect(lambda: done.append(1))
    button = header.set_primary(action)
    header.add_search("Search people")
    header.set_more([QAction("Export…", header), QAction(header), QAction("Print…", header)])
    header.show()
    qtbot.mouseClick(button, LEFT)
    assert done == [1] and button.text() == "Add person…"
    action.setEnabled(False)
    assert not button.isEnabled()
    header.set_title("Team", "10 people")
    assert header.note.text() == "10 people"


@pytest.mark.parametrize(
    "kind", ["good", "bad", "watch", "none", "late", "signal", "soon", "open", "unknown"]
)
def test_a_chip_draws_shape_and_word_and_is_read_aloud(qtbot: QtBot, kind: str) -> None:
    chip = StatusChip(kind, "on target")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    assert chip.accessibleName() == "on target"
    assert chip.sizeHint().height() >= 24
    image = chip.grab().toImage()
    assert len({image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}) > 2


@pytest.mark.parametrize(
    ("bullet", "said"),
    [
        (Bullet(0.82, 0.85, text="82%"), "82%, below, target 0.85"),
        (Bullet(0.9, 0.85, text="90%"), "90%, at target or better, target 0.85"),
        (Bullet(3.0, 2.0, better="less"), "3.0, over, target 2.00"),
        (Bullet(None, 2.0), "no data"),
        (Bullet(0.0), "0.0"),
    ],
)
def test_a_bullet_says_what_it_shows(qtbot: QtBot, bullet: Bullet, said: str) -> None:
    bar = BulletBar()
    qtbot.addWidget(bar)
    bar.set(bullet)
    assert bar.accessibleName() == said
    ends = bullet.scale()
    assert list(ends) == sorted(ends) and ends[-1] > 0
    bar.grab()


@pytest.mark.parametrize("series", [[], [None], [1.0], [1.0, None, 2.0], [math.nan, 3.0], [5.0, 5.0]])
def test_a_sparkline_takes_gaps_and_says_its_range(qtbot: QtBot, series: list[float | None]) -> None:
    line = Sparkline(series, name="CSAT")
    qtbot.addWidget(line)
    line.grab()
    assert line.accessibleName().startswith("CSAT: ")


def test_details_show_a_record_then_another_then_none(qtbot: QtBot) -> None:
    pane = DetailPane("Choose a person.")
    qtbot.addWidget(pane)
    pane.show()
    assert pane._nothing.isVisible()
    pane.show_record("Ana Ruiz", "Lead", Status("good", "Active"), [QAction("Edit…", pane)])
    pane.add_section("Facts", [("Code", "P001"), ("Email", None), ("State", Status("soon", "due"))])
    pane.add_section("Goals", "Hold time under 40 s.")

    def values() -> set[str]:
        return {label.text() for label in pane.findChildren(QLabel) if label.isVisible()}

    qtbot.waitUntil(lambda: {"Ana Ruiz", "Lead", "P001", "–", "Hold time under 40 s."} <= values())
    pane.show_record("Bo Lindt")
    assert "P001" not in values() and "Bo Lindt" in values()
    pane.clear()
    assert pane._nothing.isVisible() and not pane.title.isVisible()


def test_values_are_read_with_their_names_and_never_as_html(qtbot: QtBot) -> None:
    pairs = KeyValue([("Name", "<b>Ana</b>")])
    qtbot.addWidget(pairs)
    value = pairs.findChildren(QLabel)[1]
    assert value.accessibleName() == "Name: <b>Ana</b>"
    assert value.textFormat() == Qt.TextFormat.PlainText


def test_a_card_is_filled_and_emptied(qtbot: QtBot) -> None:
    card = Card("Needs you today", "5 things")
    qtbot.addWidget(card)
    card.add(QLabel("one"))
    card.add(QLabel("two"))
    card.clear()
    assert card.body.count() == 0
    assert card.accessibleName() == "Needs you today"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (89.4, "89 s"),
        (90, "1 min 30 s"),
        (245, "4 min 05 s"),
        (5_400, "1 h 30 min"),
        (90_000, "25 h 00 min"),
        (187_200, "2 d 4 h"),
        (-30, "−30 s"),
        (None, ""),
        (math.nan, ""),
    ],
)
def test_durations_are_read_in_the_units_that_matter(seconds: float | None, said: str) -> None:
    assert texts.seconds_text(seconds) == said


def test_a_blank_is_not_zero() -> None:
    assert texts.number_text(None) == texts.share_text(None) == texts.day_text(None) == ""
    assert texts.number_text(0) == "0"
    assert texts.share_text(0.0) == "0%"
    assert texts.number_text(-1.25, 1).startswith("−1")
