"""Reads a written Word or PDF file back as words, to be compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pypdf

from csmanager.papers.blocks import Heading, Item, Paragraph, Table, blocks


def sentences(markdown: str) -> Iterator[str]:
    """What a paper of ``markdown`` has to say, block by block, without blanks."""
    for block in blocks(markdown):
        if isinstance(block, Heading | Paragraph | Item):
            yield bare("".join(span.text for span in block.spans))
        elif isinstance(block, Table):
            for row in (block.head, *block.rows):
                yield from (bare("".join(span.text for span in cell)) for cell in row)


def word_text(path: Path) -> str:
    """Every word of the body of a Word document in its order, without blanks."""
    found = docx.Document(str(path))
    parts: Iterator[Any] = found.iter_inner_content()
    said = []
    for part in parts:
        if hasattr(part, "rows"):
            said += [cell.text for row in part.rows for cell in row.cells]
        else:
            said.append(part.text)
    return bare("".join(said))


def pdf_text(path: Path) -> str:
    """Every word of the pages of a PDF, without blanks."""
    return bare("".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def bare(text: str) -> str:
    """``text`` without blanks and invisible letters, joined letters taken apart."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").split())
