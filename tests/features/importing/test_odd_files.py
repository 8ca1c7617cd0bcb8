"""Exports nobody described: every figure that comes out is checked, as a wrong one is worse than a refusal."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from csmanager.core.store import Store
from csmanager.features.importing import dates, durations, legs, ratings, table
from csmanager.features.importing.actions import import_file
from tests.features.importing.readings import Reading, read

DAY_1, DAY_2 = "2026-03-02", "2026-03-03"


def told(folder: Path, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Reading:
    """A file of ``text``, read without a question."""
    path = folder / name
    path.write_text(text.strip() + "\n", encoding=encoding)
    found = read(path, folder)
    assert not found.refused, found.refused
    assert found.told is not None
    assert not found.told.questions, found.told.questions
    return found


def at(row: dict[str, Any]) -> str:
    return dt.datetime.fromtimestamp(row["started"], dt.UTC).strftime("%Y-%m-%d %H:%M:%S")


def values(rows: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(row.get(key) for key in keys) for row in rows]


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        (
            "N° de ticket;Agent assigné;Statut;Date de création;Date de résolution;Délai de première réponse",
            [
                "00451;Dupont, Claire;Résolu;13/03/2026 08h15;13/03/2026 10h45;0:12:30",
                "00452;Martin, Paul;En cours;14/03/2026 14h05;;1:02:00",
            ],
        ),
        (
            "Vorgangsnr.;Bearbeiter;Status;Eröffnet am;Gelöst am;Erste Antwort (Min)",
            [
                "00451;Dupont, Claire;Gelöst;13.03.2026 08:15;13.03.2026 10:45;12,5",
                "00452;Martin, Paul;In Arbeit;14.03.2026 14:05;;62",
            ],
        ),
        (
            "工单编号;处理人;状态;创建时间;解决时间;首次响应时间(分钟)",
            [
                "00451;Claire Dupont;已解决;2026-03-13 08:15;2026-03-13 10:45;12.5",
                "00452;Paul Martin;处理中;2026-03-14 14:05;;62",
            ],
        ),
        (
            "チケット番号;担当者;ステータス;作成日時;解決日時;初回応答時間(分)",
            [
                "00451;Claire Dupont;解決済み;2026/03/13 08:15;2026/03/13 10:45;12.5",
                "00452;Paul Martin;対応中;2026/03/14 14:05;;62",
            ],
        ),
    ],
    ids=["French", "German", "Chinese", "Japanese"],
)
def test_tickets_of_many_tongues_keep_their_number_their_hour_and_who_had_them(
    tmp_path: Path, heads: str, rows: list[str]
) -> None:
    found = told(tmp_path, "\n".join([heads, *rows]))
    assert found.kind == "tickets"
    assert [row["external_id"] for row in found.rows] == ["00451", "00452"]
    assert [at(row) for row in found.rows] == ["2026-03-13 08:15:00", "2026-03-14 14:05:00"]
    assert sorted(found.people.values()) == ["Claire Dupont", "Paul Martin"]
    assert values(found.rows, "first_response_ms", "resolved") == [(750_000, 1), (3_720_000, 0)]
    assert found.rows[0]["resolution_ms"] == 9_000_000


def test_a_start_that_is_an_hour_beside_a_date_is_kept(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Data;Ora inizio;Operatore;Coda;Attesa;Conversazione;Esito
15/03/2026;09:00:05;Maria Rossi;Ordini;00:00:20;00:05:50;Risposta
15/03/2026;09:10:00;;Ordini;00:01:30;00:00:00;Abbandonata
""",
    )
    assert [at(row) for row in found.rows] == ["2026-03-15 09:00:05", "2026-03-15 09:10:00"]


def test_a_time_to_resolve_counts_also_where_no_status_stands(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
id,opened_at,owner,first response,resolution
1,2026-03-02 09:00,Ana Ruiz,5 minutes,2 hours 10 minutes
2,2026-03-02 10:00,Luis Vega,1h 5m,1d 2h
3,2026-03-02 11:00,Luis Vega,,
""",
    )
    assert [row["resolution_ms"] for row in found.rows] == [7_800_000, 93_600_000, None]
    assert [row["resolved"] for row in found.rows] == [1, 1, None]


def test_closing_dates_tell_what_is_resolved_where_the_words_of_the_status_are_foreign(
    tmp_path: Path,
) -> None:
    found = told(
        tmp_path,
        """
Ticket ID,Created,Closed,Agent,Status
1,2026-03-02 09:00,2026-03-02 11:00,Ana Ruiz,Xyzzy
2,2026-03-03 09:00,,Luis Vega,Plugh
""",
    )
    assert values(found.rows, "resolution_ms", "resolved") == [(7_200_000, 1), (None, 0)]


def test_no_hours_are_worked_out_from_days_without_a_time(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Case ID,Date opened,Time opened,Dealt with by,Date closed
1,2026-03-02,09:05,Ana Ruiz,2026-03-02
2,2026-03-03,14:00,Luis Vega,2026-03-04
""",
    )
    assert values(found.rows, "resolution_ms", "resolved") == [(None, 1), (None, 1)]
    assert not found.problems
    assert found.told is not None
    assert any("without a time of day" in note for note in found.told.notes)


