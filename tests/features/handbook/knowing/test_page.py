"""The view Knowing by mouse and keyboard."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager import catalogue
from csmanager.core.store import Store
from csmanager.features.handbook.knowing import queries, quizqueries, signed
from csmanager.features.handbook.knowing.knowingpage import KnowingPage
from csmanager.features.handbook.knowing.quizdialog import TextDialog
from csmanager.features.handbook.knowing.sheetentrydialog import SheetEntryDialog
from csmanager.features.handbook.rules import ChangeKind
from csmanager.features.handbook.seed import add_starter_policies
from csmanager.ui import lookup
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests import digest
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.features.handbook.knowing.cast import Cast
from tests.features.handbook.knowing.test_quizzes import QUIZ
from tests.waiting import settle


@pytest.fixture
def cast(store: Store) -> Cast:
    return Cast(store)


def opened(desk: Desk, qtbot: QtBot) -> KnowingPage:
    page = KnowingPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    settle(qtbot, desk)
    return page


def test_an_empty_store_says_how_signing_begins(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk, qtbot)
    assert page.shown is not None and page.shown.rows == []
    assert not page.commands.actions["enter"].isEnabled()
    assert page.header.note.text() == "Who has read and signed what"


def test_matrix_chase_list_and_copy(
    desk: Desk, store: Store, cast: Cast, clock: StandingClock, qtbot: QtBot
) -> None:
    ana = cast.person("Ana Reyes", team="Phones")
    cast.person("Ben Okoro", team="Mail")
    key = cast.policy()
    cast.sign(ana, key, "Ana")
    clock.pass_time(days=17)
    page = opened(desk, qtbot)
    assert page.header.note.text() == "1 of 2 signed or waived (50%), 1 late."
    column = page.matrix.table.columns[-1]
    assert column.title == "P-01  1/2"
    assert [column.shown(row) for row in page.matrix.table.shown_rows()] == ["v1", "3 d late"]
    page.show_part("chase")
    assert [row.person for row in page.chase.shown_rows()] == ["Ben Okoro"]
    page.commands.actions["copy_chase"].trigger()
    assert QApplication.clipboard().text() == (
        "Ben Okoro, please read and sign:\n- P-01 Refunds, version 1: 3 days late"
    )
    qtbot.keyClicks(page.search, "ana")
    qtbot.waitUntil(lambda: page.chase.shown_rows() == [])
    page.search.clear()
    page.team.set_value("Mail")
    assert [row.person for row in page.matrix.table.shown_rows()] == ["Ben Okoro"]


def test_a_record_of_today_opens_the_chase_list_of_its_policy(
    desk: Desk, cast: Cast, clock: StandingClock, qtbot: QtBot
) -> None:
    from csmanager.features.handbook.knowing.reminders import todo

    cast.person("Ana Reyes")
    cast.policy()
    other = cast.policy("Goodwill")
    clock.pass_time(days=20)
    item = desk.read(todo, desk.today())[1]
    assert item.text == "1 signature is missing on Goodwill" and item.detail == "late since 6 days: Ana Reyes"
    page = KnowingPage(desk)
    qtbot.addWidget(page)
    page.show_record(item.record.removeprefix("knowing:"))
    page.show()
    settle(qtbot, desk)
    assert page.switch.value() == "chase"
    assert [row.policy_id for row in page.chase.shown_rows()] == [other]


def test_sheets_are_entered_by_keyboard_and_undone(
    desk: Desk, store: Store, cast: Cast, clock: StandingClock, qtbot: QtBot
) -> None:
    cast.person("Ana Reyes"), cast.person("Ben Okoro")
    cast.policy()
    clock.pass_time(days=1)
    before = digest.content(store, history=False)
    page = opened(desk, qtbot)
    assert page.commands.sheet_document() is not None
    text = page.commands.sheet_document().toPlainText()  # type: ignore[union-attr]
    lines = desk.read(queries.sheet_lines, page.chased())
    assert all(line.code in text and line.person in text for line in lines)
    page.commands.actions["enter"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, SheetEntryDialog)
    qtbot.keyClicks(dialog.by, "Sam")
    qtbot.keyClicks(dialog.code, lines[0].code.lower())
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    qtbot.keyClicks(dialog.code, lines[0].code)
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    assert "stands here already" in dialog.problem.text()
    dialog.code.clear()
    qtbot.keyClicks(dialog.code, "22-22")
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    assert dialog.problem.text() and len(dialog.lines) == 1
    dialog.code.clear()
    qtbot.keyClicks(dialog.code, lines[1].code)
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    assert set(cast.states(1).values()) == {"signed"}
    store.undo()
    assert digest.content(store, history=False) == before


def test_a_waiver_and_its_end(desk: Desk, store: Store, cast: Cast, qtbot: QtBot) -> None:
    cast.person("Ana Reyes")
    cast.policy()
    page = opened(desk, qtbot)
    page.show_part("chase")
    page.chase.select_first()
    page.commands.actions["waive"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    dialog.inputs["approver"].set_value("The owner")
    dialog.inputs["reason"].set_value("Works in the stock only")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert cast.states(1) == {"Ana Reyes": "waived"}
    page.show_part("matrix")
    page.matrix.table.select_first()
    page.matrix.table.view.setCurrentIndex(page.matrix.table.model.index(0, 4))
    assert page.commands.actions["end_waiver"].isEnabled()
    page.commands.actions["end_waiver"].trigger()
    assert cast.states(1) == {"Ana Reyes": "open"}


def test_the_report_says_who_which_hash_when_and_how(
    desk: Desk, store: Store, cast: Cast, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    ana = cast.person("=Ana Reyes")
    cast.person("Ben Okoro")
    cast.policy()
    cast.sign(ana, 1, "Reyes")
    cast.change(1, "# Refunds\n\nThirty days.\n", ChangeKind.EDITORIAL)
    page = opened(desk, qtbot)
    answers.answers.append(tmp_path / "report")
    page.commands.actions["report"].trigger()
    book = load_workbook(tmp_path / "report.xlsx")
    rows = list(book["Signatures"].values)
    row = dict(zip(rows[0], rows[1], strict=True))
    with store.read() as session:
        kept = signed.signatures(session)[0]
    assert row["Person"] == "=Ana Reyes" and row["SHA-256 of the text"] == kept.text_sha256
    assert (row["How"], row["Version"], row["Counts also for"]) == ("kiosk", 1, "up to version 2")
    assert row["Signed at"] == dt.datetime(2026, 3, 31, 9, 0) and row["Text fits"] == "yes"
    head = list(book["Policies"].values)[1]
    assert head == ("P-01", "Refunds", 2, 2, 1, 0.5)
    states = {line[0]: line[6] for line in list(book["Where everybody stands"].values)[1:]}
    assert states == {"=Ana Reyes": "Signed, wording since", "Ben Okoro": "To sign"}


def test_quizzes_are_added_written_and_refused(
    desk: Desk, store: Store, cast: Cast, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    cast.person("Ana Reyes")
    store.do("Starters", add_starter_policies, cast.today)
    cast.policy()
    page = opened(desk, qtbot)
    page.show_part("quizzes")
    page.commands.actions["starters"].trigger()
    settle(qtbot, desk)
    assert len(page.quizzes.quizzes.rows()) == 8
    answers.answers.append("P-19 Refunds")
    page.commands.actions["new_quiz"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, TextDialog)
    dialog.text.setPlainText(QUIZ.replace("+ yes\n## Two", "- yes\n## Two"))
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    assert dialog.isVisible() and "no right option" in dialog.problem.text()
    dialog.text.setPlainText(QUIZ)
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert len(desk.read(quizqueries.quizzes)) == 9
    page.commands.actions["end_quiz"].trigger()
    assert len(desk.read(quizqueries.quizzes)) == 8


def test_a_pin_is_set_from_the_view(desk: Desk, cast: Cast, qtbot: QtBot) -> None:
    ana = cast.person("Ana Reyes")
    cast.policy()
    page = opened(desk, qtbot)
    page.matrix.table.select_first()
    page.commands.actions["pin"].trigger()
    dialog = page.commands.dialog
    assert isinstance(dialog, FormDialog)
    qtbot.keyClicks(dialog.inputs["pin"].target, "1111")
    qtbot.keyClicks(dialog.inputs["again"].target, "1111")
    dialog.submit()
    assert "harder to guess" in dialog.inputs["pin"].reason.text()
    for key in ("pin", "again"):
        dialog.inputs[key].set_value("2580")
    dialog.submit()
    from csmanager.features.kiosk import queries as kiosk

    assert desk.read(kiosk.pin, ana) is not None
    page.commands.actions["take_pin"].trigger()
    assert desk.read(kiosk.pin, ana) is None


def test_the_team_shows_what_a_person_still_has_to_sign(
    desk: Desk, cast: Cast, clock: StandingClock, qtbot: QtBot
) -> None:
    from csmanager.features.team.page import TeamPage
    from csmanager.ui.widgets.chips import StatusChip

    ana = cast.person("Ana Reyes")
    cast.policy()
    clock.pass_time(days=15)
    page = TeamPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.show_record(str(ana))
    settle(qtbot, desk)
    assert "1 day late" in {chip.text for chip in page.pane.findChildren(StatusChip)}
    cast.sign(ana, 1, "Ana")
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: "1 day late" not in {c.text for c in page.pane.findChildren(StatusChip)})


def test_what_is_missing_counts_on_the_tab_of_the_handbook(
    store: Store, cast: Cast, clock: StandingClock
) -> None:
    cast.person("Ana Reyes")
    cast.policy()
    cast.policy("Goodwill")
    clock.pass_time(days=20)
    today = cast.today + dt.timedelta(days=20)
    with store.read() as session:
        counts = lookup.counts(session, catalogue.FEATURES, today)
    assert counts["handbook"] == 1 and counts["today"] >= 1 and counts["team"] == 0  # one line holds both
