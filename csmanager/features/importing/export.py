"""Rows that were set aside, as a workbook to mend and to import again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from csmanager.core import files
from csmanager.features.importing.columns import PLACE, REASON


class SetAside(Protocol):
    """What a row of the workbook is made of."""

    @property
    def row_number(self) -> int: ...

    @property
    def column(self) -> str | None: ...

    @property
    def reason(self) -> str: ...

    @property
    def cells(self) -> tuple[str, ...]: ...


def write_rows(path: Path, headers: Sequence[str], rows: Sequence[SetAside]) -> Path:
    """Write ``rows`` under ``headers`` as texts, so that nothing is turned into a formula or a number.

    Returns where the workbook lies; another name when ``path`` is open elsewhere.
    """
    import xlsxwriter

    def write(target: Path) -> None:
        book = xlsxwriter.Workbook(str(target), {"constant_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet("Set aside")
        bold = book.add_format({"bold": True})
        text = book.add_format({"num_format": "@"})
        for column, header in enumerate((*headers, PLACE, REASON)):
            sheet.write_string(0, column, header, bold)
            sheet.set_column(column, column, 40 if header == REASON else 18)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row.cells[: len(headers)]):
                sheet.write_string(number, column, cell[:32_767], text)
            sheet.write_number(number, len(headers), row.row_number)
            place = f"{row.column}: " if row.column else ""
            sheet.write_string(number, len(headers) + 1, f"{place}{row.reason}")
        book.close()

    return files.replace_file(path, write)
