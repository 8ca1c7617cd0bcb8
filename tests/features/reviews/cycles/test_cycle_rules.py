"""The table of moves, the rating, and how scales and weights are typed."""

from __future__ import annotations

import itertools

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.cycles import rules
from csmanager.features.reviews.cycles.rules import MOVE_WORDS, MOVES, Grade, ReviewState

SCALE = rules.DEFAULT_SCALE
G = Grade


def test_only_the_moves_of_the_table_are_possible() -> None:
    for state, move in itertools.product(ReviewState, MOVE_WORDS):
        if (state, move) in MOVES:
            after = rules.moved("Ana", state, move, reason="why", witness="Bo", name="Ana")
            assert after is MOVES[state, move].to
        else:
            with pytest.raises(RuleBroken, match="is not possible"):
                rules.moved("Ana", state, move, reason="why", witness="Bo", name="Ana")


def test_refusing_needs_a_witness_skipping_a_reason_and_signing_a_name() -> None:
    with pytest.raises(RuleBroken, match="witness"):
        rules.moved("Ana", ReviewState.DISCUSSED, "refuse", reason="disagrees")
    with pytest.raises(RuleBroken, match="reason"):
        rules.moved("Ana", ReviewState.PREPARED, "skip")
    with pytest.raises(RuleBroken, match="name"):
        rules.moved("Ana", ReviewState.DISCUSSED, "sign", name=" ")


def test_each_grade_counts_as_said_and_too_few_cases_count_neither_way() -> None:
    lines = [(G.ON_TARGET, 40.0), (G.OPEN, 20.0), (G.WATCH, 20.0), (G.MISSING, 20.0), (G.FEW, 20.0)]
    found = rules.rate([*lines, (G.NO_DATA, 5.0)], SCALE)
    assert found.score == pytest.approx((40 + 0.75 * 20 + 0.5 * 20) / 100)
    assert (found.word, found.judged, found.lines) == ("Good", 4, 6)
    for said in (
        "1 on target",
        "1 not to be told apart",
        "1 missed in this period only",
        "1 missing",
        "2 left out",
    ):
        assert said in found.reason
    assert rules.rate([*lines, (G.MISSING, 0.0)], SCALE).score == found.score


def test_nobody_is_marked_down_for_what_chance_explains() -> None:
    by_chance = rules.rate([(G.OPEN, 50.0), (G.OPEN, 50.0)], SCALE)
    slipping = rules.rate([(G.OPEN, 50.0), (G.MISSING, 50.0)], SCALE)
    assert (by_chance.word, slipping.word) == ("Good", "Partly there")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [(G.ON_TARGET, 0.0)],
        [(G.ON_TARGET, 100.0)],
        [(G.ON_TARGET, 10.0), (G.OPEN, 10.0), (G.FEW, 80.0)],
        [(G.FEW, 50.0), (G.NO_DATA, 50.0)],
    ],
)
def test_too_little_gives_no_rating(lines: list[tuple[Grade, float]]) -> None:
    found = rules.rate(lines, SCALE)
    assert (found.word, found.score) == (rules.NOT_JUDGED, None)
    assert found.reason


def test_a_scale_and_weights_are_read_as_they_are_written() -> None:
    assert rules.parse_scale(rules.scale_text(SCALE)) == list(SCALE)
    for wrong in ("Good", "Good: 90 %", "Good: 50\nBad: 90\nWorse: 0", "Good: 90\nBad: 10"):
        with pytest.raises(RuleBroken):
            rules.parse_scale(wrong)
    names = {"handle time": "handle_time"}
    assert rules.parse_weights("Handle time: 20", names) == {"handle_time": 20.0}
    for wrong in ("Handle time", "Speed: 3", "Handle time: 0", "Handle time: 1\nHandle time: 2"):
        with pytest.raises(RuleBroken):
            rules.parse_weights(wrong, names)
