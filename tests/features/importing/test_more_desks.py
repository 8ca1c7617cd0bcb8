"""Further kinds of files a manager has, with what was worked out from each by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from csmanager.features.importing import dates, durations, ratings
from csmanager.features.importing.meaning import evidence
from tests.features.importing.readings import Reading, read


def made(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Reading:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return read(path, folder, {"people": "create"})


def minutes(one: dict[str, Any]) -> int:
    return int(one["end_minute"]) - int(one["start_minute"])


def test_a_shift_in_two_parts_is_two_shifts(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "planning.csv",
        ";lundi 30/03/2026;mardi 31/03/2026;mercredi 01/04/2026;jeudi 02/04/2026;vendredi 03/04/2026\n"
        "Marie Dupont;9h-17h;9h-17h;RTT;9h30-18h;Repos\n"
        "Luc Martin;Repos;CP;CP;13h-21h;13h-21h\n"
        "Chloé Petit;9h-13h / 14h-18h;Maladie;10h-18h;9:00-13:00 et 15:00-19:00;Formation\n",
    )
    shifts = [one for one in told.records if one.get("start_minute") is not None]
    assert told.kind == "rota"
    assert (len(shifts), sum(map(minutes, shifts))) == (10, round(64.5 * 60))


def test_a_norwegian_rota_says_its_week_and_writes_minutes_after_a_dot(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "vaktliste.csv",
        "Vaktliste uke 14 2026;;;;;\nNavn;mandag;tirsdag;onsdag;torsdag;fredag\n"
        "Ola Nordmann;08.00-15.30;fri;08.00-15.30;12.00-20.00;ferie\n"
        "Kari Dahl;fri;08.00-15.30;syk;12.00-20.00;08.00-15.30\n",
    )
    shifts = [one for one in told.records if one.get("start_minute") is not None]
    assert (told.kind, len(shifts), sum(map(minutes, shifts))) == ("rota", 6, 46 * 60)
    assert min(one["day"] for one in told.records) == "2026-03-30"


def test_a_danish_timesheet_writes_half_past_ten_with_a_dot(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "vagter.csv",
        "Medarbejder;Dato;Mødetid;Sluttid;Pause;Timer\nSøren Holm;02-03-2026;08.00;16.00;0,5;7,5\n"
        "Mette Krogh;14-03-2026;10.00;18.30;0,5;8,0\n",
    )
    assert [(one["start_minute"], one["end_minute"], one["worked_minutes"]) for one in told.records] == [
        (480, 960, 450),
        (600, 1110, 480),
    ]


def test_a_register_of_presence_holds_only_the_absences(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "attendance.csv",
        "Emp Code,Employee Name,1-Mar,2-Mar,3-Mar,4-Mar,5-Mar,6-Mar,7-Mar\n"
        "E01,Ann Bell,WO,P,P,P,A,P,P\nE02,Bo Carr,P,WO,P,SL,P,P,P\n",
    )
    assert told.kind == "absence"
    assert [(one["person"], one["first_day"], one["word"]) for one in told.named()] == [
        ("Ann Bell", "2026-03-05", "A"),
        ("Bo Carr", "2026-03-04", "SL"),
    ]
    assert told.problems == []


def test_punches_of_a_clock_become_shifts(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "clock.txt",
        "EmpNo\tName\tDateTime\tStatus\n0012\tAnn Bell\t02/03/2026 08:58\tC/In\n"
        "0012\tAnn Bell\t02/03/2026 12:30\tC/Out\n0012\tAnn Bell\t02/03/2026 13:00\tC/In\n"
        "0012\tAnn Bell\t02/03/2026 17:04\tC/Out\n0015\tBo Carr\t13/03/2026 22:00\tC/In\n"
        "0015\tBo Carr\t14/03/2026 06:00\tC/Out\n",
    )
    assert told.kind == "worked"
    assert [one["worked_minutes"] for one in told.records] == [212, 244, 480]


def test_a_log_of_a_phone_switch_is_calls_and_its_numbers_are_the_callers(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "smdr.log",
        "START|DUR|RING|EXT|DIR|NUMBER|NAME|RESULT\n20260302 090512|00:02:30|5|2001|IN|5550101|Ivy Cole|ANS\n"
        "20260302 091000|00:00:00|31|2001|IN|5550102|Ivy Cole|NOANS\n"
        "20260302 093000|00:04:00|8|2002|OUT|5550103|Max Orr|ANS\n"
        "20260303 094500|00:00:00|20||IN|5550101||ABAND\n",
    )
    assert (told.kind, told.problems) == ("calls", [])
    assert [(one["direction"], one["outcome"], one["talk_ms"]) for one in told.rows] == [
        (1, 1, 150_000),
        (1, 3, 0),
        (2, 1, 240_000),
        (1, 2, 0),
    ]
    assert told.rows[0]["customer"] == told.rows[3]["customer"]


def test_calls_with_arabic_headings(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "calls.csv",
        "وقت المكالمة,الاتجاه,من,الموظف,الحالة,مدة التحدث,مدة الانتظار\n"
        "2026-03-02 09:00,واردة,+20100001,أحمد علي,تم الرد,00:03:00,00:00:20\n"
        "2026-03-02 09:10,واردة,+20100002,,لم يتم الرد,00:00:00,00:01:00\n"
        "2026-03-02 09:20,صادرة,+20100003,منى حسن,تم الرد,00:01:00,00:00:05\n",
    )
    assert told.kind == "calls"
    assert [(one["direction"], one["outcome"], one["talk_ms"]) for one in told.rows] == [
        (1, 1, 180_000),
        (1, 3, 0),
        (2, 1, 60_000),
    ]


def test_tickets_with_russian_headings(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "заявки.csv",
        "Номер заявки;Дата создания;Дата закрытия;Исполнитель;Статус;Категория;Оценка\n"
        "101;02.03.2026 09:00;02.03.2026 11:00;Иван Петров;Закрыта;Возврат;5\n"
        "102;13.03.2026 10:00;;Анна Кузнецова;Новая;Доставка;\n",
        "cp1251",
    )
    assert told.kind == "tickets"
    assert [(one["resolved"], one.get("resolution_ms"), one.get("csat")) for one in told.rows] == [
        (1, 7_200_000, 5),
        (0, None, None),
    ]


def test_chats_with_a_length_are_no_calls(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "chats.csv",
        "Chat started,Chat ended,Visitor,Agent,Messages,Wait (sec),Duration (min),Rating\n"
        '"Mar 2, 2026 9:00 AM","Mar 2, 2026 9:12 AM",Flo,Ana Sol,14,20,12,Good\n'
        '"Mar 2, 2026 3:00 PM","Mar 2, 2026 3:05 PM",Gus,Bo Lind,6,40,5,\n',
    )
    assert (told.kind, [one["talk_ms"] for one in told.rows]) == ("tickets", [720_000, 300_000])


def test_missed_chats_are_not_those_that_came(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "agents.csv",
        "Agent Performance 01/03/2026 - 31/03/2026\n\nAgent;Chats handled;Chats missed;Avg first response (mm:ss)\n"
        "Ana Sol;120;4;00:35\nBo Lind;80;10;01:05\nTotal;200;14;\n",
    )
    assert [(one["answered"], one["abandoned"], one["first_response_ms"]) for one in told.records] == [
        (120, 4, 4_200_000),
        (80, 10, 5_200_000),
    ]


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Answered in 20 s", "within"),
        ("Calls answered within 30 seconds", "within"),
        ("% answered in 20s", "service_level"),
        ("Beantwortet in 20 Sek.", "within"),
    ],
)
def test_answered_in_so_many_seconds_is_no_count_of_all_answered(header: str, key: str) -> None:
    assert list(evidence.said(header)) == [key]


@pytest.mark.parametrize(
    ("cells", "scale", "values"),
    [
        (["😀", "🙂", "😐", "🙁", "😡"], 5, [5, 4, 3, 2, 1]),
        (["🙂", "😐", "☹️"], 3, [3, 2, 1]),
        (["👍🏽", "👎"], 2, [2, 1]),
        ([":)", ":("], 2, [2, 1]),
        (["Happy", "Unhappy"], 2, [2, 1]),
    ],
)
def test_smileys_are_ratings_on_the_scale_they_show(cells: list[str], scale: int, values: list[int]) -> None:
    assert ratings.scale_of(cells) == scale
    assert [ratings.parse(cell, scale) for cell in cells] == values


def test_an_option_that_was_ticked_and_a_phone_number_are_no_customers_and_no_answers(tmp_path: Path) -> None:
    told = made(
        tmp_path,
        "survey.csv",
        "Timestamp,How satisfied were you? (1-5),Which did you use?,,May we call you?\n,Response,Phone,Email,Response\n"
        "03/13/2026 10:00,5,Phone,,+44 20 5550 0130\n03/14/2026 10:00,4,,Email,+44 20 5550 0131\n"
        "03/15/2026 11:00,3,,Email,\n",
    )
    assert told.kind == "survey"
    ticked = [one["text"] for one in told.records if one.get("question", "").startswith("Which")]
    assert sorted(ticked) == ["Email", "Email", "Phone"]
    assert not any("5550" in str(one.get("text", "")) for one in told.records)


def test_a_moment_written_in_figures_alone() -> None:
    assert dates.parse_stamp("20260302 090512") == (1_772_442_312, None)
    assert not dates.is_compact("20261302090512")


def test_a_number_beyond_all_measure_is_no_duration() -> None:
    with pytest.raises(ValueError, match="no duration"):
        durations.parse("1e308")
