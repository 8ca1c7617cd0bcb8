"""Figures of a saved group: only its people, and their figures together."""

from __future__ import annotations

import datetime as dt

from csmanager.core.store import Store
from csmanager.features.reviews.figures.board import Choice, board
from csmanager.features.reviews.periods import parse_period
from csmanager.features.team.segments import actions, queries
from csmanager.features.team.segments.rules import Condition

LAST_DAY = dt.date(2026, 10, 31)


def test_a_group_has_the_figures_of_its_people_only(sample_store: Store) -> None:
    group = sample_store.do(
        "Save",
        actions.save,
        name="Those who write",
        conditions=[Condition("team", "one_of", ("Written desk",))],
    )
    period = parse_period("2026-10", LAST_DAY)
    with sample_store.read() as session:
        team = next(key for key, name in board(session, Choice(period)).teams if name == "Written desk")
        of_group = board(session, Choice(period, group=group))
        of_team = board(session, Choice(period, team=team))
        gone = board(session, Choice(period, group=999))
        expected = queries.members(session, group, period.last)
    assert set(of_group.people) <= expected and of_group.people
    assert set(of_group.people) == set(of_team.people)
    assert of_group.who == "Those who write"
    one, other = ({line.metric: line.value for line in each.lines} for each in (of_group, of_team))
    assert one == other
    assert of_group.ids(None) == of_group.people
    assert gone.choice.group is None and gone.ids(None) is None
