"""The plug is pulled: whatever had been acknowledged is there, and nothing is half."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from csmanager.selftest import flows
from tests.reliability import drill, powercut
from tests.reliability.disk import Operation

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="files are followed through /proc")

EVERY = 29  # operations between two cuts; `python -m tests.reliability` cuts behind each
EVERY_OF_FLOW = {"import": 61, "export": 17, "backup": 43, "restore": 43, "migrate": 83}


def test_no_power_cut_loses_what_was_acknowledged(tmp_path: Path) -> None:
    recorded = drill.record_writer(tmp_path, 5)
    cuts = range(0, len(recorded.operations) + 1, EVERY)
    score = drill.cut_writer(recorded, cuts)
    assert score.wrong == []
    assert score.states == len(cuts) * len(powercut.VARIANTS) > 40


@pytest.mark.parametrize("name", flows.FLOWS)
def test_a_power_cut_within_a_flow_leaves_the_old_or_the_new(name: str, tmp_path: Path) -> None:
    recorded = drill.record_flow(name, tmp_path)
    cuts = range(0, len(recorded.operations) + 1, EVERY_OF_FLOW[name])
    assert drill.cut_flow(name, recorded, cuts).wrong == []


def test_the_drill_finds_a_program_that_does_not_sync(tmp_path: Path) -> None:
    """The same run on a disk whose syncs were left out: acknowledged work must be found missing."""
    recorded = drill.record_writer(tmp_path, 5)
    unsafe = [operation for operation in recorded.operations if operation.kind != "sync"]
    lost = drill.cut_writer(
        drill.Recorded(recorded.before, unsafe, recorded.states), range(0, len(unsafe) + 1, EVERY)
    )
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
