"""A program that is killed at any moment loses nothing it had acknowledged, and leaves no half step."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from csmanager.core.check import check_store
from csmanager.features.today.tables import Task
from csmanager.open import open_store

ROOT = Path(__file__).resolve().parents[1]
KILLS = 5

_CHILD = """
import sys
from pathlib import Path
from csmanager.features.contacts.tables import ImportBatch
from csmanager.features.today.tables import Task
from csmanager.open import open_store
import datetime as dt

store = open_store(Path(sys.argv[1]))
number = int(sys.argv[2])

def batch(step, number):
    made = ImportBatch(file_name=f"{number}.csv", sha256="", kind="calls", source="kill", rows_read=50, rows_added=50,
                       imported_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), rows_updated=0, rows_set_aside=0)
    step.session.add(made)
    step.session.flush()
    door = step.door()
    door.add("contact", ("batch_id", "external_id", "kind", "channel", "started", "day", "outcome"),
             [(made.id, f"{number}-{row}", 1, 1, 1_772_000_000, 20_509, 1) for row in range(50)])
    door.batch.facts.update(months=[24313], file_name=f"{number}.csv", sha256="")

while True:
    number += 1
    with store.change(f"Step {number}") as step:
        step.session.add(Task(kind="todo", text=f"task {number}"))
        if number % 3 == 0:
            batch(step, number)
    if number % 7 == 0:
        store.undo()
        store.redo()
    print(number, flush=True)
"""


def acknowledged(path: Path, first: int, steps: int, moment: float) -> int:
    """Let a program make steps, kill it ``moment`` seconds into one; returns the last step it spoke of."""
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(path), str(first)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout is not None
    last = first
    for _ in range(steps):
        line = child.stdout.readline()
        assert line, "the program ended by itself"
        last = int(line)
    select.select([child.stdout], [], [], moment)
    child.kill()
    rest = child.stdout.read().split()
    child.wait()
    child.stdout.close()
    return int(rest[-1]) if rest else last


@pytest.mark.skipif(os.name == "nt", reason="pipes cannot be waited for")
@pytest.mark.parametrize("place", ["anywhere", "own folder"])
def test_nothing_acknowledged_is_lost_when_the_program_is_killed(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    path = (tmp_path / "csmanager" if place == "own folder" else tmp_path) / "store.csm"
    path.parent.mkdir(exist_ok=True)
    open_store(path, create=True).close()
    chance = Random(place)
    last = 0
    for _ in range(KILLS):
        last = acknowledged(path, last, 1 + int(chance.random() * 6), chance.random() * 0.03)
        store = open_store(path)
        with store.read() as session:
            texts = list(session.scalars(sa.select(Task.text).order_by(Task.id)))
            contacts = session.scalar(sa.text("SELECT count(*) FROM contact"))
        report = check_store(store)
        store.close()
        assert report.problems == ()
        found = [int(text.removeprefix("task ")) for text in texts]
        assert found[:last] == list(range(1, last + 1))
        assert len(found) <= last + 1  # at most the step under way, whole
        last = len(found)
        assert contacts == 50 * (last // 3)
