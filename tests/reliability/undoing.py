"""Undo and redo, back and forth through a shop's whole life, with restarts: every state comes back as it was."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from pathlib import Path
from random import Random

import sqlalchemy as sa

from csmanager.core.check import check_store
from csmanager.core.errors import RuleBroken, Stale
from csmanager.core.store import Store
from csmanager.open import open_store
from tests.digest import content
from tests.reliability import lab
from tests.reliability.score import Score

LAST_DAY = dt.date(2026, 3, 31)


def make(path: Path) -> None:
    """The example shop: some hundred steps of every duty, imports among them, each undoable."""
    from csmanager import sample

    sample.build(path, contacts=6_000, last_day=LAST_DAY, today=LAST_DAY)


def digest(store: Store) -> str:
    """One number for every row but the history and what undone imports keep aside."""
    found = content(store, history=False, shadows=False)
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


def walk(original: Path, steps: int, seed: int, restart_every: int = 10, depth: int | None = None) -> Score:
    """``steps`` steps back and forth at random; ``depth``: how far back at most."""
    score = Score()
    chance = Random(seed)
    with lab.folder() as place:
        path = place / "store.csm"
        path.write_bytes(original.read_bytes())
        _take_out_answers(path)
        store = open_store(path, clock=lab.clock, keeps_day=False)
        at, known = 0, {0: digest(store)}
        tables = _tables(store)
        goes_back = True
        for number in range(steps):
            score.states += 1
            if chance.random() < 0.08 or at == 0 or (depth is not None and at >= depth):
                goes_back = at == 0 or (not goes_back and at < (depth or at + 1))
            try:
                (store.undo if goes_back else store.redo)()
                at += 1 if goes_back else -1
            except RuleBroken:
                goes_back = not goes_back
            except Stale as error:
                score.wrong.append(f"step {number}: {at} back: {error}")
                goes_back = not goes_back
            if number % restart_every == restart_every - 1:
                store.close()
                store = open_store(path, clock=lab.clock, keeps_day=False)
            now = digest(store)
            if known.setdefault(at, now) != now:
                score.wrong.append(f"step {number}: {at} back is not what it was")
        while at:
            store.redo()
            at -= 1
        if digest(store) != known[0]:
            score.wrong.append("all redone is not what it was before all was undone")
        score.wrong += list(check_store(store).problems)
        store.close()
    score.notes.append(f"{max(known)} steps back at most, over {tables} tables")
    return score


def _take_out_answers(path: Path) -> None:
    """What was answered namelessly is not in the history, on purpose: Undo would rightly stop at such a round."""
    connection = sqlite3.connect(path)
    for name in ("pulse_answer", "pulse_used", "pulse_ticket"):
        connection.execute(f"DELETE FROM {name}")
    connection.commit()
    connection.close()


def _tables(store: Store) -> int:
    with store.read() as session:
        return int(
            session.execute(sa.text("SELECT count(DISTINCT table_name) FROM history_row")).scalar_one()
        )
