"""A small disk that is really full, where one may be mounted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability import full, lab
from tests.reliability.score import Score


def test_a_full_disk_spoils_nothing_and_work_goes_on_once_there_is_space(qapp: object) -> None:
    score = Score()
    with full.small_disk() as disk:
        if disk is None:
            pytest.skip("this person may not mount a small disk")
        for turn, name in enumerate(full.flows_here()):
            full.run(disk, name, full.LEFT[turn % 3], score)
    assert score.wrong == []
    assert score.states == len(full.flows_here())


def test_the_drill_finds_a_report_that_is_written_over_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_place(path: Path, _clock: object) -> None:
        path.with_name("report.xlsx").write_bytes(bytes(500_000))

    case = lab.make("export")
    monkeypatch.setitem(lab.RUN, "export", in_place)
    score = Score()
    with full.small_disk() as disk:
        if disk is None:
            pytest.skip("this person may not mount a small disk")
        full.run(disk, case.name, 4_096, score)
    assert any("report.xlsx is not the old one" in line for line in score.wrong)
