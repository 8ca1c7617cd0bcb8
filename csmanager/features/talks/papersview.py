"""Shows a sheet before it is printed, or writes it to a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QWidget

from csmanager.ui import printing


def document(text: str, title: str) -> QTextDocument:
    """Markdown as it is printed."""
    made = QTextDocument()
    made.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return made


def preview(
    parent: QWidget,
    text: str,
    title: str,
    day: dt.date,
    *,
    what: str = "Sheet of a talk",
    about: tuple[Any, ...] = (),
) -> QDialog:
    """The print preview of ``text``; ``day`` stands in its foot. ``what``, ``about``: for the register of exports."""
    return printing.preview(document(text, title), parent, day, what=what, about=about)
