"""Clauses for a situation, what is remembered of a search in vain, and contradictions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions as handbook
from csmanager.features.handbook.finding import actions, queries, rules
from csmanager.features.handbook.finding.rules import GapState
from csmanager.features.handbook.page import HandbookPage
from csmanager.features.handbook.rules import ChangeKind
from csmanager.features.handbook.seed import add_starter_policies, starter_policies
from csmanager.features.handbook.words import read_synonyms
from csmanager.ui.desk import Desk
from tests.digest import content
from tests.waiting import settle

TODAY = dt.date(2026, 3, 31)
REFUNDS = (
    "# Refunds\n\nWhat counts.\n\n## Proof of purchase\n\nA receipt, or the order number.\n\n"
    "## Limits\n\nUp to 50 euros you decide about a refund.\n"
)


def publish(store: Store, title: str, body: str, code: str | None = None) -> int:
    key = store.do("Add", handbook.add_policy, title=title, today=TODAY, body=body, code=code)
    store.do("Publish", handbook.publish, key, today=TODAY)
    return key


# rules


def test_clauses_are_the_parts_under_headings() -> None:
    found = rules.clauses(REFUNDS, "Refunds")
    assert [(one.number, one.heading) for one in found] == [
        (0, "Refunds"), (1, "Proof of purchase"), (2, "Limits"),
    ]  # fmt: skip
    assert found[2].body == "Up to 50 euros you decide about a refund."


def test_a_text_of_more_headings_than_keys_keeps_all_its_words() -> None:
    found = rules.clauses("".join(f"## H{n}\n\nword{n}\n\n" for n in range(1200)))
    assert len(found) == 1000
    assert "word1199" in found[-1].body


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Student  DISCOUNT ", "student discount"),
        ("what is the student discount", "student discount"),
        ("st", ""),
        ("the of", ""),
        ("4711", ""),
    ],
)
def test_only_a_search_that_says_something_is_worth_remembering(typed: str, kept: str) -> None:
    assert rules.gap_words(typed) == kept


def said(policy: int, clause: str, text: str) -> list[rules.Amounts]:
    same = dict.fromkeys(read_synonyms("refund, repayment"), "refund")
    return rules.amounts(policy, rules.ClauseText(0, clause, 0, text), same)


@pytest.mark.parametrize(
    ("one", "other", "unit"),
    [
        ("Refunds are paid within 30 days.", "A repayment is paid within 14 days.", "days"),
        ("Refunds are paid within thirty days.", "Refunds are paid within 4 weeks.", "days"),
        ("Refunds above 50 euros need a yes.", "Refunds above €80 need a yes.", "money"),
        ("Refunds keep 10 % as fee.", "Refunds keep 15 per cent as fee.", "per cent"),
    ],
)
def test_the_same_thing_with_another_amount_is_a_contradiction(one: str, other: str, unit: str) -> None:
    (found,) = rules.contradictions(said(1, "Refunds", one) + said(2, "Refunds", other))
    assert found.unit == unit
    assert {found.first.sentence, found.second.sentence} == {one, other}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Refunds are paid within 14 days.", "Refunds are paid within two weeks, 14 days at most."),
        ("Refunds are paid within 2 hours.", "Refunds are paid within 120 minutes."),
        ("Refunds are paid within 5 working days.", "Refunds are paid within 7 days."),  # other units
        ("Refunds are paid within 5 days.", "Umbrellas are kept for 30 days."),
        ("Refunds cost 1,000 euros.", "Refunds cost 1.000 euros."),
    ],
)
def test_the_same_amount_another_unit_or_another_thing_is_none(one: str, other: str) -> None:
    assert rules.contradictions(said(1, "One", one) + said(2, "Two", other)) == []


def test_the_shipped_policies_do_not_contradict_each_other(store: Store) -> None:
    for key in store.do("Add", add_starter_policies, TODAY):
        store.do("Publish", handbook.publish, key, today=TODAY)
    with store.read() as session:
        assert queries.contradictions(session) == []


def test_the_shipped_policies_leave_nothing_unfinished() -> None:
    import re

    from csmanager.core.paths import data_dir

    folder = data_dir("resources") / "text" / "policies"
    declared = {
        line.partition(":")[0].strip()
        for line in (folder / "fields.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    files = starter_policies()
    assert len(files) == 18
    for file in files:
        assert set(re.findall(r"\{\{\s*(.+?)\s*\}\}", file.body)) <= declared, file.title
        assert not re.search(r"TODO|TBD|XXX|\?\?\?|\[\s*\]|\[…\]", file.body), file.title
        parts = rules.clauses(file.body, file.title)
        assert len(parts) >= 8, file.title
        for part in parts:
            assert len(part.body.split()) >= 5, (file.title, part.heading)
        assert "Where the law differs" in [part.heading for part in parts] or file.code in ("P-03", "P-06")


# actions and queries


@pytest.mark.parametrize(
    ("typed", "code", "clause"),
    [
        ("lost receipt", "P-02", "Proof of purchase"),
        ("gave me a fifty", "P-16", '"I gave you a fifty"'),
        ("right to be forgotten", "P-07", "When somebody asks for data"),
        ("wheelch", "P-12", "At the counter"),
        ("customer wants a copy of the recording", "P-11", "When somebody wants a copy"),
    ],
)
def test_a_situation_finds_its_clause_first(store: Store, typed: str, code: str, clause: str) -> None:
    for key in store.do("Add", add_starter_policies, TODAY):
        store.do("Publish", handbook.publish, key, today=TODAY)
    with store.read() as session:
        first = queries.search(session, typed)[0]
    assert (first.code, first.clause) == (code, clause)
    assert first.line
    assert first.is_full


def test_what_is_superseded_retired_or_in_the_trash_is_not_found(store: Store) -> None:
    key = publish(store, "Refunds", REFUNDS)

    def clauses() -> list[str]:
        with store.read() as session:
            return [hit.clause for hit in queries.search(session, "receipt")]

    assert clauses() == ["Proof of purchase"]
    store.do("Write", handbook.write_draft, key, REFUNDS.replace("receipt", "slip"), today=TODAY)
    assert clauses() == ["Proof of purchase"]
    store.do("Trash", handbook.trash_policies, [key], today=TODAY)
    assert clauses() == []
    store.undo()
    assert clauses() == ["Proof of purchase"]
    store.do("Discard", handbook.discard_draft, key)
    store.do("Retire", handbook.retire, key, today=TODAY)
    assert clauses() == []


def test_a_search_in_vain_is_counted_answered_and_open_again(store: Store) -> None:
    for day in (0, 1, 2):
        store.do("Note", actions.note_gap, "Student discount", today=TODAY + dt.timedelta(days=day))
    assert store.do("Note", actions.note_gap, "st", today=TODAY) is None
    with store.read() as session:
        (gap,) = queries.gaps(session)
    assert (gap.words, gap.times, gap.state) == ("student discount", 3, GapState.OPEN)
    with pytest.raises(RuleBroken, match="Say in a sentence why"):
        store.do("Dismiss", actions.dismiss_gap, gap.id, " ")
    made = store.do("Write", actions.write_for_gap, gap.id, "Student discount", today=TODAY)
    with store.read() as session:
        (gap,) = queries.gaps(session)
    assert (gap.state, gap.policy_id) == (GapState.WRITTEN, made)
    store.do("Note", actions.note_gap, "the student discount", today=TODAY)
    with store.read() as session:
        assert queries.gaps(session)[0].state is GapState.OPEN


def test_a_contradiction_is_dismissed_with_a_reason_until_a_word_changes(store: Store) -> None:
    publish(store, "Refunds", "# Refunds\n\nX.\n\n## Refund time\n\nA refund is paid within 30 days.\n")
    other = publish(store, "Web", "# Web\n\nX.\n\n## Refund time\n\nA refund is paid within 14 days.\n")
    with store.read() as session:
        (pair,) = queries.contradictions(session)
    before = content(store, history=False)
    store.do("Dismiss", actions.dismiss_contradiction, pair.id, "Web differs by law", today=TODAY)
    with store.read() as session:
        assert queries.contradictions(session)[0].reason == "Web differs by law"
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    body = "# Web\n\nX.\n\n## Refund time\n\nA refund is paid within 10 days.\n"
    store.do("Write", handbook.write_draft, other, body, today=TODAY)
    store.do("Publish", handbook.publish, other, today=TODAY, change=ChangeKind.MATERIAL, note="10 days")
    with store.read() as session:
        assert [row.dismissal_id for row in queries.contradictions(session)] == [None]


def test_text_of_all_kinds_can_be_searched_for(store: Store) -> None:
    publish(store, "Refunds", REFUNDS)
    with store.read() as session:
        for text in ('"', "* OR (", "a" * 5000, "NEAR(x y)", "{heading}: x", "\x00", "   ", "éé ß 返金"):
            queries.search(session, text)


# page


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[HandbookPage]:
    publish(desk.store, "Refunds", REFUNDS, "P-02")
    made = HandbookPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    settle(qtbot, desk)


def type_search(page: HandbookPage, qtbot: QtBot, text: str) -> None:
    page.find_on_page()
    with qtbot.waitSignal(page.search.searched):
        qtbot.keyClicks(page.search, text)


def test_each_clause_that_fits_is_a_line_of_its_own(page: HandbookPage, qtbot: QtBot) -> None:
    type_search(page, qtbot, "refund")
    titles = [page.list.entry_at(at).title for at in range(page.list.count())]
    assert titles == ["Refunds", "P-02 Limits"]
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    assert page.list.current_clause() == 2
    assert {word.casefold() for word in page.reader.text.marked()} == {"refund"}


def test_half_typed_words_are_no_gap_but_enter_makes_one(
    page: HandbookPage, desk: Desk, qtbot: QtBot
) -> None:
    type_search(page, qtbot, "student")
    qtbot.keyClicks(page.search, " dis")
    assert desk.read(queries.gaps) == []
    qtbot.keyClicks(page.search, "count")
    label = desk.store.undo_label()
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(desk.read(queries.gaps)))
    assert [(gap.words, gap.times) for gap in desk.read(queries.gaps)] == [("student discount", 1)]
    assert desk.store.undo_label() == label  # a note, which Undo passes over


def test_a_search_in_vain_that_stands_is_remembered_once(
    page: HandbookPage, desk: Desk, qtbot: QtBot
) -> None:
    type_search(page, qtbot, "zebra crossing")
    page._vain.timeout.emit()
    page._vain.stop()
    assert [(gap.words, gap.times) for gap in desk.read(queries.gaps)] == [("zebra crossing", 1)]
    page.list.setFocus()
    assert desk.read(queries.gaps)[0].times == 1
