"""Sign sheets on paper: one a policy, a line with a code for everybody who has not signed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from PySide6.QtGui import QTextDocument

from csmanager.features.handbook.knowing.queries import SheetLine

_CELL = "border-bottom:1px solid #808080; padding-right:10px"


def sheets(lines: Sequence[SheetLine], shop: str) -> QTextDocument:
    """The sheets for ``lines``, which stand in the order of their policies."""
    parts = []
    for number, (_key, group) in enumerate(groupby(lines, key=lambda line: line.version_id)):
        rows = list(group)
        first = rows[0]
        title = f"{first.policy_code}  {first.title}, version {first.number}"
        broken = " style='page-break-before:always'" if number else ""
        parts.append(
            f"<h2{broken}>{escape(title)}</h2><p>{escape(shop)}. With my signature I say that I have read this"
            " version and work by it. The code belongs to one person and this version alone.</p>"
            "<table width='100%' cellspacing='0' cellpadding='9'><thead><tr>"
            + "".join(
                f"<th align='left' width='{width}%' style='{_CELL}'>{word}</th>"
                for word, width in (("Name", 34), ("Code", 16), ("Date", 16), ("Signature", 34))
            )
            + "</tr></thead>"
        )
        parts += [
            f"<tr><td style='{_CELL}'>{escape(line.person)}</td><td style='{_CELL}'><tt><b>{line.code}</b></tt></td>"
            f"<td style='{_CELL}'>&nbsp;</td><td style='{_CELL}'>&nbsp;</td></tr>"
            for line in rows
        ]
        parts.append("</table>")
    document = QTextDocument()
    document.setHtml("".join(parts))
    document.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, "Sign sheets")
    return document
