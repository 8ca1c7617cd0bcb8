"""Time zones in headings, and orders of dates that dots or weekdays settle."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from csmanager.features.importing import dates, zones
from tests.features.importing.readings import read, write_text


@pytest.mark.parametrize(
    ("header", "zone"),
    [
        ("Created (UTC)", "UTC"),
        ("created_at_utc", "UTC"),
        ("Outcome", ""),
        ("Created GMT", "UTC"),
        ("Start time (UTC+2)", "UTC+02:00"),
        ("Start time [GMT-05:30]", "UTC-05:30"),
        ("Opened (+01:00)", "UTC+01:00"),
        ("Created (Europe/Berlin)", "Europe/Berlin"),
        ("Created at (CET)", "Europe/Berlin"),
        ("Closed EST", "America/New_York"),
        ("Created (PT)", "America/Los_Angeles"),
        ("Created/Updated", ""),
        ("Ist", ""),
        ("Kosten est", ""),
        ("First response (h)", ""),
    ],
)
def test_zones_are_read_from_headings(header: str, zone: str) -> None:
    assert zones.of(header) == zone


def ticket_rows(created: str, closed: str, day: str = "2026-02-{:02d}") -> list[list[str]]:
    return [
        ["Ticket ID", created, "Agent", "Status", closed],
        *(
            [
                f"T{n}",
                f"{day.format(n)} 18:30",
                ("Ana Sol", "Bo Lind")[n % 2],
                "Closed",
                f"{day.format(n)} 23:30",
            ]
            for n in range(1, 9)
        ),
    ]


def first_moment(rows: list[dict[str, Any]]) -> str:
    return dt.datetime.fromtimestamp(rows[0]["started"], dt.UTC).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("header", "started"),
    [
        ("Created (UTC+2)", "01 16:30"),
        ("Created (Europe/Berlin)", "01 17:30"),
        ("Created (UTC)", "01 18:30"),
        ("Created (PST)", "02 02:30"),
    ],
)
def test_a_zone_in_a_heading_is_applied_to_its_column_and_said(
    tmp_path: Path, header: str, started: str
) -> None:
    closed = header.replace("Created", "Closed")
    reading = read(
        write_text(tmp_path / "t.csv", ticket_rows(header, closed)), tmp_path, zone="Europe/Berlin"
    )
    assert first_moment(reading.rows) == started
    assert {row["resolution_ms"] for row in reading.rows} == {5 * 3_600_000}
    assert reading.told is not None
    assert any(f"“{header}” and “{closed}”" in note for note in reading.told.notes)
    assert not any("name no zone" in note for note in reading.told.notes)


def test_two_columns_of_two_zones_are_each_read_in_their_own(tmp_path: Path) -> None:
    rows = ticket_rows("Created (UTC)", "Closed (PST)")
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert {row["resolution_ms"] for row in reading.rows} == {13 * 3_600_000}


def test_summer_time_counts_where_an_abbreviation_stands_for_a_place(tmp_path: Path) -> None:
    rows = ticket_rows("Created (CET)", "Closed (CET)", "2026-07-{:02d}")
    rows = [[cell.replace("2026-07", "2025-07") for cell in row] for row in rows]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert first_moment(reading.rows) == "01 16:30"
    assert reading.told is not None
    assert any("Europe/Berlin, summer time counted" in note for note in reading.told.notes)


def test_offsets_in_the_cells_go_before_the_heading(tmp_path: Path) -> None:
    rows = ticket_rows("Created (CET)", "Closed (CET)")
    rows = [rows[0], *([row[0], f"{row[1]}:00+05:00", *row[2:4], f"{row[4]}:00+05:00"] for row in rows[1:])]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert first_moment(reading.rows) == "01 13:30"


def test_shifts_and_answers_of_another_zone_fall_on_the_day_of_the_store(tmp_path: Path) -> None:
    head = ["Employee", "Clock in (UTC)", "Clock out (UTC)"]
    path = write_text(
        tmp_path / "w.csv",
        [head, *(["Ana Sol", f"2026-02-0{n} 23:30", f"2026-02-0{n + 1} 07:30"] for n in range(1, 6))],
    )
    shift = read(path, tmp_path, zone="Europe/Berlin").records[0]
    assert (shift["day"], shift["start_minute"], shift["worked_minutes"]) == ("2026-02-02", 30, 480)
    rows = [
        ["Response ID", "Submitted", "How satisfied are you?"],
        *([str(n), f"2026-02-0{n}T23:30:00Z", str(n % 5 + 1)] for n in range(1, 9)),
    ]
    assert (
        read(write_text(tmp_path / "s.csv", rows), tmp_path, zone="Europe/Berlin").records[0]["day"]
        == "2026-02-02"
    )


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        (["01.02.2026", "03.02.2026 09:00"], "dmy"),
        (["01.02.2026", "03/02/2026"], "ask"),
        (["02.13.2026", "02.01.2026"], "mdy"),
        (["Mo, 02.03.2026"], "dmy"),
        (["Mon 03/02/2026", "Tue 03/03/2026"], "mdy"),
        (["Mon 02/03/2026"], "dmy"),
        (["02/03/2026"], "ask"),
        (["Fri 02/03/2026"], "ask"),  # neither order falls on a Friday
    ],
)
def test_dots_and_weekdays_settle_the_order_of_dates(cells: list[str], verdict: str) -> None:
    assert dates.weigh(cells).verdict == verdict


def test_the_reason_says_what_settled_the_order(tmp_path: Path) -> None:
    rows = [
        ["Ticket-ID", "Erstellt am", "Bearbeiter", "Status"],
        *([f"T{n}", f"0{n}.03.2026 09:00", "Ana Sol", "Offen"] for n in range(1, 9)),
    ]
    told = read(write_text(tmp_path / "t.csv", rows, ";"), tmp_path).told
    assert told is not None and told.questions == ()
    assert "7 cells are written with dots, where days come first" in told.columns[1].reason
    rows = [
        ["Employee", "Day", "In", "Out"],
        *(
            ["Ana Sol", f"{['Mon', 'Tue', 'Wed', 'Thu', 'Fri'][n]} 03/0{n + 2}/2026", "8:00", "16:30"]
            for n in range(5)
        ),
    ]
    told = read(write_text(tmp_path / "w.csv", rows), tmp_path).told
    assert told is not None and "4 weekdays fit only so" in told.columns[1].reason
