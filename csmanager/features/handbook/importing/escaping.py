"""Letters of other formats as Markdown that reads the same."""

from __future__ import annotations

import re

_INSIDE = re.compile(r"([\\`*\[\]<])|(?<![\w])_|_(?![\w])")
_LEADING = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+>](?=\s)|(\d{1,9})([.)])(?=\s))")


def escaped(text: str) -> str:
    """``text`` with a backslash before what Markdown would take for a mark."""
    return _INSIDE.sub(lambda match: f"\\{match[0]}", text)


def line_start(text: str) -> str:
    """A paragraph that begins like a heading, a list or a quote, but is none."""

    def mend(match: re.Match[str]) -> str:
        if match[3]:
            return f"{match[1]}{match[3]}\\{match[4]}"
        return f"{match[1]}\\{match[2]}"

    return _LEADING.sub(mend, text)


def marked(text: str, mark: str) -> str:
    """``text`` between marks, which stand tight at its first and last letter."""
    inside = text.strip()
    if not inside:
        return text
    at = text.index(inside)
    return f"{text[:at]}{mark}{inside}{mark}{text[at + len(inside) :]}"


def table(rows: list[list[str]]) -> list[str]:
    """Rows of cells as the lines of a table; the first row is its head."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return []
    full = [
        [cell.replace("|", "\\|").replace("\n", "<br>") for cell in row] + [""] * (width - len(row))
        for row in rows
    ]
    lines = [f"| {' | '.join(row)} |" for row in full]
    return [lines[0], f"|{'---|' * width}", *lines[1:]]
