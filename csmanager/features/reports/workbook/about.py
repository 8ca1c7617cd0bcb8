"""About: where the figures come from, whether they add up, and what to compare a copy with."""

from __future__ import annotations

from typing import Any

from csmanager.features.reports.data import ReportData
from csmanager.features.reports.units import scaled
from csmanager.features.reports.workbook.book import Cell, Column, Formula, Sheet, day_words, quoted, this
from csmanager.features.reports.workbook.trends import month_sums

CHECKS = "tblChecks"
ALL_OK = "Checks_OK"  # name of the cell that must read OK
_TOP = 4
_NEAR = 1e-6  # what sums of fractions may differ by


def fill(sheet: Sheet, data: ReportData) -> None:
    """Write what the report is, its checks, its sources."""
    below = _write_about(sheet, data)
    below = _write_checks(sheet, data, below + 2)
    below = _write_tie(sheet, data, below + 2)
    _write_intakes(sheet, data, below + 2)
    sheet.raw.freeze_panes(3, 0)
    sheet.raw.repeat_rows(0, 2)


def checks_hold(data: ReportData) -> bool:
    """Whether every check of ``data`` reads OK."""
    return all(_result(expected, found) == "OK" for _, expected, found in _checks(data))


def _write_about(sheet: Sheet, data: ReportData) -> int:
    book = sheet.book
    made = data.made_at.astimezone(_zone(data))
    lines: list[tuple[str, Any]] = [
        ("Store", data.store),
        ("Store file", data.file_name),
        ("Period", data.period),
        ("From", data.first),
        ("To", data.last),
        ("Made", f"{day_words(made.date())}, {made:%H:%M} ({data.time_zone})"),
        ("Made by", f"csmanager {data.version}"),
        ("Filters", "All teams, channels and topics"),
        ("People", "By name" if data.with_names else "By code; the key to the codes stays with the manager"),
        ("Durations", "Calendar time, not business hours"),
        (
            "Intervals",
            "95 %: Wilson for shares, t for means; status “not judged” where the interval holds the target",
        ),
        ("Compared with", data.previous),
        ("Currency", data.currency),
        ("Left out of this report", "Customers, contents of contacts, notes on people, applicants"),
        ("Head of the history", data.chain_head),
        ("Hash of the figures", data.digest()),
        *(("Note", note) for note in data.notes),
    ]
    columns = [Column("Item", 52, book.text), Column("Value", 66, book.wrapped, wrap=True)]
    rows = [[item, Cell(value, None if isinstance(value, str) else book.day)] for item, value in lines]
    return sheet.table(
        "tblAbout", _TOP, columns, rows, "What this report is: store, period, when and how it was made."
    )


def _zone(data: ReportData) -> Any:
    import zoneinfo

    return zoneinfo.ZoneInfo(data.time_zone)


def _checks(data: ReportData) -> list[tuple[str, tuple[str, float], tuple[str, float]]]:
    """(sentence, expected, found); each side is a formula with its value."""
    tie = data.tie
    counted = tie.counted + sum(number for _, number in tie.excluded)
    checks = [
        (
            "Data has every row",
            ("", float(len(data.facts))),
            ("=COUNTA(tblData[Key])", float(len(data.facts))),
        ),
        (
            "The scorecard shows everyone",
            ("", float(len(data.members))),
            ("=COUNTA(tblScorecard[Person])", float(len(data.members))),
        ),
        (
            "Contacts before, in and after the period add up to the store",
            ("", float(tie.in_store)),
            ("", float(tie.before + tie.in_period + tie.after)),
        ),
        (
            "Contacts counted and left out add up to the period",
            ("", float(tie.in_period)),
            ("=SUM(tblContacts[Number])", float(counted)),
        ),
    ]
    if not data.is_whole_months:
        return checks
    sums = month_sums(data)
    first, last = (day.year * 12 + day.month for day in (data.first, data.last))
    when = 'tblData[Month],">="&Period_First,tblData[Month],"<="&Period_Last'
    for measure in data.measures:
        figure = data.team.get(measure.key)
        if figure is None or figure.numerator is None:
            continue
        found = sum(sums.get((measure.key, month), (0.0, 0.0))[0] for month in range(first, last + 1))
        checks.append(
            (
                f"Data adds up to the team: {measure.name}",
                (
                    f"=INDEX(tblTeam[Numerator],MATCH({quoted(measure.key)},tblTeam[Key],0))",
                    scaled(measure.unit, figure.numerator),
                ),
                (f"=SUMIFS(tblData[Numerator],tblData[Key],{quoted(measure.key)},{when})", found),
            )
        )
    return checks


