"""Totals of weeks and months in timesheets come in as what they are, and never as the work of one day."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file
from tests.features.importing.readings import read, write_text


@pytest.mark.parametrize(
    ("heading", "cells", "first", "last"),
    [
        ("Week ending", ("2026-03-08", "2026-03-15"), "2026-03-02", "2026-03-08"),
        ("Week commencing", ("2026-03-02", "2026-03-09"), "2026-03-02", "2026-03-08"),
        ("Date", ("2026-03-08", "2026-03-15"), "2026-03-02", "2026-03-08"),
        ("W/C date", ("2026-03-02", "2026-03-09"), "2026-03-02", "2026-03-08"),
        ("Month", ("2026-02-01", "2026-03-01"), "2026-02-01", "2026-02-28"),
        ("Month ending", ("2026-02-28", "2026-03-31"), "2026-02-01", "2026-02-28"),
    ],
)
def test_the_total_of_a_span_stands_on_its_last_day(
    tmp_path: Path, heading: str, cells: tuple[str, str], first: str, last: str
) -> None:
    rows = [[name, cell, "37.5"] for cell in cells for name in ("Ana Ruiz", "Luis Vega")]
    path = write_text(tmp_path / "timesheet.csv", [["Employee", heading, "Hours worked"], *rows])
    reading = read(path, tmp_path)
    assert (reading.kind, len(reading.records), reading.problems) == ("worked", 4, [])
    one = reading.records[0]
    assert (one["first_day"], one["day"], one["worked_minutes"]) == (first, last, 2250)
    assert one["note"] == f"Total of {first} to {last}"
    assert reading.told is not None
    assert any("not spread over it" in note for note in reading.told.notes)


def test_a_span_nobody_names_is_asked_for(tmp_path: Path) -> None:
    rows = [["Ana Ruiz", "2026-03-28", "152"], ["Luis Vega", "2026-03-28", "160"]]
    path = write_text(tmp_path / "hours.csv", [["Employee", "Date", "Hours worked"], *rows])
    asked = read(path, tmp_path)
    assert asked.told is not None and [one.key for one in asked.told.questions] == ["span"]
    one = read(path, tmp_path, {"span": "month"}).records[0]
    assert (one["first_day"], one["day"], one["worked_minutes"]) == ("2026-03-01", "2026-03-28", 9120)


def test_two_dates_bound_a_total_and_overtime_comes_on_top_of_regular_hours(tmp_path: Path) -> None:
    head = ["Employee", "Start date", "End date", "Regular hours", "Overtime hours"]
    rows = [
        ["Ana Ruiz", "2026-03-02", "2026-03-15", "75", "2.5"],
        ["Bo Li", "2026-03-02", "2026-03-15", "70", ""],
    ]
    reading = read(write_text(tmp_path / "timesheet.csv", [head, *rows]), tmp_path)
    found = [(one["first_day"], one["day"], one["worked_minutes"]) for one in reading.records]
    assert found == [("2026-03-02", "2026-03-15", 4650), ("2026-03-02", "2026-03-15", 4200)]


def test_one_slip_of_the_pen_makes_no_totals_of_days(tmp_path: Path) -> None:
    rows = [["Ana Ruiz", f"2026-03-{day:02d}", "7.5"] for day in range(2, 22)]
    rows[3][2] = "75"
    reading = read(
        write_text(tmp_path / "timesheet.csv", [["Employee", "Date", "Hours worked"], *rows]), tmp_path
    )
    assert all("first_day" not in one for one in reading.records) and reading.kind == "worked"


def test_totals_come_in_and_go_out_as_one_step(store: Store, tmp_path: Path) -> None:
    rows = [["Ana Ruiz", "2026-03-08", "37.5"], ["Ana Ruiz", "2026-03-15", "40"]]
    path = write_text(tmp_path / "timesheet.csv", [["Employee", "Week ending", "Hours worked"], *rows])
    told = import_file(store, path, answers={"people": "create"})
    assert (told.outcome, told.rows_added) == ("imported", 2), told

    def kept() -> list[tuple[int, int, int]]:
        with store.read() as session:
            found = session.connection().exec_driver_sql(
                "SELECT first_day, day, worked_minutes FROM worked_shift ORDER BY id"
            )
            return [(row[0], row[1], row[2]) for row in found]

    both = [(20514, 20520, 2250), (20521, 20527, 2400)]
    assert kept() == both
    store.undo()
    assert kept() == []
    store.redo()
    assert kept() == both
