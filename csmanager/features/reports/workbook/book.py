"""A workbook being written: typed cells, live formulas with their values beside them, native tables, print set-up.

``formulas`` remembers every formula cell, so that reading back can ask for its stored value. Nothing that comes from
a file or a person is ever written as anything but text.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from csmanager.features.reports.data import ReportData

FONT = "Calibri"
INK, MUTED, RULE, BAND, HEAD = "#1B2430", "#525C6B", "#7C8796", "#EEF1F5", "#D9DEE6"
STATUS_INK = {"on_target": "#0F706C", "missing": "#7A1414", "not_judged": "#525C6B", "no_data": "#525C6B"}
LINE = 15.0  # points of a line of text
_MOST_CHARACTERS = 32_767  # of a cell
_PERSON_WIDTHS = (24, 44)  # characters
_A4, _LETTER = 9, 1
_ROOM = 1.1  # letters to a unit of column width, which is that of a digit
_MOST_LINES = 27  # of a row; Excel ends at 409 points
_MOST_HEADER = 200  # characters of a column's name
_MOST_FOOTER = 50  # characters of one text in a footer, which holds 255 in all


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value it has now; ``value`` must be what a recalculation gives."""

    text: str
    value: float | str


Content = str | float | int | dt.date | Formula | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, with its own format where the column's does not fit."""

    content: Content
    format: Any = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``width`` in characters, None leaves what another block set; ``wrap``: rows grow with it."""

    header: str
    width: float | None = None
    format: Any = None
    is_number: bool = False
    wrap: bool = False


_NOT_HELD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@lru_cache(maxsize=8192)  # a report says the same names and measures thousands of times
def clean(text: str) -> str:
    """``text`` without what a workbook cannot hold: control characters, lone surrogates, too many characters."""
    return _NOT_HELD.sub("", text)[:_MOST_CHARACTERS]


def sheet_name(name: str, taken: Sequence[str] = ()) -> str:
    """A name a sheet may have: 31 characters, none of ``[]:*?/\\``, unlike every one in ``taken``."""
    base = (
        "".join(" " if letter in "[]:*?/\\" else letter for letter in clean(name)).strip("' ")[:31] or "Sheet"
    )
    used = {other.casefold() for other in taken}
    number, found = 1, base
    while found.casefold() in used:
        number += 1
        mark = f" ({number})"
        found = f"{base[: 31 - len(mark)]}{mark}"
    return found


@dataclass(slots=True)
class Sheet:
    """One sheet. ``formulas`` and ``rows`` (those with a value) are remembered for reading back."""

    book: Book
    name: str
    raw: Any
    formulas: set[tuple[int, int]] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)

    def put(self, row: int, column: int, content: Content, style: Any = None) -> None:
        """Write one cell by its type; None leaves it empty."""
        if content is None:
            if style is not None:
                self.raw.write_blank(row, column, None, style)
            return
        if isinstance(content, str):
            text = clean(content)
            if not text:
                return
            self.raw.write_string(row, column, text, style if style is not None else self.book.plain)
        elif isinstance(content, Formula):
            self.formulas.add((row, column))
            value = content.value
            if isinstance(value, float):
                value = _finite(value)
            self.raw.write_formula(row, column, content.text, style, value)
        elif isinstance(content, dt.date):
            self.raw.write_datetime(row, column, content, style if style is not None else self.book.day)
        else:
            self.raw.write_number(
                row, column, _finite(content), style if style is not None else self.book.plain
            )
        self.rows.add(row)

    def paragraph(self, row: int, last: int, text: str) -> None:
        """Text wrapped over the columns up to ``last``; for words, never for data."""
        self.raw.merge_range(row, 0, row, last, "", self.book.wrapped)
        self.put(row, 0, text, self.book.wrapped)

    def table(
        self, name: str, row: int, columns: Sequence[Column], rows: Sequence[Sequence[Any]], about: str
    ) -> int:
        """A native table with its header in ``row``; returns the row below it. ``about``: alternative text."""
        book = self.book
        last = row + max(1, len(rows))
        headers = [
            {"header": header, "header_format": self._head(column)}
            for header, column in zip(_headers(columns), columns, strict=True)
        ]
        options = {"name": name, "style": "Table Style Light 1", "columns": headers, "description": about}
        self.raw.add_table(row, 0, last, len(columns) - 1, options)
        lines = 1
        for index, column in enumerate(columns):
            if column.width is not None:
                self.raw.set_column(index, index, column.width)
                self.widths[index] = column.width
            lines = max(
                lines, _lines(column.header, self.widths.get(index, 8.0) - 2)
            )  # 2 for the filter's arrow
        self.raw.set_row(row, LINE * lines + 3)
        put = self.put
        wrapped = [index for index, column in enumerate(columns) if column.wrap]
        for offset, cells in enumerate(rows, row + 1):
            if wrapped:
                self.raw.set_row(offset, LINE * self._height(cells, wrapped))
            for index, content in enumerate(cells):
                if isinstance(content, Cell):
                    put(offset, index, content.content, content.format or columns[index].format)
                else:
                    put(offset, index, content, columns[index].format)
        self.rows.add(row)
        book.tables[name] = (self.name, len(rows))
        return last + 1

    def _height(self, cells: Sequence[Any], wrapped: Sequence[int]) -> int:
        lines = 1
        for index in wrapped:
            held = cells[index].content if isinstance(cells[index], Cell) else cells[index]
            lines = max(lines, _lines(str(held or ""), self.widths.get(index, 8.0) * _ROOM))
        return min(lines, _MOST_LINES)

    def _head(self, column: Column) -> Any:
        if column.is_number:
            return self.book.head_right
        return self.book.head_spaced if column.format is self.book.spaced else self.book.head


class Book:
    """The file and what all sheets share."""

    def __init__(self, path: Path, data: ReportData) -> None:
        import xlsxwriter

        self.data = data
        self.sheets: list[Sheet] = []
        self.tables: dict[str, tuple[str, int]] = {}  # table name -> sheet, rows
        self.raw = xlsxwriter.Workbook(
            str(path),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "in_memory": True,  # a report is small, and its parts need not touch another disk
            },
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.raw.formats[0].set_font_name(FONT)
        self.plain = self.style()
        self.text = self.style(valign="top")
        self.wrapped = self.style(text_wrap=True, valign="top")
        self.quiet = self.style(font_color=MUTED)
        self.day = self.style(num_format="d mmm yyyy", align="left")
        self.month = self.style(num_format="mmm yyyy", align="left")
        self.whole = self.style(num_format="#,##0")
        self.title = self.style(bold=True, font_size=16, font_color=INK)
        self.heading = self.style(bold=True, font_size=12, font_color=INK)
        self.head = self.style(
            bold=True, bg_color=HEAD, bottom=1, bottom_color=RULE, text_wrap=True, valign="top"
        )
        self.head_spaced = self.style(
            bold=True,
            bg_color=HEAD,
            bottom=1,
            bottom_color=RULE,
            text_wrap=True,
            valign="top",
            align="left",
            indent=1,
        )
        self.left = self.style(align="left")  # names of any script begin at the left
        self.spaced = self.style(indent=1)  # text right of a number
        self.head_right = self.style(
            bold=True, bg_color=HEAD, bottom=1, bottom_color=RULE, text_wrap=True, valign="top", align="right"
        )
        self._describe()

    def style(self, **properties: Any) -> Any:
        """A cell format; the same properties give the same format."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.raw.add_format({"font_name": FONT, "valign": "vcenter", **properties})
        return self._formats[key]

    def number(self, number_format: str, **more: Any) -> Any:
        """A right-aligned number."""
        return self.style(**{"num_format": number_format, "align": "right", **more})

    def sheet(self, name: str, title: str, *, gridlines: bool = True) -> Sheet:
        """A new sheet with title, period, store and filters in its first rows, ready to print. Content from row 4."""
        data = self.data
        from csmanager.features.reports.workbook.plainsheet import PlainSheet

        raw = self.raw.add_worksheet(sheet_name(name, [sheet.name for sheet in self.sheets]), PlainSheet)
        sheet = Sheet(self, raw.get_name(), raw)
        self.sheets.append(sheet)
        sheet.put(0, 0, title, self.title)
        raw.set_row(0, 24)
        sheet.put(1, 0, f"{data.period}, {day_words(data.first)} to {day_words(data.last)}", self.quiet)
        sheet.put(2, 0, self.filters(), self.quiet)
        self._set_up_print(raw, gridlines)
        return sheet

    def person_width(self) -> float:
        """Characters wide enough for every person, within reason."""
        longest = max((len(member.label) for member in self.data.members), default=0)
        return float(min(max(longest + 3, _PERSON_WIDTHS[0]), _PERSON_WIDTHS[1]))

    def filters(self) -> str:
        """Store and filters in one line."""
        people = "people by name" if self.data.with_names else "people by code"
        return f"{self.data.store} · all teams, channels and topics · {people}"

    def name_cell(self, name: str, sheet: Sheet, row: int, column: int) -> None:
        """Give one cell a name for formulas."""
        self.raw.define_name(name, f"='{sheet.name}'!{address(row, column, fixed=True)}")

    def close(self) -> None:
        """Write the file; it opens on the first sheet, with the caret at its top."""
        from xlsxwriter.exceptions import FileCreateError

        self.sheets[0].raw.activate()
        try:
            self.raw.close()
        except FileCreateError as error:
            raise (
                error.args[0] if error.args and isinstance(error.args[0], OSError) else OSError(str(error))
            ) from error

    def _describe(self) -> None:
        data = self.data
        self.raw.set_properties(
            {
                "title": clean(f"{data.store}: customer service report, {data.period}")[:_MOST_HEADER],
                "subject": f"Figures from {data.first.isoformat()} to {data.last.isoformat()}",
                "author": f"csmanager {data.version}",
                "company": clean(data.store)[:_MOST_HEADER],
                "category": "Management report",
                "keywords": "customer service, report, targets",
                "comments": f"Figures {data.digest()[:16]}",
                "created": data.made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0),
            }
        )

    def _set_up_print(self, raw: Any, gridlines: bool) -> None:
        data = self.data
        raw.set_landscape()
        raw.set_paper(_LETTER if data.is_letter else _A4)
        raw.fit_to_pages(1, 0)
        raw.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        store = clean(data.store)[:_MOST_FOOTER].replace("&", "&&")
        period = clean(data.period)[:_MOST_FOOTER].replace("&", "&&")
        raw.set_footer(f"&L{store}&C{period}&R&A, page &P of &N")
        raw.hide_gridlines(1 if gridlines else 2)  # 1: not on paper; 2: nowhere


