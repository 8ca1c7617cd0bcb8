"""Quirks of real files, one small file for each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from csmanager.features.importing.meaning import values
from tests.features.importing.files import write_xlsx
from tests.features.importing.readings import read, write_text

HEAD = [
    "Ticket ID",
    "Created at",
    "Agent",
    "Status",
    "First response time (min)",
    "Resolution time (hrs)",
    "CSAT",
]


def ticket(number: int, **changes: object) -> list[object]:
    row: dict[str, object] = {
        "id": f"T{number}", "created": f"2026-03-{number + 1:02d} 09:00", "agent": "Ana Sol", "status": "Solved",
        "first": 30, "resolution": 5, "csat": 4, **changes,
    }  # fmt: skip
    return list(row.values())


def test_an_order_of_dates_is_told_with_the_cells_that_prove_it(tmp_path: Path) -> None:
    rows = [HEAD, *(ticket(n, created=f"{n + 5:02d}/03/2026 09:00") for n in range(15))]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert reading.told is not None
    reason = next(one.reason for one in reading.told.columns if one.field == "started")
    assert "date order is day/month: 7 cells can only be read so" in reason


def test_two_columns_of_one_file_may_have_opposite_orders(tmp_path: Path) -> None:
    head = ["Employee", "Leave type", "From", "To"]
    body = [["Ana Sol", "Sick", f"{n + 10}/03/2026", f"03/{n + 11}/2026"] for n in range(8)]
    reading = read(write_text(tmp_path / "l.csv", [head, *body]), tmp_path)
    assert (reading.records[0]["first_day"], reading.records[0]["last_day"]) == ("2026-03-10", "2026-03-11")


def test_an_order_follows_when_the_other_would_lie_in_the_future(tmp_path: Path) -> None:
    head = ["Employee", "Date", "In", "Out"]
    body = [
        ["Ana Sol", f"{month:02d}/0{n}/2026", "9:00", "17:00"] for month in (1, 2, 3) for n in range(4, 9)
    ]
    reading = read(write_text(tmp_path / "w.csv", [head, *body]), tmp_path)
    assert reading.records[0]["day"] == "2026-01-04"
    assert reading.told is not None
    assert any("would lie in the future" in one.reason for one in reading.told.columns)


def test_an_order_nothing_settles_is_asked_once(tmp_path: Path) -> None:
    head = ["Employee", "Date", "In", "Out"]
    path = write_text(
        tmp_path / "w.csv", [head, *(["Ana Sol", "02/03/2026", "9:00", "17:00"] for _ in range(3))]
    )
    asked = read(path, tmp_path)
    assert asked.told is not None and [one.key for one in asked.told.questions] == ["date_order.Date"]
    assert read(path, tmp_path, {"date_order": "dmy"}).records[0]["day"] == "2026-03-02"


def test_a_resolution_before_the_first_response_is_set_aside_and_said(tmp_path: Path) -> None:
    rows = [HEAD, *(ticket(n, first=600 if n == 2 else 30) for n in range(8))]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert [row["resolution_ms"] is None for row in reading.rows] == [n == 2 for n in range(8)]
    assert reading.told is not None
    assert (
        "1 time to resolution is shorter than the time to the first response, and set aside."
        in reading.told.notes
    )


def test_formulas_without_results_are_said_and_no_zero(tmp_path: Path) -> None:
    rows = [HEAD, *(ticket(n, csat="=2+2") for n in range(6))]
    reading = read(write_xlsx(tmp_path / "t.xlsx", {"Export": rows}), tmp_path)
    assert {row["csat"] for row in reading.rows} == {None}
    assert reading.told is not None
    assert any(note.startswith("6 cells hold formulas without a result") for note in reading.told.notes)


def test_hidden_rows_and_sheets_are_read_and_said(tmp_path: Path) -> None:
    import openpyxl

    path = write_xlsx(
        tmp_path / "t.xlsx",
        {"New": [HEAD, *(ticket(n) for n in range(6))], "Old": [HEAD, *(ticket(n) for n in range(9, 12))]},
    )
    book = openpyxl.load_workbook(path)
    book["New"].row_dimensions[3].hidden = True
    book["Old"].sheet_state = "hidden"
    book.save(path)
    reading = read(path, tmp_path)
    assert len(reading.rows) == 9
    assert reading.told is not None
    assert {"1 hidden row was read too.", "Hidden in the workbook, but read: Old."} <= set(reading.told.notes)


def test_several_tables_of_a_sheet_are_read_apart(tmp_path: Path) -> None:
    rows = [
        HEAD,
        *(ticket(n) for n in range(9)),
        [],
        ["Summary"],
        ["Agent", "Calls offered", "Calls answered"],
        ["Ana Sol", 5, 4],
        ["Bo Lind", 7, 7],
    ]
    reading = read(write_xlsx(tmp_path / "t.xlsx", {"All": rows}), tmp_path)
    assert (len(reading.rows), reading.problems) == (9, [])
    assert reading.told is not None
    told = "Other tables of this file that can be taken as well: All, table 2 (intervals, 2 rows)."
    assert told in reading.told.notes
    assert [one.is_apart for one in reading.told.others] == [False]  # it may count the same calls again
    second = read(tmp_path / "t.xlsx", tmp_path, sheet="All, table 2", answers={"period": "2026-03"})
    assert (second.kind, [one["offered"] for one in second.records]) == ("intervals", [5, 7])


def test_tables_side_by_side_are_read_apart(tmp_path: Path) -> None:
    leave = [
        ["Employee", "Leave type", "From", "To"],
        *(["Ana Sol", "Sick", "2026-03-02", "2026-03-03"] for _ in range(2)),
    ]
    rows = [
        [*left, "", *(leave[at] if at < len(leave) else [])]
        for at, left in enumerate([HEAD, *(ticket(n) for n in range(9))])
    ]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert (reading.kind, len(reading.rows)) == ("tickets", 9)


def test_serial_dates_stand_among_text_dates(tmp_path: Path) -> None:
    rows = [HEAD, *(ticket(n, created="46083.375" if n % 2 else "2026-03-02 09:00") for n in range(8))]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert {dt.datetime.fromtimestamp(row["started"], dt.UTC).isoformat() for row in reading.rows} == {
        "2026-03-02T09:00:00+00:00"
    }


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    import openpyxl

    path = write_xlsx(
        tmp_path / "t.xlsx",
        {"New": [HEAD, *(ticket(n, created=dt.datetime(2026, 3, n + 1, 9)) for n in range(6))]},
    )
    book = openpyxl.load_workbook(path)
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)
    reading = read(path, tmp_path)
    assert dt.datetime.fromtimestamp(reading.rows[0]["started"], dt.UTC).date() == dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("gb18030", "张伟"),
        ("shift_jis", "山田太郎"),
        ("euc_kr", "김민수"),
        ("cp1251", "Иван Петров"),
        ("cp1250", "Łukasz Wójcik"),
        ("mac_roman", "Zoé Müller"),
        ("cp1252", "Zoé Müller"),
        ("utf-16", "Zoé Müller"),
    ],
)
def test_letters_of_older_encodings_are_read(tmp_path: Path, encoding: str, name: str) -> None:
    rows = [HEAD, *(ticket(n, agent=name) for n in range(9))]
    reading = read(write_text(tmp_path / "t.csv", rows, encoding=encoding), tmp_path)
    assert set(reading.people.values()) == {name}


def test_ids_of_18_digits_and_leading_zeros_stay_as_they_are(tmp_path: Path) -> None:
    rows = [HEAD, *(ticket(n, id=f"'00{123456789012345670 + n}") for n in range(6))]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert reading.rows[0]["external_id"] == "00123456789012345670"


def test_queues_are_nobody_and_names_may_be_turned(tmp_path: Path) -> None:
    agents = ["Sol, Ana", "Ana Sol", "Queue - Desk", "[None]", "Unassigned", "Support team"]
    rows = [HEAD, *(ticket(n, agent=agents[n]) for n in range(6))]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert [reading.people.get(row["person"]) for row in reading.rows] == [
        "Ana Sol",
        "Ana Sol",
        None,
        None,
        None,
        None,
    ]


def test_a_file_without_agents_has_no_agents(tmp_path: Path) -> None:
    rows = [[row[0], row[1], *row[3:]] for row in [HEAD, *(ticket(n) for n in range(6))]]
    reading = read(write_text(tmp_path / "t.csv", rows), tmp_path)
    assert (reading.people, len(reading.rows)) == ({}, 6)


def test_totals_footers_and_blank_rows_of_hours_are_no_shifts(tmp_path: Path) -> None:
    rows: list[list[str]] = [["DF01"], ["Payroll Period", "03/02/2026 To 03/15/2026"], []]
    rows += [
        ["Name", "Clock in date", "Clock in time", "Clock out date", "Clock out time", "Total paid hours"]
    ]
    for name in ("Gil Soto", "Amy Fox"):
        rows += [[name, f"March {n} 2026", "6:01pm", f"March {n + 1} 2026", "2:10am", "7.65"] for n in (3, 4)]
        rows += [[f"Totals for {name}", "", "", "", "", "15.30"], ["-"] * 6]
    rows += [["Totals", "", "", "", "", "30.60"]]
    reading = read(write_text(tmp_path / "w.csv", rows), tmp_path)
    assert [(one["start_minute"], one["end_minute"], one["paid_minutes"]) for one in reading.records] == [
        (1081, 1570, 459)
    ] * 4
    assert reading.problems == []


def test_a_clipboard_table_of_markup_is_read(tmp_path: Path) -> None:
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in [HEAD, *(ticket(n) for n in range(6))]
    )
    path = tmp_path / "pasted.html"
    path.write_text(f"<meta charset='utf-8'><table><tbody>{cells}</tbody></table>", encoding="utf-8")
    assert len(read(path, tmp_path).rows) == 6


def test_a_picture_of_word_comments_that_begin_with_total_is_no_total(tmp_path: Path) -> None:
    rows = [
        ["Date", "Review text", "Rating"],
        *([f"2026-03-0{n}", "Total waste of my time, never again", "1"] for n in range(1, 8)),
    ]
    assert len(read(write_text(tmp_path / "reviews.csv", rows), tmp_path).records) == 7


def test_rows_written_twice_count_once_and_an_id_given_twice_is_set_aside(tmp_path: Path) -> None:
    head = ["Employee ID", "Name", "Job title", "Hire date"]
    body = [[f"P{n}", f"Ana Sol{n}", "Adviser", f"2025-0{n + 1}-03"] for n in range(6)]
    reading = read(
        write_text(tmp_path / "staff.csv", [head, *body, body[0], ["P1", "Bo Other", "Lead", "2024-01-01"]]),
        tmp_path,
    )
    assert len(reading.records) == 6
    assert [(row, column) for row, column, _reason in reading.problems] == [(9, "Employee ID")]


def test_a_day_of_leaving_far_ahead_means_still_there(tmp_path: Path) -> None:
    head = ["Employee Name", "Department", "Last Working Day", "Gender"]
    body = [[f"Ana Sol{n}", "Care", "31-12-9999" if n else "15-01-2026", "F"] for n in range(6)]
    reading = read(write_text(tmp_path / "staff.csv", [head, *body]), tmp_path)
    assert [one.get("left_on") for one in reading.records] == ["2026-01-15", None, None, None, None, None]
    assert all("gender" not in one for one in reading.records)


@pytest.mark.parametrize(
    ("text", "start", "end", "pause"),
    [
        ("9-5", 540, 1020, None),
        ("9:00–17:30", 540, 1050, None),
        ("22:00-06:00", 1320, 1800, None),
        ("9am-5pm", 540, 1020, None),
        ("1-5pm", 780, 1020, None),
        ("8h-16h", 480, 960, None),
        ("0900-1730", 540, 1050, None),
        ("12-8", 720, 1200, None),
        ("8:30-5", 510, 1020, None),
        ("10-2", 600, 840, None),
        ("9-17 (30 min break)", 540, 1020, 30),
    ],
)
def test_every_spelling_of_a_shift(text: str, start: int, end: int, pause: int | None) -> None:
    found = values.shift(text)
    assert found is not None and found[:3] == (start, end, pause)


@pytest.mark.parametrize(
    "text", ["OFF", "AL", "10/03/2026", "2026-03-02", "T-12", "25-30", "9-", "", "9:75-10"]
)
def test_what_is_no_shift(text: str) -> None:
    assert values.shift(text) is None


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,234.50", 123_450),
        ("€ 12,50", 1250),
        ("(5.00)", -500),
        ("12 kr", 1200),
        ("R$ 10,00", 1000),
        ("7", 700),
    ],
)
def test_every_spelling_of_money(text: str, cents: int) -> None:
    assert values.cents(text) == cents


def test_a_score_from_0_to_10_is_a_likelihood_to_recommend(tmp_path: Path) -> None:
    head = ["Date", "Customer", "Score", "Reason for score"]
    body = [[f"2026-03-{n + 1:02d}", f"c{n}", n % 11, "because it was quick"] for n in range(22)]
    reading = read(write_text(tmp_path / "nps.csv", [head, *body]), tmp_path)
    answers = [one for one in reading.records if one.get("measure") == "nps"]
    assert [one["value"] for one in answers[:3]] == [0, 1, 2]


def test_a_whole_day_that_ends_at_midnight_is_one_day(tmp_path: Path) -> None:
    head = ["Agent Name", "Interval Start", "Interval End", "Handled", "Avg Talk"]
    body = [
        ["Ana Sol", f"2026-03-{n + 1:02d} 00:00", f"2026-03-{n + 2:02d} 00:00", 20, "00:04:00"]
        for n in range(9)
    ]
    first = read(write_text(tmp_path / "agents.csv", [head, *body]), tmp_path).records[0]
    assert (first["first_day"], first["last_day"], first["answered"]) == ("2026-03-01", "2026-03-01", 20)
    assert first["handle_ms"] == 20 * 240_000 and "start_minute" not in first
