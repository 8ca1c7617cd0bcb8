"""One-to-ones: the rules, the rolling agenda, and the way back to the last row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.commitments.actions import agree
from csmanager.features.talks.actions import send
from csmanager.features.talks.forgetting import forget
from csmanager.features.talks.oneonones import actions, paper, queries, rules
from csmanager.features.talks.oneonones.rules import ItemState, TalkState
from csmanager.features.talks.timeline import timeline
from tests.digest import content
from tests.features.talks.staff import hire


@pytest.mark.parametrize(
    ("state", "move", "after"),
    [
        (TalkState.PLANNED, "hold", TalkState.HELD),
        (TalkState.PLANNED, "skip", TalkState.SKIPPED),
        (TalkState.PLANNED, "move", TalkState.MOVED),
        (TalkState.HELD, "reopen", TalkState.PLANNED),
    ],
)
def test_a_talk_moves_as_the_table_says(state: TalkState, move: str, after: TalkState) -> None:
    assert rules.after(state, move, "because") is after


@given(st.sampled_from(list(TalkState)), st.sampled_from(["hold", "skip", "move", "reopen", "dance"]))
def test_what_is_not_in_the_table_is_refused_in_a_sentence(state: TalkState, move: str) -> None:
    if (state, move) in rules.MOVES:
        return
    with pytest.raises(RuleBroken, match=r"\.$"):
        rules.after(state, move, "because")


def test_skipping_needs_a_reason() -> None:
    with pytest.raises(RuleBroken, match="why"):
        rules.after(TalkState.PLANNED, "skip", "  ")


def test_a_set_is_read_from_its_file() -> None:
    found = rules.read_set(
        "# Weekly\n\nHalf an hour.\n\n## Agenda\n\n- One\n- One\n\n## Questions\n\n1. Why?\n"
    )
    assert found == rules.SetText("Weekly", "Half an hour.", ("One",), ("Why?",))


def test_five_sets_are_shipped_and_each_asks_something(store: Store) -> None:
    with store.read() as session:
        found = queries.sets(session)
    assert found[0].key == "weekly"
    assert {row.key for row in found} == {"weekly", "stay", "return-to-work", "career", "probation"}
    assert all(len(row.questions) >= 4 and len(row.agenda) >= 4 for row in found)


def plan(store: Store, person_id: int, day: dt.date, every_days: int | None = None) -> int:
    with store.read() as session:
        weekly = queries.sets(session)[0].id
    return store.do("Plan", actions.plan, [person_id], set_id=weekly, planned_on=day, every_days=every_days)[
        0
    ]


def test_open_points_roll_on_and_the_next_talk_is_planned(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    first = plan(store, ana, today, every_days=7)
    stays = store.do("Add", actions.add_item, ana, "Saturday shifts", today=today)
    done = store.do("Add", actions.add_item, ana, "The new till", today=today)
    store.do("Tick", actions.end_item, [done], today=today, talk_id=first)
    second = store.do("Hold", actions.hold, first, today=today, minutes=25, mood=4)
    assert second is not None
    with store.read() as session:
        held, ahead = queries.detail(session, first), queries.detail(session, second)
    assert held is not None and ahead is not None
    assert [(one.id, one.state) for one in held.items] == [(done, ItemState.DISCUSSED)]
    assert [(one.id, one.carried) for one in ahead.items] == [(stays, 1)]
    assert (ahead.row.planned_on, ahead.row.waiting) == (today + dt.timedelta(days=7), 1)
    assert ahead.former is not None and ahead.former.id == first


def test_anything_can_be_sent_once(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    store.do("Send", send, ana, "Look at the call of Monday", "evaluation", 7, today=today)
    with pytest.raises(RuleBroken, match="already"):
        store.do("Send", send, ana, "Other words for it", "evaluation", 7, today=today)
    with store.read() as session:
        (item,) = queries.items(session, person_id=ana)
    assert (item.source, item.source_id, item.whence) == ("evaluation", 7, "a graded contact")


Change = Callable[[Store, int, int, dt.date], Any]


@pytest.mark.parametrize(
    "change",
    [
        lambda store, ana, talk, day: store.do("x", actions.hold, talk, today=day, minutes=20),
        lambda store, ana, talk, day: store.do("x", actions.skip, [talk], reason="Ill", today=day),
        lambda store, ana, talk, day: store.do(
            "x", actions.move, talk, to=day + dt.timedelta(3), reason="Ill"
        ),
        lambda store, ana, talk, day: store.do(
            "x", actions.keep_notes, talk, notes="a", private_note="b", answers={"Why?": "So"}
        ),
        lambda store, ana, talk, day: store.do("x", actions.trash, [talk], today=day),
        lambda store, ana, talk, day: store.do("x", actions.add_item, ana, "Else", today=day),
        lambda store, ana, talk, day: store.do(
            "x", actions.write_set, None, name="Mine", intro="", agenda="a", questions="b"
        ),
    ],
    ids=["hold", "skip", "move", "notes", "trash", "point", "set"],
)
def test_every_change_goes_back_to_the_last_row(store: Store, today: dt.date, change: Change) -> None:
    (ana,) = hire(store, "Ana")
    talk = plan(store, ana, today, every_days=14)
    store.do("Add", actions.add_item, ana, "Saturday shifts", today=today)
    before = content(store, history=False)
    change(store, ana, talk, today)
    after = content(store, history=False)
    assert after != before
    store.undo()
    assert content(store, history=False) == before
    store.redo()
    assert content(store, history=False) == after


def test_a_day_to_come_or_a_mood_off_the_scale_is_refused(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    talk = plan(store, ana, today)
    with pytest.raises(RuleBroken, match="day to come"):
        store.do("x", actions.hold, talk, today=today, held_on=today + dt.timedelta(1))
    with pytest.raises(RuleBroken, match="1 to 5"):
        store.do("x", actions.hold, talk, today=today, mood=6)
    with pytest.raises(RuleBroken, match="already"):
        plan(store, ana, today)


def test_today_says_why_and_the_page_names_who_has_none(store: Store, today: dt.date) -> None:
    ana, ben = hire(store, "Ana", "Ben")
    plan(store, ana, today - dt.timedelta(days=2))
    with store.read() as session:
        (item,) = queries.todo(session, today)
        quiet = queries.without(session, today)
    assert (item.mark, item.record.split("/")[0]) == ("late", "oneonones:talk")
    assert "not held" in item.detail
    assert [row.person_id for row in quiet] == [ben]


def test_private_notes_stay_off_paper_and_out_of_the_story(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    talk = plan(store, ana, today)
    store.do(
        "x", actions.keep_notes, talk, notes="Wants Mondays", private_note="Divorce", answers={"Why?": "So"}
    )
    store.do(
        "x", agree, text="Ask for Mondays", today=today, person_id=ana, source="one_on_one", source_id=talk
    )
    store.do("x", actions.hold, talk, today=today, minutes=20)
    with store.read() as session:
        found = queries.detail(session, talk)
        story = timeline(session, ana, today, today)
    assert found is not None
    text = paper.sheet(found, "Shop")
    assert "Wants Mondays" in text and "Ask for Mondays" in text and "Why?" in text
    assert "Divorce" not in text and all("Divorce" not in f"{one.text}{one.detail}" for one in story)
    assert [one.text for one in story] == ["Weekly talk: held"]


def test_no_word_is_left_of_somebody_who_was_made_anonymous(store: Store, today: dt.date) -> None:
    (ana,) = hire(store, "Ana")
    talk = plan(store, ana, today)
    store.do(
        "x", actions.keep_notes, talk, notes="Ana moves", private_note="Divorce", answers={"Why?": "Rent"}
    )
    store.do("x", actions.add_item, ana, "Rent in the city", today=today)
    before = content(store, history=False)
    store.do("Forget", forget, ana)
    kept = str({name: rows for name, rows in content(store, history=False).items() if name != "person"})
    assert not any(word in kept for word in ("Ana moves", "Divorce", "Rent"))
    with store.read() as session:
        assert len(queries.talks(session)) == 1
    store.undo()
    assert content(store, history=False) == before
