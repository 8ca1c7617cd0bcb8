"""Backups that can be trusted, restores that check first, locks that die with their holder, whole files."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from csmanager.core import backup, files
from csmanager.core.check import check_store, mend
from csmanager.core.errors import Refused, StoreInUse
from csmanager.core.lock import StoreLock
from csmanager.core.settings import StoreSettings, read_settings, write_settings
from csmanager.core.store import Store
from csmanager.open import open_store
from tests.conftest import StandingClock
from tests.core.test_store import add_task, tasks
from tests.digest import content


def test_a_backup_holds_what_the_store_held(store: Store, clock: StandingClock) -> None:
    store.do("Add", add_task, "kept")
    assert store.changed_since_backup
    path = backup.back_up(store, "by-hand")
    assert not store.changed_since_backup
    found = backup.manifest(path)
    assert (found.chain_head, found.counts["task"], found.reason) == (store.chain_head(), 1, "by-hand")
    assert [row.path for row in backup.backups(store.path)] == [path]


def test_restore_keeps_the_present_file_and_brings_the_other_back(store: Store, clock: StandingClock) -> None:
    store.do("Add", add_task, "then")
    path = backup.back_up(store, "by-hand")
    then = content(store)
    store.do("Add", add_task, "now")
    now = content(store)
    store.close()
    clock.pass_time(hours=1)
    kept = backup.restore(path, store.path, clock())
    restored = open_store(store.path, clock=clock)
    assert content(restored) == then
    restored.close()
    assert kept is not None
    back = backup.restore(kept, store.path, clock())
    assert back is not None
    again = open_store(store.path, clock=clock)
    assert content(again) == now
    again.close()


@pytest.mark.parametrize("place", [0, 100, 5000, -1])
def test_a_damaged_backup_is_refused_before_anything_is_replaced(store: Store, place: int) -> None:
    path = backup.back_up(store, "by-hand")
    store.close()
    bytes_ = bytearray(path.read_bytes())
    bytes_[place] ^= 0x41
    path.write_bytes(bytes_)
    before = files.sha256(store.path)
    with pytest.raises(Refused, match="nothing was restored"):
        backup.restore(path, store.path, store.clock())
    assert files.sha256(store.path) == before


def test_a_copy_of_a_newer_program_is_refused_before_anything_is_replaced(
    store: Store, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.csm"
    store.copy_to(newer)
    with contextlib.closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 99")
    store.close()
    before = files.sha256(store.path)
    with pytest.raises(Refused, match="newer csmanager"):
        backup.restore(newer, store.path, store.clock())
    assert files.sha256(store.path) == before


def test_a_backup_without_manifest_is_not_trusted(store: Store) -> None:
    path = backup.back_up(store, "by-hand")
    backup.manifest_path(path).unlink()
    with pytest.raises(Refused, match="manifest"):
        backup.check(path)
    assert "manifest" in backup.backups(store.path)[0].problem


def test_old_backups_thin_out_but_never_the_newest() -> None:
    now = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
    dated = [(now - dt.timedelta(hours=6 * step), Path(f"{step}")) for step in range(4 * 400)]
    kept = backup.kept(dated, now)
    assert kept[0] == dated[0]
    assert len([item for item in kept if now - item[0] <= dt.timedelta(days=2)]) == 9
    days = {item[0].date() for item in kept}
    assert {now.date() - dt.timedelta(days=back) for back in range(14)} <= days
    assert len({item[0].strftime("%Y-%m") for item in kept}) == 12
    assert len(kept) < 45


def test_one_writer_at_a_time_and_the_second_is_told_who(store_file: Path) -> None:
    lock = StoreLock(store_file)
    with pytest.raises(StoreInUse, match="open already") as caught:
        StoreLock(store_file)
    assert caught.value.holder
    lock.release()
    StoreLock(store_file).release()
    assert not list(store_file.parent.glob("*-lock")) + list(store_file.parent.glob("*-who"))


def test_the_lock_of_a_killed_program_is_free_at_once(store_file: Path) -> None:
    code = (
        "import sys, pathlib\nfrom csmanager.core.lock import StoreLock\n"
        "lock = StoreLock(pathlib.Path(sys.argv[1]))\nprint('held', flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store_file)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(StoreInUse):
            StoreLock(store_file)
        process.kill()
        process.wait()
    StoreLock(store_file).release()


def test_a_garbled_lock_file_locks_nobody_out(store_file: Path) -> None:
    store_file.with_name(store_file.name + "-lock").write_bytes(b"garbage" * 100)
    StoreLock(store_file).release()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    target.write_text("old")

    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(Refused, match="No space left"):
        files.replace_file(target, fail)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    assert files.replace_file(target, lambda path: path.write_text("new") and None) == target
    assert target.read_text() == "new"


def test_a_target_somebody_holds_open_gets_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.xlsx"
    target.write_text("old")
    real, waits = Path.replace, list[float]()

    def locked(self: Path, other: Path) -> Path:
        if other == target:
            raise PermissionError(13, "in use")
        return real(self, other)

    monkeypatch.setattr(Path, "replace", locked)
    placed = files.replace_file(target, lambda path: path.write_text("new") and None, pause=waits.append)
    assert (placed.name, placed.read_text(), target.read_text()) == ("report (2).xlsx", "new", "old")
    assert 2 <= sum(waits) <= 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_report_is_as_readable_as_any_file_and_a_backup_is_private(store: Store, tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        report = files.replace_file(tmp_path / "r.xlsx", lambda path: path.write_text("x") and None)
        assert report.stat().st_mode & 0o777 == 0o644
        report.chmod(0o640)
        files.replace_file(report, lambda path: path.write_text("y") and None)
        assert report.stat().st_mode & 0o777 == 0o640
        assert backup.back_up(store, "by-hand").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(mask)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not exist"):
        files.replace_file(tmp_path / "nowhere" / "a.txt", lambda path: None)


def test_what_a_killed_program_left_is_swept(tmp_path: Path) -> None:
    now = dt.datetime(2026, 3, 31, 9, 0, tzinfo=dt.UTC)
    names = {f"{files.PREFIX}old.xlsx": 30, f"{files.PREFIX}new.xlsx": 1, "mine.xlsx": 30}
    for name, hours in names.items():
        (tmp_path / name).write_text("rest")
        at = (now - dt.timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / name, (at, at))
    files.sweep(tmp_path, older_than=now)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{files.PREFIX}new.xlsx", "mine.xlsx"]


def test_settings_are_one_undoable_step_and_bad_ones_are_refused(store: Store) -> None:
    with store.read() as session:
        before = read_settings(session)
    wanted = StoreSettings("Riverside", "Europe/Vienna", "EUR", 0)
    store.do("Change settings", write_settings, wanted)
    with store.read() as session:
        assert read_settings(session) == wanted
    store.undo()
    with store.read() as session:
        assert read_settings(session) == before
    for bad in (
        StoreSettings(name="  "),
        StoreSettings(time_zone="Mars/Base"),
        StoreSettings(currency="euro"),
        StoreSettings(first_weekday=7),
    ):
        with pytest.raises(Exception, match=r"[a-z]"):
            store.do("Bad", write_settings, bad)


def test_a_whole_store_checks_out_and_a_damaged_one_does_not(store: Store, tmp_path: Path) -> None:
    store.do("Add", add_task, "x" * 5000)
    assert check_store(store).problems == ()
    copy = tmp_path / "copy.csm"
    store.copy_to(copy)
    assert store._writer is not None
    with store._writer.connect() as connection, connection.begin():
        connection.info["csmanager_door"] = True
        connection.exec_driver_sql("UPDATE history_step SET label = 'Nothing happened' WHERE id = 2")
    assert "history does not fit together from entry 2" in check_store(store).problems[0]


def test_an_unclean_end_is_copied_aside_and_loses_nothing(
    store: Store, tmp_path: Path, clock: StandingClock
) -> None:
    store.do("Add", add_task, "kept")
    folder = tmp_path / "crashed"
    folder.mkdir()
    shutil.copy2(store.path, folder / "s.csm")
    (folder / "s.csm-journal").write_bytes(b"\x00" * 512)
    opened = open_store(folder / "s.csm", clock=clock)
    assert tasks(opened) == ["kept"]
    assert opened.unclean_copy is not None and opened.unclean_copy.is_dir()
    opened.close()
    again = open_store(folder / "s.csm", clock=clock)
    assert again.unclean_copy is None
    again.close()
    assert list((folder / "s backups").glob("unclean */s.csm"))


def test_what_is_worked_out_is_compared_with_what_it_comes_from_and_made_again(sample_store: Store) -> None:
    assert check_store(sample_store).problems == ()
    with sample_store._transaction() as (connection, _session):
        connection.info["csmanager_door"] = True
        month = connection.exec_driver_sql("SELECT min(month) FROM cube_month").scalar_one()
        connection.exec_driver_sql("DELETE FROM cube_month WHERE month = ?", (month,))
        connection.exec_driver_sql(
            "DELETE FROM policy_search WHERE rowid = (SELECT min(rowid) FROM policy_search)"
        )
        sample_store._commit(connection)
    report = check_store(sample_store)
    assert report.outdated == ("cube_month", "policy_search")
    assert "the sums of the months" in report.problems[0]
    assert mend(sample_store) == ("cube_month", "policy_search")
    assert check_store(sample_store).problems == ()
