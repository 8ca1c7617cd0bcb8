"""Letters and packets on paper."""

from __future__ import annotations

from PySide6.QtGui import QTextDocument

from csmanager.ui import textpaper


def document(markdown: str, title: str) -> QTextDocument:
    """Markdown as it is printed."""
    return textpaper.document(markdown, title)
