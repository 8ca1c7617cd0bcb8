"""``csmanager erase``: it says what would go, erases for good, and a restored backup does not bring it back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csmanager.cli import DONE, REFUSED, main
from csmanager.core import backup
from csmanager.core.store import Store
from csmanager.selftest.flows import ERASED, prepare


@pytest.fixture
def path(store: Store) -> Path:
    """A store with people who left, and tasks that name them."""
    store.close()
    prepare("erase", store.path)
    return store.path


def test_somebody_is_erased_and_stays_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = ERASED[0]
    assert main(["erase", str(path), "--person", name, "--dry-run"]) == DONE
    assert f"Write to {name}" in capsys.readouterr().out
    old = path.with_name(f"old{backup.SUFFIX}")
    assert main(["backup", str(path), str(old)]) == DONE
    capsys.readouterr()
    assert main(["erase", str(path), "--person", name, "--everywhere", "--json"]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["left"] == [] and told["written_anew"] and told["history_values"] > 0
    for one in (path, Path(told["backup"])):
        assert name.encode() not in one.read_bytes()
    assert main(["restore", str(old), str(path)]) == DONE
    assert main(["check", str(path)]) == DONE
    assert main(["erase", str(path), "--person", name]) == REFUSED
    assert f"Nobody is called {name}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "Say who"),
        (["--person", "Nobody Atall"], "Nobody is called"),
        (["--applicant", "Nobody Atall"], "has applied"),
        (["--person", "x", "--applicant", "y"], "either"),
    ],
)
def test_who_is_not_known_is_refused_in_a_sentence(
    path: Path, given: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["erase", str(path), *given]) == REFUSED
    assert words in capsys.readouterr().err
