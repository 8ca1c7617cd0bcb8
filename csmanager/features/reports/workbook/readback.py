"""Reads a workbook back before it is handed over."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from csmanager.features.reports.workbook.about import ALL_OK
from csmanager.features.reports.workbook.write import Written


class NotAsWritten(Exception):
    """The file is not what was written: a fault of the program, so nothing is handed over."""


class DoNotAddUp(Exception):
    """A check of the report does not hold; the text names those that fail."""


def read_back(path: Path, written: Written) -> None:
    """Open ``path`` with openpyxl: sheets, rows of every table, a stored value in every formula cell, checks OK."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl says that it does not know sparklines
        _read(path, written)


def _read(path: Path, written: Written) -> None:
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True, read_only=True)
    try:
        if tuple(book.sheetnames) != written.sheets:
            raise NotAsWritten(f"The sheets are {book.sheetnames}.")
        for name in written.sheets:
            _check_sheet(book[name], written.formulas[name], written.rows[name], name)
        place = book.defined_names[ALL_OK].attr_text
        sheet, _, cell = place.partition("!")
        verdict = book[sheet.strip("'")][cell.replace("$", "")].value
        if verdict != "OK":
            raise DoNotAddUp(", ".join(_failing(book[sheet.strip("'")])))
    finally:
        book.close()


def _failing(sheet: Any) -> list[str]:
    return [str(cells[0]) for cells in sheet.iter_rows(values_only=True) if cells[3:4] == ("CHECK",)]


def _check_sheet(sheet: Any, formulas: frozenset[tuple[int, int]], rows: int, name: str) -> None:
    wanted: dict[int, list[int]] = {}
    for row, column in formulas:
        wanted.setdefault(row, []).append(column)
    seen = filled = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True)):
        filled += any(value is not None for value in cells)
        for column in wanted.get(number, ()):
            value = cells[column] if column < len(cells) else None
            if value is None:
                raise NotAsWritten(f"The formula in row {number + 1} of {name} has no stored value.")
            seen += 1
    if seen != len(formulas):
        raise NotAsWritten(f"{name} has {seen} of {len(formulas)} formulas.")
    if filled != rows:
        raise NotAsWritten(f"{name} has {filled} rows, {rows} were written.")
