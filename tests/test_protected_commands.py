"""The command line on a protected store: the passphrase comes from the environment, or it says how."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from csmanager import cli
from csmanager.core import encryption, keys

WORDS = "three quiet words"


@pytest.fixture
def protected(store_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A protected store whose key is not known."""
    monkeypatch.setattr(keys, "_by_salt", {})
    monkeypatch.setattr(keys, "_by_path", {})
    encryption.protect(store_file, keys.made(WORDS))
    keys._by_path.clear()
    keys._by_salt.clear()
    yield store_file


def test_without_a_passphrase_it_says_how_and_changes_nothing(
    protected: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = protected.read_bytes()
    monkeypatch.delenv("CSMANAGER_PASSPHRASE", raising=False)
    assert cli.main(["check", str(protected)]) == cli.REFUSED
    assert "CSMANAGER_PASSPHRASE" in capsys.readouterr().err
    monkeypatch.setenv("CSMANAGER_PASSPHRASE", "three quiet swords")
    assert cli.main(["check", str(protected)]) == cli.REFUSED
    assert "not the passphrase" in capsys.readouterr().err
    assert protected.read_bytes() == before


def test_with_it_commands_work_and_backups_stay_protected(
    protected: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CSMANAGER_PASSPHRASE", WORDS)
    made = tmp_path / "kept" / "copy.csm-backup"
    made.parent.mkdir()
    assert cli.main(["backup", str(protected), str(made)]) == cli.DONE, capsys.readouterr()
    assert keys.salt_of(made) is not None
    keys._by_path.clear()
    keys._by_salt.clear()
    other = tmp_path / "other.csm"
    assert cli.main(["restore", str(made), str(other)]) == cli.DONE, capsys.readouterr()
    assert cli.main(["check", str(other)]) == cli.DONE
    keys._by_path.clear()
    keys._by_salt.clear()
    shutil.copyfile(other, tmp_path / "third.csm")
    assert cli.main(["history", str(tmp_path / "third.csm")]) == cli.DONE
