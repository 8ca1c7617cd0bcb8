"""Stores of every released version come up whole; an update that fails leaves them byte for byte as they were."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from csmanager.core import migrate
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


def test_the_drill_finds_an_update_that_works_on_the_file_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_place(path: Path, _work: Path, _finish: object) -> None:
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE IF NOT EXISTS half (way INTEGER)")
        connection.commit()
        connection.close()
        migrate.upgrade_in_place(path)

    monkeypatch.setattr(migrate, "_swap", in_place)
    score = Score()
    versions.fails("0002", 5, score)
    assert any("not as it was" in line for line in score.wrong)


def test_the_drill_finds_an_update_that_loses_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    real = migrate.upgrade_in_place

    def loses(path: Path, revision: str = "head") -> None:
        real(path, revision)
        if revision == "head":
            connection = sqlite3.connect(path)
            connection.execute("DELETE FROM task WHERE id = (SELECT min(id) FROM task)")
            connection.commit()
            connection.close()

    versions.older("0002")
    monkeypatch.setattr(migrate, "upgrade_in_place", loses)
    score = Score()
    versions.comes_up("0002", score)
    assert any("rows of task are not as they were" in line for line in score.wrong)
