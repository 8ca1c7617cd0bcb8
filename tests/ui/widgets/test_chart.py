"""The trend chart: what it says, what it offers, what it draws."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager.ui import theme
from csmanager.ui.widgets.chartmodel import nice_ticks
from csmanager.ui.widgets.table import RecordTable
from csmanager.ui.widgets.trendchart import Limit, Series, TrendChart, TrendPoint

POINTS = [
    TrendPoint("Jan", 0.80, n=100, low=0.72, high=0.86),
    TrendPoint("Feb", None),
    TrendPoint("Mar", 0.90, n=3, mark="few"),
    TrendPoint("Apr", 0.60, n=90, low=0.5, high=0.7, mark="signal", note="Apr: outside limits"),
]


def percent(value: float) -> str:
    return f"{value * 100:.0f}%"


@pytest.fixture
def chart(qtbot: QtBot) -> TrendChart:
    made = TrendChart("Fewer were answered in April", "Answered in time · Jan to Apr · n 193")
    made.set_data(POINTS, target=0.85, limits=[Limit(0.7, "lower 70%")], band=(0.75, 0.9), format=percent)
    made.resize(500, 300)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    made.grab()
    return made


def test_it_says_in_a_sentence_what_it_shows(chart: TrendChart) -> None:
    assert chart.accessibleName() == "Fewer were answered in April"
    said = chart.accessibleDescription()
    assert said.startswith("Answered in time · Jan to Apr · n 193. 3 points from Jan (80%) to Apr (60%)")
    assert "signals at Apr" in said and said.endswith("target 85%.")


def test_a_turn_is_a_line_down_through_its_step(chart: TrendChart) -> None:
    def columns(mark: str) -> set[int]:
        """Where more than half of the plot's height is marked besides the points."""
        points = [TrendPoint(str(n), 0.5, mark=mark if n == 3 else "", note="P-02") for n in range(6)]
        chart.set_data(points, format=percent)
        picture = chart.grab().toImage()
        plain = theme.current().colour("surface").lightness()
        tops = range(int(chart.height() * 0.3), int(chart.height() * 0.7))
        return {
            x
            for x in range(picture.width())
            if sum(abs(picture.pixelColor(x, y).lightness() - plain) > 8 for y in tops) > len(tops) / 4
        }

    assert len(columns("turn") - columns("")) in (1, 2, 3)


def test_arrow_keys_walk_the_points_and_enter_chooses(chart: TrendChart, qtbot: QtBot) -> None:
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.accessibleDescription() == "Jan: 80% (72% to 86%), n 100"
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.point_text(1) == "Feb: no data"
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert "outside limits" in chart.accessibleDescription()
    with qtbot.waitSignal(chart.chosen) as heard:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert heard.args == [3]


def test_a_click_on_a_point_chooses_it(chart: TrendChart, qtbot: QtBot) -> None:
    assert chart._plot is not None
    spot = QPoint(round(chart._plot.xs[2]), round(chart._plot.y(0.9)))
    with qtbot.waitSignal(chart.chosen) as heard:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=spot)
    assert heard.args == [2]


def test_its_menu_shows_a_table_and_copies_picture_and_data(chart: TrendChart) -> None:
    menu = chart.make_menu()
    assert [action.text() for action in menu.actions()] == ["Show as table", "Copy picture", "Copy data"]
    menu.actions()[1].trigger()
    assert not QApplication.clipboard().image().isNull()
    menu.actions()[2].trigger()
    lines = QApplication.clipboard().text().split("\n")
    assert lines[0] == "When\tValue\tn\tFrom\tTo"
    assert lines[1] == "Jan\t0.8\t100\t0.72\t0.86"
    assert lines[2] == "Feb\t\t\t\t"
    dialog = chart.make_table_dialog()
    table = dialog.findChild(RecordTable)
    assert table is not None
    assert [table.columns[1].shown(row) for row in table.shown_rows()] == ["80%", "", "90%", "60%"]


def test_the_picture_has_the_title_even_where_a_card_says_it(qtbot: QtBot) -> None:
    chart = TrendChart("A title", show_head=False)
    qtbot.addWidget(chart)
    chart.set_data(POINTS)
    chart.resize(300, 200)
    picture = chart.picture(1.0).toImage()
    top = {picture.pixelColor(x, y).name() for x in range(8, 120) for y in range(8, 26)}
    assert theme.current().text.lower() in top


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_drawn_in_the_colours_of_the_theme(chart: TrendChart, qapp: Any, scheme: str) -> None:
    theme.apply(qapp, scheme)
    image = chart.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    look = theme.current()
    assert {look.series1.lower(), look.bad.lower(), look.band3.lower()} <= colours


@pytest.mark.parametrize(
    "series",
    [
        [],
        [TrendPoint("Jan", None)],
        [TrendPoint("Jan", 1.0)],
        [TrendPoint("Jan", 0.0), TrendPoint("Feb", 0.0)],
        [Series("A", (TrendPoint("Jan", 1.0),)), Series("B", (), quiet=True)],
        [Series(name, (TrendPoint("Jan", 1.0), TrendPoint("Feb", 9e9))) for name in "ABCD"],
    ],
)
def test_odd_data_is_drawn_too(qtbot: QtBot, series: list[Any]) -> None:
    chart = TrendChart("Odd")
    qtbot.addWidget(chart)
    chart.set_data(series, target=1.0)
    for size in ((60, 40), (220, 140), (900, 500)):
        chart.resize(*size)
        chart.grab()
    chart.rows()
    chart.columns()


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.integers(1, 8))
def test_ticks_are_round_and_enclose_the_values(one: float, other: float, most: int) -> None:
    low, high = sorted((one, other))
    ticks = nice_ticks(low, high, most)
    assert 2 <= len(ticks) <= most * 2 + 3
    slack = (ticks[1] - ticks[0]) * 1e-3
    assert ticks[0] <= low + slack and ticks[-1] >= high - slack
    steps = {round((b - a) / (ticks[1] - ticks[0]), 6) for a, b in pairwise(ticks)}
    assert steps == {1.0}
    assert all(math.isfinite(tick) for tick in ticks)
