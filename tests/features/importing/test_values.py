"""Cells: durations, moments, ratings, names."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.features.importing import coding, dates, durations, names, ratings
from csmanager.features.importing.matching import likeliest_first
from csmanager.features.importing.rules import FileKind


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [
        ("125", "s", 125),
        ("31", "h", 111_600),
        ("4.0", "min", 240),
        ("4,5", "min", 270),
        ("1,250", "s", 1250),
        ("1.250,5", "s", 1250.5),
        ("00:03:25", "s", 205),
        ("26:30:00", "h", 95_400),
        ("0:00:01.250", "s", 1.25),
        ("3m 25s", "s", 205),
        ("1h 12m", "s", 4320),
        ("1d 2h", "s", 93_600),
        ("2 hours 10 minutes", "s", 7800),
        ("1 day 3 hours", "s", 97_200),
        ("1 day, 2:03:04", "s", 93_784),
        ("1.02:03:04", "s", 93_784),
        ("06:30 hrs", "s", 23_400),
        ("90 sec", "h", 90),
        ("PT1H2M3S", "s", 3723),
        ("an hour", "s", 3600),
        ("less than a minute", "s", 60),
        ("1500 ms", "s", 1.5),
        ("-00:00:05", "s", -5),
    ],
)
def test_every_common_spelling_of_a_duration_is_read(text: str, unit: str, seconds: float) -> None:
    assert durations.parse(text, unit) == round(seconds * 1000)


@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "none", "—"])
def test_a_blank_duration_is_none_and_not_zero(text: str) -> None:
    assert durations.parse(text) is None


@pytest.mark.parametrize("text", ["soon", "12:75:00", "#VALUE!", "inf", "nan(1)", "1:2:3:4", "3 apples"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        durations.parse(text)


def test_two_parts_are_hours_or_minutes_as_the_column_says() -> None:
    assert durations.parse("8:30", "h", "h:m") == 8.5 * 3_600_000
    assert durations.parse("8:30", "s", "m:s") == 510_000


@given(st.integers(0, 10_000_000))
def test_a_clock_gives_back_the_seconds_it_shows(seconds: int) -> None:
    text = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    assert durations.parse(text) == seconds * 1000


@given(st.text(max_size=40))
def test_no_text_breaks_the_readers_of_cells(text: str) -> None:
    for read in (durations.parse, dates.parse_day, dates.parse_time, dates.parse_stamp, ratings.parse_nps):
        with contextlib.suppress(ValueError):
            read(text)
    names.parse(text)
    coding.status(text, FileKind.TICKETS)
    durations.number(text)
    durations.header_unit(text)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("First response time (in hrs)", "h"),
        ("Time to close (HH:mm:ss)", ""),
        ("First reply time in minutes within business hours", "min"),
        ("Resolution Time in Business Hours", ""),
        ("duration (total)", ""),
        ("Resolution time (s)", "s"),
        ("wait_ms", "ms"),
        ("resolution_hours", "h"),
        ("AHT sec", "s"),
    ],
)
def test_the_heading_names_the_unit(header: str, unit: str) -> None:
    assert durations.header_unit(header) == unit


@pytest.mark.parametrize(
    ("text", "order", "wanted"),
    [
        ("2025-03-01T10:00:00.000000+00:00", "ymd", "2025-03-01 10:00"),
        ("2025-03-01T12:00:00+02:00", "ymd", "2025-03-01 10:00"),
        ("2025-03-02 10:20:00 UTC", "ymd", "2025-03-02 10:20"),
        ("22/Dec/25 2:38 PM", "ymd", "2025-12-22 14:38"),
        ("July 23 2026 6:01pm", "ymd", "2026-07-23 18:01"),
        ("Thu, 06 Mar 2025 14:51:00", "ymd", "2025-03-06 14:51"),
        ("12 Mar 2025 04:05 PM", "ymd", "2025-03-12 16:05"),
        ("Mar 3, 2025 9:05am", "ymd", "2025-03-03 09:05"),
        ("03/04/2025 10:11 AM", "mdy", "2025-03-04 10:11"),
        ("03/04/2025 10:11", "dmy", "2025-04-03 10:11"),
        ("03/13/2025 12:05 AM", "mdy", "2025-03-13 00:05"),
        ("13.1.26 8:05", "dmy", "2026-01-13 08:05"),
        ("45366.5", "ymd", "2024-03-15 12:00"),
        ("5 de março de 2025 08:00", "ymd", "2025-03-05 08:00"),
        ("20250301", "ymd", "2025-03-01 00:00"),
    ],
)
def test_every_common_spelling_of_a_moment_is_read(text: str, order: str, wanted: str) -> None:
    seconds, offset = dates.parse_stamp(text, order)
    moment = dt.datetime.fromtimestamp(seconds - (offset or 0), dt.UTC)
    assert f"{moment:%Y-%m-%d %H:%M}" == wanted


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31)), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_a_date_is_read_back_in_the_order_it_was_written(day: dt.date, order: str) -> None:
    text = day.strftime({"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y-%m-%d"}[order])
    assert dates.parse_day(text, order) == (day - dt.date(1970, 1, 1)).days


@pytest.mark.parametrize(
    "text", ["31/02/2025", "2025-13-01", "00/00/2000", "25:00", "yesterday", "2025-02-30"]
)
def test_an_impossible_date_is_none(text: str) -> None:
    assert not dates.is_stamp(text)


def test_cells_that_can_be_read_one_way_only_decide_the_order() -> None:
    assert dates.weigh(["03/02/2025 10:00", "13/02/2025 11:00"]).verdict == "dmy"
    assert dates.weigh(["02/03/2025", "02/28/2025"]).verdict == "mdy"
    assert dates.weigh(["2025-03-02", "1 Mar 2025"]).verdict == ""
    assert dates.weigh(["03/02/2025", "04/02/2025"]).verdict == "ask"
    assert dates.weigh(["13/02/2025", "02/28/2025"]).verdict == "mixed"


def test_ratings_keep_the_scale_they_came_on() -> None:
    assert ratings.scale_of(["5", "1", "", "3.0"]) == 5
    assert ratings.scale_of(["10", "2"]) == 10
    assert ratings.scale_of(["Good", "Bad", "Offered"]) == 2
    assert ratings.scale_of(["Great", "Okay", "Not Good"]) == 3
    assert ratings.scale_of(["Very satisfied", "Dissatisfied"]) == 5
    assert ratings.scale_of(["4/5", "5/5"]) == 5
    assert ratings.scale_of(["blue", "5"]) == 0
    assert ratings.parse("Good", 2) == 2
    assert ratings.parse("Not Offered", 2) is None
    assert ratings.parse("2.0", 5) == 2
    with pytest.raises(ValueError, match="no rating"):
        ratings.parse("6", 5)


@pytest.mark.parametrize(
    ("text", "name", "alias"),
    [
        ("Uma Dee (uma@desk.example)", "Uma Dee", ("email", "uma@desk.example")),
        ("Ivy Cole (104)", "Ivy Cole", ("extension", "104")),
        ("Okafor, Ada", "Ada Okafor", ("name", "Okafor, Ada")),
        ("  Bo   Lind ", "Bo Lind", None),
        ("李 明", "李 明", None),
    ],
)
def test_a_person_is_found_in_every_spelling(text: str, name: str, alias: tuple[str, str] | None) -> None:
    named = names.parse(text)
    assert named is not None
    assert named.name == name
    assert named.aliases == ((alias,) if alias else ())


@pytest.mark.parametrize(
    "text", ["", "-", "[None]", "Unassigned", "Queue - Desk", "Front Desk (8001)", "Billing queue"]
)
def test_queues_and_placeholders_are_nobody(text: str) -> None:
    assert names.parse(text) is None


def test_phone_numbers_are_customers_and_not_people() -> None:
    assert names.parse("+15550101 (+15550101)", phones_are_people=False) is None
    assert names.parse("5550121", phones_are_people=False) is None
    assert names.parse("1001") is not None  # an agent known by number only


def test_the_likeliest_of_the_team_are_offered_first() -> None:
    team = ["Ana Sol", "Bo Lind", "Gillian Evans", "Zoe Park"]
    assert likeliest_first("Girly Evans", team)[0] == "Gillian Evans"
    assert likeliest_first("Park, Zoe", team)[0] == "Zoe Park"
    assert likeliest_first("Xq", team) == team
