"""The disk fails within a flow: a sentence, nothing half, nothing left behind, and the work goes on."""

from __future__ import annotations

import sys

import pytest

from csmanager.selftest import writer
from tests.reliability import faults, lab
from tests.reliability.score import Score

pytestmark = [
    pytest.mark.skipif(
        sys.platform != "linux", reason="the program is forked, and files followed through /proc"
    ),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # of openpyxl's own files
]

FLOWS = ("edit", "import", "export", "backup", "restore", "migrate")


@pytest.mark.parametrize("name", FLOWS)
def test_a_failing_disk_leaves_the_old_or_the_new_and_a_sentence(name: str) -> None:
    case = lab.make(name)
    done = faults.operations(case)
    score = Score()
    for turn, kind in enumerate(faults.KINDS):
        places = faults.chosen(done, kind, turn, len(done))  # those on names, and one write
        score.add(faults.run(case, kind, places[turn % 3 :: max(1, len(places) // 2)]))
    assert score.wrong == []
    assert score.states >= len(faults.KINDS)


def test_a_change_to_an_encrypted_store_fails_like_any_other() -> None:
    case = lab.make("edit", is_encrypted=True)
    done = faults.operations(case)
    score = Score()
    for turn, kind in enumerate(faults.KINDS):
        score.add(faults.run(case, kind, [(turn * 11 + 3) % len(done)]))
    assert score.wrong == []


def test_a_file_is_taken_into_an_encrypted_store_as_into_any_other() -> None:
    case = lab.make("import", is_encrypted=True)
    assert len(case.after["contact"]) == len(case.before["contact"]) + 300


def test_the_drill_finds_a_program_that_says_done_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flow whose errors are swallowed says done though nothing is: it must be found."""
    case = lab.make("edit")
    real = lab.RUN["edit"]

    def swallow(path: object, clock: object) -> None:
        try:
            real(path, clock)  # type: ignore[arg-type]
        except Exception:
            return

    monkeypatch.setitem(lab.RUN, "edit", swallow)
    found = faults.run(case, "full", range(3, 60, 20))
    assert any("not as it was told" in line for line in found.wrong)


def test_the_drill_finds_a_report_that_is_written_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report saved over the old one, as a library does it by itself, is spoiled by a full disk."""
    from openpyxl import Workbook

    case = lab.make("export")

    def in_place(path, _clock):  # type: ignore[no-untyped-def]
        book = Workbook()
        sheet = book.create_sheet()
        for row in range(3_000):
            sheet.append([row, f"text {row}"])
        book.save(path.with_name("report.xlsx"))

    monkeypatch.setitem(lab.RUN, "export", in_place)
    found = faults.run(case, "lasting full", range(len(faults.operations(case)))[1::3])
    assert any("the report is broken" in line for line in found.wrong)


def test_after_an_error_the_same_window_goes_on() -> None:
    """Without a restart: the store that was open when the disk failed takes the next step."""
    from csmanager.core.errors import AppError
    from csmanager.open import open_store
    from tests.reliability.disk import watched

    case = lab.make("edit")
    count = len(faults.operations(case))
    for kind in ("full", "error", "lasting full", "lasting error"):
        for at in range(2, count, count // 3):
            with lab.folder() as place:
                path = case.lay_out(place)
                with watched(place) as disk:
                    store = open_store(path, clock=lab.clock)
                    disk.fault = faults.FailAt(at, kind)
                    try:
                        writer.act(store, 7)
                    except AppError as error:
                        assert str(error).endswith(".")
                    disk.fault = None
                    if writer.done(store) == 6:
                        writer.act(store, 7)
                    writer.act(store, 8)
                    assert writer.done(store) == 8
                    store.close()
