"""Printing: black on white whatever the theme, on the paper of the country, with name, date and page numbers."""

from __future__ import annotations

import datetime as dt
from html import escape
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPaintEngine,
    QPainter,
    QPalette,
    QPen,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QApplication, QWidget

from csmanager.core.files import replace_file
from csmanager.ui import paperregister
from csmanager.ui.widgets import shapes
from csmanager.ui.widgets.bullet import Bullet
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.texts import day_text

WHOLE = "whole"
"""Property of a document whose sections are not cut by the end of a page."""

HEAD = "head"
"""Property of a document: whose paper it is, which stands above every page."""

_MARGIN_MM = 16.0
_LINE_MM = 7.0  # the lines with name and page
_TEXT_PT = 9.5
_SMALLEST_PT = 6.5  # a table that is too wide even across the sheet is set smaller, down to this
_WIDEST_PT = 170.0  # a column that wants more than this is wrapped
_APART = "padding-right:9px"  # so that a number does not lean on the text beside it
_CELL_PT = 17.0  # room that a cell needs beside its text
_SHORT_PT, _LONG_PT = 504.0, 751.0  # printable width of A4 between the margins, upright and across
PAGE = "A page on paper"  # how the register of exports calls what nobody named


def is_letter() -> bool:
    """Whether Letter is the custom here."""
    return QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem


def paper() -> QPageSize.PageSizeId:
    """A4, or Letter where that is the custom."""
    return QPageSize.PageSizeId.Letter if is_letter() else QPageSize.PageSizeId.A4


def table_document(title: str, table: Any) -> QTextDocument:
    """The table in view as a document: what the cells say, across the sheet when the columns want it."""
    columns: list[Column] = table.export_columns()
    rows = table.shown_rows() if hasattr(table, "shown_rows") else None
    if rows is not None:
        cells = [[_printed(column, row) for column in columns] for row in rows]
    else:
        cells = [["" if v is None else str(v) for v in values] for values in table.export_rows()[1]]
    points = _TEXT_PT
    wanted = _wanted_width([column.title for column in columns], cells)
    wide = wanted > _SHORT_PT
    if wanted > _LONG_PT:
        points = max(_SMALLEST_PT, _TEXT_PT * _LONG_PT / wanted)
    sides = ["right" if column.is_numeric else "left" for column in columns]
    lines = [f"<h2>{escape(title)}</h2>"]
    note = table.filter_text() if hasattr(table, "filter_text") else ""
    if note:
        lines.append(f"<p>Filter: {escape(note)}</p>")
    lines.append(
        f"<table border='0' cellspacing='0' cellpadding='4' width='100%' style='font-size:{points:.1f}pt'>"
    )
    head = "".join(
        f"<th align='{side}' style='border-bottom:1px solid black;{_APART}'>{escape(column.title)}</th>"
        for column, side in zip(columns, sides, strict=True)
    )
    lines.append(f"<thead><tr>{head}</tr></thead>")
    for row in cells:
        inside = "".join(
            f"<td align='{side}' style='border-bottom:1px solid #c8c8c8;{_APART}'>{escape(text)}</td>"
            for text, side in zip(row, sides, strict=True)
        )
        lines.append(f"<tr>{inside}</tr>")
    lines.append("</table>")
    document = QTextDocument()
    document.setHtml("".join(lines))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)  # HTML would clear it
    document.setProperty("wide", wide)
    return document


def print_document(
    document: QTextDocument,
    parent: QWidget | None,
    day: dt.date | None = None,
    *,
    what: str = PAGE,
    about: tuple[Any, ...] = (),
) -> None:
    """Ask for the printer and print. ``what``: for the register of exports, without a name; "": not entered."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, document)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Print")
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        draw(document, printer, day)
        if what:
            paperregister.printed(what, about)


def preview(
    document: QTextDocument,
    parent: QWidget | None,
    day: dt.date | None = None,
    *,
    what: str = PAGE,
    about: tuple[Any, ...] = (),
) -> QPrintPreviewDialog:
    """Show the pages as they will be printed, with printing from there; the window is returned, shown.

    ``what`` and ``about``: see ``print_document``; looking at the pages is not entered.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, document)
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("Print preview")
    dialog.resize(900, 700)

    def paint(device: QPrinter) -> None:
        is_real = device.paintEngine().type() is not QPaintEngine.Type.Picture
        draw(document, device, day)
        if is_real and what:
            paperregister.printed(what, about)

    dialog.paintRequested.connect(paint)
    dialog.open()
    return dialog


def save_pdf(document: QTextDocument, path: Path, day: dt.date | None = None) -> Path:
    """Write the pages as PDF; returns where the file lies. Raises Refused when the folder cannot be written."""

    def write(temporary: Path) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(temporary))
        set_up(printer, document)
        draw(document, printer, day)

    return replace_file(path, write)


def set_up(printer: QPrinter, document: QTextDocument) -> None:
    """Paper, direction and margins."""
    wide = bool(document.property("wide"))
    direction = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageLayout(QPageLayout(QPageSize(paper()), direction, margins, QPageLayout.Unit.Millimeter))
    printer.setDocName(_title(document) or "csmanager")


