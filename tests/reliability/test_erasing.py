"""T11, the quick cut: people of the sample are erased, and nothing names them afterwards."""

from __future__ import annotations

import datetime as dt

from csmanager.core.store import Store
from tests.reliability import erasing
from tests.reliability.score import Score


def test_who_was_erased_is_found_nowhere_and_every_figure_stays(sample_store: Store, today: dt.date) -> None:
    score = Score()
    done = erasing.erase_all_but_one(sample_store, score, today=today, most=3)
    assert score.wrong == []
    assert score.states == 3
    assert done.rows > 100 and done.texts > 0 and done.left == ()
