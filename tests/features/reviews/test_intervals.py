"""Intervals give the figures that are printed elsewhere, and behave at their ends."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.science.means import mean_interval, promoter_interval, promoter_score
from csmanager.science.proportions import wilson
from csmanager.science.special import incomplete_beta, nearest_rank, t_quantile

FIGURES: dict[str, Any] = json.loads(Path(__file__).with_name("figures.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", FIGURES["wilson"], ids=lambda case: f"{case['hits']} of {case['n']}")
def test_wilson_gives_the_known_interval(case: dict[str, Any]) -> None:
    found = wilson(case["hits"], case["n"], case["confidence"])
    assert found == pytest.approx(case["expected"], abs=1e-6)


@pytest.mark.parametrize("case", FIGURES["promoters"], ids=lambda case: f"{case['score']:.0f}")
def test_the_promoter_score_and_its_interval_are_the_known_ones(case: dict[str, Any]) -> None:
    counts = (case["promoters"], case["detractors"], case["n"])
    assert promoter_score(*counts) == pytest.approx(case["score"], abs=1e-6)
    assert promoter_interval(*counts, case["confidence"]) == pytest.approx(
        (case["low"], case["high"]), abs=1e-6
    )


@pytest.mark.parametrize(("freedom", "confidence", "expected"), FIGURES["t"])
def test_the_t_quantile_is_that_of_the_tables(freedom: int, confidence: float, expected: float) -> None:
    assert t_quantile(freedom, confidence) == pytest.approx(expected, rel=1e-10)


def test_the_t_quantile_falls_steadily_where_its_two_ways_meet() -> None:
    values = [t_quantile(freedom) for freedom in range(140, 160)]
    steps = [a - b for a, b in itertools.pairwise(values)]
    assert all(step > 0 for step in steps)
    assert steps == sorted(steps, reverse=True)


def test_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert promoter_interval(0, 0, 0) is None
    assert promoter_score(0, 0, 0) is None
    assert nearest_rank([], 0.5) is None


def test_all_or_none_keep_the_exact_end() -> None:
    assert wilson(0, 7) == (0.0, pytest.approx(0.3543, abs=1e-4))
    assert wilson(7, 7) == (pytest.approx(0.6457, abs=1e-4), 1.0)


def test_fewer_than_ten_times_have_no_interval() -> None:
    assert mean_interval(9, 90.0, 1000.0) is None
    assert mean_interval(10, 100.0, 1090.0) == pytest.approx((10 - 2.2622, 10 + 2.2622), abs=1e-3)


def test_equal_times_have_an_interval_of_no_width() -> None:
    assert mean_interval(12, 12 * 0.1, 12 * 0.01) == pytest.approx((0.1, 0.1), abs=1e-6)


@given(st.floats(0.001, 0.999), st.floats(0.05, 200), st.floats(0.05, 200))
def test_the_incomplete_beta_function_is_its_own_mirror(x: float, a: float, b: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(1 - incomplete_beta(1 - x, b, a), abs=1e-9)


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share_and_stays_within_bounds(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    found = wilson(hits, n)
    assert found is not None
    assert 0 <= found[0] <= hits / n <= found[1] <= 1


@given(st.lists(st.integers(0, 1000), min_size=1), st.sampled_from((0.5, 0.9)))
def test_nearest_rank_is_a_value_with_enough_below_it(values: list[int], share: float) -> None:
    found = nearest_rank(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) < share * len(values)
