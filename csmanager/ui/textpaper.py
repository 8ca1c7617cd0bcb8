"""A text as a paper: printed, as PDF or as Word, with whose paper it is above and its heading at the foot."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtGui import QFont, QTextDocument

from csmanager.papers.blocks import first_heading
from csmanager.ui import printing, theme
from csmanager.ui.widgets.markdown import render
from csmanager.ui.widgets.texts import day_text

_TEXT_PT = 10.0


def document(markdown: str, title: str, head: str = "", *, whole: bool = True) -> QTextDocument:
    """Markdown as it is printed; ``title`` stands at the foot where the text begins without a heading.

    ``head``: whose paper it is. ``whole``: no section is cut by the end of a page where it fits on one.
    """
    made = QTextDocument()
    font = QFont()
    font.setPointSizeF(_TEXT_PT)
    made.setDefaultFont(font)
    render(made, markdown, theme.tokens("light"), size=_TEXT_PT)
    made.setProperty(printing.WHOLE, whole)
    made.setProperty(printing.HEAD, head)
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, first_heading(markdown) or title)
    return made


def write(markdown: str, title: str, path: Path, *, head: str, day: dt.date, whole: bool = True) -> Path:
    """Write Word where ``path`` ends so, PDF otherwise; returns where it lies. Raises Refused when it cannot."""
    if path.suffix.casefold() == ".docx":
        from csmanager.papers.word import write_markdown

        name = first_heading(markdown) or title
        return write_markdown(
            path, markdown, title=name, stamp=f"{name} · {day_text(day)}", whole=whole, head=head,
            is_letter=printing.is_letter(),
        )  # fmt: skip
    return printing.save_pdf(document(markdown, title, head, whole=whole), path, day)
