"""Copies by themselves: two that take turns, one at the end, one outside of the computer, and a word when none is."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from csmanager.core import backup, database
from csmanager.core.clock import Clock
from csmanager.core.settings import write_value
from csmanager.core.store import Store
from csmanager.open import open_store
from tests.answers import ScriptedAnswers
from tests.conftest import StandingClock
from tests.ui.conftest import open_in, settle
from tests.ui.frame import Frame


def change(frame: Frame, value: str) -> None:
    desk = frame.console.desk
    assert desk is not None
    desk.store.do(f"Note {value}", write_value, "tests.value", value)


def rolling(store: Path) -> list[Path]:
    return sorted(
        path for path in backup.folder_for(store).glob(f"*{backup.SUFFIX}") if backup.ROLLING in path.name
    )


def test_two_files_take_turns_and_only_when_something_changed(
    frame: Frame, store_file: Path, qtbot: QtBot
) -> None:
    clock = frame.console.backups
    assert clock.rolling.isActive()
    assert clock.rolling.interval() == 5 * 60_000
    clock.rolling.timeout.emit()
    settle(frame, qtbot)
    assert rolling(store_file) == []
    heads = []
    for value in ("one", "two", "three"):
        change(frame, value)
        clock.rolling.timeout.emit()
        settle(frame, qtbot)
        clock.rolling.timeout.emit()  # nothing more changed
        settle(frame, qtbot)
        assert frame.console.desk is not None
        heads.append(frame.console.desk.store.chain_head())
    pair = rolling(store_file)
    assert len(pair) == 2
    assert {backup.check(path).chain_head for path in pair} == set(heads[1:])
    assert all(path.stat().st_mode & 0o077 == 0 for path in pair)
    assert frame.console.desk is not None
    assert frame.console.desk.store.changed_since_backup  # the series still wants its own


def test_work_goes_on_while_our_own_folder_is_copied(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "own.csm"
    open_store(path, create=True, clock=clock).close()
    store = Store(path, clock=clock, wal=True)
    began, go_on = threading.Event(), threading.Event()
    copied: list[Path] = []

    real = database.copy_to

    def slow(engine: object, target: Path) -> None:
        began.set()
        assert go_on.wait(10)
        real(engine, target)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "copy_to", slow)
        thread = threading.Thread(target=lambda: copied.append(backup.snapshot(store)))
        thread.start()
        assert began.wait(10)
        store.do("A step meanwhile", write_value, "tests.value", "meanwhile")  # would wait for ever otherwise
        go_on.set()
        thread.join(10)
    assert backup.check(copied[0]).chain_head == store.chain_head()
    store.close()


def test_the_last_backup_goes_to_the_second_place_too_and_a_missing_one_is_no_trouble(
    frame: Frame, store_file: Path, tmp_path: Path, answers: ScriptedAnswers, qtbot: QtBot
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    placing = frame.commands.placing
    placing._set(store_file, stick)
    change(frame, "one")
    assert frame.console.desk is not None
    head = frame.console.desk.store.chain_head()
    frame.console.close()
    copy = next(stick.glob(f"*{backup.SUFFIX}"))
    assert (backup.check(copy).reason, backup.check(copy).chain_head) == ("at-close", head)
    open_in(frame, store_file, qtbot)
    placing._set(store_file, tmp_path / "not plugged in")
    change(frame, "two")
    frame.console.close()
    assert answers.told == []
    assert backup.backups(store_file)[0].reason == "at-close"


def test_every_week_without_a_copy_elsewhere_is_told_once_and_not_at_first(
    frame: Frame,
    store_file: Path,
    tmp_path: Path,
    clock: StandingClock,
    answers: ScriptedAnswers,
    qtbot: QtBot,
) -> None:
    placing, banner = frame.commands.placing, frame.console.window.banner
    banner.hide()
    placing.remind()
    assert banner.isHidden()
    clock.pass_time(days=6)
    placing.remind()
    assert banner.isHidden()
    clock.pass_time(days=1)
    placing.hourly.timeout.emit()
    assert not banner.isHidden()
    assert "this computer alone" in banner.label.text()
    banner.dismiss_button.click()
    placing.remind()
    assert banner.isHidden()
    clock.pass_time(days=7)
    placing.remind()
    stick = tmp_path / "stick"
    stick.mkdir()
    answers.answers.append(stick)
    banner.button.click()
    qtbot.waitUntil(lambda: any(stick.glob(f"*{backup.SUFFIX}.json")), timeout=20_000)
    settle(frame, qtbot)
    clock.pass_time(days=6)
    placing.remind()
    assert banner.isHidden()
    clock.pass_time(days=2)
    placing.remind()
    assert str(stick) in banner.label.text()
