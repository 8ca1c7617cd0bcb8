"""Export this view: a table as it stands on the screen, as a workbook or as CSV.

``sheet_of`` looks at the table, on the window's thread; ``write_sheet`` writes, in any thread. Numbers, dates and
durations are such in Excel too; texts stay texts, and none of them can act as a formula.
"""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from csmanager.core.errors import Refused, RuleBroken
from csmanager.core.files import replace_file
from csmanager.core.sheets import safe_text
from csmanager.ui.widgets.columns import Column

FILTER = "Excel workbook (*.xlsx);;CSV file (*.csv)"
_MOST_ROWS = 1_048_576  # of a worksheet
_MOST_LETTERS = 32_767  # of a cell
_WIDEST = 60  # characters a column is wide at most
_A_DAY = 86_400  # seconds
_LETTER, _A4 = 1, 9  # Excel's numbers of papers
_MEASURED = 2_000  # rows whose widths are looked at


class Exportable(Protocol):
    """What a RecordTable and a PagedTable have in common here."""

    def export_columns(self) -> list[Column]:
        """The columns in view that hold values."""

    def export_rows(self) -> tuple[list[str], list[list[Any]]]:
        """Headers and values."""

    def filter_text(self) -> str:
        """What the filter is; "" when there is none."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table ready to be written. ``rows`` gives them when called, so that a long table is read by the writer."""

    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Sequence[Any]]]
    paper: int = _A4


def export_view(table: Exportable, path: Path, title: str = "", day: dt.date | None = None) -> Path:
    """Write the table's present view to ``path`` (.csv, otherwise .xlsx); returns where it lies.

    A file that is open in Excel is left alone, and another name is taken: compare the result with ``path``.
    Raises Refused when the folder cannot be written, RuleBroken when a worksheet cannot hold the rows.
    """
    return write_sheet(path, sheet_of(table, title or path.stem, day))


def sheet_of(table: Exportable, title: str, day: dt.date | None = None) -> Sheet:
    """What is to be written of ``table``; ``day`` is said in its head."""
    from csmanager.ui.printing import is_letter

    filtered = table.filter_text()
    notes = [f"Filter: {filtered}"] if filtered else []
    if day is not None:
        notes.append(f"Exported on {day.isoformat()}")
    reader = getattr(table, "export_reader", None)
    if reader is not None:
        rows: Callable[[], Iterable[Sequence[Any]]] = reader()
    else:
        values = table.export_rows()[1]

        def rows() -> Iterable[Sequence[Any]]:
            return values

    columns = tuple(table.export_columns())
    return Sheet(title, tuple(notes), columns, rows, _LETTER if is_letter() else _A4)


def write_sheet(path: Path, sheet: Sheet) -> Path:
    """Write ``sheet`` to ``path`` by its ending; returns where it lies."""
    if path.suffix.lower() == ".csv":
        return replace_file(path, lambda temporary: _write_csv(temporary, sheet))
    return replace_file(path, lambda temporary: _write_xlsx(temporary, sheet), verify=_is_whole)


def _write_csv(path: Path, sheet: Sheet) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # Excel knows UTF-8 by its mark only
        writer = csv.writer(file)
        writer.writerow([safe_text(_csv_title(column)) for column in sheet.columns])
        for row in sheet.rows():
            writer.writerow([_csv_value(value) for value in row])


def _csv_title(column: Column) -> str:
    return f"{column.title} (s)" if column.kind == "seconds" else column.title


def _csv_value(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, dt.date) else value


