"""Cells on the clipboard: as tab separated text and as HTML, so that a spreadsheet keeps what they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QLocale, QMimeData, QStringListModel

from csmanager.ui.widgets.bullet import Bullet
from csmanager.ui.widgets.columns import Column

_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8">'
    "<style>td,th{white-space:nowrap;vertical-align:top}th{text-align:left}br{mso-data-placement:same-cell}</style>"
    "</head><body><table>"
)

_FORMS = {"seconds": "[h]:mm:ss", "date": "yyyy-mm-dd", "instant": "yyyy-mm-dd hh:mm"}
_BUILT_IN = {  # LibreOffice takes only formats it has already
    "seconds": "[HH]:MM:SS",
    "date": "YYYY-MM-DD",
    "instant": "YYYY-MM-DD HH:MM:SS",
}
_A_DAY = 86_400  # seconds


def mime(columns: Sequence[Column], rows: Sequence[Any], *, headers: bool) -> QMimeData:
    """``rows`` in ``columns`` for the clipboard."""
    data = _made_by_qt()
    data.setText(as_tsv(columns, rows, headers=headers))
    data.setHtml(as_html(columns, rows, headers=headers))
    return data


def _made_by_qt() -> QMimeData:
    """An empty QMimeData that Python did not make.

    The clipboard keeps its data until the program has ended, and destroying there what Python made crashes:
    ``QApplication.clipboard().setMimeData(QMimeData())`` is enough for exit code 139 (PySide6 6.11).
    """
    model = QStringListModel([""])
    data = model.mimeData([model.index(0)])
    for kind in data.formats():
        data.removeFormat(kind)
    return data


def as_tsv(columns: Sequence[Column], rows: Sequence[Any], *, headers: bool) -> str:
    """Lines of cells; a cell with a tab, a line break or a quote is quoted."""
    lines = ["\t".join(_quoted(column.title) for column in columns)] if headers else []
    lines += ["\t".join(_quoted(plain(column, row)) for column in columns) for row in rows]
    return "\n".join(lines)


def as_html(columns: Sequence[Column], rows: Sequence[Any], *, headers: bool) -> str:
    """A table whose numbers are numbers to Excel and whose texts stay texts (00123 keeps its zeros)."""
    parts = [_HEAD]
    if headers:
        parts.append(f"<tr>{''.join(f'<th>{_escaped(column.title)}</th>' for column in columns)}</tr>")
    parts += [f"<tr>{''.join(_cell(column, row) for column in columns)}</tr>" for row in rows]
    parts.append("</table></body></html>")
    return "\n".join(parts)


def plain(column: Column, row: Any) -> str:
    """The cell as a spreadsheet reads it from text: numbers ungrouped, dates as 2026-03-31, durations as 0:04:05."""
    if column.kind in ("date", "instant"):
        when = when_of(column, row)
        if isinstance(when, dt.datetime):
            return when.strftime("%Y-%m-%d %H:%M")
        return when.isoformat() if when is not None else column.shown(row)
    value = number_of(column, row)
    if value is None:
        return column.shown(row) if column.kind not in ("number", "share", "seconds") else ""
    if column.kind == "seconds":
        whole = round(abs(value))
        return f"{'-' if value < 0 else ''}{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    if column.kind == "share":
        return f"{locale.toString(value * 100, 'g', 15)}%"
    return locale.toString(float(value), "g", 15) if isinstance(value, float) else str(value)


def number_of(column: Column, row: Any) -> float | int | None:
    """The number in the cell; None where there is none."""
    value = column.value(row)
    if column.kind == "bullet" and isinstance(value, Bullet):
        value = value.value
    if column.kind not in ("number", "share", "seconds", "bullet") or isinstance(value, bool):
        return None
    return value if isinstance(value, int | float) else None


def when_of(column: Column, row: Any) -> dt.date | dt.datetime | None:
    """The date or instant in a cell as the screen shows it; None where only its text says it right."""
    value = column.value(row)
    if not isinstance(value, dt.datetime):
        return value if isinstance(value, dt.date) else None
    if column.zone is None and column.text is not None:
        return None  # the text may be in another zone than the value
    return column.moment(row)


def _cell(column: Column, row: Any) -> str:
    """One cell. Excel reads ``x:num`` and ``mso-number-format``, LibreOffice ``sdval`` and ``sdnum``."""
    number = number_of(column, row)
    form, known = _FORMS.get(column.kind, ""), _BUILT_IN.get(column.kind, "")
    when = when_of(column, row) if column.kind in ("date", "instant") else None
    if when is not None:
        number = _serial(when)
    if number is None:
        shown = "" if column.is_numeric and column.value(row) is None else column.shown(row)
        return f"<td sdnum='1033;0;@' style='mso-number-format:\"\\@\"'>{_escaped(shown)}</td>"
    if column.kind == "share":
        form = f"0.{'0' * column.decimals}%" if column.decimals else "0%"
        known = "0.00%" if column.decimals else "0%"
    if column.kind == "seconds":
        number = number / _A_DAY
    style = form.replace(":", "\\:").replace("-", "\\-") or "General"
    return (
        f"<td align='right' x:num=\"{number!r}\" sdval='{number!r}' sdnum='1033;0;{known}'"
        f" style='mso-number-format:\"{style}\"'>{_escaped(plain(column, row))}</td>"
    )


def _serial(when: dt.date) -> float | int:
    """Days since 30 December 1899, as spreadsheets count."""
    if isinstance(when, dt.datetime):
        return (when.replace(tzinfo=None) - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    return (when - dt.date(1899, 12, 30)).days


def _quoted(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text or "\n" in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>")
