"""Warnings: drafting, issuing, appeal, ending, and what like cases got."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from csmanager.core import sealing
from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.conduct import due, ladder, letters, queries, story
from csmanager.features.conduct.queries import WarningRow
from csmanager.features.conduct.rules import Appeal, Severity, Standing, Step
from tests.digest import content
from tests.features.conduct.conftest import add_people


def draft(store: Store, person: int, today: dt.date, **more: Any) -> int:
    values: dict[str, Any] = {
        "step": Step.VERBAL, "severity": Severity.LOW, "clause": "Till (P-07)", "happened_on": today,
        "facts": "40 euros short, third time in March", "response": "Was alone at the till",
    }  # fmt: skip
    return store.do("x", ladder.draft, person_id=person, today=today, **{**values, **more})


def issue(store: Store, number: int, on: dt.date) -> None:
    store.do("x", ladder.issue, number, issued_on=on, today=on)


def one(store: Store, number: int, today: dt.date) -> WarningRow:
    with store.read() as session:
        return next(row for row in queries.warnings(session, today) if row.id == number)


def test_a_warning_counts_for_its_months_and_every_step_goes_back(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    before = content(store, history=False)
    number = draft(store, pair[0], today)
    assert not one(store, number, today).counts
    issue(store, number, today)
    row = one(store, number, today)
    assert row.counts
    assert row.expires_on == dt.date(2026, 9, 30)
    store.do("x", ladder.appeal, number, on=today, reason="I was not there", today=today)
    store.do("x", ladder.decide, number, overturn=True, on=today, reason="The rota says so", today=today)
    row = one(store, number, today)
    assert (row.standing, row.appeal, row.counts) == (Standing.OVERTURNED, Appeal.OVERTURNED, False)
    while store.undo_label() == "x":
        store.undo()
    assert content(store, history=False) == before


def test_nobody_is_warned_unheard_and_a_letter_stands_as_it_was_given(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    number = draft(store, pair[0], today, response="")
    with pytest.raises(RuleBroken, match="Hear the person first"):
        issue(store, number, today)
    same: dict[str, Any] = {
        "today": today, "step": Step.VERBAL, "severity": Severity.LOW, "clause": "Till (P-07)",
        "happened_on": today,
    }  # fmt: skip
    store.do("x", ladder.edit, number, **same, response="Says nothing to it")
    issue(store, number, today)
    with pytest.raises(RuleBroken, match="stands as it was handed over"):
        store.do("x", ladder.edit, number, **same, facts="Something else")
    with pytest.raises(RuleBroken, match="stays"):
        store.do("x", ladder.remove, number)


def test_steps_are_skipped_only_with_a_reason_and_ended_ones_are_known(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    with pytest.raises(RuleBroken, match="verbal warning"):
        draft(store, pair[0], today, step=Step.FINAL)
    old = today - dt.timedelta(days=300)
    issue(store, draft(store, pair[0], old), old)
    with pytest.raises(RuleBroken, match="no longer counts"):
        draft(store, pair[0], today, step=Step.WRITTEN)
    draft(store, pair[0], today, step=Step.DISMISSAL, skip_reason="Hit a customer")
    with store.read() as session:
        assert queries.next_step(session, pair[0], today) is Step.VERBAL
        assert queries.next_step(session, pair[0], old) is Step.WRITTEN


def test_like_cases_are_counted_and_not_judged(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    ana, ben = pair
    (cem,) = add_people(store, "Cem Third")
    issue(store, draft(store, ana, today), today)
    issue(store, draft(store, ana, today, step=Step.WRITTEN), today)
    gone = draft(store, cem, today)
    issue(store, gone, today)
    store.do("x", ladder.appeal, gone, on=today, reason="Not me", today=today)
    store.do("x", ladder.decide, gone, overturn=True, on=today, reason="Right", today=today)
    issue(store, draft(store, cem, today, severity=Severity.HIGH), today)
    issue(store, draft(store, cem, today, clause="Dress (P-11)"), today)
    mine = draft(store, ben, today, clause="till  (p-07)")
    with store.read() as session:
        found = queries.like_cases(session, "till (p-07)", Severity.LOW, but=mine)
    assert (found.n, found.same, found.others, found.overturned) == (
        2,
        {Step.VERBAL: 1, Step.WRITTEN: 1},
        {Step.VERBAL: 1},
        1,
    )
    text = queries.like_cases_text(found, Severity.LOW)
    assert text.startswith(
        "2 cases before of this rule, as slight as this one: verbal warning 1, written warning 1."
    )
    assert "Overturned on appeal and not counted: 1" in text
    with store.read() as session:
        none = queries.like_cases(session, "Nothing", Severity.LOW)
    assert queries.like_cases_text(none, Severity.LOW).startswith("No case before")


def test_the_months_of_the_steps_are_settings_of_the_store(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    months = {"verbal": 3, "written": 6, "final": 9, "suspension": 0, "dismissal": 0}
    store.do("x", ladder.set_ladder, appeal_days=7, **months)
    number = draft(store, pair[0], today)
    issue(store, number, today)
    assert one(store, number, today).expires_on == dt.date(2026, 6, 30)
    with pytest.raises(RuleBroken):
        store.do("x", ladder.set_ladder, appeal_days=0, **months)


def test_today_reminds_of_drafts_appeals_and_ends_without_a_name(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    number = draft(store, pair[0], today)
    issue(store, number, today)
    with store.read() as session:
        assert due.todo(session, today + dt.timedelta(days=30)) == []
        (item,) = due.todo(session, dt.date(2026, 10, 1))
    assert (item.text, item.record) == (due.TEXT, f"conduct:warning/{number}")
    with pytest.raises(RuleBroken, match="not over yet"):
        store.do("x", ladder.expire, number, today=today)
    store.do("x", ladder.expire, number, today=dt.date(2026, 10, 1))
    with store.read() as session:
        assert due.todo(session, dt.date(2026, 10, 1)) == []


@pytest.mark.parametrize("step", list(Step))
def test_every_letter_has_all_its_values(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes, step: Step
) -> None:
    number = draft(store, pair[0], today, step=step, skip_reason="Grave")
    row = one(store, number, today)
    texts = {
        name: sealing.unseal(secret, getattr(row, name), sealing.place("discipline", name, row.id))
        for name in ("facts", "response", "expected", "skip_reason")
    }
    text = letters.warning_letter(
        row, texts, [], shop="Corner shop", today=today, appeal_days=14, expires_on=dt.date(2027, 3, 31)
    )
    assert "{{" not in text
    assert "40 euros short" in text
    assert "14 April 2026" in text
    assert "aw" in text.rpartition("*")[0]  # the sentence on local law


def test_the_outcome_of_an_appeal_is_a_letter(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    number = draft(store, pair[0], today)
    issue(store, number, today)
    store.do("x", ladder.appeal, number, on=today, reason="Not me", today=today)
    with pytest.raises(RuleBroken, match="not been decided"):
        letters.appeal_letter(one(store, number, today), {}, shop="Corner shop", today=today)
    store.do("x", ladder.decide, number, overturn=False, on=today, reason="The film shows it", today=today)
    text = letters.appeal_letter(
        one(store, number, today), {"decision": "The film shows it"}, shop="Corner shop", today=today
    )
    assert "upheld" in text
    assert "The film shows it" in text


def test_a_persons_story_has_it_sealed(
    store: Store, pair: tuple[int, int], today: dt.date, secret: bytes
) -> None:
    draft(store, pair[0], today)
    number = draft(store, pair[0], today)
    issue(store, number, today)
    with store.read() as session:
        (moment,) = story.timeline(session, pair[0], today, today)
        assert story.timeline(session, pair[1], today, today) == []
    assert moment.visibility == "sealed"
    assert moment.detail == ""
    assert sealing.unseal(secret, moment.sealed, moment.about).startswith("40 euros")
