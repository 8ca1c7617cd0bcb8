"""What lies on the clipboard: numbers are numbers, texts stay texts, nothing is lost on the way to a spreadsheet."""

from __future__ import annotations

import csv
import io

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
    assert "<td style='mso-number-format:\"\\@\"'>00123</td>" in html
    assert 'x:num="0.825"' in html and 'mso-number-format:"0.0%"' in html
    assert 'x:num="88"' in html
    assert "two<br>lines" in html
    assert "=&quot;x&quot;" in html
    assert html.count("<tr>") == len(PEOPLE) + 1


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
