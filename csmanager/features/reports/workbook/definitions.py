"""Definitions: the dictionary, and the targets as named cells that every formula uses."""

from __future__ import annotations

import re

from csmanager.features.reports.data import ReportData
from csmanager.features.reports.units import BETTER_NAMES, NUMBER_FORMATS, UNIT_NAMES, scaled
from csmanager.features.reports.workbook.book import Cell, Column, Sheet

_TOP = 4
_TARGET, _UPPER = 9, 10  # columns
_LEVELS = {"team": "the team only", "person": "team and people"}


def target_name(key: str) -> str:
    """The name of the cell with the team's target."""
    return f"Target_{_word(key)}"


def upper_name(key: str) -> str:
    """The name of the cell that closes a target range."""
    return f"Upper_{_word(key)}"


def _word(key: str) -> str:
    return re.sub(r"\W", "_", key)


def fill(sheet: Sheet, data: ReportData) -> None:
    """Write the dictionary as a table; name the target cells."""
    book = sheet.book
    columns = [
        Column("Measure", 26, book.wrapped, wrap=True),
        Column("What it says", 40, book.wrapped, wrap=True),
        Column("Formula", 40, book.wrapped, wrap=True),
        Column("Left out, and how to read it", 44, book.wrapped, wrap=True),
        Column("Unit", 22, book.text),
        Column("Better", 13, book.text),
        Column("Shown for", 14, book.wrapped),
        Column("Minimum n", 10, book.style(num_format="#,##0", align="right", valign="top"), True),
        Column("Version", 8, book.style(num_format="0", align="right", valign="top"), True),
        Column("Team target", 11, None, True),
        Column("Target up to", 11, None, True),
        Column("Key", 24, book.style(valign="top", align="left", indent=1)),
    ]
    rows = []
    for measure in data.measures:
        figure = data.team.get(measure.key)
        number = book.number(NUMBER_FORMATS[measure.unit], valign="top")
        target = None if figure is None or figure.target is None else scaled(measure.unit, figure.target)
        upper = None if figure is None or figure.upper is None else scaled(measure.unit, figure.upper)
        rows.append(
            [
                measure.name,
                measure.definition,
                measure.formula,
                measure.reading,
                UNIT_NAMES[measure.unit],
                BETTER_NAMES[measure.better],
                _LEVELS.get(measure.level, measure.level),
                measure.minimum_n,
                measure.version,
                Cell(target, number),
                Cell(upper, number),
                measure.key,
            ]
        )
    about = "Every measure of this report: its meaning, formula, exclusions, unit, minimum number, version and target."
    sheet.table("tblDefinitions", _TOP, columns, rows, about)
    for offset, measure in enumerate(data.measures, _TOP + 1):
        figure = data.team.get(measure.key)
        if figure is not None and figure.target is not None:
            book.name_cell(target_name(measure.key), sheet, offset, _TARGET)
        if figure is not None and figure.upper is not None:
            book.name_cell(upper_name(measure.key), sheet, offset, _UPPER)
    sheet.raw.freeze_panes(_TOP + 1, 1)
    sheet.raw.repeat_rows(0, _TOP)
