"""A million calls from CSV into a store, beside the sqlite3 shell's .import and pandas.

Run: ``python -m tests.benchmarks.import_csv [rows]``. Goals: at most 3.5 x .import, at most half of pandas,
memory under 1 GiB.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.benchmarks.measure import PEAK, Cost, python, run

_HEAD = "Call ID,Date and time,Agent,Queue,Answered,Wait (s),Talk (s),Hold (s),Wrap (s),Topic,CSAT,Customer"
_TOPICS = ("Delivery", "Refund", "Product question", "Change of order", "Payment", "Warranty")


def write_calls(path: Path, rows: int) -> None:
    """A file such as a phone system exports: 12 columns, 40 agents, two years, always the same."""
    draw = Random(7).random
    start = dt.datetime(2024, 3, 1)
    agents = [f"Agent {number:02d}" for number in range(40)]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_HEAD + "\r\n")
        for number in range(rows):
            day = start + dt.timedelta(days=int(number * 730 / rows), seconds=28_800 + int(draw() * 36_000))
            wait = int(draw() * draw() * 90)
            if draw() < 0.06:
                rest = f",,No,{wait},,,,{_TOPICS[int(draw() * 6)]},"
                agent = ""
            else:
                agent = agents[int(draw() * 40)]
                score = str(1 + int(draw() ** 0.4 * 5)) if draw() < 0.25 else ""
                rest = (
                    f",Phones,Yes,{wait},{60 + int(draw() * 500)},{int(draw() * 60)},{20 + int(draw() * 80)},"
                    f"{_TOPICS[int(draw() * 6)]},{score}"
                )
            line = f"C{number:08d},{day:%Y-%m-%d %H:%M:%S},{agent}{rest},cust{int(draw() * 300_000):06d}\r\n"
            file.write(line)


_PANDAS = (
    PEAK
    + """
import sqlite3, sys
import pandas
frame = pandas.read_csv(sys.argv[1], parse_dates=["Date and time"])
with sqlite3.connect(sys.argv[2]) as connection:
    frame.to_sql("calls", connection, index=False)
say(rows=len(frame))
"""
)

_OURS = (
    PEAK
    + """
import sys
from pathlib import Path
from csmanager.open import open_store
from csmanager.features.importing.actions import import_file
store = open_store(Path(sys.argv[2]), create=True)
result = import_file(store, Path(sys.argv[1]), answers={"people": "create"})
store.close()
told = result.as_json()
if told["outcome"] != "imported":
    sys.exit(told["summary"])
say(rows=told["rows_added"], aside=told["rows_set_aside"])
"""
)


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "calls.csv"
        write_calls(source, rows)
        script = f".mode csv\n.import {source} calls\n"
        shell = run(["sqlite3", str(folder / "shell.db")], stdin=script)
        ours = python(_OURS, str(source), str(folder / "ours.csm"))
        pandas = python(_PANDAS, str(source), str(folder / "pandas.db"))
        print(f"{rows:,} rows, {source.stat().st_size / 1e6:.0f} MB; ours: {ours.said}")
    print(f"{'':<28}{'CPU s':>8}{'wall s':>8}{'MiB':>8}{'µs/row':>8}{'x .import':>10}")
    for title, cost in (
        ("sqlite3 .import (floor)", shell),
        ("csmanager import", ours),
        ("pandas (peer)", pandas),
    ):
        _print(title, cost, rows, shell)
    print(
        f"goals: x .import <= 3.5: {ours.cpu / shell.cpu:.2f}; x pandas <= 0.5: {ours.cpu / pandas.cpu:.2f};"
        f" MiB < 1024: {ours.peak_mib:.0f}"
    )


def _print(title: str, cost: Cost, rows: int, floor: Cost) -> None:
    print(
        f"{title:<28}{cost.cpu:>8.2f}{cost.wall:>8.2f}{cost.peak_mib:>8.0f}{cost.cpu / rows * 1e6:>8.2f}"
        f"{cost.cpu / floor.cpu:>10.2f}"
    )


if __name__ == "__main__":
    main()