def test_seconds_since_1970_are_moments_and_no_durations(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
id,created_ts,first_reply_ts,closed_ts,agent_email
1,1772442000,1772442600,1772449200,ana@x.example
2,1772445600,1772446500,,luis@x.example
""",
    )
    assert values(found.rows, "first_response_ms", "resolution_ms") == [(600_000, 7_200_000), (900_000, None)]


def test_ratings_of_zero_and_one_are_bad_and_good(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Ticket;CSAT;Datum;Agent
1;0;2026-03-02;Ana Ruiz
2;1;2026-03-02;Ana Ruiz
3;1;2026-03-03;Luis Vega
4;;2026-03-03;Luis Vega
""",
        "csat.csv",
    )
    assert values(found.records, "value", "high") == [(1, 2), (2, 2), (2, 2)]
    assert ratings.scale_of(["0", "1", "5"]) == 5
    assert ratings.parse("0", 5) is None


def test_scores_beside_promoters_and_detractors_are_of_recommending(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Respondent,Date,Score,Segment
r1,2026-03-02,10,Promoter
r2,2026-03-03,7,Passive
r3,2026-03-04,0,Detractor
""",
    )
    assert values(found.records, "measure", "value", "low", "high") == [
        ("nps", 10, 0, 10), ("nps", 7, 0, 10), ("nps", 0, 0, 10),
    ]  # fmt: skip


def test_a_row_for_each_item_of_a_score_sheet_makes_one_grade(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Evaluation ID,Evaluation date,Agent,Evaluator,Section,Question,Points,Max points
E1,2026-03-02,Ana Ruiz,Tom,Opening,Greeting,5,5
E1,2026-03-02,Ana Ruiz,Tom,Opening,Name used,3,5
E1,2026-03-02,Ana Ruiz,Tom,Body,Solution,20,20
E2,2026-03-03,Luis Vega,Tom,Opening,Greeting,5,5
E2,2026-03-03,Luis Vega,Tom,Opening,Name used,n/a,5
E2,2026-03-03,Luis Vega,Tom,Body,Solution,10,20
""",
    )
    assert found.kind == "quality"
    first, second = found.named()
    assert (first["person"], first["share"], first["grader"]) == ("Ana Ruiz", 0.933333, "Tom")
    assert [(one["item"], one["section"], one["share"]) for one in first["marks"]] == [
        ("Greeting", "Opening", 1.0), ("Name used", "Opening", 0.6), ("Solution", "Body", 1.0),
    ]  # fmt: skip
    assert second["share"] == 0.6  # 15 of 25: what did not apply counts neither way
    assert [one["share"] for one in second["marks"]] == [1.0, None, 0.5]


def test_the_total_of_a_team_is_no_queue(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Period: March 2026

Agent Name,Tickets Closed,Avg First Reply (hrs),Avg Resolution (hrs),CSAT %,CSAT Responses
Ana Ruiz,120,1.5,20,90%,40
Luis Vega,80,2.25,30,75%,20
Team total,200,1.8,24,85%,60
""",
    )
    assert values(found.records, "closed", "resolution_ms", "csat_sum", "csat_count") == [
        (120, 120 * 20 * 3_600_000, 36, 40), (80, 80 * 30 * 3_600_000, 15, 20),
    ]  # fmt: skip
    for name in ("Team total", "Totaal", "Total général", "合計"):
        assert table.is_total(name)
    for name in ("Suma Rao", "Teamwork", "Overall Ltd"):
        assert not table.is_total(name)


def test_months_above_groups_of_columns_are_read_each_and_no_answer_rate_is_made_up(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
,March 2026,,April 2026,
Agent,Calls,AHT,Calls,AHT
Ana Ruiz,410,00:05:10,395,00:05:02
Luis Vega,388,00:06:00,401,00:05:50
""",
    )
    assert values(found.records, "first_day", "answered", "offered", "handle_ms") == [
        ("2026-03-01", 410, None, 410 * 310_000), ("2026-03-01", 388, None, 388 * 360_000),
        ("2026-04-01", 395, None, 395 * 302_000), ("2026-04-01", 401, None, 401 * 350_000),
    ]  # fmt: skip


