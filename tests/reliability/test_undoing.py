"""Undo and redo at random, over restarts and every kind of record of the example shop."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmanager.core import replaying
from csmanager.core.errors import Stale
from tests.reliability import undoing


def test_every_state_comes_back_as_it_was(sample_original: Path) -> None:
    score = undoing.walk(sample_original, 32, seed=3)
    assert score.wrong == []
    assert score.states == 32


def test_the_drill_finds_an_undo_that_forgets_a_row(
    sample_original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replaying.apply_rows
    turns = []

    def forgets(connection, rows):  # type: ignore[no-untyped-def]
        turns.append(len(rows))
        real(connection, rows[:-1] if len(turns) == 2 else rows)

    monkeypatch.setattr(replaying, "apply_rows", forgets)
    try:
        found = undoing.walk(sample_original, 8, seed=3, depth=3).wrong
    except Stale as error:  # making all of it again stumbles over the row that was forgotten
        found = [str(error)]
    assert found
