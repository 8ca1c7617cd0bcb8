"""The full drills, for maintainers: ``python -m tests.reliability [DRILL ...] [--every N] [--runs N]``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.reliability import drill, erasing, faults, lab
from tests.reliability.score import Score

FLOWS = (*((name, False) for name in lab.RUN), *((name, True) for name in lab.ENCRYPTED))
LONG = {
    "protect": 25,
    "unprotect": 25,
}  # a converted store is written page by page: so many times fewer places


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
        notes = f"  ({'; '.join(score.notes)})" if score.notes else ""
        print(
            f"{title:<34} {score.states:>7,} run  {len(score.wrong):>4} wrong  {took:7.0f} s{notes}",
            flush=True,
        )
        for line in score.wrong[:10]:
            print(f"    {line}", flush=True)


def _faults(run: Run) -> None:
    for name, is_encrypted in FLOWS:
        case = lab.make(name, is_encrypted=is_encrypted)
        done = faults.operations(case)
        every = run.every * LONG.get(name, 1)

        def work(case: lab.Case = case, every: int = every, done: list[faults.Operation] = done) -> Score:
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


DRILLS: dict[str, Callable[[Run], None]] = {
    "faults": _faults,
    "powercut": _power_cuts,
    "erase": _erase,
}


def main() -> int:
    """Run what was asked for; exit code 1 when something was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("drills", nargs="*", metavar="DRILL", help=f"{', '.join(DRILLS)} (all)")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="fail or cut at every Nth operation (1)"
    )
    parser.add_argument(
        "--runs", type=int, metavar="N", help="kills, starts, backups ... of each kind (as the plan has it)"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.drills if name not in DRILLS]:
        parser.error(f"no drill called {', '.join(unknown)}; there are {', '.join(DRILLS)}")
    run = Run(options)
    for name in options.drills or DRILLS:
        DRILLS[name](run)
    return 1 if run.wrong else 0


if __name__ == "__main__":
    assert Path("tests/reliability").is_dir(), "run it from the folder of the project"
    sys.exit(main())
