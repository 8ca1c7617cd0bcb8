"""Charts as they are drawn, saved and written as native Excel charts."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from csmanager.features.reviews.charts.build import (
    Person,
    by_name,
    small_multiples,
    time_chart,
    time_panel,
)
from csmanager.features.reviews.charts.drawing import draw, save_svg
from csmanager.features.reviews.charts.excel import write_chart
from csmanager.features.reviews.charts.funnels import funnel
from csmanager.features.reviews.charts.model import Chart
from csmanager.features.reviews.periods import month
from csmanager.ui import theme
from tests.features.reviews.charts.test_build import ABOUT, slide

PEOPLE = [Person(1, "Ana", 0.9, 60, 0.8, 0.95, 0.88), Person(2, "小林 美咲", 0.7, 80, 0.6, 0.8, 0.75)]
CHARTS = {
    "time": time_chart(ABOUT, slide()),
    "funnel": funnel(ABOUT, PEOPLE, month(2026, 3), 0.85),
    "names": by_name(ABOUT, PEOPLE, month(2026, 3), 0.85),
    "multiples": small_multiples([time_panel(ABOUT, slide(), small=True)] * 3, "Team", "March"),
    "empty": funnel(ABOUT, [], month(2026, 3), None),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_mark_lies_inside_the_picture(name: str, scheme: str) -> None:
    chart = CHARTS[name]
    drawn = draw(chart, 480, 260, 2.0, theme.tokens(scheme), 8.0)
    assert (drawn.width, drawn.height) == (960, 520)
    assert len(drawn.pixels) == 960 * 520 * 4
    assert len(drawn.spots) == len(chart.marks())
    assert all(0 <= x <= 480 and 0 <= y <= 260 for x, y in drawn.spots)


def test_an_svg_holds_its_texts_as_text(tmp_path: Path) -> None:
    path = tmp_path / "chart.svg"
    save_svg(CHARTS["funnel"], path, 500, 300, theme.tokens("light"), 8.0)
    text = path.read_text(encoding="utf-8")
    assert "小林 美咲" in text
    assert "target 85 %" in text


@pytest.mark.parametrize("name", CHARTS)
def test_an_excel_chart_is_native_and_has_its_numbers(name: str, tmp_path: Path) -> None:
    chart: Chart = CHARTS[name]
    path = tmp_path / "chart.xlsx"
    write_chart(chart, path)
    sheet = openpyxl.load_workbook(path)["Chart"]
    assert sheet["A1"].value == chart.title
    assert len(sheet.tables) == len(chart.panels)
    drawn = [part for part in zipfile.ZipFile(path).namelist() if part.startswith("xl/charts/chart")]
    assert len(drawn) == (len(chart.panels) if chart.marks() else 0)
    if name == "time":
        assert sheet["B6"].value == pytest.approx(0.88)
        assert sheet["B6"].number_format == "0.0%"