def test_intervals_that_begin_at_a_moment_need_no_question(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Interval Start;Queue;Offered;Handled;Abandoned;SL % (20s);AHT (mm:ss)
2026-03-02 09:00;Sales;40;36;4;80,0%;5:10
2026-03-02 09:30;Sales;50;45;5;70,0%;5:30
""",
    )
    assert values(found.records, "first_day", "start_minute", "span_minutes", "within_target") == [
        (DAY_1, 540, 30, 32), (DAY_1, 570, 30, 35),
    ]  # fmt: skip


def test_months_in_a_column_are_the_days_of_sums(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Month,Agent,Contacts handled,Average handling time (sec)
2026-01,Ana Ruiz,200,420
2026-02,Ana Ruiz,150,500
""",
    )
    assert values(found.records, "first_day", "last_day", "handle_ms") == [
        ("2026-01-01", "2026-01-31", 84_000_000), ("2026-02-01", "2026-02-28", 75_000_000),
    ]  # fmt: skip


def test_hours_of_each_weekday_belong_to_the_week_of_their_row(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Name,Week commencing,Mon,Tue,Wed,Thu,Fri,Sat,Sun,Total
Ana Ruiz,16/03/2026,7.5,7.5,0,7.5,7:30,,,30
Luis Vega,23/03/2026,8,,sick,8,8,4,0,28
""",
    )
    assert found.kind == "worked"
    assert [(one["person"], one["day"][8:], one["worked_minutes"], one["kind"]) for one in found.named()] == [
        ("Ana Ruiz", "16", 450, "work"), ("Ana Ruiz", "17", 450, "work"), ("Ana Ruiz", "19", 450, "work"),
        ("Ana Ruiz", "20", 450, "work"), ("Luis Vega", "23", 480, "work"), ("Luis Vega", "25", 0, "sick"),
        ("Luis Vega", "26", 480, "work"), ("Luis Vega", "27", 480, "work"), ("Luis Vega", "28", 240, "work"),
    ]  # fmt: skip


def test_breaks_and_hours_written_with_an_h_are_read(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Salarié;Date;Heure d'arrivée;Heure de départ;Pause;Total heures
Claire Dupont;16/03/2026;8h30;17h00;0h30;8h00
Paul Martin;17/03/2026;9h00;12h30;;3h30
""",
    )
    assert values(found.records, "start_minute", "break_minutes", "worked_minutes") == [
        (510, 30, 480), (540, None, 210),
    ]  # fmt: skip
    assert durations.parse("1h05") == 3_900_000
    assert dates.parse_time("8h15") == (29_700, None)
    assert dates.parse_day("Mo, 02.03.2026") == dates.parse_day("2026-03-02")


def test_a_name_beside_a_first_name_is_the_surname(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Personalnr.;Name;Vorname;Eintritt;Austritt;Abteilung
00012;Müller;Anna;13.02.2023;;Kundendienst
00013;Schmidt;Jörg;15.06.2024;31.12.2025;Kundendienst
""",
    )
    assert values(found.records, "code", "name", "left_on") == [
        ("00012", "Anna Müller", None), ("00013", "Jörg Schmidt", "2025-12-31"),
    ]  # fmt: skip


def test_dates_that_settle_nothing_are_read_like_the_other_columns_and_said(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Employee Name,Emp ID,Hire Date,Term Date,Title
"Ruiz, Ana",00017,1/12/2024,,Agent
"Gil, Marta",00021,11/30/2022,2/1/2026,Agent
""",
    )
    assert values(found.records, "started_on", "left_on") == [
        ("2024-01-12", None),
        ("2022-11-30", "2026-02-01"),
    ]
    assert found.told is not None
    assert any("taken from the other columns" in note for note in found.told.notes)


