"""The full drills, for maintainers: ``python -m tests.reliability [--every N]``. Prints a line a drill."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from csmanager.selftest import flows
from tests.reliability import drill, faults


def main() -> int:
    """Run every drill; exit code 1 when one found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="cut behind every Nth operation (1)"
    )
    parser.add_argument("--actions", type=int, default=12, metavar="N", help="actions of the writer (12)")
    options = parser.parse_args()
    wrong = 0
    with drill.folder() as place:
        recorded = drill.record_writer(place, options.actions)
    cuts = range(0, len(recorded.operations) + 1, options.every)
    wrong += _show("power cut, writer", lambda: drill.cut_writer(recorded, cuts))
    for name in flows.FLOWS:
        with drill.folder() as place:
            run = drill.record_flow(name, place)
        places = range(0, len(run.operations) + 1, options.every)
        wrong += _show(
            f"power cut, {name}", lambda name=name, run=run, places=places: drill.cut_flow(name, run, places)
        )
    with drill.folder() as place:
        count = faults.count_operations(place)
    for kind in faults.KINDS:
        wrong += _show(f"disk {kind}", lambda kind=kind: _fail(kind, count, options.every))
    wrong += _show("killed at an operation", lambda: _kill(count, options.every))
    return 1 if wrong else 0


def _fail(kind: str, count: int, every: int) -> drill.Score:
    score = drill.Score()
    for at in range(0, count, every):
        with drill.folder() as place:
            faults.fail(place, at, kind, score)
    return score


def _kill(count: int, every: int) -> drill.Score:
    score = drill.Score()
    for at in range(0, count, every):
        with drill.folder() as place:
            faults.kill(place, at, score)
    return score


def _show(title: str, run: object) -> int:
    start = time.monotonic()
    assert callable(run)
    score: drill.Score = run()
    took = time.monotonic() - start
    print(f"{title:<26} {score.states:>7,} states  {len(score.wrong):>4} wrong  {took:7.0f} s", flush=True)
    for line in score.wrong[:10]:
        print(f"    {line}")
    return len(score.wrong)


if __name__ == "__main__":
    assert Path("tests/reliability").is_dir(), "run it from the folder of the project"
    sys.exit(main())
