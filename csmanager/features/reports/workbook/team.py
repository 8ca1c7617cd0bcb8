"""Team: every measure of the whole team with what it is made of, and the people who were here."""

from __future__ import annotations

from typing import Any

from csmanager.features.reports.data import Figure, Measure, Member, ReportData, ratio
from csmanager.features.reports.units import (
    NUMBER_FORMATS,
    UNIT_NAMES,
    difference_scale,
    scaled,
    status_text,
)
from csmanager.features.reports.workbook.book import STATUS_INK, Cell, Column, Formula, Sheet, this
from csmanager.features.reports.workbook.definitions import target_name, upper_name

NAME, ROSTER = "tblTeam", "tblRoster"
_TOP = 4


def fill(sheet: Sheet, data: ReportData) -> None:
    """Write both tables."""
    below = _write_measures(sheet, data)
    _write_roster(sheet, data, below + 2)
    sheet.raw.freeze_panes(_TOP + 1, 1)
    sheet.raw.repeat_rows(0, 2)


def held_value(measure: Measure, figure: Figure) -> float | str:
    """The value as the sheet computes it from numerator and denominator."""
    top = None if figure.numerator is None else scaled(measure.unit, figure.numerator)
    value = ratio(measure.unit, top, figure.denominator)
    return "no data" if value is None else value


def difference(measure: Measure, figure: Figure) -> float | None:
    """How far the value lies from its target, as a sheet shows it; 0 inside a range."""
    value = held_value(measure, figure)
    if isinstance(value, str) or figure.target is None:
        return None
    factor, _ = difference_scale(measure.unit, figure.target)
    low = scaled(measure.unit, figure.target)
    if figure.upper is None:
        return (value - low) * factor
    high = scaled(measure.unit, figure.upper)
    return (value - high if value > high else value - low if value < low else 0.0) * factor


def difference_formula(table: str, target: str, upper: str | None, factor: float) -> str:
    """The formula of a difference; ``target`` and ``upper`` are names of cells, or cells."""
    value = this(table, "Value")
    times = "" if factor == 1.0 else f"*{factor:.0f}"
    if upper is None:
        return f"=({value}-{target}){times}"
    return f"=IF({value}>{upper},{value}-{upper},IF({value}<{target},{value}-{target},0)){times}"


def status_cell(sheet: Sheet, figure: Figure) -> Cell:
    """The verdict with its symbol, word and colour."""
    ink = STATUS_INK[figure.status] if figure.target is not None else STATUS_INK["no_data"]
    bold = figure.target is not None and figure.status == "missing"
    return Cell(
        status_text(figure.status, figure.target is not None),
        sheet.book.style(font_color=ink, bold=bold, indent=1),
    )


def _write_measures(sheet: Sheet, data: ReportData) -> int:
    book = sheet.book
    columns = [
        Column("Measure", max(26.0, book.person_width())),
        Column("Unit", 21),
        Column("Numerator", 13, None, True),
        Column("Denominator", 12, book.whole, True),
        Column("Value", 12, None, True),
        Column("Target", 11, None, True),
        Column("Difference", 11, None, True),
        Column("Status", 16, book.spaced),
        Column("n", 9, book.whole, True),
        Column("95 % from", 11, None, True),
        Column("95 % to", 11, None, True),
        Column("Before", 11, None, True),
        Column("Change", 11, None, True),
        Column("Median", 11, None, True),
        Column("90th percentile", 11, None, True),
        Column("Note", 52, book.style(text_wrap=True, align="left", indent=1), wrap=True),
        Column("Key", 24),
    ]
    rows = [
        _measure_row(sheet, measure, data.team[measure.key])
        for measure in data.measures
        if measure.key in data.team
    ]
    about = (
        f"Every measure of the whole team in {data.period}, with numerator, denominator, target and interval."
    )
    return sheet.table(NAME, _TOP, columns, rows, about)


def _measure_row(sheet: Sheet, measure: Measure, figure: Figure) -> list[Any]:
    book, unit = sheet.book, measure.unit
    shown = book.number(NUMBER_FORMATS[unit])
    value = held_value(measure, figure)

    def cell(number: float | None) -> Cell:
        return Cell(None if number is None else scaled(unit, number), shown)

    if unit == "count":
        formula = f"={this(NAME, 'Numerator')}"
    else:
        below = this(NAME, "Denominator")
        formula = f'=IF({below}=0,"no data",{this(NAME, "Numerator")}/{below})'
    held: Any = "no data" if figure.numerator is None else Formula(formula, value)
    target: Any = None
    gap: Any = None
    factor, signed = difference_scale(unit, figure.target if figure.target is not None else figure.value)
    if figure.target is not None:
        target = Cell(Formula(f"={target_name(measure.key)}", scaled(unit, figure.target)), shown)
        away = difference(measure, figure)
        if away is not None:
            upper = upper_name(measure.key) if figure.upper is not None else None
            text = difference_formula(NAME, target_name(measure.key), upper, factor)
            gap = Cell(Formula(text, away), book.number(signed))
    change: Any = None
    if figure.previous is not None and not isinstance(value, str):
        times = "" if factor == 1.0 else f"*{factor:.0f}"
        text = f"=({this(NAME, 'Value')}-{this(NAME, 'Before')}){times}"
        change = Cell(Formula(text, (value - scaled(unit, figure.previous)) * factor), book.number(signed))
    numerator = None if figure.numerator is None else scaled(unit, figure.numerator)
    return [
        measure.name,
        UNIT_NAMES[unit],
        Cell(numerator, book.number(NUMBER_FORMATS["count" if unit == "share" else unit])),
        figure.denominator,
        Cell(held, shown),
        target,
        gap,
        status_cell(sheet, figure),
        figure.n,
        cell(figure.low),
        cell(figure.high),
        cell(figure.previous),
        change,
        cell(figure.median),
        cell(figure.p90),
        figure.reason,
        measure.key,
    ]


def _write_roster(sheet: Sheet, data: ReportData, top: int) -> None:
    book = sheet.book
    sheet.put(top - 1, 0, f"Who was here in {data.period}", book.heading)
    hours = book.number("0.0")
    columns = [
        Column("Person", None, book.left),
        Column("Team"),
        Column("Role"),
        Column("Hours a week", None, hours, True),
        Column("Started", None, book.style(num_format="d mmm yyyy", align="left", indent=1)),
        Column("Left", None, book.day),
        Column("Status"),
        Column("Contacts handled", None, book.whole, True),
    ]
    rows = [
        [
            member.label,
            member.team,
            member.role,
            None if member.weekly_minutes is None else member.weekly_minutes / 60,
            member.started_on,
            member.left_on,
            member.status,
            _handled(member),
        ]
        for member in data.members
    ]
    sheet.table(
        ROSTER, top, columns, rows, "The people of the period with team, role, contract hours and dates."
    )


def _handled(member: Member) -> float | None:
    figure = member.figures.get("contacts_handled")
    return None if figure is None else figure.value
