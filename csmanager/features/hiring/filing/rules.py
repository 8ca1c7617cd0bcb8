"""Which papers are taken and what they are. Plain Python, no database."""

from __future__ import annotations

from csmanager.core.errors import RuleBroken

MOST_BYTES = 5_000_000  # of one paper: it is kept in the store, and in every backup of it
MOST_LETTERS = 200_000  # of its text
SECONDS = 20  # for reading one
KINDS = ("CV", "Letter", "Certificate", "Reference", "Other")

_PDF, _ZIP, _OLE, _RTF = b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_TEXTS = (".txt", ".md")


def check_size(name: str, size: int) -> None:
    """Raises RuleBroken for a file too large to be kept, or with nothing in it."""
    if size > MOST_BYTES:
        raise RuleBroken(
            f"{name} has {size / 1e6:,.0f} MB; a paper of an applicant has up to {MOST_BYTES / 1e6:.0f} MB. Ask for"
            " a smaller one, or save it with smaller pictures."
        )
    if size == 0:
        raise RuleBroken(f"{name} is empty.")


def form_of(name: str, start: bytes) -> str:
    """What a file is by its first bytes: pdf, word, old word, rich text, picture or text.

    Raises RuleBroken for anything else: programs, archives and what only pretends to be a paper.
    """
    if start.startswith(_PDF):
        return "pdf"
    if start.startswith(_ZIP) and name.casefold().endswith((".docx", ".docm", ".dotx", ".dotm", ".odt")):
        return "word"
    if start.startswith(_OLE) and name.casefold().endswith((".doc", ".dot")):
        return "old word"
    if start.startswith(_RTF):
        return "rich text"
    if start.startswith(_PICTURES):
        return "picture"
    if name.casefold().endswith(_TEXTS) and b"\x00" not in start:
        return "text"
    raise RuleBroken(f"{name} is no paper that can be kept: PDF, Word, plain text or a picture.")


def guess_kind(name: str) -> str:
    """Which of KINDS a file is likely to be, by its name."""
    words = name.casefold()
    for kind, marks in (
        ("CV", ("cv", "resume", "résumé", "lebenslauf", "curriculum")),
        ("Letter", ("letter", "cover", "anschreiben", "motivation")),
        ("Certificate", ("certificate", "zeugnis", "diploma")),
        ("Reference", ("reference", "referenz")),
    ):
        if any(mark in words for mark in marks):
            return kind
    return "CV"
