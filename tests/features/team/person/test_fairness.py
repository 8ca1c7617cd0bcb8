"""Weekends and evenings of a person beside those of the others; nothing is said of too little."""

from __future__ import annotations

import datetime as dt

from csmanager.core.store import Store
from csmanager.features.schedule.tables import PlannedShift
from csmanager.features.team.person import facts
from csmanager.features.team.person.briefpaper import brief_html
from csmanager.features.team.person.fairness import hours_shares
from tests.features.talks.staff import hire

TODAY = dt.date(2026, 3, 31)
_LAST_SATURDAY = (dt.date(2026, 3, 28) - dt.date(1970, 1, 1)).days


def plan(store: Store, person: int, weekends: int, others: int, end: int = 1020) -> None:
    with store.change("Rota") as step:
        for week in range(weekends):
            step.session.add(
                PlannedShift(
                    person_id=person, day=_LAST_SATURDAY - 7 * week, start_minute=540, end_minute=end
                )
            )
        for week in range(others):
            step.session.add(
                PlannedShift(
                    person_id=person, day=_LAST_SATURDAY - 7 * week - 2, start_minute=540, end_minute=end
                )
            )


def test_a_share_is_told_with_its_n_and_that_of_the_others(store: Store) -> None:
    ana, bo, cy = hire(store, "Ana", "Bo", "Cy")
    plan(store, ana, 9, 3)
    plan(store, bo, 2, 10)
    plan(store, cy, 4, 8)
    with store.read() as session:
        (weekends,) = hours_shares(session, ana, TODAY)
        story = facts.story(session, ana, TODAY)
    assert (weekends.n, weekends.shifts, weekends.others, weekends.people) == (9, 12, 0.25, 2)
    assert weekends.words == "Weekends: 9 of 12 shifts (75%); 2 others 25%"
    assert story is not None and weekends.words in brief_html(story, "Shop")


def test_without_a_rota_or_with_few_shifts_or_others_nothing_is_said(store: Store) -> None:
    ana, bo, cy = hire(store, "Ana", "Bo", "Cy")
    with store.read() as session:
        assert hours_shares(session, ana, TODAY) == ()
    plan(store, ana, 9, 3)
    plan(store, bo, 2, 10)
    plan(store, cy, 1, 2)
    with store.read() as session:
        assert hours_shares(session, ana, TODAY) == (), "one other is not enough"
        assert hours_shares(session, cy, TODAY) == (), "three shifts say nothing"
        story = facts.story(session, cy, TODAY)
    assert story is not None and "Hours, last 12 weeks" not in brief_html(story, "Shop")