def _write_xlsx(path: Path, sheet: Sheet) -> None:
    import xlsxwriter

    rows = list(sheet.rows())
    head = 2 + len(sheet.notes)  # title, notes, an empty line; then the header
    if len(rows) + head + 1 > _MOST_ROWS:
        raise RuleBroken(f"A worksheet cannot hold {len(rows):,} rows. Export them as CSV.")
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": sheet.title})
        page = book.add_worksheet(_sheet_name(sheet.title))
        page.write_string(0, 0, sheet.title, book.add_format({"bold": True, "font_size": 14}))
        quiet = book.add_format({"font_color": "#525C6B"})
        for number, note in enumerate(sheet.notes, 1):
            page.write_string(number, 0, note, quiet)
        formats = [
            book.add_format(
                {"num_format": _number_format(column, any(isinstance(r[at], float) for r in rows))}
            )
            for at, column in enumerate(sheet.columns)
        ]
        for at in range(1, len(sheet.columns)):
            if _stands_right(sheet.columns[at - 1]) and sheet.columns[at].kind in ("text", "status"):
                formats[at].set_indent(1)  # a text would lean on the number before it
        for number, row in enumerate(rows, head + 1):
            for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                _write_cell(page, number, at, column, value, formats[at])
        titles = _unique([column.title for column in sheet.columns])
        right = book.add_format({"align": "right"})
        page.add_table(
            head,
            0,
            head + max(1, len(rows)),
            len(titles) - 1,
            {
                "name": "View",
                "style": "Table Style Light 1",
                "columns": [
                    {"header": title, **({"header_format": right} if _stands_right(column) else {})}
                    for title, column in zip(titles, sheet.columns, strict=True)
                ],
            },
        )
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, _width(titles[at], column, [row[at] for row in rows[:_MEASURED]]))
        page.freeze_panes(head + 1, 0)
        page.repeat_rows(head)
        if len(sheet.columns) > 6:
            page.set_landscape()
        page.set_paper(sheet.paper)
        page.fit_to_pages(1, 0)
        page.set_footer(f"&L{sheet.title.replace('&', '&&')}&R&P / &N")


def _write_cell(page: Any, row: int, at: int, column: Column, value: Any, form: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.datetime):
        page.write_datetime(row, at, value.replace(tzinfo=None), form)
    elif isinstance(value, dt.date):
        page.write_datetime(row, at, value, form)
    elif isinstance(value, bool):
        page.write_boolean(row, at, value)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, at, value / _A_DAY if column.kind == "seconds" else value, form)
    else:
        page.write_string(row, at, str(value)[:_MOST_LETTERS], form)


def _stands_right(column: Column) -> bool:
    return column.is_numeric or column.kind in ("bullet", "date", "instant")


def _number_format(column: Column, has_fractions: bool) -> str | int:
    if column.kind == "share":
        return f"0{_places(column.decimals or 0)}%"
    if column.kind == "seconds":
        return "[h]:mm:ss"
    if column.kind == "date":
        return 14  # Excel's short date, in the order of whoever opens it
    if column.kind == "instant":
        return 22
    if column.kind == "bullet":
        return "0.0##"
    if column.kind == "number" and (column.decimals is not None or has_fractions):
        return f"#,##0{_places(1 if column.decimals is None else column.decimals)}"
    return "General"


def _places(decimals: int) -> str:
    return f".{'0' * decimals}" if decimals else ""


def _unique(titles: Sequence[str]) -> list[str]:
    """Excel wants every header of a table to be another, whatever its case, and none empty."""
    found: list[str] = []
    for title in titles:
        made, number = title or "Column", 1
        while made.casefold() in {other.casefold() for other in found}:
            number += 1
            made = f"{title or 'Column'} {number}"
        found.append(made)
    return found


def _width(title: str, column: Column, values: Iterable[Any]) -> int:
    longest = max((_length(column, value) for value in values if value is not None), default=0)
    return min(_WIDEST, max(len(title) + 4, longest + 2, 8))  # 4: the button of the filter


def _length(column: Column, value: Any) -> int:
    if isinstance(value, dt.datetime):
        return 16
    if isinstance(value, dt.date) or column.kind == "seconds":
        return 10
    if isinstance(value, float):
        return 8
    return max((len(line) for line in str(value).splitlines()), default=0)


def _sheet_name(title: str) -> str:
    name = "".join(" " if letter in "[]:*?/\\" else letter for letter in title).strip("' ")
    return name[:31].strip("' ") or "Table"


def _is_whole(path: Path) -> None:
    with zipfile.ZipFile(path) as book:
        broken = book.testzip()
    if broken is not None:
        raise Refused("The workbook could not be written whole. The old file is unchanged.")
