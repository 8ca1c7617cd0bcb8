"""One writer, always; and nobody is locked out by what a lock left behind."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from csmanager.core import lock
from tests.reliability import starts


def test_of_many_starts_at_once_exactly_one_writes() -> None:
    assert starts.at_once(2, 6).wrong == []


def test_a_killed_holder_is_followed_at_once() -> None:
    assert starts.taken_over(2).wrong == []


def test_nonsense_in_a_lock_keeps_nobody_out() -> None:
    assert starts.nonsense(40).wrong == []


def test_a_lock_of_another_computer_is_never_stolen() -> None:
    assert starts.elsewhere().wrong == []


def test_the_drill_finds_a_lock_that_several_get(monkeypatch: pytest.MonkeyPatch) -> None:
    def anyone(file: Path, _who: Path, _path: Path) -> sqlite3.Connection:
        return sqlite3.connect(":memory:")

    monkeypatch.setattr(lock, "_take", anyone)
    assert any("taken from one that lives" in line for line in starts.taken_over(1).wrong)
