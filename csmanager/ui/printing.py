"""Printing: black on white whatever the theme, on the paper of the country, with page numbers."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

_MARGIN_MM = 16.0
_FOOTER_MM = 8.0
_WIDE_FROM = 7  # columns; more lie better across the sheet


def paper() -> QPageSize.PageSizeId:
    """A4, or Letter where that is the custom."""
    imperial = QLocale().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    return QPageSize.PageSizeId.Letter if imperial else QPageSize.PageSizeId.A4


def table_document(title: str, table: Any) -> QTextDocument:
    """The table in view as a document."""
    headers, rows = table.export_rows()
    cells = ["<tr>", *(f"<th align='left'>{escape(text)}</th>" for text in headers), "</tr>"]
    for row in rows:
        cells.append("<tr>")
        cells += [
            f"<td align='{'right' if isinstance(value, int | float) else 'left'}'>"
            f"{escape('' if value is None else str(value))}</td>"
            for value in row
        ]
        cells.append("</tr>")
    document = QTextDocument()
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    document.setHtml(
        f"<h2>{escape(title)}</h2><table border='0' cellspacing='0' cellpadding='4' width='100%'>"
        f"<thead>{''.join(cells[: len(headers) + 2])}</thead>{''.join(cells[len(headers) + 2 :])}</table>"
    )
    document.setProperty("wide", len(headers) >= _WIDE_FROM)
    return document


def print_document(document: QTextDocument, parent: QWidget | None) -> None:
    """Ask for the printer and print."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    set_up(printer, document)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Print")
    if dialog.exec() == QPrintDialog.DialogCode.Accepted:
        draw(document, printer)


def set_up(printer: QPrinter, document: QTextDocument) -> None:
    """Paper, direction and margins."""
    wide = bool(document.property("wide"))
    direction = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageLayout(QPageLayout(QPageSize(paper()), direction, margins, QPageLayout.Unit.Millimeter))
    title = document.metaInformation(QTextDocument.MetaInformation.DocumentTitle)
    printer.setDocName(title or "csmanager")


def draw(document: QTextDocument, printer: QPrinter) -> None:
    """Draw every page with its number; the document itself is left as it was."""
    copy = document.clone()
    copy.documentLayout().setPaintDevice(printer)
    sheet = printer.pageRect(QPrinter.Unit.DevicePixel)
    footer = _FOOTER_MM / 25.4 * printer.resolution()
    body = QSizeF(sheet.width(), sheet.height() - footer)
    copy.setPageSize(body)
    title = document.metaInformation(QTextDocument.MetaInformation.DocumentTitle)
    painter = QPainter(printer)
    count = copy.pageCount()
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    for page in range(count):
        if page:
            printer.newPage()
        painter.save()
        painter.translate(0, -page * body.height())
        context.clip = QRectF(0, page * body.height(), body.width(), body.height())
        painter.setClipRect(context.clip)
        copy.documentLayout().draw(painter, context)
        painter.restore()
        line = QRectF(0, body.height(), body.width(), footer)
        painter.setPen(Qt.GlobalColor.black)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, title)
        painter.drawText(
            line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, f"page {page + 1} of {count}"
        )
    painter.end()
