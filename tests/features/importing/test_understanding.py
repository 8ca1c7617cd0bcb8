"""Columns are matched by meaning, kinds are told apart, and what is no contact is declined in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmanager.features.importing import columns, kinds, table
from csmanager.features.importing.rules import Field, FileKind

DAY = "2026-02-{:02d} 10:{:02d}:00"


def understood(rows: Sequence[Sequence[Any]], name: str = "x.csv") -> tuple[FileKind, str, dict[str, str]]:
    """Kind, reason to decline ("" for contacts) and field -> heading."""
    texts = [[str(cell) for cell in row] for row in rows]
    layout = table.find(texts)
    assert layout is not None
    sample = [row for row in texts[layout.data_at :] if not table.is_no_row(row, layout.headers)]
    made = columns.assign(columns.read_shapes(layout, sample), layout)
    kind, why = kinds.decide(Path(name), layout, made)
    return kind, why, {str(one.field): one.header for one in made if one.field}


def data(*makers: Any, count: int = 20) -> list[list[Any]]:
    return [[make(number) if callable(make) else make for make in makers] for number in range(count)]


def moment(number: int) -> str:
    return DAY.format(number % 28 + 1, number % 60)


TABLES: dict[str, tuple[list[str], list[Any], FileKind, dict[str, str]]] = {
    "two times for one thing: the calendar one is taken": (
        ["Id", "Assignee", "Created at", "Status", "First reply time in minutes within business hours",
         "First reply time in minutes", "Resolution time", "Full resolution time in minutes"],
        [lambda n: n, "Ana", moment, "Solved", lambda n: n, lambda n: n * 2, lambda n: n, lambda n: n * 60],
        FileKind.TICKETS,
        {"first_response": "First reply time in minutes", "resolution": "Full resolution time in minutes"},
    ),
    "agent name before agent login": (
        ["CALL ID", "TIMESTAMP", "AGENT", "AGENT NAME", "TALK TIME", "CALL TIME"],
        [lambda n: n, "Thu, 06 Mar 2025 14:51:34", "eve@desk.example", "Eve Kerr", "00:03:40", "00:05:10"],
        FileKind.CALLS,
        {"agent": "AGENT NAME", "agent_login": "AGENT", "started": "TIMESTAMP", "duration": "CALL TIME"},
    ),
    "due dates and service levels are no measures": (
        ["Ticket ID", "Created time", "Due by Time", "Resolved time", "Agent", "Status", "Resolution status",
         "First response time (in hrs)"],
        [lambda n: n, moment, moment, moment, "Ana", "Closed", "Within SLA", "00:40:00"],
        FileKind.TICKETS,
        {"started": "Created time", "resolved_at": "Resolved time", "status": "Status"},
    ),
    "another language": (
        ["Ticketnummer", "Erstellt am", "Bearbeiter", "Abteilung", "Status", "Erste Antwortzeit (Minuten)"],
        [lambda n: n, lambda n: f"{n % 28 + 1:02d}.03.2026 10:00", "Jörg Müller", "Service", "Geschlossen", "12,5"],
        FileKind.TICKETS,
        {"agent": "Bearbeiter", "team": "Abteilung", "first_response": "Erste Antwortzeit (Minuten)"},
    ),
    "date and time apart": (
        ["Date", "Time", "Agent Name", "Call Type", "Wait Time", "Talk Time", "Abandoned"],
        [lambda n: f"{n % 12 + 1}/{n % 28 + 1}/2026", "9:15 PM", "Smith, John", "Inbound", "0:15", "3:20", "N"],
        FileKind.CALLS,
        {"started": "Date", "started_time": "Time", "direction": "Call Type"},
    ),
    "dates as numbers": (
        ["call_id", "start_time", "agent", "talk_time_sec"],
        [lambda n: n, lambda n: 1_741_602_898_000 + n * 60_000, "Ann", lambda n: n],
        FileKind.CALLS,
        {"started": "start_time", "talk": "talk_time_sec"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_columns_are_matched_by_meaning(case: str) -> None:
    head, makers, kind, wanted = TABLES[case]
    found, why, mapping = understood([head, *data(*makers)])
    assert (found, why) == (kind, "")
    assert wanted.items() <= mapping.items()


DECLINED: dict[str, tuple[list[str], list[Any], FileKind]] = {
    "agent totals": (
        ["Date", "Agent", "Calls Answered", "Calls Missed", "Avg Talk Time"],
        [lambda n: f"2026-02-{n + 1:02d}", "Ana", lambda n: n, lambda n: n, "00:03:10"],
        FileKind.INTERVALS,
    ),
    "staff": (
        ["Employee #", "First Name", "Last Name", "Hire Date", "Job Title"],
        [lambda n: n, "Ana", "Sol", "2020-03-04", "Adviser"],
        FileKind.PEOPLE,
    ),
    "applicants": (
        ["Candidate", "Email", "Job", "Stage", "Disqualified", "Created At"],
        [lambda n: f"P{n}", "a@x.example", "Adviser", "Interview", "No", moment],
        FileKind.APPLICANTS,
    ),
    "shifts": (
        ["Project", "User", "Billable", "Start Date", "Start Time", "End Time", "Duration (decimal)"],
        ["Desk", "Ann Bee", "No", "2026-02-03", "08:00:05", "09:30:35", 1.51],
        FileKind.WORKED,
    ),
    "survey": (
        ["Respondent ID", "Collector ID", "How satisfied are you?", "Would you recommend us?"],
        [lambda n: 11_400_000_000 + n, 88_001, "Satisfied", 8],
        FileKind.SURVEY,
    ),
    "training": (
        ["EmployeeID", "Training Date", "Training Program", "Training Cost", "Course"],
        [lambda n: n, "2026-02-03", "Phones", 20, "A"],
        FileKind.TRAINING,
    ),
    "tickets without a date": (
        ["Issue key", "Status", "Summary"],
        [lambda n: f"AB-{n}", "Closed", "words"],
        FileKind.TICKETS,
    ),
    "no headings": (
        ["C1", "2026-02-03 10:00", "Ana", "30"],
        [lambda n: f"C{n}", moment, "Ana", lambda n: n],
        FileKind.UNKNOWN,
    ),
}


@pytest.mark.parametrize("case", DECLINED)
def test_what_is_no_contact_is_declined_in_a_sentence(case: str) -> None:
    head, makers, kind = DECLINED[case]
    found, why, _ = understood([head, *data(*makers)])
    assert found is kind
    assert why.endswith(".") and len(why) > 20


def test_a_text_is_no_table() -> None:
    rows = [["# How we answer"], [""], ["We answer within a day."]]
    assert understood(rows, "answers.md")[0] is FileKind.POLICY


def test_headings_that_repeat_are_joined() -> None:
    rows = [["Issue key", "Created", "Assignee", "Status", "Satisfaction rating", "Satisfaction rating"]]
    rows += [[f"A-{n}", moment(n), "Ana", "Done", "", str(n % 5 + 1)] for n in range(20)]
    layout = table.find(rows)
    assert layout is not None
    made = columns.assign(columns.read_shapes(layout, rows[1:]), layout)
    rating = columns.by_field(made)[Field.CSAT]
    assert (rating.index, rating.also) == (4, (5,))


def test_a_second_row_of_headings_is_joined_to_the_first() -> None:
    rows = [
        ["Respondent ID", "Which did you use?", "", "Comments"],
        ["", "Phone", "Chat", "Open-Ended Response"],
        ["1", "Phone", "", "fine"],
        ["2", "", "Chat", "slow"],
    ]
    layout = table.find(rows)
    assert layout is not None
    assert layout.headers == (
        "Respondent ID",
        "Which did you use?: Phone",
        "Which did you use?: Chat",
        "Comments",
    )
    assert layout.data_at == 2


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), max_size=7), min_size=1, max_size=12))
def test_no_table_breaks_understanding(rows: list[list[str]]) -> None:
    if table.find(rows) is not None:
        understood(rows)


@settings(deadline=None, max_examples=25)
@given(st.permutations(range(6)), st.integers(0, 4))
def test_the_order_of_columns_and_the_preamble_do_not_matter(order: list[int], above: int) -> None:
    head = ["Ticket ID", "Created at", "Agent", "Status", "CSAT", "Channel"]
    body = data(
        lambda n: f"T-{n}", moment, lambda n: ["Ana", "Bo"][n % 2], "Closed", lambda n: n % 5 + 1, "Email"
    )
    rows = [["A report"], ["made for", "you"], [], ["-"]][:above]
    rows += [[row[at] for at in order] for row in [head, *body]]
    kind, why, mapping = understood(rows)
    assert (kind, why) == (FileKind.TICKETS, "")
    assert mapping == {
        "external_id": "Ticket ID",
        "started": "Created at",
        "agent": "Agent",
        "status": "Status",
        "csat": "CSAT",
        "channel": "Channel",
    }
