"""Letters and packets on paper."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextDocument

from csmanager.ui import theme
from csmanager.ui.widgets.markdown import render


def document(markdown: str, title: str) -> QTextDocument:
    """Markdown as it is printed."""
    made = QTextDocument()
    font = QFont()
    font.setPointSizeF(10.0)
    made.setDefaultFont(font)
    render(made, markdown, theme.tokens("light"), size=10.0)
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return made
