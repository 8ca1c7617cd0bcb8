"""Paper of training: the attendance sheet of a date, and the matrix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from PySide6.QtGui import QTextDocument

from csmanager.features.schedule.rules import clock_text
from csmanager.features.training import rules
from csmanager.features.training.matrixwidget import MatrixRow
from csmanager.features.training.queries import SessionRow
from csmanager.features.training.rules import State

_CELL = "border-bottom:1px solid #808080; padding-right:10px"
_EMPTY_LINES = 3  # for whoever comes without having been booked
_NAME_SHARE = 18  # percent of the width of the matrix
_SIGNS = {"good": "●", "late": "▼", "bad": "▼", "soon": "▲", "watch": "▲", "open": "○", "none": "–"}


def attendance(row: SessionRow, shop: str) -> QTextDocument:
    """The sheet to sign on the day, with a line for everybody booked and a few empty ones."""
    at = f", {clock_text(row.start_minute)}" if row.start_minute else ""
    where = ", ".join(part for part in (row.trainer, row.place) if part)
    head = (
        f"<h2>{escape(row.course)}</h2><p>{escape(shop)}<br>{row.held_on:%A %d %B %Y}{at},"
        f" {rules.hours_text(row.minutes)}{escape(' · ' + where) if where else ''}</p>"
    )
    names = [name for _, name, state in row.people if state is not State.ABSENT]
    lines = "".join(
        f"<tr><td style='{_CELL}'>{number}</td><td style='{_CELL}'>{escape(name) or '&nbsp;'}</td>"
        f"<td style='{_CELL}'>&nbsp;</td><td style='{_CELL}'>&nbsp;</td><td style='{_CELL}'>&nbsp;</td></tr>"
        for number, name in enumerate([*names, *[""] * _EMPTY_LINES], 1)
    )
    titles = "".join(
        f"<th align='left' width='{width}%' style='{_CELL}'>{word}</th>"
        for word, width in (("", 5), ("Name", 35), ("Came", 12), ("Left", 12), ("Signature", 36))
    )
    foot = "<p>Trainer's signature: ______________________________</p>"
    return _document(
        f"{head}<table width='100%' cellspacing='0' cellpadding='9'><thead><tr>{titles}</tr></thead>{lines}"
        f"</table><p>&nbsp;</p>{foot}",
        f"Attendance {row.course}",
    )


def matrix(
    rows: Sequence[MatrixRow], heads: Sequence[tuple[int, str]], shop: str, today: dt.date
) -> QTextDocument:
    """The matrix in black on white: a sign and a word in every cell, with the key below."""
    each = (100 - _NAME_SHARE) // max(1, len(heads))
    widths = [("Person", _NAME_SHARE), *((title, each) for _, title in heads)]
    titles = "".join(
        f"<th align='left' width='{width}%' style='{_CELL}'>{escape(title)}</th>" for title, width in widths
    )
    lines = []
    for row in rows:
        cells = []
        for key, _title in heads:
            found = row.cells.get(key)
            kind, word = found.standing(today) if found is not None else ("", "")
            cells.append(f"<td style='{_CELL}'>{_SIGNS.get(kind, '')} {escape(word)}</td>")
        lines.append(f"<tr><td style='{_CELL}'>{escape(_short(row.person))}</td>{''.join(cells)}</tr>")
    document = _document(
        f"<h2>Training matrix</h2><p>{escape(shop)}, {today:%d %B %Y}</p>"
        f"<table width='100%' cellspacing='0' cellpadding='5'><thead><tr>{titles}</tr></thead>{''.join(lines)}</table>"
        "<p>● done &nbsp; ○ due or booked &nbsp; ▲ runs out soon, or was absent &nbsp; ▼ late, failed or run out"
        " &nbsp; – exempt &nbsp; blank: not asked</p>",
        "Training matrix",
    )
    document.setProperty("wide", True)
    return document


def _short(name: str) -> str:
    return name if len(name) <= 34 else f"{name[:33]}…"


def _document(html: str, title: str) -> QTextDocument:
    document = QTextDocument()
    document.setHtml(html)
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return document
