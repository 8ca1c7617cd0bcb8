"""Cut, copy, paste and select for whatever has the focus: a field, an editor or a table."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_Editor = QLineEdit | QTextEdit | QPlainTextEdit


def editor() -> _Editor | None:
    """The field that has the focus, where something can be typed or selected."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QComboBox) and widget.lineEdit() is not None:
        return widget.lineEdit()
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        return widget
    return None


def cut() -> None:
    """Cut the selection of the field."""
    field = editor()
    if field is not None:
        field.cut()


def copy() -> None:
    """Copy the selection, of a table with its headers."""
    _copy(headers=True)


def copy_without_headers() -> None:
    """Copy the selected cells of a table without their headers."""
    _copy(headers=False)


def _copy(*, headers: bool) -> None:
    field = editor()
    if field is not None:
        field.copy()
        return
    table = table_around(QApplication.focusWidget())
    if table is not None and hasattr(table, "copy"):
        table.copy(headers=headers)


def paste() -> bool:
    """Paste into the field that has the focus; False when there is none that takes it."""
    field = editor()
    if field is None or field.isReadOnly():
        return False
    field.paste()
    return True


def select_all() -> None:
    """Select all of what has the focus."""
    field = editor()
    if field is not None:
        field.selectAll()
        return
    widget = QApplication.focusWidget()
    if widget is not None and hasattr(widget, "selectAll"):
        widget.selectAll()


def table_around(widget: QWidget | None) -> Any:
    """The table that ``widget`` lies in; None when it lies in none."""
    while widget is not None:
        if hasattr(widget, "export_rows"):
            return widget
        widget = widget.parentWidget()
    return None


def table_in_view(page: QWidget | None) -> Any:
    """The table of ``page`` that has the focus, otherwise the first one in view; None when there is none."""
    if page is None:
        return None
    focused = table_around(QApplication.focusWidget())
    if focused is not None and page.isAncestorOf(focused):
        return focused
    tables = [child for child in page.findChildren(QWidget) if hasattr(child, "export_rows")]
    return next((table for table in tables if table.isVisible()), None)


def reset_columns(page: QWidget | None) -> None:
    """Show the columns of every table on ``page`` as they were at first."""
    if page is None:
        return
    for child in page.findChildren(QWidget):
        state = getattr(child, "header_state", None)
        if state is not None:
            state.reset()


def is_block(text: str) -> bool:
    """Whether ``text`` is a block of cells: several lines, or several cells in a line."""
    return "\t" in text or len(text.strip().splitlines()) > 1


def keep_block(text: str) -> Path:
    """Write a pasted block to a file in a folder of its own, for the importer to read like any other."""
    path = Path(tempfile.mkdtemp(prefix="csmanager-paste-")) / "pasted cells.tsv"
    path.write_text(text, encoding="utf-8", newline="")
    return path
