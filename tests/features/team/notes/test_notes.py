"""Notes on a person: each of the three classes from writing to reading, by mouse and by keyboard."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core import sealing, trash
from csmanager.core.errors import RuleBroken
from csmanager.core.sealing import is_token
from csmanager.core.store import Store
from csmanager.core.visibility import Visibility
from csmanager.features.kiosk.tasks import KioskTask
from csmanager.features.talks.oneonones.queries import items
from csmanager.features.team.notes import actions, queries
from csmanager.features.team.notes.kioskview import NoteTaskView
from csmanager.features.team.notes.notedialog import NoteDialog
from csmanager.features.team.person.personpage import PersonPage
from csmanager.ui.desk import Desk
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.talks.staff import hire
from tests.stories.hands import Hands
from tests.waiting import settle

OPEN, MANAGER, SEALED = Visibility.OPEN, Visibility.MANAGER, Visibility.SEALED
PASSPHRASE = "three quiet words"


def set_up(store: Store) -> None:
    lock, _ = sealing.make(PASSPHRASE)
    store.keep_aside(sealing.keep_first, lock)


def write(store: Store, person: int, text: str, visibility: Visibility, today: dt.date) -> int:
    return store.do("Note", actions.write, person, text=text, visibility=visibility, today=today)


def test_each_class_is_read_by_whom_it_is_for(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    set_up(store)
    opened = write(store, ana, "Rings back the same day", OPEN, today)
    write(store, ana, "Wants to lead one day", MANAGER, today)
    write(store, ana, "Back operation in May", SEALED, today)
    with store.read() as session:
        told = {row.visibility: row for row in queries.notes(session, ana)}
        assert is_token(told[SEALED].sealed) and not told[SEALED].text
        assert [row.id for row in queries.for_the_person(session, ana)] == [opened]
        assert [task.key for task in queries.tasks(session, ana, today)] == [str(opened)]
        assert queries.told(session, told[MANAGER].id, ana) is None
        assert [one.detail for one in queries.find(session, "lead", 9)] == ["Note on Ana, 31 Mar 2026"]
        assert not queries.find(session, "operation", 9)
        moments = queries.timeline(session, ana, today, today)
        assert {one.visibility for one in moments} == {"open", "manager", "sealed"}
        assert "operation" not in repr(moments)


def test_what_cannot_be_is_said(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    with pytest.raises(RuleBroken, match="Set up sealed notes"):
        write(store, ana, "Back operation", SEALED, today)
    with pytest.raises(RuleBroken, match="needs a text"):
        write(store, ana, "  ", OPEN, today)
    with pytest.raises(RuleBroken, match="day to come"):
        store.do(
            "x", actions.write, ana, text="x", visibility=OPEN, today=today, on=today + dt.timedelta(days=1)
        )
    with pytest.raises(RuleBroken, match="no longer there"):
        write(store, 99, "x", OPEN, today)


def test_a_changed_note_is_read_anew_and_a_sealed_one_is_opened_first(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    set_up(store)
    key = write(store, ana, "Late twice", OPEN, today)
    store.do("Read", actions.see, key, ana, today=today)
    before = content(store, history=False)
    store.do("Change", actions.edit, key, text="Late three times", visibility=OPEN, on=today, today=today)
    with store.read() as session:
        assert len(queries.tasks(session, ana, today)) == 1
    store.do("Seal", actions.edit, key, text="Late three times", visibility=SEALED, on=today, today=today)
    with pytest.raises(RuleBroken, match="Unlock"):
        store.do("x", actions.edit, key, text=None, visibility=MANAGER, on=today, today=today)
    with pytest.raises(RuleBroken, match="not here"):
        store.do("x", actions.see, key, ana, today=today)
    store.undo()
    store.undo()
    assert content(store, history=False) == before


def test_a_note_lies_in_the_trash_under_words_that_give_nothing_away(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    set_up(store)
    key = write(store, ana, "Back operation", SEALED, today)
    store.do("Trash", actions.trash, [key], today=today)
    with store.read() as session:
        (row,) = trash.trash(session)
        assert "sealed1" not in row.title
        assert not queries.notes(session, ana)


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> PersonPage:
    hire(desk.store, "Ana")
    set_up(desk.store)
    made = PersonPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    with qtbot.waitExposed(made):
        made.show()
    settle(qtbot, desk)
    return made


def test_a_note_is_written_in_one_key_and_its_class_stands_in_the_timeline(
    qtbot: QtBot, desk: Desk, page: PersonPage
) -> None:
    hands, before = Hands(qtbot), content(desk.store, history=False)
    page.addActions(page.actions_offered())
    for text, seen in (("Rings back", OPEN), ("Wants to lead", MANAGER), ("Back operation", SEALED)):
        page.table.view.setFocus()
        hands.press(Qt.Key.Key_N, ctrl=True, shift=True, on=page.table.view)
        dialog = page.notes.dialog
        assert isinstance(dialog, NoteDialog) and dialog.isVisible()
        hands.fill(dialog, text=text, visibility=seen)
        assert ("passphrase" in dialog.inputs["visibility"].help.text()) == (seen is SEALED)
        hands.by_keys(dialog)
        settle(qtbot, desk)
    shown = [(line.what, line.moment.visibility) for line in page.table.shown_rows()]
    assert ("Rings back", "open") in shown and ("Wants to lead", "manager") in shown
    assert not any(seen == "sealed" for _what, seen in shown)
    assert "1 sealed entry is hidden" in page.sealed.text()
    desk.sealing.open_with(PASSPHRASE)
    assert any("Back operation" in line.what for line in page.table.shown_rows())
    desk.sealing.lock()
    assert not any("Back operation" in line.what for line in page.table.shown_rows())
    for _ in range(3):
        desk.store.undo()
    assert content(desk.store, history=False) == before


def test_a_note_is_changed_by_enter_and_thrown_away_by_mouse(
    qtbot: QtBot, desk: Desk, page: PersonPage
) -> None:
    hands, today = Hands(qtbot), desk.today()
    ana = page._person_id
    assert ana is not None
    key = desk.do("Note", actions.write, ana, text="Wants to lead", visibility=MANAGER, today=today)
    assert key is not None
    settle(qtbot, desk)
    page.show_record(f"note/{key}")
    settle(qtbot, desk)
    hands.press(Qt.Key.Key_Return, on=page.table.view)
    dialog = page.notes.dialog
    assert dialog is not None
    hands.fill(dialog, visibility=SEALED)
    assert "history" in dialog.inputs["visibility"].help.text()
    hands.by_mouse(dialog)
    settle(qtbot, desk)
    found = desk.read(queries.note, key)
    assert found is not None and found.visibility is SEALED
    # locked: who may read it cannot be changed, and the form says why
    page.notes._chosen = lambda: key
    page.notes.edit()
    dialog = page.notes.dialog
    dialog.inputs["visibility"].set_value(OPEN)
    dialog.submit()
    assert dialog.isVisible() and "Unlock the note first" in dialog.problem.text()
    desk.sealing.open_with(PASSPHRASE)
    hands.by_mouse(dialog)
    found = desk.read(queries.note, key)
    assert found is not None and (found.visibility, found.text, found.sealed) == (OPEN, "Wants to lead", "")
    page.notes.throw.trigger()
    assert desk.read(queries.note, key) is None


def test_a_moment_is_sent_to_the_next_talk_and_leads_back(qtbot: QtBot, desk: Desk, page: PersonPage) -> None:
    ana, today = page._person_id, desk.today()
    assert ana is not None
    key = desk.do("Note", actions.write, ana, text="Back operation", visibility=SEALED, today=today)
    settle(qtbot, desk)
    desk.sealing.open_with(PASSPHRASE)
    page.show_record(f"note/{key}")
    settle(qtbot, desk)
    page.addActions(page.actions_offered())
    Hands(qtbot).press(Qt.Key.Key_T, ctrl=True, shift=True, on=page.table.view)
    (item,) = desk.read(items)
    assert item.text == "Notes (31 Mar 2026)"  # what is sealed never stands on an agenda
    assert item.record == ("team", f"person:note/{key}")


def test_an_open_note_is_read_at_the_kiosk(qtbot: QtBot, desk: Desk, answers: ScriptedAnswers) -> None:
    ana, bo = hire(desk.store, "Ana", "Bo")
    key = write(desk.store, ana, "Rings back", OPEN, desk.today())
    (task,) = desk.read(queries.tasks, ana, desk.today())
    view = NoteTaskView(desk, task, ana)
    qtbot.addWidget(view)
    view.show()
    assert view.text.text() == "Rings back"
    with qtbot.waitSignal(view.finished):
        qtbot.mouseClick(view.yes_button, Qt.MouseButton.LeftButton)
    found = desk.read(queries.note, key)
    assert found is not None and found.seen_on == desk.today()
    other = NoteTaskView(desk, KioskTask("notes", str(key), "", "", None, ""), bo)
    qtbot.addWidget(other)
    assert other.text.text() == "" and not other.yes_button.isEnabled()
