"""Writing with toolbar and keys, templates, pictures, replacing everywhere, bringing in, and a version's whole way."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.features.handbook import actions, changes, handout, marking, queries, replacing, spelling
from csmanager.features.handbook.changes import Fate
from csmanager.features.handbook.incomingdialog import IncomingDialog
from csmanager.features.handbook.page import HandbookPage
from csmanager.features.handbook.queries import VersionRow
from csmanager.features.handbook.rules import ChangeKind, PolicyKind, VersionState, headings
from csmanager.features.handbook.tables import PolicyPicture
from csmanager.features.handbook.templates import beginning
from csmanager.features.quality.tables import Scorecard, ScorecardItem
from csmanager.features.team.tables import Role, Team
from csmanager.ui.desk import Desk
from csmanager.ui.widgets.form import FormDialog
from tests.answers import ScriptedAnswers
from tests.digest import content
from tests.papers.test_papers import png
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
BODY = "# Refunds\n\nWithin 30 days.\n\n## Proof\n\nA receipt will do.\n"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[HandbookPage]:
    """Refunds in force and Complaints a draft, the page in front."""
    refunds = desk.store.do("Add", actions.add_policy, title="Refunds", today=TODAY, body=BODY)
    desk.store.do("Publish", actions.publish, refunds, today=TODAY)
    desk.store.do(
        "Add", actions.add_policy, title="Complaints", today=TODAY, body="# Complaints\n\nWithin 30 days.\n"
    )
    made = HandbookPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    with qtbot.waitExposed(made):
        made.show()
    made.select(refunds)
    yield made
    made._stop_editing()
    made.close()
    settle(qtbot, desk)


def newest(desk: Desk, key: int = 1) -> VersionRow:
    return desk.read(queries.versions, key)[0]


def submit(dialog: FormDialog | None, **values: object) -> None:
    assert dialog is not None
    for key, value in values.items():
        dialog.inputs[key].set_value(value)
    dialog.submit()


@pytest.mark.parametrize(
    ("text", "mark", "made", "chosen"),
    [
        ("word", "**", "**word**", "**word**"), ("**word**", "**", "word", "word"),
        (" word ", "*", " *word* ", "*word*"),
        ("**word**", "*", "***word***", "***word***"), ("", "**", "****", ""), ("*a*", "*", "a", "a"),
    ],
)  # fmt: skip
def test_marks_come_and_go(text: str, mark: str, made: str, chosen: str) -> None:
    found = marking.toggled(text, mark)
    assert (found.text, found.text[found.start : found.end]) == (made, chosen)


def test_lines_become_headings_and_lists_and_none() -> None:
    line, seen = "Title", []
    for _ in range(4):
        line = marking.next_heading(line)
        seen.append(line)
    assert seen == ["## Title", "### Title", "Title", "## Title"]
    assert marking.listed(["a", "", "  b"], numbered=False) == ["- a", "", "  - b"]
    assert marking.listed(["- a", "- b"], numbered=True) == ["1. a", "2. b"]
    assert marking.listed(["1. a", "2. b"], numbered=True) == ["a", "b"]
    assert marking.listed([""], numbered=False) == ["- "]
    assert marking.following("- [x] a") == ("- [ ] ", False)
    assert marking.following("  9. a") == ("  10. ", False)
    assert marking.following("- ") == ("- ", True)
    assert marking.following("text") == ("", False)
    with pytest.raises(RuleBroken, match="Say what to find"):
        marking.pattern("")


@pytest.mark.parametrize("kind", PolicyKind)
def test_every_kind_has_a_template_with_clauses(kind: PolicyKind) -> None:
    text = beginning(kind, "Lost property", with_template=True)
    assert text.startswith("# Lost property\n")
    assert "{{" not in text and "…" in text
    assert len(text.splitlines()) > 8
    assert headings(text)[0].title == "Lost property"
    assert beginning(kind, "X", with_template=False) == "# X\n\n"


def test_keys_mark_what_is_chosen(page: HandbookPage, qtbot: QtBot) -> None:
    page.edit()
    source = page.editor.source
    source.find_next("receipt", match_case=False)
    qtbot.keyClick(source, Qt.Key.Key_B, CONTROL)
    assert "A **receipt** will" in page.editor.text()
    qtbot.keyClick(source, Qt.Key.Key_B, CONTROL)
    assert "A receipt will" in page.editor.text()
    qtbot.keyClick(source, Qt.Key.Key_L, CONTROL | SHIFT)
    assert "- A receipt will do." in page.editor.text()
    qtbot.keyClick(source, Qt.Key.Key_End)
    qtbot.keyClick(source, Qt.Key.Key_Return)
    qtbot.keyClicks(source, "Or a card")
    qtbot.keyClick(source, Qt.Key.Key_Return)
    qtbot.keyClick(source, Qt.Key.Key_Return)
    qtbot.keyClicks(source, "End")
    assert page.editor.text().endswith("- A receipt will do.\n- Or a card\nEnd\n")
    qtbot.keyClick(source, Qt.Key.Key_H, CONTROL | SHIFT)
    assert "## End" in page.editor.text()
    qtbot.mouseClick(page.editor.tools["table"], Qt.MouseButton.LeftButton)
    assert "| Column 1 | Column 2 | Column 3 |" in page.editor.text()
    for _ in range(30):
        QTest.keyClick(source, Qt.Key.Key_Z, CONTROL)
    assert page.editor.text() == BODY


def test_find_and_replace_within_the_text_by_keyboard(page: HandbookPage, qtbot: QtBot) -> None:
    page.edit()
    page.find_on_page()
    bar = page.editor.find_bar
    assert bar.isVisible()
    qtbot.keyClicks(bar.wanted, "receipt")
    assert bar.says.text() == "1 place"
    qtbot.keyClick(bar.wanted, Qt.Key.Key_Return)
    assert page.editor.source.textCursor().selectedText() == "receipt"
    qtbot.keyClicks(bar.replace, "bill")
    qtbot.keyClick(bar.replace, Qt.Key.Key_Return)
    assert "A bill will do." in page.editor.text()
    bar.wanted.setText("i")
    qtbot.mouseClick(bar.all, Qt.MouseButton.LeftButton)
    assert "billth" in page.editor.text() and bar.says.text().endswith("places replaced.")
    page.editor.source.undo()
    assert "A bill will do." in page.editor.text()
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_the_outline_goes_to_a_heading(page: HandbookPage) -> None:
    page.edit()
    page.editor.fill_outline()
    entries = page.editor.outline.menu().actions()
    assert [entry.text().strip() for entry in entries] == ["Refunds", "Proof"]
    entries[1].trigger()
    assert page.editor.source.textCursor().block().text() == "## Proof"


def test_a_picture_is_kept_in_the_store_and_shown(
    desk: Desk, page: HandbookPage, answers: ScriptedAnswers, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "the_till.png").write_bytes(png(8, 6))
    page.edit()
    page.editor.source.moveCursor(QTextCursor.MoveOperation.End)
    answers.answers.append([tmp_path / "the_till.png"])
    qtbot.keyClick(page.editor.source, Qt.Key.Key_P, CONTROL | SHIFT)
    assert "![the till](picture:" in page.editor.text()
    assert page.finish_editing()
    page.reader.choose(newest(desk).id)
    assert "\ufffc" in page.reader.text.toPlainText()
    address = newest(desk).body.partition("](")[2].partition(")")[0]
    assert page.reader.text.loadResource(2, address).width() == 8  # type: ignore[attr-defined]
    assert page.reader.text.loadResource(2, "https://example.org/x.png") is None
    assert desk.read(lambda session: session.query(PolicyPicture).count()) == 1
    (tmp_path / "big.png").write_bytes(png() + b"\x00" * 2_100_000)
    page.edit()
    answers.answers.append([tmp_path / "big.png"])
    page.editor.tool("picture")
    assert "a picture in the handbook has up to 2 MB" in page.editor.note.text()


def test_a_link_leads_to_the_other_policy(
    desk: Desk, page: HandbookPage, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    page.edit()
    page.editor.source.moveCursor(QTextCursor.MoveOperation.End)
    answers.answers.append("P-02  Complaints")
    qtbot.keyClick(page.editor.source, Qt.Key.Key_L, CONTROL)
    assert page.editor.text().endswith("[Complaints](policy:P-02)")
    assert page.finish_editing()
    page.go_to_policy("p-02", "")
    assert page.reader.title.text() == "Complaints"
    page.go_to_policy("P-01", "proof")
    assert page.reader.title.text() == "Refunds"
    said: list[str] = []
    desk.said.connect(lambda text, _undo: said.append(text))
    page.go_to_policy("P-99", "")
    assert said == ["There is no policy P-99 here."]


def test_five_megabytes_are_not_pasted(page: HandbookPage) -> None:
    page.edit()
    from PySide6.QtWidgets import QApplication

    QApplication.clipboard().setText("word " * 1_000_000)
    page.editor.source.paste()
    assert page.editor.text() == BODY
    assert "A policy holds up to 200,000 letters; this text has" in page.editor.note.text()


def test_replacing_everywhere_is_one_step_of_drafts(desk: Desk, page: HandbookPage, qtbot: QtBot) -> None:
    before = content(desk.store, history=False)
    page.commands.actions["replace"].trigger()
    dialog = page.commands.replace_dialog
    assert dialog is not None
    qtbot.keyClicks(dialog.wanted, "30 days")
    dialog.look()
    assert dialog.list.count() == 2
    qtbot.keyClicks(dialog.replace, "60 days")
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    assert [newest(desk, key).state for key in (1, 2)] == [VersionState.DRAFT] * 2
    assert all("60 days" in newest(desk, key).body for key in (1, 2))
    assert "30 days" in desk.read(queries.versions, 1)[1].body
    assert desk.store.undo_label() == "Replace “30 days” by “60 days”"
    desk.store.undo()
    assert content(desk.store, history=False) == before
    with pytest.raises(RuleBroken, match="None of these policies says “zebra”"):
        desk.store.do("R", replacing.replace_everywhere, "zebra", "x", [1, 2], today=TODAY)


def test_a_folder_is_looked_at_before_it_is_brought_in(
    desk: Desk, page: HandbookPage, tmp_path: Path, qtbot: QtBot
) -> None:
    root = tmp_path / "book"
    (root / "desk").mkdir(parents=True)
    (root / "desk" / "dress.md").write_text("# Dress\n\nClean.\n")
    (root / "page.html").write_text("<h1>Parking</h1><p>Behind the <b>house</b>.<script>x</script></p>")
    (root / "broken.docx").write_bytes(b"no")
    assert page.drop([root])
    qtbot.waitUntil(lambda: page.commands.files.dialog is not None, timeout=10_000)
    dialog = page.commands.files.dialog
    assert isinstance(dialog, IncomingDialog)
    assert dialog.says.text() == "2 of 3 texts become drafts; nothing is published. 1 cannot be taken in."
    dialog.table.setCurrentCell(2, 0)
    assert "Behind the house." in dialog.text.toPlainText()
    assert "Left out: script." in dialog.note.text()
    qtbot.mouseClick(dialog.submit_button, Qt.MouseButton.LeftButton)
    rows = {row.title: row for row in desk.read(queries.policies)}
    assert rows["Dress"].category == "Desk" and rows["Parking"].draft == 1
    desk.store.undo()
    assert "Dress" not in {row.title for row in desk.read(queries.policies)}


def test_a_new_policy_may_begin_with_the_template_of_its_kind(desk: Desk, page: HandbookPage) -> None:
    page.commands.actions["new"].trigger()
    submit(page.commands.dialog, title="Closing", kind=PolicyKind.PROCEDURE, template=True)
    assert "## Steps" in page.editor.text()
    assert page.editor.text().startswith("# Closing\n")


def test_who_a_policy_is_for_is_ticked(desk: Desk, page: HandbookPage) -> None:
    def add(session: object) -> None:
        session.add_all([Team(name="Phone"), Role(name="Lead")])  # type: ignore[attr-defined]

    desk.store.do("Add", add)
    page.commands.actions["audience"].trigger()
    dialog = page.commands.audience_dialog
    assert dialog is not None
    assert dialog.says.text().startswith("For everyone.")
    dialog.tick("Phone")
    assert "Phone" in dialog.says.text()
    dialog.submit()
    assert desk.read(queries.policies)[1].audience == "Phone"
    assert "for Phone" in page.reader.facts.text()


def test_the_people_of_a_saved_group_are_ticked_at_once(desk: Desk, page: HandbookPage) -> None:
    from csmanager.features.team import actions as team
    from csmanager.features.team.segments import actions as segments
    from csmanager.features.team.segments.rules import Condition

    for name, hours in (("Ana", 1200), ("Bo", 2400)):
        desk.store.do("Add", team.add_person, name=name, weekly_minutes=hours, today=TODAY)
    part_time = [Condition("hours", "below", ("36",))]
    desk.store.do("Save", segments.save, name="Part-timers", conditions=part_time)
    page.commands.actions["audience"].trigger()
    dialog = page.commands.audience_dialog
    assert dialog is not None
    dialog.group_button.menu().actions()[0].trigger()
    assert "Ana" in dialog.says.text() and "Bo" not in dialog.says.text()
    dialog.submit()
    assert desk.read(queries.policies)[1].audience == "Ana"


def test_publishing_without_a_graded_clause_asks_what_becomes_of_the_items(
    desk: Desk, page: HandbookPage
) -> None:
    def add(session: object) -> None:
        session.add(card := Scorecard(name="Phone"))  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        item = ScorecardItem(
            scorecard_id=card.id, position=0, text="Asked for proof", policy_code="P-01", clause="proof"
        )
        session.add(item)  # type: ignore[attr-defined]

    desk.store.do("Card", add)
    desk.store.do("Write", actions.write_draft, 1, BODY.replace("## Proof\n\n", ""), today=TODAY)
    page.commands.actions["publish"].trigger()
    dialog = page.commands.dialog
    assert dialog is not None
    intro = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "no longer has clauses that scorecard items refer to: “Proof” (Asked for proof)" in intro
    submit(dialog, note="Shorter")
    assert dialog.isVisible() and newest(desk).state is VersionState.DRAFT
    submit(dialog, items="unlink")
    assert newest(desk).state is VersionState.IN_FORCE
    assert desk.read(lambda session: session.query(ScorecardItem).one().clause) == ""


def test_policy_v4_is_written_reviewed_scheduled_and_handed_out(
    desk: Desk, page: HandbookPage, qtbot: QtBot, tmp_path: Path
) -> None:
    """The half of the story that belongs to writing; signing is told elsewhere."""
    for number in (2, 3):
        body = BODY.replace("30", str(30 + number))
        desk.store.do("W", actions.write_draft, 1, body, today=TODAY)
        desk.store.do(
            "P", actions.publish, 1, today=TODAY, change=ChangeKind.MATERIAL, note=f"{30 + number} days"
        )
    page.edit()
    page.editor.source.find_next("33", match_case=False)
    qtbot.keyClicks(page.editor.source, "60")
    qtbot.keyClick(page.editor.source, Qt.Key.Key_Return, CONTROL)
    offered = page.commands.actions
    offered["send"].trigger()
    submit(page.commands.dialog, reviewer="Bo Lindt")
    assert page.reader.ahead.text() == "Version 4 is in review with Bo Lindt."
    assert not offered["edit"].isEnabled() and not offered["publish"].isEnabled()
    offered["changes"].trigger()
    submit(page.commands.dialog, answer="Say calendar days.")
    assert page.reader.ahead.text() == "Bo Lindt wants changes in the draft: Say calendar days."
    page.edit()
    page.editor.source.find_next("60 days", match_case=False)
    qtbot.keyClicks(page.editor.source, "60 calendar days")
    assert page.finish_editing()
    offered["send"].trigger()
    submit(page.commands.dialog, reviewer="Bo Lindt")
    offered["approve"].trigger()
    submit(page.commands.dialog, approver="Bo Lindt")
    monday = dt.date(2026, 4, 6)
    offered["schedule"].trigger()
    submit(
        page.commands.dialog, effective_on=monday, change=ChangeKind.MATERIAL, note="60 calendar days",
        for_you="Take goods back for 60 days.",
    )  # fmt: skip
    assert newest(desk).state is VersionState.SCHEDULED
    assert "comes into force on" in page.reader.ahead.text()
    page.desk._today = lambda: monday
    page.keep_the_day()
    assert (newest(desk).state, newest(desk).published_on) == (VersionState.IN_FORCE, monday)
    assert page.reader.ahead.text() == ""
    changed = desk.read(changes.what_changed, 1, 3)
    assert changed is not None and changed.is_material
    assert [(one.fate, one.heading) for one in changed.clauses] == [(Fate.CHANGED, "Refunds")]
    assert changed.sentence() == "Take goods back for 60 days. Changed: Refunds."
    page.edit()
    page.editor.source.find_next("will do", match_case=False)
    qtbot.keyClicks(page.editor.source, "does")
    qtbot.mouseClick(page.editor.publish_button, Qt.MouseButton.LeftButton)
    submit(page.commands.dialog, change=ChangeKind.EDITORIAL, note="Typo")
    assert (newest(desk).number, newest(desk).change_kind) == (5, ChangeKind.EDITORIAL)
    since = desk.read(changes.what_changed, 1, 4)
    assert since is not None and not since.is_material
    assert since.sentence() == "Typo. Changed: 1 Proof."
    book = desk.read(handout.gather, title="Shop", today=monday, policy_ids=[1])
    path = handout.write_word(book, tmp_path / "v4.docx")
    words = " ".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    assert "60 calendar days" in words
    assert f"P-01, version 5, in force since 2026-04-06, text {newest(desk).sha256[:12]}" in words


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script that only Unix starts")
def test_unknown_words_are_underlined_where_the_computer_offers_it(
    desk: Desk, page: HandbookPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    program = tmp_path / "hunspell"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nprint('\\n'.join(w for w in sys.stdin.read().split() if 'z' in w))\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(spelling, "program", lambda: str(program))
    assert spelling.words_of("# A *big* `xz` [word](http://zz.example) {{zfield}} don't\n\n```\nzcode\n```\n") == {
        "big", "word", "don't",
    }  # fmt: skip
    desk.store.do("Write", actions.write_draft, 1, BODY.replace("A receipt", "😀 A rezeipt"), today=TODAY)
    page.edit()
    assert "Spelling" not in page.editor.note.text()
    settle(qtbot, desk)
    qtbot.waitUntil(lambda: bool(page.editor.source.extraSelections()), timeout=5_000)
    assert [one.cursor.selectedText() for one in page.editor.source.extraSelections()] == ["rezeipt"]
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.exit(1)\n")
    assert spelling.unknown("word", "en_GB") is None
