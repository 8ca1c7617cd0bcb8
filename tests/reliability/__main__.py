"""The full drills, for maintainers: ``python -m tests.reliability [DRILL ...] [--every N] [--runs N]``.

Every line printed is one drill: how many states, rounds or files were tried, how many of them came out wrong, and how
long it took. Under it stands what was wrong, at most ten lines; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from tests.reliability import (
    damage,
    drill,
    erasing,
    faults,
    full,
    hostile,
    kills,
    lab,
    nonet,
    starts,
    underneath,
    undoing,
    versions,
)
from tests.reliability.disk import Operation
from tests.reliability.score import Score

FLOWS = (*((name, False) for name in lab.RUN), *((name, True) for name in lab.ENCRYPTED))
_SHOWN = 10
LONG = {"protect": 25, "unprotect": 25}  # written page by page: so many times fewer places


class Run:
    """What was asked for, and what was found so far."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.every: int = options.every
        self.runs: int | None = options.runs
        self.wrong = 0

    def count(self, full: int) -> int:
        """How many rounds: as the plan has it, unless --runs says otherwise."""
        return full if self.runs is None else self.runs

    def show(self, title: str, work: Callable[[], Score]) -> None:
        """Run one drill and print its line."""
        start = time.monotonic()
        score = work()
        took = time.monotonic() - start
        self.wrong += len(score.wrong)
        notes = f"  ({'; '.join(dict.fromkeys(score.notes))})" if score.notes else ""
        print(
            f"{title:<36} {score.states:>7,} run {len(score.wrong):>5,} wrong {took:>8,.0f} s{notes}",
            flush=True,
        )
        for line in score.wrong[:_SHOWN]:
            print(f"    {line}", flush=True)
        if len(score.wrong) > _SHOWN:
            print(f"    and {len(score.wrong) - _SHOWN:,} more", flush=True)


def _faults(run: Run) -> None:
    for name, is_encrypted in FLOWS:
        case = lab.make(name, is_encrypted=is_encrypted)
        done = faults.operations(case)
        every = run.every * LONG.get(name, 1)

        def work(case: lab.Case = case, every: int = every, done: list[Operation] = done) -> Score:
            score = Score()
            for turn, kind in enumerate(faults.KINDS):
                score.add(faults.run(case, kind, faults.chosen(done, kind, turn, every)))
            return score

        run.show(f"fault, {case.title}", work)


def _power_cuts(run: Run) -> None:
    for is_encrypted in (False, True):
        with lab.folder() as place:
            recorded = drill.record_writer(place, 12, is_encrypted=is_encrypted)
        cuts = range(0, len(recorded.operations) + 1, run.every)
        title = f"power cut, writer{' (encrypted)' if is_encrypted else ''}"
        run.show(title, lambda recorded=recorded, cuts=cuts: drill.cut_writer(recorded, cuts))  # type: ignore[misc]
    for name, is_encrypted in FLOWS:
        case = lab.make(name, is_encrypted=is_encrypted)
        flow = drill.record_flow(case)
        places = sorted(
            {*range(0, len(flow.operations) + 1, run.every * LONG.get(name, 1)), len(flow.operations)}
        )
        run.show(
            f"power cut, {case.title}",
            lambda case=case, flow=flow, places=places: drill.cut_flow(case, flow, places),  # type: ignore[misc]
        )


def _erase(run: Run) -> None:
    count = run.count(50)
    run.show(f"erase {count} people", lambda: erasing.drill(count))


def _kills(run: Run) -> None:
    run.show("kill -9, writer", lambda: kills.run(kills.WRITER, run.count(1_000), seed=11))
    run.show("kill -9, window", lambda: kills.run(kills.WINDOW, run.count(200), seed=12))


def _full(run: Run) -> None:
    application = QApplication.instance() or QApplication([])

    def work() -> Score:
        score = Score()
        with full.small_disk() as disk:
            if disk is None:
                score.notes.append("this person may not mount a small disk")
                return score
            for name in full.flows_here():
                for left in full.LEFT:
                    full.run(disk, name, left, score)
        return score

    run.show("full disk of 90 MB", work)
    del application


