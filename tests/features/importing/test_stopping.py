"""Stopping while rows are being stored: whatever was under way, nothing of it stays, and the store works on."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmanager.core.errors import Cancelled
from csmanager.core.store import Store
from csmanager.features.importing import stopping
from csmanager.features.importing.actions import import_file
from tests.digest import content
from tests.features.importing.files import CALL_HEAD, calls, write_csv

ROSTER = [("Employee ID", "Name", "Email", "Team", "Role", "Start date")] + [
    (f"E{n:03d}", f"Ana Sol{chr(97 + n % 26)}{chr(97 + n // 26)}", f"a{n}@shop.example", "Care", "Agent", "2024-03-18")
    for n in range(40)
]  # fmt: skip
REVIEWS = [("Date", "Agent", "Rating", "Comment")] + [
    (f"2026-02-{n % 28 + 1:02d}", ("Ana Sol", "Bo Lind")[n % 2], n % 5 + 1, f"It took {n} days until somebody wrote")
    for n in range(300)
]  # fmt: skip
FILES = {"calls": [CALL_HEAD, *calls(2_000)], "people": ROSTER, "comments": REVIEWS}


class Stop:
    """Stops at the ``turn``-th look after storing began; counts the looks."""

    def __init__(self, turn: int | None) -> None:
        self.turn = turn
        self.looks = 0

    def __call__(self, _done: int, _total: int, text: str) -> None:
        if text.startswith("Storing"):
            self.looks += 1
            if self.looks == self.turn:
                raise Cancelled("stopped")


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "_LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(stopping, "_OPERATIONS", 500)


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("kind", list(FILES))
def test_a_stop_at_any_moment_of_storing_leaves_nothing(store: Store, tmp_path: Path, kind: str) -> None:
    path = write_csv(tmp_path / f"{kind}.csv", FILES[kind])
    whole = Stop(None)
    assert import_file(store, path, progress=whole, dry_run=False).outcome == "imported"
    assert whole.looks > 20  # inside statements, and not only between them
    store.undo()
    before = content(store)
    for turn in sorted({1, 2, whole.looks // 3, whole.looks // 2, whole.looks - 5}):
        stop = Stop(turn)
        with pytest.raises(Cancelled):
            import_file(store, path, progress=stop)
        assert stop.looks == turn  # nobody is asked once more
        assert content(store) == before
    assert import_file(store, path).outcome == "imported"
    store.undo()


@pytest.mark.usefixtures("often")
def test_a_broken_key_press_is_no_damage_to_the_store(store: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "c.csv", FILES["calls"])
    before = content(store)
    stop = Stop(30)

    def press(done: int, total: int, text: str) -> None:
        try:
            stop(done, total, text)
        except Cancelled:
            raise KeyboardInterrupt from None

    with pytest.raises(KeyboardInterrupt):
        import_file(store, path, progress=press)
    assert content(store) == before
    assert import_file(store, path).outcome == "imported"