def _result(expected: tuple[str, float], found: tuple[str, float]) -> str:
    return "OK" if abs(expected[1] - found[1]) < _NEAR else "CHECK"


def _write_checks(sheet: Sheet, data: ReportData, top: int) -> int:
    book = sheet.book
    results: list[str] = []
    rows: list[list[Any]] = []
    formula = f'=IF(ABS({this(CHECKS, "Expected")}-{this(CHECKS, "Found")})<{_NEAR:f},"OK","CHECK")'
    for sentence, expected, found in _checks(data):
        results.append(_result(expected, found))
        rows.append([sentence, *(_side(side) for side in (expected, found)), Formula(formula, results[-1])])
    verdict = "OK" if all(result == "OK" for result in results) else "CHECK"
    sheet.put(top - 1, 0, "Checks", book.heading)
    sheet.put(
        top - 1,
        1,
        Formula(f'=IF(COUNTIF({CHECKS}[Result],"OK")=ROWS({CHECKS}[Result]),"OK","CHECK")', verdict),
        book.style(bold=True),
    )
    book.name_cell(ALL_OK, sheet, top - 1, 1)
    number = book.number("#,##0.######", align="left")
    columns = [
        Column("Check"),
        Column("Expected", None, number),
        Column("Found", 20, number),
        Column("Result", 10),
    ]
    below = sheet.table(CHECKS, top, columns, rows, "Sums that must agree; each line reads OK.")
    rows_of_period = [
        ["First month of the period", Cell(data.first.replace(day=1), book.month)],
        ["Last month of the period", Cell(data.last.replace(day=1), book.month)],
    ]
    sheet.table(
        "tblMonths",
        below + 1,
        [Column("Limit"), Column("Month")],
        rows_of_period,
        "The months of the period.",
    )
    book.name_cell("Period_First", sheet, below + 2, 1)
    book.name_cell("Period_Last", sheet, below + 3, 1)
    return below + 4


def _side(side: tuple[str, float]) -> Any:
    formula, value = side
    return Formula(formula, value) if formula else value


def _write_tie(sheet: Sheet, data: ReportData, top: int) -> int:
    book, tie = sheet.book, data.tie
    whole = book.number("#,##0", align="left")
    sheet.put(top - 1, 0, f"Contacts of {data.period}: counted and left out", book.heading)
    rows: list[list[Any]] = [
        ["Counted as offered", tie.counted],
        *([why, number] for why, number in tie.excluded),
    ]
    below = sheet.table(
        "tblContacts",
        top,
        [Column("Contacts"), Column("Number", None, whole)],
        rows,
        "Where the contacts went.",
    )
    rows = [
        ["Before the period", tie.before],
        ["In the period", tie.in_period],
        ["After the period", tie.after],
        ["In the store", tie.in_store],
    ]
    columns = [Column("Contacts in the store"), Column("Number", None, whole)]
    return sheet.table("tblStore", below + 1, columns, rows, "How many contacts the store holds.")


def _write_intakes(sheet: Sheet, data: ReportData, top: int) -> None:
    book = sheet.book
    sheet.put(top - 1, 0, "Files these contacts came from", book.heading)
    whole = book.number("#,##0", align="left")
    columns = [
        Column("File"),
        Column("Imported", None, book.day),
        Column("Rows read", None, whole),
        Column("Added", None, whole),
        Column("Updated", 10, whole),
        Column("Set aside", 10, whole),
        Column("Already there", 12, whole),
    ]
    rows = [
        [
            intake.file_name,
            intake.imported_on,
            intake.rows_read,
            intake.rows_added,
            intake.rows_updated,
            intake.rows_set_aside,
            Formula(
                f"={this('tblFiles', 'Rows read')}-{this('tblFiles', 'Added')}-{this('tblFiles', 'Updated')}"
                f"-{this('tblFiles', 'Set aside')}",
                float(intake.rows_read - intake.rows_added - intake.rows_updated - intake.rows_set_aside),
            ),
        ]
        for intake in data.intakes
    ]
    sheet.table(
        "tblFiles",
        top,
        columns,
        rows,
        "The imported files with contacts in the period, and their row counts.",
    )