def day_words(day: dt.date) -> str:
    """A date in words: 3 March 2026."""
    return f"{day.day} {day:%B %Y}"


def address(row: int, column: int, *, fixed: bool = False) -> str:
    """The A1 address of a cell counted from 0."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column, row_abs=fixed, col_abs=fixed))


def this(table: str, column: str) -> str:
    """The cell of ``column`` in the formula's own row of ``table``."""
    return f"{table}[[#This Row],[{column}]]"


def _lines(text: str, width: float) -> int:
    """Lines that ``text`` takes when its words are wrapped at ``width`` characters."""
    lines, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > width:
            lines, used = lines + 1, 0
        used += len(word) + (1 if used else 0)
    return lines


def _headers(columns: Sequence[Column]) -> list[str]:
    """Headers as a native table wants them: none empty, none like another."""
    found: list[str] = []
    for column in columns:
        base = " ".join(clean(column.header).split())[:_MOST_HEADER] or "Column"
        name, number = base, 1
        while name.casefold() in {other.casefold() for other in found}:
            number += 1
            name = f"{base} ({number})"
        found.append(name)
    return found


def label(text: str) -> str:
    """``text`` for a chart, where a leading = would make a reference of it."""
    return f" {clean(text)}" if text.startswith("=") else clean(text)


def quoted(text: str) -> str:
    """``text`` as a text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"A workbook cannot hold {value}")
    return value
