"""Export this view: read back as Excel would, and safe to open."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from csmanager.core.errors import Refused, RuleBroken
from csmanager.ui import export
from csmanager.ui.widgets.bullet import Bullet
from csmanager.ui.widgets.table import Column, RecordTable, Status
from tests.ui.widgets.conftest import PEOPLE, PersonRow, columns

DAY = dt.date(2026, 3, 31)


@pytest.fixture
def table(qtbot: QtBot) -> RecordTable:
    made = RecordTable("people", columns())
    made.set_noun("person", "people")
    made.set_rows(PEOPLE)
    qtbot.addWidget(made)
    return made


def read(path: Path) -> Any:
    import openpyxl

    return openpyxl.load_workbook(path).worksheets[0]


def test_the_workbook_holds_the_view_with_real_numbers_and_dates(table: RecordTable, tmp_path: Path) -> None:
    table.set_filter("a")
    table.sort_by("n", descending=True)
    path = export.export_view(table, tmp_path / "people.xlsx", "People", DAY)
    sheet = read(path)
    assert sheet["A1"].value == "People"
    assert sheet["A2"].value == f"Filter: {table.filter_text()}"
    assert sheet["A3"].value == "Exported on 2026-03-31"
    head = [cell.value for cell in sheet[5]]
    assert head == ["Name", "Code", "n", "Answered", "Handle time", "Started", "Status"]
    names = [sheet.cell(row, 1).value for row in range(6, 6 + len(table.shown_rows()))]
    assert names == [row.name for row in table.shown_rows()]
    ana = next(row for row in sheet.iter_rows(min_row=6) if row[0].value == "Ana Ruiz")
    assert [cell.value for cell in ana[1:4]] == ["00123", 88, 0.825]
    assert ana[3].number_format == "0.0%"
    assert ana[4].number_format == "[h]:mm:ss"
    assert ana[4].value == dt.timedelta(seconds=245)
    assert ana[5].value == dt.datetime(2022, 3, 1)
    assert ana[6].value == "on target"
    assert sheet.freeze_panes == "A6"
    assert list(sheet.tables) == ["View"]
    assert sheet.print_title_rows == "$5:$5"


def test_blank_is_blank_and_zero_is_zero(table: RecordTable, tmp_path: Path) -> None:
    sheet = read(export.export_view(table, tmp_path / "p.xlsx"))
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=3)}
    assert rows["Week 10"][2].value is None and rows["Week 9"][2].value == 0
    assert rows["Week 10"][3].value == 0 and rows["Week 9"][3].value is None


HOSTILE = ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1", "@x", "\t=1", "http://example.com", "'x", " =1"]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_no_cell_can_act(qtbot: QtBot, tmp_path: Path, suffix: str) -> None:
    table = RecordTable("x", [Column("name", "=1+1", value=lambda row: row.name)])
    qtbot.addWidget(table)
    table.set_rows([PersonRow(number, text) for number, text in enumerate(HOSTILE)])
    path = export.export_view(table, tmp_path / f"x.{suffix}", "=1+1")
    if suffix == "xlsx":
        sheet = read(path)
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n") and cell.hyperlink is None
        assert [cell.value for cell in sheet["A"]][3:] == HOSTILE
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [row[0] for row in csv.reader(file)]
        for cell in cells:
            assert not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t"))
        assert cells[-3] == "http://example.com"


def test_csv_says_its_units_and_keeps_every_digit(table: RecordTable, tmp_path: Path) -> None:
    path = export.export_view(table, tmp_path / "p.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][4] == "Handle time (s)"
    assert rows[1][:6] == ["Ana Ruiz", "00123", "88", "0.825", "245", "2022-03-01"]


def test_headers_that_are_alike_are_told_apart(qtbot: QtBot, tmp_path: Path) -> None:
    table = RecordTable(
        "x",
        [
            Column(key, title, value=lambda row: row.name)
            for key, title in zip("abc", ["N", "n", ""], strict=True)
        ],
    )
    qtbot.addWidget(table)
    table.set_rows(PEOPLE[:1])
    sheet = read(export.export_view(table, tmp_path / "x.xlsx"))
    assert [cell.value for cell in sheet[3]] == ["N", "n 2", "Column"]


def test_an_empty_view_is_a_table_with_its_headers(table: RecordTable, tmp_path: Path) -> None:
    table.set_rows([])
    sheet = read(export.export_view(table, tmp_path / "x.xlsx"))
    assert sheet["A3"].value == "Name"


def test_bullets_go_out_as_their_values_and_small_lines_not(qtbot: QtBot, tmp_path: Path) -> None:
    made = [
        Column("b", "Against target", kind="bullet", value=lambda row: row.bullet),
        Column("t", "Trend", kind="spark", value=lambda row: row.trend),
        Column("s", "Status", kind="status", value=lambda row: row.status),
    ]
    table = RecordTable("x", made)
    qtbot.addWidget(table)
    table.set_rows(
        [PersonRow(1, "a", bullet=Bullet(0.82, 0.85), trend=(1, 2), status=Status("bad", "below"))]
    )
    assert table.export_rows() == (["Against target", "Status"], [[0.82, "below"]])


def test_an_instant_goes_out_in_the_zone_it_is_read_in(qtbot: QtBot) -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    at = dt.datetime(2026, 3, 31, 22, 30, tzinfo=dt.UTC)
    made = [
        Column("a", "Zone", kind="instant", value=lambda row: at, zone=zone),
        Column("b", "Text", kind="instant", value=lambda row: at, text=lambda row: "1 Apr 00:30"),
    ]
    table = RecordTable("x", made)
    qtbot.addWidget(table)
    table.set_rows([PersonRow(1, "a")])
    assert table.export_rows()[1] == [[at.astimezone(zone), "1 Apr 00:30"]]
    assert "1 Apr 2026" in made[0].shown(None)


def test_a_target_that_is_locked_gets_another_name(
    table: RecordTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "people.xlsx"
    target.write_bytes(b"open in Excel")
    real: Callable[..., Path] = Path.replace

    def locked(self: Path, other: Path) -> Path:
        if Path(other) == target:
            raise PermissionError(13, "used by another process")
        return real(self, other)

    monkeypatch.setattr(Path, "replace", locked)
    monkeypatch.setattr("csmanager.core.files._WAIT_S", 0)
    placed = export.export_view(table, target)
    assert placed.name == "people (2).xlsx"
    assert target.read_bytes() == b"open in Excel"
    assert read(placed)["A1"].value == "people"


def test_a_folder_that_is_not_there_is_refused_in_a_sentence(table: RecordTable, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not exist"):
        export.export_view(table, tmp_path / "no" / "x.xlsx")


def test_more_rows_than_a_sheet_holds_are_refused(
    table: RecordTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_MOST_ROWS", 4)
    with pytest.raises(RuleBroken, match="CSV"):
        export.export_view(table, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []
