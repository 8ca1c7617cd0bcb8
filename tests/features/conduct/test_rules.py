"""What moves are possible, what goes the formal way, and how the ladder is climbed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.core.errors import RuleBroken
from csmanager.features.conduct import rules
from csmanager.features.conduct.rules import (
    ENDED,
    FORMAL,
    MOVES,
    Appeal,
    Earlier,
    Kind,
    Standing,
    State,
    Step,
)

DAY = dt.date(2026, 3, 31)


@given(
    st.sampled_from(State), st.sampled_from(sorted(rules.MOVE_WORDS)), st.sampled_from(Kind), st.booleans()
)
def test_what_is_offered_is_what_is_allowed(state: State, move: str, kind: Kind, is_formal: bool) -> None:
    offered = move in rules.moves_from(state, kind, is_formal=is_formal)
    try:
        rules.target(state, move, kind, is_formal=is_formal, reason="since")
        allowed = True
    except RuleBroken:
        allowed = False
    assert offered <= allowed
    if allowed and not offered:  # only what a formal matter could never have come to
        assert state in (State.MEDIATION, State.AGREEMENT, State.MONITORING) or is_formal


@given(st.lists(st.sampled_from(sorted(rules.MOVE_WORDS)), max_size=12), st.sampled_from(sorted(FORMAL)))
def test_harassment_is_never_mediated_whatever_is_tried(moves: list[str], kind: Kind) -> None:
    state, is_formal = State.RAISED, False
    for move in moves:
        try:
            state = rules.target(state, move, kind, is_formal=is_formal, reason="since")
        except RuleBroken:
            continue
        is_formal = is_formal or move == "formal"
        assert state not in (State.MEDIATION, State.AGREEMENT, State.MONITORING)
        assert state is not State.CLOSED  # it ends with a finding, and not on the side


def test_every_state_can_be_reached_and_left() -> None:
    reached = {terms.target for terms in MOVES.values()} | {State.RAISED}
    assert reached == set(State)
    assert {origin for origin, _ in MOVES} == set(State) - {State.FINDING}
    assert {State.FINDING, State.CLOSED} == ENDED


def test_mediation_of_harassment_is_refused_in_a_sentence() -> None:
    with pytest.raises(RuleBroken, match="never mediated"):
        rules.target(State.INTERVIEWING, "mediate", Kind.HARASSMENT, is_formal=False, reason="")
    with pytest.raises(RuleBroken, match="never mediated"):
        rules.target(State.INTERVIEWING, "mediate", Kind.CONDUCT, is_formal=True, reason="")
    with pytest.raises(RuleBroken, match="formal way"):
        rules.target(State.TRIAGED, "settle", Kind.DISCRIMINATION, is_formal=False, reason="It was a joke")


def test_check_ins_are_after_one_two_four_and_eight_weeks() -> None:
    assert rules.check_in_days(DAY) == [
        (1, dt.date(2026, 4, 7)),
        (2, dt.date(2026, 4, 14)),
        (4, dt.date(2026, 4, 28)),
        (8, dt.date(2026, 5, 26)),
    ]


def earlier(step: Step, months_ago: int, standing: Standing = Standing.ISSUED) -> Earlier:
    issued = rules.months_later(dt.date(2024, 1, 31), 26 - months_ago) or DAY
    return Earlier(step, standing, issued, rules.months_later(issued, rules.MONTHS[step]))


@pytest.mark.parametrize(
    ("had", "usual"),
    [
        ([], Step.VERBAL),
        ([earlier(Step.VERBAL, 2)], Step.WRITTEN),
        ([earlier(Step.VERBAL, 7)], Step.VERBAL),  # six months are over
        ([earlier(Step.VERBAL, 2), earlier(Step.WRITTEN, 1)], Step.FINAL),
        ([earlier(Step.WRITTEN, 2, Standing.OVERTURNED)], Step.VERBAL),
        ([earlier(Step.WRITTEN, 2, Standing.UPHELD)], Step.FINAL),
        ([earlier(Step.SUSPENSION, 2)], Step.DISMISSAL),
        ([earlier(Step.DISMISSAL, 20)], Step.DISMISSAL),  # for good
    ],
)
def test_the_next_step_follows_from_what_still_counts(had: list[Earlier], usual: Step) -> None:
    assert rules.next_step(had, DAY) is usual
    rules.check_step(usual, had, DAY, "")
    for step in rules.STEPS[: rules.STEPS.index(usual)]:
        rules.check_step(step, had, DAY, "")  # a lighter one is always possible
    for step in rules.STEPS[rules.STEPS.index(usual) + 1 :]:
        with pytest.raises(RuleBroken, match="next step"):
            rules.check_step(step, had, DAY, " ")
        rules.check_step(step, had, DAY, "Gross misconduct")


def test_that_an_earlier_step_has_ended_is_said() -> None:
    with pytest.raises(RuleBroken, match=r"The verbal warning of .* no longer counts"):
        rules.check_step(Step.WRITTEN, [earlier(Step.VERBAL, 7)], DAY, "")


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 60))
def test_months_end_on_the_same_day_or_the_last_of_the_month(day: dt.date, months: int) -> None:
    later = rules.months_later(day, months)
    assert later is not None
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1


def test_a_warning_counts_up_to_the_day_before_it_ends() -> None:
    one = Earlier(Step.VERBAL, Standing.ISSUED, dt.date(2026, 1, 31), dt.date(2026, 7, 31))
    assert rules.counts(one, dt.date(2026, 7, 30))
    assert not rules.counts(one, dt.date(2026, 7, 31))
    assert not rules.counts(one, dt.date(2026, 1, 30))


@pytest.mark.parametrize(
    ("standing", "move", "appeal", "why"),
    [
        (Standing.DRAFT, "appeal", Appeal.NONE, "draft"),
        (Standing.ISSUED, "issue", Appeal.NONE, "issued"),
        (Standing.ISSUED, "appeal", Appeal.UPHELD, "appeal already"),
        (Standing.ISSUED, "overturn", Appeal.NONE, "no open appeal"),
        (Standing.ISSUED, "expire", Appeal.OPEN, "Decide the appeal"),
        (Standing.OVERTURNED, "expire", Appeal.OVERTURNED, "overturned"),
    ],
)
def test_the_ladder_refuses_with_the_reason(standing: Standing, move: str, appeal: Appeal, why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        rules.stand(standing, move, appeal)
