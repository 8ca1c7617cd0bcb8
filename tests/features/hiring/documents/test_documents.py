"""Templates, documents that are handed over, and references, on a real file and on the page."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.hiring import actions as hiring
from csmanager.features.hiring.documents import actions, queries, reminders, rules, seed, writingview
from csmanager.features.hiring.documents.documentspage import DocumentsPage
from csmanager.features.hiring.documents.editordialog import EditorDialog
from csmanager.features.hiring.documents.rules import DocumentKind, ReferenceResult
from csmanager.features.hiring.documents.writedialog import WriteDialog
from csmanager.features.hiring.offers import actions as offers
from csmanager.features.hiring.rules import PayUnit, Stage
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.features.hiring.interviews.people import applicant, opening, read, talk
from tests.waiting import settle

PHRASE = "quiet harbour stones"
FULL = {name: f"<{name}>" for name in rules.FIELDS}


@pytest.fixture
def mia(store: Store, today: dt.date) -> int:
    return applicant(store, opening(store, today), today)


def template(store: Store, kind: DocumentKind) -> int:
    return next(row.id for row in read(store, queries.templates) if row.kind is kind)


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_every_shipped_document_has_only_known_fields_and_is_filled(kind: DocumentKind) -> None:
    body = seed.shipped(kind)
    assert rules.check_template("t", body)
    assert "{{" not in rules.marked(body, FULL)
    assert body.startswith("# ")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Dear {{aplicant}}", "Line 1: there is no field “aplicant”. Did you mean {{applicant}}?"),
        ("x\nDear {{applicant}", "Line 2: the field “{{applicant}” is not whole"),
        ("Dear {applicant}}", "Line 1: the field “{applicant}}” is not whole"),
        ("Dear {{", "Line 1: the field “Dear {{” is not whole"),
        ("Dear {applicant}", "Line 1: the field “{applicant}” is not whole"),
        (" ", "needs a text"),
    ],
)
def test_a_broken_field_is_refused_at_saving(store: Store, today: dt.date, body: str, words: str) -> None:
    key = template(store, DocumentKind.OFFER)
    before = content(store, history=False)
    with pytest.raises(RuleBroken) as caught:
        store.do("Edit", actions.save_template, key, "Offer", body, today=today)
    assert words in str(caught.value)
    assert content(store, history=False) == before


def test_missing_fields_are_refused_by_name(store: Store, mia: int, today: dt.date) -> None:
    key = template(store, DocumentKind.INVITATION)
    known = read(store, queries.values, today, applicant_id=mia)
    with pytest.raises(RuleBroken) as caught:
        store.do("Hand over", actions.hand_over, key, known, today=today, applicant_id=mia)
    assert "interview day (the day of the next interview)" in str(caught.value)
    assert "manager (who signs)" in str(caught.value)
    talk(store, mia, today, today)
    known = read(store, queries.values, today, applicant_id=mia) | {
        "interview place": "Room 1",
        "manager": "Maren",
    }
    made = store.do(
        "Hand over", actions.hand_over, key, known, today=today, applicant_id=mia, how="By e-mail"
    )
    (row,) = read(store, queries.handed, mia)
    assert (row.id, row.to, row.how) == (made, "Mia Novák", "By e-mail")
    assert "10:00–11:00" in row.body
    assert "Ingrid, Tom" in row.body


def test_what_was_handed_over_stays_as_it_was(store: Store, mia: int, today: dt.date) -> None:
    key = template(store, DocumentKind.REJECTION)
    store.do("Hand over", actions.hand_over, key, FULL, today=today, applicant_id=mia)
    store.do(
        "Edit", actions.save_template, key, "No", "New words for {{applicant}}", today=today, note="shorter"
    )
    (row,) = read(store, queries.handed)
    assert "New words" not in row.body
    newest = next(one for one in read(store, queries.templates) if one.kind is DocumentKind.REJECTION)
    assert (newest.version, newest.used, newest.note) == (2, 1, "shorter")
    store.undo()
    store.undo()
    assert read(store, queries.handed) == []


def test_answers_and_references_come_to_today(store: Store, mia: int, today: dt.date) -> None:
    key = template(store, DocumentKind.OFFER)
    made = store.do(
        "Hand over",
        actions.hand_over,
        key,
        FULL,
        today=today,
        applicant_id=mia,
        answer_by=today + dt.timedelta(days=3),
    )
    reference = store.do(
        "Ask", actions.ask_reference, mia, referee="Petra", asked_on=today - dt.timedelta(days=6), today=today
    )
    later = today + dt.timedelta(days=4)
    assert [item.record for item in read(store, reminders.todo, later)] == [
        f"documents:handed/{made}", f"documents:reference/{reference}"
    ]  # fmt: skip
    with pytest.raises(RuleBroken, match="no answer lies before it"):
        store.do("Answer", actions.note_answer, made, on=today - dt.timedelta(days=1), today=later)
    store.do("Answer", actions.note_answer, made, on=later, today=later)
    store.do(
        "Answer",
        actions.answer_reference,
        reference,
        result=ReferenceResult.MIXED,
        answered_on=later,
        today=later,
    )
    assert read(store, reminders.todo, later) == []


def test_a_rejection_is_held_back_named_on_its_day_and_sent(store: Store, mia: int, today: dt.date) -> None:
    key, goes_on = template(store, DocumentKind.REJECTION), today + dt.timedelta(days=3)
    before = content(store, history=False)
    for day, words in ((today, "until a day after today"), (today - dt.timedelta(days=2), "after today")):
        with pytest.raises(RuleBroken, match=words):
            store.do("Hold", actions.hand_over, key, FULL, today=today, applicant_id=mia, goes_on=day)
    with pytest.raises(RuleBroken, match="due before the letter goes out"):
        store.do(
            "Hold", actions.hand_over, key, FULL, today=today, applicant_id=mia, goes_on=goes_on, answer_by=today
        )  # fmt: skip
    assert content(store, history=False) == before
    made = store.do("Hold", actions.hand_over, key, FULL, today=today, applicant_id=mia, goes_on=goes_on)
    assert read(store, reminders.todo, goes_on - dt.timedelta(days=1)) == []
    (item,) = read(store, reminders.todo, goes_on)
    assert item.text == "Rejection to Mia Novák goes out" and item.record == f"documents:handed/{made}"
    assert item.detail == "Held back until 3 Apr 2026; Mia Novák stands at interview"
    with pytest.raises(RuleBroken, match="held back still"):
        store.do("Answer", actions.note_answer, made, on=goes_on, today=goes_on)
    held = content(store, history=False)
    store.do("Send", actions.send, made, today=goes_on)
    (row,) = read(store, queries.handed)
    assert (row.handed_on, row.goes_on) == (goes_on, None)
    assert read(store, reminders.todo, goes_on) == []
    with pytest.raises(RuleBroken, match="is out since 3 Apr"):
        store.do("Send", actions.send, made, today=goes_on)
    store.undo()
    assert content(store, history=False) == held


def test_what_a_referee_said_is_sealed_or_refused(store: Store, mia: int, today: dt.date) -> None:
    key = store.do("Ask", actions.ask_reference, mia, referee="Petra", asked_on=today, today=today)
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="Sealed notes are not set up yet"):
        store.do(
            "Answer",
            actions.answer_reference,
            key,
            result="good",
            answered_on=today,
            today=today,
            notes="Late twice",
        )
    assert content(store, history=False) == before
    with pytest.raises(RuleBroken, match="nobody was asked before it"):
        store.do(
            "Ask",
            actions.ask_reference,
            mia,
            referee="P",
            asked_on=today - dt.timedelta(days=90),
            today=today,
        )


# the page


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, today: dt.date) -> DocumentsPage:
    applicant(desk.store, opening(desk.store, today), today)
    made = DocumentsPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 720)
    made.show()
    settle(qtbot, desk)
    return made


def test_a_letter_is_written_saved_and_kept(
    qtbot: QtBot, desk: Desk, page: DocumentsPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    before = content(desk.store, history=False)
    page.show_record("write/rejection/1")
    dialog = page.dialog
    assert isinstance(dialog, WriteDialog)
    assert "Dear Mia Novák" in dialog.view.toPlainText()
    assert "«manager»" in dialog.view.toPlainText()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(dialog.problem.text()))
    assert dialog.problem.text() == "Not written yet: manager (who signs) has no value."
    dialog.inputs["manager"].setText("Maren Holt")
    dialog.inputs["manager"].textEdited.emit("Maren Holt")
    assert dialog.state.text() == "Nothing is missing."
    for name in ("letter.docx", "letter.pdf"):
        answers.answers.append(tmp_path / name)
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert zipfile.is_zipfile(tmp_path / "letter.docx")
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    (row,) = page.handed.table.rows()
    assert row.to == "Mia Novák"
    desk.store.undo()
    assert content(desk.store, history=False) | {"export_made": []} == before  # the files stay noted


def test_a_template_is_changed_with_its_page_beside_it(qtbot: QtBot, desk: Desk, page: DocumentsPage) -> None:
    page.templates.table.select_first()
    qtbot.keyClick(page, Qt.Key.Key_F2)
    dialog = page.dialog
    assert isinstance(dialog, EditorDialog)
    dialog.text.setPlainText("# {{opning}}")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert "Did you mean {{opening}}?" in dialog.problem.text()
    dialog.text.setPlainText("# {{opening}}")
    dialog.note.setText("short")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert page.templates.table.rows()[0].version == 2


def test_a_reference_is_asked_for_and_answered(qtbot: QtBot, desk: Desk, page: DocumentsPage) -> None:
    page.show_list("reference")
    page.commands.actions["new"].trigger()
    assert isinstance(page.dialog, FormDialog)
    page.dialog.inputs["referee"].set_value("Petra")
    qtbot.mouseClick(page.dialog.submit_button, Qt.MouseButton.LeftButton)
    page.commands.actions["result"].trigger()
    assert isinstance(page.dialog, FormDialog)
    page.dialog.inputs["result"].set_value("mixed")
    qtbot.mouseClick(page.dialog.submit_button, Qt.MouseButton.LeftButton)
    (row,) = page.references.table.rows()
    assert row.result is ReferenceResult.MIXED


def test_sealed_pay_comes_into_a_letter_while_unlocked_and_is_never_kept_plain(
    qtbot: QtBot, desk: Desk, page: DocumentsPage, answers: ScriptedAnswers, tmp_path: Path, today: dt.date,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    lock, _, secret = desk.sealing.make(PHRASE)
    desk.sealing.take_first(lock, secret)
    desk.store.do("Decide", hiring.move, 1, Stage.DECISION, today=today)
    desk.store.do(
        "Offer", offers.make_offer, 1, role="Agent", pay=1550, pay_unit=PayUnit.HOUR, weekly_minutes=1800,
        starts_on=today + dt.timedelta(days=14), expires_on=today + dt.timedelta(days=7), today=today,
    )  # fmt: skip
    desk.sealing.lock()

    def shown_everywhere() -> bytes:
        return b"".join(path.read_bytes() for path in desk.store.path.parent.glob(f"{desk.store.path.name}*"))

    page.show_record("write/offer/1")
    dialog = page.dialog
    assert isinstance(dialog, WriteDialog)
    assert "pay (sealed; unlock it)" in dialog.state.text()
    for name in ("manager", "place", "offer expires", "offer hours"):
        if name in dialog.inputs and not dialog.inputs[name].text():
            dialog.inputs[name].setText("Maren Holt")
    monkeypatch.setattr(desk.sealing, "ask_open", lambda _parent: desk.sealing.open_with(PHRASE) or True)
    qtbot.mouseClick(dialog.unlock_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert dialog.inputs["pay"].text() == "15.50 EUR an hour"
    assert dialog.inputs["manager"].text() == "Maren Holt"  # what was typed stays
    assert not dialog.unlock_button.isVisible()
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible(), dialog.problem.text()
    (row,) = page.handed.table.rows()
    assert "15.50 EUR an hour" not in row.body + row.pay
    assert "15.50 EUR an hour" in writingview.whole(desk, row)
    assert b"15.50 EUR" not in shown_everywhere()
    desk.sealing.lock()
    assert "«pay: sealed, unlock to read it»" in writingview.whole(desk, row)
    answers.answers.append(tmp_path / "again.docx")
    page.commands.actions["save"].trigger()
    assert b"15.50" not in zipfile.ZipFile(tmp_path / "again.docx").read("word/document.xml")


def test_a_letter_is_held_back_from_the_form_and_sent_from_the_list(
    qtbot: QtBot, desk: Desk, page: DocumentsPage, today: dt.date
) -> None:
    page.show_record("write/rejection/1")
    dialog = page.dialog
    assert isinstance(dialog, WriteDialog)
    dialog.inputs["manager"].setText("Maren Holt")
    dialog.goes_on.set_value(today)
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and "until a day after today" in dialog.problem.text()
    assert dialog.inputs["manager"].text() == "Maren Holt"  # nothing typed is lost
    dialog.goes_on.set_value(today + dt.timedelta(days=2))
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert "Held back until 2 Apr 2026" in page.handed.table.export_rows()[1][0]
    page.enable()
    assert not page.commands.actions["answered"].isEnabled()
    page.commands.actions["send"].trigger()
    settle(qtbot, desk)
    (row,) = page.handed.table.rows()
    assert row.goes_on is None and row.handed_on == today


def test_letters_from_older_templates_name_the_shop_once() -> None:
    old = "# Offer: Agent\n\nQuay Street, 3 March 2026\n\nDear Mia,\n\nQuay Street, 4 people"
    assert rules.without_head(old, "Quay Street") == old.replace("Quay Street, 3 March", "3 March", 1)
    assert rules.without_head("Quay Street, 3 March 2026\n\nDear", "Quay Street") == "3 March 2026\n\nDear"
    for kept in ("# Welcome to Quay Street\n\nDear Mia,", "# Ad\n\nQuay Street, on the quay", old):
        assert rules.without_head(kept, "" if kept is old else "Quay Street") == kept
