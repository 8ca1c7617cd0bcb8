"""Trees as text, as rows, and in use by keyboard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.clauses import keyed, resolve
from csmanager.features.handbook.seed import starter_policies
from csmanager.features.handbook.trees import actions, queries, rules, seed
from csmanager.features.handbook.trees.rules import GuideKind
from csmanager.features.handbook.trees.tables import GuideVersion
from csmanager.features.handbook.trees.treespage import TreesPage, card_document
from csmanager.ui import printing
from csmanager.ui.desk import Desk
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
REFUND = """# Refund
When money may go back.

[start] What is wrong?
- Faulty -> fault
- Changed their mind -> mind

[mind] Within 30 days?
- Yes -> pay
- No -> no

[fault] = Repair it.
Say: I am sorry.

[pay] = Pay back.
Clause: P-02 Limits

[no] = Say no kindly.
"""


def test_a_tree_is_read_with_its_notes_and_clauses() -> None:
    tree = rules.read_tree(REFUND)
    assert rules.problems(tree) == []
    assert tree.title == "Refund"
    assert tree.about == "When money may go back."
    assert [node.key for node in tree.nodes] == ["start", "mind", "fault", "pay", "no"]
    assert tree.nodes[2].notes == [("Say", "I am sorry.")]
    assert tree.nodes[3].clauses == [("P-02", "Limits")]
    assert [[answer for _, answer in way] for way, _ in rules.outcomes(tree)] == [
        ["Faulty"], ["Changed their mind", "Yes"], ["Changed their mind", "No"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("- No -> no", "- No -> nowhere"), "“No” of “mind” leads to “nowhere”, which is not there."),
        (("- No -> no", "- No -> start"), "It goes in a circle: "),
        (("[fault] = Repair it.", "[fault] Repair it."), "“fault” (line 12) is a dead end"),
        (("- No -> no", "- Later -> pay"), "“no” (line 18) is never reached."),
        (("[no]", "[pay]"), "“pay” (line 18) is there twice"),
        (("Say: I am sorry.", "I am sorry."), "Line 13 is neither a question"),
        (("# Refund", ""), "The first line must be the title"),
    ],
)
def test_what_is_wrong_with_a_tree_is_said_in_a_sentence(change: tuple[str, str], sentence: str) -> None:
    tree = rules.read_tree(REFUND.replace(*change))
    assert any(problem.startswith(sentence) for problem in rules.problems(tree)), rules.problems(tree)


def test_an_empty_text_is_no_tree_and_never_an_error() -> None:
    assert rules.problems(rules.read_tree(""))
    assert rules.problems(rules.read_tree("]]][[[ -> ->\n\n= =\n[]"))


def test_the_shipped_trees_are_sound_and_name_clauses_that_are_there() -> None:
    book = {file.code: keyed(file.body) for file in starter_policies()}
    trees = [rules.read_tree(body) for kind, body in seed.starter_guides() if kind is GuideKind.TREE]
    assert len(trees) >= 6
    for tree in trees:
        assert rules.problems(tree) == [], tree.title
        assert all(node.clauses for node in tree.nodes if node.is_end), tree.title
        for code, heading in [clause for node in tree.nodes for clause in node.clauses]:
            assert resolve(book[code], heading) is not None, (tree.title, code, heading)


def test_the_shipped_playbooks_have_a_ladder_and_twenty_lines_to_say_and_not_to_say() -> None:
    books = [body for kind, body in seed.starter_guides() if kind is GuideKind.PLAYBOOK]
    assert len(books) == 4
    pairs = 0
    for body in books:
        assert "## The ladder of three warnings" in body
        table = body.partition("## Say, and do not say")[2].partition("##")[0]
        pairs += sum(line.startswith(("| “", '| "')) for line in table.splitlines())
        assert 400 <= len(body.split()) <= 900
    assert pairs >= 20


@pytest.fixture
def refund(store: Store) -> int:
    return store.do("Add", actions.add_guide, GuideKind.TREE, REFUND, today=TODAY)


def test_every_text_of_a_guide_is_kept_and_an_earlier_one_can_count_again(store: Store, refund: int) -> None:
    changed = REFUND.replace("Repair it.", "Replace it.").replace("# Refund", "# Money back")
    assert store.do("Write", actions.write_guide, refund, changed, today=TODAY, note="New") == 2
    with store.read() as session:
        assert [row.title for row in queries.guides(session)] == ["Money back"]
    assert store.do("Back", actions.bring_back, refund, 1, today=TODAY) == 3
    with store.read() as session:
        (row,) = queries.guides(session)
        assert (row.number, row.title, row.body) == (3, "Refund", REFUND)
        assert [version.number for version in queries.versions(session, refund)] == [3, 2, 1]


def test_a_tree_that_is_not_sound_is_refused_and_nothing_changes(store: Store, refund: int) -> None:
    before = content(store, history=False)
    with pytest.raises(RuleBroken, match="which is not there"):
        store.do("Write", actions.write_guide, refund, REFUND.replace("-> pay", "-> gone"), today=TODAY)
    assert content(store, history=False) == before


def test_starters_come_once_and_go_with_undo(store: Store) -> None:
    before = content(store, history=False)
    added = store.do("Add", seed.add_starter_guides, TODAY)
    assert len(added) >= 10
    assert store.do("Again", seed.add_starter_guides, TODAY) == []
    store.undo()
    assert content(store, history=False) == before


@pytest.fixture
def page(desk: Desk, refund: int, qtbot: QtBot) -> Iterator[TreesPage]:
    body = "# Refunds\n\nWhat counts.\n\n## Limits\n\nUp to 50: you decide.\n"
    key = desk.store.do("Add", handbook.add_policy, title="Refunds", code="P-02", today=TODAY, body=body)
    desk.store.do("Publish", handbook.publish, key, today=TODAY)
    made = TreesPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    settle(qtbot, desk)


def test_the_example_names_its_own_numbers(sample_store: Store) -> None:
    with sample_store.read() as session:
        bodies = [row.body for row in session.query(GuideVersion)]
    assert len(bodies) == len(seed.starter_guides())
    assert not [body for body in bodies if re.search(r"\[\d+\]", body)]


def test_a_tree_is_walked_by_number_keys_and_back(page: TreesPage, desk: Desk, qtbot: QtBot) -> None:
    walk = page.walk
    walk.setFocus()
    qtbot.keyClick(walk, Qt.Key.Key_9)  # no such answer
    assert walk.node() is not None
    assert walk.node().key == "start"  # type: ignore[union-attr]
    qtbot.keyClick(walk, Qt.Key.Key_2)
    qtbot.keyClick(walk, Qt.Key.Key_1)
    assert walk.node().key == "pay"  # type: ignore[union-attr]
    assert walk.way() == [("What is wrong?", "Changed their mind"), ("Within 30 days?", "Yes")]
    (clause,) = walk.clauses
    assert clause.text() == "P-02 Refunds: Limits"
    went: list[tuple[str, str]] = []
    desk.went.connect(lambda feature, record: went.append((feature, record)))
    qtbot.mouseClick(clause, Qt.MouseButton.LeftButton)
    assert went == [("handbook", "policies:1")]
    page.commands["note"].trigger()
    assert QApplication.clipboard().text().splitlines()[-2:] == ["Outcome: Pay back.", "By P-02 Limits."]
    qtbot.keyClick(walk, Qt.Key.Key_Backspace)
    assert walk.node().key == "mind"  # type: ignore[union-attr]
    qtbot.keyClick(walk, Qt.Key.Key_Home)
    assert walk.way() == []


def test_a_tree_with_a_mistake_cannot_be_saved_until_it_is_mended(page: TreesPage, desk: Desk) -> None:
    page.commands["edit"].trigger()
    page.writer.editor.setPlainText(REFUND.replace("-> no", "-> gone"))
    page.writer.save()
    assert not page.writer.save_button.isEnabled()
    assert "which is not there" in page.writer.check.text()
    page.writer.editor.setPlainText(REFUND.replace("Repair it.", "Replace it."))
    page.writer.save()
    assert desk.store.undo_label() == "Write Refund"
    assert page.right.currentWidget() is page.walk


def test_leaving_what_was_typed_is_asked(page: TreesPage, answers: ScriptedAnswers) -> None:
    page.commands["edit"].trigger()
    page.writer.editor.setPlainText("something else")
    answers.answers.append(False)
    page.writer.leave_button.click()
    assert page.right.currentWidget() is page.writer
    answers.answers.append(True)
    page.writer.leave_button.click()
    assert page.right.currentWidget() is page.walk


@pytest.mark.parametrize("title", ["Refund: may the money go back?", "Abusive or threatening customer"])
def test_a_card_fits_on_one_page(desk: Desk, qtbot: QtBot, title: str) -> None:
    desk.store.do("Add", seed.add_starter_guides, TODAY)
    row = next(row for row in desk.read(queries.guides) if row.title == title)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    document = card_document(row)
    printing.set_up(printer, document)
    assert printer.pageLayout().pageSize().id() in (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter)
    assert printing.laid_out(document, printer).pageCount() == 1
