"""A rota of weekdays lands in the week that stands above it or in its name, or the week is asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from csmanager.core.store import Store
from csmanager.features.importing.actions import import_file
from csmanager.features.importing.meaning import weeks
from tests.digest import content
from tests.features.importing.readings import read, write_text

HEAD = ["Name", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
ROWS = [
    ["Ana Ruiz", "9-5", "9-5", "OFF", "9:00-17:30", "9-5", "OFF", "OFF"],
    ["Luis Vega", "OFF", "12-8", "12-8", "12-8", "12-8", "10-6", "OFF"],
]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Week commencing 02/03/2026", "2026-03-02"),
        ("Week ending 8 March 2026", "2026-03-02"),
        ("Week of 4 March 2026", "2026-03-02"),
        ("rota_week_10_2026", "2026-03-02"),
        ("rota KW10 2026", "2026-03-02"),
        ("2-8 March 2026", "2026-03-02"),
        ("rota 2026-03-02", "2026-03-02"),
        ("rota 2026-03-04", None),
        ("Printed on 2 March 2026", None),
        ("rota", None),
    ],
)
def test_the_week_is_what_a_text_says_and_the_weekdays_allow(text: str, first: str | None) -> None:
    found = weeks.start([text], 0, 6, dt.date(2026, 3, 31))
    assert (found.isoformat() if found else None) == first


def test_what_names_the_week_goes_before_other_dates() -> None:
    texts = ["Printed on 23 February 2026", "Week commencing 2 March 2026"]
    assert weeks.start(texts, 0, 6, dt.date(2026, 3, 31)) == dt.date(2026, 3, 2)
    assert weeks.start(["rota 2026-03-01"], 6, 5, dt.date(2026, 3, 31)) == dt.date(2026, 3, 1)


def test_a_week_nobody_names_is_one_question(tmp_path: Path) -> None:
    path = write_text(tmp_path / "rota.csv", [HEAD, *ROWS])
    asked = read(path, tmp_path)
    assert asked.told is not None and [one.key for one in asked.told.questions] == ["week_of"]
    assert read(path, tmp_path, {"week_of": "2026-03-02"}).records[0]["day"] == "2026-03-02"


def test_a_rota_becomes_planned_shifts_and_is_undone_and_done_again(store: Store, tmp_path: Path) -> None:
    path = write_text(tmp_path / "rota.csv", [["Rota week commencing 2 March 2026"], HEAD, *ROWS])
    before = content(store, history=False, shadows=False)
    told = import_file(store, path, answers={"people": "create"})
    assert (told.outcome, told.rows_added) == ("imported", 9), told
    after = content(store, history=False, shadows=False)
    with store.read() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT p.name, s.day, s.start_minute, s.end_minute FROM planned_shift s"
            " JOIN person p ON p.id = s.person_id ORDER BY p.name, s.day"
        )
        found = [tuple(row) for row in rows]
    monday = (dt.date(2026, 3, 2) - dt.date(1970, 1, 1)).days
    assert found[:4] == [
        ("Ana Ruiz", monday, 540, 1020),
        ("Ana Ruiz", monday + 1, 540, 1020),
        ("Ana Ruiz", monday + 3, 540, 1050),
        ("Ana Ruiz", monday + 4, 540, 1020),
    ]
    assert found[-1] == ("Luis Vega", monday + 5, 600, 1080)
    store.undo()
    assert content(store, history=False, shadows=False) == before
    store.redo()
    assert content(store, history=False, shadows=False) == after
