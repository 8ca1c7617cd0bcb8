"""A table as it stands on the screen, written as a workbook or as CSV. No cell of it can act as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from csmanager.core.errors import RuleBroken
from csmanager.core.files import replace_file

_ACTING = "=+-@\t\r\n"  # what a spreadsheet takes for the start of a formula in CSV
_MOST_ROWS = 1_048_575  # of a worksheet, below its header
_WIDEST = 60  # characters


def write_table(path: Path, title: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    """Write the table to ``path`` by its suffix (.csv, otherwise .xlsx); returns where it lies.

    A target that is open elsewhere is left alone and another name is taken. Raises Refused when the folder cannot be
    written, RuleBroken when a worksheet cannot hold the rows.
    """
    if path.suffix.lower() == ".csv":
        return replace_file(path, lambda temporary: _write_csv(temporary, headers, rows))
    if len(rows) > _MOST_ROWS:
        raise RuleBroken(
            f"A worksheet holds {_MOST_ROWS:,} rows; these are {len(rows):,}. Export them as CSV."
        )
    return replace_file(path, lambda temporary: _write_xlsx(temporary, title, headers, rows))


def _write_csv(path: Path, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # Excel reads UTF-8 by its mark only
        writer = csv.writer(file)
        writer.writerow([safe_text(text) for text in headers])
        for row in rows:
            writer.writerow([safe_text(value) if isinstance(value, str) else _plain(value) for value in row])


def safe_text(text: str) -> str:
    """``text`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    seen = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\u3000"))
    return f"'{text}" if seen and seen[0] in _ACTING else text


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat(sep=" ") if isinstance(value, dt.datetime) else value.isoformat()
    return value


def _write_xlsx(path: Path, title: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        widths = [len(text) for text in headers]
        for column, text in enumerate(headers):
            sheet.write_string(0, column, text, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_boolean(number, column, value)
                elif isinstance(value, int | float | Decimal):
                    sheet.write_number(number, column, value)
                elif isinstance(value, dt.datetime):
                    sheet.write_datetime(number, column, value.replace(tzinfo=None), moment)
                elif isinstance(value, dt.date):
                    sheet.write_datetime(number, column, value, day)
                else:
                    sheet.write_string(number, column, str(value)[:32_767])
                widths[column] = max(widths[column], 16 if isinstance(value, dt.date) else len(str(value)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(_WIDEST, width + 2))
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), max(0, len(headers) - 1))
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _sheet_name(title: str) -> str:
    name = "".join(" " if letter in "[]:*?/\\" else letter for letter in title).strip("' ")
    return name[:31] or "Table"
