"""Texts on their way into a CSV file: none of them may act as a formula in the program that opens it."""

from __future__ import annotations

import unicodedata

_ACTING = "=+-@\t\r\n"  # what a spreadsheet takes for the start of a formula


def safe_text(text: str) -> str:
    """``text`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    seen = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\u3000"))
    return f"'{text}" if seen and seen[0] in _ACTING else text