def draw(document: QTextDocument, printer: QPrinter, day: dt.date | None = None) -> None:
    """Draw every page with its head and foot; the document itself is left as it was."""
    copy = laid_out(document, printer)
    body = copy.pageSize()
    line = _line_height(printer)
    below = QPointF(0, line * 0.3)
    head = str(document.property(HEAD) or "")
    top = _head_height(printer, document)
    painter = QPainter(printer)
    count = copy.pageCount()
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette = _black_on_white()
    for page in range(count):
        if page:
            printer.newPage()
        painter.save()
        painter.translate(0, top - page * body.height())
        context.clip = QRectF(0, page * body.height(), body.width(), body.height())
        painter.setClipRect(context.clip)
        copy.documentLayout().draw(painter, context)
        painter.restore()
        painter.setPen(QPen(Qt.GlobalColor.black, printer.resolution() / 300))
        if head:
            bold = _font(1.05)
            bold.setBold(True)
            painter.setFont(bold)
            strip = QRectF(0, 0, body.width(), line)
            painter.drawText(strip, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, head)
            painter.drawLine(strip.bottomLeft() - below, strip.bottomRight() - below)
        painter.setFont(_font(0.85))
        foot = QRectF(0, top + body.height(), body.width(), line)
        painter.drawLine(foot.topLeft() + below, foot.topRight() + below)
        low = Qt.AlignmentFlag.AlignBottom
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | low, _title(document))
        painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter | low, day_text(day or dt.date.today()))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | low, f"page {page + 1} of {count}")
    painter.end()


def laid_out(document: QTextDocument, printer: QPrinter) -> QTextDocument:
    """A copy of ``document`` broken into pages for ``printer``; ``pageSize`` is the text's part of a sheet."""
    top = _head_height(printer, document)
    copy = _paged(document, printer, top)
    if document.property(WHOLE):
        source, done = document, -1
        while (cut := _first_cut(copy, done)) is not None:
            done, source = cut, source.clone()
            head = QTextCursor(source.findBlock(cut))
            form = head.blockFormat()
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            head.setBlockFormat(form)
            copy = _paged(
                source, printer, top
            )  # laid out anew: a break put in later shifts what follows wrongly
    return copy


def _head_height(printer: QPrinter, document: QTextDocument) -> float:
    return _line_height(printer) * 1.3 if document.property(HEAD) else 0.0


def _paged(document: QTextDocument, printer: QPrinter, top: float) -> QTextDocument:
    copy = document.clone()
    copy.setDefaultFont(_font(1.0))
    copy.documentLayout().setPaintDevice(printer)
    sheet = printer.pageRect(QPrinter.Unit.DevicePixel)
    copy.setPageSize(QSizeF(sheet.width(), sheet.height() - _line_height(printer) - top))
    return copy


def _first_cut(document: QTextDocument, after: int) -> int | None:
    """Where the first section begins that the end of a page cuts though it fits on one; of those ``after`` a place."""
    layout, height = document.documentLayout(), document.pageSize().height()
    heads = []
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() and not QTextCursor(block).currentTable():
            heads.append(block)
        block = block.next()
    ends = [head.previous() for head in heads[2:]] + [document.lastBlock()]
    for head, last in zip(heads[1:], ends, strict=False):
        top, bottom = layout.blockBoundingRect(head).top(), layout.blockBoundingRect(last).bottom()
        if (
            head.position() > after
            and bottom - top < height
            and int(top / height) != int((bottom - 1) / height)
        ):
            return head.position()
    return None


def _title(document: QTextDocument) -> str:
    return document.metaInformation(QTextDocument.MetaInformation.DocumentTitle)


def _line_height(printer: QPrinter) -> float:
    return _LINE_MM / 25.4 * printer.resolution()


def _font(factor: float) -> QFont:
    """The program's letters at the size of print, whatever the zoom of the window."""
    font = QFont(QApplication.font())
    font.setPointSizeF(_TEXT_PT * factor)
    return font


def _black_on_white() -> QPalette:
    made = QPalette()
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.Link):
        made.setColor(role, Qt.GlobalColor.black)
    for role in (QPalette.ColorRole.Base, QPalette.ColorRole.Window):
        made.setColor(role, Qt.GlobalColor.white)
    return made


def _printed(column: Column, row: Any) -> str:
    if column.kind == "status":
        status = column.status(row)
        return f"{shapes.glyph(status.kind)} {status.text}" if status is not None else ""
    value = column.value(row)
    if isinstance(value, Bullet) and value.text:
        return value.text
    return column.shown(row)


def _wanted_width(titles: list[str], cells: list[list[str]]) -> float:
    """Points that the columns want side by side."""
    metrics = QFontMetricsF(_font(1.0))
    to_points = 72.0 / max(1, QApplication.primaryScreen().logicalDotsPerInch())
    total = 0.0
    for at, title in enumerate(titles):
        texts = {title, *(row[at] for row in cells[:500])}
        widest = max(metrics.horizontalAdvance(text) for text in texts) * to_points
        total += min(_WIDEST_PT, widest) + _CELL_PT
    return total
