"""A verdict is only spoken when the figures bear it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmanager.features.reviews.rules import Aim, Better, Judgement, Unit, Verdict, judge
from csmanager.features.reviews.words import (
    parse_seconds,
    range_text,
    seconds_text,
    short_range,
    target_text,
    value_text,
)


def verdict(
    interval: tuple[float, float] | None,
    aim: Aim | None,
    better: Better = Better.HIGHER,
    n: int = 100,
    value: float | None = 0.5,
) -> Judgement:
    return judge(value, n, interval, aim, better=better, minimum_n=20, what="answers")


@pytest.mark.parametrize(
    ("interval", "aim", "better", "expected"),
    [
        ((0.86, 0.95), Aim(0.85), Better.HIGHER, Verdict.ON_TARGET),
        ((0.85, 0.95), Aim(0.85), Better.HIGHER, Verdict.ON_TARGET),
        ((0.70, 0.84), Aim(0.85), Better.HIGHER, Verdict.MISSING),
        ((0.70, 0.85), Aim(0.85), Better.HIGHER, Verdict.NOT_JUDGED),
        ((0.01, 0.04), Aim(0.05), Better.LOWER, Verdict.ON_TARGET),
        ((0.06, 0.09), Aim(0.05), Better.LOWER, Verdict.MISSING),
        ((0.04, 0.09), Aim(0.05), Better.LOWER, Verdict.NOT_JUDGED),
        ((280, 390), Aim(270, 400), Better.RANGE, Verdict.ON_TARGET),
        ((401, 420), Aim(270, 400), Better.RANGE, Verdict.MISSING),
        ((200, 269), Aim(270, 400), Better.RANGE, Verdict.MISSING),
        ((260, 300), Aim(270, 400), Better.RANGE, Verdict.NOT_JUDGED),
        ((260, 500), Aim(270, 400), Better.RANGE, Verdict.NOT_JUDGED),
    ],
)
def test_only_an_interval_wholly_on_one_side_is_judged(
    interval: tuple[float, float], aim: Aim, better: Better, expected: Verdict
) -> None:
    assert verdict(interval, aim, better).status is expected


def test_few_answers_are_not_judged_however_bad() -> None:
    found = verdict((0.0, 0.1), Aim(0.9), n=19)
    assert found.status is Verdict.NOT_JUDGED
    assert "19 answers" in found.reason
    assert "20" in found.reason


def test_no_value_is_no_data_and_never_nought() -> None:
    found = verdict(None, Aim(0.9), n=0, value=None)
    assert found == Judgement(Verdict.NO_DATA, "There are no answers to compute it from.")


def test_without_a_target_nothing_is_judged() -> None:
    assert verdict((0.1, 0.2), None) == Judgement(Verdict.NOT_JUDGED, "No target is set.")


def test_a_volume_is_never_judged() -> None:
    found = judge(120, 120, None, None, better=Better.NEITHER, minimum_n=1, is_exact=True)
    assert found.status is Verdict.NOT_JUDGED


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.sampled_from((Better.HIGHER, Better.LOWER)),
)  # fmt: skip
def test_turning_the_scale_round_turns_the_verdict_round_nowhere(
    low: float, high: float, target: float, better: Better
) -> None:
    low, high = sorted((low, high))
    other = Better.LOWER if better is Better.HIGHER else Better.HIGHER
    here = verdict((low, high), Aim(target), better).status
    mirrored = verdict((-high, -low), Aim(-target), other).status
    assert here is mirrored


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.8213, Unit.SHARE, "82.1 %"),
        (1.0, Unit.SHARE, "100 %"),
        (0.99996, Unit.SHARE, "99.9 %"),
        (0.0, Unit.SHARE, "0 %"),
        (0.0001, Unit.SHARE, "0.1 %"),
        (17.8, Unit.SECONDS, "17.8 s"),
        (260, Unit.SECONDS, "4 min 20 s"),
        (11_100, Unit.SECONDS, "3 h 05 min"),
        (190_000, Unit.SECONDS, "2 d 5 h"),
        (4.2149, Unit.SCORE, "4.21"),
        (33.3, Unit.POINTS, "+33"),
        (-0.2, Unit.POINTS, "0"),
        (1204, Unit.COUNT, "1,204"),
        (None, Unit.SHARE, "–"),
    ],
)
def test_a_value_reads_with_its_unit(value: float | None, unit: Unit, text: str) -> None:
    assert value_text(value, unit) == text


def test_seconds_never_round_to_sixty() -> None:
    assert seconds_text(59.97) == "1 min 00 s"
    assert seconds_text(3599.7) == "1 h 00 min"


def test_ranges_read_as_from_and_to() -> None:
    assert range_text(0.631, 0.904, "share") == "63.1 to 90.4 %"
    assert range_text(None, None, "share") == ""
    assert target_text(270, 400, "seconds") == "4 min 30 s to 6 min 40 s"
    assert target_text(0.85, None, "share") == "85 %"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20", 20),
        ("20 s", 20),
        ("4:30", 270),
        ("1:00:05", 3605),
        ("4 min 30 s", 270),
        ("4m30s", 270),
        ("12 h", 43_200),
        ("2 days", 172_800),
        ("1.5 hours", 5400),
        ("2,5 sec", 2.5),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, seconds: float) -> None:
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "4 weeks", "4:xx", "h", "12 h and more"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Write a time"):
        parse_seconds(text)


def test_a_range_in_a_column_is_short() -> None:
    assert short_range(0.941, 0.97, "share") == "94.1–97.0 %"
    assert short_range(258, 285, "seconds") == "4:18–4:45 min"
    assert short_range(29_100, 36_120, "seconds") == "8:05–10:02 h"
    assert short_range(8.5, 10.1, "seconds") == "8.5–10.1 s"
    assert short_range(-12, 30, "points") == "-12 to +30"
    assert short_range(None, None, "share") == ""
