"""Whatever is changed in whatever order: no day of a person has two answers, and undo gives every row back."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.core.store import Store
from csmanager.features.team import actions, moves, queries
from tests.digest import content

START = dt.date(2025, 1, 1)
TODAY = dt.date(2026, 3, 31)
days = st.integers(0, 500).map(lambda count: START + dt.timedelta(days=count))
teams = st.sampled_from(["Phones", "Chat", "Mail", None])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("change"), days, teams),
        st.tuples(st.just("leave"), days, teams),
        st.tuples(st.just("back"), days, teams),
        st.tuples(st.just("start"), days, teams),
        st.tuples(st.just("remove"), days, teams),
    ),
    max_size=8,
)


def make(store: Store, person: int, kind: str, day: dt.date, team: str | None) -> bool:
    """Do one step; False when the rules refuse it."""
    work: dict[str, tuple[Any, dict[str, Any]]] = {
        "change": (moves.change_employment, {"starts_on": day, "team": team}),
        "leave": (moves.leave, {"last_day": day, "reason": "x", "today": TODAY}),
        "back": (moves.come_back, {"starts_on": day, "reason": "x", "today": TODAY}),
        "start": (actions.change_person, {"started_on": day}),
    }
    try:
        if kind == "remove":
            with store.read() as session:
                known = queries.employment(session, person)
            store.do(kind, moves.remove_employment, known[day.toordinal() % len(known)].id)
        else:
            action, facts = work[kind]
            store.do(kind, action, person, **facts)
    except RuleBroken:
        return False
    return True


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_no_day_has_two_answers(store: Store, steps: list[tuple[str, dt.date, str | None]]) -> None:
    person = store.do(
        "Add", actions.add_person, name="Bo", team="Phones", started_on=START, today=TODAY, code=None
    )
    images = [content(store, history=False)]
    for step in steps:
        if make(store, person, *step):
            after = content(store, history=False)
            if after != images[-1]:
                images.append(after)
        with store.read() as session:
            rows = list(reversed(queries.employment(session, person)))
            assert rows
            for earlier, later in itertools.pairwise(rows):
                assert earlier.ends_on is not None
                assert earlier.starts_on <= earlier.ends_on < later.starts_on
            detail = queries.person(session, person, TODAY)
            assert detail is not None
    for image in reversed(images[:-1]):
        store.undo()
        assert content(store, history=False) == image
