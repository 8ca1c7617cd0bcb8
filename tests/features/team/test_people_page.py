"""The people as cards, with own fields, groups, papers and whom to call; nobody who is named is deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core import sealing
from csmanager.features.team import actions, moves, queries
from csmanager.features.team.documents.emergencydialog import EmergencyDialog
from csmanager.features.team.erasing.erasingdialog import EraseDialog
from csmanager.features.team.fields import actions as fields
from csmanager.features.team.fields import queries as own
from csmanager.features.team.fields.fieldsdialog import FieldsDialog
from csmanager.features.team.fields.rules import FieldType
from csmanager.features.team.org import actions as org
from csmanager.features.team.org.rules import LineKind
from csmanager.features.team.page import TeamPage
from csmanager.features.team.rules import initials
from csmanager.features.team.segments import queries as segments
from csmanager.features.team.segments.segmentsdialog import SegmentsDialog
from csmanager.features.team.staying.stayingpage import StayingPage
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.waiting import settle

D = dt.date
TODAY = D(2026, 3, 31)


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    return {
        name: desk.store.do(
            "Add", actions.add_person, name=name, weekly_minutes=hours, started_on=D(2024, 1, 1), today=TODAY
        )
        for name, hours in (("Ana Ruiz", 2400), ("Bo Lind", 1200), ("Cy Okafor", 1200))
    }


@pytest.fixture
def page(desk: Desk, people: dict[str, int], qtbot: QtBot) -> Iterator[TeamPage]:
    made = TeamPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def shown(page: TeamPage) -> list[str]:
    return [row.name for row in page.table.shown_rows()]


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Ruiz", "AR"), ("小林 美咲", "小美"), ("김서연", "김"), ("Jo van der Berg", "JB")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_cards_follow_filter_and_choice_and_open_by_keyboard(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.switch.set_value("cards")
    assert page.wall.count() == 3
    page.table.set_filter("bo")
    assert page.wall.count() == 1
    page.table.set_filter("")
    page.show_record(str(people["Ana Ruiz"]))
    qtbot.keyClick(page.wall, Qt.Key.Key_Right)
    assert page.table.current_row().name == "Bo Lind"
    assert page.pane.person_id == people["Bo Lind"]
    went: list[str] = []
    desk.went.connect(lambda _feature, record: went.append(record))
    qtbot.keyClick(page.wall, Qt.Key.Key_Return)
    assert went == [f"person:{people['Bo Lind']}"]


def test_an_own_field_becomes_a_column_that_is_edited_and_searched(
    page: TeamPage, desk: Desk, people: dict[str, int]
) -> None:
    page.commands.fields.trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, FieldsDialog)
    dialog.add()
    assert dialog.form is not None
    dialog.form.inputs["name"].set_value("Shirt")
    dialog.form.inputs["kind"].set_value(FieldType.CHOICE.value)
    dialog.form.inputs["options"].set_value("S; M; L")
    dialog.form.submit()
    dialog.accept()
    field = desk.read(own.fields)[0]
    column = next(each for each in page.table.columns if each.title == "Shirt")
    row = next(each for each in page.table.rows() if each.name == "Ana Ruiz")
    assert page.table.on_edit is not None
    page.table.on_edit(row, column.key, column.typed("m", TODAY))
    assert desk.read(own.values) == {people["Ana Ruiz"]: {field.id: "M"}}
    assert column.shown(row) == "M"
    assert (
        column.hidden and column.key in page.table.model.columns[-1].key
    )  # offered at the header, beside the pane
    desk.store.do("Field", fields.add_field, name="Locker", kind=FieldType.NUMBER)
    assert "Locker" in [each.title for each in page.table.columns]
    page.show_record(str(people["Ana Ruiz"]))
    page.commands.edit.trigger()
    form = page.commands.dialog
    assert isinstance(form, FormDialog)
    locker = next(
        key for key in form.inputs if key.startswith("own-") and form.inputs[key].field.label == "Locker"
    )
    form.inputs[locker].set_value("7,5" if "," in f"{7.5:n}" else "7.5")
    form.inputs["birthday"].set_value("1.1.1900")
    form.submit()
    assert "1 January 1900" in form.problem.text()
    form.inputs["birthday"].set_value("24 Dec")
    before = content(desk.store, history=False)
    form.submit()
    assert 7.5 in desk.read(own.values)[people["Ana Ruiz"]].values()
    detail = desk.read(queries.person, people["Ana Ruiz"], TODAY)
    assert detail is not None and detail.birthday == "12-24"
    desk.store.undo()
    assert content(desk.store, history=False) == before


def test_a_group_is_saved_by_keyboard_and_filters(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.commands.groups.trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, SegmentsDialog)
    dialog.add()
    editor = dialog.editor
    assert editor is not None
    qtbot.keyClicks(editor.name, "Part-timers")
    line = editor.conditions[0]
    line.fact.setCurrentIndex(line.fact.findData("hours"))
    qtbot.keyClicks(line.values, "30")
    assert editor.preview.text() == "2 people today: Bo Lind, Cy Okafor"
    qtbot.keyClick(line.values, Qt.Key.Key_Return)
    dialog.accept()
    found = desk.read(segments.names_of)
    assert [name for _key, name in found] == ["Part-timers"]
    page.group.set_value(str(found[0][0]))
    assert shown(page) == ["Bo Lind", "Cy Okafor"]
    page.table.clear_filter()
    assert shown(page) == ["Ana Ruiz", "Bo Lind", "Cy Okafor"]


def test_two_people_of_one_name_show_their_codes(page: TeamPage, desk: Desk) -> None:
    desk.store.do("Add", actions.add_person, name="Bo Lind", today=TODAY)
    column = page.table.columns[0]
    assert [column.shown(row) for row in page.table.shown_rows()] == [
        "Ana Ruiz",
        "Bo Lind (P002)",
        "Bo Lind (P004)",
        "Cy Okafor",
    ]


def test_who_is_named_is_offered_leaving_and_then_made_anonymous(
    page: TeamPage, desk: Desk, people: dict[str, int], answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    desk.store.do("Line", org.set_line, people["Bo Lind"], people["Ana Ruiz"], LineKind.MANAGER)
    page.show_record(str(people["Ana Ruiz"]))
    answers.answers.append(True)
    page.commands.remove.trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog) and "last_day" in dialog.inputs
    dialog.reject()
    desk.store.do(
        "Leave", moves.leave, people["Ana Ruiz"], last_day=D(2026, 3, 1), reason="Moved", today=TODAY
    )
    page.show_record(str(people["Ana Ruiz"]))
    page.commands.anonymise.trigger()
    sheet = page.commands.dialog
    assert isinstance(sheet, EraseDialog)
    sheet.sure.click()
    sheet.erase_button.click()
    settle(qtbot, desk)
    assert f"Former employee {people['Ana Ruiz']}" in [row.name for row in page.table.rows()]
    assert "left the history" in answers.told[-1]
    page.show_record(str(people["Cy Okafor"]))
    page.commands.remove.trigger()  # nothing names them
    assert "Cy Okafor" not in [row.name for row in page.table.rows()]


def test_a_persons_own_file_is_asked_for_from_their_row(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    page.show_record(str(people["Ana Ruiz"]))
    with qtbot.waitSignal(desk.went) as went:
        page.commands.own_file.trigger()
    assert went.args == ["privacy", f"own:person:{people['Ana Ruiz']}"]


def test_whom_to_call_is_read_after_the_passphrase_only(
    page: TeamPage, desk: Desk, people: dict[str, int], qtbot: QtBot
) -> None:
    lock, code = sealing.make("open sesame now")
    desk.store.keep_aside(sealing.keep_first, lock)
    desk.sealing.let_in(sealing.unlock_by_code(lock, code))
    page.show_record(str(people["Ana Ruiz"]))
    page.commands.emergency.trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, EmergencyDialog)
    dialog.add()
    assert dialog.form is not None
    dialog.form.inputs["name"].set_value("Luis")
    dialog.form.inputs["phone"].set_value("555 0100")
    dialog.form.submit()

    def cells() -> list[str]:
        return [str(column.value(row)) for row in dialog.table.rows() for column in dialog.table.columns]

    assert cells() == ["Luis", "555 0100", ""]
    desk.sealing.lock()
    assert cells() == ["sealed", "", ""]
    assert dialog.unlock_button.isVisible()
    dialog.accept()


def test_staying_opens_the_people_behind_a_figure(desk: Desk, people: dict[str, int], qtbot: QtBot) -> None:
    desk.store.do(
        "Leave", moves.leave, people["Bo Lind"], last_day=D(2026, 1, 31), reason="Study", today=TODAY
    )
    page = StayingPage(desk)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    with qtbot.waitExposed(page):
        page.show()
    assert page.header.note.text() == "2 people · 1 left in the 12 months before"
    page.choose("left", "Study")
    assert [row.name for row in page.table.rows()] == ["Bo Lind"]
    page.choose("here", "2 to 5 years")
    assert [row.name for row in page.table.rows()] == ["Ana Ruiz", "Cy Okafor"]
    went: list[str] = []
    desk.went.connect(lambda _feature, record: went.append(record))
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert went == [f"person:{people['Ana Ruiz']}"]
    page.on.set_value(D(2026, 1, 15))
    page.refresh()
    assert page.header.note.text().startswith("3 people on 15 Jan")
    page.close()
