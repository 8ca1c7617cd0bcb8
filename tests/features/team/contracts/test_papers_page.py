"""The view Papers: each list has its own commands, files are attached and opened, and Today leads to the row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.features.team import actions as team
from csmanager.features.team.contracts import queries as contracts
from csmanager.features.team.documents import actions as documents
from csmanager.features.team.documents import queries as papers
from csmanager.features.team.documents.rules import MOST_BYTES, DocumentState
from csmanager.features.team.equipment import queries as things
from csmanager.features.team.papers.filesview import Opener
from csmanager.features.team.papers.paperspage import PapersPage
from csmanager.features.team.segments import actions as segments
from csmanager.features.team.segments.rules import Condition
from csmanager.features.team.tabsview import TeamTabs
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content

D = dt.date
TODAY = D(2026, 3, 31)


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    return {
        name: desk.store.do(
            "Add", team.add_person, name=name, weekly_minutes=hours, started_on=D(2024, 1, 1), today=TODAY
        )
        for name, hours in (("Ana", 2400), ("Bo", 1200))
    }


@pytest.fixture
def page(desk: Desk, people: dict[str, int], qtbot: QtBot) -> Iterator[PapersPage]:
    made = PapersPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def form(page: PapersPage) -> FormDialog:
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    return dialog


def test_a_contract_is_added_by_keyboard_refused_when_it_overlaps_and_undone(
    page: PapersPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    before = content(desk.store, history=False)
    page.commands.add_contract.trigger()
    dialog = form(page)
    qtbot.keyClicks(dialog.inputs["person"].target, "Ana")
    qtbot.keyClicks(dialog.inputs["starts_on"].target, "2024-01-01")
    qtbot.keyClicks(dialog.inputs["hours"].target, "30")
    qtbot.keyClick(dialog.inputs["hours"].target, Qt.Key.Key_Return)
    assert [row.weekly_minutes for row in desk.read(contracts.contracts, TODAY)] == [1800]
    assert page.table().current_row().person == "Ana"
    page.commands.add_contract.trigger()
    dialog = form(page)
    dialog.inputs["starts_on"].set_value(D(2026, 1, 1))
    dialog.submit()
    assert "Ana has a contract already (full time, from 1 Jan 2024 until further)" in dialog.problem.text()
    dialog.inputs["end_present"].set_value(True)
    dialog.submit()
    assert [row.state for row in desk.read(contracts.contracts, TODAY)] == ["running", "over"]
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_a_document_is_asked_of_a_group_brought_and_judged(
    page: PapersPage,
    desk: Desk,
    people: dict[str, int],
    qtbot: QtBot,
    answers: ScriptedAnswers,
    tmp_path: Path,
) -> None:
    part_time = [Condition("hours", "below", ("30",))]
    group = desk.store.do("Save", segments.save, name="Part-timers", conditions=part_time)
    page.switch.set_value("document")
    page.commands.ask.trigger()
    dialog = form(page)
    dialog.inputs["who"].set_value(f"group:{group}")
    dialog.inputs["kind"].set_value("Photo")
    dialog.submit()
    assert [row.person for row in desk.read(papers.documents, TODAY)] == ["Bo"]
    page.table().select_first()
    page.commands.enable()
    assert page.commands.receive.isEnabled() and not page.commands.approve.isEnabled()
    page.commands.receive.trigger()
    scan = tmp_path / "bo.png"
    scan.write_bytes(b"scan")
    assert page.drop([scan])
    row = desk.read(papers.documents, TODAY)[0]
    assert (row.state, row.file) == (DocumentState.RECEIVED, "bo.png")
    big = tmp_path / "big.pdf"
    big.write_bytes(bytes(MOST_BYTES + 1))
    assert page.drop([big])
    assert "up to 5 MB are kept" in answers.told[-1]
    qtbot.keyClick(page.table().view, Qt.Key.Key_Return)  # the next step a document needs
    form(page).submit()
    assert desk.read(papers.documents, TODAY)[0].state is DocumentState.APPROVED
    opener = Opener(desk)
    assert row.file_id is not None
    copy = opener.copy(row.file_id)
    assert copy.read_bytes() == b"scan"
    assert copy.name == "bo.png"


def test_a_rejection_owes_a_reason(page: PapersPage, desk: Desk, people: dict[str, int]) -> None:
    desk.store.do("Add", documents.add_document, people["Ana"], kind="Photo", today=TODAY)
    page.switch.set_value("document")
    page.table().select_first()
    page.commands.reject.trigger()
    dialog = form(page)
    dialog.submit()
    assert "needed" in dialog.inputs["reason"].reason.text()
    dialog.inputs["reason"].set_value("Too dark")
    dialog.submit()
    assert desk.read(papers.documents, TODAY)[0].reason == "Too dark"


def test_equipment_goes_out_and_comes_back(
    page: PapersPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.switch.set_value("equipment")
    page.commands.hand_out.trigger()
    dialog = form(page)
    dialog.inputs["person"].set_value(people["Bo"])
    dialog.inputs["item"].set_value("Key")
    dialog.submit()
    assert [row.item for row in desk.read(things.equipment_out, people["Bo"])] == ["Key"]
    page.table().select_first()
    qtbot.keyClick(page.table().view, Qt.Key.Key_Return)
    form(page).submit()
    assert desk.read(things.equipment_out, people["Bo"]) == []


def test_today_leads_to_the_row_and_a_person_to_theirs(
    desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    made = desk.store.do(
        "Add", documents.add_certificate, people["Bo"], name="First aid", expires_on=D(2026, 4, 2)
    )
    desk.store.do("Add", documents.add_certificate, people["Ana"], name="First aid", expires_on=D(2027, 4, 2))
    item = desk.read(papers.todo, TODAY)[0]
    tabs = TeamTabs(desk)
    qtbot.addWidget(tabs)
    tabs.resize(1000, 700)
    with qtbot.waitExposed(tabs):
        tabs.show()
    tabs.show_record(item.record)
    page = tabs.view()
    assert isinstance(page, PapersPage)
    assert (page.kind(), page.row().id) == ("certificate", made)
    tabs.show_record(f"papers:person-{people['Ana']}")
    assert [row.person for row in page.table().shown_rows()] == ["Ana"]
    tabs.close()
