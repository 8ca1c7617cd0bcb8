"""What was typed and not saved comes back, to the form it belongs to, and only there."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from csmanager.core import drafts, history
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Jobs
from csmanager.ui.page import Page
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.table import Column, RecordTable
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.waiting import settle

NOTE = "Ana asked for shorter late shifts until June."


def form(
    qtbot: QtBot,
    done: Callable[[dict[str, Any]], Any] = lambda _values: None,
    *,
    fields: list[Field] | None = None,
    title: str = "Add a note",
    parent: QWidget | None = None,
) -> FormDialog:
    asked = fields or [Field("what", "What"), Field("note", "Note", "long"), Field("on", "On", "date")]
    made = FormDialog(title, asked, done, today=lambda: dt.date(2026, 3, 31), parent=parent)
    if parent is None:
        qtbot.addWidget(made)
    made.show()
    return made


def type_in(qtbot: QtBot, made: FormDialog, key: str, text: str) -> None:
    qtbot.keyClicks(made.inputs[key].target, text)


def let_keep(qtbot: QtBot, desk: Desk, made: FormDialog) -> None:
    made.drafts._timer.timeout.emit()
    settle(qtbot, desk)


def steps(store: Store) -> int:
    with store.read() as session:
        return len(history.steps(session, limit=1000))


def test_after_a_crash_it_is_offered_and_put_back(
    qtbot: QtBot, desk: Desk, store: Store, clock: StandingClock
) -> None:
    before = steps(store)
    first = form(qtbot)
    assert not first.drafts.isVisible()
    type_in(qtbot, first, "note", NOTE)
    assert first.drafts._timer.isActive()
    assert first.drafts._timer.interval() <= 2000
    first.inputs["on"].set_value(dt.date(2026, 4, 7))
    let_keep(qtbot, desk, first)
    assert steps(store) == before  # no step, so nothing for Undo to trip over
    # the program dies here: nobody closes the dialog
    again = form(qtbot)
    assert again.drafts.isVisible()
    assert NOTE in again.drafts.label.text()
    assert "today 09:00" in again.drafts.label.text() or "today 9:00" in again.drafts.label.text()
    qtbot.mouseClick(again.drafts.put_button, Qt.MouseButton.LeftButton)
    assert again.values() == {"what": "", "note": NOTE, "on": dt.date(2026, 4, 7)}
    assert not again.drafts.isVisible()
    again.submit()
    settle(qtbot, desk)
    assert desk.drafts.all() == []
    assert not form(qtbot).drafts.isVisible()


def test_cancel_keeps_it_on_offer_and_it_can_be_thrown_away_by_keyboard(qtbot: QtBot, desk: Desk) -> None:
    first = form(qtbot)
    type_in(qtbot, first, "note", NOTE)
    qtbot.keyClick(first, Qt.Key.Key_Escape)
    assert not first.isVisible()
    settle(qtbot, desk)
    again = form(qtbot)
    assert again.drafts.isVisible()
    again.drafts.drop_button.setFocus()
    qtbot.keyClick(again.drafts.drop_button, Qt.Key.Key_Space)
    settle(qtbot, desk)
    assert desk.drafts.all() == []
    assert not again.drafts.isVisible()


def test_what_was_refused_is_still_kept_and_a_few_letters_are_not(qtbot: QtBot, desk: Desk) -> None:
    def refuse(_values: dict[str, Any]) -> None:
        raise RuleBroken("Not today.")

    first = form(qtbot, refuse)
    type_in(qtbot, first, "what", "short")
    let_keep(qtbot, desk, first)
    assert desk.drafts.all() == []
    type_in(qtbot, first, "note", NOTE)
    first.submit()
    let_keep(qtbot, desk, first)
    assert len(desk.drafts.all()) == 1


def test_a_text_about_one_person_is_never_offered_for_another(qtbot: QtBot, desk: Desk) -> None:
    def for_person(number: int) -> Callable[[dict[str, Any]], None]:
        return lambda _values: [number].clear()

    first = form(qtbot, for_person(7))
    type_in(qtbot, first, "note", NOTE)
    first.reject()
    settle(qtbot, desk)
    assert not form(qtbot, for_person(8)).drafts.isVisible()
    assert not form(qtbot, for_person(7), title="Add another").drafts.isVisible()
    assert form(qtbot, for_person(7)).drafts.isVisible()


class PeoplePage(Page):
    """A list, and one command that looks up who is chosen only when its form is saved, as many pages do."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.table = RecordTable(
            "people", [Column("name", "Name", value=lambda row: row.name)], key=lambda row: str(row.id)
        )
        self.saved: list[int] = []
        QVBoxLayout(self).addWidget(self.table)

    def load(self) -> None:
        self.table.set_rows([Someone(7, "Ana"), Someone(8, "Ben")])

    def save(self, _values: dict[str, Any]) -> None:
        row = self.table.current_row()
        assert row is not None
        self.saved.append(row.id)


