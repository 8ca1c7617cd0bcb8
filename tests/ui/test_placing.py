"""A store in a synced folder is moved when that is wanted, and the folder gets checked copies instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from csmanager.core import backup, database, paths
from tests.answers import ScriptedAnswers
from tests.ui.conftest import open_in, settle
from tests.ui.frame import Frame


@pytest.fixture
def synced(store_file: Path, tmp_path: Path) -> Path:
    """A store in a folder that a client copies."""
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    return store_file.rename(folder / "shop.csm")


def wait_for_question(frame: Frame, answers: ScriptedAnswers, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(answers.asked), timeout=20_000)


def test_it_is_moved_with_everything_in_it_and_copies_go_to_the_synced_folder(
    closed_frame: Frame, synced: Path, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    console = closed_frame.console
    before = database.inspect(synced)
    answers.answers.append(True)
    console.open(synced)
    qtbot.waitUntil(
        lambda: console.desk is not None and console.desk.store.path.parent == paths.stores_dir(),
        timeout=20_000,
    )
    settle(closed_frame, qtbot)
    assert "Dropbox" in answers.asked[0][1]
    assert console.desk is not None
    assert console.desk.store.chain_head() == before.chain_head
    copy = synced.with_name("shop.csm-backup")
    assert (backup.check(copy).reason, backup.check(copy).counts) == ("moved", before.counts)
    assert not synced.exists()
    with qtbot.waitSignal(console.backups.made, timeout=20_000):
        console.backups.back_up()
    qtbot.waitUntil(lambda: backup.manifest(copy).reason == "by-hand", timeout=20_000)
    settle(closed_frame, qtbot)
    assert backup.check(copy).chain_head == console.desk.store.chain_head()
    assert answers.told == []


def test_whoever_leaves_it_there_is_not_asked_again(
    closed_frame: Frame, synced: Path, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    answers.answers.append(False)
    open_in(closed_frame, synced, qtbot)
    wait_for_question(closed_frame, answers, qtbot)
    closed_frame.console.close()
    open_in(closed_frame, synced, qtbot)
    settle(closed_frame, qtbot)
    assert len(answers.asked) == 1
    assert synced.exists()


def test_a_second_place_is_chosen_and_told_when_it_is_gone(
    frame: Frame, tmp_path: Path, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    console = frame.console
    stick = tmp_path / "stick"
    stick.mkdir()
    answers.answers.append(stick)
    with qtbot.waitSignal(console.backups.made, timeout=20_000):
        console.window.menus.actions["second_place"].trigger()
    qtbot.waitUntil(lambda: any(stick.glob("*.csm-backup")), timeout=20_000)
    settle(frame, qtbot)
    for path in stick.iterdir():
        path.unlink()
    stick.rmdir()
    with qtbot.waitSignal(console.backups.made, timeout=20_000):
        console.backups.back_up()
    qtbot.waitUntil(lambda: bool(answers.told), timeout=20_000)
    assert str(stick) in answers.told[0]
