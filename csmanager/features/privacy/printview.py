"""A Markdown text as it is printed."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextDocument

from csmanager.ui import theme
from csmanager.ui.widgets.markdown import render

_POINTS = 9.5


def document(markdown: str, title: str) -> QTextDocument:
    """The pages of ``markdown``, wide, since its tables are."""
    made = QTextDocument()
    font = QFont()
    font.setPointSizeF(_POINTS)
    made.setDefaultFont(font)
    render(made, markdown, theme.tokens("light"), size=_POINTS)
    made.setProperty("wide", True)
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return made
