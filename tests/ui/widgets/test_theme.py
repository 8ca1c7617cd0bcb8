"""Colours are read in both themes, and on a selected row too. Computed from the tokens (WCAG 2.2)."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from csmanager.core.paths import data_dir
from csmanager.ui import theme
from csmanager.ui.widgets import shapes

SCHEMES = ("light", "dark")
GROUNDS = ("window", "surface", "alt", "selected")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["text", "muted", "good", "watch", "bad"])
def test_words_are_read_on_every_ground(scheme: str, ground: str, ink: str) -> None:
    look = theme.tokens(scheme)
    assert theme.contrast(getattr(look, ink), getattr(look, ground)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_links_and_primary_buttons_are_read(scheme: str) -> None:
    look = theme.tokens(scheme)
    assert theme.contrast(look.accent, look.surface) >= 4.5
    assert theme.contrast(look.accent, look.window) >= 4.5
    assert theme.contrast(look.on_accent, look.accent) >= 4.5
    assert theme.contrast(look.on_accent, theme.mix(look.accent, look.text, 0.16)) >= 4.5  # under the pointer


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("mark", ["accent", "border", "series1", "series2", "series3", "series4"])
def test_borders_focus_and_lines_are_seen(scheme: str, mark: str) -> None:
    look = theme.tokens(scheme)
    assert theme.contrast(getattr(look, mark), look.surface) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_focus_ring_is_seen_on_every_ground(scheme: str, ground: str) -> None:
    look = theme.tokens(scheme)
    assert theme.contrast(look.accent, getattr(look, ground)) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_value_and_target_of_a_bullet_stand_out_from_its_bands(scheme: str) -> None:
    look = theme.tokens(scheme)
    for band in (look.band1, look.band2, look.band3):
        assert theme.contrast(look.series1, band) >= 3
        assert theme.contrast(look.text, band) >= 4.5


def test_the_numbers_of_the_norm_come_out() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert theme.mix("#000000", "#FFFFFF", 0.5) == "#808080"


def test_no_two_states_that_differ_look_alike() -> None:
    assert len({shapes.KINDS[kind] for kind in ("good", "bad", "watch", "none", "signal", "open")}) == 6
    assert {shapes.KINDS[kind][0] for kind in ("good", "bad", "watch", "none", "signal", "open")} == set(
        shapes.GLYPHS
    )  # by shape alone


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_style_sheet_names_only_tokens_and_pictures_that_exist(scheme: str) -> None:
    sheet = theme.style_sheet(theme.tokens(scheme), 9.0)
    assert "$" not in sheet
    pictures = re.findall(r'url\("([^"]+)"\)', sheet)
    assert pictures
    for picture in pictures:
        assert (data_dir("resources") / "icons" / scheme / picture.rpartition("/")[2]).is_file()


@pytest.mark.parametrize("points", [7.0, 9.0, 13.0, 18.0])
def test_sizes_are_multiples_of_the_systems_font(points: float) -> None:
    sheet = theme.style_sheet(theme.tokens("light"), points)
    assert f"font-size: {points * 1.7:.2f}pt" in sheet
    assert set(re.findall(r"font-size: ([\d.]+)pt", sheet)) == {
        f"{points * factor:.2f}" for factor in (0.85, 1.2, 1.7, 2.2)
    }


def test_a_change_of_theme_is_told_and_reaches_the_palette(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.theme_changed):
        theme.apply(qapp, "dark")
    assert theme.current().scheme == "dark"
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == theme.current().window


def test_system_is_what_the_system_shows(qapp: QApplication) -> None:
    shown = qapp.styleHints().colorScheme()
    assert theme.tokens("system").scheme == ("dark" if shown == Qt.ColorScheme.Dark else "light")


def test_buttons_are_large_enough_to_hit(qtbot: QtBot) -> None:
    button = QPushButton("Add")
    qtbot.addWidget(button)
    button.ensurePolished()
    assert button.sizeHint().height() >= 24
