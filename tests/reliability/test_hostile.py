"""A short cut of the drill of hostile files, and that a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmanager.features.importing.results import FileResult
from tests.reliability import hostile


def test_there_are_over_a_hundred_kinds_and_mutations_follow_their_seed() -> None:
    assert len({kind.name for kind in hostile.kinds()}) == len(hostile.kinds()) > 100
    good = b"a,b\n1,2\n" * 50
    assert hostile.mutated(good, 3) == hostile.mutated(good, 3) != good


def test_a_few_of_them_do_no_harm() -> None:
    score = hostile.run(6, 2)
    assert (score.wrong, score.states >= 8) == ([], True)


def test_a_file_that_is_taken_in_though_it_must_not_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def take(_store: object, path: Path, **_given: object) -> FileResult:
        return FileResult(path.name, "imported", "taken.", rows_added=7)

    monkeypatch.setattr(hostile, "import_file", take)
    score = hostile.run(4, 0)
    assert any("taken in, 7 rows" in line for line in score.wrong)
