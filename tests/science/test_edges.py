"""At their ends the sums say that they do not know, instead of nought or an error."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmanager.science import (
    agreement,
    control,
    forecast,
    funnel,
    hours,
    items,
    mix,
    people,
    proportions,
    queueing,
    service,
    shrinkage,
    special,
    trend,
    verdicts,
)
from csmanager.science.effects import Kind, Outcome, Sample, detectable, effect

WEEK = {day: [["09:00", "17:00"]] for day in range(5)}


def test_nothing_gives_nothing() -> None:
    assert proportions.wilson(0, 0) is None
    assert proportions.rate_interval(0, 0) is None
    assert proportions.newcombe(1, 2, 0, 0) is None
    assert proportions.sample_size(0.5, 0) is None
    assert control.xmr([]) is None
    assert control.xmr([None, None]) is None
    assert control.p_chart([0], [0]) is None
    assert control.run_chart([]) is None
    assert control.laney([1, 2], [10, 10]) is not None
    assert funnel.limits(0.5, 0) is None
    assert funnel.overdispersion([1], [2], 1.0) is None
    assert trend.mann_kendall([1, None, 2, 3]) is None
    assert trend.seasonal([1, 2, 3], 12) is None
    assert shrinkage.moments([], []) is None
    assert shrinkage.likeliest([0], [0]) is None
    assert shrinkage.pooled([0, 0], [0, 0]) is None
    assert shrinkage.pooled_quickly([[0, 0]], [[0, 0]], [None]) == [None]
    assert shrinkage.james_stein([], 1) is None
    assert agreement.alpha([[1, None], [None, 2]]) is None
    assert agreement.kappa([[0, 0], [0, 0]]) is None
    assert agreement.correlations([[1, 2]]) is None
    assert agreement.percent_agreement([[1, None]]) is None
    assert items.alpha([[1], [0]]) is None
    assert items.discrimination([[1]]) is None
    assert mix.adjust({"a": {}})["a"].fair is None
    assert service.ratio(1, 0) is None
    assert service.clears_in(10, 5, 5) is None
    assert service.scheduled(3, 1) is None
    assert people.turnover(0, 0, 0).rate is None
    assert people.turnover_year([], []) is None
    assert people.reached_by([], []) is None
    assert forecast.half_width([1, 2], 0.9) is None
    assert forecast.seasonal_naive([], 7, 2) == [None, None]
    assert special.median([]) is None
    assert special.nearest_rank([], 0.5) is None


def test_equal_values_have_no_spread_and_say_so() -> None:
    flat = control.xmr([5.0] * 12)
    assert flat is not None
    assert (flat.sigma, flat.upper, flat.lower) == (0, 5, 5)
    assert control.nelson([5.0] * 12, 5, 0) == {rule: [] for rule in range(1, 9)}
    same = shrinkage.moments([5, 5, 5], [10, 10, 10])
    assert same is not None
    assert (same.mean, same.a, same.strength) == (0.5, None, math.inf)
    steady = trend.mann_kendall([3.0] * 10)
    assert steady is not None
    assert (steady.z, steady.slope, steady.is_clear) == (0, 0, False)
    assert agreement.alpha([[1, 1, 1], [1, 1, 1]]) is None


def test_a_gap_ends_runs_and_gives_no_range() -> None:
    chart = control.xmr([1, 2, None, 9, 10])
    assert chart is not None
    assert chart.range_mean == 1
    joined = control.xmr([1, 2, None, 9, 10], skip_gaps=True)
    assert joined is not None
    assert joined.range_mean == 3
    values = [6.0] * 5 + [None] + [6.0] * 5
    assert control.nelson(values, 5, 1, (1, 2)) == {1: [], 2: []}
    assert control.nelson([6.0] * 10, 5, 1, (2,)) == {2: [8, 9]}


@given(st.integers(0, 60), st.integers(1, 60))
@settings(max_examples=30, deadline=None)
def test_intervals_hold_what_was_seen(hits: int, n: int) -> None:
    hits = min(hits, n)
    for found in (proportions.wilson(hits, n), proportions.jeffreys(hits, n)):
        assert found is not None
        assert 0 <= found[0] <= hits / n <= found[1] <= 1


@given(st.floats(0.001, 0.999), st.floats(0.5, 40), st.floats(0.5, 40))
@settings(max_examples=20, deadline=None)
def test_the_beta_quantile_undoes_the_beta_function(share: float, a: float, b: float) -> None:
    x = special.beta_quantile(share, a, b)
    assert special.incomplete_beta(x, a, b) == pytest.approx(share, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=12))
@settings(max_examples=8, deadline=None)
def test_shrinkage_draws_everyone_towards_the_team_and_never_past_it(pairs: list[tuple[int, int]]) -> None:
    hits, sizes = [min(pair) for pair in pairs], [max(pair) for pair in pairs]
    found = shrinkage.pooled(hits, sizes, 0.5, nodes=40, points=400)
    if not any(sizes):
        assert found is None
        return
    assert found is not None
    for hit, size, mean, low, high in zip(hits, sizes, found.mean, found.low, found.high, strict=True):
        assert 0 <= low <= mean <= high <= 1
        if size:
            ends = sorted((hit / size, found.centre))
            assert ends[0] - 0.06 <= mean <= ends[1] + 0.06


def test_the_quick_posterior_is_near_the_exact_one() -> None:
    hits, sizes = [40, 31, 55, 28, 61, 3], [50, 40, 62, 40, 66, 5]
    exact, quick = shrinkage.pooled(hits, sizes, 0.8), shrinkage.pooled_quickly([hits], [sizes], [0.8])[0]
    assert exact is not None
    assert quick is not None
    for one, other in ((exact.mean, quick.mean), (exact.low, quick.low), (exact.high, quick.high)):
        assert quick.centre == pytest.approx(exact.centre, abs=2e-3)
        assert one == pytest.approx(other, abs=0.03)


def test_business_time_of_reversed_and_empty_stretches() -> None:
    calendar = hours.Calendar("Europe/Vienna", WEEK)
    noon = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
    assert hours.business_minutes(calendar, noon, noon - dt.timedelta(hours=1)) is None
    assert hours.business_minutes(calendar, noon, noon) == 0
    assert hours.due_at(hours.Calendar("UTC", {}), noon, 5) is None
    assert hours.due_at(calendar, noon, -1) is None


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(-(10**5), 10**6)), min_size=1, max_size=20))
@settings(max_examples=15, deadline=None)
def test_many_stretches_at_once_are_the_same_as_one_by_one(pairs: list[tuple[int, int]]) -> None:
    calendar = hours.Calendar(
        "Europe/Vienna", {**WEEK, 5: [["22:00", "02:00"]]}, frozenset({dt.date(1970, 1, 2)})
    )
    starts, ends = [start for start, _ in pairs], [start + length for start, length in pairs]
    many = hours.Clock(calendar, dt.date(1970, 1, 1), dt.date(1970, 1, 2)).many(starts, ends).tolist()
    clock = hours.Clock(calendar, dt.date(1970, 1, 1), dt.date(1970, 1, 1))
    for start, end, found in zip(starts, ends, many, strict=True):
        one = clock.seconds(start, end)
        assert found == (-1 if one is None else pytest.approx(one))


def test_a_queue_without_enough_people_only_grows() -> None:
    found = queueing.waiting(5, 5, 180, 20)
    assert (found.wait_probability, found.mean_wait, found.service_level) == (1, math.inf, 0)
    assert queueing.people_for(0, 180, 20, 0.8) == 0


# before and after


def share(hits: int, n: int) -> Sample:
    return Sample(Kind.SHARE, n, hits)


@pytest.mark.parametrize(
    ("before", "after", "higher", "outcome"),
    [
        (share(60, 100), share(85, 100), True, Outcome.HELPED),
        (share(60, 100), share(64, 100), True, Outcome.NO_CHANGE),
        (share(85, 100), share(60, 100), True, Outcome.WORSE),
        (share(85, 100), share(60, 100), False, Outcome.HELPED),
        (share(6, 10), share(9, 10), True, Outcome.UNKNOWN),
        (share(6, 10), share(0, 0), True, Outcome.UNKNOWN),
        (Sample(Kind.RATE, 4000, 40), Sample(Kind.RATE, 4000, 10), False, Outcome.HELPED),
        (
            Sample(Kind.MEAN, 50, 15_000, 4_600_000),
            Sample(Kind.MEAN, 50, 10_000, 2_100_000),
            False,
            Outcome.HELPED,
        ),
        (Sample(Kind.POINTS, 100, 30, 50), Sample(Kind.POINTS, 100, 70, 5), True, Outcome.HELPED),
    ],
)
def test_what_was_done_is_judged_with_its_limits(
    before: Sample, after: Sample, higher: bool, outcome: Outcome
) -> None:
    found = effect(before, after, better_is_higher=higher)
    assert found.outcome is outcome
    assert found.reason.endswith(".")
    if found.change is not None and found.low is not None and found.high is not None:
        assert found.low <= found.change <= found.high


def test_a_bounce_after_a_bad_month_is_no_success() -> None:
    before, after = share(56, 80), share(68, 80)
    assert effect(before, after, better_is_higher=True).outcome is Outcome.HELPED
    expected = effect(before, after, better_is_higher=True, expected=0.82)
    assert expected.outcome is Outcome.NO_CHANGE
    assert "to be expected" in expected.reason


def test_how_likely_a_change_would_show() -> None:
    assert detectable(0.85, -0.10, 0) == 0
    assert detectable(0.85, -0.10, 30) < detectable(0.85, -0.10, 100)
    assert detectable(1.0, -1.0, 30) == 1


def test_verdicts_are_told_in_plain_words() -> None:
    told = {
        state: verdicts.sentence(
            verdicts.Standing(state, 0.8, 0.8, 30, None, None, None),
            "Ana",
            "85 %",
            "80 %",
            "63 to 90 %",
            "30 answers",
        )
        for state in verdicts.State
    }
    assert len(set(told.values())) == len(verdicts.State)
    for text in told.values():
        assert text.startswith("Ana")
        assert not {"rank", "worst", "failing", "significant"} & set(text.casefold().split())


def test_a_mix_that_misleads_is_noticed() -> None:
    groups = {
        "A": {"small": (81.0, 87.0), "large": (192.0, 263.0)},
        "B": {"small": (234.0, 270.0), "large": (55.0, 80.0)},
    }
    assert mix.is_misleading(mix.adjust(groups))
    assert not mix.is_misleading(mix.adjust({"A": {"x": (5, 10)}, "B": {"x": (6, 10)}}))
