"""Every kind of file is known by what its columns mean, in several languages, and read into records."""

# ruff: noqa: E501 - a table is read more easily with one row a line

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.features.importing.files import write_xlsx
from tests.features.importing.readings import read, write_text

NAMES = ("Anna Kowalska", "Ben Stone", "Chloé Martin", "Dieter Weiß")
FIRST = dt.date(2026, 3, 2)


def day(number: int, form: str = "%Y-%m-%d") -> str:
    return (FIRST + dt.timedelta(days=number)).strftime(form)


def who(number: int) -> str:
    return NAMES[number % len(NAMES)]


Maker = Callable[[int], Any]
TABLES: dict[str, tuple[str, list[str], list[Any], dict[str, Any]]] = {
    "a roster": (
        "people",
        ["Name", "Phone", "Start date", "Role", "Hours per week", "Birthday"],
        [
            lambda n: f"{who(n)} {n}",
            "+44 20 5550 0100",
            lambda n: day(n - 900, "%d/%m/%Y"),
            "Adviser",
            "37.5",
            "1990-01-02",
        ],
        {"name": "Anna Kowalska 0", "role": "Adviser", "weekly_minutes": 2250, "started_on": "2023-09-14"},
    ),
    "an HR export, last name first": (
        "people",
        [
            "Employee #",
            "Last Name, First Name",
            "Status",
            "Hire Date",
            "Department",
            "Reporting To",
            "Work Email",
        ],
        [
            lambda n: f"00{n}",
            lambda n: f"Okafor{n}, Ada",
            "Full-Time",
            lambda n: day(n, "%m/%d/%Y"),
            "Care",
            "Singh, Raj",
            lambda n: f"a{n}@x.example",
        ],
        {
            "code": "000",
            "name": "Ada Okafor0",
            "manager": "Raj Singh",
            "started_on": "2026-03-02",
            "email": "a0@x.example",
        },
    ),
    "a German staff list": (
        "people",
        ["Personalnr.", "Nachname", "Vorname", "Abteilung", "Eintrittsdatum", "Vorgesetzter"],
        [
            lambda n: f"00{n}",
            lambda n: f"Weiß{n}",
            "Dieter",
            "Service",
            lambda n: day(n - 700, "%d.%m.%Y"),
            "Weber, Karl",
        ],
        {"code": "000", "name": "Dieter Weiß0", "team": "Service", "manager": "Karl Weber"},
    ),
    "applicants": (
        "applicants",
        [
            "Candidate",
            "Email",
            "Job",
            "Stage",
            "Disqualified",
            "Disqualification Reason",
            "Source",
            "Created At",
        ],
        [
            lambda n: f"{who(n)} {n}",
            lambda n: f"c{n}@x.example",
            "Adviser",
            "Interview",
            "Yes",
            "No show",
            "Board",
            lambda n: day(n),
        ],
        {
            "opening": "Adviser",
            "stage": "Interview",
            "status": "rejected",
            "reject_reason": "No show",
            "applied_on": "2026-03-02",
        },
    ),
    "Italian applicants": (
        "applicants",
        ["Candidato", "Email", "Posizione", "Stato", "Data candidatura", "Provenienza"],
        [
            lambda n: f"{who(n)} {n}",
            lambda n: f"c{n}@x.example",
            "Operatore",
            "Respinto",
            lambda n: day(n, "%d/%m/%Y"),
            "LinkedIn",
        ],
        {"opening": "Operatore", "status": "rejected", "source": "LinkedIn"},
    ),
    "punches over midnight": (
        "worked",
        ["Employee", "Date", "In", "Out", "Break (min)"],
        [who, lambda n: day(n, "%m/%d/%Y"), "10:00 PM", "6:30 AM", "30"],
        {
            "person": "Anna Kowalska",
            "day": "2026-03-02",
            "start_minute": 1320,
            "end_minute": 1830,
            "break_minutes": 30,
            "worked_minutes": 480,
        },
    ),
    "German hours with decimal commas": (
        "worked",
        ["Personalnummer", "Mitarbeiter", "Datum", "Kommen", "Gehen", "Pause", "Iststunden"],
        [lambda n: f"00{n % 4}", who, lambda n: day(n, "%d.%m.%Y"), "08:00", "16:45", "0:45", "8,00"],
        {"start_minute": 480, "end_minute": 1005, "break_minutes": 45, "worked_minutes": 480},
    ),
    "totals of hours with pay": (
        "worked",
        ["Employee Name", "Week ending", "Regular Hours", "Overtime", "Gross pay"],
        [who, lambda n: day(n), "37.5", "2", "£1,450.00"],
        {"worked_minutes": 2370, "first_day": "2026-02-24", "cost_cents": 145_000},
    ),
    "a list of planned shifts": (
        "rota",
        ["Employee", "Shift Date", "Scheduled Start", "Scheduled End"],
        [who, lambda n: day(n), "09:00", "17:30"],
        {"person": "Anna Kowalska", "day": "2026-03-02", "start_minute": 540, "end_minute": 1050},
    ),
    "a leave tracker": (
        "absence",
        ["Employee", "Leave type", "From", "To", "Days", "Status"],
        [who, "Sick", lambda n: day(n, "%d/%m/%Y"), lambda n: day(n + 2, "%d/%m/%Y"), "3", "Approved"],
        {"person": "Anna Kowalska", "first_day": "2026-03-02", "last_day": "2026-03-04", "word": "Sick"},
    ),
    "German leave": (
        "absence",
        ["Name", "Art", "Von", "Bis", "Tage"],
        [who, "Urlaub", lambda n: day(n, "%d.%m.%Y"), lambda n: day(n + 1, "%d.%m.%Y"), "2"],
        {"first_day": "2026-03-02", "last_day": "2026-03-03", "word": "Urlaub"},
    ),
    "a survey with three measures": (
        "survey",
        [
            "Response ID",
            "Submitted at",
            "Agent",
            "How satisfied were you?",
            "How easy was it?",
            "How likely are you to recommend us?",
            "What could be better?",
        ],
        [
            lambda n: f"R{n}",
            lambda n: day(n),
            who,
            lambda n: n % 5 + 1,
            lambda n: n % 7 + 1,
            lambda n: n % 11,
            "be faster",
        ],
        {"response": "R0", "measure": "csat", "value": 1, "low": 1, "high": 5, "person": "Anna Kowalska"},
    ),
    "a German survey in words": (
        "survey",
        ["Datum", "Berater", "Wie zufrieden waren Sie?", "Würden Sie uns weiterempfehlen?"],
        [lambda n: day(n, "%d.%m.%Y"), who, "sehr zufrieden", lambda n: n % 11],
        {"measure": "csat", "value": 5, "text": "sehr zufrieden"},
    ),
    "reviews": (
        "comments",
        ["Posted on", "Platform", "Rating", "Review text", "Reviewer"],
        [
            lambda n: day(n),
            "Maps",
            lambda n: n % 5 + 1,
            lambda n: f"They were quick and kind to me, order {n}",
            lambda n: f"user{n}",
        ],
        {"channel": "Maps", "rating": 1, "rating_high": 5, "text": "They were quick and kind to me, order 0"},
    ),
    "a complaints log": (
        "complaints",
        [
            "Ref",
            "Date received",
            "Customer",
            "Complaint",
            "Root cause",
            "Action taken",
            "Compensation",
            "Upheld?",
            "Date closed",
            "Handled by",
        ],
        [
            lambda n: f"C{n}",
            lambda n: day(n, "%d/%m/%Y"),
            lambda n: f"c{n}",
            "Parcel late",
            "Delivery",
            "Refunded",
            "£5.00",
            "Yes",
            lambda n: day(n + 3, "%d/%m/%Y"),
            who,
        ],
        {
            "external_id": "C0",
            "day": "2026-03-02",
            "closed_day": "2026-03-05",
            "cause": "Delivery",
            "remedy": "Refunded",
            "remedy_cents": 500,
            "upheld": 1,
            "person": "Anna Kowalska",
        },
    ),
    "Spanish complaints": (
        "complaints",
        [
            "Número",
            "Fecha de recepción",
            "Cliente",
            "Motivo",
            "Descripción de la queja",
            "Solución",
            "Fecha de cierre",
        ],
        [
            lambda n: n,
            lambda n: day(n, "%d/%m/%Y"),
            lambda n: f"c{n}",
            "Entrega",
            "El paquete llegó roto",
            "Reembolso",
            lambda n: day(n + 3, "%d/%m/%Y"),
        ],
        {"day": "2026-03-02", "cause": "Entrega", "text": "El paquete llegó roto", "remedy": "Reembolso"},
    ),
    "figures per interval": (
        "intervals",
        [
            "Date",
            "Interval",
            "Queue",
            "Calls Offered",
            "Calls Answered",
            "Calls Abandoned",
            "AHT",
            "ASA",
            "Service Level %",
        ],
        [
            lambda n: day(n // 4),
            lambda n: f"{8 + n % 4 // 2:02d}:{30 * (n % 2):02d}",
            "Support",
            20,
            18,
            2,
            "00:05:30",
            "00:00:20",
            "85%",
        ],
        {
            "queue": "Support",
            "start_minute": 480,
            "span_minutes": 30,
            "offered": 20,
            "answered": 18,
            "abandoned": 2,
            "within_target": 17,
            "wait_ms": 360_000,
            "handle_ms": 5_940_000,
        },
    ),
    "German figures per agent and day": (
        "intervals",
        [
            "Datum",
            "Mitarbeiter",
            "Angenommene Anrufe",
            "Durchschnittliche Gesprächszeit (s)",
            "Durchschnittliche Nachbearbeitungszeit (s)",
        ],
        [lambda n: day(n, "%d.%m.%Y"), who, 30, 240, 45],
        {"person": "Anna Kowalska", "answered": 30, "handle_ms": 30 * 285_000},
    ),
    "weekly figures": (
        "intervals",
        [
            "Week commencing",
            "Agent",
            "Tickets solved",
            "Avg first response time (min)",
            "CSAT %",
            "Survey responses",
        ],
        [lambda n: day(n), who, 40, 55, "75%", 12],
        {
            "closed": 40,
            "first_day": "2026-03-02",
            "last_day": "2026-03-08",
            "first_response_ms": 40 * 55 * 60_000,
            "csat_sum": 9,
            "csat_count": 12,
            "csat_scale": 1,
        },
    ),
}


@pytest.mark.parametrize("case", TABLES)
def test_a_kind_is_known_and_read(case: str, tmp_path: Path) -> None:
    kind, head, makers, first = TABLES[case]
    body = [[make(number) if callable(make) else make for make in makers] for number in range(16)]
    reading = read(write_text(tmp_path / "x.csv", [head, *body]), tmp_path)
    assert (reading.kind, reading.refused) == (kind, "")
    assert reading.told is not None and not reading.told.questions
    assert first.items() <= reading.named()[0].items()
    assert not reading.problems
    assert all(column.reason for column in reading.told.columns)


CONTACTS: dict[str, tuple[str, list[str], list[Any], set[str]]] = {
    "Italian calls": (
        "calls",
        ["Orario chiamata", "ID chiamata", "Direzione", "Stato", "Squillo", "Conversazione", "Operatore"],
        [lambda n: day(n, "%d/%m/%Y 10:00:00"), lambda n: f"K{n}", "In entrata", "Risposta", "00:00:10", "00:03:00", who],
        {"started", "external_id", "direction", "status", "wait", "talk", "agent"},
    ),
    "Portuguese tickets": (
        "tickets",
        ["ID do ticket", "Status", "Criado em", "Resolvido em", "Atribuído", "Tempo da primeira resposta (min)", "Pontuação de satisfação"],
        [lambda n: n, "Resolvido", lambda n: day(n) + " 09:00", lambda n: day(n) + " 15:00", who, 25, "Bom"],
        {"started", "external_id", "resolved_at", "status", "first_response", "csat", "agent"},
    ),
    "French tickets": (
        "tickets",
        ["Numéro de ticket", "Créé le", "Agent", "Groupe", "Statut", "Canal", "Temps de première réponse"],
        [lambda n: n, lambda n: day(n, "%d/%m/%Y 09:00"), who, "SAV", "Résolu", "Téléphone", "00:12:00"],
        {"started", "external_id", "agent", "team", "status", "channel", "first_response"},
    ),
    "Polish tickets": (
        "tickets",
        ["Numer zgłoszenia", "Data utworzenia", "Konsultant", "Status", "Kanał", "Czas pierwszej odpowiedzi (min)"],
        [lambda n: n, lambda n: day(n, "%d.%m.%Y 09:00"), who, "Zamknięte", "E-mail", 12],
        {"started", "external_id", "agent", "status", "channel", "first_response"},
    ),
    "Dutch tickets": (
        "tickets",
        ["Ticketnummer", "Aangemaakt op", "Behandelaar", "Status", "Eerste reactietijd (min)", "Opgelost op", "Tevredenheid"],
        [lambda n: n, lambda n: day(n, "%d-%m-%Y 09:00"), who, "Opgelost", 12, lambda n: day(n, "%d-%m-%Y 15:00"), lambda n: n % 5 + 1],
        {"started", "external_id", "agent", "status", "first_response", "resolved_at", "csat"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CONTACTS)
def test_contacts_are_known_in_many_languages(case: str, tmp_path: Path) -> None:
    kind, head, makers, fields = CONTACTS[case]
    body = [[make(number) if callable(make) else make for make in makers] for number in range(16)]
    reading = read(write_text(tmp_path / "x.csv", [head, *body], delimiter=";"), tmp_path)
    assert (reading.kind, reading.refused) == (kind, "")
    assert reading.told is not None
    assert fields <= set(reading.told.mapping())
    assert {row["outcome"] for row in reading.rows} == {1}
    if kind == "tickets":
        assert {row["resolved"] for row in reading.rows} == {1}


def test_a_score_sheet_gives_items_with_their_scales_and_what_was_critical(tmp_path: Path) -> None:
    head = [
        "Date",
        "Agent",
        "Ticket no.",
        "Evaluator",
        "Greeting",
        "Tone",
        "Solved (critical)",
        "Total %",
        "Comment",
    ]
    body = [
        [
            day(n),
            who(n),
            f"T-{n}",
            "Zoe Lead",
            n % 2,
            1 if n == 5 else "NA",
            1 if n else 0,
            "50%",
            f"note {n}",
        ]
        for n in range(12)
    ]
    reading = read(write_text(tmp_path / "QA.csv", [head, *body]), tmp_path)
    assert reading.kind == "quality"
    first, second = reading.named()[:2]
    assert first["marks"] == [
        {"section": "", "item": "Greeting", "share": 0.0, "levels": 2, "critical": False},
        {"section": "", "item": "Tone", "share": None, "levels": 2, "critical": False},
        {"section": "", "item": "Solved (critical)", "share": 0.0, "levels": 2, "critical": True},
    ]
    assert (first["share"], first["critical_missed"], second["critical_missed"]) == (0.5, 1, 0)
    assert (first["grader"], first["reference"], first["comment"]) == ("Zoe Lead", "T-0", "note 0")


def test_marks_from_one_to_five_and_points_become_shares(tmp_path: Path) -> None:
    head = ["Reviewed on", "Advisor", "Reviewer", "Opening", "Empathy", "Process", "Score"]
    body = [[day(n), who(n), "Zoe", 1, 3, 5 if n % 2 else 4, 9 if n % 2 else 8] for n in range(12)]
    body[3][3:] = [5, 5, 5, 15]
    reading = read(write_text(tmp_path / "quality.csv", [head, *body]), tmp_path)
    assert [mark["share"] for mark in reading.records[0]["marks"]] == [0.0, 0.5, 0.75]
    assert reading.records[1]["share"] == 0.6


def test_a_rota_of_a_week_is_a_shift_a_cell(tmp_path: Path) -> None:
    rows = [["Week commencing 02/03/2026"], [], ["Name", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]]
    rows += [["Ana Sol", "9-5", "9:00–17:30", "OFF", "AL", "22-6", "", "10-2 (15 min break)"]]
    rows += [["Bo Lind", "8am-4pm", "SICK", "12-8", "7-3", "9.00 - 17.00", "OFF", ""]]
    reading = read(write_text(tmp_path / "rota.csv", rows), tmp_path)
    assert reading.kind == "rota"
    made = [one for one in reading.named() if one["person"] == "Ana Sol"]
    assert [(one["day"][8:], one.get("start_minute"), one.get("end_minute"), one.get("absence_word")) for one in made] == [
        ("02", 540, 1020, None), ("03", 540, 1050, None), ("04", None, None, "OFF"), ("05", None, None, "AL"),
        ("06", 1320, 1800, None), ("08", 600, 840, None),
    ]  # fmt: skip
    assert made[-1]["break_minutes"] == 15


def test_a_rota_of_several_tabs_is_read_as_one(tmp_path: Path) -> None:
    week = ["Employee", "Mon", "Tue", "Wed", "Thu", "Fri"]
    sheets = {
        f"Week of {day(7 * number)}": [week, ["Ana Sol", *["9-5"] * 5], ["Bo Lind", *["10-6"] * 5]]
        for number in range(3)
    }
    reading = read(write_xlsx(tmp_path / "Rota.xlsx", sheets), tmp_path)
    assert (reading.kind, len(reading.records)) == ("rota", 30)
    assert {one["day"] for one in reading.records} == {
        day(7 * week + number) for week in range(3) for number in range(5)
    }


def test_codes_of_a_rota_are_explained_by_its_legend_or_asked_for(tmp_path: Path) -> None:
    head = ["Employee", *[str(number) for number in range(1, 32)]]
    body = [[name, *["E", "L"] * 15, "OFF"] for name in NAMES]
    told = read(
        write_text(tmp_path / "a.csv", [["Rota March 2026"], ["E = 7:00-15:00", "L = 13-21"], head, *body]),
        tmp_path,
    )
    assert {(one["start_minute"], one["note"]) for one in told.records if "start_minute" in one} == {
        (420, "E"),
        (780, "L"),
    }
    path = write_text(tmp_path / "b.csv", [["Rota March 2026"], head, *body])
    asked = read(path, tmp_path)
    assert asked.told is not None
    assert {question.key for question in asked.told.questions} == {"code.E", "code.L"}
    answered = read(path, tmp_path, {"code.E": "7-15", "code.L": "off"})
    assert len([one for one in answered.records if one.get("start_minute") == 420]) == 60


def test_a_rota_without_a_date_asks_when_its_week_begins(tmp_path: Path) -> None:
    rows = [["Name", "Mon", "Tue", "Wed", "Thu", "Fri"], ["Ana Sol", "9-5", "9-5", "OFF", "9-5", "9-5"]]
    path = write_text(tmp_path / "rota.csv", rows)
    asked = read(path, tmp_path)
    assert asked.told is not None and [one.key for one in asked.told.questions] == ["week_of"]
    assert read(path, tmp_path, {"week_of": "2026-03-02"}).records[0]["day"] == "2026-03-02"


def test_a_leave_grid_joins_days_that_follow_each_other(tmp_path: Path) -> None:
    head = ["Name", *[day(number) for number in range(8)]]
    rows = [
        head,
        ["Ana Sol", "AL", "AL", "AL", "", "", "S", "", ""],
        ["Bo Lind", "", "H", "", "", "", "", "", "AL"],
    ]
    reading = read(write_text(tmp_path / "Holiday.csv", rows), tmp_path)
    assert reading.kind == "absence"
    assert [(one["person"], one["first_day"], one["last_day"], one["word"]) for one in reading.named()] == [
        ("Ana Sol", "2026-03-02", "2026-03-04", "AL"), ("Ana Sol", "2026-03-07", "2026-03-07", "S"),
        ("Bo Lind", "2026-03-03", "2026-03-03", "H"), ("Bo Lind", "2026-03-09", "2026-03-09", "AL"),
    ]  # fmt: skip


def test_leave_that_was_not_granted_is_set_aside(tmp_path: Path) -> None:
    head = ["Employee", "Leave type", "From", "To", "Status"]
    body = [
        [who(n), "Annual", day(n), day(n), "Rejected" if n == 3 else "Pending" if n == 4 else "Approved"]
        for n in range(8)
    ]
    reading = read(write_text(tmp_path / "leave.csv", [head, *body]), tmp_path)
    assert len(reading.records) == 6
    assert [(row, reason) for row, _column, reason in reading.problems] == [
        (5, "“Rejected”: was not granted"), (6, "“Pending”: was not granted"),
    ]  # fmt: skip


def test_figures_without_days_ask_for_them_or_take_the_period_the_file_names(tmp_path: Path) -> None:
    head = ["Agent name", "Assigned conversations", "Avg first response time", "Avg resolution time"]
    body = [
        ["Uma Dee", "40", "5 minutes", "2 hours 10 minutes"],
        ["Sol Ray", "12", "1 hour", "1 day 3 hours"],
    ]
    path = write_text(tmp_path / "a.csv", [head, *body])
    asked = read(path, tmp_path)
    assert asked.told is not None and [one.key for one in asked.told.questions] == ["period"]
    for reading in (
        read(path, tmp_path, {"period": "2026-02"}),
        read(
            write_text(tmp_path / "b.csv", [["Reporting period 2026-02-01 to 2026-02-28"], [], head, *body]),
            tmp_path,
        ),
    ):
        first, second = reading.named()
        assert (first["first_day"], first["last_day"]) == ("2026-02-01", "2026-02-28")
        total = first["first_response_ms"] + second["first_response_ms"]
        assert total / (first["answered"] + second["answered"]) / 60_000 == pytest.approx(17.692308, rel=1e-6)


def test_partial_responses_do_not_count_and_blank_is_no_answer(tmp_path: Path) -> None:
    head = ["Respondent ID", "Response Type", "Submit Date", "How did we do?", "What could be better?"]
    body = [[n, "partial" if n == 2 else "completed", day(n), "" if n == 1 else 5, ""] for n in range(6)]
    reading = read(write_text(tmp_path / "s.csv", [head, *body]), tmp_path)
    assert [one["response"] for one in reading.records] == ["0", "3", "4", "5"]
    assert reading.told is not None
    assert any("partial" in note for note in reading.told.notes)


def test_training_lists_are_declined_in_a_sentence(tmp_path: Path) -> None:
    head = ["EmployeeID", "Training Date", "Training Program", "Training Outcome", "Trainer"]
    body = [[n, day(n), "Phones", "Passed", "Amy Day"] for n in range(8)]
    assert "training records" in read(write_text(tmp_path / "t.csv", [head, *body]), tmp_path).refused


def test_a_text_becomes_a_policy(tmp_path: Path) -> None:
    path = tmp_path / "refunds.md"
    path.write_text(
        "---\ntitle: Refunds\ncode: POL-7\n---\n\n# Refunds\n\nWithin 30 days.\n", encoding="utf-8"
    )
    reading = read(path, tmp_path)
    assert (reading.kind, reading.records[0]["title"], reading.records[0]["code"]) == (
        "policy",
        "Refunds",
        "POL-7",
    )
    page = tmp_path / "late.html"
    page.write_text(
        "<html><body><h1>Late parcels</h1><p>We send a second one at once.</p></body></html>",
        encoding="utf-8",
    )
    assert read(page, tmp_path).records[0]["title"] == "Late parcels"


def test_a_correction_of_kind_or_column_is_followed(tmp_path: Path) -> None:
    head = ["Employee", "Date", "Start", "End", "Extra"]
    body = [[who(n), day(n), "09:00", "17:00", "7.5"] for n in range(8)]
    path = write_text(tmp_path / "x.csv", [head, *body])
    assert read(path, tmp_path, kind="rota").kind == "rota"
    chosen = read(
        path, tmp_path, kind="worked", mapping={"0": "person", "1": "day", "2": "", "3": "", "4": "worked"}
    )
    assert chosen.records[0]["worked_minutes"] == 450 and "start_minute" not in chosen.records[0]
    lacking = read(path, tmp_path, kind="survey")
    assert "no column" in lacking.refused or lacking.kind == "survey"


def test_comings_and_goings_are_paired_and_what_has_no_other_half_is_set_aside(tmp_path: Path) -> None:
    head = ["Badge", "Name", "Date", "Time", "In/Out"]
    rows = [head]
    for name in ("Ana Sol", "Bo Lind"):
        for number in range(13, 18):
            rows += [
                ["01", name, f"{number}/03/2026", "22:00", "IN"],
                ["01", name, f"{number + 1}/03/2026", "06:00", "OUT"],
            ]
    rows += [["01", "Ana Sol", "25/03/2026", "22:00", "IN"]]
    reading = read(write_text(tmp_path / "clock.csv", rows), tmp_path)
    assert (reading.kind, len(reading.records)) == ("worked", 10)
    assert {(one["start_minute"], one["end_minute"], one["worked_minutes"]) for one in reading.records} == {
        (1320, 1800, 480)
    }
    assert [(row, reason) for row, _column, reason in reading.problems] == [
        (22, "has no going that belongs to it")
    ]


def test_whether_shifts_were_worked_is_asked_where_no_word_says_it(tmp_path: Path) -> None:
    head = ["Employee", "Date", "Start", "End"]
    path = write_text(tmp_path / "march.csv", [head, *([who(n), day(n), "09:00", "17:00"] for n in range(8))])
    asked = read(path, tmp_path)
    assert asked.told is not None and [one.key for one in asked.told.questions] == ["planned"]
    assert read(path, tmp_path, {"planned": "planned"}).kind == "rota"
    assert read(path, tmp_path, {"planned": "worked"}).kind == "worked"


def test_a_table_without_headings_is_taken_for_what_its_cells_look_like(tmp_path: Path) -> None:
    rows = [[f"C{n:03d}", f"{day(n)} 10:00", who(n), "Inbound", "Answered", "00:03:20"] for n in range(20)]
    reading = read(write_text(tmp_path / "x.csv", rows), tmp_path)
    assert (reading.kind, len(reading.rows)) == ("calls", 20)
    assert reading.rows[0]["talk_ms"] == 200_000
    assert reading.told is not None
    assert any(note.startswith("The table has no headings") for note in reading.told.notes)
