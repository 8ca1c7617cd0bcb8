"""Data: the tidy table. Numerators and denominators, so that any sum of rows gives a right value."""

from __future__ import annotations

from csmanager.features.reports.data import NOBODY, WHOLE_TEAM, ReportData
from csmanager.features.reports.units import NUMBER_FORMATS, UNIT_NAMES, scaled
from csmanager.features.reports.workbook.book import Cell, Column, Formula, Sheet, this

_TOP = 5
NAME = "tblData"
_VALUE = (
    f'=IF({this(NAME, "Denominator")}="",{this(NAME, "Numerator")},IF({this(NAME, "Denominator")}=0,"no data",'
    f"{this(NAME, 'Numerator')}/{this(NAME, 'Denominator')}))"
)


def fill(sheet: Sheet, data: ReportData) -> None:
    """Write the table; the value is a formula beside its stored result."""
    book = sheet.book
    units = {measure.key: measure.unit for measure in data.measures}
    names = {measure.key: measure.name for measure in data.measures}
    formats = {unit: book.number(text) for unit, text in NUMBER_FORMATS.items()}
    sheet.put(
        3,
        0,
        "For a pivot: add up Numerator and Denominator, then divide; a count has a numerator only. An average of the"
        f" values would be wrong. “{WHOLE_TEAM}”: no one person answers for it. “{NOBODY}”: contacts without an agent.",
        book.quiet,
    )
    columns = [
        Column("Month", 11, book.month),
        Column("Person", book.person_width(), book.left),
        Column("Team", 18),
        Column("Role", 18),
        Column("Measure", 26),
        Column("Unit", 22),
        Column("Numerator", 14, None, True),
        Column("Denominator", 13, book.number("#,##0"), True),
        Column("Value", 13, None, True),
        Column("Key", 24, book.spaced),
    ]
    rows = []
    for fact in data.facts:
        unit = units[fact.key]
        shown = formats[unit]
        numerator = scaled(unit, fact.numerator)
        if fact.denominator is None:
            value: float | str = numerator
        else:
            value = numerator / fact.denominator if fact.denominator else "no data"
        rows.append(
            (
                fact.month,
                fact.person,
                fact.team,
                fact.role,
                names[fact.key],
                UNIT_NAMES[unit],
                Cell(numerator, formats["count"] if unit == "share" else shown),
                fact.denominator,
                Cell(Formula(_VALUE, value), shown),
                fact.key,
            )
        )
    sheet.table(
        NAME,
        _TOP,
        columns,
        rows,
        "One row for each person, measure and month, with numerator and denominator.",
    )
    sheet.raw.freeze_panes(_TOP + 1, 2)
    sheet.raw.repeat_rows(0, _TOP)