@dataclass(frozen=True)
class Someone:
    id: int
    name: str


def test_a_form_that_asks_its_page_for_whom_it_is_keeps_people_apart_too(qtbot: QtBot, desk: Desk) -> None:
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.show()
    page.table.select("7")
    first = form(qtbot, page.save, parent=page)
    type_in(qtbot, first, "note", NOTE)
    first.reject()
    settle(qtbot, desk)
    page.table.select("8")
    other = form(qtbot, page.save, parent=page)
    assert not other.drafts.isVisible()
    other.reject()
    page.table.select("7")
    again = form(qtbot, page.save, parent=page)
    assert again.drafts.isVisible()
    qtbot.keyClick(again.drafts.put_button, Qt.Key.Key_Space)
    assert again.inputs["note"].value() == NOTE
    again.submit()
    assert page.saved == [7]


def test_what_is_still_in_the_fingers_is_kept_when_the_store_closes(
    qtbot: QtBot, store: Store, answers: ScriptedAnswers
) -> None:
    desk = Desk(store, ask=answers, jobs=Jobs())
    first = form(qtbot)
    type_in(qtbot, first, "note", NOTE)
    desk.close()
    with store.read() as session:
        found = drafts.of_forms(session)
    assert [drafts.unpacked(one.text).fields for one in found] == [{"note": NOTE}]  # type: ignore[union-attr]


def test_sealed_fields_leave_nothing_readable_and_ask_for_the_passphrase(
    qtbot: QtBot, desk: Desk, store: Store
) -> None:
    lock, _code, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(lock, secret)
    asked = [Field("about", "About", "sealed", "", texts=desk.sealing), Field("who", "Told by")]
    first = form(qtbot, fields=asked, title="Write down a conflict with Bo")
    qtbot.keyClicks(first.inputs["about"].target, NOTE)
    qtbot.keyClicks(first.inputs["who"].target, "Cleo Example told me")
    let_keep(qtbot, desk, first)
    desk.sealing.lock()
    first.drafts.keep()  # the text is hidden now: what was kept before stays
    settle(qtbot, desk)
    store.close()
    with sqlite3.connect(store.path) as raw:
        found = raw.execute("SELECT key, text FROM draft").fetchall()
    raw.close()
    assert len(found) == 1
    for word in ("late shifts", "Cleo", "Bo"):
        assert word not in "".join(found[0])


def test_sealed_ones_come_back_once_opened(qtbot: QtBot, desk: Desk, store: Store) -> None:
    lock, _code, secret = desk.sealing.make("three quiet words")
    desk.sealing.take_first(lock, secret)
    asked = [Field("about", "About", "sealed", "", texts=desk.sealing)]
    first = form(qtbot, fields=asked)
    qtbot.keyClicks(first.inputs["about"].target, NOTE)
    let_keep(qtbot, desk, first)
    desk.sealing.lock()
    again = form(qtbot, fields=asked)
    assert "sealed text" in again.drafts.label.text()
    assert "late shifts" not in again.drafts.label.text()
    desk.sealing.open_with("three quiet words")
    again.drafts.put_back()
    assert again.values() == {"about": NOTE}


