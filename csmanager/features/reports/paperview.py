"""A report on paper: as a document for printing, and as PDF."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtGui import QTextDocument

from csmanager.features.reports import paper
from csmanager.features.reports.data import ReportData
from csmanager.ui.printing import save_pdf


def document(data: ReportData) -> QTextDocument:
    """The report as a document, across the sheet."""
    made = QTextDocument()
    made.setHtml(paper.html(data))
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, paper.title(data))
    made.setProperty("wide", True)
    return made


def write_pdf(data: ReportData, path: Path, day: dt.date) -> Path:
    """Write the report as PDF; returns where it lies. Raises Refused when the folder cannot be written."""
    return save_pdf(document(data), path, day)
