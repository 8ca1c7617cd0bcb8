"""The page of data protection by mouse and keyboard."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core import outgoing
from csmanager.core.outgoing import Outgoing, OutKind
from csmanager.features.privacy import holding, queries
from csmanager.features.privacy.duepage import DuePage
from csmanager.features.privacy.exportspage import ExportsPage
from csmanager.features.privacy.holdspage import HoldsPage
from csmanager.features.privacy.ownfileview import ask_own_file
from csmanager.features.privacy.periodspage import PeriodsPage
from csmanager.features.privacy.processingpage import ProcessingPage
from csmanager.features.privacy.tabsview import PrivacyTabs
from csmanager.features.team.erasing.erasingdialog import EraseDialog
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.features.privacy.test_privacy import fill
from tests.waiting import settle


@pytest.fixture
def two(desk: Desk) -> tuple[int, int]:
    made: tuple[int, int] = desk.store.do("Fill", fill)
    return made


@pytest.fixture
def tabs(qtbot: QtBot, desk: Desk, two: tuple[int, int]) -> PrivacyTabs:
    made = PrivacyTabs(desk)
    qtbot.addWidget(made)
    made.resize(1080, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


def due_page(tabs: PrivacyTabs) -> DuePage:
    page = tabs.show_view("due")
    assert isinstance(page, DuePage)
    return page


def test_keeping_a_due_record_by_keyboard(
    qtbot: QtBot, desk: Desk, tabs: PrivacyTabs, today: dt.date
) -> None:
    page = due_page(tabs)
    assert [row.name for row in page.due.table.rows()] == ["Ada Alm", "Ada Alm"]
    page.commands.actions["keep"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    qtbot.waitUntil(dialog.isVisible)
    reason = dialog.inputs["reason"].target
    qtbot.keyClicks(reason, "An audit is announced")
    qtbot.keyClick(reason, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert len(page.due.table.rows()) == 1
    desk.store.undo()
    settle(qtbot, desk)
    assert len(page.due.table.rows()) == 2


def test_erasing_shows_what_goes_and_needs_a_tick(
    qtbot: QtBot, desk: Desk, tabs: PrivacyTabs, answers: ScriptedAnswers
) -> None:
    page = due_page(tabs)
    page.show_record("staff:1")
    page.commands.actions["erase"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, EraseDialog)
    qtbot.waitUntil(dialog.isVisible)
    assert not dialog.erase_button.isEnabled()
    assert any("Person" in dialog.goes.item(at).text() for at in range(dialog.goes.count()))
    assert dialog.mentions.count() == 1
    dialog.sure.click()
    qtbot.mouseClick(dialog.erase_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    with desk.store.read() as session:
        assert not [row for row in queries.kept(session, desk.today()) if row.name == "Ada Alm"]


def test_the_board_leads_to_the_records_of_a_kind(qtbot: QtBot, desk: Desk, tabs: PrivacyTabs) -> None:
    page = tabs.show_view("periods")
    assert isinstance(page, PeriodsPage)
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda key, record: went.append((key, record)))
    page.show_record("reviews")
    page.commands.actions["due"].trigger()
    assert went == [("privacy", "due:kind:reviews")]
    tabs.show_record("due:kind:reviews")
    assert [row.id for row in due_page(tabs).due.table.rows()] == ["reviews:1"]


def test_a_hold_is_put_on_and_seen(qtbot: QtBot, desk: Desk, tabs: PrivacyTabs) -> None:
    page = tabs.show_view("holds")
    assert isinstance(page, HoldsPage)
    assert page.holds.table.rows() == []
    page.commands.actions["person"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.inputs["who"].set_value("1")
    qtbot.keyClicks(dialog.inputs["reason"].target, "Claim")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert [row.name for row in page.holds.table.rows()] == ["Ada Alm"]
    assert desk.read(holding.held)[0].reason == "Claim"
    assert due_page(tabs).due.table.rows() == []


def test_the_register_is_told_for_whom(qtbot: QtBot, desk: Desk, tabs: PrivacyTabs) -> None:
    out = Outgoing("Reviews", OutKind.PDF, "reviews.pdf", about=outgoing.person(1))
    outgoing.note_out(desk.store, out)
    page = tabs.show_view("exports")
    assert isinstance(page, ExportsPage)
    settle(qtbot, desk)
    (row,) = page.out.table.rows()
    assert row.about == ("Ada Alm",)
    page.commands.actions["tell"].trigger()
    dialog = page.dialog
    assert isinstance(dialog, FormDialog)
    qtbot.waitUntil(dialog.isVisible)
    qtbot.keyClicks(dialog.inputs["recipient"].target, "Ada")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert page.out.table.rows()[0].recipient == "Ada"


def test_a_persons_file_is_written_and_entered(
    qtbot: QtBot,
    desk: Desk,
    tabs: PrivacyTabs,
    answers: ScriptedAnswers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda _url: True)
    monkeypatch.setattr(answers, "folder", lambda _title: tmp_path)
    dialog = ask_own_file(desk, tabs)
    qtbot.addWidget(dialog)
    dialog.inputs["who"].set_value("person:2")
    dialog.submit()
    settle(qtbot, desk)
    assert (tmp_path / "Bo Berg 2026-03-31" / "read me first.html").is_file()
    page = tabs.show_view("exports")
    assert isinstance(page, ExportsPage)
    settle(qtbot, desk)
    assert [row.about for row in page.out.table.rows()] == [("Bo Berg",)]


def test_the_record_of_processing_is_saved_and_entered(
    qtbot: QtBot,
    desk: Desk,
    tabs: PrivacyTabs,
    answers: ScriptedAnswers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = tabs.show_view("processing")
    assert isinstance(page, ProcessingPage)
    assert "Record of processing" in page.text
    for name in ("record.html", "record.pdf"):
        monkeypatch.setattr(answers, "save_path", lambda *_told, name=name: tmp_path / name)
        page.save()
        assert (tmp_path / name).stat().st_size > 1000
    with desk.store.read() as session:
        assert session.get(outgoing.ExportMade, 2) is not None
