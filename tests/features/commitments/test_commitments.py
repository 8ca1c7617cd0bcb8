"""Agreed actions: what is owed, how it ended, and how many are kept."""

from __future__ import annotations

import datetime as dt

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.commitments import actions, queries
from csmanager.features.commitments.rules import Outcome, Owner, kept_rate, outcome_on
from tests.digest import content
from tests.features.reviews.shop import add_people

DAY = dt.timedelta(days=1)


def test_done_after_its_day_is_late_and_a_rate_of_few_is_not_judged(today: dt.date) -> None:
    assert outcome_on(today, today) is Outcome.KEPT
    assert outcome_on(today + DAY, today) is Outcome.LATE
    assert outcome_on(today, None) is Outcome.KEPT
    few = kept_rate([Outcome.KEPT, Outcome.RELEASED, Outcome.BROKEN])
    assert (few.kept, few.n, few.share) == (1, 2, None)
    assert "too few" in few.text
    assert kept_rate([Outcome.KEPT] * 4 + [Outcome.LATE]).share == 0.8


def test_an_action_is_agreed_ended_opened_again_and_undone_to_the_row(store: Store, today: dt.date) -> None:
    (ana,) = add_people(store, ["Ana"])
    before = content(store, history=False)
    key = store.do("Agree", actions.agree, text=" Read   it ", today=today, person_id=ana, due_on=today)
    with store.read() as session:
        row = queries.commitments(session)[0]
    assert (row.text, row.is_open, row.person) == ("Read it", True, "Ana")
    store.do("End", actions.end, [key], today=today + DAY)
    with store.read() as session:
        assert queries.commitments(session)[0].outcome is Outcome.LATE
    with pytest.raises(RuleBroken, match="has ended"):
        store.do("Edit", actions.edit, key, text="x", owner=Owner.PERSON, due_on=None)
    with pytest.raises(RuleBroken, match="Say why"):
        store.do("Reopen", actions.reopen, key, reason=" ")
    store.do("Reopen", actions.reopen, key, reason="not done after all")
    for _ in range(3):
        store.undo()
    assert content(store, history=False) == before


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": " "}, "Say what was agreed"),
        ({"text": "x", "due_on": dt.date(2026, 3, 1)}, "before"),
        ({"text": "x", "check_on": dt.date(2026, 5, 1)}, "needs a measure"),
        ({"text": "x", "person_id": 99}, "no longer there"),
        ({"text": "x", "person_id": None}, "who owes it"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    store: Store, today: dt.date, values: dict[str, object], said: str
) -> None:
    (ana,) = add_people(store, ["Ana"])
    with pytest.raises(RuleBroken, match=said):
        store.do("Agree", actions.agree, **({"today": today, "person_id": ana} | values))


def test_today_shows_what_is_due_with_whence_and_who_owes_it(store: Store, today: dt.date) -> None:
    (ana,) = add_people(store, ["Ana"])
    agreed = {"today": today - 9 * DAY, "person_id": ana, "source": "person_review", "source_id": 1}
    store.do("A", actions.agree, text="Late", due_on=today - DAY, owner=Owner.MANAGER, **agreed)
    store.do("B", actions.agree, text="Soon", due_on=today + DAY, **agreed)
    store.do("C", actions.agree, text="Far", due_on=today + 30 * DAY, **agreed)
    with store.read() as session:
        items = queries.todo(session, today)
        assert [(item.text, item.mark) for item in items] == [("Late", "late"), ("Soon", "soon")]
        assert items[0].detail == "Agreed in a review; you owe it to Ana"
        assert [found.title for found in queries.find(session, "far ana", 5)] == ["Far"]


def test_what_was_not_kept_needs_a_reason(store: Store, today: dt.date) -> None:
    (ana,) = add_people(store, ["Ana"])
    key = store.do("A", actions.agree, text="Call", today=today, person_id=ana)
    with pytest.raises(RuleBroken, match="not kept"):
        store.do("End", actions.end, [key], today=today, outcome=Outcome.BROKEN)
    store.do("End", actions.end, [key], today=today, outcome=Outcome.RELEASED, reason="No need any more")
    with store.read() as session:
        assert queries.rates(session)[Owner.PERSON].n == 0
