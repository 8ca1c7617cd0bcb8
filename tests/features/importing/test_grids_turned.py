"""Grids and lists as managers keep them by hand: weeks side by side, names in cells, no headings."""

# ruff: noqa: E501 - a row of a table is read more easily whole

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file
from tests.features.importing.readings import Reading, read, write_text

WEEKS = ("2026-03-02", "2026-03-09", "2026-03-16")
DAYS = ("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")


def taken(folder: Path, rows: Sequence[Sequence[Any]], name: str = "t.csv", **given: Any) -> Reading:
    return read(write_text(folder / name, rows), folder, **given)


@pytest.mark.parametrize(
    "heads",
    [
        ("KW 10", "KW 11", "KW 12"),
        ("2026-W10", "2026-W11", "2026-W12"),
        ("Week 10", "Week 11", "Week 12"),
        ("02.03.2026", "09.03.2026", "16.03.2026"),
    ],
)
def test_a_row_for_each_person_and_a_column_for_each_week(tmp_path: Path, heads: tuple[str, ...]) -> None:
    rows = [
        ["Tickets solved per week"],
        ["Agent", *heads, "Total"],
        ["Ana Sol", 12, 13, "", 25],
        ["Bo Lind", 9, 8, 7, 24],
        ["Total", 21, 21, 7, 49],
    ]
    reading = taken(tmp_path, rows)
    assert reading.kind == "intervals"
    told = [(one["person"], one["first_day"], one["closed"]) for one in reading.named()]
    assert told == [
        ("Ana Sol", WEEKS[0], 12), ("Ana Sol", WEEKS[1], 13),
        ("Bo Lind", WEEKS[0], 9), ("Bo Lind", WEEKS[1], 8), ("Bo Lind", WEEKS[2], 7),
    ]  # fmt: skip
    assert reading.told is not None and reading.told.notes[0].startswith(
        "3 weeks stand side by side, from 2026-03-02"
    )


def test_what_the_numbers_count_is_asked_where_nothing_says_it(store: Store, tmp_path: Path) -> None:
    path = write_text(
        tmp_path / "w.csv", [["Agent", "KW 10", "KW 11"], ["Ana Sol", 12, 13], ["Bo Lind", 9, 8]]
    )
    asked = import_file(store, path)
    assert (asked.outcome, [one.key for one in asked.questions]) == ("needs_answer", ["measure"])
    result = import_file(store, path, answers={"measure": "tickets closed", "people": "create"})
    assert (result.outcome, result.rows_added) == ("imported", 4)
    assert {one.key: one.value for one in result.figures}["closed"] == "42"
    assert import_file(store, path, answers={"measure": "smiles"}).outcome == "refused"


def test_a_row_for_each_figure_and_a_column_for_each_month(tmp_path: Path) -> None:
    rows = [
        ["Metric", "Jan 2026", "Feb 2026"],
        ["Calls offered", 420, 400],
        ["Calls answered", 400, 390],
        ["Service level", "80%", "90%"],
        ["AHT (sec)", 300, 310],
    ]
    reading = taken(tmp_path, rows)
    assert reading.records == [
        {"first_day": "2026-01-01", "last_day": "2026-01-31", "offered": 420, "answered": 400, "within_target": 336, "handle_ms": 120_000_000},
        {"first_day": "2026-02-01", "last_day": "2026-02-28", "offered": 400, "answered": 390, "within_target": 360, "handle_ms": 120_900_000},
    ]  # fmt: skip


def test_people_and_figures_both_down_with_names_written_once(tmp_path: Path) -> None:
    rows = [
        ["Agent", "KPI", "KW 10", "KW 11"],
        ["Ana Sol", "Calls answered", 50, 60],
        ["", "AHT (sec)", 300, 290],
        ["Bo Lind", "Calls answered", 40, 44],
        ["", "AHT (sec)", 310, 305],
    ]
    found = [
        (one["person"], one["first_day"], one["answered"], one["handle_ms"])
        for one in taken(tmp_path, rows).named()
    ]
    assert found[0] == ("Ana Sol", WEEKS[0], 50, 15_000_000)
    assert found[-1] == ("Bo Lind", WEEKS[1], 44, 13_420_000)


