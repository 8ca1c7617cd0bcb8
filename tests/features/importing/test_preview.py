"""The preview, by mouse and by keyboard: nothing is written until Import, and everything can be corrected."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.contacts.tables import Contact
from csmanager.features.importing import actions, stopping
from csmanager.features.importing.actions import import_file
from csmanager.features.importing.ledgerdialog import LedgerDialog
from csmanager.features.importing.previewdialog import PreviewDialog
from csmanager.features.team.actions import add_person
from csmanager.ui.desk import Desk
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.importing.files import TICKET_HEAD, tickets, write_csv
from tests.waiting import settle


def opened(qtbot: QtBot, desk: Desk, *paths: Path) -> PreviewDialog:
    dialog = PreviewDialog(desk, list(paths))
    qtbot.addWidget(dialog)
    dialog.show()
    idle(qtbot, dialog)
    return dialog


def idle(qtbot: QtBot, dialog: PreviewDialog) -> None:
    qtbot.waitUntil(lambda: dialog._job is None, timeout=20_000)


def contacts(store: Store) -> int:
    with store.read() as session:
        return int(session.scalar(sa.select(sa.func.count()).select_from(Contact)) or 0)


@pytest.fixture
def staffed(store: Store, today: dt.date) -> Store:
    with store.change("Add") as step:
        add_person(step.session, name="Ana Sol", today=today)
    return store


def test_nothing_is_written_until_import_and_one_undo_takes_it_back(
    qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path
) -> None:
    before = content(store)
    dialog = opened(qtbot, desk, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(30)]))
    assert content(store) == before
    assert dialog.import_button.text() == "Import 30 rows"
    assert "30 new" in dialog.forecast.facts.text()
    assert "2 people are added to the team." in dialog.forecast.facts.text()
    figures = {row.key: row for row in dialog.forecast.figures.rows()}
    assert figures["contacts"].n == 30
    assert figures["csat"].n == sum(1 for row in tickets(30) if row[10] != "")
    with qtbot.waitSignal(desk.said):
        QTest.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    assert contacts(store) == 30
    assert not dialog.isVisible()
    store.undo()
    assert contacts(store) == 0


def test_cancel_writes_nothing(qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path) -> None:
    before = content(store)
    dialog = opened(qtbot, desk, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(10)]))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert content(store) == before


def test_unknown_people_are_asked_before_import(
    qtbot: QtBot, desk: Desk, staffed: Store, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(10, agents=("Ana Sol", "B. Lind", "Cy Roe"))])
    dialog = opened(qtbot, desk, path)
    assert not dialog.import_button.isEnabled()
    combos = dialog.forecast.questions.combos
    assert set(combos) == {"people", "person.B. Lind", "person.Cy Roe"}
    combos["person.Cy Roe"].setCurrentIndex(combos["person.Cy Roe"].findData("ignore"))
    combos["person.B. Lind"].setCurrentIndex(combos["person.B. Lind"].findData("Ana Sol"))
    assert dialog.import_button.isEnabled()
    with qtbot.waitSignal(desk.said):
        dialog.apply()
    with staffed.read() as session:
        people = session.execute(
            sa.select(Contact.person_id, sa.func.count()).group_by(Contact.person_id)
        ).all()
    assert len(people) == 2  # Ana Sol and nobody


def test_one_answer_can_hold_for_all_people(qtbot: QtBot, desk: Desk, staffed: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(9, agents=("X Y", "B. Lind", "Cy Roe"))])
    dialog = opened(qtbot, desk, path)
    everyone = dialog.forecast.questions.combos["people"]
    everyone.setCurrentIndex(everyone.findData("create"))
    assert dialog.import_button.isEnabled()


def test_an_undecided_order_of_dates_is_asked(qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path) -> None:
    rows = tickets(3)
    for number, row in enumerate(rows):
        row[1] = f"0{number + 1}/02/2026 10:00"
    dialog = opened(qtbot, desk, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows]))
    assert not dialog.import_button.isEnabled()
    combo = dialog.forecast.questions.combos["date_order.Created at"]
    combo.setCurrentIndex(combo.findData("dmy"))
    idle(qtbot, dialog)
    assert dialog.import_button.isEnabled()
    with qtbot.waitSignal(desk.said):
        dialog.apply()
    assert contacts(store) == 3


def test_a_wrong_guess_can_be_corrected(qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path) -> None:
    head = ["Ticket ID", "Created at", "Agent", "Status", "Blorp"]
    rows = [[*row[:3], row[6], row[7]] for row in tickets(12)]
    dialog = opened(qtbot, desk, write_csv(tmp_path / "t.csv", [head, *rows]))
    combo = dialog.forecast.meaning_combo(4)
    assert combo.currentData() == ""
    combo.setCurrentIndex(combo.findData("csat"))
    combo.setCurrentIndex(combo.findData("first_response"))
    combo.activated.emit(combo.currentIndex())
    idle(qtbot, dialog)
    question = dialog.forecast.questions.combos["unit.Blorp"]
    question.setCurrentIndex(question.findData("minutes"))
    idle(qtbot, dialog)
    with qtbot.waitSignal(desk.said):
        dialog.apply()
    with store.read() as session:
        total = session.scalar(sa.select(sa.func.sum(Contact.first_response_ms)))
    assert total == sum(row[4] for row in rows) * 60_000


def test_a_refused_file_does_not_stop_the_others(
    qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 100)
    dialog = opened(qtbot, desk, bad, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(8)]))
    assert "picture" in dialog.forecast.reason.text()
    assert dialog.files.item(0).text().endswith("Cannot be imported")
    assert dialog.import_button.text() == "Import 8 rows"
    with qtbot.waitSignal(desk.said):
        dialog.apply()
    assert contacts(store) == 8


def test_rows_set_aside_can_be_saved_with_their_reason(
    qtbot: QtBot, desk: Desk, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    import openpyxl

    rows = tickets(20)
    rows[4][1] = "32/13/2026"
    dialog = opened(qtbot, desk, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows]))
    assert [row.row_number for row in dialog.forecast.problems.rows()] == [6]
    answers.answers.append(tmp_path / "aside.xlsx")
    with qtbot.waitSignal(desk.said):
        dialog.forecast.save_button.click()
    sheet = openpyxl.load_workbook(tmp_path / "aside.xlsx").active
    assert sheet is not None
    saved = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert saved[0] == [*TICKET_HEAD, "Row in the file", "Reason"]
    assert saved[1][0] == "T-00005"
    assert "is no date" in str(saved[1][-1])


def test_closing_while_reading_stops_the_reader(
    qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path
) -> None:
    before = content(store)
    dialog = PreviewDialog(desk, [write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(20_000)])])
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.close()
    qtbot.waitUntil(lambda: not desk.jobs.is_busy, timeout=20_000)
    assert content(store) == before


def test_every_control_has_a_name(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QTableWidget

    dialog = opened(qtbot, desk, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(5)]))
    for kind in (QComboBox, QTableWidget):
        assert all(widget.accessibleName() for widget in dialog.findChildren(kind) if widget.isVisible())
    assert all(
        button.text() or button.accessibleName()
        for button in dialog.findChildren(QAbstractButton)
        if button.isVisible()
    )


def test_earlier_imports_are_listed_with_the_rows_set_aside(
    qtbot: QtBot, desk: Desk, store: Store, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    import openpyxl

    rows = tickets(20)
    rows[4][1] = "32/13/2026"
    import_file(store, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *rows]))
    ledger = LedgerDialog(desk)
    qtbot.addWidget(ledger)
    ledger.show()
    assert [(row.file, row.rows_added, row.rows_set_aside) for row in ledger.batches.rows()] == [
        ("t.csv", 19, 1)
    ]
    assert [row.row_number for row in ledger.problems.rows()] == [6]
    answers.answers.append(tmp_path / "aside.xlsx")
    with qtbot.waitSignal(desk.said):
        ledger.save_button.click()
    sheet = openpyxl.load_workbook(tmp_path / "aside.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [*TICKET_HEAD, "Row in the file", "Reason"]


def test_an_empty_ledger_says_what_belongs_there(qtbot: QtBot, desk: Desk) -> None:
    ledger = LedgerDialog(desk)
    qtbot.addWidget(ledger)
    ledger.show()
    assert not ledger.save_button.isEnabled()


def test_every_row_says_what_it_will_do(qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path) -> None:
    import_file(store, write_csv(tmp_path / "old.csv", [TICKET_HEAD, *tickets(6)]))
    rows = tickets(8)
    rows[3][10] = 5
    dialog = opened(qtbot, desk, write_csv(tmp_path / "new.csv", [TICKET_HEAD, *rows]))
    assert [(row.number, row.verdict) for row in dialog.forecast.rows.rows()] == [
        (5, "changes"),
        *((number, "same") for number in (2, 3, 4, 6, 7)),
        (8, "new"),
        (9, "new"),
    ]
    assert dialog.import_button.text() == "Import 3 rows"


def test_rows_set_aside_can_be_mended_and_imported_again(
    qtbot: QtBot, desk: Desk, store: Store, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    import openpyxl

    rows = [[*row[:5], *row[6:]] for row in tickets(20)]
    rows[4][1], rows[9][1] = "32/13/2026", ""
    head = [*TICKET_HEAD[:5], *TICKET_HEAD[6:]]
    dialog = opened(qtbot, desk, write_csv(tmp_path / "t.csv", [head, *rows]))
    answers.answers.append(tmp_path / "aside.xlsx")
    with qtbot.waitSignal(desk.said):
        dialog.forecast.save_button.click()
    with qtbot.waitSignal(desk.said):
        dialog.apply()
    book = openpyxl.load_workbook(tmp_path / "aside.xlsx")
    for row in (2, 3):
        book.active.cell(row, 2).value = "2026-02-07 10:00:00"  # type: ignore[union-attr]
    book.save(tmp_path / "mended.xlsx")
    result = import_file(store, tmp_path / "mended.xlsx")
    assert (result.rows_added, result.rows_updated) == (2, 0)
    assert "topic" not in result.mapping
    assert contacts(store) == 20


def test_the_preview_warns_of_numbers_given_twice_and_names_days_without_doubt(
    qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path
) -> None:
    rows = tickets(20)
    import_file(store, write_csv(tmp_path / "a.csv", [TICKET_HEAD, *rows]))
    for row in rows:
        row[1], row[2] = "2026-02-20 08:00:00", "Ana Sol" if row[2] == "Bo Lind" else "Bo Lind"
    rows[0][1] = "2026-02-01 08:00:00"
    standing = QLocale()
    QLocale.setDefault(QLocale.c())
    try:
        text = opened(qtbot, desk, write_csv(tmp_path / "b.csv", [TICKET_HEAD, *rows])).forecast.facts.text()
    finally:
        QLocale.setDefault(standing)
    assert "another agent has on another day already" in text
    assert "from 1 Feb 2026 to 20 Feb 2026" in text


def test_cancel_while_rows_are_stored_takes_everything_back(
    qtbot: QtBot, desk: Desk, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(store)
    is_storing, is_cancelled = threading.Event(), threading.Event()
    begin = actions._begin

    def begun(*given: object) -> None:
        begin(*given)  # type: ignore[arg-type]
        is_storing.set()
        assert is_cancelled.wait(20)

    monkeypatch.setattr(actions, "_begin", begun)
    monkeypatch.setattr(stopping, "_LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(stopping, "_OPERATIONS", 500)
    dialog = opened(qtbot, desk, write_csv(tmp_path / "t.csv", [TICKET_HEAD, *tickets(300)]))
    said: list[str] = []
    monkeypatch.setattr(desk, "say", lambda text, undo=False: said.append(text))
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(is_storing.is_set, timeout=20_000)
    qtbot.mouseClick(dialog.cancel_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    is_cancelled.set()
    settle(qtbot, desk)
    assert said == ["The import was stopped; nothing was changed."]
    assert content(store) == before
    assert not Path(dialog._folder.name).exists()
