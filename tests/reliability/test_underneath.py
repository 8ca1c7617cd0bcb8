"""Nothing that happens to the file behind the program's back goes unnoticed or costs acknowledged work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from csmanager.core import backup, database
from csmanager.core.store import Store
from csmanager.open import open_store
from tests.reliability import full, underneath
from tests.reliability.score import Score

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems do not let an open file be replaced"
)


@pytest.mark.parametrize("kind", underneath.KINDS)
@pytest.mark.parametrize("is_own_folder", [False, True], ids=["elsewhere", "own folder"])
def test_a_change_underneath_is_noticed_before_the_next_write(kind: str, is_own_folder: bool) -> None:
    score = Score()
    underneath.changed(kind, is_own_folder, score)
    assert score.wrong == []


def test_the_drill_finds_a_program_that_does_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "_require_same_file", lambda self: None)
    score = Score()
    underneath.changed("replaced", True, score)
    assert score.wrong


def test_a_journal_of_another_file_is_not_rolled_in() -> None:
    score = Score()
    underneath.stale_side(score)
    assert score.wrong == []


def test_the_drill_finds_a_journal_that_is_rolled_in_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    def trusting(path: Path, _unclean: Path) -> bool:
        database.settle(path)
        return False

    monkeypatch.setattr(backup, "recover", trusting)
    score = Score()
    underneath.stale_side(score)
    assert any("stale side file" in line for line in score.wrong)


def test_tempting_names_are_only_names() -> None:
    score = Score()
    for given in underneath.NAMES[::4]:
        underneath.name(given, score)
    underneath.too_long(score)
    assert score.wrong == []


def test_the_drill_finds_a_name_that_is_taken_for_more_than_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a database's address would take it: what stands behind a question mark is no longer its name."""

    def address(path: Path, **given: object) -> Store:
        return open_store(Path(str(path).partition("?")[0]), **given)  # type: ignore[arg-type]

    monkeypatch.setattr(underneath, "open_store", address)
    score = Score()
    underneath.name("what?.csm", score)
    assert score.wrong


def test_a_disk_that_cannot_be_written_to_is_looked_at() -> None:
    score = Score()
    with full.small_disk() as disk:
        if disk is None:
            pytest.skip("this person may not mount a small disk")
        underneath.read_only(
            disk,
            lambda how: subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True),
            score,
        )
    assert score.wrong == []
