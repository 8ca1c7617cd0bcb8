"""Files with tables of several kinds: each can be taken, none counts twice, each is a step of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager import cli
from csmanager.core.store import Store
from csmanager.features.contacts.tables import Contact, ImportBatch
from csmanager.features.importing.actions import import_file
from csmanager.features.importing.previewdialog import PreviewDialog
from csmanager.features.importing.wholefile import import_tables
from csmanager.features.schedule.tables import PlannedShift
from csmanager.features.team.tables import Person
from csmanager.ui.desk import Desk
from tests.digest import content
from tests.features.importing.files import TICKET_HEAD, tickets, write_csv, write_xlsx
from tests.features.importing.readings import read

ROSTER = [
    ["Employee ID", "Name", "Team", "Role", "Start date"],
    ["E1", "Ana Sol", "Care", "Agent", "2024-03-18"],
    ["E2", "Bo Lind", "Care", "Agent", "2023-01-09"],
    ["E3", "Cem Ay", "Care", "Team lead", "2021-06-01"],
]
ROTA = [
    ["Name", "2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02", "2026-04-03"],
    ["Ana Sol", "9-17", "9-17", "OFF", "9-17", "9-17"],
    ["Bo Lind", "12-20", "12-20", "12-20", "OFF", "12-20"],
]
BY_AGENT = [
    ["Agent", "Month", "Calls offered", "Calls answered"],
    ["Ana Sol", "2026-02", 50, 44],
    ["Bo Lind", "2026-02", 70, 66],
]
BY_QUEUE = [["Queue", "Month", "Calls offered", "Calls answered"], ["Billing", "2026-02", 120, 110]]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    sheets = {"Tickets": [TICKET_HEAD, *tickets(30)], "Staff": ROSTER, "Week 14": ROTA, "By agent": BY_AGENT}
    return write_xlsx(tmp_path / "desk.xlsx", sheets)


def counted(store: Store, *tables: type) -> list[int]:
    with store.read() as session:
        return [int(session.scalar(sa.select(sa.func.count()).select_from(one)) or 0) for one in tables]


def test_the_best_table_is_read_and_the_others_are_named(book: Path, tmp_path: Path) -> None:
    told = read(book, tmp_path).told
    assert told is not None and (told.sheet, told.kind) == ("Tickets", "tickets")
    assert [(one.name, one.kind, one.rows, one.is_apart) for one in told.others] == [
        ("Staff", "people", 3, True),
        ("Week 14", "rota", 2, True),
        ("By agent", "intervals", 2, False),
    ]


def test_every_table_is_taken_when_all_are_asked_for(store: Store, book: Path) -> None:
    before = content(store, history=False, shadows=False)
    results = import_tables(store, book, answers={"table": "all", "people": "create"})
    assert [(one.table, one.kind, one.outcome) for one in results] == [
        ("Tickets", "tickets", "imported"),
        ("Staff", "people", "imported"),
        ("Week 14", "rota", "imported"),
        ("By agent", "intervals", "imported"),
    ]
    assert counted(store, Contact, Person, PlannedShift) == [30, 3, 8]
    for _each in results:
        store.undo()
    assert content(store, history=False, shadows=False) == before


def test_one_table_is_taken_by_its_name_and_only_once(store: Store, book: Path) -> None:
    result = import_file(store, book, answers={"table": "staff"})
    assert (result.outcome, result.kind, result.table) == ("imported", "people", "Staff")
    again = import_file(store, book, answers={"table": "Staff"})
    assert (again.outcome, again.rows_added) == ("already_imported", 0)
    assert "table Staff" in again.summary
    other = import_file(store, book)
    assert (other.outcome, other.kind) == ("imported", "tickets")  # the file was not taken in whole
    assert counted(store, ImportBatch) == [2]
    missing = import_file(store, book, answers={"table": "Leavers"})
    assert missing.outcome == "refused"
    assert missing.summary == "desk.xlsx has no table Leavers; it has Tickets, Staff, Week 14, By agent."


def test_sums_by_agent_and_by_queue_are_never_added_up(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "sums.xlsx", {"Agents": BY_AGENT, "Queues": BY_QUEUE})
    reading = read(path, tmp_path)
    assert sum(one["offered"] for one in reading.records) == 120
    assert reading.told is not None and [one.name for one in reading.told.others] == ["Queues"]


def test_sheets_of_one_kind_and_grain_are_one_table(tmp_path: Path) -> None:
    later = [
        [cell.replace("2026-02", "2026-03") if isinstance(cell, str) else cell for cell in row]
        for row in BY_AGENT
    ]
    reading = read(write_xlsx(tmp_path / "sums.xlsx", {"Feb": BY_AGENT, "Mar": later}), tmp_path)
    assert sum(one["offered"] for one in reading.records) == 240
    assert reading.told is not None and reading.told.others == ()


def test_a_text_with_two_tables_gives_both(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "two.csv", [TICKET_HEAD, *tickets(12), [], *ROSTER])
    results = import_tables(store, path, answers={"table": "all", "people": "create"})
    assert [(one.table, one.kind, one.rows_added) for one in results] == [
        ("table 1", "tickets", 12),
        ("table 2", "people", 1),
    ]


def test_what_was_decided_for_one_table_is_not_applied_to_another(book: Path, tmp_path: Path) -> None:
    told = read(book, tmp_path, sheet="Week 14", mapping={"0": "person"}, kind="rota").told
    assert told is not None and (told.kind, told.sheet) == ("rota", "Week 14")
    assert {one.kind for one in told.others} == {"tickets", "people", "intervals"}


def test_the_command_line_takes_tables_by_answer(
    tmp_path: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "s.csm"
    arguments = [
        "import",
        str(store),
        str(book),
        "--json",
        "--answer",
        "people=create",
        "--answer",
        "table=all",
    ]
    assert cli.main(arguments) == 0
    told = json.loads(capsys.readouterr().out)["files"]
    assert [(one["table"], one["rows_added"]) for one in told] == [
        ("Tickets", 30), ("Staff", 1), ("Week 14", 8), ("By agent", 2),
    ]  # fmt: skip
    assert [one["name"] for one in told[0]["other_tables"]] == ["Staff", "Week 14", "By agent"]


def test_the_preview_lists_every_table_and_takes_those_that_are_ticked(
    qtbot: QtBot, desk: Desk, store: Store, book: Path
) -> None:
    dialog = PreviewDialog(desk, [book])
    qtbot.addWidget(dialog)
    dialog.show()

    def idle() -> None:
        qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)

    idle()
    names = [dialog.files.item(line).text().partition("\n") for line in range(dialog.files.count())]
    assert [(name.lstrip("\N{DOWNWARDS ARROW WITH TIP RIGHTWARDS} "), word) for name, _, word in names] == [
        ("desk.xlsx", "Ready"),
        ("Staff", "Ready"),
        ("Week 14", "Ready"),
        ("By agent", "Left out; tick to take it too"),
    ]
    dialog.files.setFocus()
    dialog.files.setCurrentRow(2)
    assert "Planned shifts" in dialog.forecast.facts.text()
    qtbot.keyClick(dialog.files, Qt.Key.Key_Space)  # leave the rota out
    dialog.files.setCurrentRow(3)
    idle()
    qtbot.keyClick(dialog.files, Qt.Key.Key_Space)  # and take the sums
    idle()
    assert dialog.import_button.text() == "Import 35 rows"
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    idle()
    assert counted(store, Contact, PlannedShift, ImportBatch) == [30, 0, 3]
