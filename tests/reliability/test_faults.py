"""The disk fails in the middle of a change: a sentence, nothing half, and the work goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.reliability import drill, faults

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the program is forked")

EVERY = 5  # operations between two faults; `python -m tests.reliability` tries each


@pytest.mark.parametrize("kind", faults.KINDS)
def test_a_failing_disk_refuses_the_change_in_words_and_lets_the_next_one_through(
    kind: str, tmp_path: Path
) -> None:
    (tmp_path / "count").mkdir()
    score = drill.Score()
    for at in range(0, faults.count_operations(tmp_path / "count"), EVERY):
        with drill.folder() as place:
            faults.fail(place, at, kind, score)
    assert score.wrong == []
    assert score.states > 4


def test_a_program_that_dies_at_an_operation_leaves_the_step_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "count").mkdir()
    score = drill.Score()
    for at in range(0, faults.count_operations(tmp_path / "count"), EVERY):
        with drill.folder() as place:
            faults.kill(place, at, score)
    assert score.wrong == []
    assert score.states > 4
