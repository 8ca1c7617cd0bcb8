"""A table over a million contacts: the longest time the window does not answer, beside Qt's own SQL model.

Run: ``python -m tests.benchmarks.table [rows]``. Goal: never blocked for over 50 ms. The floor is a table whose model
returns constants.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QEventLoop, QModelIndex, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtSql import QSqlDatabase, QSqlQueryModel
from PySide6.QtWidgets import QApplication, QTableView, QWidget

from csmanager.core.store import Store
from csmanager.features.contacts import queries
from csmanager.open import open_store
from csmanager.ui.widgets.columns import Column
from csmanager.ui.widgets.pagedtable import PagedTable
from tests.benchmarks.import_csv import write_calls

_JUMPS, _STEPS = 25, 150
_FRAME_MS = 50
_NOWHERE = QModelIndex()


class Contacts:
    """The contacts of a store as a source of the table."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._all = queries.ContactFilter()
        self._anchors: queries.DayAnchors | None = None

    def count(self) -> int:
        with self._store.read() as session:
            return queries.contact_count(session, self._all)

    def block(self, start: int, size: int, sort: tuple[str, bool] | None) -> Sequence[Any]:
        key, descending = sort or ("started", False)
        with self._store.read() as session:
            if self._anchors is None:
                self._anchors = queries.anchors(session, self._all)
            return queries.contact_rows(
                session,
                self._all,
                start=start,
                size=size,
                sort=key,
                descending=descending,
                known=self._anchors,
            )


class Constant(QAbstractTableModel):
    """The same text in every cell."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, _parent: Any = _NOWHERE) -> int:
        return self._rows

    def columnCount(self, _parent: Any = _NOWHERE) -> int:
        return 9

    def data(self, _index: Any, role: int = 0) -> Any:
        return "text" if role == Qt.ItemDataRole.DisplayRole else None


class Beat:
    """Notes when the window's thread gets to its timer; the longest gap is how long nothing answered."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()

    def _on_time(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    def take(self) -> list[float]:
        self._on_time()
        gaps, self.gaps = self.gaps, []
        return sorted(gaps)


def rest(ms: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(test: Callable[[], bool], seconds: float = 60) -> None:
    """Let the event loop run until ``test`` holds."""
    end = time.perf_counter() + seconds
    while not test() and time.perf_counter() < end:
        rest(5)


def drive(title: str, view: QTableView, beat: Beat, there: Callable[[], bool], sort: int | None) -> None:
    """Wheel, jump and sort; print the longest gap of each."""
    bar = view.verticalScrollBar()
    results = {}

    def wheel() -> None:
        for _ in range(_STEPS):
            point = QPointF(view.viewport().rect().center())
            event = QWheelEvent(
                point,
                QPointF(view.viewport().mapToGlobal(point.toPoint())),
                QPoint(),
                QPoint(0, -120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(view.viewport(), event)
            rest(4)

    def jump() -> None:
        draw = Random(1).random
        for _ in range(_JUMPS):
            bar.setValue(int(bar.maximum() * draw()))
            rest(15)
            until(there)
            rest(15)

    def back_and_forth() -> None:
        assert sort is not None
        for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
            view.sortByColumn(sort, order)
            rest(30)
            until(there)

    for name, act in (("wheel", wheel), ("jump", jump), ("sort", back_and_forth)):
        if name == "sort" and sort is None:
            continue
        beat.take()
        start = time.process_time()
        act()
        gaps = beat.take()
        results[name] = gaps[-1]
        cpu = time.process_time() - start
        p99 = gaps[int(len(gaps) * 0.99)]
        print(f"{title:<34}{name:<8}{gaps[-1]:>10.1f}{p99:>8.1f}{cpu:>8.2f}")


def shown(widget: QWidget) -> None:
    """Show at the size of a page."""
    widget.resize(1100, 700)
    widget.show()
    rest(50)


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    app = QApplication([])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        store = _store(Path(name), rows)
        print(f"{rows:,} contacts; longest gap and p99 in ms, CPU s")
        beat = Beat()
        floor = QTableView()
        floor.setModel(Constant(rows))
        shown(floor)
        drive("constant model (floor)", floor, beat, lambda: True, None)
        floor.close()

        table = PagedTable("bench", _columns())
        shown(table)
        beat.take()
        table.set_source(Contacts(store))
        until(lambda: table.model.row(0) is not None)
        gaps = beat.take()
        longest = gaps[-1]
        print(f"{'csmanager':<34}{'open':<8}{gaps[-1]:>10.1f}{gaps[int(len(gaps) * 0.99)]:>8.1f}")

        def there() -> bool:
            first = max(table.view.rowAt(0), 0)
            return table.model.row(first) is not None

        until(lambda: table.model.rowCount() == rows)
        drive("csmanager", table.view, beat, there, 3)
        table.close()

        peer = QTableView()
        shown(peer)
        database = QSqlDatabase.addDatabase("QSQLITE")
        database.setDatabaseName(str(store.path))
        database.open()
        model = QSqlQueryModel()
        beat.take()
        model.setQuery(_SQL, database)
        peer.setModel(model)
        while model.canFetchMore():
            model.fetchMore()
        print(f"{'QSqlQueryModel, all fetched (peer)':<34}{'open':<8}{beat.take()[-1]:>10.1f}")
        drive("QSqlQueryModel, all fetched (peer)", peer, beat, lambda: True, None)
        print(f"goal: no gap over {_FRAME_MS} ms; opening took {longest:.1f}")
        store.close()
        sys.stdout.flush()
        os._exit(0)  # Qt's SQL connection outlives nothing worth a warning
    del app


_SQL = (
    "SELECT external_id, started, day, wait_ms, talk_ms, hold_ms, wrap_ms, csat, person_id FROM contact"
    " ORDER BY day, started"
)


def _columns() -> list[Column]:
    def of(key: str) -> Callable[[Any], Any]:
        return lambda row: getattr(row, key)

    return [
        Column("external_id", "Number", value=of("external_id")),
        Column("started", "Started", kind="instant", value=of("started")),
        Column("person", "Person", value=of("person")),
        Column("wait", "Wait", kind="seconds", value=of("wait")),
        Column("talk", "Talk", kind="seconds", value=of("talk")),
        Column("hold", "Hold", kind="seconds", value=of("hold")),
        Column("wrap", "Wrap", kind="seconds", value=of("wrap")),
        Column("topic", "Topic", value=of("topic")),
        Column("csat", "CSAT", kind="number", value=of("csat")),
    ]


def _store(folder: Path, rows: int) -> Store:
    from csmanager.features.importing.actions import import_file

    source = folder / "calls.csv"
    write_calls(source, rows)
    store = open_store(folder / "table.csm", create=True)
    result = import_file(store, source, answers={"people": "create"})
    if result.outcome != "imported":
        sys.exit(result.summary)
    return store


if __name__ == "__main__":
    main()
