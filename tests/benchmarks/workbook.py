"""The workbook of 12 people and 24 months: ours, openpyxl writing the same cells, and XlsxWriter's bare cost.

Run: ``python -m tests.benchmarks.workbook``. CPU seconds of the writing alone (the library's import included), best of
several runs, each in a process of its own. Goals: faster than openpyxl, at most 0.6 x of it; at most 1.3 x the floor.
"""

from __future__ import annotations

import datetime as dt
import pickle
import tempfile
from pathlib import Path

from tests.benchmarks.measure import PEAK, best, python

_RUNS = 5
_LAST = dt.date(2026, 10, 31)

_OURS = (
    PEAK
    + """
import pickle, sys, time
from pathlib import Path
from csmanager.features.reports.workbook.write import write
from csmanager.features.reports.workbook.readback import read_back
data = pickle.loads(Path(sys.argv[1]).read_bytes())
path = Path(sys.argv[2])
start = time.process_time()
written = write(data, path)
wrote = time.process_time()
read_back(path, written)
say(write=wrote - start, handed_over=time.process_time() - start)
"""
)

_CELLS = """
import pickle, sys, time
from pathlib import Path
sheets = pickle.loads(Path(sys.argv[1]).read_bytes())
start = time.process_time()
"""

_PEER = (
    PEAK
    + _CELLS
    + """
import openpyxl
book = openpyxl.Workbook()
book.remove(book.active)
for name, cells in sheets:
    sheet = book.create_sheet(name)
    for row, column, value, shown in cells:
        cell = sheet.cell(row, column, value)
        if shown != "General":
            cell.number_format = shown
book.save(sys.argv[2])
say(write=time.process_time() - start)
"""
)

_FLOOR = (
    PEAK
    + _CELLS
    + """
import xlsxwriter
book = xlsxwriter.Workbook(sys.argv[2])
formats = {}
for name, cells in sheets:
    sheet = book.add_worksheet(name)
    for row, column, value, shown in cells:
        if shown not in formats:
            formats[shown] = book.add_format({"num_format": shown})
        style = formats[shown]
        if isinstance(value, str) and value.startswith("="):
            sheet.write_formula(row - 1, column - 1, value, style, 1)
        elif isinstance(value, str):
            sheet.write_string(row - 1, column - 1, value, style)
        elif isinstance(value, (int, float)):
            sheet.write_number(row - 1, column - 1, value, style)
        else:
            sheet.write_datetime(row - 1, column - 1, value, style)
book.close()
say(write=time.process_time() - start)
"""
)


def _prepare(folder: Path) -> tuple[Path, Path, int]:
    """The report's data and its cells, pickled, and how many cells there are."""
    import warnings

    import openpyxl

    from csmanager import sample
    from csmanager.features.reports.gather import gather
    from csmanager.features.reports.workbook.write import write
    from csmanager.features.reviews.periods import month_of
    from csmanager.open import open_store

    store_path = folder / "sample.csm"
    sample.build(store_path, people=12, months=24, last_day=_LAST)
    store = open_store(store_path)
    made_at = dt.datetime(2026, 11, 3, 9, tzinfo=dt.UTC)
    with store.read() as session:
        data = gather(session, month_of(_LAST), made_at=made_at, file_name=store_path.name)
    store.close()
    write(data, folder / "first.xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(folder / "first.xlsx")
    sheets = [
        (
            sheet.title,
            [
                (cell.row, cell.column, cell.value, cell.number_format)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            ],
        )
        for sheet in book.worksheets
    ]
    for name, value in (("data", data), ("cells", sheets)):
        (folder / name).write_bytes(pickle.dumps(value))
    return folder / "data", folder / "cells", sum(len(cells) for _, cells in sheets)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data, cells, count = _prepare(folder)
        ours = [python(_OURS, str(data), str(folder / "ours.xlsx")) for _ in range(_RUNS)]
        peer = best([python(_PEER, str(cells), str(folder / "peer.xlsx")) for _ in range(_RUNS)])
        floor = best([python(_FLOOR, str(cells), str(folder / "floor.xlsx")) for _ in range(_RUNS)])
        write = min(cost.said["write"] for cost in ours)
        handed = min(cost.said["handed_over"] for cost in ours)
        theirs, bare = peer.said["write"], floor.said["write"]
        print(f"{count:,} cells, 12 people, 24 months; CPU seconds, best of {_RUNS}")
        to_peer, to_floor = f"{write / theirs:4.2f} x openpyxl", f"{write / bare:4.2f} x floor"
        print(f"  ours, written                 {write:6.2f}   {to_peer}   {to_floor}")
        print(f"  ours, written and read back   {handed:6.2f}   {handed / theirs:4.2f} x openpyxl")
        print(
            f"  openpyxl, the same cells      {theirs:6.2f}   (no tables, charts, small lines or stored values)"
        )
        print(f"  XlsxWriter, the same cells    {bare:6.2f}   the floor")
        print(f"  memory: ours {max(c.peak_mib for c in ours):.0f} MiB, openpyxl {peer.peak_mib:.0f} MiB")


if __name__ == "__main__":
    main()