SHIFTS = [
    ["Shift", *DAYS],
    ["Early 7-15", "Ana, Bo", "Ana", "Bo", "Ana & Cem", "Bo"],
    ["Late 13-21", "Cem", "Bo\nCem", "Ana / Cem", "Bo", "Ana and Cem"],
]


def test_a_rota_with_names_in_its_cells(tmp_path: Path) -> None:
    reading = taken(tmp_path, SHIFTS)
    assert reading.kind == "rota" and reading.problems == []
    first = sorted(
        (one["day"], one["person"], one["start_minute"], one["end_minute"]) for one in reading.named()
    )
    assert len(first) == 15
    assert first[:3] == [(DAYS[0], "Ana", 420, 900), (DAYS[0], "Bo", 420, 900), (DAYS[0], "Cem", 780, 1260)]


def test_days_down_and_shifts_across_are_the_same_rota(tmp_path: Path) -> None:
    turned = [
        ["Date", "Early (7-15)", "Late (13-21)"],
        *([day, SHIFTS[1][at], SHIFTS[2][at]] for at, day in enumerate(DAYS, 1)),
    ]
    other = taken(tmp_path, turned)
    told = taken(tmp_path, SHIFTS, "o.csv")

    def plain(reading: Reading) -> list[tuple[Any, ...]]:
        return sorted((one["day"], one["person"], one["start_minute"]) for one in reading.named())

    assert plain(other) == plain(told)


def test_shifts_by_word_are_asked_for_and_never_taken_for_absences(tmp_path: Path) -> None:
    rows = [
        ["Shift", *DAYS],
        ["Early", *(("Ana Sol", "Bo Lind")[n % 2] for n in range(5))],
        ["Late", *(("Bo Lind", "Ana Sol")[n % 2] for n in range(5))],
    ]
    asked = taken(tmp_path, rows).told
    assert asked is not None and [one.key for one in asked.questions] == ["code.Early", "code.Late"]
    given = taken(tmp_path, rows, answers={"code.Early": "7:00-15:00", "code.Late": "13-21"})
    assert (given.kind, len(given.records)) == ("rota", 10)


def test_a_turned_table_names_the_rows_of_the_file(tmp_path: Path) -> None:
    rows = [
        ["Agent", "KPI", "KW 10", "KW 11"],
        ["Ana Sol", "Calls answered", 50, 60],
        ["", "AHT (sec)", 300, 290],
        ["Bo Lind", "Calls answered", 40, "44.5"],
        ["", "AHT (sec)", 310, 305],
    ]
    assert taken(tmp_path, rows).problems == [(4, "Calls answered", "“44.5” is no count")]


PEOPLE = [
    ["Ana Sol", "ana@shop.example", "Care", "2024-03-18"],
    ["Bo Lind", "bo@shop.example", "Care", "2023-01-09"],
    ["Cem Ay", "cem@shop.example", "Billing", "2021-06-01"],
]


def test_a_list_of_people_without_headings(tmp_path: Path) -> None:
    reading = taken(tmp_path, PEOPLE)
    assert (reading.kind, len(reading.records)) == ("people", 3)
    assert reading.records[0] == {
        "name": "Ana Sol",
        "email": "ana@shop.example",
        "team": "Care",
        "started_on": "2024-03-18",
    }
    names = taken(tmp_path, [[row[0]] for row in PEOPLE], "n.csv")
    assert [one["name"] for one in names.records] == ["Ana Sol", "Bo Lind", "Cem Ay"]


def test_a_single_column_with_a_heading_keeps_it(tmp_path: Path) -> None:
    names = taken(tmp_path, [["Team member"], *([row[0]] for row in PEOPLE)])
    assert [one["name"] for one in names.records] == ["Ana Sol", "Bo Lind", "Cem Ay"]


