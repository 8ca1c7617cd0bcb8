"""Damage and tampering are noticed: backups before anything is replaced, the history against its chain and its head."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from csmanager.core import backup
from csmanager.core.errors import AppError
from csmanager.open import open_store
from tests.reliability import damage


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain", "encrypted"])
def test_every_damaged_backup_is_refused_before_anything_is_replaced(is_encrypted: bool) -> None:
    score = damage.damaged(12, is_encrypted=is_encrypted)
    assert score.wrong == []
    assert score.states == 12


def test_the_drill_finds_a_restore_that_does_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(damage, "sha256", lambda _path: "the same")
    real = backup.check
    monkeypatch.setattr(backup, "check", lambda path: None if path.suffix == backup.SUFFIX else real(path))
    monkeypatch.setattr(damage, "is_whole", lambda _path: True)
    assert damage.damaged(8).wrong


def test_every_tampering_with_the_history_is_found() -> None:
    score = damage.tampered(9)
    assert score.wrong == []
    assert score.states == 9


def test_the_drill_finds_a_change_that_the_chain_does_not_cover() -> None:
    assert damage.tampered(1, ("UPDATE history_row SET id = id WHERE id = {row}",)).wrong


def test_backups_old_new_encrypted_and_of_an_older_schema_are_put_back() -> None:
    score = damage.restored(1)
    assert score.wrong == []
    assert score.states == 5


def test_the_drill_finds_a_restore_that_puts_back_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "restore", lambda _source, _store, _now: None)
    assert len(damage.restored(0, plain_only=True).wrong) >= 2


def test_what_is_refused_says_so_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "odd.csm"
    chance = Random(3)
    for _ in range(20):
        path.write_bytes(chance.randbytes(chance.randrange(0, 9000)))
        with pytest.raises(AppError) as caught:
            open_store(path)
        assert str(caught.value).endswith(".")
