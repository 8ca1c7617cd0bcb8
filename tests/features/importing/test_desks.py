"""Exports as small desks keep them, each of which was once read wrongly or refused."""

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
from csmanager.ui.desk import Desk
from tests.digest import content
from tests.features.importing.files import TICKET_HEAD, tickets, write_csv, write_xlsx
from tests.features.importing.readings import read, write_text

WHO = ("Ana Sol", "Bo Lind", "Cem Ay")


def test_calls_are_no_hours_worked(tmp_path: Path) -> None:
    rows = [["Date", "Heure", "Sens", "Collaborateur", "Durée", "Temps d'attente", "Statut"]] + [
        [
            f"{n % 28 + 1:02d}/03/2026",
            f"09:{n:02d}:00",
            "Entrant" if n % 3 else "Sortant",
            WHO[n % 3],
            f"0{n % 9}:{n:02d}",
            "00:10",
            "Répondu" if n % 6 else "Manqué",
        ]
        for n in range(30)
    ]
    reading = read(write_text(tmp_path / "a.csv", rows, ";"), tmp_path)
    assert (reading.kind, len(reading.rows)) == ("calls", 30)
    unnamed = [[cell for at, cell in enumerate(row) if at != 3] for row in rows]
    assert (
        read(write_text(tmp_path / "b.csv", unnamed, ";"), tmp_path).kind == "calls"
    )  # and nobody is made up


def test_who_calls_from_outside_is_no_agent(tmp_path: Path) -> None:
    rows = [["calldate", "clid", "src", "dst", "duration", "billsec", "disposition", "uniqueid"]] + [
        [
            f"2026-03-01 09:{n:02d}:00",
            f'"Jo Customer{n % 7}" <+49170{n:07d}>',
            f"+49170{n:07d}",
            str(200 + n % 3),
            60,
            50,
            "ANSWERED",
            f"17{n}.1",
        ]
        for n in range(30)
    ]
    assert read(write_text(tmp_path / "c.csv", rows), tmp_path).people == {}


def test_ratings_without_words_are_not_lost_beside_reviews(tmp_path: Path) -> None:
    rows = [["Review Date", "Star Rating", "Review"]] + [
        [f"2026-03-{n % 28 + 1:02d}", n % 5 + 1, "It crashes when I open my order" if n % 4 == 0 else ""]
        for n in range(40)
    ]
    reading = read(write_text(tmp_path / "r.csv", rows), tmp_path)
    assert sum(one.get("measure") == "csat" for one in reading.records) == 40
    full = [rows[0], *([row[0], row[1], "It crashes when I open my order"] for row in rows[1:])]
    assert read(write_text(tmp_path / "f.csv", full), tmp_path).kind == "comments"


def test_a_column_of_targets_is_no_week(tmp_path: Path) -> None:
    rows = [
        ["Team KPI dashboard 2026"],
        ["KPI", "Target", "KW 9", "KW 10"],
        ["Calls offered", "", 410, 433],
        ["Calls answered", "", 400, 410],
        ["Service level", "80%", 0.81, 0.795],
    ]
    found = read(write_xlsx(tmp_path / "k.xlsx", {"KPI": rows}), tmp_path).records
    assert [(one["first_day"], one["offered"], one["within_target"]) for one in found] == [
        ("2026-02-23", 410, 332),
        ("2026-03-02", 433, 344),
    ]


def test_a_clock_that_writes_day_and_time_in_one_cell(tmp_path: Path) -> None:
    rows = [["User", "Event", "Time"]] + [
        [
            WHO[n // 4],
            ["Clock In", "Break Start", "Break End", "Clock Out"][n % 4],
            f"2026-03-02 {['09:00', '12:00', '12:30', '17:30'][n % 4]}",
        ]
        for n in range(12)
    ]
    reading = read(write_text(tmp_path / "p.csv", rows), tmp_path)
    assert sum(one["worked_minutes"] for one in reading.records) == 3 * 480


def test_nought_is_an_answer_on_a_scale_from_nought(tmp_path: Path) -> None:
    rows = [
        ["Datum", "Hur troligt är det att du rekommenderar oss?", "Hur mycket gillar du färgen, 0 till 10?"]
    ] + [[f"2026-03-{n + 1:02d}", n % 11, (n + 3) % 11] for n in range(22)]
    found = read(write_text(tmp_path / "n.csv", rows), tmp_path).records
    assert sum(one["value"] == 0 for one in found) == 4
    assert {(one["low"], one["high"]) for one in found} == {(0, 10)}
    assert sum(one.get("measure") == "nps" for one in found) == 22


def test_hold_counts_in_the_time_to_handle(tmp_path: Path) -> None:
    rows = [
        ["Agent Name", "Month", "Calls Answered", "Avg Talk Time", "Avg Hold", "Avg Wrap"],
        *([who, "2026-02", 10, "00:03:00", "00:00:20", "00:00:30"] for who in WHO),
    ]
    assert {one["handle_ms"] for one in read(write_text(tmp_path / "a.csv", rows), tmp_path).records} == {
        2_300_000
    }


def test_remarks_beside_ratings_of_tickets_can_be_taken_too(store: Store, tmp_path: Path) -> None:
    head = ["Ticket ID", "Created at", "Assignee", "Status", "Satisfaction Score", "Satisfaction Comment"]
    rows = [head] + [
        [
            n,
            f"2026-03-{n % 28 + 1:02d} 10:00",
            WHO[n % 3],
            "solved",
            ("good", "bad")[n % 2],
            "Very helpful, thank you" if n % 8 == 0 else "",
        ]
        for n in range(1, 33)
    ]
    path = write_text(tmp_path / "export.csv", rows)
    results = import_tables(store, path, answers={"table": "all", "people": "create"})
    assert [(one.table, one.kind, one.rows_added) for one in results] == [
        (None, "tickets", 32),
        ("remarks", "comments", 4),
    ]
    assert "rating" not in results[1].mapping  # it counts with the tickets
    assert import_file(store, path).outcome == "already_imported"


def test_a_refusal_says_that_formulas_have_no_result(store: Store, tmp_path: Path) -> None:
    rows = [
        ["Agent", "Month", "Calls offered", "Calls answered"],
        *([who, "2026-02", "=50+1", "=40+1"] for who in WHO),
    ]
    result = import_file(store, write_xlsx(tmp_path / "f.xlsx", {"S": rows}))
    assert result.outcome == "refused"
    assert "6 cells hold formulas without a result" in result.summary


def test_a_quotation_mark_that_never_closes_is_named(tmp_path: Path) -> None:
    lines = ["Ticket ID,Created,Agent,Status", *(f"T{n},2026-03-01 09:00,Ana Sol,Open" for n in range(30))]
    lines[20] = 'T19,"2026-03-01 09:00,Ana Sol,Open'
    path = tmp_path / "q.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert read(path, tmp_path).problems == [
        (21, "Created", "runs over 11 lines; a closing quotation mark is missing")
    ]