def test_tickets_of_a_person_beside_their_share_of_good_ratings(tmp_path: Path) -> None:
    reading = taken(
        tmp_path,
        [
            ["Agent", "Month", "Tickets", "%CSAT"],
            ["Ana Sol", "2026-02", 120, "93%"],
            ["Bo Lind", "2026-02", 99, "88%"],
        ],
    )
    assert [(one["answered"], one.get("csat_sum")) for one in reading.records] == [(120, None), (99, None)]
    assert reading.told is not None and any("“%CSAT” is left out" in note for note in reading.told.notes)
    rated = taken(
        tmp_path,
        [
            ["Agent", "Month", "Tickets", "Ratings", "%CSAT"],
            ["Ana Sol", "2026-02", 120, 40, "95%"],
            ["Bo Lind", "2026-02", 99, 30, "90%"],
        ],
        "r.csv",
    )
    assert [(one["csat_sum"], one["csat_count"], one["csat_scale"]) for one in rated.records] == [
        (38, 40, 1),
        (27, 30, 1),
    ]


@pytest.mark.parametrize(("up", "down"), [("👍", "👎"), ("Thumbs up", "Thumbs down"), ("good", "bad")])
@pytest.mark.parametrize(
    "head", [("Rated on", "Agent", "Feedback", "Remarks"), ("Date", "Teammate", "Rating", "Comment")]
)
def test_ratings_with_some_remarks_lose_neither(
    tmp_path: Path, up: str, down: str, head: tuple[str, ...]
) -> None:
    rows = [
        [
            f"2026-03-{n + 1:02d}",
            ("Ana Sol", "Bo Lind")[n % 2],
            down if n % 4 == 0 else up,
            "It took three days to answer" if n % 4 == 0 else "",
        ]
        for n in range(16)
    ]
    reading = taken(tmp_path, [list(head), *rows])
    assert reading.kind == "survey"
    rated = [one["value"] for one in reading.records if one.get("measure") == "csat"]
    assert (len(rated), rated.count(1)) == (16, 4)
    assert sum(one["text"] == "It took three days to answer" for one in reading.records) == 4
    assert {one["person"] for one in reading.named()} == {"Ana Sol", "Bo Lind"}


def test_names_and_days_written_once_hold_for_the_blanks_below(tmp_path: Path) -> None:
    rows = [
        ["Employee", "Date", "In", "Out"],
        ["Ana Sol", DAYS[0], "9:00", "17:00"],
        ["", DAYS[1], "9:00", "17:00"],
        ["", DAYS[2], "9:00", "17:00"],
        ["Bo Lind", DAYS[0], "12:00", "20:00"],
        ["", DAYS[1], "12:00", "20:00"],
        ["Total", "", "", ""],
    ]
    reading = taken(tmp_path, rows)
    assert [one["person"] for one in reading.named()] == ["Ana Sol"] * 3 + ["Bo Lind"] * 2
    assert reading.told is not None
    assert "blank cells take what stands above, 3 of 5" in reading.told.columns[0].reason
    by_day = [
        ["Date", "Agent", "Calls offered", "Calls answered"],
        *(
            [DAYS[n // 3] if n % 3 == 0 else "", ("Ana Sol", "Bo Lind", "Cem Ay")[n % 3], 20 + n, 19 + n]
            for n in range(6)
        ),
    ]
    assert [one["first_day"] for one in taken(tmp_path, by_day, "d.csv").records] == [DAYS[0]] * 3 + [
        DAYS[1]
    ] * 3


def test_a_forgotten_name_is_never_filled_in(tmp_path: Path) -> None:
    people = ("Ana Sol", "Bo Lind", "", "Dee Fox", "Eve Mor", "Flo Gun")
    rows = [["Employee", "Date", "In", "Out"], *([name, DAYS[0], "9:00", "17:00"] for name in people)]
    reading = taken(tmp_path, rows)
    assert (len(reading.records), reading.problems) == (5, [(4, "Employee", "names nobody")])
    again = [
        ["Employee", "Date", "In", "Out"],
        *([("Ana Sol", "", "Bo Lind", "")[n % 4], DAYS[n % 5], "9:00", "17:00"] for n in range(8)),
    ]
    assert (
        len(taken(tmp_path, again, "a.csv").problems) == 4
    )  # names come again, so blanks are no merged cells