def test_passphrases_and_what_is_typed_at_the_kiosk_are_never_kept(qtbot: QtBot, desk: Desk) -> None:
    from csmanager.ui.widgets.workingform import WorkingForm

    secret = WorkingForm(
        "A secret",
        [Field("passphrase", "Passphrase"), Field("note", "Note", "long")],
        desk.fetch_work,
        verb="Go",
        text="",
    )
    qtbot.addWidget(secret)
    secret.show()
    qtbot.keyClicks(secret.inputs["note"].target, NOTE)
    assert not secret.drafts.is_on
    kiosk = QWidget()
    qtbot.addWidget(kiosk)
    kiosk.setProperty("guards", True)
    there = form(qtbot, parent=kiosk)
    type_in(qtbot, there, "note", NOTE)
    assert not there.drafts.is_on
    settle(qtbot, desk)
    assert desk.drafts.all() == []


def test_old_ones_go_by_themselves(store: Store, clock: StandingClock) -> None:
    store.keep_draft("form/a", drafts.packed(drafts.Typed("Note", {"note": NOTE})))
    clock.pass_time(days=drafts.KEEP_DAYS - 1)
    assert drafts.forget_old(store, clock()) == 0
    clock.pass_time(days=2)
    assert drafts.forget_old(store, clock()) == 1
    assert store.draft("form/a") is None


def test_they_are_in_no_export(store: Store, tmp_path: Any) -> None:
    from csmanager.exporting import export_all

    store.keep_draft("form/a", drafts.packed(drafts.Typed("Note", {"note": NOTE})))
    export_all(store, tmp_path / "all")
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "all").rglob("*.*"))
    assert "late shifts" not in written
    assert not (tmp_path / "all" / "tables" / "draft.csv").exists()


def test_an_editor_of_a_page_keeps_its_text_too(qtbot: QtBot, desk: Desk) -> None:
    from csmanager.features.handbook.knowing.quizdialog import TextDialog

    taken: list[str] = []

    def opened() -> TextDialog:
        made = TextDialog("Huddle note", "# Today\n", taken.append)
        qtbot.addWidget(made)
        made.show()
        return made

    first = opened()
    first.text.moveCursor(first.text.textCursor().MoveOperation.End)
    qtbot.keyClicks(first.text, NOTE)
    first.drafts._timer.timeout.emit()
    settle(qtbot, desk)
    again = opened()
    assert again.text.toPlainText() == "# Today\n"
    qtbot.mouseClick(again.drafts.put_button, Qt.MouseButton.LeftButton)
    assert again.text.toPlainText() == f"# Today\n{NOTE}"
    again.submit()
    settle(qtbot, desk)
    assert taken == [f"# Today\n{NOTE}"]
    assert desk.drafts.all() == []


def test_notes_in_a_pane_keep_what_is_typed_while_the_page_is_read_again(qtbot: QtBot, desk: Desk) -> None:
    from PySide6.QtWidgets import QPlainTextEdit

    from csmanager.ui.widgets.editsbar import EditsBar

    def shown(text: str, began: dict[str, str] | None = None) -> tuple[EditsBar, QPlainTextEdit]:
        edit = QPlainTextEdit(text)
        qtbot.addWidget(edit)
        bar = EditsBar({"notes": edit})
        qtbot.addWidget(bar)
        bar.start("Notes", 4, began=began)
        return bar, edit

    bar, edit = shown("")
    qtbot.keyClicks(edit, NOTE)
    bar._timer.timeout.emit()
    settle(qtbot, desk)
    read_again, edit = shown(NOTE, {"notes": ""})
    assert read_again.isHidden()
    qtbot.keyClicks(edit, " More.")
    read_again._timer.timeout.emit()
    settle(qtbot, desk)
    after_crash, edit = shown("")
    assert not after_crash.isHidden()
    after_crash.put_back()
    assert "More." in edit.toPlainText()


def test_all_of_them_can_be_seen_copied_and_thrown_away(qtbot: QtBot, desk: Desk) -> None:
    from PySide6.QtWidgets import QApplication

    from csmanager.ui.unsaveddialog import UnsavedDialog

    first = form(qtbot)
    type_in(qtbot, first, "note", NOTE)
    first.reject()
    settle(qtbot, desk)
    dialog = UnsavedDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.list.count() == 1
    assert dialog.text.toPlainText() == NOTE
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == NOTE
    qtbot.keyClick(dialog.drop_button, Qt.Key.Key_Space)
    assert dialog.list.count() == 0
    assert "Nothing" in dialog.text.toPlainText()
    assert not dialog.drop_button.isEnabled()
