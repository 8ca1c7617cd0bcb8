"""People of the example shop are erased: nothing names them, and every figure is as it was."""

from __future__ import annotations

from pathlib import Path

from csmanager import sample
from csmanager.open import open_store
from tests.reliability import erasing
from tests.reliability.score import Score


def test_not_a_byte_of_their_names_is_left_and_every_figure_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "store.csm"
    day = erasing.LAST_DAY
    sample.build(path, people=5, months=4, contacts=300, last_day=day, today=day)
    store = open_store(path, clock=lambda: erasing.NOON)
    score = Score()
    try:
        erasing.erase_all_but_one(store, score, today=day, most=3)
    finally:
        store.close()
    assert score.wrong == []
    assert score.states == 3