def test_hours_of_leave_are_hours(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Naam;Soort verlof;Begindatum;Einddatum;Uren
Fatima el Amrani;Ziek;16-03-2026;16-03-2026;4
Jan de Vries;Vakantie;17-03-2026;20-03-2026;32
""",
    )
    assert values(found.records, "first_day", "last_day", "minutes") == [
        ("2026-03-16", "2026-03-16", 240), ("2026-03-17", "2026-03-20", None),
    ]  # fmt: skip


def test_names_below_a_blank_heading_are_the_people_of_a_rota(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Team rota,w/c 09/03/2026,,,,
,Mon 09/03,Tue 10/03,Wed 11/03,Thu 12/03,Fri 13/03
Ana Ruiz,0900-1730,Off,0900-1730,0900-1730,0900-1730
Luis Vega,2200-0600,2200-0600,A/L,7am-3pm,
Total hours,16,8,8,16,8
""",
    )
    assert sorted(found.people.values()) == ["Ana Ruiz", "Luis Vega"]
    assert values(found.records[5:7], "day", "start_minute", "end_minute") == [
        ("2026-03-09", 1320, 1800), ("2026-03-10", 1320, 1800),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "heads",
    ["Conversation ID,Started,Ended,Agent", "Interaction ID,Create Timestamp,Close Timestamp,Rep Name"],
)
def test_conversations_are_no_list_of_staff(tmp_path: Path, heads: str) -> None:
    rows = "c1,2026-03-02 09:00,2026-03-02 09:25,Ana Ruiz\nc2,2026-03-02 10:00,2026-03-02 10:05,Luis Vega"
    found = told(tmp_path, f"{heads}\n{rows}")
    assert found.kind == "tickets"
    assert values(found.rows, "resolution_ms") == [(1_500_000,), (300_000,)]


def test_a_call_waits_until_its_first_answer_also_when_it_is_passed_on() -> None:
    blank = dict.fromkeys(
        [
            "external_id",
            "topic",
            "direction",
            "csat",
            "nps",
            "customer",
            "transferred",
            "escalated",
            "wrap_ms",
        ]
    )
    first = {**blank, "person": 1, "outcome": 1, "started": 0, "day": 1, "wait_ms": 5_000, "talk_ms": 100_000}
    second = {**first, "person": 2, "started": 120, "wait_ms": 10_000, "talk_ms": 290_000}
    call = legs.fold([{**first, "hold_ms": 15_000}, {**second, "hold_ms": 0}])
    assert (call["wait_ms"], call["talk_ms"], call["hold_ms"], call["person"]) == (5_000, 390_000, 15_000, 2)


def test_comments_of_surveys_are_kept_in_other_languages(tmp_path: Path) -> None:
    found = told(
        tmp_path,
        """
Antwort-ID;Datum;Mitarbeiter;Wie zufrieden waren Sie?;Kommentar
1;13.03.2026;Anna Müller;Sehr zufrieden;Super
2;15.03.2026;Jörg Schmidt;Unzufrieden;
""",
    )
    assert values(found.records, "measure", "text", "value") == [
        ("csat", "Sehr zufrieden", 5), (None, "Super", None), ("csat", "Unzufrieden", 2),
    ]  # fmt: skip


def test_a_table_of_a_web_page_named_xls_is_read(tmp_path: Path) -> None:
    cells = [["Call start", "Extension", "Queue", "Ring", "Talk", "Result"]]
    cells += [["2026-03-02 09:00:01", "201", "Sales", "0:12", "3:04", "Answered"]]
    cells += [["2026-03-02 09:05:11", "202", "Sales", "0:40", "0:00", "Abandoned"]]
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    found = told(tmp_path, f"<html><body><h1>Calls</h1><table>{rows}</table></body></html>", "calls.xls")
    assert values(found.rows, "wait_ms", "talk_ms", "outcome") == [(12_000, 184_000, 1), (40_000, 0, 2)]


def test_figures_of_weeks_that_nothing_names_are_no_marks_of_a_scorecard(tmp_path: Path) -> None:
    path = tmp_path / "weekly.csv"
    path.write_text(
        "Agent,W/C 02/03/2026,W/C 09/03/2026,W/C 16/03/2026\nAna Ruiz,41,44,39\nLuis Vega,38,36,40\n",
        encoding="utf-8",
    )
    found = read(path, tmp_path)
    assert "does not say what its rows are" in found.refused
    assert not found.records


def test_the_service_level_foreseen_is_the_one_the_file_tells(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "intervals.csv"
    path.write_text(
        "Date,Queue,Calls offered,Calls answered,Calls abandoned,Service level %\n"
        "2026-03-02,Sales,100,90,10,80%\n2026-03-03,Sales,100,50,50,40%\n",
        encoding="utf-8",
    )
    shown = {one.key: one for one in import_file(store, path, dry_run=True).figures}
    assert (shown["within_target"].value, shown["within_target"].n) == ("60.0 %", 200)
    assert shown["within_target"].name == "Answered within the target, of all that came"
