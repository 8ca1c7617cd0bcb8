"""Reports on a real store: what is collected, written, noted and refused."""

from __future__ import annotations

import datetime as dt
import errno
import os
import warnings
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from csmanager.core.errors import Cancelled, Refused
from csmanager.core.store import Store
from csmanager.features.reports import actions, places, queries
from csmanager.features.reports.actions import save_comment, write_workbook
from csmanager.features.reports.data import NOBODY, WHOLE_TEAM, ReportData
from csmanager.features.reports.gather import gather, sums
from csmanager.features.reviews.kinds import Source
from csmanager.features.reviews.periods import Period, parse_period
from csmanager.features.reviews.queries import review
from csmanager.features.reviews.targets import dictionary
from csmanager.ui.desk import MemoryPreferences
from tests.features.reports.recalculate import recalculated
from tests.features.reports.test_workbook import _same, load, table

MADE_AT = dt.datetime(2026, 4, 2, 8, 30, tzinfo=dt.UTC)
LAST = dt.date(2026, 3, 31)
MARCH = parse_period("2026-03", LAST)


def collect(store: Store, period: Period = MARCH, **more: Any) -> ReportData:
    with store.read() as session:
        return gather(session, period, made_at=MADE_AT, file_name="sample.csm", **more)


def test_the_workbook_says_what_the_review_says(sample_store: Store, tmp_path: Path) -> None:
    write_workbook(sample_store, MARCH, tmp_path / "march.xlsx", made_at=MADE_AT)
    rows = {row["Key"]: row for row in table(load(tmp_path / "march.xlsx", values=True), "tblTeam")}
    with sample_store.read() as session:
        apart = {row.key for row in dictionary(session) if row.source in (Source.FORMULA, Source.BY_HAND)}
        lines = [line for line in review(session, MARCH).team if line.metric in rows]
        left_out = {line.metric for line in review(session, MARCH).team if line.value is not None} - set(rows)
    assert left_out <= apart | {"turnover", "contacts_per_hour"}, "whatever has a figure stands in the report"
    assert {"qa_score", "survey_response", "complaint_rate", "absence_rate", "punctuality"} <= set(rows)
    compared = 0
    for line in lines:
        value = rows[line.metric]["Value"]
        if line.value is None:
            assert value == "no data"
            continue
        if isinstance(value, dt.time | dt.timedelta | dt.datetime):
            continue  # times are compared below, to the second
        compared += 1
        seconds = 86_400 if line.unit == "seconds" else 1
        assert value * seconds == pytest.approx(line.value, rel=1e-9)
        assert rows[line.metric]["n"] == line.n
    assert compared > 8


@pytest.mark.parametrize("key", ["2026-03", "2026-Q1", "2025", "2026-01-05..2026-02-10", "all", "2024-01"])
def test_any_period_makes_a_workbook_whose_checks_hold(key: str, sample_store: Store, tmp_path: Path) -> None:
    with sample_store.read() as session:
        ends = queries.data_days(session)
    assert ends[1] is not None
    period = parse_period(key, ends[1], ends[0])
    result = write_workbook(sample_store, period, tmp_path / "report.xlsx", made_at=MADE_AT)
    assert result.path == tmp_path / "report.xlsx"
    always = ("Summary", "Scorecard", "Trends", "Team", "Definitions", "Data", "About")
    assert tuple(name for name in result.sheets if name != "Hiring") == always
    assert ("Hiring" in result.sheets) == (collect(sample_store, period).hiring is not None)


@pytest.mark.libreoffice
def test_libreoffice_agrees_with_a_real_report(sample_store: Store, tmp_path: Path) -> None:
    target = tmp_path / "march.xlsx"
    write_workbook(sample_store, MARCH, target, made_at=MADE_AT)
    before, after = load(target, values=True), load(recalculated(target, tmp_path), values=True)
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                other = after[sheet.title][cell.coordinate].value
                assert _same(cell.value, other), (sheet.title, cell.coordinate, cell.value, other)


def test_the_rows_of_people_add_up_to_the_team(sample_store: Store) -> None:
    data = collect(sample_store)
    for measure in data.measures:
        figure = data.team[measure.key]
        rows = [fact for fact in data.facts if fact.key == measure.key and fact.month == data.first]
        assert sum(fact.numerator for fact in rows) == pytest.approx(figure.numerator or 0.0)
        if measure.level == "team":
            assert {fact.person for fact in rows} <= {WHOLE_TEAM}
    assert any(fact.person == NOBODY for fact in data.facts)


