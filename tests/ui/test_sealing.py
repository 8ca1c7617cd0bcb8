"""Sealed notes in the window: setting up, unlocking, locking by itself, the field of a form."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from csmanager.core import history, lifeline, sealing
from csmanager.core.errors import RuleBroken
from csmanager.core.passphrases import WrongPassphrase
from csmanager.exporting import export_all
from csmanager.features.reviews.cycles import actions
from csmanager.features.reviews.cycles.tables import PersonReview, ReviewCycle
from csmanager.features.team.tables import Person
from csmanager.ui.desk import Desk
from csmanager.ui.sealing import LOCKED_TEXT
from csmanager.ui.sealingdialogs import ChangeDialog, RecoverDialog, SetUpDialog, SheetDialog, UnlockDialog
from csmanager.ui.widgets.form import Field, FormDialog
from csmanager.ui.widgets.sealedfield import SealedField, SealedLabel
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.digest import content
from tests.waiting import settle

WORDS = "three quiet words"


def set_up(desk: Desk) -> str:
    """A passphrase on the desk, open; returns the recovery key."""
    lock, code, secret = desk.sealing.make(WORDS)
    desk.sealing.take_first(lock, secret)
    return code


def type_into(qtbot: QtBot, dialog: FormDialog, **texts: str) -> None:
    for key, text in texts.items():
        dialog.inputs[key].target.setFocus()
        qtbot.keyClicks(dialog.inputs[key].target, text)


def test_setting_up_by_keyboard_shows_the_key_once(
    qtbot: QtBot, desk: Desk, answers: ScriptedAnswers
) -> None:
    dialog = SetUpDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    type_into(qtbot, dialog, passphrase=WORDS, again="three quiet word")
    qtbot.keyClick(dialog.inputs["again"].target, Qt.Key.Key_Return)
    assert "not the same" in dialog.inputs["again"].reason.text()
    assert not desk.sealing.is_set_up
    qtbot.keyClicks(dialog.inputs["again"].target, "s")
    qtbot.keyClick(dialog.inputs["again"].target, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert desk.sealing.is_open
    sheet = next(w for w in _tops() if isinstance(w, SheetDialog))
    code = sheet.code.text().replace("\n", "")
    assert code in sheet.document().toPlainText().replace("\n", "").replace("\u2028", "")
    assert not sheet.done_button.isEnabled()
    answers.answers = [False]
    sheet.reject()  # Esc asks first
    assert sheet.isVisible()
    sheet.kept.setFocus()
    qtbot.keyClick(sheet.kept, Qt.Key.Key_Space)
    qtbot.mouseClick(sheet.done_button, Qt.MouseButton.LeftButton)
    desk.sealing.lock()
    desk.sealing.let_in(desk.sealing.prove_code(code))
    assert desk.sealing.is_open


def _tops() -> list[object]:
    from PySide6.QtWidgets import QApplication

    return list(QApplication.topLevelWidgets())


def test_undo_passes_over_the_passphrase(desk: Desk) -> None:
    before = desk.store.undo_label()
    set_up(desk)
    assert desk.store.undo_label() == before
    assert desk.sealing.is_set_up


def test_unlocking_says_what_is_wrong_and_slows_down(qtbot: QtBot, desk: Desk, clock: StandingClock) -> None:
    set_up(desk)
    desk.sealing.lock()
    dialog = UnlockDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    for _ in range(3):
        type_into(qtbot, dialog, passphrase="wrong words")
        qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
        settle(qtbot, desk)
    reason = dialog.inputs["passphrase"].reason.text()
    assert "That is not the passphrase. Try again in 5 seconds." in reason
    type_into(qtbot, dialog, passphrase=WORDS)
    dialog.submit()
    settle(qtbot, desk)
    assert "Too many wrong tries" in dialog.inputs["passphrase"].reason.text()
    assert not desk.sealing.is_open
    clock.pass_time(seconds=6)
    type_into(qtbot, dialog, passphrase=WORDS)
    dialog.submit()
    settle(qtbot, desk)
    assert desk.sealing.is_open
    assert dialog.isHidden()
    desk.sealing.lock()
    with pytest.raises(WrongPassphrase) as said:
        desk.sealing.open_with("wrong words")
    assert "Try again" not in str(said.value)  # a right one forgets the wrong ones before


def test_changing_the_passphrase_and_recovering_it(qtbot: QtBot, desk: Desk) -> None:
    code = set_up(desk)
    token = desk.sealing.seal("kept", "x.y:1")
    change = ChangeDialog(desk)
    qtbot.addWidget(change)
    change.show()
    type_into(qtbot, change, old=WORDS, passphrase="other quiet words", again="other quiet words")
    change.submit()
    settle(qtbot, desk)
    desk.sealing.lock()
    with pytest.raises(WrongPassphrase):
        desk.sealing.open_with(WORDS)
    desk.sealing.open_with("other quiet words")
    desk.sealing.lock()
    recover = RecoverDialog(desk)
    qtbot.addWidget(recover)
    recover.show()
    type_into(qtbot, recover, code=code.lower(), passphrase="third quiet words", again="third quiet words")
    recover.submit()
    settle(qtbot, desk)
    assert desk.sealing.read(token, "x.y:1") == "kept"


def test_it_locks_by_itself_and_not_while_keys_are_pressed(qtbot: QtBot, desk: Desk) -> None:
    set_up(desk)
    timer = desk.sealing._timer
    assert timer.isActive()
    assert timer.interval() == 5 * 60_000
    timer.timeout.emit()
    assert not desk.sealing.is_open
    desk.sealing.set_minutes(0)
    desk.sealing.open_with(WORDS)
    assert not timer.isActive()


def test_what_is_read_while_locked_is_nothing(desk: Desk) -> None:
    set_up(desk)
    token = desk.sealing.seal("secret")
    assert desk.sealing.shown(token) == "secret"
    desk.sealing.lock()
    assert desk.sealing.read(token) is None
    assert desk.sealing.shown(token) == LOCKED_TEXT
    assert desk.sealing.seal("more", "a.b:1").startswith("sealed1:")  # writing needs nobody
    desk.sealing.open_with(WORDS)
    assert "another record" in desk.sealing.shown(token, "a.b:1")


def test_a_label_hides_its_text_when_the_lock_falls(qtbot: QtBot, desk: Desk) -> None:
    set_up(desk)
    label = SealedLabel(desk.sealing, desk.sealing.seal("secret"))
    qtbot.addWidget(label)
    label.show()
    assert label.label.text() == "secret"
    assert label.unlock_button.isHidden()
    desk.sealing.lock()
    assert label.label.text() == LOCKED_TEXT
    assert not label.unlock_button.isHidden()


def test_a_field_takes_new_text_while_locked_but_shows_none(qtbot: QtBot, desk: Desk) -> None:
    set_up(desk)
    desk.sealing.lock()
    empty = SealedField(desk.sealing)
    qtbot.addWidget(empty)
    assert empty.value() is None
    qtbot.keyClicks(empty.edit, "new")
    assert empty.value() == "new"
    full = SealedField(desk.sealing, desk.sealing.seal("old"))
    qtbot.addWidget(full)
    assert full.edit.isHidden()
    assert full.value() is None
    desk.sealing.open_with(WORDS)
    assert full.edit.toPlainText() == "old"
    assert full.value() is None
    full.edit.selectAll()
    qtbot.keyClicks(full.edit, "changed")
    assert full.value() == "changed"


def test_what_is_being_typed_survives_the_lock_unseen(qtbot: QtBot, desk: Desk) -> None:
    set_up(desk)
    field = SealedField(desk.sealing, desk.sealing.seal("old"))
    qtbot.addWidget(field)
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, "half a sen")
    desk.sealing.lock()
    assert field.edit.toPlainText() == ""
    with pytest.raises(RuleBroken, match="Unlock it first"):
        field.value()
    desk.sealing.open_with(WORDS)
    assert field.edit.toPlainText() == "half a sen"
    assert field.value() == "half a sen"


def test_a_form_asks_for_sealed_text(qtbot: QtBot, desk: Desk) -> None:
    set_up(desk)
    taken: list[dict[str, object]] = []
    fields = [Field("note", "Private note", "sealed", texts=desk.sealing, required=True)]
    dialog = FormDialog("Note", fields, taken.append)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.submit()
    assert dialog.inputs["note"].reason.text() == "This is needed."
    edit = dialog.inputs["note"].target
    assert isinstance(edit, QPlainTextEdit)
    qtbot.keyClicks(edit, "told me in confidence")
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert taken == [{"note": "told me in confidence"}]


def test_private_notes_from_before_are_offered_to_be_sealed(
    qtbot: QtBot, desk: Desk, answers: ScriptedAnswers
) -> None:
    review = review_with_note(desk, "tired lately")
    assert desk.read(sealing.plain_notes) == 1
    answers.answers = [True]
    dialog = SetUpDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    type_into(qtbot, dialog, passphrase=WORDS, again=WORDS)
    dialog.submit()
    settle(qtbot, desk)
    next(w for w in _tops() if isinstance(w, SheetDialog)).accept()
    assert answers.asked[0][0] == "Seal the private notes you have?"
    token = note_of(desk, review)
    about = sealing.place("person_review", "private_note", review)
    assert sealing.is_token(token)
    assert desk.sealing.read(token, about) == "tired lately"
    before = content(desk.store, history=False)
    desk.do("Write", actions.write, review, private_note="better now", summary="fine")
    desk.do("Write", actions.write, review, private_note=None, summary="good")
    assert desk.sealing.read(note_of(desk, review), about) == "better now"
    desk.store.undo()
    desk.store.undo()
    assert content(desk.store, history=False) == before
    desk.store.redo()
    assert desk.sealing.read(note_of(desk, review), about) == "better now"
    desk.store.copy_to(desk.store.path.with_name("copy.csm"))
    for path in desk.store.path.parent.glob("*.csm*"):
        assert b"better now" not in path.read_bytes()
    row = desk.read(lifeline.life, "person_review", str(review))[0]
    assert {f.after for f in row.fields if f.field == "Private note"} == {"sealed"}
    export_all(desk.store, desk.store.path.with_name("out"))
    assert "(sealed)" in (desk.store.path.with_name("out") / "tables" / "person_review.csv").read_text()


def review_with_note(desk: Desk, text: str) -> int:
    with desk.store.change("A review") as step:
        person = Person(code="A1", name="Ana Example", status="active")
        cycle = ReviewCycle(
            name="March", kind="month", period_key="2026-03", first=dt.date(2026, 3, 1), state="open",
            last=dt.date(2026, 3, 31), due_on=dt.date(2026, 4, 9), opened_on=dt.date(2026, 3, 31),
        )  # fmt: skip
        step.session.add_all([person, cycle])
        step.session.flush()
        row = PersonReview(
            cycle_id=cycle.id, person_id=person.id, state="prepared", prepared_on=dt.date(2026, 3, 31), pinned="{}",
        )  # fmt: skip
        step.session.add(row)
        step.session.flush()
        actions.write(step.session, row.id, private_note=text)
        return row.id


def note_of(desk: Desk, review: int) -> str:
    with desk.store.read() as session:
        return session.get_one(PersonReview, review).private_note


def test_the_history_tells_when_sealed_notes_were_opened_and_tried(
    qtbot: QtBot, desk: Desk, clock: StandingClock
) -> None:
    set_up(desk)
    desk.sealing.lock()
    dialog = UnlockDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    for typed in ("wrong words", WORDS):
        clock.pass_time(seconds=9)
        dialog.inputs["passphrase"].set_value(typed)
        dialog.submit()
        settle(qtbot, desk)
    labels = [step.label for step in desk.read(history.steps, limit=3)]
    assert labels == [
        "Unlock the sealed notes",
        "Wrong passphrase for the sealed notes",
        "Set up sealed notes",
    ]


def test_a_sealed_text_that_was_copied_leaves_the_clipboard(qtbot: QtBot, desk: Desk) -> None:
    set_up(desk)
    assert desk.sealing.sweeping.interval() == 60_000
    clipboard = QApplication.clipboard()
    label = SealedLabel(desk.sealing, desk.sealing.seal("the secret"))
    plain = QPlainTextEdit("the plain")
    field = SealedField(desk.sealing, desk.sealing.seal("the other"))
    for one in (label, plain, field):
        qtbot.addWidget(one)
        with qtbot.waitActive(one):
            one.show()
    for inside, whole, is_swept in (
        (label.label, label, True), (field.edit, field, True), (plain, plain, False),
    ):  # fmt: skip
        whole.activateWindow()
        qtbot.waitUntil(whole.isActiveWindow)
        inside.setFocus()
        if inside is label.label:
            label.label.setSelection(0, 10)
        else:
            qtbot.keyClick(inside, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(inside, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert "the" in clipboard.text()
        assert desk.sealing.sweeping.isActive() is is_swept
        desk.sealing.sweeping.timeout.emit()
        assert clipboard.text() == ("" if is_swept else "the plain")


def test_a_copied_sealed_text_goes_with_the_lock_and_a_later_copy_stays(qtbot: QtBot, desk: Desk) -> None:
    set_up(desk)
    label = SealedLabel(desk.sealing, desk.sealing.seal("the secret"))
    qtbot.addWidget(label)
    with qtbot.waitActive(label):
        label.show()
    label.label.setFocus()
    label.label.setSelection(0, 10)
    qtbot.keyClick(label.label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    desk.sealing.lock()
    assert QApplication.clipboard().text() == ""
    desk.sealing.open_with(WORDS)
    label.label.setSelection(0, 10)
    qtbot.keyClick(label.label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    label.hide()
    QApplication.clipboard().setText("an address")
    desk.sealing.lock()
    assert QApplication.clipboard().text() == "an address"
