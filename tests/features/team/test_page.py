"""The tab Team, by mouse and by keyboard: what is typed and clicked is in the store and on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from csmanager.features.team import actions, moves, queries
from csmanager.features.team.page import TeamPage
from csmanager.features.team.rules import Status
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers

D = dt.date
TODAY = D(2026, 3, 31)


def add(desk: Desk, name: str, team: str = "Phones", role: str = "Agent") -> int:
    return desk.store.do(
        f"Add {name}",
        actions.add_person,
        name=name,
        team=team,
        role=role,
        weekly_minutes=2400,
        started_on=D(2024, 1, 1),
        today=TODAY,
    )


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """Three people; one has left."""
    ids = {
        name: add(desk, name, team)
        for name, team in (("Ana Ruiz", "Chat"), ("Bo Lindt", "Phones"), ("Cy Okafor", "Phones"))
    }
    desk.store.do("Leave", moves.leave, ids["Cy Okafor"], last_day=D(2026, 3, 1), reason="Moved", today=TODAY)
    return ids


@pytest.fixture
def page(desk: Desk, people: dict[str, int], qtbot: QtBot) -> Iterator[TeamPage]:
    made = show(desk, qtbot)
    yield made
    made.close()


def show(desk: Desk, qtbot: QtBot) -> TeamPage:
    made = TeamPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


def names(page: TeamPage) -> list[str]:
    return [row.name for row in page.table.shown_rows()]


def row(desk: Desk, person_id: int) -> queries.PersonRow:
    detail = desk.read(queries.person, person_id, TODAY)
    assert detail is not None
    return detail.person


def form(page: TeamPage) -> FormDialog:
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    return dialog


def test_the_list_shows_who_works_here_and_counts_who_left(page: TeamPage, qtbot: QtBot) -> None:
    assert names(page) == ["Ana Ruiz", "Bo Lindt"]
    assert page.table.count.text() == "2 of 3 people"
    assert page.header.note.text() == "2 people"
    page.status.set_value("")
    assert names(page) == ["Ana Ruiz", "Bo Lindt", "Cy Okafor"]
    page.team.set_value("Phones")
    assert names(page) == ["Bo Lindt", "Cy Okafor"]
    qtbot.mouseClick(page.table.clear_button, Qt.MouseButton.LeftButton)
    assert len(names(page)) == 3
    assert page.team.value() == ""


def test_the_list_can_be_shown_as_of_an_earlier_day(page: TeamPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.on.edit, "2026-02-01")
    assert names(page) == ["Ana Ruiz", "Bo Lindt", "Cy Okafor"]
    assert page.header.note.text().startswith("3 people on")


def test_the_search_finds_by_any_cell_and_esc_leads_back(page: TeamPage, qtbot: QtBot) -> None:
    page.find_on_page()
    qtbot.keyClicks(page.search, "phones")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert names(page) == ["Bo Lindt"]
    page.find_on_page()
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert len(names(page)) == 2
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.table.view.hasFocus()


def test_a_person_is_added_by_keyboard_and_stands_in_the_list(
    page: TeamPage, desk: Desk, qtbot: QtBot
) -> None:
    assert page.header.primary is not None
    page.header.primary.setFocus()
    qtbot.keyClick(page.header.primary, Qt.Key.Key_Space)
    dialog = form(page)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "needed" in dialog.inputs["name"].reason.text()
    qtbot.keyClicks(dialog.inputs["name"].target, "Di Nakamura")
    dialog.inputs["team"].set_value("Chat")
    qtbot.keyClicks(dialog.inputs["hours"].target, "37.5")
    qtbot.keyClicks(dialog.inputs["aliases"].target, "dnaka; 117")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert names(page) == ["Ana Ruiz", "Bo Lindt", "Di Nakamura"]
    assert page.table.current_row().name == "Di Nakamura"
    assert page.pane.title.text() == "Di Nakamura"
    made = row(desk, page.table.current_row().id)
    assert (made.team, made.weekly_minutes, made.code) == ("Chat", 2250, "P004")
    assert desk.store.undo_label() == "Add Di Nakamura"
    desk.store.undo()
    assert names(page) == ["Ana Ruiz", "Bo Lindt"]


def test_a_cell_is_edited_in_place_and_a_refusal_keeps_what_was_typed(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.table.edit(people["Bo Lindt"], "hours")
    editor = page.table.view.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    qtbot.keyClicks(editor, "many")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert editor.text() == "many"
    editor.selectAll()
    qtbot.keyClicks(editor, "30")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert row(desk, people["Bo Lindt"]).weekly_minutes == 1800
    detail = desk.read(queries.employment, people["Bo Lindt"])
    assert [(period.starts_on, period.weekly_minutes) for period in detail] == [
        (TODAY, 1800),
        (D(2024, 1, 1), 2400),
    ]


def test_one_change_for_several_says_how_many_it_changes(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.table.view.selectAll()
    assert page.commands.change.text() == "Change team or role of 2…"
    page.commands.change.trigger()
    dialog = form(page)
    assert not dialog.submit_button.isEnabled()
    dialog.inputs["team"].set_value("Phones")
    assert dialog.submit_button.text() == "Change 1 of 2 people"
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert row(desk, people["Ana Ruiz"]).team == "Phones"
    assert desk.store.undo_label() == "Change team or role of 1 person"


def test_leaving_owes_a_reason_and_removes_nobody(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.show_record(str(people["Bo Lindt"]))
    page.commands.leave.trigger()
    dialog = form(page)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    dialog.inputs["last_day"].set_value(D(2026, 3, 30))
    dialog.inputs["reason"].set_value("Study")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert row(desk, people["Bo Lindt"]).status is Status.LEFT
    assert names(page) == ["Ana Ruiz"]
    assert page.table.count.text() == "1 of 3 people"


def test_commands_fit_where_the_person_stands(page: TeamPage, desk: Desk, people: dict[str, int]) -> None:
    page.show_record(str(people["Ana Ruiz"]))
    assert page.commands.start_leave.isEnabled()
    assert not page.commands.come_back.isEnabled()
    desk.store.do("Leave", moves.start_leave, people["Ana Ruiz"], today=TODAY)
    assert page.commands.end_leave.isEnabled()
    page.commands.end_leave.trigger()
    assert row(desk, people["Ana Ruiz"]).status is Status.ACTIVE
    page.show_record(str(people["Cy Okafor"]))
    assert page.table.current_row().name == "Cy Okafor"
    assert page.commands.come_back.isEnabled()
    assert not page.commands.leave.isEnabled()


def test_two_records_are_merged_from_the_menu(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.show_record(str(people["Ana Ruiz"]))
    page.commands.merge.trigger()
    dialog = form(page)
    dialog.inputs["other"].set_value(people["Bo Lindt"])
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert desk.read(queries.canonical_ids)[people["Bo Lindt"]] == people["Ana Ruiz"]
    assert names(page) == ["Ana Ruiz"]
    desk.store.undo()
    assert names(page) == ["Ana Ruiz", "Bo Lindt"]


def test_notes_are_kept_when_the_field_is_left(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.show_record(str(people["Ana Ruiz"]))
    assert page.pane.notes is not None
    page.pane.notes.setFocus()
    qtbot.keyClicks(page.pane.notes, "Likes mornings")
    desk.store.do("Else", actions.add_entry, "team", "Mail")  # the page is read again while somebody types
    assert page.pane.notes.toPlainText() == "Likes mornings"
    page.table.view.setFocus()
    detail = desk.read(queries.person, people["Ana Ruiz"], TODAY)
    assert detail is not None
    assert detail.notes == "Likes mornings"
    assert desk.store.undo_label() == "Write notes on Ana Ruiz"


def test_spellings_and_skills_are_kept_beside_the_list(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.show_record(str(people["Ana Ruiz"]))
    page.commands.alias.trigger()
    dialog = form(page)
    dialog.inputs["alias"].set_value("Lindt, Bo")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert "already means Bo Lindt" in dialog.problem.text()
    dialog.inputs["alias"].set_value("114")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert desk.read(queries.match_keys)["114"] == people["Ana Ruiz"]
    remove = next(b for b in page.pane.findChildren(QPushButton) if b.accessibleName() == "Remove 114")
    qtbot.mouseClick(remove, Qt.MouseButton.LeftButton)
    assert "114" not in desk.read(queries.match_keys)
    page.commands.skill.trigger()
    dialog = form(page)
    dialog.inputs["skill"].set_value("Refunds")
    dialog.inputs["level"].set_value(4)
    dialog.inputs["evidence"].set_value("Four graded refunds")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert page.pane.findChildren(QPushButton, options=Qt.FindChildOption.FindChildrenRecursively)
    assert [(skill.skill, skill.level) for skill in row(desk, people["Ana Ruiz"]).skills] == [("Refunds", 4)]


def test_a_roster_is_pasted_seen_and_taken_in_one_step(page: TeamPage, desk: Desk, qtbot: QtBot) -> None:
    assert page.paste_block("Name\tTeam\nBo Lindt\tMail\nDi\tPhones\nEm\tPhones\n\tPhones")
    dialog = page.commands.dialog
    assert dialog is not None
    table, button = dialog.table, dialog.take_button  # type: ignore[attr-defined]
    assert [r.verdict for r in table.shown_rows()] == ["changed", "new", "new", "left out"]
    assert button.text() == "Add 2 and change 1"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert names(page) == ["Ana Ruiz", "Bo Lindt", "Di", "Em"]
    assert desk.store.undo_label() == "Paste a roster"
    desk.store.undo()
    assert names(page) == ["Ana Ruiz", "Bo Lindt"]


def test_a_bad_block_says_why_and_stays_to_be_mended(page: TeamPage, qtbot: QtBot) -> None:
    page.paste_block("Team\tRole\nPhones\tAgent")
    dialog = page.commands.dialog
    assert dialog is not None
    assert 'headed "Name"' in dialog.problem.text()  # type: ignore[attr-defined]
    dialog.field.setPlainText("Name\tRole\nDi\tAgent")  # type: ignore[attr-defined]
    assert dialog.take_button.text() == "Add 1 person"  # type: ignore[attr-defined]


def test_lists_are_added_to_and_renamed(page: TeamPage, desk: Desk, qtbot: QtBot) -> None:
    page.commands.lists.trigger()
    dialog = page.commands.dialog
    assert dialog is not None
    field, table = dialog.field, dialog.table  # type: ignore[attr-defined]
    qtbot.keyClicks(field, "Mail")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert [r.name for r in table.shown_rows()] == ["Chat", "Mail", "Phones"]
    qtbot.keyClicks(field, "mail")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "already" in dialog.problem.text()  # type: ignore[attr-defined]
    dialog._rename(table.shown_rows()[2], "name", "Voice")  # type: ignore[attr-defined]
    assert "Voice" in page.view.teams


def test_an_empty_team_says_how_to_begin(desk: Desk, qtbot: QtBot) -> None:
    page = show(desk, qtbot)
    buttons = {b.text() for b in page.table.findChildren(QPushButton) if b.isVisible()}
    assert {"Add person…", "Paste roster…"} <= buttons
    assert not page.pane.isVisible()


def test_names_in_any_script_fit(desk: Desk, qtbot: QtBot) -> None:
    for name in (
        "فاطمة الزهراء بنعلي",
        "小林 美咲",
        "Maximiliane-Theresia Oberhuber-Schwarzenbach von und zu Falkenstein",
    ):
        add(desk, name)
    page = show(desk, qtbot)
    page.resize(780, 600)
    page.table.select_first()
    assert page.minimumSizeHint().width() <= 780
    assert len(names(page)) == 3


def test_enter_opens_the_story_of_the_row_and_edit_its_form(
    page: TeamPage, desk: Desk, qtbot: QtBot, answers: ScriptedAnswers
) -> None:
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, record: went.append((feature, record)))
    page.table.select_first()
    row = page.table.current_row()
    assert row is not None
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert went == [("team", f"person:{row.id}")]
    page.commands.edit.trigger()
    dialog = form(page)
    assert dialog.inputs["name"].value() == "Ana Ruiz"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert page.commands.dialog is None
    assert answers.told == []
    QApplication.processEvents()


def test_several_people_are_shown_together(page: TeamPage) -> None:
    page.table.view.selectAll()
    assert page.pane.title.text() == "2 people"
    assert not page.commands.edit.isEnabled()
