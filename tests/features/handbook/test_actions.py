"""Policies, their versions and the search on a real file."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.handbook import actions, publishing, queries
from csmanager.features.handbook.queries import PolicyRow, SearchRow, VersionRow
from csmanager.features.handbook.rules import AHEAD, ChangeKind, PolicyKind, VersionState, read_file
from csmanager.features.handbook.seed import add_starter_policies
from csmanager.features.handbook.tables import PolicyVersion
from csmanager.open import open_store
from tests.digest import content

FIRST = "# Refunds\n\nWithin 30 days the customer gets the money back.\n\n- A lost receipt is no reason to refuse.\n"


def read(store: Store, query: Any, *args: Any, **kwargs: Any) -> Any:
    with store.read() as session:
        return query(session, *args, **kwargs)


def row(store: Store, key: int) -> PolicyRow:
    return next(row for row in read(store, queries.policies) if row.id == key)


def search(store: Store, text: str) -> list[SearchRow]:
    found: list[SearchRow] = read(store, queries.search, text)
    return found


def versions(store: Store, key: int) -> list[VersionRow]:
    found: list[VersionRow] = read(store, queries.versions, key)
    return found


@pytest.fixture
def policy(store: Store, today: dt.date) -> int:
    """Refunds, published, reviewed twice a year."""
    key = store.do(
        "Add policy",
        actions.add_policy,
        title="Refunds",
        today=today,
        category="Money",
        review_every_months=6,
        body=FIRST,
    )
    store.do("Publish", actions.publish, key, today=today)
    return key


def test_a_new_policy_is_a_draft_until_published(store: Store, today: dt.date) -> None:
    key = store.do("Add", actions.add_policy, title=" Lost  property ", today=today, body="Text\r\n\r\n")
    shown = row(store, key)
    assert (shown.code, shown.title, shown.number, shown.draft) == ("P-01", "Lost property", None, 1)
    assert versions(store, key)[0].body == "Text\n"
    assert search(store, "property") == []
    store.do("Publish", actions.publish, key, today=today)
    shown = row(store, key)
    assert (shown.number, shown.draft, shown.published_on) == (1, None, today)
    assert [found.id for found in search(store, "property")] == [key]


def test_publishing_supersedes_the_version_before(store: Store, policy: int, today: dt.date) -> None:
    later = today + dt.timedelta(days=40)
    store.do("Write", actions.write_draft, policy, FIRST.replace("30", "60"), today=later)
    before = content(store, history=False)
    store.do(
        "Publish", actions.publish, policy, today=later, change=ChangeKind.MATERIAL, note="60 days, not 30"
    )
    newest, oldest = versions(store, policy)
    assert (newest.number, newest.state, newest.change_kind) == (
        2,
        VersionState.IN_FORCE,
        ChangeKind.MATERIAL,
    )
    assert (oldest.state, oldest.ended_on, oldest.body) == (VersionState.SUPERSEDED, later, FIRST)
    assert row(store, policy).next_review_on == dt.date(2026, 11, 10)
    assert search(store, "60 days")[0].line == "Within 60 days the customer gets the money back."
    store.undo()
    assert content(store, history=False) == before
    assert "30 days" in search(store, "refund days")[0].line


def test_a_published_text_never_changes(store: Store, policy: int, today: dt.date) -> None:
    standing = versions(store, policy)[0]
    before = content(store, history=True)

    def tamper(session: Any, name: str, value: object) -> None:
        setattr(session.get_one(PolicyVersion, standing.id), name, value)

    for name, value in (("body", "Other"), ("number", 7), ("published_on", None)):
        with pytest.raises(RuleBroken, match="never changes"):
            store.do("Tamper", tamper, name, value)
    assert content(store, history=True) == before


def test_there_is_one_draft_at_a_time(store: Store, policy: int, today: dt.date) -> None:
    one = store.do("Write", actions.write_draft, policy, "One", today=today)
    two = store.do("Write", actions.write_draft, policy, "Two", today=today)
    assert one == two
    assert [version.body for version in versions(store, policy)] == ["Two\n", FIRST]


def test_writing_what_is_in_force_begins_no_draft(store: Store, policy: int, today: dt.date) -> None:
    before = content(store, history=True)
    store.do("Write", actions.write_draft, policy, FIRST + "\n\n", today=today)
    assert content(store, history=True) == before


def test_a_draft_can_be_discarded_but_not_the_only_text(store: Store, policy: int, today: dt.date) -> None:
    with pytest.raises(RuleBroken, match="no draft"):
        store.do("Discard", actions.discard_draft, policy)
    store.do("Write", actions.write_draft, policy, "Two", today=today)
    before = content(store, history=False)
    store.do("Discard", actions.discard_draft, policy)
    assert row(store, policy).draft is None
    store.undo()
    assert content(store, history=False) == before
    other = store.do("Add", actions.add_policy, title="Other", today=today)
    with pytest.raises(RuleBroken, match="Trash"):
        store.do("Discard", actions.discard_draft, other)


def test_retiring_ends_the_version_and_a_new_draft_brings_it_back(
    store: Store, policy: int, today: dt.date
) -> None:
    store.do("Retire", actions.retire, policy, today=today, note="Now part of Returns")
    shown = row(store, policy)
    assert (shown.is_retired, shown.number, shown.next_review_on) == (True, None, None)
    assert search(store, "refund") == []
    with pytest.raises(RuleBroken, match="nothing to retire"):
        store.do("Retire", actions.retire, policy, today=today)
    store.do("Write", actions.write_draft, policy, FIRST, today=today)
    store.do("Publish", actions.publish, policy, today=today, change=ChangeKind.MATERIAL, note="Back")
    assert row(store, policy).number == 2


def test_a_policy_in_the_trash_is_not_found_and_keeps_its_code(
    store: Store, policy: int, today: dt.date
) -> None:
    before = content(store, history=False)
    store.do("Trash", actions.trash_policies, [policy], today=today)
    assert read(store, queries.policies) == []
    assert search(store, "refund") == []
    with pytest.raises(RuleBroken, match="is taken"):
        store.do("Add", actions.add_policy, title="X", today=today, code="p-01")
    store.undo()
    assert content(store, history=False) == before
    assert [found.id for found in search(store, "refund")] == [policy]


def test_details_can_be_changed(store: Store, policy: int, today: dt.date) -> None:
    values: dict[str, Any] = {
        "title": "Money back",
        "code": "M-1",
        "kind": PolicyKind.PROCEDURE,
        "category": "Desk",
        "owner_id": None,
        "review_every_months": 12,
        "next_review_on": today,
    }
    store.do("Edit", actions.edit_policy, policy, **values)
    shown = row(store, policy)
    assert (shown.title, shown.code, shown.kind, shown.category) == (
        "Money back",
        "M-1",
        PolicyKind.PROCEDURE,
        "Desk",
    )
    assert shown.is_due(today)
    assert search(store, "m-1")[0].id == policy
    store.do("Reviewed", actions.confirm_review, policy, today=today)
    assert row(store, policy).next_review_on == dt.date(2027, 3, 31)
    with pytest.raises(RuleBroken, match="1 to 120"):
        store.do("Edit", actions.edit_policy, policy, **{**values, "review_every_months": 0})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("lost rec", "A lost receipt is no reason to refuse."),
        ("reimbursement", "Within 30 days the customer gets the money back."),
        ("refused", "A lost receipt is no reason to refuse."),
        ("RECEIPT", "A lost receipt is no reason to refuse."),
        ("receipt elephants", "A lost receipt is no reason to refuse."),
    ],
)
def test_search_finds_the_line_that_fits(store: Store, policy: int, text: str, line: str) -> None:
    found = search(store, text)
    assert [item.id for item in found] == [policy]
    assert found[0].line == line
    start, length = found[0].spans[0]
    assert found[0].line[start : start + length].strip()


@pytest.mark.parametrize("text", ["", "   ", "***", '"', "NEAR(", "zzz", 'q" OR "z', "-", "title:x"])
def test_odd_questions_find_nothing_and_break_nothing(store: Store, policy: int, text: str) -> None:
    assert search(store, text) == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("退货须在三十天内办理。", "三十天"),
        ("Übergröße wird erstattet", "ubergro"),
        ("الإرجاع خلال ثلاثين يوما", "ثلاثين"),
    ],
)
def test_search_works_in_other_scripts(store: Store, today: dt.date, body: str, text: str) -> None:
    key = store.do("Add", actions.add_policy, title="X", today=today, body=body)
    store.do("Publish", actions.publish, key, today=today)
    assert [(item.id, item.line) for item in search(store, text)] == [(key, body)]


def test_a_title_counts_more_than_a_mention(store: Store, policy: int, today: dt.date) -> None:
    other = store.do(
        "Add", actions.add_policy, title="Vouchers", today=today, body="A refund, no refund, refund " * 5
    )
    store.do("Publish", actions.publish, other, today=today)
    assert [item.id for item in search(store, "refunds")] == [policy, other]


def test_search_stays_true_after_a_restart(store: Store, policy: int, today: dt.date) -> None:
    path, clock = store.path, store.clock
    store.close()
    again = open_store(path, clock=clock)
    try:
        assert [item.id for item in search(again, "refund")] == [policy]
        again.undo()
        assert search(again, "refund") == []
        again.redo()
        assert [item.id for item in search(again, "refund")] == [policy]
    finally:
        again.close()


def test_starter_policies_come_when_asked_for_and_only_once(store: Store, today: dt.date) -> None:
    assert read(store, queries.policies) == []
    before = content(store, history=False)
    taken = store.do("Add", actions.add_policy, title="Our own", today=today)
    added = store.do("Add starter policies", add_starter_policies, today)
    assert len(added) >= 8
    shown = read(store, queries.policies)
    assert all(item.draft == 1 and item.number is None for item in shown)
    assert row(store, taken).code == "P-01"
    standing = content(store, history=True)
    store.do("Add starter policies", add_starter_policies, today)
    assert content(store, history=True) == standing
    store.undo()
    store.undo()
    assert content(store, history=False) == before


def test_markdown_files_become_drafts(store: Store, policy: int, today: dt.date) -> None:
    files = [
        read_file("# Lost property\n\nText", "a"),
        read_file("---\ntitle: Refunds\ncode: P-01\n---\nNew text", "b"),
    ]
    first, second = store.do("Bring in 2 files", actions.add_files, files, today=today)
    assert row(store, first).draft == 1
    assert second == policy
    assert row(store, policy).draft == 2
    with pytest.raises(RuleBroken, match="has a draft already"):
        store.do(
            "Bring in",
            actions.add_files,
            [read_file("---\ncode: P-01\n---\nOther", "b")],
            today=today,
        )


def test_files_come_out_as_they_went_in(store: Store, policy: int, today: dt.date) -> None:
    store.do("Add", actions.add_policy, title="Only a draft", today=today, body="x")
    (file,) = read(store, queries.policy_files)
    assert (file.title, file.code, file.body) == ("Refunds", "P-01", FIRST)
    assert len(read(store, queries.policy_files, [item.id for item in read(store, queries.policies)])) == 2


def test_today_names_reviews_and_forgotten_drafts(store: Store, policy: int, today: dt.date) -> None:
    assert read(store, queries.todo, today) == []
    due = dt.date(2026, 9, 30)
    assert [item.mark for item in read(store, queries.todo, due)] == ["soon"]
    assert [item.mark for item in read(store, queries.todo, due + dt.timedelta(days=1))] == ["late"]
    store.do("Write", actions.write_draft, policy, "Two", today=today)
    assert read(store, queries.todo, today + dt.timedelta(days=14)) == []
    (item,) = read(store, queries.todo, today + dt.timedelta(days=15))
    assert item.text == "Publish or discard the draft of Refunds"


def test_the_palette_finds_by_title_code_and_text(store: Store, policy: int) -> None:
    for text in ("refu", "p-01", "receipt"):
        assert [item.record for item in read(store, queries.find, text, 8)] == [str(policy)]
    assert read(store, queries.find, "", 8) == []


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_done_one_version_is_in_force_and_undo_gives_everything_back(
    store: Store, today: dt.date, seed: int
) -> None:
    chance = random.Random(seed)
    start = content(store, history=False)
    published: dict[int, str] = {}
    done = 0
    for number in range(50):
        known = read(store, queries.policies)
        acts = "add add add write write publish publish discard retire trash undo redo send changes approve back day"
        acts += " schedule schedule off"
        act = chance.choice(acts.split())
        key = chance.choice(known).id if known else 0
        day = today + dt.timedelta(days=number)
        try:
            if act == "add":
                store.do("Add", actions.add_policy, title=f"T{number}", today=day, body=f"Text {number}")
            elif act == "write":
                store.do("Write", actions.write_draft, key, f"Words {chance.randrange(4)}", today=day)
            elif act == "publish":
                store.do("P", actions.publish, key, today=day, change=ChangeKind.MATERIAL, note="n")
            elif act == "discard":
                store.do("Discard", actions.discard_draft, key)
            elif act == "retire":
                store.do("Retire", actions.retire, key, today=day)
            elif act == "trash":
                store.do("Trash", actions.trash_policies, [key], today=day)
            elif act == "send":
                store.do("Send", publishing.send_for_review, key, reviewer="Bo", today=day)
            elif act == "changes":
                store.do("Changes", publishing.ask_for_changes, key, answer="x")
            elif act == "approve":
                store.do("Approve", publishing.approve, key, approver="Bo", today=day)
            elif act == "back":
                store.do("Back", publishing.reopen, key)
            elif act == "schedule":
                later = day + dt.timedelta(days=3)
                store.do(
                    "S",
                    actions.publish,
                    key,
                    today=day,
                    change=ChangeKind.MATERIAL,
                    note="n",
                    effective_on=later,
                )
            elif act == "off":
                store.do("Off", publishing.withdraw, key, note="n")
            elif act == "day":
                store.do("Day", publishing.come_into_force, day)
            elif act == "undo":
                store.undo()
            else:
                store.redo()
            done += 1
        except RuleBroken:
            pass
        in_force = set()
        for item in read(store, queries.policies):
            states = [version.state for version in versions(store, item.id)]
            assert sum(state in AHEAD for state in states) <= 1
            assert states.count(VersionState.IN_FORCE) <= 1
            if VersionState.IN_FORCE in states:
                in_force.add(item.id)
            for version in versions(store, item.id):
                if version.state not in AHEAD and act not in ("undo", "redo"):
                    assert published.setdefault(version.id, version.body) == version.body
                elif version.state in AHEAD or act in ("undo", "redo"):
                    published.pop(version.id, None)
        assert {found.id for found in read(store, queries.search, "text words", 99)} == in_force
    assert done > 8
    while store.undo_label() is not None:
        store.undo()
    assert content(store, history=False) == start