def test_codes_leave_no_name_anywhere(sample_store: Store, tmp_path: Path) -> None:
    target = tmp_path / "codes.xlsx"
    named = collect(sample_store)
    write_workbook(sample_store, MARCH, target, made_at=MADE_AT, with_names=False)
    book = load(target, values=True)
    text = "\n".join(
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell
    )
    assert not [member.label for member in named.members if member.label in text]
    assert "people by code" in text


def test_two_people_of_one_name_are_told_apart(sample_store: Store) -> None:
    from csmanager.features.team.queries import people
    from csmanager.features.team.tables import Person

    with sample_store.read() as session:
        first, second = people(session, LAST)[:2]
    with sample_store.change("Give two people one name") as step:
        for row in (first, second):
            step.session.get_one(Person, row.id).name = "Kim Lee"
    labels = [member.label for member in collect(sample_store).members]
    assert {f"Kim Lee ({first.code})", f"Kim Lee ({second.code})"} <= set(labels)
    assert len(labels) == len(set(labels))


def test_contacts_tie_out(sample_store: Store) -> None:
    tie = collect(sample_store).tie
    assert tie.before + tie.in_period + tie.after == tie.in_store > 0
    assert tie.counted + sum(number for _, number in tie.excluded) == tie.in_period
    assert tie.counted == collect(sample_store).team["contacts_offered"].value


def test_the_comment_is_a_step_and_stands_in_the_report(sample_store: Store, tmp_path: Path) -> None:
    before = collect(sample_store).comment
    sample_store.do("Comment on March 2026", save_comment, "2026-03", "  Two people were ill.\n")
    assert collect(sample_store).comment == "Two people were ill."
    write_workbook(sample_store, MARCH, tmp_path / "a.xlsx", made_at=MADE_AT)
    words = [row[0] for row in load(tmp_path / "a.xlsx", values=True)["Summary"].iter_rows(values_only=True)]
    assert words[4:6] == ["From the manager", "Two people were ill."]
    sample_store.undo()  # the note in the register
    sample_store.undo()
    assert collect(sample_store).comment == before


def test_an_emptied_comment_goes(sample_store: Store) -> None:
    sample_store.do("Comment", save_comment, "2026-03", "Words")
    sample_store.do("Comment", save_comment, "2026-03", " ")
    assert collect(sample_store).comment == ""


def test_each_report_is_noted_with_its_hash_and_the_head_of_the_history(
    sample_store: Store, tmp_path: Path
) -> None:
    head = sample_store.chain_head()
    result = write_workbook(sample_store, MARCH, tmp_path / "march.xlsx", made_at=MADE_AT)
    with sample_store.read() as session:
        (row,) = queries.made(session)
    assert (row.period, row.title, row.kind) == ("2026-03", "March 2026", actions.WORKBOOK)
    assert (row.file_name, row.sha256, row.with_names) == ("march.xlsx", result.sha256, True)
    assert row.made_at == MADE_AT
    abouts = table(load(tmp_path / "march.xlsx", values=True), "tblAbout")
    said = {line["Item"]: line["Value"] for line in abouts}
    assert said["Head of the history"] == head
    assert said["Hash of the figures"] == result.digest


def test_the_same_store_gives_the_same_bytes(sample_store: Store, tmp_path: Path) -> None:
    data = collect(sample_store)
    first = actions.place_workbook(data, tmp_path / "a.xlsx")
    second = actions.place_workbook(collect(sample_store), tmp_path / "b.xlsx")
    assert first.sha256 == second.sha256