@pytest.mark.parametrize(("row", "column"), [(1, 1), (4, 3), (1, 3), (6, 1)])
def test_rows_are_numbered_as_the_sheet_does_wherever_the_table_begins(
    tmp_path: Path, row: int, column: int
) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    lines = [
        ["Ticket ID", "Created", "Agent", "Status"],
        *([f"T{n}", "never" if n == 5 else f"2026-03-0{n + 1} 09:00", "Ana Sol", "Open"] for n in range(9)),
    ]
    for down, line in enumerate(lines):
        for right, cell in enumerate(line):
            sheet.cell(row + down, column + right).value = cell
    book.save(tmp_path / "t.xlsx")
    reading = read(tmp_path / "t.xlsx", tmp_path)
    assert reading.told is not None and reading.told.header_row == row
    assert reading.problems == [(row + 6, "Created", "“never” is no date")]


# folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "drop"
    (place / "2026" / "march").mkdir(parents=True)
    write_csv(place / "t1.csv", [TICKET_HEAD, *tickets(20)])
    write_csv(place / "2026" / "march" / "t2.csv", [TICKET_HEAD, *tickets(10, first=100)])
    write_csv(place / "2026" / "~$t2.csv", [TICKET_HEAD, *tickets(10, first=300)])
    (place / "refunds.md").write_text("# Refunds\n\nWe refund within 30 days.\n", encoding="utf-8")
    (place / "bad.xlsx").write_bytes(b"PK\x03\x04rubbish")
    (place / "photo.png").write_bytes(b"\x89PNG")
    return place


def test_a_folder_is_taken_in_without_a_window(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "s.csm"
    code = cli.main(["import", str(store), str(folder), "--json", "--answer", "people=create"])
    told = {one["file"]: one["outcome"] for one in json.loads(capsys.readouterr().out)["files"]}
    assert told == {
        "t1.csv": "imported",
        "t2.csv": "imported",
        "refunds.md": "imported",
        "bad.xlsx": "refused",
    }
    assert code == cli.REFUSED  # one was, the others were taken in


def test_a_folder_dropped_is_previewed_file_by_file(
    qtbot: QtBot, desk: Desk, store: Store, folder: Path
) -> None:
    before = content(store, history=False, shadows=False)
    dialog = PreviewDialog(desk, [folder])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)
    words = dict(dialog.files.item(line).text().split("\n") for line in range(dialog.files.count()))
    assert words == {
        "t1.csv": "Ready",
        "t2.csv": "Ready",
        "refunds.md": "Ready",
        "bad.xlsx": "Cannot be imported",
    }
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 30
        assert session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 3
    for _each in range(3):
        store.undo()
    assert content(store, history=False, shadows=False) == before


def test_tickets_without_dates_are_refused_and_never_taken_for_comments(store: Store, tmp_path: Path) -> None:
    rows = [["Issue Type", "Issue key", "Summary", "Status"]] + [
        ["Support", f"SUP-{n}", f"Customer {n} cannot log in to the shop any more", "Done"] for n in range(20)
    ]
    result = import_file(store, write_text(tmp_path / "i.csv", rows))
    assert result.outcome == "refused"
    assert "no column says when each one came" in result.summary


def test_ratings_that_are_good_or_bad_are_told_as_a_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["Ticket ID", "Created at", "Solved at", "Assignee", "Satisfaction"]] + [
        [
            f"{n + 1000}",
            f"2026-03-{n % 20 + 1:02d} 09:00:00",
            f"2026-03-{n % 20 + 2:02d} 10:00:00",
            WHO[n % 3],
            "Bad" if n % 4 == 0 else "Good",
        ]
        for n in range(40)
    ]
    path = write_text(tmp_path / "tickets.csv", rows)
    assert cli.main(["import", str(tmp_path / "s.csm"), str(path), "--dry-run", "--json"]) == cli.DONE
    figures = json.loads(capsys.readouterr().out)["files"][0]["summary"]["figures"]
    assert (figures["satisfied"]["value"], figures["satisfied"]["n"]) == (0.75, 40)
    assert "csat" not in figures
