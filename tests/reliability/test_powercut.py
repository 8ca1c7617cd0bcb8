"""The plug is pulled: whatever had been acknowledged is there, and nothing is half."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from csmanager.core import backup
from tests.reliability import drill, lab, powercut
from tests.reliability.disk import Operation

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files are followed through /proc")

FLOWS = ("import", "export", "backup", "restore", "migrate")


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain", "encrypted"])
def test_no_power_cut_loses_what_was_acknowledged(is_encrypted: bool) -> None:
    with lab.folder() as place:
        recorded = drill.record_writer(place, 3, is_encrypted=is_encrypted)
    cuts = range(7, len(recorded.operations) + 1, len(recorded.operations) // (3 if is_encrypted else 6))
    score = drill.cut_writer(recorded, cuts, powercut.QUICK)
    assert score.wrong == []
    assert score.states == len(cuts) * len(powercut.QUICK) * len(powercut.MODELS) >= 30


@pytest.mark.parametrize("name", FLOWS)
def test_a_power_cut_within_a_flow_leaves_the_old_or_the_new(name: str) -> None:
    case = lab.make(name)
    recorded = drill.record_flow(case)
    count = len(recorded.operations)
    cuts = (count // 3, count - 8, count - 4, count)
    score = drill.cut_flow(case, recorded, cuts, ("none", "some", "torn"))
    assert score.wrong == []
    assert score.states == 24


def _swaps(recorded: drill.Recorded) -> list[int]:
    """Right behind every file that took another one's place, before what follows it."""
    return [at + 1 for at, one in enumerate(recorded.operations) if one.kind == "rename"]


def test_a_power_cut_between_a_backup_and_its_manifest_leaves_it_trusted() -> None:
    case = lab.make("protect")
    recorded = drill.record_flow(case)
    score = drill.cut_flow(case, recorded, _swaps(recorded), ("none", "all"))
    assert score.wrong == []
    assert score.states == 16, "the store; a manifest that fits both, the backup, its manifest"


def test_the_drill_finds_a_backup_whose_manifest_comes_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "announce", lambda _path, _coming: None)
    case = lab.make("protect")
    recorded = drill.record_flow(case)
    assert drill.cut_flow(case, recorded, _swaps(recorded), ("all",)).wrong


def test_the_drill_finds_a_program_that_does_not_sync() -> None:
    """The same run on a disk whose syncs were left out: acknowledged work must be found missing."""
    with lab.folder() as place:
        recorded = drill.record_writer(place, 3)
    unsafe = [operation for operation in recorded.operations if operation.kind != "sync"]
    lost = drill.cut_writer(
        drill.Recorded(recorded.before, unsafe, recorded.states), [len(unsafe)], powercut.QUICK
    )
    assert lost.wrong


def test_the_drill_finds_a_program_that_renames_what_it_has_not_synced() -> None:
    """A backup put in place without its sync may be there and hold nothing."""
    case = lab.make("backup")
    recorded = drill.record_flow(case)
    unsafe = [one for one in recorded.operations if one.kind not in ("content", "sync", "sync_folder")]
    lost = drill.cut_flow(case, drill.Recorded(recorded.before, unsafe, []), [len(unsafe)], ("none", "torn"))
    assert lost.wrong


def test_a_rebuilt_disk_holds_what_was_synced_and_not_what_was_not(tmp_path: Path) -> None:
    done = [
        Operation("write", "a", 0, b"new!"),
        Operation("sync", "a"),
        Operation("write", "a", 4, b"late"),
        Operation("create", "b"),
        Operation("rename", "a", other="c"),
    ]
    powercut.rebuild({"a": b"old."}, done, len(done), "none", 1, tmp_path)
    assert powercut.snapshot(tmp_path) == {"a": b"new!"}
    powercut.rebuild({"a": b"old."}, done, len(done), "all", 1, tmp_path / "all")
    assert powercut.snapshot(tmp_path / "all") == {"b": b"", "c": b"new!late"}


def test_a_strict_disk_keeps_a_name_only_with_its_folder(tmp_path: Path) -> None:
    done = [
        Operation("create", "a"),
        Operation("content", "a", data=b"all of it"),
        Operation("sync_folder", "."),
    ]
    powercut.rebuild({}, done, 2, "none", 1, tmp_path / "strict", powercut.STRICT)
    assert not powercut.snapshot(tmp_path / "strict")
    powercut.rebuild({}, done, 2, "none", 1, tmp_path / "ext4", powercut.JOURNALLING)
    powercut.rebuild({}, done, 3, "none", 1, tmp_path / "synced", powercut.STRICT)
    for name in ("ext4", "synced"):
        assert powercut.snapshot(tmp_path / name) == {"a": b"all of it"}
