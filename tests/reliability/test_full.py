"""A small disk that is really full, where one may be mounted."""

from __future__ import annotations

import pytest

from tests.reliability import full
from tests.reliability.score import Score


def test_a_full_disk_spoils_nothing_and_work_goes_on_once_there_is_space(qapp: object) -> None:
    score = Score()
    with full.small_disk() as disk:
        if disk is None:
            pytest.skip("this person may not mount a small disk")
        for turn, name in enumerate(full.flows_here()):
            full.run(disk, name, full.LEFT[turn % 3], score)
    assert score.wrong == []
    assert score.states == len(full.flows_here())