def _starts(run: Run) -> None:
    run.show("20 starts at once", lambda: starts.at_once(run.count(50), 20))
    run.show("holder killed", lambda: starts.taken_over(run.count(50)))
    run.show("nonsense in locks", lambda: starts.nonsense(run.count(500)))
    run.show("lock of another computer", starts.elsewhere)


def _underneath(run: Run) -> None:
    def work() -> Score:
        score = Score()
        for _ in range(run.count(4)):
            for kind in underneath.KINDS:
                for is_own_folder in (False, True):
                    underneath.changed(kind, is_own_folder, score)
            underneath.stale_side(score)
        for given in underneath.NAMES:
            underneath.name(given, score)
        underneath.too_long(score)
        return score

    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home
        run.show("changed underneath, names", work)


def _versions(run: Run) -> None:
    for version in versions.RELEASED:

        def work(version: str = version) -> Score:
            score = Score()
            versions.comes_up(version, score)
            for at in range(0, versions.statements(version), run.every):
                versions.fails(version, at, score)
            return score

        run.show(f"update from {version}", work)


def _undoing(run: Run) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "sample.csm"
        undoing.make(path)
        run.show("undo and redo", lambda: undoing.walk(path, run.count(3_000), seed=21))


def _damage(run: Run) -> None:
    run.show("tampered histories", lambda: damage.tampered(run.count(200)))
    run.show("damaged backups", lambda: damage.damaged(run.count(1_200)))
    run.show("damaged backups (encrypted)", lambda: damage.damaged(run.count(1_200), is_encrypted=True))
    run.show("restore drill", lambda: damage.restored(run.count(50)))


def _network(run: Run) -> None:
    run.show("no network", lambda: nonet.without_network(("tests/core", "tests/reliability", "tests/ui")))


def _hostile(run: Run) -> None:
    count = run.count(2_000)
    run.show(f"hostile files and {count} mutations", lambda: hostile.run(None, count))


DRILLS: dict[str, tuple[Callable[[Run], None], str]] = {
    "faults": (_faults, "one operation on a file fails, or kills the program, in each flow (--every)"),
    "powercut": (_power_cuts, "the plug is pulled within each flow, on two kinds of disk (--every)"),
    "kills": (_kills, "kill -9 of the writer and of the window (--runs)"),
    "full": (_full, "a small disk is filled; needs the right to mount one"),
    "starts": (_starts, "many starts at once, killed holders, nonsense in locks (--runs)"),
    "underneath": (_underneath, "the open file is changed by others; tempting names (--runs)"),
    "versions": (_versions, "stores of released versions are brought up to date (--every)"),
    "undoing": (_undoing, "undo and redo at random (--runs: steps)"),
    "damage": (
        _damage,
        "tampered histories, damaged backups, restoring (--runs; there also MB of the store)",
    ),
    "network": (_network, "whole suites without any network; needs the right to make a name space"),
    "erase": (_erase, "people are erased and looked for (--runs: people)"),
    "hostile": (_hostile, "files made to do harm are dropped (--runs: changed good ones)"),
}


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def main() -> int:
    """Run what was asked for; exit code 1 when something was wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.reliability",
        description="Put to the test what is promised of the data. All of it takes many hours.",
        epilog="drills:\n" + "\n".join(f"  {name:<11} {words}" for name, (_, words) in DRILLS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("drills", nargs="*", metavar="DRILL", help="which of those below (all of them)")
    parser.add_argument(
        "--every", type=_count, default=1, metavar="N", help="fail or cut at every Nth place (at every one)"
    )
    parser.add_argument(
        "--runs", type=_count, metavar="N", help="so many rounds of each kind (as many as the plan has)"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.drills if name not in DRILLS]:
        parser.error(f"no drill called {', '.join(unknown)}; there are {', '.join(DRILLS)}")
    run = Run(options)
    for name in options.drills or DRILLS:
        DRILLS[name][0](run)
    return 1 if run.wrong else 0


if __name__ == "__main__":
    assert Path("tests/reliability").is_dir(), "run it from the folder of the project"
    sys.exit(main())
