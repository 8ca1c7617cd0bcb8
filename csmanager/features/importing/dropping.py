"""Which files are meant when files and folders are handed over."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MOST_FILES = 500  # of one folder; more were hardly meant
TEXTS = (".md", ".markdown", ".mdown", ".txt", ".docx", ".html", ".htm")
_TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def every_file(paths: Iterable[Path]) -> list[Path]:
    """``paths`` with each folder replaced by the files below it that can be read, each once and in order.

    Hidden files, and those a program leaves beside an open one, are passed over; an empty folder stays, so that it is
    named.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = _inside(path) if path.is_dir() else []
        for one in inside or [path]:
            found.setdefault(one)
    return list(found)


def _inside(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.casefold() in (*TEXTS, *_TABLES)
        and not any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        and path.is_file()
    )[:MOST_FILES]
