"""What lies on the clipboard: numbers are numbers, texts stay texts, nothing is lost on the way to a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager.ui.widgets import copying
from csmanager.ui.widgets.table import RecordTable
from tests.ui.widgets.conftest import PEOPLE, columns

SHOWN = [column for column in columns() if column.kind not in ("spark", "bullet")]


def test_ctrl_c_copies_the_selected_rows_with_headers_and_shift_without(
    table: RecordTable, qtbot: QtBot
) -> None:
    table.select(1)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(table.view, Qt.Key.Key_C, control)
    mime = QApplication.clipboard().mimeData()
    assert mime.hasHtml()
    lines = mime.text().split("\n")
    assert lines[0].split("\t")[:3] == ["Name", "Code", "n"]
    assert lines[1].split("\t")[:4] == ["Ana Ruiz", "00123", "88", "82.5%"]
    qtbot.keyClick(table.view, Qt.Key.Key_C, control | shift)
    assert QApplication.clipboard().text().startswith("Ana Ruiz\t00123")


def test_cells_with_tabs_lines_and_quotes_come_back_whole() -> None:
    text = copying.as_tsv(SHOWN, PEOPLE, headers=False)
    rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
    assert [row[1] for row in rows] == ["00123", "7", "a\tb", '="x"', "two\nlines"]


def test_blank_stays_blank_and_zero_stays_zero() -> None:
    rows = list(csv.reader(io.StringIO(copying.as_tsv(SHOWN, PEOPLE, headers=False)), delimiter="\t"))
    assert rows[1][2] == "" and rows[2][2] == "0"
    assert rows[1][3] == "0%" and rows[2][3] == ""
    assert [row[4] for row in rows] == ["0:04:05", "0:00:45", "", "25:00:00", "0:10:00"]
    assert [row[5] for row in rows] == ["2022-03-01", "", "2021-01-02", "2026-03-31", ""]


def test_html_marks_texts_as_text_and_numbers_as_numbers() -> None:
    html = copying.as_html(SHOWN, PEOPLE, headers=True)
    assert "style='mso-number-format:\"\\@\"'>00123</td>" in html
    assert 'x:num="0.825"' in html and 'mso-number-format:"0.0%"' in html
    assert 'x:num="88"' in html
    assert 'x:num="44621"' in html and 'mso-number-format:"yyyy\\-mm\\-dd"' in html  # 1 March 2022
    assert "two<br>lines" in html
    assert "=&quot;x&quot;" in html
    assert html.count("<tr>") == len(PEOPLE) + 1


def test_a_program_that_copied_something_ends_well() -> None:
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "from csmanager.ui.widgets.columns import Column\n"
        "from csmanager.ui.widgets.copying import mime\n"
        "app = QApplication([])\n"
        "app.clipboard().setMimeData(mime([Column('a', 'A')], [1, 2], headers=True))\n"
        "data = app.clipboard().mimeData()\n"
        "assert data.hasHtml() and data.text() == 'A\\n1\\n2', data.text()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.libreoffice
def test_a_spreadsheet_takes_them_as_they_are(tmp_path: Path) -> None:
    import openpyxl

    page = tmp_path / "cells.html"
    page.write_text(copying.as_html(SHOWN, PEOPLE, headers=True), encoding="utf-8")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--infilter=HTML (StarCalc)", "--convert-to", "xlsx", page.name],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=180,
    )
    rows = list(openpyxl.load_workbook(tmp_path / "cells.xlsx").worksheets[0].iter_rows(min_row=2))
    ana = [cell.value for cell in rows[0]]
    assert ana[:4] == ["Ana Ruiz", "00123", 88, 0.825]
    assert ana[4] in (dt.timedelta(seconds=245), dt.time(0, 4, 5))
    assert ana[5] == dt.datetime(2022, 3, 1)
    assert rows[3][1].value == '="x"'  # a text, not a formula
    assert rows[1][2].value is None and rows[2][2].value == 0


@pytest.mark.parametrize(("name", "wanted"), [("de_DE", "1234,5"), ("en_US", "1234.5"), ("fr_FR", "1234,5")])
def test_numbers_are_written_as_the_locale_reads_them(name: str, wanted: str) -> None:
    from dataclasses import replace

    before = QLocale()
    QLocale.setDefault(QLocale(name))
    try:
        row = replace(PEOPLE[0], n=1234.5)  # type: ignore[arg-type]
        assert copying.plain(SHOWN[2], row) == wanted
    finally:
        QLocale.setDefault(before)
