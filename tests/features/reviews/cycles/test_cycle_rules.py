"""The table of moves, the rating, and how scales and weights are typed."""

from __future__ import annotations

import itertools

import pytest

from csmanager.core.errors import RuleBroken
from csmanager.features.reviews.cycles import rules
from csmanager.features.reviews.cycles.rules import MOVE_WORDS, MOVES, ReviewState

SCALE = rules.DEFAULT_SCALE


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


def test_what_is_not_judged_counts_neither_way() -> None:
    judged = [("on_target", 30.0), ("missing", 10.0), ("not_judged", 20.0), ("no_data", 5.0)]
    found = rules.rate(judged, SCALE)
    assert found.score == 0.75
    assert (found.word, found.judged, found.lines) == ("Good", 2, 4)
    assert rules.rate([*judged, ("missing", 0.0)], SCALE).score == 0.75


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [("on_target", 0.0)],
        [("on_target", 100.0)],
        [("on_target", 10.0), ("on_target", 10.0), ("not_judged", 80.0)],
        [("not_judged", 50.0), ("no_data", 50.0)],
    ],
)
def test_too_little_gives_no_rating(lines: list[tuple[str, float]]) -> None:
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
