"""Printing: black on white, the right paper, name, date and page numbers on every sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from pytestqt.qtbot import QtBot

from csmanager.core import outgoing
from csmanager.core.outgoing import ExportAbout, ExportMade
from csmanager.ui import printing, theme
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.table import Column, RecordTable
from tests.ui.widgets.conftest import PEOPLE, columns

DAY = dt.date(2026, 3, 31)


def a_table(qtbot: QtBot, made: list[Column], rows: list[Any]) -> RecordTable:
    table = RecordTable("people", made)
    qtbot.addWidget(table)
    table.set_rows(rows)
    return table


@pytest.mark.parametrize(("place", "wanted"), [("en_US", "Letter"), ("de_DE", "A4"), ("en_GB", "A4")])
def test_the_paper_is_that_of_the_country(place: str, wanted: str, qapp: Any) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(place))
    try:
        assert printing.paper() == getattr(QPageSize.PageSizeId, wanted)
    finally:
        QLocale.setDefault(before)


def test_columns_that_do_not_fit_lie_across_the_sheet(qtbot: QtBot) -> None:
    few = printing.table_document("People", a_table(qtbot, columns()[:2], PEOPLE))
    many = printing.table_document("People", a_table(qtbot, columns()[:7] * 1 + wide(), PEOPLE))
    printer = QPrinter()
    printing.set_up(printer, few)
    assert printer.pageLayout().orientation() == QPageLayout.Orientation.Portrait
    printing.set_up(printer, many)
    assert printer.pageLayout().orientation() == QPageLayout.Orientation.Landscape


def wide() -> list[Column]:
    return [Column(f"w{number}", "A long heading indeed", value=lambda row: row.name) for number in range(4)]


def test_cells_are_printed_as_they_read_with_the_shape_of_a_state(qtbot: QtBot) -> None:
    table = a_table(qtbot, columns(), PEOPLE)
    table.set_filter("week")
    text = printing.table_document("People", table).toPlainText()
    assert "▼ below target" in text
    assert "– too few" in text
    assert "0.0%" in text
    assert "Filter: “week”, 2 of 5" in text
    assert "Ana" not in text


def test_texts_are_never_taken_for_html(qtbot: QtBot) -> None:
    table = a_table(qtbot, [Column("name", "<i>", value=lambda row: "<b>x</b>")], PEOPLE[:1])
    text = printing.table_document("<u>People", table).toPlainText()
    assert {"<i>", "<b>x</b>", "<u>People"} <= set(text.split("\n"))


def test_a_dark_theme_prints_black_on_white(qtbot: QtBot, qapp: Any, tmp_path: Path) -> None:
    theme.apply(qapp, "dark")
    try:
        document = printing.table_document("People", a_table(qtbot, columns()[:3], PEOPLE))
        path = printing.save_pdf(document, tmp_path / "people.pdf", DAY)
        assert path.read_bytes().startswith(b"%PDF")
        image = QImage(QSize(600, 400), QImage.Format.Format_RGB32)
        image.fill(0xFFFFFFFF)
        painter = QPainter(image)
        context = printing._black_on_white()
        assert context.text().color().lightness() == 0
        copy = document.clone()
        copy.drawContents(painter)
        painter.end()
    finally:
        theme.apply(qapp, "light")
    colours = [image.pixelColor(x, y).lightness() for x in range(0, 600, 2) for y in range(0, 400, 2)]
    assert max(colours) == 255


def test_every_page_has_its_number_and_the_document_is_left_as_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    document = QTextDocument()
    document.setPlainText("\n".join(f"Line {number}" for number in range(300)))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, "Refunds v3")
    before = document.pageSize()
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "x.pdf"))
    printing.set_up(printer, document)
    assert printer.docName() == "Refunds v3"
    count = printing.laid_out(document, printer).pageCount()
    assert count > 3
    printing.draw(document, printer, DAY)
    assert document.pageSize() == before
    pages = (tmp_path / "x.pdf").read_bytes().count(b"/Type /Page\n")
    assert pages in (0, count)  # 0: where the writer packs its objects


def test_the_title_survives_into_the_document(qtbot: QtBot) -> None:
    document = printing.table_document("People", a_table(qtbot, columns()[:2], PEOPLE))
    assert document.metaInformation(QTextDocument.MetaInformation.DocumentTitle) == "People"


def test_a_zoomed_window_prints_at_the_usual_size(qtbot: QtBot, qapp: Any) -> None:
    font = qapp.font()
    large = qapp.font()
    large.setPointSizeF(font.pointSizeF() * 2)
    document = printing.table_document("People", a_table(qtbot, columns()[:2], PEOPLE))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printing.set_up(printer, document)
    usual = printing.laid_out(document, printer).size().height()
    qapp.setFont(large)
    try:
        assert printing.laid_out(document, printer).size().height() == usual
    finally:
        qapp.setFont(font)


def test_the_preview_shows_the_pages(qtbot: QtBot) -> None:
    document = printing.table_document("People", a_table(qtbot, columns()[:2], PEOPLE))
    dialog = printing.preview(document, None, DAY)
    qtbot.addWidget(dialog)
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Print preview"
    dialog.close()


def test_what_is_printed_is_entered_and_what_is_only_looked_at_is_not(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def entries() -> list[tuple[str, str, list[int]]]:
        with desk.store.read() as session:
            return [
                (
                    row.what,
                    row.kind.value,
                    [one.subject_id for one in session.scalars(sa.select(ExportAbout))],
                )
                for row in session.scalars(sa.select(ExportMade).order_by(ExportMade.id))
            ]

    document = QTextDocument("Brief")
    dialog = printing.preview(document, None, DAY, what="Brief of a person", about=outgoing.person(3))
    qtbot.waitUntil(lambda: dialog.isVisible())
    assert entries() == []
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    dialog.paintRequested.emit(printer)
    assert entries() == [("Brief of a person", "print", [3])]
    dialog.close()

    monkeypatch.setattr(printing, "draw", lambda *_: None)
    for answer, count in ((QPrintDialog.DialogCode.Rejected, 1), (QPrintDialog.DialogCode.Accepted, 2)):
        monkeypatch.setattr(QPrintDialog, "exec", lambda _self, answer=answer: answer)
        printing.print_document(document, None, DAY)
        assert len(entries()) == count
    assert desk.store.undo_label() is None
