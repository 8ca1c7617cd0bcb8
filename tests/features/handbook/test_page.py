"""The tab Handbook, by mouse and by keyboard: what is typed and clicked is in the store and on the screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager.core.store import Store
from csmanager.features.handbook import actions, queries
from csmanager.features.handbook.page import HandbookPage
from csmanager.features.handbook.queries import PolicyRow
from csmanager.features.handbook.rules import ChangeKind, PolicyKind, read_file
from csmanager.features.team.actions import add_person
from csmanager.open import open_store
from csmanager.ui.desk import Desk
from csmanager.ui.jobs import Jobs
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
REFUNDS = "# Refunds\n\nWithin 30 days.\n\n## Proof\n\nA lost receipt is no reason to refuse.\n\n## Limits\n\nTen.\n"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def policies(desk: Desk) -> dict[str, int]:
    """Refunds in its second version, Complaints in force, Lost property only a draft."""
    found = {}
    for title, category, body in (
        ("Refunds", "Money", REFUNDS.replace("30", "14")),
        ("Complaints", "Trouble", "# Complaints\n\nAnswer within five days, receipt or not.\n"),
        ("Lost property", "", "# Lost property\n\nKeep it.\n"),
    ):
        found[title] = desk.store.do(
            f"Add {title}", actions.add_policy, title=title, today=TODAY, category=category, body=body
        )
    for title in ("Refunds", "Complaints"):
        desk.store.do("Publish", actions.publish, found[title], today=TODAY)
    desk.store.do("Write", actions.write_draft, found["Refunds"], REFUNDS, today=TODAY)
    desk.store.do(
        "Publish",
        actions.publish,
        found["Refunds"],
        today=TODAY,
        change=ChangeKind.MATERIAL,
        note="30 days, not 14",
    )
    return found


def show(desk: Desk, qtbot: QtBot) -> HandbookPage:
    made = HandbookPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[HandbookPage]:
    made = show(desk, qtbot)
    yield made
    made.close()
    settle(qtbot, desk)


def row(desk: Desk, key: int) -> PolicyRow:
    return next(row for row in desk.read(queries.policies) if row.id == key)


def titles(page: HandbookPage) -> list[str]:
    return [page.list.entry_at(at).title for at in range(page.list.count())]


def form(page: HandbookPage) -> FormDialog:
    dialog = page.commands.dialog
    assert dialog is not None
    return dialog


def type_text(page: HandbookPage, qtbot: QtBot, text: str) -> None:
    """Type at the end of the text."""
    qtbot.keyClick(page.editor.source, Qt.Key.Key_End, CONTROL)
    qtbot.keyClicks(page.editor.source, text)


def test_an_empty_page_offers_the_starter_policies(desk: Desk, page: HandbookPage, qtbot: QtBot) -> None:
    assert page.stack.currentWidget() is page.empty
    assert page.empty.action is not None
    qtbot.mouseClick(page.empty.action, Qt.MouseButton.LeftButton)
    assert len(desk.read(queries.policies)) >= 8
    assert page.stack.currentWidget() is page.splitter
    assert page.reader.title.text() == "Greeting and identity check"
    assert desk.store.undo_label() == "Add starter policies"
    desk.store.undo()
    assert page.stack.currentWidget() is page.empty


def test_policies_stand_under_their_categories_with_their_state(
    desk: Desk, policies: dict[str, int], page: HandbookPage
) -> None:
    assert titles(page) == [
        "Money",
        "Refunds",
        "Trouble",
        "Complaints",
        "Without a category",
        "Lost property",
    ]
    assert page.header.note.text() == "2 in force, 1 draft"
    assert page.reader.title.text() == "Refunds"
    assert page.reader.chip.text == "in force"
    assert page.reader.note.text() == "Material change: 30 days, not 14."
    assert [page.reader.contents.item(at).text() for at in range(page.reader.contents.count())] == [
        "Proof",
        "Limits",
    ]
    assert str(page.list.entry_at(5).status) == "draft"


def test_an_older_version_can_be_read(desk: Desk, policies: dict[str, int], page: HandbookPage) -> None:
    page.reader.versions.setCurrentIndex(1)
    assert "Within 14 days" in page.reader.text.toPlainText()
    file = page.shown_file()
    assert file is not None
    assert "14 days" in file.body


def test_search_as_you_type_shows_the_line_and_marks_it(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.find_on_page()
    with qtbot.waitSignal(page.search.searched):
        qtbot.keyClicks(page.search, "lost rec")
    assert titles(page) == [f"{row(desk, policies['Refunds']).code} Proof", "Some of the words", "Complaints"]
    entry = page.list.entry_at(0)
    assert entry.detail == "A lost receipt is no reason to refuse."
    start, length = entry.spans[0]
    assert entry.detail[start : start + length] == "lost"
    assert page.reader.title.text() == "Refunds"
    assert {word.casefold() for word in page.reader.text.marked()} == {"lost", "receipt"}
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert titles(page)[0] == "Money"
    assert page.reader.title.text() == "Refunds"


def test_a_search_that_finds_nothing_says_so(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.search.searched):
        qtbot.keyClicks(page.search, "zebra")
    assert page.left.currentWidget() is page.no_hits
    assert "zebra" in page.no_hits.text.text()
    assert page.no_hits.action is not None
    qtbot.mouseClick(page.no_hits.action, Qt.MouseButton.LeftButton)
    assert page.left.currentWidget() is page.list


def test_a_policy_is_written_and_published_by_keyboard(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.commands.actions["new"].trigger()
    dialog = form(page)
    qtbot.keyClicks(dialog.inputs["title"].target, "Recording")
    qtbot.keyClick(dialog.inputs["title"].target, Qt.Key.Key_Return)
    assert page.right.currentWidget() is page.editor
    assert page.editor.source.toPlainText() == "# Recording\n"
    qtbot.keyClicks(page.editor.source, "Calls are recorded.")  # where the caret stands: below the heading
    assert page.editor.source.toPlainText() == "# Recording\nCalls are recorded."
    qtbot.keyClick(page.editor.source, Qt.Key.Key_Return, CONTROL)
    assert page.right.currentWidget() is page.reader
    assert "Calls are recorded." in page.reader.text.toPlainText()
    page.commands.actions["publish"].trigger()
    key = page._shown
    assert key is not None
    assert row(desk, key).number == 1
    assert page.reader.chip.text == "in force"


def test_a_second_version_says_what_it_changes(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.select(policies["Refunds"])
    page.commands.actions["edit"].trigger()
    assert page.editor.title.text() == "Refunds, draft of version 3"
    type_text(page, qtbot, "More.")
    qtbot.mouseClick(page.editor.publish_button, Qt.MouseButton.LeftButton)
    dialog = form(page)
    dialog.submit()
    assert dialog.isVisible()  # it must say what has changed
    dialog.inputs["note"].set_value("A word more")
    dialog.submit()
    shown = row(desk, policies["Refunds"])
    assert (shown.number, shown.draft) == (3, None)
    assert page.reader.note.text() == "Material change: A word more."


def test_writing_is_one_step_that_undo_takes_back(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.select(policies["Refunds"])
    page.edit()
    type_text(page, qtbot, "More.")
    assert page.finish_editing()
    assert desk.store.undo_label() == "Write draft of Refunds"
    assert row(desk, policies["Refunds"]).draft == 3
    desk.store.undo()
    assert row(desk, policies["Refunds"]).draft is None
    page.edit()
    assert page.finish_editing()
    assert desk.store.undo_label() == "Publish"  # nothing was changed, so nothing was written


def test_undo_in_the_editor_is_the_editors_own(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.select(policies["Refunds"])
    page.edit()
    type_text(page, qtbot, "abc")
    label = desk.store.undo_label()
    qtbot.keyClick(page.editor.source, Qt.Key.Key_Z, CONTROL)
    assert page.editor.text() == REFUNDS
    assert desk.store.undo_label() == label


def test_what_is_typed_is_kept_aside_and_comes_back(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    key = policies["Refunds"]
    page.select(key)
    page.edit()
    spy = QSignalSpy(page.editor.keeper.kept)
    type_text(page, qtbot, "Unfinished")
    assert desk.store.draft(f"policy/{key}") is None
    qtbot.waitUntil(lambda: spy.count() == 1, timeout=5_000)
    assert desk.store.draft(f"policy/{key}") == f"{REFUNDS}Unfinished"
    assert row(desk, key).draft is None  # kept, but no step of the history
    other = show(desk, qtbot)  # as after a crash
    other.select(key)
    assert "typed text is kept" in other.reader.chip.text
    other.edit()
    assert other.editor.text() == f"{REFUNDS}Unfinished"
    assert "back" in other.editor.note.text()
    assert other.finish_editing()
    assert row(desk, key).draft == 3
    assert desk.store.draft(f"policy/{key}") is None
    page._stop_editing()


def test_a_page_that_goes_away_keeps_the_last_words(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    key = policies["Refunds"]
    page.select(key)
    page.edit()
    type_text(page, qtbot, "Last")
    page.hide()
    assert desk.store.draft(f"policy/{key}") == f"{REFUNDS}Last"


def test_choosing_another_policy_finishes_the_one_being_written(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.select(policies["Refunds"])
    page.edit()
    type_text(page, qtbot, "More.")
    page.list.select(policies["Complaints"])
    assert row(desk, policies["Refunds"]).draft == 3
    assert page.reader.title.text() == "Complaints"
    assert page.right.currentWidget() is page.reader


def test_a_refused_text_stays_in_the_editor(
    desk: Desk, policies: dict[str, int], page: HandbookPage, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    page.select(policies["Refunds"])
    page.edit()
    long = "word " * 50_000
    page.editor.source.setPlainText(long)
    page.list.select(policies["Complaints"])
    assert "holds up to" in answers.told[0]
    assert page.right.currentWidget() is page.editor
    assert page.editor.text() == long
    assert page.list.current_key() == policies["Refunds"]
    page._stop_editing()


def test_what_would_hold_up_the_window_is_not_pasted(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.select(policies["Refunds"])
    page.edit()
    QApplication.clipboard().setText("x" * 100_000)
    page.editor.source.paste()
    assert page.editor.text() == REFUNDS
    assert "without a blank" in page.editor.note.text()


def test_discarding_a_draft_can_be_undone(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    key = policies["Refunds"]
    page.select(key)
    page.edit()
    type_text(page, qtbot, "More.")
    page.finish_editing()
    page.edit()
    qtbot.mouseClick(page.editor.discard_button, Qt.MouseButton.LeftButton)
    assert row(desk, key).draft is None
    assert page.right.currentWidget() is page.reader
    desk.store.undo()
    assert row(desk, key).draft == 3


def test_two_versions_are_compared_and_changes_stepped_through(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.select(policies["Refunds"])
    page.commands.actions["compare"].trigger()
    text = page.comparison.text.toPlainText()
    assert "Within 14 days." in text and "Within 30 days." in text  # left and right
    assert page.comparison.said.text() == "Version 2, material change: 30 days, not 14."
    page.comparison.shape.set_value("one")
    page.comparison._show()
    text = page.comparison.text.toPlainText()
    assert "Within 1430 days." in text  # 14 struck out, 30 underlined
    assert page.comparison.count.text() == "1 change"
    qtbot.mouseClick(page.comparison.next, Qt.MouseButton.LeftButton)
    assert page.comparison.count.text() == "1 of 1 change"
    page.comparison.old.setCurrentIndex(0)
    assert page.comparison.count.text() == "no difference"
    assert not page.comparison.next.isEnabled()
    qtbot.mouseClick(page.comparison.done, Qt.MouseButton.LeftButton)
    assert page.right.currentWidget() is page.reader


def test_details_are_changed_in_a_form(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    person = desk.store.do("Add Ana", add_person, name="Ana Ruiz", today=TODAY)
    page.select(policies["Complaints"])
    page.commands.actions["details"].trigger()
    dialog = form(page)
    dialog.inputs["owner_id"].set_value(person)
    dialog.inputs["review_every_months"].set_value(6)
    dialog.inputs["next_review_on"].set_value(TODAY)
    dialog.inputs["kind"].set_value(PolicyKind.PROCEDURE)
    dialog.submit()
    shown = row(desk, policies["Complaints"])
    assert (shown.owner, shown.review_every_months, shown.kind) == ("Ana Ruiz", 6, PolicyKind.PROCEDURE)
    assert page.reader.chip.text == "review due"
    page.commands.actions["reviewed"].trigger()
    assert page.reader.chip.text == "in force"
    page.commands.actions["details"].trigger()
    dialog = form(page)
    dialog.inputs["code"].set_value("p-01")
    dialog.submit()
    assert dialog.isVisible()
    assert "is taken" in dialog.problem.text()
    dialog.reject()


def test_a_policy_is_retired_and_no_longer_found(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.select(policies["Complaints"])
    page.commands.actions["retire"].trigger()
    form(page).inputs["note"].set_value("Now part of Refunds")
    form(page).submit()
    assert page.reader.chip.text == "retired"
    assert desk.read(queries.search, "answer") == []
    assert not page.commands.actions["retire"].isEnabled()


def test_several_policies_go_to_the_trash_in_one_step(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    page.list.selectAll()
    page.commands.actions["trash"].trigger()
    assert desk.store.undo_label() == "Move 3 policies to Trash"
    assert page.stack.currentWidget() is page.empty
    desk.store.undo()
    assert len(titles(page)) == 6


def test_dropped_markdown_becomes_drafts_and_other_files_are_left_to_the_importer(
    desk: Desk, policies: dict[str, int], page: HandbookPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    (tmp_path / "one.md").write_text("---\ntitle: Recording\ncategory: Trouble\n---\nText", encoding="utf-8")
    (tmp_path / "two.txt").write_text("# Dress\n\nText", encoding="utf-8")
    assert not page.drop([tmp_path / "month.xlsx"])
    assert page.drop([tmp_path / "one.md", tmp_path / "two.txt"])
    assert page.reader.title.text() == "Recording"
    assert desk.store.undo_label() == "Bring in 2 files"
    (tmp_path / "bad.md").write_bytes(b"\x00\x01")
    assert page.drop([tmp_path / "bad.md"])
    assert answers.told == ["bad.md is not a text; nothing was brought in."]


def test_the_handbook_is_saved_as_markdown_that_can_be_brought_in(
    desk: Desk, policies: dict[str, int], page: HandbookPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    answers.answers.append(tmp_path)
    page.commands.actions["folder"].trigger()
    files = sorted((tmp_path / "Handbook 2026-03-31").iterdir())
    assert [path.name for path in files] == ["P-01 Refunds.md", "P-02 Complaints.md"]
    file = read_file(files[0].read_text(encoding="utf-8"), "x")
    assert (file.title, file.code, file.body) == ("Refunds", "P-01", REFUNDS)


@pytest.mark.parametrize("command", ["book", "save_pdf"])
def test_policies_are_saved_as_pdf(
    desk: Desk,
    policies: dict[str, int],
    page: HandbookPage,
    answers: ScriptedAnswers,
    tmp_path: Path,
    command: str,
) -> None:
    answers.answers.append(tmp_path / "out.pdf")
    page.commands.actions[command].trigger()
    assert answers.told == []
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.glob("out*")] == ["out.pdf"]


def test_a_single_policy_is_saved_and_a_lost_folder_is_said(
    desk: Desk, policies: dict[str, int], page: HandbookPage, answers: ScriptedAnswers, tmp_path: Path
) -> None:
    page.select(policies["Lost property"])
    answers.answers += [tmp_path / "one", tmp_path / "missing" / "one.md"]
    page.commands.actions["save_one"].trigger()
    assert "title: Lost property" in (tmp_path / "one.md").read_text(encoding="utf-8")
    page.commands.actions["save_one"].trigger()
    assert "does not exist" in answers.told[0]


def test_an_empty_handbook_is_not_saved(desk: Desk, page: HandbookPage, answers: ScriptedAnswers) -> None:
    page.commands.actions["book"].trigger()
    assert answers.told == ["No policy is in force yet. Publish one first."]


def test_the_policies_in_view_are_copied_and_exported_as_a_table(
    desk: Desk, policies: dict[str, int], page: HandbookPage
) -> None:
    headers, rows = page.list.export_rows()
    assert headers[:2] == ["Code", "Title"]
    assert [row[1] for row in rows] == ["Refunds", "Complaints", "Lost property"]
    assert (rows[0][5], rows[2][5]) == (2, None)
    page.select(policies["Refunds"])
    page.list.copy(headers=False)
    assert QApplication.clipboard().text().startswith("P-01\tRefunds\tPolicy\tMoney")


def test_what_is_printed_is_black_and_bears_its_code(
    desk: Desk, policies: dict[str, int], page: HandbookPage
) -> None:
    document = page.print_document()
    assert document is not None
    text = document.toPlainText()
    assert text.startswith("Refunds")
    assert "P-01 · Money" in text
    assert "Within 30 days." in text


def test_a_record_asked_for_is_shown_whatever_is_searched(
    desk: Desk, policies: dict[str, int], page: HandbookPage, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.search.searched):
        qtbot.keyClicks(page.search, "receipt")
    page.show_record(str(policies["Lost property"]))
    assert page.reader.title.text() == "Lost property"
    assert page.search.text() == ""


def test_a_store_open_for_reading_offers_no_changes(
    store: Store, answers: ScriptedAnswers, qtbot: QtBot, today: dt.date
) -> None:
    store.do("Add", actions.add_policy, title="Refunds", today=today, body=REFUNDS)
    path, clock = store.path, store.clock
    store.close()
    readonly = open_store(path, read_only=True, clock=clock)
    desk = Desk(readonly, ask=answers, jobs=Jobs())
    page = show(desk, qtbot)
    try:
        page.edit()
        assert page.right.currentWidget() is page.reader
        enabled = {key for key, action in page.commands.actions.items() if action.isEnabled()}
        assert enabled == {"save_one", "save_pdf", "folder", "book", "print_book", "hand_out"}
    finally:
        page.close()
        desk.close()
        readonly.close()


def test_a_hostile_text_reaches_for_nothing(
    desk: Desk, page: HandbookPage, qtbot: QtBot, tmp_path: Path
) -> None:
    body = "![x](http://example.invalid/a.png) <img src='file:///etc/passwd'> <script>alert(1)</script>\n"
    key: Any = desk.store.do("Add", actions.add_policy, title="Odd", today=TODAY, body=body)
    page.select(key)
    assert "<script>" in page.reader.text.toPlainText()
