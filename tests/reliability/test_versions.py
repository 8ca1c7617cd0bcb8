"""Stores of every released version come up whole; an update that fails leaves them byte for byte as they were."""

from __future__ import annotations

import pytest

from tests.reliability import versions
from tests.reliability.score import Score


@pytest.mark.parametrize("version", versions.RELEASED)
def test_a_store_of_a_released_version_comes_up_with_every_row(version: str) -> None:
    score = Score()
    versions.comes_up(version, score)
    assert score.wrong == []


def test_an_update_that_fails_at_a_statement_leaves_the_file_as_it_was() -> None:
    score = Score()
    count = versions.statements("0002")
    for at in (0, count // 2, count - 1):
        versions.fails("0002", at, score)
    assert score.wrong == []
    assert score.states == 3
