"""Timesheets with a column for coming and one for going under each day."""

# ruff: noqa: E501 - a row of a table is read more easily whole

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.features.importing.readings import Reading, read, write_text

PEOPLE = [
    ["Ann Bee", "08:58", "17:02", "09:00", "17:00", "", "", "15:58"],
    ["Joe Lim", "22:00", "06:00", "OFF", "", "13:00", "21:05", "16:05"],
    ["Total", "", "", "", "", "", "", "32:03"],
]
SHIFTS = [
    ("Ann Bee", "2026-03-02", 538, 1022), ("Ann Bee", "2026-03-03", 540, 1020),
    ("Joe Lim", "2026-03-02", 1320, 360), ("Joe Lim", "2026-03-04", 780, 1265),
]  # fmt: skip


def taken(folder: Path, rows: Sequence[Sequence[Any]], **given: Any) -> Reading:
    return read(write_text(folder / "t.csv", rows), folder, **given)


def shifts(reading: Reading) -> list[tuple[Any, ...]]:
    assert reading.kind == "worked", reading.refused
    return [
        (one["person"], one["day"], one["start_minute"], one["end_minute"] % 1440) for one in reading.named()
    ]


@pytest.mark.parametrize(
    "top",
    [
        [["Week of 02/03/2026"], ["Employee", "Mon", "", "Tue", "", "Wed", "", "Total"], ["", "In", "Out", "In", "Out", "In", "Out", "Hours"]],
        [["Employee", "2026-03-02", "", "2026-03-03", "", "2026-03-04", "", "Total"], ["", "In", "Out", "In", "Out", "In", "Out", ""]],
        [["2026"], ["", "Mon 02/03", "", "Tue 03/03", "", "Wed 04/03", "", "Total"], ["Name", "In", "Out", "In", "Out", "In", "Out", ""]],
        [["KW 10 2026"], ["Mitarbeiter", "Mo Kommen", "Mo Gehen", "Di Kommen", "Di Gehen", "Mi Kommen", "Mi Gehen", "Summe"]],
        [["Employee", "Mon 3/2/2026 In", "Mon 3/2/2026 Out", "Tue 3/3/2026 In", "Tue 3/3/2026 Out", "Wed 3/4/2026 In", "Wed 3/4/2026 Out", "Total"]],
    ],
)  # fmt: skip
def test_every_pair_of_times_is_a_shift_of_its_day(tmp_path: Path, top: list[list[str]]) -> None:
    reading = taken(tmp_path, [*top, *PEOPLE])
    assert shifts(reading) == SHIFTS
    assert reading.told is not None and "3 days stand side by side" in reading.told.notes[0]


def test_two_pairs_a_day_are_two_shifts(tmp_path: Path) -> None:
    rows = [
        ["Employee", "Mon 2026-03-02", "", "", "", "Tue 2026-03-03", "", "", ""],
        ["", *["In", "Out"] * 4],
        ["Ann Bee", "9:00 AM", "12:00 PM", "1:00 PM", "5:00 PM", "9:00 AM", "12:00 PM", "", ""],
    ]
    found = shifts(taken(tmp_path, rows))
    assert [one[1:] for one in found] == [
        ("2026-03-02", 540, 720), ("2026-03-02", 780, 1020), ("2026-03-03", 540, 720),
    ]  # fmt: skip


def test_the_week_is_asked_where_nothing_says_it(tmp_path: Path) -> None:
    rows = [
        ["Employee", "Mon", "", "Tue", "", "Wed", "", ""],
        ["", "In", "Out", "In", "Out", "In", "Out", ""],
        *PEOPLE,
    ]
    asked = taken(tmp_path, rows)
    assert asked.told is not None and [one.key for one in asked.told.questions] == ["week_of"]
    assert shifts(taken(tmp_path, rows, answers={"week_of": "2026-03-02"})) == SHIFTS


def test_a_time_that_is_none_is_set_aside_with_its_row(tmp_path: Path) -> None:
    rows = [
        ["Employee", "Mon 2026-03-02", "", "Tue 2026-03-03", ""],
        ["", "In", "Out", "In", "Out"],
        ["Ann Bee", "9:00", "17:00", "9:00", "17:00"],
        ["Joe Lim", "9:00", "17:00", "late", "17:00"],
    ]
    reading = taken(tmp_path, rows)
    assert len(shifts(reading)) == 3
    assert [(row, reason) for row, _, reason in reading.problems] == [(4, "“late” is no time of day")]


def test_shares_may_be_written_with_the_word(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2026-03-01 to 2026-03-31"],
        ["Agent", "Calls offered", "Calls answered", "Service level"],
        ["Ann Bee", 120, 110, "85 percent"],
        ["Joe Lim", 80, 60, "70 percent"],
    ]
    reading = taken(tmp_path, rows)
    assert [one["within_target"] for one in reading.named()] == [102, 56]
    assert all("queue" not in one for one in reading.records)
