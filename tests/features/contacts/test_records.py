"""Records of every kind as rows: counted, sorted, searched, also of merged people; and the tab that lists them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.contacts import records
from csmanager.features.contacts.page import RecordsPage
from csmanager.features.contacts.records import KINDS, Chosen
from csmanager.features.importing.actions import import_file
from csmanager.features.team.actions import merge
from csmanager.ui.desk import Desk
from tests.features.importing.taking import files
from tests.waiting import settle

COUNTS = {
    "surveys": ("survey.csv", 8),
    "comments": ("comments.csv", 3),
    "complaints": ("complaints.csv", 3),
    "grades": ("qa scores.csv", 3),
    "worked": ("hours.csv", 3),
    "absences": ("leave.csv", 2),
    "intervals": ("queue figures.csv", 3),
}


def fill(store: Store, folder: Path, *names: str) -> None:
    for name in names:
        told = import_file(
            store, files.write(folder, name, files.EVERY[name][0]), answers={"people": "create"}
        )
        assert told.outcome == "imported", told.summary


@pytest.mark.parametrize("kind", COUNTS)
def test_each_kind_is_counted_sorted_by_every_column_and_found_by_batch(
    store: Store, tmp_path: Path, kind: str
) -> None:
    name, count = COUNTS[kind]
    fill(store, tmp_path, name)
    with store.read() as session:
        assert records.count(session, Chosen(kind)) == records.total(session, kind) == count
        assert records.count(session, Chosen(kind, batch_id=1)) == count
        assert records.count(session, Chosen(kind, batch_id=2)) == 0
        first = records.block(session, Chosen(kind), 0, 1, None)[0]
        assert records.count(session, Chosen(kind, record_id=first.id)) == 1
        for part in records.BY_KEY[kind].parts:
            up = records.block(session, Chosen(kind), 0, 9, (part.key, False))
            down = records.block(session, Chosen(kind), 0, 9, (part.key, True))
            shown = [row.values[part.key] for row in up if row.values[part.key] not in (None, "")]
            assert len(up) == count and {row.id for row in up} == {row.id for row in down}
            if part.show in ("text", "date", "number", "share"):
                assert shown == sorted(shown)
            assert records.block(session, Chosen(kind), count - 1, 9, (part.key, False)) == up[-1:]


def test_planned_shifts_are_listed_too(store: Store) -> None:
    with store.read() as session:
        assert records.block(session, Chosen("planned"), 0, 9, ("times", True)) == []


def test_a_period_and_a_person_narrow_the_rows_and_a_merged_person_counts(
    store: Store, tmp_path: Path
) -> None:
    fill(store, tmp_path, "staff.csv", "hours.csv", "leave.csv")
    day = dt.date(2026, 3, 2)
    with store.read() as session:
        assert records.count(session, Chosen("worked", day, day)) == 2
        assert records.count(session, Chosen("worked", person_id=1)) == 1
        assert records.count(session, Chosen("absences", dt.date(2026, 3, 11), dt.date(2026, 3, 11))) == 1
    store.do("Merge", merge, 1, 2)
    with store.read() as session:
        assert records.count(session, Chosen("worked", person_id=1)) == 2
        assert records.count(session, Chosen("absences", person_id=1)) == 2
    fill_again = import_file(
        store, files.write(tmp_path, "hours again.csv", files.WORKED + "\n"), answers={"people": "create"}
    )
    assert (fill_again.rows_added, fill_again.rows_updated) == (0, 0)
    store.undo()
    store.undo()
    with store.read() as session:
        assert records.count(session, Chosen("worked", person_id=1)) == 1


@pytest.mark.parametrize(
    ("text", "count"), [("wrong", 1), ("RUDE apology", 1), ("100%", 0), ("_", 0), ("c-", 3)]
)
def test_a_search_takes_every_word_as_it_is(store: Store, tmp_path: Path, text: str, count: int) -> None:
    fill(store, tmp_path, "complaints.csv")
    with store.read() as session:
        assert records.count(session, Chosen("complaints", text=text)) == count


def test_the_palette_finds_what_customers_said(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, "complaints.csv", "comments.csv")
    with store.read() as session:
        assert [one.record for one in records.find(session, "rude", 5)] == ["complaints:2"]
        assert [one.detail for one in records.find(session, "twenty minutes", 5)] == ["Comment, 2026-03-03"]
        assert records.find(session, "ru", 5) == []


# the tab


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, tmp_path: Path) -> RecordsPage:
    fill(desk.store, tmp_path, "staff.csv", "hours.csv", "complaints.csv", "qa scores.csv")
    made = RecordsPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    settle(qtbot, desk)
    return made


def choose(qtbot: QtBot, page: RecordsPage, kind: str) -> None:
    page.kind.setFocus()
    for _ in range(page.kind.findData(kind) - page.kind.currentIndex()):
        qtbot.keyClick(page.kind, Qt.Key.Key_Down)
    settle(qtbot, page.desk)


def test_a_kind_is_chosen_by_keyboard_and_a_row_shows_all_of_it(qtbot: QtBot, page: RecordsPage) -> None:
    choose(qtbot, page, "grades")
    assert page.table().count.text() == "3 of 3 grades"
    assert page.pane.isHidden()
    page.table().view.selectRow(0)
    settle(qtbot, page.desk)
    assert page.pane.isVisible()
    texts = [label.text() for label in page.pane.findChildren(type(page.pane.title))]
    assert "Identified need" in texts and "100%" in texts


def test_a_search_and_a_person_narrow_what_is_shown(qtbot: QtBot, page: RecordsPage) -> None:
    choose(qtbot, page, "worked")
    page.person.setCurrentIndex(page.person.findText("Bo Lind"))
    settle(qtbot, page.desk)
    assert page.table().count.text().startswith("1 of 1")
    row = page.table().model.row(0)
    assert row.values["times"] == "22:00–06:00 (+1)" and row.values["length"] == "7:30"
    page.person.setCurrentIndex(0)
    qtbot.keyClicks(page.search, "chi")
    qtbot.waitUntil(lambda: page.search.text() == "chi")
    qtbot.waitUntil(lambda: page.table().count.text().startswith("1 of 1"))


def test_the_rows_of_one_file_are_shown_until_all_are_wanted(qtbot: QtBot, page: RecordsPage) -> None:
    page.show_record("worked:batch:2")
    settle(qtbot, page.desk)
    assert page.only.text() == "Only from hours.csv: show all"
    qtbot.mouseClick(page.only, Qt.MouseButton.LeftButton)
    assert page.only.isHidden()
    page.show_record("complaints:2")
    settle(qtbot, page.desk)
    assert page.table().count.text() == "1 of 1 complaint"


def test_an_empty_kind_says_what_to_drop(qtbot: QtBot, page: RecordsPage) -> None:
    choose(qtbot, page, "surveys")
    assert page.table()._empty.isVisible()
    words = " ".join(label.text() for label in page.table()._empty.findChildren(type(page.pane.title)))
    assert "No survey answers yet" in words and "Drop the export of a survey" in words


def test_what_is_shown_can_be_exported(qtbot: QtBot, page: RecordsPage) -> None:
    choose(qtbot, page, "complaints")
    headers, rows = page.table().export_rows()
    assert headers[:2] == ["Day", "Number"] and len(rows) == 3
    assert {kind.key for kind in KINDS} == set(records.BY_KEY)
