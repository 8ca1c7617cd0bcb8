"""A version on its way: review, approval, its day, its end; and what is refused in a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from csmanager.core.errors import RuleBroken, Stale
from csmanager.core.store import Store
from csmanager.features.handbook import actions, publishing, queries
from csmanager.features.handbook.queries import VersionRow
from csmanager.features.handbook.rules import ChangeKind, VersionState
from csmanager.features.handbook.tables import PolicyVersion
from csmanager.features.quality.tables import Scorecard, ScorecardItem
from csmanager.features.team.tables import Role, Team
from csmanager.open import open_store
from tests.digest import content

BODY = "# Refunds\n\n## Proof\n\nA receipt, or the card statement.\n\n## Limits\n\nUp to 50 euros.\n"
DAY = dt.timedelta(days=1)


@pytest.fixture
def policy(store: Store, today: dt.date) -> int:
    """Refunds in its first version, with a second one as a draft."""
    key = store.do("Add", actions.add_policy, title="Refunds", today=today, body=BODY)
    store.do("Publish", actions.publish, key, today=today)
    store.do("Write", actions.write_draft, key, BODY.replace("50", "80"), today=today)
    return int(key)


def newest(store: Store, key: int) -> VersionRow:
    with store.read() as session:
        return queries.versions(session, key)[0]


def states(store: Store, key: int) -> list[str]:
    with store.read() as session:
        return [row.state.value for row in queries.versions(session, key)]


def schedule(store: Store, key: int, today: dt.date, day: dt.date) -> None:
    store.do(
        "Schedule", actions.publish, key, today=today, change=ChangeKind.MATERIAL, note="80", effective_on=day
    )


def test_the_whole_way_with_names_and_reasons(store: Store, policy: int, today: dt.date) -> None:
    before = content(store, history=False)
    store.do("Send", publishing.send_for_review, policy, reviewer=" Bo  Lindt ", today=today)
    store.do("Ask", publishing.ask_for_changes, policy, answer="Say by whom.")
    version = newest(store, policy)
    assert (version.state, version.reviewer, version.answer) == (
        VersionState.DRAFT,
        "Bo Lindt",
        "Say by whom.",
    )
    store.do("Write", actions.write_draft, policy, BODY.replace("50", "90"), today=today)
    store.do("Send", publishing.send_for_review, policy, reviewer="Bo Lindt", today=today)
    store.do("Approve", publishing.approve, policy, approver="Cy Moon", today=today + DAY)
    store.do(
        "Publish", actions.publish, policy, today=today + DAY, change=ChangeKind.MATERIAL,
        note="90 euros", reason="Agents must decide otherwise", for_you="You may give up to 90 euros.",
    )  # fmt: skip
    version = newest(store, policy)
    assert (version.state, version.approver, version.approved_on) == (
        VersionState.IN_FORCE,
        "Cy Moon",
        today + DAY,
    )
    assert (version.reason, version.for_you) == (
        "Agents must decide otherwise",
        "You may give up to 90 euros.",
    )
    assert states(store, policy) == ["in_force", "superseded"]
    for _ in range(6):
        store.undo()
    assert content(store, history=False) == before


def test_a_text_rests_while_it_is_looked_at(store: Store, policy: int, today: dt.date) -> None:
    store.do("Send", publishing.send_for_review, policy, reviewer="Bo", today=today)
    with pytest.raises(RuleBroken, match=r"Version 2 of Refunds is in review\. Take it back to write on\."):
        store.do("Write", actions.write_draft, policy, "x", today=today)
    store.do("Take back", publishing.reopen, policy)
    assert states(store, policy) == ["draft", "superseded"] or states(store, policy)[0] == "draft"

    def tamper(session: Any) -> None:
        session.get_one(PolicyVersion, version.id).body = "Other"

    store.do("Approve", publishing.approve, policy, approver="Cy", today=today)
    version = newest(store, policy)
    with pytest.raises(RuleBroken, match="never changes"):
        store.do("Tamper", tamper)


def test_today_asks_about_what_a_reviewer_sits_on(store: Store, policy: int, today: dt.date) -> None:
    store.do("Send", publishing.send_for_review, policy, reviewer="Bo", today=today)
    with store.read() as session:
        assert queries.todo(session, today + 6 * DAY) == []
        (item,) = queries.todo(session, today + 7 * DAY)
    assert (item.text, item.detail) == ("Get Refunds back from review", "with Bo for 7 days")


def test_an_approval_may_be_required(store: Store, policy: int, today: dt.date) -> None:
    store.do("Require", actions.set_needs_approval, policy, True)
    with pytest.raises(RuleBroken, match="needs an approval"):
        store.do("P", actions.publish, policy, today=today, change=ChangeKind.MATERIAL, note="80")
    with pytest.raises(RuleBroken, match="who approves"):
        store.do("A", publishing.approve, policy, approver=" ", today=today)
    store.do("A", publishing.approve, policy, approver="Cy", today=today)
    store.do("P", actions.publish, policy, today=today, change=ChangeKind.MATERIAL, note="80")
    assert states(store, policy) == ["in_force", "superseded"]


def test_a_scheduled_version_comes_into_force_on_its_day(store: Store, policy: int, today: dt.date) -> None:
    day = today + 5 * DAY
    schedule(store, policy, today, day)
    assert states(store, policy) == ["scheduled", "in_force"]
    with store.read() as session:
        assert publishing.due(session, day - DAY) == []
        assert publishing.due(session, day) == [(policy, "Refunds")]
    assert store.do("Day", publishing.come_into_force, day - DAY) == []
    before = content(store, history=False)
    assert store.do("Day", publishing.come_into_force, day + 9 * DAY) == [policy]
    with store.read() as session:
        new, old = queries.versions(session, policy)
    assert (new.state, new.published_on, old.state, old.ended_on) == (
        VersionState.IN_FORCE, day, VersionState.SUPERSEDED, day,
    )  # fmt: skip
    assert store.do("Again", publishing.come_into_force, today - 30 * DAY) == []
    store.undo()
    assert content(store, history=False) == before


def test_opening_a_store_brings_into_force_what_is_due_and_undo_passes_over_it(
    store: Store, policy: int, today: dt.date, clock: Any
) -> None:
    schedule(store, policy, today, today + 3 * DAY)
    path, label = store.path, store.undo_label()
    store.close()
    clock.pass_time(days=10)
    again = open_store(path, clock=clock)
    try:
        assert states(again, policy) == ["in_force", "superseded"]
        assert newest(again, policy).published_on == today + 3 * DAY
        assert again.undo_label() == label
        with pytest.raises(Stale):
            again.undo()
    finally:
        again.close()


def test_a_scheduled_version_can_be_called_off_and_written_on(
    store: Store, policy: int, today: dt.date
) -> None:
    schedule(store, policy, today, today + DAY)
    with pytest.raises(RuleBroken, match=r"is scheduled for 2026-04-01\. Call it off to write on\."):
        store.do("Write", actions.write_draft, policy, "x", today=today)
    with pytest.raises(RuleBroken, match="why it is called off"):
        store.do("W", publishing.withdraw, policy, note="")
    store.do("W", publishing.withdraw, policy, note="Not yet")
    assert states(store, policy) == ["withdrawn", "in_force"]
    store.do("Write", actions.write_draft, policy, BODY.replace("50", "85"), today=today)
    assert states(store, policy) == ["draft", "withdrawn", "in_force"]
    store.do("P", actions.publish, policy, today=today, change=ChangeKind.MATERIAL, note="85")
    assert states(store, policy) == ["in_force", "withdrawn", "superseded"]


@pytest.mark.parametrize(("days", "words"), [(-1, "from tomorrow on"), (5000, "more than ten years")])
def test_a_day_that_does_not_lie_ahead_is_refused(
    store: Store, policy: int, today: dt.date, days: int, words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        schedule(store, policy, today, today + days * DAY)


def test_a_clock_set_back_is_said(store: Store, policy: int, today: dt.date) -> None:
    with pytest.raises(
        RuleBroken, match="By this computer's clock today is 2026-03-30, but version 1 of Refunds"
    ):
        store.do("P", actions.publish, policy, today=today - DAY, change=ChangeKind.MATERIAL, note="80")


def test_two_versions_are_never_in_force(store: Store, policy: int, today: dt.date) -> None:
    def force(session: Any) -> None:
        session.get_one(PolicyVersion, newest(store, policy).id).state = VersionState.IN_FORCE

    before = content(store)
    with pytest.raises(RuleBroken, match="two versions cannot be in force at the same time"):
        store.do("Force", force)
    assert content(store) == before


@pytest.mark.parametrize(
    "body",
    ["", "# Refunds\n", "# Refunds\n\n## Proof\n\n---\n", "# Refunds\n\n![How](http://far.away/how.png)\n"],
)
def test_a_policy_that_says_nothing_is_not_published(store: Store, today: dt.date, body: str) -> None:
    key = store.do("Add", actions.add_policy, title="Empty", today=today, body=body)
    for action, values in (
        (actions.publish, {"today": today}),
        (publishing.send_for_review, {"reviewer": "Bo", "today": today}),
        (publishing.approve, {"approver": "Bo", "today": today}),
    ):
        with pytest.raises(RuleBroken, match="Empty has no text yet"):
            store.do("X", action, key, **values)


def test_a_circle_of_replacements_is_refused(store: Store, today: dt.date) -> None:
    keys = {}
    for title in ("A", "B", "C"):
        keys[title] = store.do("Add", actions.add_policy, title=title, today=today, body="Text")
        store.do("P", actions.publish, keys[title], today=today)
    store.do("R", actions.retire, keys["A"], today=today, replaced_by_id=keys["B"])
    with store.read() as session:
        assert next(row for row in queries.policies(session) if row.title == "A").replaced_by == "B"
    with pytest.raises(RuleBroken, match="B is replaced by A is replaced by B: that goes round in a circle"):
        store.do("R", actions.retire, keys["B"], today=today, replaced_by_id=keys["A"])
    with pytest.raises(RuleBroken, match="circle"):
        store.do("R", actions.retire, keys["B"], today=today, replaced_by_id=keys["B"])
    store.do("R", actions.retire, keys["B"], today=today, replaced_by_id=keys["C"])
    with pytest.raises(RuleBroken, match=r"C is replaced by A is replaced by B is replaced by C"):
        store.do("R", actions.retire, keys["C"], today=today, replaced_by_id=keys["A"])


@pytest.fixture
def items(store: Store) -> list[int]:
    """Two scorecard items on Proof, by key and by heading, and one on Limits."""

    def add(session: Any) -> list[int]:
        session.add(card := Scorecard(name="Phone"))
        session.flush()
        rows = [
            ScorecardItem(scorecard_id=card.id, position=at, text=text, policy_code="P-01", clause=clause)
            for at, (text, clause) in enumerate(
                (("Asked for proof", "proof"), ("Was kind", "Proof"), ("Limit", "2"))
            )
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]

    found: list[int] = store.do("Card", add)
    return found


@pytest.mark.parametrize(
    ("choice", "clause"), [("leave", ["proof", "Proof"]), ("unlink", ["", ""]), ("limits", 2)]
)
def test_removing_a_clause_that_is_graded_asks_what_becomes_of_the_items(
    store: Store, policy: int, items: list[int], today: dt.date, choice: str, clause: Any
) -> None:
    body = BODY.replace("50", "80").replace("## Proof\n\nA receipt, or the card statement.\n\n", "")
    store.do("Write", actions.write_draft, policy, body, today=today)
    with store.read() as session:
        assert publishing.removed_clauses(session, policy) == [
            ("proof", "Proof", ("Asked for proof", "Was kind"))
        ]
    values = {"today": today, "change": ChangeKind.MATERIAL, "note": "n"}
    with pytest.raises(
        RuleBroken, match="no longer has “Proof”, which 2 scorecard items refer to: Asked for proof; Wa"
    ):
        store.do("P", actions.publish, policy, **values)
    with pytest.raises(RuleBroken, match="is not in the draft"):
        store.do("P", actions.publish, policy, items="nowhere", **values)
    before = content(store, history=False)
    store.do("P", actions.publish, policy, items=choice, **values)
    with store.read() as session:
        kept = [session.get_one(ScorecardItem, key).clause for key in items]
    assert kept == [*(clause if isinstance(clause, list) else ["limits"] * clause), "2"]
    store.undo()
    assert content(store, history=False) == before


def test_a_renamed_clause_leaves_the_items_alone(
    store: Store, policy: int, items: list[int], today: dt.date
) -> None:
    store.do("Write", actions.write_draft, policy, BODY.replace("## Proof", "## Evidence"), today=today)
    store.do("P", actions.publish, policy, today=today, change=ChangeKind.EDITORIAL, note="n")
    assert states(store, policy)[0] == "in_force"


def test_an_audience_is_set_in_one_step(store: Store, policy: int) -> None:
    def add(session: Any) -> tuple[int, int]:
        session.add_all([team := Team(name="Phone"), role := Role(name="Lead")])
        session.flush()
        return team.id, role.id

    team, role = store.do("Add", add)
    before = content(store, history=False)
    store.do("Audience", actions.set_audience, policy, team_ids=[team], role_ids=[role])
    with store.read() as session:
        assert queries.policies(session)[0].audience == "Lead, Phone"
    store.do("Audience", actions.set_audience, policy, team_ids=[team])
    with store.read() as session:
        assert queries.audiences(session)[policy].team_ids == {team}
    store.do("Audience", actions.set_audience, policy)
    assert content(store, history=False) == before
