"""Tables in markup: web pages, clipboards, workbooks that are web pages inside, and XML spreadsheets of 2003."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from csmanager.core.errors import Refused
from csmanager.features.importing import limits

Row = list[str]

_CELLS = frozenset({"td", "th", "cell"})
_TABLES = frozenset({"table", "worksheet"})
_ROWS = frozenset({"tr", "row"})
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_BREAKS = frozenset({"br", "p", "div", "li"})
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.I)
_MOST_BYTES = 30_000_000
_FEW, _MANY = 3, 150  # words
_MOST_SPAN = 200  # columns or rows one cell may reach over
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)


def is_markup(start: bytes) -> bool:
    """Whether a file begins like a web page or an XML spreadsheet; ``start``: its first bytes in small letters."""
    if start.startswith(b"<?xml"):
        return b"urn:schemas-microsoft-com:office:spreadsheet" in start or b"<html" in start
    return start.startswith(
        (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<body", b"<div", b"<style")
    )


class Book:
    """The tables of one file, by name."""

    def __init__(self, path: Path) -> None:
        """Raises Refused for files that are far too large."""
        if path.stat().st_size > _MOST_BYTES:
            most = _MOST_BYTES // 1_000_000
            raise Refused(f"{path.name} is a web page of more than {most} MB; export it as CSV.")
        parser = _Parser()
        parser.feed(_decoded(path.read_bytes()))
        parser.close()
        self.sheets = {name: rows for name, rows in parser.named().items() if any(any(row) for row in rows)}
        self.words = len(parser.prose.split())

    @property
    def is_prose(self) -> bool:
        """Whether the page is a text rather than tables."""
        cells = sum(len(row) for rows in self.sheets.values() for row in rows)
        if not self.sheets:
            return self.words > _FEW
        return self.words > _MANY and cells < 0.3 * self.words

    def rows(self, name: str) -> list[Row]:
        """The rows of one table."""
        return self.sheets[name]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    named = _CHARSET.search(data[:2048])
    for encoding in ("utf-8-sig", named[1].decode() if named else "cp1252", "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


class _Parser(HTMLParser):
    """Collects cells; what is spanned over by a cell repeats nothing and stays blank."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tables: list[tuple[str, list[Row]]] = []
        self._open: list[list[Row]] = []
        self._row: Row | None = None
        self._cell: list[str] | None = None
        self._span = 1
        self._below: dict[int, int] = {}
        self._unseen = 0
        self._hides = False
        self._caption: list[str] | None = None
        self._names: list[str] = []
        self.prose = ""
        self._prose: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = tag.rpartition(":")[2]
        told = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _TABLES and not (tag == "table" and self._open and self._is_xml()):
            self._end_cell()
            self._open.append([])
            self._names.append(told.get("name", "") or told.get("summary", ""))
            self._below = {}
        elif tag == "caption":
            self._caption = []
        elif tag in _ROWS and self._open:
            self._end_row()
            self._row = []
            if told.get("index", "").isdecimal():
                self._skip_to(int(told["index"]))
        elif tag in _CELLS and self._open:
            self._start_cell(told)
        elif tag in _BREAKS and self._cell is not None:
            self._cell.append("\n")

    def _is_xml(self) -> bool:
        return bool(self._names and self._names[-1]) and self._row is None

    def _skip_to(self, number: int) -> None:
        rows = self._open[-1]
        if len(rows) < number - 1 <= limits.ROWS:
            rows.extend([] for _ in range(number - 1 - len(rows)))

    def _start_cell(self, told: dict[str, str]) -> None:
        self._end_cell()
        if self._row is None:
            self._row = []
        index = told.get("index", "")
        if index.isdecimal() and len(self._row) < int(index) - 1 <= limits.TEXT_COLUMNS:
            self._row.extend("" for _ in range(int(index) - 1 - len(self._row)))
        while self._below.get(len(self._row), 0) > 0:
            self._below[len(self._row)] -= 1
            self._row.append("")
        across = told.get("colspan", "") or (
            str(int(told["mergeacross"]) + 1) if told.get("mergeacross", "").isdecimal() else ""
        )
        self._span = min(int(across), _MOST_SPAN) if across.isdecimal() and int(across) > 0 else 1
        down = told.get("rowspan", "")
        if down.isdecimal() and 1 < int(down) <= _MOST_SPAN:
            for place in range(len(self._row), len(self._row) + self._span):
                self._below[place] = int(down) - 1
        self._cell = []

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS:
            self._end_cell()
        elif tag in _ROWS:
            self._end_row()
        elif tag == "caption" and self._caption is not None:
            if self._names:
                self._names[-1] = " ".join("".join(self._caption).split()) or self._names[-1]
            self._caption = None
        elif tag in _TABLES and self._open and not (tag == "table" and self._is_xml()):
            self._end_row()
            self._tables.append((self._names.pop(), self._open.pop()))

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._cell is not None:
            self._cell.append(data)
        elif self._caption is not None:
            self._caption.append(data)
        elif not self._open:
            self._prose.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        assert self._row is not None
        text = "".join(self._cell).replace("\u00a0", " ")
        lines = [" ".join(line.split()) for line in text.split("\n")]
        self._row.append("\n".join(line for line in lines if line))
        self._row.extend("" for _ in range(self._span - 1))
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None and self._open:
            self._open[-1].append(self._row)
        self._row = None

    def close(self) -> None:
        """Close what the page left open."""
        super().close()
        self._end_row()
        while self._open:
            self._tables.append((self._names.pop(), self._open.pop()))
        self.prose = " ".join(self._prose)

    def named(self) -> dict[str, list[Row]]:
        """The tables by their names, in order."""
        made: dict[str, list[Row]] = {}
        for number, (name, rows) in enumerate(self._tables, 1):
            title = name or f"Table {number}"
            made[title if title not in made else f"{title} ({number})"] = rows
        return made