def test_a_target_that_is_open_elsewhere_gets_another_name(
    sample_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "march.xlsx"
    target.write_bytes(b"open in Excel")
    real = Path.replace

    def locked(self: Path, to: Path) -> Path:
        if Path(to) == target:
            raise PermissionError(errno.EACCES, "in use")
        return real(self, to)

    monkeypatch.setattr(Path, "replace", locked)
    monkeypatch.setattr("csmanager.core.files._WAIT_S", 0.0)
    result = write_workbook(sample_store, MARCH, target, made_at=MADE_AT)
    assert result.path == tmp_path / "march (2).xlsx"
    assert target.read_bytes() == b"open in Excel"
    assert load(result.path, values=True).sheetnames[0] == "Summary"


def test_a_full_disk_is_said_and_the_old_report_stays(
    sample_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "march.xlsx"
    target.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("csmanager.core.files.os.fsync", full)
    with pytest.raises(Refused, match="No space left on device"):
        write_workbook(sample_store, MARCH, target, made_at=MADE_AT)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".xlsx"] == ["march.xlsx"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("missing/march.xlsx", "does not exist"), ("march.csv", "must end in .xlsx")],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(
    name: str, sentence: str, sample_store: Store, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=sentence):
        write_workbook(sample_store, MARCH, tmp_path / name, made_at=MADE_AT)
    with sample_store.read() as session:
        assert queries.made(session) == []


def test_a_report_that_is_stopped_leaves_no_trace(sample_store: Store, tmp_path: Path) -> None:
    def stop(done: int, _total: int, _text: str) -> None:
        if done == 2:
            raise Cancelled("Stopped.")

    before = set(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        write_workbook(sample_store, MARCH, tmp_path / "march.xlsx", made_at=MADE_AT, progress=stop)
    assert set(tmp_path.iterdir()) == before
    with sample_store.read() as session:
        assert queries.made(session) == []


def test_an_empty_store_makes_a_report_that_says_so(store: Store, tmp_path: Path) -> None:
    write_workbook(store, MARCH, tmp_path / "empty.xlsx", made_at=MADE_AT)
    book = load(tmp_path / "empty.xlsx", values=True)
    assert book["Summary"]["A1"].value == "March 2026: no contacts to report on"
    notes = [row["Value"] for row in table(book, "tblAbout") if row["Item"] == "Note"]
    assert notes == ["The store holds no contacts yet."]


def test_today_reminds_of_the_last_month_until_it_is_made(sample_store: Store, tmp_path: Path) -> None:
    def items(day: dt.date) -> list[tuple[str, str, dt.date | None]]:
        with sample_store.read() as session:
            return [(item.text, item.mark, item.due) for item in queries.todo(session, day)]

    due = dt.date(2026, 4, 5)
    assert items(dt.date(2026, 4, 2)) == [("Report on March 2026", "soon", due)]
    assert items(dt.date(2026, 4, 9)) == [("Report on March 2026", "late", due)]
    assert items(dt.date(2026, 6, 1)) == []  # there are no contacts of May
    write_workbook(sample_store, MARCH, tmp_path / "march.xlsx", made_at=MADE_AT)
    assert items(dt.date(2026, 4, 2)) == []


def test_periods_are_offered_newest_first_with_the_last_full_month_proposed(sample_store: Store) -> None:
    with sample_store.read() as session:
        offered = queries.offered(session, dt.date(2026, 4, 2))
    keys = [period.key for period in offered.choices]
    assert keys[:2] == ["2026-03", "2026-02"]
    assert {"2026-Q1", "2025", "all"} <= set(keys)
    assert offered.proposed is not None and offered.proposed.key == "2026-03"


def test_times_never_start_below_zero(sample_store: Store) -> None:
    """A sheet cannot show a time before zero."""
    data = collect(sample_store)
    lows = [
        figure.low
        for figures in [data.team, *(member.figures for member in data.members)]
        for key, figure in figures.items()
        if data.measure(key).unit == "seconds" and figure.low is not None
    ]
    assert lows and min(lows) >= 0


@pytest.mark.parametrize(
    ("unit", "value", "n", "expected"),
    [
        ("share", 2 / 3, 3, (2.0, 3.0)),
        ("seconds", 10.5004, 2, (21.001, 2.0)),
        ("points", 100 * (5 - 2) / 7, 7, (300.0, 7.0)),
        ("count", 12.0, 12, (12.0, None)),
        ("share", None, 0, (None, None)),
    ],
)
def test_values_are_taken_back_to_whole_sums(
    unit: str, value: float | None, n: int, expected: tuple[float | None, float | None]
) -> None:
    assert sums(unit, value, n) == expected


def test_a_name_is_proposed_and_the_folder_remembered(tmp_path: Path) -> None:
    memory = MemoryPreferences()
    report = tmp_path / "a.xlsx"
    report.write_bytes(b"x")
    places.remember(memory, "ab", report)
    proposed = places.proposed(
        memory, "Harbour/Hill: north", "2026-01-05..2026-02-10", with_names=False, suffix=".xlsx"
    )
    assert proposed == tmp_path / "Harbour Hill north report 2026-01-05 to 2026-02-10 (codes).xlsx"
    assert places.found(memory, "ab", "gone.xlsx") == report
    assert places.found(memory, "cd", "a.xlsx") == report
    assert places.found(memory, "cd", "b.xlsx") is None


def test_openpyxl_opens_it_without_complaint_but_for_small_lines(sample_store: Store, tmp_path: Path) -> None:
    write_workbook(sample_store, MARCH, tmp_path / "march.xlsx", made_at=MADE_AT)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        openpyxl.load_workbook(tmp_path / "march.xlsx")
    assert {str(item.message) for item in said} <= {
        "Sparkline Group extension is not supported and will be removed"
    }
