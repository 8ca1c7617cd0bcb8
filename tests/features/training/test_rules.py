"""The legal steps of an enrolment, and when a course is due."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.features.training import rules
from csmanager.features.training.rules import MOVES, Requirement, State

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


@pytest.mark.parametrize(("old", "new"), list(itertools.product(State, State)))
def test_only_the_steps_of_the_table_are_legal(old: State, new: State) -> None:
    if new in MOVES[old]:
        rules.require_move("Ana", old, new, "because")
    else:
        with pytest.raises(RuleBroken, match="Ana is"):
            rules.require_move("Ana", old, new, "because")


def test_an_exemption_owes_a_reason() -> None:
    with pytest.raises(RuleBroken, match="Say why Ana"):
        rules.require_move("Ana", State.ASSIGNED, State.EXEMPT, "  ")


@given(DAYS, DAYS, DAYS, st.integers(0, 400))
def test_nobody_is_late_on_the_day_a_rule_reaches_them(
    began: dt.date, since: dt.date, today: dt.date, within: int
) -> None:
    assert rules.due_on(began, since, today, within) >= today


def test_a_newcomer_has_the_days_from_the_first_one() -> None:
    first = dt.date(2026, 4, 1)
    assert rules.due_on(first, dt.date(2026, 1, 1), dt.date(2026, 3, 31), 14) == dt.date(2026, 4, 15)


def test_a_requirement_holds_where_all_it_names_fits() -> None:
    rule = Requirement(1, role_id=2, team_id=3, segment_id=4, is_mandatory=True, within_days=30)
    assert rule.applies(2, 3, {4})
    assert not rule.applies(2, 3, {5})
    assert not rule.applies(2, 9, {4})
    assert Requirement(1, None, None, None, True, 30).applies(None, None)


def test_a_pass_without_end_never_runs_out() -> None:
    assert rules.expires_on(dt.date(2026, 3, 1), None) is None
    assert rules.expires_on(dt.date(2026, 3, 1), 30) == dt.date(2026, 3, 31)
