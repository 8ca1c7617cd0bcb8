"""A hundred thousand calls from an XLSX workbook, beside python-calamine reading the same workbook.

Run: ``python -m tests.benchmarks.import_xlsx [rows]``. Goals: reading, understanding and staging cost at most 1.6 times
the CPU time of calamine alone, understanding at most 0.5 s, memory under 1 GiB. The whole import, with the start of the
program taken off, is shown beside.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measure import PEAK, Cost, best, python
from tests.features.importing.files import CALL_HEAD, calls

_RUNS = 5


def write_calls(path: Path, rows: int) -> None:
    """A workbook such as a phone system exports, with real dates and numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Calls")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, CALL_HEAD)
    for at, row in enumerate(calls(rows), 1):
        for column, value in enumerate(row):
            if column == 1:
                sheet.write_datetime(at, column, dt.datetime.fromisoformat(value), moment)
            elif value != "":
                sheet.write(at, column, value)
    book.close()


_CALAMINE = (
    PEAK
    + """
import sys, python_calamine
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
say(rows=len(book.get_sheet_by_index(0).to_python()))
"""
)

_CHILD = (
    PEAK
    + """
import sys, gc, tempfile, pathlib
gc.disable()
from csmanager.features.importing import child
import time
from csmanager.features.importing.reading import looking
child._say = lambda message: None
spent, look = 0.0, looking._look
def timed(*given):
    global spent
    begun = time.process_time()
    try:
        return look(*given)
    finally:
        spent += time.process_time() - begun
looking._look = timed
told = child.run({
    "path": sys.argv[1], "staged": tempfile.mkdtemp() + "/staged.db", "kind": None, "mapping": {}, "answers": {},
    "sheet": None, "zone": "UTC", "latest": 2_000_000_000, "key": "00" * 16, "known": [], "shapes": {},
    "stage": True,
})
say(rows=told.rows_staged, look=spent)
"""
)

_WHOLE = (
    PEAK
    + """
import sys, tempfile
from pathlib import Path
from csmanager.open import open_store
from csmanager.features.importing.actions import import_file
store = open_store(Path(tempfile.mkdtemp()) / "shop.csm", create=True)
added = 0
if len(sys.argv) > 1:
    result = import_file(store, Path(sys.argv[1]), answers={"people": "create"})
    added = result.rows_added
store.close()
say(rows=added)
"""
)


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "calls.xlsx"
        write_calls(path, rows)
        pairs = [(python(_CALAMINE, str(path)), python(_CHILD, str(path))) for _ in range(_RUNS)]
        floor, child = best([one for one, _ in pairs]), best([one for _, one in pairs])
        whole = best([python(_WHOLE, str(path)) for _ in range(_RUNS)])
        start = best([python(_WHOLE) for _ in range(_RUNS)])
    print(
        f"{rows:,} rows; read {floor.said['rows']:,}, staged {child.said['rows']:,}, added {whole.said['rows']:,}"
    )
    print(f"{'':<34}{'CPU s':>8}{'wall s':>8}{'MiB':>8}{'x calamine':>12}")
    _print("calamine reads (floor)", floor, floor.cpu)
    _print("read, understand and stage", child, floor.cpu)
    _print("whole import", whole, floor.cpu)
    _print("start of the program alone", start, floor.cpu)
    ratio, less_start = child.cpu / floor.cpu, (whole.cpu - start.cpu) / floor.cpu
    peak = max(child.peak_mib, whole.peak_mib)
    print(
        f"goals: x calamine <= 1.6: {ratio:.2f}; understanding s <= 0.5: {child.said['look']:.2f};"
        f" whole less start: {less_start:.2f}; MiB < 1024: {peak:.0f}"
    )


def _print(title: str, cost: Cost, floor: float) -> None:
    print(f"{title:<34}{cost.cpu:>8.2f}{cost.wall:>8.2f}{cost.peak_mib:>8.0f}{cost.cpu / floor:>12.2f}")


if __name__ == "__main__":
    main()
