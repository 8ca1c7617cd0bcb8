"""What every workbook promises its readers, tried on made-up figures."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from csmanager.features.reports.data import ReportData
from csmanager.features.reports.units import target_words
from csmanager.features.reports.workbook.book import clean, sheet_name
from csmanager.features.reports.workbook.readback import DoNotAddUp, NotAsWritten, read_back
from csmanager.features.reports.workbook.write import Written, write
from tests.features.reports.made import report
from tests.features.reports.recalculate import recalculated

SHEETS = ("Summary", "Scorecard", "Trends", "Team", "Definitions", "Data", "About")
HOSTILE = (
    '=HYPERLINK("http://example.com","pay")',
    "+1+1",
    "-2+3",
    "@SUM(1,1)",
    "\t=1",
    "\r=1",
    "=cmd|' /C calc'!A0",
    "https://example.com",
    "0012",
    "x" * 40_000,
    "a\x00b\x0bc",
    "Zoë 王小明 ‏אבג",
)


def load(path: Path, *, values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # openpyxl does not know sparklines
        return openpyxl.load_workbook(path, data_only=values)


@pytest.fixture(scope="module")
def data() -> ReportData:
    return report(comment="Two people were ill.\n=1+1")


@pytest.fixture(scope="module")
def path(data: ReportData, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("book") / "report.xlsx"
    write(data, made)
    return made


@pytest.fixture(scope="module")
def written(data: ReportData, tmp_path_factory: pytest.TempPathFactory) -> Written:
    return write(data, tmp_path_factory.mktemp("again") / "report.xlsx")


@pytest.fixture(scope="module")
def values(path: Path) -> Any:
    return load(path, values=True)


@pytest.fixture(scope="module")
def formulas(path: Path) -> Any:
    return load(path, values=False)


def table(book: Any, name: str) -> list[dict[str, Any]]:
    """The rows of a native table, by header."""
    for sheet in book.worksheets:
        if name in sheet.tables:
            rows = [[cell.value for cell in row] for row in sheet[sheet.tables[name].ref]]
            return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    raise AssertionError(f"There is no table {name}")


def test_sheets_stand_in_reading_order(values: Any) -> None:
    assert tuple(values.sheetnames) == SHEETS
    assert values.active.title == "Summary"


def test_the_title_of_the_first_sheet_is_the_finding(values: Any, data: ReportData) -> None:
    missed = sum(figure.status == "missing" and figure.target is not None for figure in data.team.values())
    judged = missed + sum(figure.status == "on_target" for figure in data.team.values())
    assert values["Summary"]["A1"].value.startswith(
        f"March 2026: {missed} of {judged} judged targets missed ("
    )


def test_every_sheet_says_period_store_and_filters_on_top(values: Any) -> None:
    for sheet in values.worksheets:
        assert sheet["A2"].value == "March 2026, 1 March 2026 to 31 March 2026"
        assert sheet["A3"].value == "Harbour & Hill · all teams, channels and topics · people by name"


def test_every_sheet_prints_landscape_on_one_page_across_with_numbers(values: Any) -> None:
    for sheet in values.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (None, 1) and sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.paperSize == 9
        assert sheet.oddFooter.left.text == "Harbour && Hill"
        assert sheet.oddFooter.center.text == "March 2026"
        assert "&P of &N" in sheet.oddFooter.right.text
        assert sheet.print_title_rows
        assert sheet.freeze_panes


def test_paper_is_letter_where_that_is_the_custom(tmp_path: Path) -> None:
    write(dataclasses.replace(report(), is_letter=True), tmp_path / "letter.xlsx")
    assert {
        sheet.page_setup.paperSize for sheet in load(tmp_path / "letter.xlsx", values=True).worksheets
    } == {1}


def test_nothing_is_merged_where_there_are_data(values: Any) -> None:
    for sheet in values.worksheets:
        for merged in sheet.merged_cells.ranges:
            assert sheet.title == "Summary"
            for native in sheet.tables.values():
                rows = openpyxl.utils.range_boundaries(native.ref)
                assert not rows[1] <= merged.min_row <= rows[3]


def test_every_formula_has_its_value_beside_it(values: Any, formulas: Any) -> None:
    count = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    count += 1
                    assert values[sheet.title][cell.coordinate].value is not None, (
                        sheet.title,
                        cell.coordinate,
                    )
    assert count > 500


def test_formulas_hold_no_figure_of_their_own(formulas: Any, data: ReportData) -> None:
    """Targets are named cells. Numbers in formulas are 0, the seconds or hours of a day, and a rounding limit."""
    allowed = {"0", "86400", "24", "0.000001"}
    names = re.compile(r'"[^"]*"|[A-Za-z_][\w.]*!?\$?[A-Z]*\$?\d*|\$?[A-Z]{1,3}\$?\d+|\[[^\]]*\]')
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    bare = names.sub(" ", cell.value)
                    assert set(re.findall(r"\d+\.?\d*", bare)) <= allowed, cell.value


def test_targets_are_named_cells(formulas: Any) -> None:
    place = formulas.defined_names["Target_service_level"].attr_text
    sheet, _, cell = place.partition("!")
    assert formulas[sheet.strip("'")][cell.replace("$", "")].value == 0.8
    assert {row["Target"] for row in table(formulas, "tblSummary")} >= {
        "=Target_service_level",
        "=Target_csat_top2",
    }


def test_no_function_is_younger_than_2010_or_volatile(formulas: Any) -> None:
    used = {
        name
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
        for name in re.findall(r"([A-Z][A-Z0-9.]+)\(", cell.value)
    }
    assert used <= {"IF", "SUM", "SUMIFS", "INDEX", "MATCH", "COUNTA", "COUNTIF", "ROWS", "ABS"}


def test_values_have_the_number_format_of_their_unit(values: Any, data: ReportData) -> None:
    sheet = values["Summary"]
    rows = {sheet.cell(row, 1).value: sheet.cell(row, 2) for row in range(1, sheet.max_row + 1)}
    assert rows["Service level"].number_format == "0.0%"
    assert rows["Handle time"].number_format == "[h]:mm:ss"
    assert rows["Contacts handled"].number_format == "#,##0"
    handle_time = data.team["handle_time"].value
    assert handle_time is not None
    held = rows["Handle time"].value
    seconds = held.total_seconds() if isinstance(held, dt.timedelta) else _seconds(held)
    assert seconds == pytest.approx(handle_time, abs=1)


def _seconds(held: Any) -> float:
    return held.hour * 3600 + held.minute * 60 + held.second if isinstance(held, dt.time) else held * 86_400


def test_dates_are_dates(values: Any) -> None:
    assert {type(row["Month"]) for row in table(values, "tblData")} == {dt.datetime}
    assert {type(row["Started"]) for row in table(values, "tblRoster")} == {dt.datetime}


def test_the_tidy_table_adds_up_to_the_team(values: Any, data: ReportData) -> None:
    rows = [row for row in table(values, "tblData") if row["Month"].date() == data.first]
    for measure in data.measures:
        mine = [row for row in rows if row["Key"] == measure.key and measure.unit in ("share", "score")]
        if mine:
            total = sum(row["Numerator"] for row in mine) / sum(row["Denominator"] for row in mine)
            assert total == pytest.approx(data.team[measure.key].value)


def test_the_tidy_table_has_one_row_for_each_person_measure_and_month(values: Any) -> None:
    keys = [(row["Month"], row["Person"], row["Key"]) for row in table(values, "tblData")]
    assert len(keys) == len(set(keys)) > 100


def test_people_stand_by_name_and_small_numbers_are_not_judged(values: Any, data: ReportData) -> None:
    rows = table(values, "tblScorecard")
    assert [row["Person"] for row in rows] == sorted(member.label for member in data.members)
    assert rows[-1]["Satisfied customers"] == "not judged"
    assert rows[-1]["n: Satisfied customers"] < 20
    assert isinstance(rows[0]["Satisfied customers"], float)


def test_status_is_a_symbol_and_a_word(values: Any) -> None:
    assert {row["Status"] for row in table(values, "tblSummary")} <= {
        "● On target",
        "▼ Missing",
        "○ Not judged",
        "– No data",
        "– No target",
    }


def test_the_summary_has_at_most_ten_measures_and_six_earlier_periods(values: Any) -> None:
    rows = table(values, "tblSummary")
    assert len(rows) == 10
    headers = list(rows[0])
    assert headers[8:14] == ["Sep 2025", "Oct 2025", "Nov 2025", "Dec 2025", "Jan 2026", "Feb 2026"]


def test_the_first_sheet_has_a_small_line_for_each_measure(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<x14:sparkline>") == 10


def test_charts_are_native_and_described(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        charts = [name for name in parts.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
        tables = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/tables/")]
    described = re.findall(r'descr="([^"]+)"', drawing)
    assert len(charts) == len(described) == 10
    assert any(f"The target is {target_words('share', 0.8, None)}." in text for text in described)
    assert len(tables) == 15


def test_checks_read_ok(values: Any) -> None:
    assert {row["Result"] for row in table(values, "tblChecks")} == {"OK"}
    place = values.defined_names["Checks_OK"].attr_text.partition("!")[2].replace("$", "")
    assert values["About"][place].value == "OK"


def test_the_same_figures_give_the_same_bytes(data: ReportData, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write(data, first)
    write(report(comment="Two people were ill.\n=1+1"), second)
    assert first.read_bytes() == second.read_bytes()


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    data = report(
        people=len(HOSTILE), name_of=HOSTILE.__getitem__, comment="\n".join(HOSTILE), store=HOSTILE[0]
    )
    target = tmp_path / "hostile.xlsx"
    read_back(target, write(data, target))
    plain, live = load(target, values=True), load(target, values=False)
    held = {row["Person"] for row in table(plain, "tblRoster")}
    assert held == {clean(text) for text in HOSTILE}
    for sheet in live.worksheets:
        assert not sheet._hyperlinks
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert not any(word in cell.value for word in ("HYPERLINK", "cmd", "@SUM", "1+1"))


def test_hostile_names_of_measures_stay_text(tmp_path: Path) -> None:
    data = report()
    names = ("=1+1", "Team", "team", "a\x01[b]#'c", "x" * 300, "Person", '"', "@x", "-1", "+1", " ", "Value")
    measures = tuple(
        dataclasses.replace(measure, name=name) for measure, name in zip(data.measures, names, strict=True)
    )
    target = tmp_path / "names.xlsx"
    read_back(target, write(dataclasses.replace(data, measures=measures), target))
    rows = table(load(target, values=True), "tblTeam")
    assert [row["Measure"] for row in rows][:4] == ["=1+1", "Team", "team", "a[b]#'c"]
    with zipfile.ZipFile(target) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/")]
    assert not [chart for chart in charts if "<c:f>1+1" in chart or "<c:f>=1" in chart]


def test_a_very_long_comment_is_whole(tmp_path: Path) -> None:
    words = " ".join(f"word{number}" for number in range(9_000))
    assert len(words) > 32_767
    target = tmp_path / "long.xlsx"
    read_back(target, write(report(comment=words), target))
    sheet = load(target, values=True)["Summary"]
    rows = [sheet.cell(row, 1).value for row in range(6, 60)]
    assert " ".join(rows[: rows.index(None)]) == words
    assert max(dimension.height or 0 for dimension in sheet.row_dimensions.values()) <= 409


def test_no_part_of_the_file_is_active_or_points_outside(path: Path) -> None:
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        relations = "".join(parts.read(name).decode() for name in names if name.endswith(".rels"))
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]
    assert "TargetMode" not in relations


def test_properties_are_filled_and_hold_no_path(path: Path) -> None:
    properties = openpyxl.load_workbook(path, read_only=True).properties
    assert properties.title == "Harbour & Hill: customer service report, March 2026"
    assert properties.creator == "csmanager 0.1.0"
    assert properties.created == dt.datetime(2026, 4, 2, 8, 30)
    with zipfile.ZipFile(path) as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert str(Path.home()).encode() not in everything and b"/tmp/" not in everything


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_no_cell_is_ever_nan_or_infinite(bad: float, tmp_path: Path) -> None:
    data = report()
    figure = dataclasses.replace(data.team["csat_mean"], low=bad)
    broken = dataclasses.replace(data, team={**data.team, "csat_mean": figure})
    with pytest.raises(ValueError, match="cannot hold"):
        write(broken, tmp_path / "broken.xlsx")


def test_figures_that_do_not_add_up_are_not_handed_over(tmp_path: Path) -> None:
    data = report()
    broken = dataclasses.replace(data, facts=data.facts[:-1])
    with pytest.raises(DoNotAddUp, match="Transfer rate"):
        read_back(tmp_path / "x.xlsx", write(broken, tmp_path / "x.xlsx"))


def test_reading_back_finds_a_missing_value(data: ReportData, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    written = write(data, target)
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet4.xml":
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part, count=1)
            new.writestr(name, part)
    with pytest.raises(NotAsWritten, match="no stored value"):
        read_back(broken, written)


def test_a_report_without_people_and_figures_is_a_workbook_too(tmp_path: Path) -> None:
    data = report(people=1)
    empty = dataclasses.replace(
        data,
        members=(),
        facts=(),
        spans=(),
        intakes=(),
        team={
            key: dataclasses.replace(
                f,
                numerator=None,
                denominator=None,
                value=None,
                n=0,
                low=None,
                high=None,
                previous=None,
                median=None,
                p90=None,
                status="no_data",
            )
            for key, f in data.team.items()
        },
    )
    target = tmp_path / "empty.xlsx"
    read_back(target, write(empty, target))
    assert load(target, values=True)["Summary"]["A1"].value == "March 2026: no contacts to report on"


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Team", [], "Team"),
        ("team", ["Team"], "team (2)"),
        ("a/b:c?d*e[f]g\\h", [], "a b c d e f g h"),
        ("x" * 40, [], "x" * 31),
        ("x" * 40, ["x" * 31], f"{'x' * 27} (2)"),
        ("'", [], "Sheet"),
    ],
)
def test_sheet_names_are_short_and_unlike_each_other(name: str, taken: list[str], expected: str) -> None:
    assert sheet_name(name, taken) == expected


@pytest.mark.libreoffice
def test_libreoffice_recalculates_and_changes_no_number(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    write(report(people=5, months=15), target)
    before, after = load(target, values=True), load(recalculated(target, tmp_path), values=True)
    numbers = 0
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                other = after[sheet.title][cell.coordinate].value
                numbers += isinstance(cell.value, int | float)
                assert _same(cell.value, other), (sheet.title, cell.coordinate, cell.value, other)
    assert numbers > 2_000


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    moments = dt.datetime | dt.time | dt.timedelta
    if isinstance(one, moments) and isinstance(other, moments):
        return abs(_moment(one) - _moment(other)) < 1e-3
    return bool(one == other) or (one in (None, "") and other in (None, ""))


def _moment(value: dt.datetime | dt.time | dt.timedelta) -> float:
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, dt.time):
        return value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return (value - dt.datetime(1899, 12, 30)).total_seconds()


@pytest.mark.libreoffice
def test_the_recalculation_is_a_real_one(tmp_path: Path) -> None:
    """A planted wrong value does not survive, so the test above can fail."""
    import xlsxwriter

    planted = tmp_path / "planted.xlsx"
    with xlsxwriter.Workbook(planted) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1", None, 999)
    assert load(recalculated(planted, tmp_path), values=True).active["A1"].value == 2
