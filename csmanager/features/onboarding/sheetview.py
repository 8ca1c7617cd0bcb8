"""Paper of joining: on-the-job sheets with codes, and a plan as a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from PySide6.QtGui import QTextDocument

from csmanager.core import saying
from csmanager.features.onboarding import rules
from csmanager.features.onboarding.queries import CopyRow, PlanRow

_CELL = "border-bottom:1px solid #808080; padding-right:10px"
_MARKS = ("Alone", "With help", "Not yet")


def sheets(copies: Sequence[CopyRow], shop: str) -> QTextDocument:
    """One page for each copy: the code, the lines with three boxes, and two signatures."""
    parts = []
    for number, copy in enumerate(copies):
        broken = " style='page-break-before:always'" if number else ""
        intro = [
            line
            for line in copy.body.splitlines()
            if line.strip() and not line.strip().startswith(("- ", "#"))
        ]
        parts.append(
            f"<h2{broken}>{escape(copy.title)}</h2><p>{escape(shop)}<br><b>{escape(copy.person)}</b>"
            f" &nbsp; Code <tt><b>{copy.code}</b></tt></p><p>{escape(' '.join(intro))}</p>"
            "<table width='100%' cellspacing='0' cellpadding='7'><thead><tr>"
            f"<th align='left' width='61%' style='{_CELL}'>Seen at work</th>"
            + "".join(f"<th align='center' width='13%' style='{_CELL}'>{word}</th>" for word in _MARKS)
            + "</tr></thead>"
        )
        for line in copy.body.splitlines():
            text = line.strip()
            if text.startswith("#"):
                parts.append(
                    f"<tr><td colspan='4' style='{_CELL}'><b>{escape(text.lstrip('# '))}</b></td></tr>"
                )
            elif text.startswith("- "):
                boxes = f"<td align='center' style='{_CELL}'>☐</td>" * len(_MARKS)
                parts.append(f"<tr><td style='{_CELL}'>{escape(text[2:])}</td>{boxes}</tr>")
        parts.append(
            "</table><p>&nbsp;</p><p>Mentor: ________________________ &nbsp; Newcomer: ________________________"
            " &nbsp; Date: ____________</p>"
        )
    return _document("".join(parts), "On-the-job sheets")


def plan(row: PlanRow, shop: str, today: dt.date) -> QTextDocument:
    """A plan to hang up or to give to the newcomer."""
    mentor = f", mentor {escape(row.mentor)}" if row.mentor else ""
    parts = [
        f"<h2>{escape(row.name)}</h2><p>{escape(shop)}<br><b>{escape(row.person)}</b>, from"
        f" {row.starts_on:%d %B %Y}{mentor}. As of {today:%d %B %Y}.</p>"
        "<table width='100%' cellspacing='0' cellpadding='5'>"
    ]
    phase = None
    for item in row.items:
        if item.phase != phase:
            phase = item.phase
            parts.append(f"<tr><td colspan='4' style='{_CELL}'><b>{escape(phase)}</b></td></tr>")
        box = "☒" if item.state in rules.SETTLED else "☐"
        must = "" if item.mandatory else " (if there is time)"
        parts.append(
            f"<tr><td width='4%' style='{_CELL}'>{box}</td><td width='60%' style='{_CELL}'>{escape(item.title)}{must}"
            f"</td><td width='20%' style='{_CELL}'>{item.by}</td>"
            f"<td width='16%' style='{_CELL}'>{saying.day(item.due_on)}</td></tr>"
        )
    parts.append("</table>")
    if row.gates:
        parts.append("<h3>Gates</h3><table width='100%' cellspacing='0' cellpadding='7'>")
        parts += [
            f"<tr><td width='22%' style='{_CELL}'><b>{escape(gate.name)}</b></td><td width='40%' style='{_CELL}'>"
            f"{escape(gate.rule.text)}</td><td width='38%' style='{_CELL}'>"
            f"{escape(gate.says) if gate.signed_on else 'Signature, day:'}</td></tr>"
            for gate in row.gates
        ]
        parts.append("</table>")
    return _document("".join(parts), f"Plan of {row.person}")


def _document(html: str, title: str) -> QTextDocument:
    document = QTextDocument()
    document.setHtml(html)
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    return document
